"""Emergencies in tests, through the real action."""

from __future__ import annotations

from datetime import date

import make
from fullcircle.access.session import acting_as
from fullcircle.people.actions import Described
from fullcircle.privacy import emergencies

BORN = date(1981, 4, 2)
REASON = "No answer at the door, and the gas smells"


def person(world, name="Denise Robles", **details):
    return world.person(name, described=Described(born_on=BORN), **details)


def open_(world, actor=None, *, name="Denise Robles", born_on=BORN, at=make.AT, **said):
    actor = actor or world.intake
    wanted = emergencies.Wanted(name=name, born_on=born_on, **{"reason": REASON, **said})
    with acting_as(actor, at=at):
        return emergencies.open_record(wanted=wanted, actor=actor, at=at)
