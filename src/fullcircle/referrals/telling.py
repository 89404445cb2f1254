"""Telling people: the resident by their safe way, the target by e-mail with an answer link.

The resident is told as the resident: reading their contact and writing what they heard uses their own grants, so that
no organization needs a right to either. Nothing sensitive stands in a text, and our name only where that is safe.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fullcircle.access import actor as actors
from fullcircle.access import links
from fullcircle.access.links import LinkKind
from fullcircle.access.session import acting_as
from fullcircle.accounts import queries as accounts
from fullcircle.directory import answering
from fullcircle.directory import queries as directory
from fullcircle.infra import outbox
from fullcircle.people import reaching
from fullcircle.referrals.models import Need, Referral
from fullcircle.referrals.states import LIVE, UNANSWERED, Status, WaitingOn
from fullcircle.referrals.texts import asking, questions

if TYPE_CHECKING:
    from fullcircle.referrals.appointments.models import Appointment

P = ParamSpec("P")


def in_the_language_of_the_community(write: Callable[P, bool]) -> Callable[P, bool]:
    """An organization reads neither the language of the person's page nor that of the text which they answered."""

    @wraps(write)
    def spoken(*args: P.args, **kwargs: P.kwargs) -> bool:
        with translation.override(settings.LANGUAGE_CODE):
            return write(*args, **kwargs)

    return spoken


SOMETHING_WAITS = gettext_lazy("Something waits for you: please read it and answer.")
STILL_WAITING = gettext_lazy("We have no answer to your request yet. We go on asking for you.")
NOTHING_NEW = gettext_lazy("We have not forgotten you. Here you read how your request stands.")
STILL_LOOKING = gettext_lazy("We have not found help for your request yet. Your helper sees that you wait.")


def resident_hears(*, person_id: UUID, need_id: UUID, at: datetime) -> bool:
    """Send 'there is news' with a link to their page. False where there is no safe way: somebody must call."""
    with acting_as(actors.resident(person_id), at=at):
        told = reaching.hears(person_id, reaching.NEWS, at=at) is not None
        if told:
            Need.objects.filter(pk=need_id).update(last_heard_at=at)
    return told


def has_a_safe_way(person_id: UUID, *, at: datetime) -> bool:
    """Would they hear? Where not, somebody must call."""
    with acting_as(actors.resident(person_id), at=at):
        return reaching.safe_way(person_id) is not None


def resident_is_nudged(*, person_id: UUID, at: datetime) -> bool:
    """Remind them of what they were asked. Time itself writes: it ends no silence."""
    return reaching.hears(person_id, SOMETHING_WAITS, at=at) is not None


def ask_the_resident(referral: Referral, *, at: datetime, texts: bool = True) -> None:
    """Ask 'did you get it?' by a link, and by a code where it is a text; where no way is safe, that is written down and
    counted. `texts`: not where a text has just failed."""
    with acting_as(actors.resident(referral.person_id), at=at):
        way = reaching.safe_way(referral.person_id, texts=texts)
        asked: dict[str, Any] = {
            "asked_at": at,
            "replied_at": None,
            "reply": "",
            "could_not_ask": way is None,
        }
        if way is not None:
            token = links.make(LinkKind.CONFIRM, at=at, person_id=referral.person_id, referral_id=referral.pk)
            with translation.override(way.language):
                text, reply_to = questions.did_you_get_it(way, token)
                reaching.write(way, text, f"/c/{token}", at, reply_to=reply_to)
            asked["last_heard_at"] = at
        Need.objects.filter(pk=referral.need_id).update(**asked)


def nobody_forgot(*, person_id: UUID, silent: list[Need], at: datetime) -> bool:
    """What time itself writes to somebody who heard nothing for days of these needs: honest, and without a promise."""
    live = list(Referral.objects.filter(need__in=silent, status__in=LIVE))
    text = (
        STILL_WAITING
        if any(_owes_an_answer(one, at) for one in live)
        else NOTHING_NEW
        if live
        else STILL_LOOKING
    )
    return reaching.hears(person_id, text, at=at) is not None


def _owes_an_answer(referral: Referral, at: datetime) -> bool:
    """It was asked, and said nothing yet."""
    return (
        referral.status in UNANSWERED
        and referral.waiting_on == WaitingOn.TARGET
        and (referral.asks_at is None or referral.asks_at <= at)
    )


APPOINTMENT = {
    "plan": (gettext_lazy("You are expected on {day}, {time}."), gettext_lazy("Somebody expects you: please read when.")),
    "move": (gettext_lazy("Another time: {day}, {time}."), gettext_lazy("A time has changed: please read it.")),
    "cancel": (gettext_lazy("Not any more: {day}, {time}."), gettext_lazy("A time has changed: please read it.")),
    "remind": (gettext_lazy("A reminder: {day}, {time}."), gettext_lazy("A reminder waits for you: please read it.")),
}  # fmt: skip


def appointment_is_told(one: Appointment, referral: Referral, what: str, *, at: datetime) -> bool:
    """The day and the time where our name may be said, else only that there is something to read; never where, with whom or
    what for. False where no way is safe: somebody must call. A reminder is written by time, and ends no silence."""
    local = one.starts_at.astimezone(ZoneInfo(one.zone))
    with acting_as(actors.resident(one.person_id), at=at):
        told = (
            reaching.hears(one.person_id, lambda way: words_of_a_time(what, local, whole=way.say_who), at=at)
            is not None
        )
        if told and what != "remind":
            Need.objects.filter(pk=referral.need_id).update(last_heard_at=at)
    return told


def words_of_a_time(what: str, local: datetime, *, whole: bool) -> str:
    """What a text says of an appointment; `whole`: the day and the time too."""
    open_words, closed_words = APPOINTMENT[what]
    if not whole:
        return str(closed_words)
    return open_words.format(day=date_format(local, "l, F j"), time=date_format(local, "TIME_FORMAT"))


@in_the_language_of_the_community
def target_hears_no(one: Appointment, referral: Referral, *, at: datetime) -> bool:
    """The person cannot come: the day and the hour, and no name. False where no address is known."""
    service = directory.service(referral.service_id)
    address = service.email or service.organization.email
    if not address:
        return False
    local = one.starts_at.astimezone(ZoneInfo(one.zone))
    said = {
        "service": service.name,
        "when": date_format(local, "l, F j, P"),
        "link": f"{settings.SITE_URL}/requests/{referral.pk}/",
    }
    subject, body = words_that_nobody_comes()
    outbox.write(channel="email", to=address, subject=subject.format(**said), body=body.format(**said), at=at)
    return True


def words_that_nobody_comes() -> tuple[str, str]:
    """Subject and body of the mail that says that the person cannot come."""
    return _("Cannot come: {service}"), _(
        "Somebody whom you expected on {when} cannot come.\n\nSee it, and plan another time:\n{link}\n"
    )


@in_the_language_of_the_community
def target_is_asked(referral: Referral, *, name: str, at: datetime) -> bool:
    """Mail and text the target a link that shows the card and takes an answer. False where no way is known."""
    return _to_the_target(referral, *words_that_ask(), at=at, name=name)


def words_that_ask() -> tuple[str, str]:
    """Subject and body of the mail that asks."""
    return _("A request for {service}"), _(
        "{community} asks {organization}: can you help {name} with {service}?\n\n"
        "See the request and answer, without an account:\n{link}\n\nPlease answer by {due}.\n"
    )


@in_the_language_of_the_community
def target_is_reminded(referral: Referral, *, at: datetime) -> bool:
    """Write to the target once more, without a name: that nobody answered, or nobody said what became of it."""
    return _to_the_target(referral, *words_that_remind(Status(referral.status)), at=at)


def words_that_remind(status: Status) -> tuple[str, str]:
    """Subject and body of the mail that reminds, by how the request stands."""
    if status in UNANSWERED:
        return _("Still waiting for you: a request for {service}"), _(
            "{community} asked {organization} for {service} on {sent}, and nobody has answered yet.\n\n"
            "See the request and answer, without an account:\n{link}\n\nOne tap is enough, also to say that you are full.\n"
        )
    if status == Status.WAIT_LISTED:
        return _("Is this person still on your list? {service}"), _(
            "{organization} put somebody on the wait list for {service} on {answered}.\n\n"
            "Say here how it stands, without an account:\n{link}\n"
        )
    return _("What became of it? {service}"), _(
        "{organization} took on a request for {service} on {answered}. Nobody has said since what became of it.\n\n"
        "Say here how it stands, without an account:\n{link}\n"
    )


@in_the_language_of_the_community
def target_hears_that_the_person_answered(referral: Referral, *, at: datetime) -> bool:
    """What a place needed of the person is answered: it has its turn again."""
    return _to_the_target(referral, *words_after_the_person_answered(), at=at)


def words_after_the_person_answered() -> tuple[str, str]:
    """Subject and body of the mail that brings a person's answer."""
    return _("The person answered you: {service}"), _(
        "You asked somebody for something first, for {service}. They answered.\n\n"
        "Read it and go on, without an account:\n{link}\n"
    )


@in_the_language_of_the_community
def target_hears_of_an_introduction(
    referral: Referral, words: Callable[[], tuple[str, str]], *, meets_at: datetime, at: datetime
) -> bool:
    """By mail alone: a text cannot be answered with a day. False where no address is known: somebody must call."""
    return _to_the_target(referral, *words(), at=at, by_text=False, meets=_day(meets_at, "l, F j, P"))


def has_a_mail(referral: Referral) -> bool:
    """Is an address of the target known?"""
    service = directory.service(referral.service_id)
    return bool(service.email or service.organization.email)


def words_that_introduce() -> tuple[str, str]:
    """Subject and body of the mail that proposes or moves an introduction."""
    return _("An introduction: {service}"), _(
        "{community} would like to bring somebody and {organization} together for {service}: {meets}.\n\n"
        "See how it stands, say yes or name another time, without an account:\n{link}\n"
    )


def words_that_call_off() -> tuple[str, str]:
    """Subject and body of the mail that calls an introduction off."""
    return _("Called off: an introduction for {service}"), _(
        "{community} calls off what was planned with {organization} for {service}: {meets}. Nobody comes then.\n\n"
        "See how the request stands, without an account:\n{link}\n"
    )


def _to_the_target(
    referral: Referral, subject: str, body: str, *, at: datetime, name: str = "", by_text: bool = True, meets: str = ""
) -> bool:  # fmt: skip
    service = directory.service(referral.service_id)
    address = service.email or service.organization.email
    number = answering.text_phone(referral.target_id) if by_text else ""
    if not (address or number):
        return False
    token = links.make(
        LinkKind.ANSWER,
        at=at,
        person_id=referral.person_id,
        referral_id=referral.pk,
        organization_id=referral.target_id,
    )
    texted = bool(number) and asking.ask(referral, token, number=number, name=name, at=at)
    if not address:
        return texted
    said = {
        "community": accounts.community().name, "organization": service.organization.name, "service": service.name,
        "link": f"{settings.SITE_URL}/a/{token}", "name": name, "due": _day(referral.answer_by or at, "l, F j, P"),
        "sent": _day(referral.asks_at or referral.sent_at or at), "answered": _day(referral.answered_at or at),
        "meets": meets,
    }  # fmt: skip
    reply_to = questions.reply_address(token) if referral.status in UNANSWERED else ""
    text = body.format(**said) + (questions.how_to_answer_by_mail() if reply_to else "")
    outbox.write(
        channel="email", to=address, subject=subject.format(**said), body=text, at=at, reply_to=reply_to,
        about_person=referral.person_id if name else None, for_organization=referral.target_id if name else None,
    )  # fmt: skip
    return True


def _day(at: datetime, form: str = "F j") -> str:
    return date_format(localtime(at), form)
