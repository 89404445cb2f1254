"""Reading permissions, looks and requests. Row security and functions of the database decide what is there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fullcircle.access import consents, grants
from fullcircle.access.actor import Purpose
from fullcircle.access.errors import Conflict, NotFound
from fullcircle.access.grants import DataClass, Decision, Opening, Rule
from fullcircle.access.models import Consent, Event, Keeping
from fullcircle.directory import queries as directory
from fullcircle.privacy import sentences, topics
from fullcircle.privacy.models import Request
from fullcircle.privacy.sentences import Said
from fullcircle.privacy.states import Status

LOOKS = ("person.read", "person.read-refused", "card.read", "aid.ask-others")
NOTICE_DAYS = 14


class NoSuchLine(NotFound):
    """Not there, or not for this actor."""


class AlreadyEnded(Conflict):
    """This line is over: stopped, replaced, or past its day."""


class NoSuchLook(NotFound):
    """Not there, or not for this actor."""


class NoSuchRequest(NotFound):
    """Not there, or not for this actor."""


class State(StrEnum):
    OPEN = "open"
    WAITS = "waits"  # opens when the place says yes to a request
    NO = "no"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Permission:
    """One line as its person reads it. `until` is when it ends; None for no end."""

    id: UUID
    state: State
    permit: bool
    who: str
    what: str
    purpose: str
    sentence: str
    until: datetime | None
    ended_why: str
    referral_id: UUID | None
    organizations: list[UUID] | None
    ends_soon: bool


def permissions(person_id: UUID, *, at: datetime) -> list[Permission]:
    """Every line of a person, newest first; for the person and for who keeps their record, else none."""
    rows = consents.lines_of(person_id)
    names = directory.organization_names({one for row in rows for one in row.organizations or ()})
    return [_permission(row, names, at) for row in rows]


def _permission(row: Consent, names: dict[UUID, str], at: datetime) -> Permission:
    state, said = state_of(row, at), said_in(row)
    left = (row.ends_at - at).days if row.ends_at else NOTICE_DAYS + 1
    return Permission(
        id=row.id, state=state, permit=said.permit, who=sentences.who_in(row.organizations, names),
        what=topics.what(row.classes, row.labels), purpose=topics.for_what(row.purposes),
        sentence=sentences.sentence(said, names), until=row.ends_at, ended_why=row.ended_why,
        referral_id=row.referral_id, organizations=row.organizations,
        ends_soon=state == State.OPEN and left < NOTICE_DAYS,
    )  # fmt: skip


def state_of(row: Consent, at: datetime) -> State:
    if row.ends_at is not None and row.ends_at <= at:
        return State.ENDED
    if row.starts_at is None or row.starts_at > at:
        return State.WAITS
    return State.OPEN if row.effect == "permit" else State.NO


def said_in(row: Consent) -> Said:
    return Said(
        classes=tuple(row.classes), organizations=None if row.organizations is None else tuple(row.organizations),
        purposes=tuple(row.purposes), until=sentences.day_of(row.ends_at) if row.ends_at else None,
        labels=tuple(row.labels), permit=row.effect == "permit", need_id=row.need_id, referral_id=row.referral_id,
    )  # fmt: skip


def living_line(person_id: UUID, consent_id: UUID, *, at: datetime) -> Consent:
    """One line that has not ended. Raises NoSuchLine, AlreadyEnded."""
    for row in consents.lines_of(person_id):
        if row.id == consent_id:
            if state_of(row, at) == State.ENDED:
                raise AlreadyEnded(_("This permission has ended already."))
            return row
    raise NoSuchLine(_("There is no such permission."))


def permission(person_id: UUID, consent_id: UUID, *, at: datetime) -> Permission:
    """One line that has not ended, as its person reads it. Raises NoSuchLine, AlreadyEnded."""
    row = living_line(person_id, consent_id, at=at)
    return _permission(row, directory.organization_names(set(row.organizations or ())), at)


def renewed(person_id: UUID, consent_id: UUID, *, at: datetime) -> Said:
    """The line as it would be asked again, for 12 months from today. Raises NoSuchLine, AlreadyEnded."""
    row = living_line(person_id, consent_id, at=at)
    if state_of(row, at) != State.OPEN:
        raise NoSuchLine(_("There is no such permission."))
    today = at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    said = said_in(row)
    return Said(
        classes=said.classes, organizations=said.organizations, purposes=said.purposes, labels=said.labels,
        until=topics.last_day(today, topics.USUAL_MONTHS), need_id=said.need_id, referral_id=said.referral_id,
    )  # fmt: skip


def ending_soon() -> list[tuple[UUID, list[UUID]]]:
    """People with permissions that end within two weeks and that no notice named yet. Only a job hears an answer."""
    with connection.cursor() as cursor:
        cursor.execute("select * from privacy_ending_soon(make_interval(days => %s))", [NOTICE_DAYS])
        return list(cursor.fetchall())


@dataclass(frozen=True, slots=True)
class Open:
    """What one organization may see of a person now, class by class."""

    organization_id: UUID
    organization: str
    cells: dict[str, list[Opening]]

    @property
    def openings(self) -> list[Opening]:
        return [one for cell in self.cells.values() for one in cell]


def open_now(person_id: UUID, *, rules: frozenset[Rule] = frozenset(Rule)) -> list[Open]:
    """Who may see what now, beyond who keeps each record; one opening for each purpose, rule and end. For the person and
    who keeps the record."""
    found: dict[UUID, dict[str, list[Opening]]] = {}
    seen = set()
    for row in grants.open_to(person_id):
        key = (row.organization_id, row.data_class, row.purpose, row.rule, row.until)
        if row.rule in rules and key not in seen:
            seen.add(key)
            found.setdefault(row.organization_id, {}).setdefault(row.data_class, []).append(row)
    names = directory.organization_names(set(found))
    rows = [Open(one, names.get(one, ""), cells) for one, cells in found.items()]
    return sorted(rows, key=lambda row: (row.organization, row.organization_id))


def without_consent(person_id: UUID) -> list[Open]:
    """What agreements open although nobody asked the person."""
    return open_now(person_id, rules=frozenset({Rule.AGREEMENT}))


def looks(person_id: UUID) -> QuerySet[Event]:
    """Who opened the record or the card of a request, or tried to, newest first. The person's own visits are no looks."""
    found = Event.objects.filter(person_id=person_id, did__in=LOOKS).exclude(actor_kind="resident")
    return found.order_by("-occurred_at", "-seq")


def look(person_id: UUID, event_id: UUID) -> Event:
    """Raises NoSuchLook."""
    found = looks(person_id).filter(pk=event_id).first()
    if found is None:
        raise NoSuchLook(_("This look is not on your list."))
    return found


def keeper_may_know(seen: Event, keeper_id: UUID) -> bool:
    """May the organization that keeps the person know of this look? Not of one at a protected request that another keeps:
    to whom it went would tell (42 CFR 2.11)."""
    if seen.referral_id is None:
        return True
    kept = Keeping.objects.filter(pk=seen.referral_id).first()
    return kept is not None and (kept.label == "" or kept.keeper_id == keeper_id)


def why_of(seen: Event) -> Decision:
    """By which rule that look was open at that time, as the person or the keeper may ask."""
    return grants.why(
        record_id=seen.person_id or UUID(int=0), organization_id=seen.grantee_id or UUID(int=0),
        data_class=DataClass.IDENTITY, purpose=Purpose(seen.purpose), at=seen.occurred_at,
    )  # fmt: skip


def request(request_id: UUID, *, lock: bool = False) -> Request:
    """Raises NoSuchRequest."""
    rows = Request.objects.select_for_update() if lock else Request.objects
    found = rows.filter(pk=request_id).first()
    if found is None:
        raise NoSuchRequest(_("There is no such question here."))
    return found


def requests_of(person_id: UUID) -> QuerySet[Request]:
    """What a person asked, newest first."""
    return Request.objects.filter(person=person_id).order_by("-made_at", "id")


def requests_kept(organization_id: UUID, *, answered: bool = False) -> QuerySet[Request]:
    """What the people of an organization asked: open ones by their clock, answered ones newest first."""
    rows = Request.objects.filter(steward_id=organization_id).select_related("person")
    if answered:
        return rows.exclude(status=Status.OPEN).order_by("-answered_at", "id")
    return rows.filter(status=Status.OPEN).order_by("due_at", "id")


def known_organizations(person_id: UUID, *, at: datetime) -> dict[UUID, str]:
    """Organizations that a person has to do with already: named in a line, or with something open. Names by id."""
    lines: Iterable[Any] = permissions(person_id, at=at)
    ids = {one for line in lines for one in line.organizations or ()}
    ids |= {row.organization_id for row in grants.open_to(person_id)}
    return dict(sorted(directory.organization_names(ids).items(), key=lambda pair: pair[1]))
