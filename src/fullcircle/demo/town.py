"""Seeding the practice town once, and the doors into it."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connections, transaction

from fullcircle.access.actor import Actor, Kind, Role
from fullcircle.access.session import acting_as
from fullcircle.accounts import actions as accounts
from fullcircle.accounts import queries
from fullcircle.demo import (
    caseload,
    casework,
    desk,
    founding,
    permissions,
    places,
    room,
    sharing,
    surveys,
    table,
    texting,
    together,
    visiting,
)
from fullcircle.demo.history import YEAR, Navigator, Year
from fullcircle.demo.listing import list_places
from fullcircle.infra import time

SEED = 412
# By door: who opens it, where they work, and as what.
STAFF: dict[str, tuple[str, str, str, tuple[Role, ...]]] = {
    "navigator": ("Marcus Bell", "marcus.bell@eastgate.example", "eastgate", (Role.NAVIGATOR,)),
    "intake": ("Ruth Amadi", "ruth.amadi@cupboard.example", "cupboard", (Role.INTAKE,)),
    "hub": ("Lila Thornfield", "lila.thornfield@hub.example", "hub", (Role.HUB, Role.ADMINISTRATOR)),
    "member": ("Helena Moss", "helena.moss@riverlight.example", "riverlight", (Role.MEMBER,)),
    "administrator": ("Edwin Marsh", "edwin.marsh@eastgate.example", "eastgate", (Role.ADMINISTRATOR,)),
}
COLLEAGUES = (
    ("Ayana Cole", "ayana.cole@eastgate.example", "eastgate"),
    ("Theo Brandt", "theo.brandt@eastgate.example", "eastgate"),
    ("Nadia Rahman", "nadia.rahman@riverlight.example", "riverlight"),
    ("Paul Ekström", "paul.ekstrom@riverlight.example", "riverlight"),
)
AT_THE_PANTRY = ("Sam Ortiz", "sam.ortiz@cupboard.example", "cupboard")
# Members of the collaborative who have an account, and no door.
AT_THE_TABLE = (
    ("Ned Alder", "ned.alder@roof.example", "roof"),
    ("Dot Wheeler", "dot.wheeler@rides.example", "rides"),
)
FIRST_ADMINISTRATOR = ("Vera Holm", "vera.holm@hub.example")


def ensure(*, people: int, progress: Callable[[int], None]) -> bool:
    """Seed the town if this database has none; True where it was seeded. Same seed, same town."""
    allow_what_only_a_demo_may()
    try:
        queries.community()
    except queries.NoCommunity:
        with transaction.atomic():  # a town that was interrupted is no town; and one commit costs one flush
            seed(people=people, now=time.now(), progress=progress)
        return True
    progress(people)
    return False


def seed(*, people: int, now: datetime, progress: Callable[[int], None]) -> None:
    chance = random.Random(SEED)  # noqa: S311 - a town, not a secret
    began = now - YEAR - timedelta(days=30)
    ids = list_places(chance, began=began, now=now)
    staff = hire(ids, began)
    founding.found(ids, began)
    year = Year(
        chance=chance, now=now, hub_id=ids["hub"],
        navigators=[Navigator(actor, UUID(str(actor.organization_id))) for actor in staff["navigators"]],
        answerers={ids["cupboard"]: staff["intake"][0]},
    )  # fmt: skip
    for _ in year.live(people):
        progress(1)
    marcus, clinic = staff["navigators"][0], staff["navigators"][3]
    room.seed(navigator=marcus, intake=staff["intake"][0], now=now)
    table.seed(ids, now=now)
    together.seed(ids, now=now)
    permissions.seed(permissions.Town(ids, marcus, clinic, staff["intake"][0]), now=now)
    caseload.seed(navigator=marcus, intake=staff["intake"][0], now=now)
    desk.seed(staff["intake"][0], now=now)
    pantry, colleague = staff["intake"]
    sharing.seed(ids, hub=staff["hub"][0], pantry=pantry, now=now)
    casework.seed(sender=clinic, pantry=pantry, colleague=colleague, now=now)
    surveys.seed(ids, staff["hub"][0], now=now, chance=chance)
    visiting.seed(marcus, now=now)
    texting.seed(ids["cupboard"], staff["intake"][0], now=now)


def hire(ids: dict[str, UUID], began: datetime) -> dict[str, list[Actor]]:
    """The community, its first administrator, and everybody behind a door. Nobody has a password: doors sign in."""
    name, email = FIRST_ADMINISTRATOR
    accounts.set_up(
        community=places.COMMUNITY, hub_id=ids["hub"], help_phone=places.HELP_PHONE, email=email, name=name,
        password=uuid.uuid4().hex, at=began, practice=True,
    )  # fmt: skip
    actors: dict[str, list[Actor]] = {
        door: [_hired(name, email, ids[place], roles, began)]
        for door, (name, email, place, roles) in STAFF.items()
    }
    colleagues = [
        _hired(name, email, ids[place], (Role.NAVIGATOR,), began) for name, email, place in COLLEAGUES
    ]
    for name, email, place in AT_THE_TABLE:
        _hired(name, email, ids[place], (Role.MEMBER,), began)
    name, email, place = AT_THE_PANTRY
    pantry = _hired(name, email, ids[place], (Role.INTAKE,), began)
    return {
        "navigators": [*actors["navigator"], *colleagues],
        "intake": [*actors["intake"], pantry],
        "hub": actors["hub"],
    }


def _hired(name: str, email: str, organization_id: UUID, roles: tuple[Role, ...], at: datetime) -> Actor:
    """Added by an administrator of the place; the town's founding hour stands in for the first one."""
    founder = Actor(
        kind=Kind.USER, grantee_id=organization_id, user_id=None, roles=frozenset({Role.ADMINISTRATOR})
    )
    with acting_as(founder, at=at):
        for role in roles:
            user = accounts.add_member(
                email=email,
                name=name,
                password=None,
                organization_id=organization_id,
                role=role,
                actor=founder,
                at=at,
            )
    return Actor(
        kind=Kind.USER, grantee_id=organization_id, user_id=user.pk, roles=frozenset(roles), name=name
    )


def doors() -> list[tuple[str, str]]:
    """What the command line prints: who can be tried, and where."""
    return [
        ("Practice town, a door for each role", "/demo/"),
        ("Outbox: every message as its receiver sees it", "/demo/outbox/"),
    ]


def allow_what_only_a_demo_may() -> None:
    """The serving role reads what was sent, and moves time on."""
    allowed = ("infra_recent_messages(integer)", "infra_move_on(bigint)")
    with connections["migrator"].cursor() as cursor:
        for function in allowed:
            cursor.execute(
                f"set role fullcircle_definer; grant execute on function {function} to fullcircle_app; reset role"
            )
