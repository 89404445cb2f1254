"""Reading needs and referrals, one at a time or as the ladder and the timeline of a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fullcircle.access import events, session
from fullcircle.access.errors import NotFound
from fullcircle.access.events import Subject
from fullcircle.access.grants import DataClass
from fullcircle.access.models import Consent, Event
from fullcircle.accounts import queries as accounts
from fullcircle.directory import queries as directory
from fullcircle.people import queries as people
from fullcircle.referrals import cards
from fullcircle.referrals.models import Choice, Need, Referral, Word
from fullcircle.referrals.states import LIVE, TAKEN_ON, Status, WaitingOn

if TYPE_CHECKING:
    from fullcircle.directory.models import Service

# Steps on the way, that a timeline would drown in.
QUIET = ("assessment.begin", "assessment.answer", "assessment.go-back", "card.read", "accounting.give",
         "note.write", "note.correct")  # fmt: skip


ASKED = "referral.ask-person"
ASKED_AND_ANSWERED = (ASKED, "referral.person-answers")


class NoSuchNeed(NotFound):
    """Not there, or not for this actor."""


class NoSuchReferral(NotFound):
    """Not there, or not for this actor."""


def need(need_id: UUID, *, lock: bool = False) -> Need:
    """Raises NoSuchNeed."""
    needs = Need.objects.select_for_update() if lock else Need.objects
    found = needs.filter(pk=need_id).first()
    if found is None:
        raise NoSuchNeed(_("There is no such need here."))
    return found


def referral(referral_id: UUID, *, lock: bool = False) -> Referral:
    """Raises NoSuchReferral."""
    referrals = Referral.objects.select_for_update() if lock else Referral.objects
    found = referrals.filter(pk=referral_id).first()
    if found is None:
        raise NoSuchReferral(_("There is no such request here."))
    return found


def people_sent_to(organization_id: UUID) -> QuerySet[Any]:
    """The ids of people for whom this organization was ever asked."""
    sent = Referral.objects.filter(target_id=organization_id, sent_at__isnull=False)
    return sent.values_list("person_id", flat=True)


def expected_at(service_id: UUID) -> list[UUID]:
    """The people whose request this service took on or put on its wait list, each once."""
    waiting = Referral.objects.filter(service_id=service_id, status__in=TAKEN_ON)
    return list(waiting.order_by().values_list("person_id", flat=True).distinct())


def needs_of(person_id: UUID) -> QuerySet[Need]:
    """A person's needs, newest first, each with its ladder of attempts, oldest first, and whom they named to be asked next."""
    attempts = Referral.objects.order_by("made_at").prefetch_related("delivered", "words")
    named = Choice.objects.order_by("number", "said_at")
    return (
        Need.objects.filter(person_id=person_id)
        .order_by("-found_at", "id")
        .prefetch_related(Prefetch("referrals", attempts), Prefetch("choices", named))
    )


def as_the_person_knows_them(needs: list[Need]) -> list[Need]:
    """One entry for each problem: without the needs that stand again, alike, for a request to a protected service."""
    again = {(need.domain, need.detail) for need in needs if need.for_one_request}
    return [need for need in needs if need.for_one_request or (need.domain, need.detail) not in again]


def agreed_to(referral_id: UUID) -> tuple[datetime | None, datetime | None] | None:
    """When the person agreed to a request of theirs being seen, and until when, as far as the actor may know."""
    return (
        Consent.objects.filter(referral_id=referral_id, effect="permit", starts_at__isnull=False)
        .order_by("starts_at")
        .values_list("starts_at", "ends_at")
        .first()
    )


def is_asked(draft: Referral) -> bool:
    """Is there an open request to this service for the same? A protected one has a need of its own each time; it is
    the same where it asks the same for the same person, as far as the actor may know."""
    same = (
        Q(need__domain=draft.need.domain, need__detail=draft.need.detail)
        if draft.label
        else Q(need_id=draft.need_id)
    )
    asked = Referral.objects.filter(same, person_id=draft.person_id, service_id=draft.service_id)
    return asked.filter(status__in=LIVE).exists()


def read_card(sent: Referral) -> cards.Card:
    """The card for a page: leaves an event with the classes that it showed, unless who sent the request or keeps its
    record reads it. A protected service keeps what it took on, and still reads of somebody whom another keeps."""
    card = card_of(sent)
    running = session.current()
    reader = running[0].organization_id if running else None
    received = reader == sent.target_id != sent.source_id
    if card.facts and (received or reader not in {sent.source_id, sent.keeper_id}):
        shown = sorted({str(fact.data_class) for fact in card.facts if not fact.withheld})
        about = Subject(
            DataClass.ACCESS, person_id=sent.person_id, need_id=sent.need_id, referral_id=sent.pk, detail={"classes": shown}
        )  # fmt: skip
        events.recorded_now("card.read", about)
    return card


def card_of(sent: Referral) -> cards.Card:
    """The card as the running actor may read it: what is not open to them is simply not there."""
    if not people.may_be_seen(sent.person_id):
        return cards.closed()
    record = people.unlogged_record(sent.person_id)
    accepted = sent.status not in {Status.SENT, Status.IN_REVIEW, Status.WAIT_LISTED}
    return cards.draw(
        record=record, need=Need.objects.filter(pk=sent.need_id).first(), fields=sent.card, reach_by=sent.reach_by,
        accepted=accepted, closed_to_them=cards.closed_lines(
            keeper_id=record.person.steward_id, organization_id=sent.target_id, fields=sent.card, label=sent.label
        ),
    )  # fmt: skip


def preview(
    *, record: people.Record, need: Need, service: Service, fields: list[str], keeper_id: UUID, person_id: UUID | None
) -> cards.Card:  # fmt: skip
    """What the organization of this service would see if the person agreed to these fields now."""
    wanted = [name for name in cards.FIELDS if name in {*fields, *cards.ALWAYS} and name not in cards.NEVER]
    by = cards.reach_by(record.contact) if "reach" in wanted else "helper"
    closed_to_them = cards.closed_lines(
        keeper_id=keeper_id, organization_id=service.organization_id, fields=wanted, label=service.label, person_id=person_id
    )  # fmt: skip
    return cards.draw(
        record=record, need=need, fields=wanted, reach_by=by, accepted=False, closed_to_them=closed_to_them
    )


def words_of(referral_id: UUID) -> QuerySet[Word]:
    return Word.objects.filter(referral_id=referral_id).order_by("said_at")


def asked_of_the_person(referral: Referral) -> Word | None:
    """What the target needs from the person, until they answer or the request ends: whom the request waits for says less,
    since the target may go on meanwhile, or ask the source."""
    if referral.status not in LIVE:
        return None
    said = Event.objects.filter(need_id=referral.need_id, referral_id=referral.pk, did__in=ASKED_AND_ANSWERED)
    last = said.order_by("-occurred_at", "-seq").first()
    words = words_of(referral.pk)
    if last is not None and last.did == ASKED and "word" in last.detail:
        return words.filter(pk=last.detail["word"]).first()
    if referral.waiting_on == WaitingOn.RESIDENT:
        return words.filter(said_by=referral.target_id).last()
    return None


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of a timeline, with the names that this actor may know."""

    did: str
    at: datetime
    who: str
    voice: bool  # the resident's own word
    mine: bool
    organization: str
    detail: dict[str, Any]
    need_id: UUID | None


def timeline(
    person_id: UUID, *, user_id: UUID | None = None, need_id: UUID | None = None, most: int = 50
) -> list[Happened]:
    """What happened, newest first, from the events that are open to the actor."""
    rows = (
        Event.objects.filter(person_id=person_id)
        .exclude(did__startswith="person.read")
        .exclude(did__in=QUIET)
    )
    if need_id:
        rows = rows.filter(need_id=need_id)
    found = list(rows.order_by("-occurred_at", "-seq")[:most])
    users = accounts.names({row.user_id for row in found if row.user_id})
    targets = _targets({row.referral_id for row in found if row.referral_id})
    return [
        Happened(
            did=row.did, at=row.occurred_at, who=users.get(row.user_id, "") if row.user_id else "",
            voice=row.actor_kind == "resident" and not row.detail.get("in_order"), mine=bool(user_id) and row.user_id == user_id,
            organization=targets.get(row.referral_id, "") if row.referral_id else "", detail=row.detail, need_id=row.need_id,
        )
        for row in found
    ]  # fmt: skip


def _targets(referral_ids: set[UUID]) -> dict[UUID, str]:
    rows = Referral.objects.filter(id__in=referral_ids).values_list("id", "target_id")
    held = dict(rows)
    names = directory.organization_names(set(held.values()))
    return {referral_id: names.get(target_id, "") for referral_id, target_id in held.items()}
