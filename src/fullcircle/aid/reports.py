"""What a funder asks: households, people and units, by service, ZIP code, month and age, from the rows that one may see.

A household that is written down by a name counts once in each cell, however often it came; without a name each time counts
as one. People are those who live there, as was last said in the period; one where nobody asked. No cell shows 1 to 10
households, nor one that would give such a cell away; people and units of a hidden cell are hidden with it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fullcircle.access import small_cells
from fullcircle.aid import queries
from fullcircle.people import queries as people

ADULT, OLDER = 18, 60  # the older Americans of 42 USC 3002(40) begin at 60


class Entry(NamedTuple):
    """One row of what was given, without a name."""

    id: UUID
    person_id: UUID | None
    service_id: UUID
    what: str
    quantity: int
    household: int | None
    zip: str
    on: date

    @property
    def home(self) -> UUID:
        """Whoever counts once: the person by name, else this very entry."""
        return self.person_id or self.id


@dataclass(frozen=True, slots=True)
class Cell:
    """One row of a table; None for what is too few to show. `units` is None too where units differ."""

    name: str | Promise
    households: int | None
    people: int | None
    units: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    total: Cell
    named: Cell
    unnamed: Cell
    services: list[tuple[UUID, Cell]] = field(default_factory=list)  # the cell's name is the unit
    zips: list[Cell] = field(default_factory=list)
    months: list[tuple[date, Cell]] = field(default_factory=list)
    ages: list[Cell] = field(default_factory=list)
    unit: str = ""  # where all of it has one

    @property
    def hides(self) -> bool:
        """Is there a cell too small to show?"""
        cells = [*self.zips, *self.ages, *(cell for _key, cell in [*self.services, *self.months])]
        return any(cell.households is None for cell in [self.total, self.named, self.unnamed, *cells])


def entries(organization_id: UUID, *, first: date, last: date, service_id: UUID | None = None) -> list[Entry]:
    """What this organization gave from the first to the last day, requests that it closed included."""
    rows = queries.given_by(organization_id).filter(delivered_on__gte=first, delivered_on__lte=last)
    if service_id:
        rows = rows.filter(service_id=service_id)
    columns = ("id", "person_id", "service_id", "what", "quantity", "household", "zip", "delivered_on")
    return [Entry(*row) for row in rows.order_by("delivered_on", "recorded_at", "id").values_list(*columns)]


def report(
    organization_id: UUID, *, first: date, last: date, service_id: UUID | None = None
) -> Report:  # fmt: skip
    rows = entries(organization_id, first=first, last=last, service_id=service_id)
    born = people.birth_dates({row.person_id for row in rows if row.person_id})
    return made_of(rows, born, at=last)


def made_of(rows: Sequence[Entry], born: Mapping[UUID, date], *, at: date) -> Report:
    """The report of these entries, oldest first; ages are those of the day `at`."""
    sizes, places = _last_said(rows)
    units = {row.what for row in rows}
    one_unit = len(units) == 1

    def cells(
        key: Callable[[Entry], Hashable], names: Sequence[Hashable] = ()
    ) -> list[tuple[Hashable, Cell]]:
        found: dict[Hashable, list[Entry]] = {name: [] for name in names}
        for row in rows:
            found.setdefault(key(row), []).append(row)
        homes = [{row.home for row in group} for group in found.values()]
        shown = small_cells.shown([len(one) for one in homes])
        return [
            (name, _cell(name, group, home, number, sizes, counted=one_unit or key is by_service))
            for (name, group), home, number in zip(found.items(), homes, shown, strict=True)
        ]

    total, named = cells(lambda _row: ""), cells(lambda row: row.person_id is not None, (True, False))
    return Report(
        total=total[0][1] if total else Cell("", 0, 0, 0),
        named=named[0][1], unnamed=named[1][1],
        services=[(name[0], _renamed(cell, name[1])) for name, cell in cells(by_service) if isinstance(name, tuple)],
        zips=_by_name(cells(lambda row: places.get(row.home, ""))),
        months=[(name, cell) for name, cell in cells(lambda row: row.on.replace(day=1)) if isinstance(name, date)],
        ages=[_renamed(cell, BANDS[str(band)]) for band, cell in cells(lambda row: age_band(row, born, at), tuple(BANDS))],
        unit=next(iter(units)) if one_unit else "",
    )  # fmt: skip


def by_service(row: Entry) -> tuple[UUID, str]:
    return row.service_id, row.what


BANDS: dict[str, Promise] = {
    "child": _("Under 18"), "adult": _("18 to 59"), "older": _("60 and older"), "unknown": _("Not known"),
}  # fmt: skip


def age_band(row: Entry, born: Mapping[UUID, date], at: date) -> str:
    day = born.get(row.person_id) if row.person_id else None
    if day is None:
        return "unknown"
    years = at.year - day.year - ((at.month, at.day) < (day.month, day.day))
    return "child" if years < ADULT else "adult" if years < OLDER else "older"


def _last_said(rows: Iterable[Entry]) -> tuple[dict[UUID, int], dict[UUID, str]]:
    """Of each home how many live there, and where, as it was said last."""
    sizes: dict[UUID, int] = {}
    places: dict[UUID, str] = {}
    for row in rows:
        if row.household:
            sizes[row.home] = row.household
        if row.zip:
            places[row.home] = row.zip
    return sizes, places


def _cell(
    name: Hashable, rows: list[Entry], homes: set[UUID], shown: int | None, sizes: dict[UUID, int], *, counted: bool
) -> Cell:  # fmt: skip
    if shown is None:
        return Cell(str(name), None, None, None)
    living = sum(sizes.get(home, 1) for home in homes)
    return Cell(str(name), shown, living, sum(row.quantity for row in rows) if counted else None)


def _renamed(cell: Cell, name: str | Promise) -> Cell:
    return Cell(name, cell.households, cell.people, cell.units)


def _by_name(cells: list[tuple[Hashable, Cell]]) -> list[Cell]:
    return [cell for _name, cell in sorted(cells, key=lambda pair: (pair[0] == "", str(pair[0])))]
