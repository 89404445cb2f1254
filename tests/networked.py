"""Organizations of a table that named each other in a survey, through the real actions."""

from __future__ import annotations

import asking
import make
from fullcircle.access import actor as actors
from fullcircle.access.session import acting_as
from fullcircle.assessments.asking import answering, roster
from fullcircle.assessments.asking.audience import Guest
from fullcircle.assessments.engine import checking


def named(world, said: dict[str, tuple[str, ...]], *, silent: tuple[str, ...] = ()):
    """An open campaign; each key of `said` names the others by their first word, by link. Gives it, and ids by name."""
    places = {one.name: one.pk for one in (world.eastgate, world.riverlight, world.cupboard, world.breadline)}
    wanted = {name: pk for name, pk in places.items() if name in {*said, *silent}}
    guests = [
        Guest(f"{name.split()[0].lower()}@example.org", name, pk, "food") for name, pk in wanted.items()
    ]
    campaign, links = asking.opened(world, "network-tie", guests=guests, mode="named")
    respondent = actors.respondent()
    for name, others in said.items():
        token = links[f"{name.split()[0].lower()}@example.org"]
        with acting_as(world.hub_manager, at=make.AT):
            item = roster.of(campaign).item("tie.0")
        given = {"tie.0": checking.understood(item, [str(wanted[other]) for other in others])}
        with acting_as(respondent, at=make.AT):
            answering.answer(token=token, answers=given, actor=respondent, at=make.AT)
    return campaign, wanted


def reported(world, said, **more):
    """The same campaign, closed, counted and reported to the table."""
    campaign, ids = named(world, said, **more)
    asking.closed(world, campaign)
    asking.step(world, campaign, "report")
    return campaign, ids
