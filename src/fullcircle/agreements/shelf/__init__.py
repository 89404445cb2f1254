"""Templates in our own words: one file each, English first. Not reviewed by counsel until somebody writes a review down."""

from __future__ import annotations

import calendar
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any

from django.utils.translation import gettext_lazy as _

from fullcircle.access.errors import NotFound

NAMES = ("charter", "mou", "dsa", "dul", "baa", "qsoa", "aid")


@dataclass(frozen=True, slots=True)
class Template:
    """`roles`: code to what it is; the first is whoever drafts it, unless the hub does and there is a role `hub`."""

    name: str
    kind: str
    title: str
    about: str
    text: str
    roles: dict[str, str]
    clauses: tuple[dict[str, Any], ...]
    months: int | None = None


@cache
def template(name: str) -> Template:
    """Raises NotFound."""
    if name not in NAMES:
        raise NotFound(_("There is no such template."))
    read = tomllib.loads(resources.files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    clauses = tuple(read.pop("clauses", ()))
    return Template(name=name, clauses=clauses, **read)


def templates() -> list[Template]:
    return [template(name) for name in NAMES]


def last_day(first: date, months: int | None) -> date | None:
    """The last day of a term of whole months: 2026-03-10 and 12 months end on 2027-03-09. None has no end."""
    if months is None:
        return None
    years, month = divmod(first.month - 1 + months, 12)
    year, month = first.year + years, month + 1
    longest = calendar.monthrange(year, month)[1]
    return date(year, month, min(first.day, longest)) - timedelta(days=1)


def same_term(first: date, last: date, again: date) -> date:
    """The last day of a term from `again` that is as long as `first` to `last`: in whole months where it was, else in days."""
    most = (last.year - first.year + 1) * 12
    months = next((n for n in range(1, most + 1) if last_day(first, n) == last), None)
    return last_day(again, months) or again + (last - first)
