"""A week at the front desk of the practice town's pantry: families by name and many without, cards, a sheet for Saturday."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.timezone import localtime

from fullcircle.access.actor import Actor
from fullcircle.access.session import acting_as
from fullcircle.aid import actions, cards, queries, sheets
from fullcircle.aid.actions import Home
from fullcircle.demo import places
from fullcircle.people import actions as people
from fullcircle.people.actions import Described, Details, Reach

SEED, FAMILIES, CARDS, DAYS, VISITS = 12, 14, 3, 7, 9
BORN = (1944, 1958, 1967, 1975, 1983, 1990, 1999)
SATURDAY = 5


def seed(pantry: Actor, *, now: datetime) -> None:
    """Drawn from a seed of its own, so that the rest of the town stays as it is."""
    chance = random.Random(SEED)  # noqa: S311 - a town, not a secret
    began = now - timedelta(days=DAYS + 1)
    with acting_as(pantry, at=began):
        families = [_family(pantry, number, chance, began) for number in range(FAMILIES)]
        for person_id in families[:CARDS]:
            cards.make(person_id=person_id, actor=pantry, at=began)
        here = pantry.organization_id
        services = queries.services_at_the_desk(here) if here else []
        given = [one for one in services if one.name in {"Food box", "Baby box"}]
    boxes = sorted(given, key=lambda one: one.name, reverse=True)
    for days in reversed(range(DAYS)):
        opens = min(
            localtime(now - timedelta(days=days)).replace(hour=15, minute=0),
            localtime(now) - timedelta(hours=1),
        )
        for number in range(VISITS):
            _visit(
                pantry,
                boxes[number % VISITS == 0].pk,
                families,
                chance,
                opens + timedelta(minutes=6 * number),
            )
    with acting_as(pantry, at=now):
        today = localtime(now).date()
        saturday = today + timedelta(days=(SATURDAY - today.weekday()) % 7)
        sheets.make(service_id=boxes[0].pk, day=saturday, expected=families, actor=pantry, at=now)


def _family(pantry: Actor, number: int, chance: random.Random, at: datetime) -> UUID:
    name = f"{places.FIRST_NAMES[-1 - number]} {places.LAST_NAMES[(number * 5) % len(places.LAST_NAMES)]}"
    born_on = datetime(chance.choice(BORN), chance.randint(1, 12), chance.randint(1, 28)).date()  # noqa: DTZ001 - a day
    details = Details(
        name=name, zip=chance.choice(("00412", "00412", "00411", "00413")), adults=chance.choice((1, 2, 2)),
        children=chance.choice((0, 1, 2, 3)), reach=Reach(phone=f"00055580{number:02d}"),
        described=Described(born_on=born_on) if number % 3 else None,
    )  # fmt: skip
    assert pantry.organization_id is not None  # noqa: S101 - its own staff
    return people.add(details=details, steward_id=pantry.organization_id, actor=pantry, at=at).pk


def _visit(
    pantry: Actor, service_id: UUID, families: list[UUID], chance: random.Random, at: datetime
) -> None:
    known = chance.random() < 0.45
    home = (
        None
        if known
        else Home(people=chance.choice((1, 1, 2, 3, 4, 6)), zip=chance.choice(("00412", "00411", "")))
    )
    with acting_as(pantry, at=at):
        actions.give(
            service_id=service_id, person_id=chance.choice(families) if known else None, home=home, actor=pantry, at=at
        )  # fmt: skip
