"""What changes services delivered: giving, taking back, and saying what a unit is. Each checks, changes, and records."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from fullcircle.access import events
from fullcircle.access.actor import Actor
from fullcircle.access.errors import Invalid
from fullcircle.access.events import Subject
from fullcircle.access.grants import DataClass
from fullcircle.aid import policies, queries
from fullcircle.aid.kinds import BY_CODE, MOST
from fullcircle.aid.models import Delivered, Unit
from fullcircle.directory import queries as directory
from fullcircle.people import names
from fullcircle.people import queries as people

BACKWARDS = timedelta(days=366)  # how long after the day an entry may still be made
HOME = 30  # people in one household, as the record of a person has it


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Who eats of it, as it was said: how many people, and where. None and '' where nobody asked."""

    people: int | None = None
    zip: str = ""


@transaction.atomic
def give(
    *,
    service_id: UUID,
    actor: Actor,
    at: datetime,
    person_id: UUID | None = None,
    home: Home | None = None,
    quantity: int | None = None,
    on: date | None = None,
    entry_id: UUID | None = None,
) -> Delivered:
    """Help given at the desk, to a person who may be seen here or to nobody by name; `quantity` None is the usual one.

    The same `entry_id` again is the same entry. Raises Denied, NotFound, Invalid, Conflict."""
    service = directory.service(service_id)
    policies.check_can_give(actor, service)
    if entry_id and (before := Delivered.objects.filter(pk=entry_id).first()):
        if before.undone_at is None:
            return before
        entry_id = None  # taken back since: given anew
    unit = queries.unit_of(service)
    given = Delivered(
        id=entry_id or uuid.uuid4(), service_id=service.pk, keeper_id=service.organization_id, label=service.label,
        what=unit.name, quantity=some(unit.usual if quantity is None else quantity), delivered_on=_day(on, at),
        recorded_at=at, recorded_by=actor.user_id, person_id=person_id,
    )  # fmt: skip
    given.household, given.zip = _home(person_id, home)
    try:
        with transaction.atomic():
            given.save(force_insert=True)
    except IntegrityError:  # the same tap came twice at once
        if entry_id and (before := Delivered.objects.filter(pk=entry_id).first()):
            return before
        if entry_id is None:
            raise
        given.pk = uuid.uuid4()  # an id that is taken where nobody here may look answers as a free one
        given.save(force_insert=True)
    record(actor, "aid.give", given, at, service=str(service.pk), quantity=given.quantity)
    return given


def of_a_request(
    *, referral_id: UUID, person_id: UUID, service_id: UUID, keeper_id: UUID, label: str, what: str, quantity: int,
    on: date | None, by: UUID | None, at: datetime,
) -> Delivered:  # fmt: skip
    """What closed a request: a part of that action, which checks who acts and records the event. Raises Invalid."""
    return Delivered.objects.create(
        referral_id=referral_id, person_id=person_id, service_id=service_id, keeper_id=keeper_id, label=label,
        what=what.strip()[:120], quantity=some(quantity), delivered_on=_day(on, at), recorded_at=at, recorded_by=by,
    )  # fmt: skip


@transaction.atomic
def undo(*, entry_id: UUID, actor: Actor, at: datetime) -> Delivered:
    """It was a mistake: from now on it counts nowhere. Raises Denied, NotFound, Conflict."""
    given = queries.entry(entry_id, lock=True)
    policies.check_can_undo(actor, given, at)
    given.undone_at, given.undone_by = at, actor.user_id
    given.save(update_fields=["undone_at", "undone_by"])
    record(actor, "aid.undo", given, at)
    return given


@transaction.atomic
def say_unit(
    *, service_id: UUID, kind: str, name: str, usual: int, actor: Actor, at: datetime, in_ledger: bool = False
) -> Unit:  # fmt: skip
    """What one delivery of a service is called, and how many one tap gives. Raises Denied, NotFound, Invalid."""
    service = directory.service(service_id)
    policies.check_can_give(actor, service)
    if kind not in BY_CODE:
        raise Invalid(_("Choose one kind of help."), field="kind")
    if not name.strip():
        raise Invalid(_("Say what one of it is called, like: food box."), field="name")
    if in_ledger and (service.label or not BY_CODE[kind].days):
        raise Invalid(_("This kind of help is not asked about elsewhere."), field="in_ledger")
    said, _made = Unit.objects.update_or_create(
        service_id=service.pk,
        defaults={
            "organization_id": service.organization_id, "kind": kind, "name": name.strip()[:60], "usual": some(usual),
            "in_ledger": in_ledger, "said_at": at, "said_by": actor.user_id,
        },
    )  # fmt: skip
    about = Subject(
        DataClass.SERVICE,
        record_id=service.pk,
        detail={"kind": kind, "usual": said.usual, "ledger": in_ledger},
    )
    events.record(actor=actor, did="aid.say-unit", about=about, at=at)
    return said


def record(actor: Actor, did: str, given: Delivered, at: datetime, **detail: object) -> None:
    about = Subject(DataClass.SERVICE, person_id=given.person_id, record_id=given.pk, detail=dict(detail))
    events.record(actor=actor, did=did, about=about, at=at)


def some(quantity: int) -> int:
    """A number of units that can be. Raises Invalid."""
    if not 1 <= quantity <= MOST:
        raise Invalid(_("Type how many were given, from 1 on."), field="quantity")
    return quantity


def check_home(said: Home) -> None:
    """Raises Invalid."""
    if said.people is not None and not 1 <= said.people <= HOME:
        raise Invalid(_("Type how many people live in that home, from 1 to 30."), field="household")


def _day(on: date | None, at: datetime) -> date:
    today = localtime(at).date()
    if on is not None and not today - BACKWARDS <= on <= today:
        raise Invalid(_("Choose a day of the last year, not after today."), field="on")
    return on or today


def _home(person_id: UUID | None, said: Home | None) -> tuple[int | None, str]:
    """As it was said now; for somebody by name, what their record says where nothing was. Raises NotFound, Invalid."""
    said = said or Home()
    check_home(said)
    size, code = said.people, names.zip_code(said.zip)
    if person_id is not None:
        known = people.unlogged_record(person_id)
        code = code or known.person.zip
        if size is None and known.household:
            size = max(known.household.adults + known.household.children, 1)
    return size, code
