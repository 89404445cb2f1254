"""Finding a person at the desk by name, phone, date of birth or card, among one's own and those who sent a request here."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from fullcircle.aid import cards, queries
from fullcircle.people import names
from fullcircle.people import queries as people
from fullcircle.people.models import Person

LEAST, MOST = 3, 8  # letters that are asked for; people that are shown
PHONE = range(7, 12)  # digits
DAYS = ("%Y-%m-%d", "%m/%d/%Y", "%m-%d-%Y", "%m.%d.%Y", "%m%d%Y")


@dataclass(frozen=True, slots=True)
class Found:
    """`exact`: a card, a phone number or a date of birth, not a name. `short`: too few letters to look for."""

    people: list[Person] = field(default_factory=list)
    exact: bool = False
    short: bool = False
    more: bool = False


def find(typed: str, *, organization_id: UUID, also: QuerySet[Any] | list[UUID]) -> Found:
    """What a desk may find: people whose record it keeps, whom it helped, and `also` (who sent it a request), as far as
    their name is open now. A hidden person and an absent one answer alike, and few letters answer nobody."""
    typed = " ".join(typed.replace("\x00", "").split())[:100]
    helped = queries.given_by(organization_id).filter(person__isnull=False).values("person_id")
    known = people.known_to(organization_id, [also, helped])
    if person_id := cards.person_by(typed, organization_id):
        return Found(list(known.filter(pk=person_id)), exact=True)
    exact = Q()  # '5120142' may be either
    if born_on := birth_date(typed):
        exact |= Q(demographics__born_on=born_on)
    if digits := phone_digits(typed):
        exact |= Q(contact__phone__endswith=digits)
    if exact:
        return _shown(known.filter(exact), exact=True)
    if len(names.folded(typed).replace(" ", "")) < LEAST:
        return Found(short=bool(typed))
    return _shown(people.by_name(known, typed), exact=False)


def birth_date(typed: str) -> date | None:
    """A day as people write it in the United States, or as computers do."""
    for shape in DAYS:
        try:
            return datetime.strptime(typed, shape).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def phone_digits(typed: str) -> str:
    """At least the seven digits of a local number, else ''."""
    if re.search(r"[^\d\s()+.-]", typed):
        return ""
    digits = re.sub(r"\D", "", typed)
    return digits[-10:] if len(digits) in PHONE else ""


def _shown(found: QuerySet[Person], *, exact: bool) -> Found:
    some = list(found.select_related("household").order_by("folded_name", "id")[: MOST + 1])
    return Found(some[:MOST], exact=exact, more=len(some) > MOST)
