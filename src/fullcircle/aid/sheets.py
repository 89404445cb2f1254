"""Attendance on paper: a sheet for one day is printed with the names expected, and typed back as often as it takes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from fullcircle.access import events
from fullcircle.access.actor import Actor
from fullcircle.access.errors import Invalid, NotFound
from fullcircle.access.events import Subject
from fullcircle.access.grants import DataClass
from fullcircle.aid import actions, policies, welcoming
from fullcircle.aid.actions import Home
from fullcircle.aid.models import Delivered, Sheet, SheetLine
from fullcircle.directory import queries as directory
from fullcircle.infra import one_by_one, spoken_codes
from fullcircle.infra.time import SENT_TWICE
from fullcircle.people import names
from fullcircle.people import queries as people
from fullcircle.people.models import Person

LETTERS, MOST, BLANK = 6, 200, 10
AHEAD, BEHIND = timedelta(days=60), timedelta(days=31)


class NoSuchSheet(NotFound):
    """Not there, or not of this desk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticked:
    """What stands on one line of the paper. Read on blank lines alone: `name`, `home`, and who it is of those known by
    that name, `person_id` or somebody `new`."""

    came: bool
    quantity: int | None = None
    name: str = ""
    home: Home | None = None
    person_id: UUID | None = None
    new: bool = False


@transaction.atomic
def make(
    *, service_id: UUID, day: date, expected: Collection[UUID], actor: Actor, at: datetime, blank: int = BLANK
) -> Sheet:  # fmt: skip
    """A sheet with a line for each person expected, by name, and blank ones. Raises Denied, NotFound, Invalid."""
    service = directory.service(service_id)
    policies.check_can_give(actor, service)
    today = localtime(at).date()
    if not today - BEHIND <= day <= today + AHEAD:
        raise Invalid(_("Choose a day of the last month or the next two."), field="day")
    if not 0 <= blank <= MOST or not 0 < blank + len(expected) <= MOST:
        raise Invalid(_("A sheet has 1 to 200 lines."), field="blank")
    called = people.names_of(expected)
    if before := _just_made(service.pk, day, len(called) + blank, actor, at):
        return before
    drawn = spoken_codes.drawn(LETTERS - 1)
    sheet = Sheet.objects.create(
        keeper_id=service.organization_id, service_id=service.pk, day=day, made_at=at, made_by=actor.user_id,
        code=drawn + spoken_codes.check_letter(drawn),
    )  # fmt: skip
    in_order = sorted(called, key=lambda one: called[one].casefold())
    SheetLine.objects.bulk_create(
        SheetLine(sheet=sheet, keeper_id=sheet.keeper_id, number=number, person_id=person_id)
        for number, person_id in enumerate([*in_order, *[None] * blank], start=1)
    )
    _record(actor, "aid.make-sheet", sheet, at, lines=len(called) + blank)
    return sheet


def _just_made(service_id: UUID, day: date, lines: int, actor: Actor, at: datetime) -> Sheet | None:
    """The same sheet, made by the same a moment ago: a page that was sent twice."""
    one_by_one.wait_for_others("sheet", service_id)
    made = Sheet.objects.filter(service_id=service_id, day=day, made_by=actor.user_id, typed_at=None)
    before = made.filter(made_at__gt=at - SENT_TWICE, made_at__lte=at).order_by("-made_at").first()
    return before if before and before.lines.count() == lines else None


@transaction.atomic
def type_back(*, sheet_id: UUID, ticked: Mapping[int, Ticked], actor: Actor, at: datetime) -> int:
    """What was ticked becomes entries of that day. Typed again, the same makes nothing new, and what differs is mended.
    How many lines changed. Raises Denied, NotFound, Invalid, Conflict."""
    sheet = sheet_of(sheet_id, lock=True)
    policies.check_can_give(actor, directory.service(sheet.service_id))
    changed = 0
    for line in sheet.lines.select_related("delivered").order_by("number"):
        said = ticked.get(line.number)
        if said is not None and _change(sheet, line, said, actor, at):
            changed += 1
    sheet.typed_at = at
    sheet.save(update_fields=["typed_at"])
    _record(actor, "aid.type-sheet", sheet, at, changed=changed)
    return changed


def known_by_name(sheet: Sheet, ticked: Mapping[int, Ticked]) -> dict[int, list[Person]]:
    """By line: people known here by the name that was written on a blank line, of whom it may be one."""
    found = {}
    for line in lines(sheet):
        said = ticked.get(line.number)
        if said is None or not said.came or not said.name.strip() or _has_somebody(line, said):
            continue
        alike = people.likely_duplicates(
            name=said.name, phone="", zip_code=said.home.zip if said.home else "", born_on=None
        )
        if alike:
            found[line.number] = alike
    return found


def _has_somebody(line: SheetLine, said: Ticked) -> bool:
    was = line.delivered
    stands = was is not None and was.undone_at is None and was.person_id is not None and _same_name(was, said)
    return line.person_id is not None or stands


def _change(sheet: Sheet, line: SheetLine, said: Ticked, actor: Actor, at: datetime) -> bool:
    was = line.delivered
    before = was if was and was.undone_at is None else None  # else taken back since
    if before and said.came and _is_what_was_said(before, said):
        return False
    if before is None and not said.came:
        if line.came is False:
            return False
    elif before is not None:
        actions.undo(entry_id=before.pk, actor=actor, at=at)
    line.came = said.came
    line.delivered = _give(sheet, line, was, said, actor, at) if said.came else was
    line.save(update_fields=["came", "delivered"])
    return True


def _is_what_was_said(given: Delivered, said: Ticked) -> bool:
    same_name = given.person_id is not None or not said.name.strip()
    same_quantity = said.quantity is None or said.quantity == given.quantity
    return same_name and same_quantity and _is_same_home(given, said.home)


def _is_same_home(given: Delivered, said: Home | None) -> bool:
    """Of nobody by name, what is no longer said is gone; of a person, their record says it."""
    if said is None:
        return True
    code = names.zip_code(said.zip)
    if given.person_id is None:
        return (said.people, code) == (given.household, given.zip)
    return said.people in {None, given.household} and code in {"", given.zip}


def _give(
    sheet: Sheet, line: SheetLine, was: Delivered | None, said: Ticked, actor: Actor, at: datetime
) -> Delivered:
    """To who stands on the line; on a blank one to who was written there: somebody known, or made once."""
    before = was.person_id if was and not said.new and _same_name(was, said) else None
    person_id = line.person_id or said.person_id or before
    if person_id is None and said.name.strip():
        return welcoming.welcome(
            service_id=sheet.service_id, name=said.name, home=said.home, quantity=said.quantity, on=sheet.day, actor=actor,
            at=at,
        ).given  # fmt: skip
    return actions.give(
        service_id=sheet.service_id, person_id=person_id, home=said.home, quantity=said.quantity, on=sheet.day, actor=actor,
        at=at,
    )  # fmt: skip


def _same_name(was: Delivered, said: Ticked) -> bool:
    """Is who stands on a blank line who stood there? Of what was taken back, only by the same name."""
    if was.person_id is None or (was.undone_at is None and not said.name.strip()):
        return True
    return names.folded(people.names_of([was.person_id]).get(was.person_id, "")) == names.folded(said.name)


def sheet_of(sheet_id: UUID, *, lock: bool = False) -> Sheet:
    """Raises NoSuchSheet."""
    sheets = Sheet.objects.select_for_update() if lock else Sheet.objects
    found = sheets.filter(pk=sheet_id).first()
    if found is None:
        raise NoSuchSheet(_("There is no such sheet here."))
    return found


def lines(sheet: Sheet) -> list[SheetLine]:
    return list(sheet.lines.select_related("delivered").order_by("number"))


def of_organization(organization_id: UUID) -> QuerySet[Sheet]:
    """Its sheets, the newest day first."""
    return Sheet.objects.filter(keeper_id=organization_id).order_by("-day", "-made_at")


def by_code(typed: str, organization_id: UUID) -> UUID | None:
    """The sheet with this code of this desk; None for what is no code or of no sheet."""
    code = spoken_codes.plain(typed, letters=LETTERS)
    if not code or spoken_codes.check_letter(code[:-1]) != code[-1]:
        return None
    return of_organization(organization_id).filter(code=code).values_list("pk", flat=True).first()


def shown(code: str) -> str:
    """As it stands on the paper."""
    return spoken_codes.shown(code, letters=LETTERS // 2)


def _record(actor: Actor, did: str, sheet: Sheet, at: datetime, **detail: object) -> None:
    about = Subject(
        DataClass.SERVICE, record_id=sheet.pk, detail={"service": str(sheet.service_id), **detail}
    )
    events.record(actor=actor, did=did, about=about, at=at)
