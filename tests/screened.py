"""A resident whose record one place keeps, and people who may and may not ask them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from fullcircle.access import actor as actors
from fullcircle.access.actor import SYSTEM, Actor, Kind, Role
from fullcircle.access.session import acting_as
from fullcircle.assessments import actions
from fullcircle.assessments.forms import actions as shelf
from fullcircle.assessments.models import Form, Response
from fullcircle.people import actions as people
from fullcircle.people.actions import Details

T0 = datetime(2026, 3, 10, 14, tzinfo=UTC)
HOUR = timedelta(hours=1)
EVERYDAY = shelf.SHIPPED / "everyday-needs.json"


def staff(organization_id: uuid.UUID, *roles: Role) -> Actor:
    return Actor(kind=Kind.USER, grantee_id=organization_id, user_id=uuid.uuid4(), roles=frozenset(roles))


def everyday(forms: list[Form]) -> Form:
    """Of the forms that come with Fullcircle, the one that is asked of a person."""
    return next(form for form in forms if form.url.endswith(":everyday-needs"))


@dataclass(frozen=True)
class Town:
    navigator: Actor
    intake: Actor
    stranger: Actor
    resident: Actor
    person_id: uuid.UUID
    form_id: uuid.UUID


def build(navigator: Actor | None = None, *, name: str = "Rosa Vidal") -> Town:
    """The shipped form on the shelf, and one person of the navigator's place."""
    here = navigator or staff(uuid.uuid4(), Role.NAVIGATOR)
    place = here.organization_id
    with acting_as(here, at=T0):
        person = people.add(details=Details(name=name), steward_id=place, actor=here, at=T0)
    with acting_as(SYSTEM, at=T0):
        form = everyday(shelf.bring_in_shipped(actor=SYSTEM, at=T0))
    return Town(
        navigator=here,
        intake=staff(place, Role.INTAKE),
        stranger=staff(uuid.uuid4(), Role.NAVIGATOR),
        resident=actors.resident(person.pk),
        person_id=person.pk,
        form_id=form.pk,
    )


def one_response(world: Any, person: Any) -> Response:
    """What a resident of the world said to the shipped form, asked by their navigator."""
    with acting_as(SYSTEM, at=T0):
        form = everyday(shelf.bring_in_shipped(actor=SYSTEM, at=T0))
    typed = {"food": "not-enough", "money": None, "children": ("care", "things")}
    with acting_as(world.navigator, at=T0):
        return actions.ask_all(
            form_id=form.pk, person_id=person.pk, typed=typed, actor=world.navigator, at=T0
        )
