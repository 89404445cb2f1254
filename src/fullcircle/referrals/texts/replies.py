"""What a text or mail that came in does: exactly what the page behind the link does, as the same actor.

What is not clear does nothing: it goes to a person, into the thread of the one resident whose number it is, else to the hub.
At most one automatic answer follows, and one an hour where nobody understood.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from fullcircle.access import actor as actors
from fullcircle.access import events, freezes, reply_codes
from fullcircle.access.errors import Refused
from fullcircle.access.events import Subject
from fullcircle.access.grants import DataClass
from fullcircle.access.links import LinkKind
from fullcircle.access.reply_codes import Question
from fullcircle.access.session import acting_as
from fullcircle.infra import incoming, keywords, time
from fullcircle.infra.incoming import Came, Failed
from fullcircle.infra.keywords import Keyword
from fullcircle.people import reaching, thread
from fullcircle.referrals import actions, needs, queries, telling
from fullcircle.referrals.models import Need, Referral
from fullcircle.referrals.states import OPEN_OUTCOMES, DeclineReason, Status
from fullcircle.referrals.texts import asking, automatic, reading
from fullcircle.referrals.texts.reading import Answer, Read, Why

log = logging.getLogger("fullcircle.texts")


def hear(came: Came) -> str:
    """What became of a text or mail: the listener of `incoming`, within its transaction. Runs as the jobs' actor."""
    at = time.now()
    if came.channel == "email":
        return _mail(came, at)
    keyword = came.keyword
    if keyword == Keyword.STOP:
        return _stopped(came, at)
    questions = reply_codes.on_phone(came.number)
    if keyword == Keyword.START or _starts(came, questions):
        incoming.start(came.number)
        automatic.answer(came, automatic.started, at=at)
        return "start"
    read = reading.read(came.body, questions, at=at)
    if keyword == Keyword.HELP and not read.answers:
        automatic.answer(came, automatic.helps, at=at)
        return "help"
    # Who answers and asks for help is answered by a person, too.
    return _answered(came, replace(read, more=read.more or keyword == Keyword.HELP), questions, at)


def _starts(came: Came, questions: list[Question]) -> bool:
    """A bare YES starts texts again only where they were stopped and no question waits for it."""
    bare = keywords.words(came.body) in (["yes"], ["si"])
    return bare and not incoming.takes_texts(came.number) and not any(one.is_open for one in questions)


def _mail(came: Came, at: datetime) -> str:
    questions = reply_codes.behind_address(came.address) if came.address else []
    if not questions:
        return "nobody"  # an address that was never made: nothing is kept of it
    return _answered(came, reading.read_mail(came.body, questions[0]), questions, at)


def _answered(came: Came, read: Read, questions: list[Question], at: datetime) -> str:
    done = [(answer, _take(answer, at)) for answer in read.answers]
    refused = [why for _answer, why in done if why is not None]
    if read.why or read.more or refused:
        _a_person_reads(came, read, questions, at)
    if done:
        automatic.answer(
            came, lambda: automatic.thanks(done), at=at, language=read.answers[0].question.language
        )
        return "refused" if refused else "answered"
    if came.channel == "sms" and incoming.may_be_answered(came.number):
        automatic.answer(came, lambda: automatic.not_understood(read.why or Why.UNCLEAR, questions), at=at)
    return str(read.why or Why.UNCLEAR)


def _take(answer: Answer, at: datetime) -> str | None:
    """Do what the page does; the refusal's own sentence where it could not be done."""
    question = answer.question
    held = freezes.on_hold(user_id=None, organization_id=question.organization_id, at=at)
    try:
        with translation.override(question.language), acting_as(question.actor, at=at):
            if held:
                return _("Access is on hold.")
            KINDS[question.kind](question, answer.reply, at)
    except Refused as refusal:
        with translation.override(question.language):
            return str(refusal)
    return None


def _confirms(question: Question, reply: str, at: datetime) -> None:
    referral = queries.referral(_about(question))
    needs.confirm(need_id=referral.need_id, reply=reply, actor=question.actor, at=at)


def _decides(question: Question, reply: str, at: datetime) -> None:
    moved = STEPS[reply](_about(question), question, at)
    asking.invite_after(moved, at=at)


def _about(question: Question) -> UUID:
    assert question.referral_id is not None  # noqa: S101 - both kinds are about a referral
    return question.referral_id


def _accepts(referral_id: UUID, question: Question, at: datetime) -> Referral:
    return actions.accept(referral_id=referral_id, actor=question.actor, at=at)


def _waits(referral_id: UUID, question: Question, at: datetime) -> Referral:
    return actions.wait_list(referral_id=referral_id, actor=question.actor, at=at)


def _is_full(referral_id: UUID, question: Question, at: datetime) -> Referral:
    return actions.decline(
        referral_id=referral_id, reason=DeclineReason.NO_CAPACITY, actor=question.actor, at=at
    )


def _wants_a_call(referral_id: UUID, question: Question, at: datetime) -> Referral:
    text = _("Please call us about this request.")
    return actions.ask(referral_id=referral_id, text=text, actor=question.actor, at=at)


KINDS: dict[LinkKind, Callable[[Question, str, datetime], None]] = {
    LinkKind.CONFIRM: _confirms,
    LinkKind.ANSWER: _decides,
}
STEPS: dict[str, Callable[[UUID, Question, datetime], Referral]] = {
    "1": _accepts,
    "2": _waits,
    "3": _is_full,
    "4": _wants_a_call,
}


def _a_person_reads(came: Came, read: Read, questions: list[Question], at: datetime) -> None:
    """The thread of the one resident whose safe number or mail it is; else the hub's list."""
    with translation.override(settings.LANGUAGE_CODE):
        text = came.body if came.body.strip() else _("(A message without words, perhaps a picture.)")
    residents = {one.person_id for one in questions if one.kind == LinkKind.CONFIRM}
    if came.channel == "sms":
        residents = {one.person_id for one in thread.with_number(came.number)}
    organizations = {one.organization_id for one in questions if one.organization_id}
    if len(residents) == 1 and not organizations:
        resident = actors.resident(next(iter(residents)))
        with acting_as(resident, at=at):
            thread.write(
                person_id=next(iter(residents)), text=text, actor=resident, at=at, channel=came.channel
            )
        return
    thread.keep_unmatched(
        number=came.number, text=text, why=str(read.why or "more"), at=at,
        organization_id=next(iter(organizations)) if len(organizations) == 1 else None,
    )  # fmt: skip


def _stopped(came: Came, at: datetime) -> str:
    """The number takes no texts any more (`incoming` saw to that); who waited for a question is asked otherwise, or called."""
    automatic.answer(came, automatic.stopped, at=at)
    for someone in thread.with_number(came.number):
        resident = actors.resident(someone.person_id)
        with acting_as(resident, at=at):
            about = Subject(DataClass.CONTACT, person_id=someone.person_id)
            events.record(actor=resident, did="person.stop-texts", about=about, at=at)
        if came.stops_anew:  # who said it before was asked then
            _ask_otherwise(someone.person_id, at)
    return "stop"


def reach_otherwise(failed: Failed, at: datetime) -> None:
    """A text to a resident did not arrive: what it asked is asked by mail, and of what else it said they hear that there is
    news; where no way is left, they stand on the list of calls."""
    if failed.to_person is not None and not _ask_otherwise(failed.to_person, at, put_at=failed.written_at):
        with acting_as(actors.resident(failed.to_person), at=at):
            reaching.hears(failed.to_person, reaching.NEWS, at=at, texts=False)


def ask_again(person_id: UUID, at: datetime) -> bool:
    """A way is safe no more: is there a question that waits? It is put by another way."""
    return _ask_otherwise(person_id, at, texts=True)


def _ask_otherwise(
    person_id: UUID, at: datetime, *, texts: bool = False, put_at: datetime | None = None
) -> bool:
    """Each question that waits is put again, without a text where one has just failed; of those that were `put_at` a moment,
    where it is said. Was there one? Where there is no other way, the need says so."""
    with acting_as(actors.resident(person_id), at=at):
        waiting = Need.objects.filter(
            person=person_id, asked_at__isnull=False, replied_at__isnull=True, outcome__in=OPEN_OUTCOMES
        )
        questions = list(waiting if put_at is None else waiting.filter(asked_at=put_at))
        for need in questions:
            last = need.referrals.filter(status=Status.COMPLETED).order_by("ended_at").last()
            if last is not None:
                telling.ask_the_resident(last, at=at, texts=texts)
        return bool(questions)
