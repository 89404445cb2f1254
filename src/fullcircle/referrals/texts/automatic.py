"""What is answered by itself to a text: one sentence, in the language of the question or of the last text to that number.

Nothing here says what a request is about, and no sentence asks for STOP as an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from fullcircle.access.links import LinkKind
from fullcircle.access.reply_codes import Question
from fullcircle.accounts import queries as accounts
from fullcircle.infra import incoming, keywords, outbox
from fullcircle.infra.incoming import Came
from fullcircle.people import thread
from fullcircle.referrals.texts import questions as asking
from fullcircle.referrals.texts.reading import Answer, Why


def answer(came: Came, text: Callable[[], str], *, at: datetime, language: str = "") -> None:
    """Write one text back. Keywords that the provider answers itself are left to it; a mail is answered by no machine."""
    keyword = came.keyword
    if came.channel != "sms" or (keyword and settings.SMS_ACCOUNT and keywords.provider_answers(came.body)):
        return
    spoken = language or keywords.language(came.body) or incoming.language_of(came.number) or "en"
    with translation.override(spoken):
        body = said_to(came.number, text()) if keyword == keywords.Keyword.HELP else text()
    outbox.write(
        channel="sms", to=came.number, body=body, at=at, language=spoken, answers_keyword=keyword is not None
    )


def said_to(number: str, text: str) -> str:
    """With our name before it, which carriers want in the answer to HELP, unless somebody with this number asked us not to
    say who we are."""
    known = thread.with_number(number)
    if known and not all(one.may_say_who for one in known):
        return text
    return f"{accounts.community().name}: {text}"


def stopped() -> str:
    return _("You get no more texts from this number. Reply START to get them again.")


def started() -> str:
    return _("You get texts again. Reply STOP to stop texts, HELP for help.")


def helps() -> str:
    return _("Call {phone} to talk to a person. Reply STOP to stop texts.").format(
        phone=accounts.community().help_phone
    )


def thanks(done: Sequence[tuple[Answer, str | None]]) -> str:
    """What was written down, or why not: of each answer."""
    return " ".join(_one(answered, refusal) for answered, refusal in done)


def _one(answered: Answer, refusal: str | None) -> str:
    if answered.question.kind == LinkKind.ANSWER:
        before = _("Request {code}:").format(code=answered.question.code)
        return f"{before} {refusal or decided(answered.reply)}"
    return refusal or confirmed(answered.reply)


def confirmed(reply: str) -> str:
    return {
        "yes": _("Thank you. We wrote down that you got it."),
        "some": _("Thank you. We wrote down that you got some of it. Your helper sees it."),
        "no": _("Thank you. We wrote down that you did not get it. We keep looking."),
    }[reply]


def decided(reply: str) -> str:
    return {
        "1": _("accepted. How to reach them stands behind the link."),
        "2": _("on your wait list. Thank you."),
        "3": _("full. Thank you, we ask another place."),
        "4": _("whoever sent it is told to call you."),
    }[reply]


def not_understood(why: Why, questions: Sequence[Question]) -> str:
    """Honest, and how to answer what is open."""
    waiting = [question for question in questions if question.is_open]
    sentence = {
        Why.UNCLEAR: _("We are not sure what you mean, so nothing was written down. A person reads your text."),
        Why.WHICH: _("Which question is that about? Nothing was written down. A person reads your text."),
        Why.WRONG_CODE: _("We know no question with this number, so nothing was written down. A person reads your text."),
        Why.LATE: _("That question is answered already, or too old. A person reads your text."),
        Why.NOTHING_ASKED: _("No question waits for an answer. A person reads your text."),
    }[why]  # fmt: skip
    if not waiting:
        return sentence
    how = [
        asking.how_to_confirm(one.code) if one.kind == LinkKind.CONFIRM else asking.how_to_answer(one.code)
        for one in waiting[:2]
    ]
    return f"{sentence} " + _("To answer, reply {how}.").format(how="; ".join(how))
