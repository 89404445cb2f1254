"""A request as a text to the organization it was sent to, with the digits that answer it; and what an account would give."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from fullcircle.access import reply_codes
from fullcircle.access.links import LinkKind
from fullcircle.accounts import queries as accounts
from fullcircle.directory import answering
from fullcircle.directory import queries as directory
from fullcircle.infra import incoming, keywords, outbox
from fullcircle.referrals.models import Referral
from fullcircle.referrals.states import UNANSWERED
from fullcircle.referrals.texts import questions


def ask(referral: Referral, token: str, *, number: str, name: str, at: datetime) -> bool:
    """Text what the mail with the link says, and no more: of a protected request without the name. False where the number
    takes no texts, or no code is left."""
    if not incoming.takes_texts(number):
        return False
    code = reply_codes.code_for(token, kind=LinkKind.ANSWER, number=number, language=questions.spoken())
    if code is None:
        return False
    name = "" if referral.label else name
    text = f"{accounts.community().name}: {_sentence(referral, code, name)} {settings.SITE_URL}/a/{token}"
    if incoming.is_told_first(number, language=questions.spoken()):
        text = f"{text} {keywords.HOW_TO_STOP}"
    outbox.write(
        channel="sms", to=number, body=text, at=at, language=questions.spoken(),
        about_person=referral.person_id if name else None, for_organization=referral.target_id if name else None,
        by_day=True,
    )  # fmt: skip
    return True


def _sentence(referral: Referral, code: int, name: str) -> str:
    service = directory.service(referral.service_id).name
    waits = referral.status in UNANSWERED
    return a_request(code, service, name) if waits else how_it_stands(code, service)


def a_request(code: int, service: str, name: str) -> str:
    how = questions.how_to_answer(code)
    if name:
        return _("Request {code}: can you help {name} with {service}? Reply {how}.").format(
            code=code, name=name, service=service, how=how
        )
    return _("Request {code}: {service}. It waits for your answer. Reply {how}.").format(
        code=code, service=service, how=how
    )


def how_it_stands(code: int, service: str) -> str:
    return _("How does it stand with request {code}, {service}? Say it here:").format(
        code=code, service=service
    )


def invitation() -> str:
    community = accounts.community()
    return _(
        "Thank you for three answers. With a free account you see all requests in one place and keep your own page up to"
        " date. Call {community}: {phone}."
    ).format(community=community.name, phone=community.help_phone)


def invite_after(referral: Referral, *, at: datetime) -> bool:
    """After the third answer without an account, say once what one would give. As whoever answered."""
    if not answering.answered(referral.target_id):
        return False
    text = invitation()
    service = directory.service(referral.service_id)
    address, number = service.email or service.organization.email, answering.text_phone(referral.target_id)
    if address:
        outbox.write(channel="email", to=address, subject=_("An account would help you"), body=text, at=at)
    elif number:
        outbox.write(channel="sms", to=number, body=text, at=at)
    return bool(address or number)
