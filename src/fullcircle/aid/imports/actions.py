"""Taking a spreadsheet of people over: keep it, say what its columns are, see what would be made, make it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from fullcircle.access import events
from fullcircle.access.actor import Actor
from fullcircle.access.errors import Conflict, Invalid, NotFound
from fullcircle.access.events import Subject
from fullcircle.access.grants import DataClass
from fullcircle.aid import policies
from fullcircle.aid.imports import reading
from fullcircle.aid.models import Import
from fullcircle.people import actions as people
from fullcircle.people import names
from fullcircle.people import queries as people_queries
from fullcircle.people.actions import Details
from fullcircle.people.models import Person

Marks = tuple[str, str, str]  # phone, date of birth and ZIP code, '' for what nobody said
KEPT_UNFINISHED = timedelta(days=1)
HEADER = 1  # lines of the file before the first person: rows are named as a spreadsheet numbers them


class NoSuchImport(NotFound):
    """Not there, or not of this desk."""


@dataclass(frozen=True, slots=True)
class Row:
    """What would become of one row: 'new', 'alike' (somebody here may be the same), 'twice' (an earlier row may), 'refused'."""

    number: int
    does: str
    name: str = ""
    says: str = ""
    details: Details | None = None
    alike: list[Person] = field(default_factory=list)
    earlier: int = 0


@transaction.atomic
def start(*, name: str, content: bytes, actor: Actor, at: datetime) -> Import:
    """Keep a file while somebody looks at it; their own that they left unfinished is forgotten, a colleague's after a day.
    Raises Denied, Invalid."""
    here = policies.organization_of_the_desk(actor)
    header, rows = reading.table(content)
    left = Q(made_by=actor.user_id) | Q(made_at__lt=at - KEPT_UNFINISHED)
    for one in Import.objects.select_for_update().filter(left, keeper_id=here, done_at__isnull=True):
        _forget(one, actor, at)
    made = Import.objects.create(
        keeper_id=here, name=name[:120], header=header, columns=reading.guessed(header), rows=rows, made_at=at,
        made_by=actor.user_id,
    )  # fmt: skip
    _record(actor, "aid.import-start", made, at, rows=len(rows))
    return made


@transaction.atomic
def say_columns(*, import_id: UUID, columns: Sequence[str], actor: Actor, at: datetime) -> Import:
    """What each column is. Raises Denied, NotFound, Invalid, Conflict."""
    one = _open(import_id, actor)
    named = [column for column in columns if column]
    if len(columns) != len(one.header) or set(named) - set(reading.FIELDS) or len(named) != len(set(named)):
        raise Invalid(_("Choose for each column what it is, and nothing twice."), field="columns")
    if not {"name", "first", "last"} & set(named):
        raise Invalid(_("Say which column is the name."), field="columns")
    one.columns = list(columns)
    one.save(update_fields=["columns"])
    _record(actor, "aid.import-columns", one, at)
    return one


@transaction.atomic
def take_over(*, import_id: UUID, also: Collection[int], actor: Actor, at: datetime) -> Import:
    """Make everybody who is new, and of the others the rows in `also`: somebody looked, and they are not the same. A row
    that cannot be made stops no other. Raises Denied, NotFound, Conflict."""
    one = _open(import_id, actor)
    one.results = [_make(one, row, row.number in also, actor, at) for row in plan(one, at=at)]
    made = sum(row["did"] == "made" for row in one.results)
    _empty(one, at)
    _record(actor, "aid.import", one, at, made=made, left=len(one.results) - made)
    return one


@transaction.atomic
def forget(*, import_id: UUID, actor: Actor, at: datetime) -> None:
    """Make nobody, and keep nothing of the file. Raises Denied, NotFound, Conflict."""
    _forget(_open(import_id, actor), actor, at)


def _forget(one: Import, actor: Actor, at: datetime) -> None:
    _empty(one, at)
    _record(actor, "aid.import-forget", one, at)


def plan(one: Import, *, at: datetime) -> list[Row]:
    """What would become of each row, by what is here now. Nothing is merged: who may be the same is shown."""
    seen: dict[str, list[tuple[int, Marks]]] = {}
    return [
        _planned(number, cells, one.columns, seen, at)
        for number, cells in enumerate(one.rows, start=1 + HEADER)
        if any(cells)
    ]


def _planned(
    number: int, cells: list[str], columns: list[str], seen: dict[str, list[tuple[int, Marks]]], at: datetime
) -> Row:  # fmt: skip
    try:
        said = reading.details(columns, cells, today=localtime(at).date())
        people.as_it_would_be(said)
    except Invalid as refusal:
        where = reading.FIELDS.get(refusal.field, "")
        return Row(number, "refused", says=f"{where}: {refusal}" if where else str(refusal))
    born_on = said.described.born_on if said.described else None
    phone = names.phone_number(said.reach.phone)
    marks = (phone, str(born_on or ""), said.zip)
    namesakes = seen.setdefault(names.folded(said.name), [])
    earlier = next((row for row, theirs in namesakes if _may_be_the_same(marks, theirs)), 0)
    namesakes.append((number, marks))
    alike = people_queries.likely_duplicates(name=said.name, phone=phone, zip_code=said.zip, born_on=born_on)
    does = "alike" if alike else "twice" if earlier else "new"
    return Row(number, does, name=said.name, details=said, alike=alike, earlier=earlier)


def _may_be_the_same(marks: Marks, theirs: Marks) -> bool:
    """Two of one name: something else of them is the same, or nothing tells them apart."""
    both = [(mine, other) for mine, other in zip(marks, theirs, strict=True) if mine and other]
    return not both or any(mine == other for mine, other in both)


def _make(one: Import, row: Row, wanted: bool, actor: Actor, at: datetime) -> dict[str, object]:
    """What became of a row: its number and a word, and for a refusal why."""
    if row.details is None:
        return {"row": row.number, "did": "refused", "says": row.says}
    if row.does != "new" and not wanted:
        return {"row": row.number, "did": "left", "says": ""}
    try:
        with transaction.atomic():
            people.add(
                details=row.details, steward_id=one.keeper_id, actor=actor, at=at,
                person_id=uuid.uuid5(one.pk, str(row.number)),
            )  # fmt: skip
    except Invalid as refusal:
        return {"row": row.number, "did": "refused", "says": str(refusal)}
    return {"row": row.number, "did": "made", "says": ""}


def import_of(import_id: UUID, *, lock: bool = False) -> Import:
    """Raises NoSuchImport."""
    imports = Import.objects.select_for_update() if lock else Import.objects
    found = imports.filter(pk=import_id).first()
    if found is None:
        raise NoSuchImport(_("There is no such file here."))
    return found


def _open(import_id: UUID, actor: Actor) -> Import:
    policies.organization_of_the_desk(actor)
    one = import_of(import_id, lock=True)
    if one.done_at is not None:
        raise Conflict(_("This file is done with already."))
    return one


def _empty(one: Import, at: datetime) -> None:
    one.rows, one.done_at = [], at
    one.save(update_fields=["rows", "results", "done_at"])


def _record(actor: Actor, did: str, one: Import, at: datetime, **detail: object) -> None:
    events.record(
        actor=actor, did=did, about=Subject(DataClass.IDENTITY, record_id=one.pk, detail=dict(detail)), at=at
    )
