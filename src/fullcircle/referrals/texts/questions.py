"""How a question is put so that a text or a mail can answer it: the code beside the link, and the address of replies."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fullcircle.access import reply_codes
from fullcircle.access.links import LinkKind
from fullcircle.people.reaching import Way


def did_you_get_it(way: Way, token: str) -> tuple[str, str]:
    """(the sentence before the link, the address of replies or '') for a resident, in the language that is active."""
    if way.channel == "sms":
        code = reply_codes.code_for(token, kind=LinkKind.CONFIRM, number=way.to, language=spoken())
        if code is not None:
            return confirm_by_text(code), ""
    if way.channel == "email" and (address := reply_address(token)):
        return confirm_by_mail(), address
    return confirm_by_link(), ""


def confirm_by_mail() -> str:
    return _("Did you get the help you asked for? Reply to this mail with yes, some or no, or tell us here:")


def confirm_by_link() -> str:
    return _("Did you get the help you asked for? Please tell us here:")


def confirm_by_text(code: int) -> str:
    """Letters that do not collide in the language that is active: in Spanish words, as S would be some and sí."""
    return _(
        "Did you get the help you asked for? Reply {code}Y for yes, {code}S for some of it, {code}N for no. Or tell us here:"
    ).format(code=code)


def how_to_confirm(code: int) -> str:
    return _("{code}Y, {code}S or {code}N").format(code=code)


def how_to_answer(code: int) -> str:
    """The digits that answer a request, as its text says them."""
    return _("{code} 1 accept, {code} 2 wait list, {code} 3 full, {code} 4 call us").format(code=code)


def how_to_answer_by_mail() -> str:
    return _("\nOr reply to this mail with one digit: 1 accept, 2 wait list, 3 full, 4 please call us.\n")


def reply_address(token: str) -> str:
    """Where a reply to this mail is read; '' where no mail comes in."""
    if not (settings.MAIL_IN_KEY and settings.MAIL_IN_DOMAIN):
        return ""
    made = reply_codes.address_for(token, language=spoken())
    return f"reply+{made}@{settings.MAIL_IN_DOMAIN}"


def spoken() -> str:
    """The language in which a question is really put: English where there is no translation."""
    active = (get_language() or "en").split("-")[0]
    return active if active in {code.split("-")[0] for code, _name in settings.LANGUAGES} else "en"
