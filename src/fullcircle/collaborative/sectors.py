"""Sectors, the quadrants they stand in, levels of authority, and who must be in which meeting: data, read once."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

from django.utils.translation import gettext_lazy as _

HERE = Path(__file__).resolve().parent
RESIDENT = "resident"
QUADRANTS = {
    "health-private": _("Health, private"),
    "health-public": _("Health, public"),
    "social-private": _("Social, private"),
    "social-public": _("Social, public"),
    RESIDENT: _("Residents"),
    "support": _("Support"),
}


@dataclass(frozen=True, slots=True)
class Sector:
    code: str
    label: str
    quadrant: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """What somebody may decide for whom they represent: 0 speaks from experience, 4 commits the whole organization."""

    level: int
    label: str
    may: str


@dataclass(frozen=True, slots=True)
class Needs:
    """What a kind of meeting asks of who comes. The shares are starting values for a charter to set."""

    kind: str
    share: Fraction  # of the attendees without the residents
    level: int
    quadrants: tuple[str, ...]
    sectors: tuple[str, ...]
    why: str


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


@cache
def sectors() -> dict[str, Sector]:
    rows = _rows("sectors.csv")
    return {
        row["code"]: Sector(row["code"], row["label"], row["quadrant"], _list(row["examples"]))
        for row in rows
    }


@cache
def levels() -> dict[int, Level]:
    """From the highest down."""
    return {
        int(row["level"]): Level(int(row["level"]), row["label"], row["may"])
        for row in _rows("authority_levels.csv")
    }


@cache
def meetings() -> dict[str, Needs]:
    return {
        row["meeting"]: Needs(
            row["meeting"], Fraction(row["min_authority_share"]), int(row["min_level"]),
            _list(row["must_include_quadrants"]), _list(row["must_include_sector"]), row["why"],
        )
        for row in _rows("meeting_needs.csv")
    }  # fmt: skip


def quadrant(sector: str) -> str:
    """Of a sector's code; "support" for one that the list does not know (a site's own)."""
    known = sectors().get(sector)
    return known.quadrant if known else "support"
