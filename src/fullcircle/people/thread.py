"""The thread between a resident and who keeps their record; and texts that nobody could match, which the hub reads."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import connection, transaction
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from fullcircle.access import actor as actors
from fullcircle.access import events
from fullcircle.access.actor import Actor, Role
from fullcircle.access.errors import Denied, Invalid, NotFound
from fullcircle.access.events import Subject
from fullcircle.access.grants import DataClass
from fullcircle.access.session import acting_as
from fullcircle.accounts import queries as accounts
from fullcircle.infra.time import SENT_TWICE
from fullcircle.people import policies, queries, reaching
from fullcircle.people.models import Contact, ThreadMessage, UnmatchedText

LONGEST = 2000
IN_A_TEXT = 300  # beside the link: two texts
A_MESSAGE = _("There is a message for you.")


@transaction.atomic
def write(*, person_id: UUID, text: str, actor: Actor, at: datetime, channel: str = "page") -> ThreadMessage:
    """Say something, as the resident or as who keeps the record.

    A helper's words answer what waited. The text or mail to the resident (`told_by`) says only that there is a message;
    where there is none, no way is safe. Raises Denied, Invalid."""
    person = queries.person(person_id, lock=actor.person_id is None)
    policies.check_can_correct(actor, person)
    said = text.replace("\x00", "").strip()
    said = Truncator(said).chars(LONGEST)  # a mail may be longer: its reader sees that it goes on
    if not said:
        raise Invalid(_("Type your message first."), field="text")
    by_resident = actor.person_id == person_id
    if channel == "page" and (before := _just_said(person_id, by_resident, actor, said, at)):
        return before
    message = ThreadMessage.objects.create(
        person=person, by_resident=by_resident, said_by=actor.user_id, channel=channel, text=said, said_at=at,
        needs_answer=by_resident, told_by=None if by_resident else _told(person_id, said, at),
    )  # fmt: skip
    _record(actor, "thread.write", person_id, at, channel=channel)
    if not by_resident:
        _answered(person_id)
    return message


def _just_said(
    person_id: UUID, by_resident: bool, actor: Actor, said: str, at: datetime
) -> ThreadMessage | None:
    """The same words a moment ago: a page that was sent twice."""
    return ThreadMessage.objects.filter(
        person=person_id, by_resident=by_resident, said_by=actor.user_id, channel="page", text=said,
        said_at__gt=at - SENT_TWICE, said_at__lte=at,
    ).first()  # fmt: skip


def _told(person_id: UUID, said: str, at: datetime) -> UUID | None:
    """That there is a message; its words only where the resident allowed that for a text to this number."""
    with acting_as(actors.resident(person_id), at=at):
        way, contact = reaching.safe_way(person_id), queries.contact_of(person_id)
    whole = way is not None and way.channel == "sms" and contact is not None and contact.may_say_what
    return reaching.hears(person_id, Truncator(said).chars(IN_A_TEXT) if whole else A_MESSAGE, at=at)


@transaction.atomic
def allow_words(*, person_id: UUID, allow: bool, actor: Actor, at: datetime) -> None:
    """The resident says whether texts to their number may hold the words of messages. Raises Denied."""
    if actor.person_id != person_id:
        raise Denied(_("Only the person says that."))
    Contact.objects.filter(person=person_id).update(may_say_what=allow)
    _record(actor, "thread.allow-words", person_id, at, allow=allow)


@transaction.atomic
def settle(*, person_id: UUID, actor: Actor, at: datetime) -> None:
    """What waited needs no answer, or had one by telephone. Raises Denied."""
    person = queries.person(person_id)
    policies.check_can_correct(actor, person)
    if actor.person_id == person_id:
        raise Denied(_("Your helper says that."))
    _answered(person_id)
    _record(actor, "thread.settle", person_id, at)


def _answered(person_id: UUID) -> None:
    ThreadMessage.objects.filter(person=person_id, needs_answer=True).update(needs_answer=False)


def _record(actor: Actor, did: str, person_id: UUID, at: datetime, **detail: object) -> None:
    about = Subject(DataClass.CONTACT, person_id=person_id, detail=dict(detail))
    events.record(actor=actor, did=did, about=about, at=at)


def of(person_id: UUID, *, most: int = 50) -> list[ThreadMessage]:
    """The newest messages with one person, the oldest of them first."""
    newest = ThreadMessage.objects.filter(person=person_id).order_by("-said_at", "-id")[:most]
    return list(newest)[::-1]


class Became(StrEnum):
    """What became of the text or mail that said that there is a message."""

    WAITS = "waits"  # on its way
    BY_DAY = "by-day"  # for the morning
    SENT = "sent"  # the provider took it
    ARRIVED = "arrived"  # the provider says so, of texts alone
    FAILED = "failed"  # it did not arrive, or is not safe any more


@dataclass(frozen=True, slots=True)
class Receipt:
    channel: str  # sms, email
    became: Became


def receipts(messages: Collection[ThreadMessage]) -> dict[UUID, Receipt]:
    """By message, as far as they are one's own people and a text or mail went with it."""
    with connection.cursor() as cursor:
        cursor.execute("select * from people_thread_receipts(%s)", [[one.pk for one in messages]])
        return {
            message_id: Receipt(channel, Became(became)) for message_id, channel, became in cursor.fetchall()
        }


@dataclass(frozen=True, slots=True)
class Waits:
    """A resident who wrote and waits for an answer, since when, and how often they wrote."""

    person_id: UUID
    person: str
    navigator_id: UUID | None
    since: datetime
    messages: int


def waiting(*, organization_id: UUID, user_id: UUID | None = None) -> list[Waits]:
    """Who of the people of an organization, or of one navigator, waits for an answer; the longest first."""
    unanswered = ThreadMessage.objects.filter(needs_answer=True, steward_id=organization_id)
    if user_id:
        unanswered = unanswered.filter(person__navigator_id=user_id)
    found: dict[UUID, Waits] = {}
    for one in unanswered.select_related("person").order_by("said_at"):
        before = found.get(one.person_id)
        found[one.person_id] = Waits(
            one.person_id, one.person.name, one.person.navigator_id, before.since if before else one.said_at,
            before.messages + 1 if before else 1,
        )  # fmt: skip
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Someone:
    """Somebody who said that texts to a number are safe."""

    person_id: UUID
    language: str
    may_say_who: bool


def with_number(number: str) -> list[Someone]:
    """Who has this number as a safe one. For jobs alone."""
    with connection.cursor() as cursor:
        cursor.execute("select * from people_with_number(%s)", [number])
        return [Someone(*row) for row in cursor.fetchall()]


def not_to_be_written_to(person_ids: Collection[UUID]) -> dict[UUID, str]:
    """Of these, as far as they are one's own people, those whom nobody can write to: none, stopped or failed. Somebody must
    call."""
    with connection.cursor() as cursor:
        cursor.execute("select * from people_not_to_be_written_to(%s)", [list(person_ids)])
        return dict(cursor.fetchall())


def keep_unmatched(
    *, number: str, text: str, why: str, at: datetime, organization_id: UUID | None = None
) -> None:
    """Put it on the hub's list, for a job. Nothing is read back: a job reads nobody's texts."""
    UnmatchedText.objects.bulk_create(
        [
            UnmatchedText(
                number=number, text=text[:LONGEST], why=why, came_at=at, organization_id=organization_id
            )
        ]
    )


def unmatched() -> list[UnmatchedText]:
    """What waits for the hub, the oldest first; nothing for anybody else."""
    return list(UnmatchedText.objects.filter(settled_at__isnull=True).order_by("came_at", "id")[:200])


@transaction.atomic
def settle_unmatched(*, text_id: UUID, actor: Actor, at: datetime) -> None:
    """The hub dealt with it: number and words are forgotten. Raises Denied, NotFound."""
    if not (actor.has(Role.HUB) and actor.organization_id == accounts.community().hub_id):
        raise Denied(_("These texts are for the hub."))
    found = UnmatchedText.objects.filter(pk=text_id, settled_at__isnull=True).update(
        settled_at=at, settled_by=actor.user_id, number="", text=""
    )
    if not found:
        raise NotFound(_("There is no such text here."))
    events.record(actor=actor, did="text.settle", about=Subject("text", record_id=text_id), at=at)
