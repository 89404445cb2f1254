"""Everything that an organization keeps at its desk, row by row: it may leave with all of it. Each export leaves an event."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.timezone import localtime

from fullcircle.access import events
from fullcircle.access.actor import Actor
from fullcircle.access.events import Subject
from fullcircle.access.grants import DataClass
from fullcircle.aid import policies
from fullcircle.aid.models import Delivered
from fullcircle.directory import queries as directory
from fullcircle.people import queries as people

GIVEN = (
    "entry",
    "day",
    "service",
    "what",
    "quantity",
    "person",
    "name",
    "household",
    "zip",
    "request",
    "taken back",
)
PEOPLE = (
    "person", "name", "language", "zip", "phone", "e-mail", "may text", "street", "adults", "children", "date of birth",
    "added",
)  # fmt: skip


def given(*, actor: Actor, at: datetime) -> list[tuple[object, ...]]:
    """What was given, oldest first, in the columns of `GIVEN`. Raises Denied."""
    here = policies.organization_of_the_desk(actor)
    rows = list(Delivered.objects.filter(keeper_id=here).order_by("delivered_on", "recorded_at", "id"))
    names = people.names_of({row.person_id for row in rows if row.person_id})
    services = directory.service_names({row.service_id for row in rows})
    _record("aid.export-given", here, actor, at, len(rows))
    return [
        (row.pk, row.delivered_on, services.get(row.service_id, ""), row.what, row.quantity, row.person_id,
         names.get(row.person_id, "") if row.person_id else "", row.household, row.zip, row.referral_id,
         row.undone_at.isoformat() if row.undone_at else "")
        for row in rows
    ]  # fmt: skip


def people_kept(*, actor: Actor, at: datetime) -> list[tuple[object, ...]]:
    """The people whose record this organization keeps, in the columns of `PEOPLE`. Raises Denied."""
    here = policies.organization_of_the_desk(actor)
    rows = [_person(one) for one in people.records_kept_by(here)]
    _record("aid.export-people", here, actor, at, len(rows))
    return rows


def _person(one: people.Record) -> tuple[object, ...]:
    person, contact, home, said = one.person, one.contact, one.household, one.demographics
    return (
        person.pk, person.name, person.language, person.zip, contact.phone if contact else "", contact.email if contact else "",
        "yes" if contact and contact.may_text else "no", one.address.street if one.address else "",
        home.adults if home else "", home.children if home else "", said.born_on if said else "",
        localtime(person.added_at).date(),
    )  # fmt: skip


def _record(did: str, here: UUID, actor: Actor, at: datetime, rows: int) -> None:
    about = Subject(DataClass.SERVICE, record_id=here, detail={"rows": rows})
    events.record(actor=actor, did=did, about=about, at=at)
