"""How long each step of a clock takes: set by the hub, for the network or for the requests to one organization."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fullcircle.access import events
from fullcircle.access.actor import Actor, Kind, Role
from fullcircle.access.errors import Denied, Invalid
from fullcircle.access.events import Subject
from fullcircle.access.grants import DataClass
from fullcircle.accounts import queries as accounts
from fullcircle.directory import queries as directory
from fullcircle.referrals.models import ClockAmount
from fullcircle.referrals.time import clocks, winding
from fullcircle.referrals.time.clocks import Clock

MOST = 400


def check_can_set(actor: Actor) -> None:
    """The hub's managers. Raises Denied."""
    at_the_hub = actor.organization_id == accounts.community().hub_id
    if not (actor.kind == Kind.USER and actor.has(Role.HUB) and at_the_hub):
        raise Denied(_("Clocks are set by the hub."))


@transaction.atomic
def set_amounts(
    numbers: Mapping[Clock, int | None], *, actor: Actor, at: datetime, organization_id: UUID | None = None
) -> None:
    """They hold from the next step of each request on; None: as the network has it, or the product. Raises Denied, Invalid,
    NotListed; then none is set."""
    check_can_set(actor)
    if organization_id is not None:
        directory.organization(organization_id)
    for clock, number in numbers.items():
        if clock not in clocks.DEFAULTS:
            raise Invalid(_("This step takes no time of its own."), field=clock)
        if number is not None and not 1 <= number <= MOST:
            raise Invalid(_("Type a number from 1 to 400."), field=clock)
        rows = ClockAmount.objects.filter(clock=clock, organization_id=organization_id)
        if number is None:
            rows.delete()
        else:
            ClockAmount.objects.update_or_create(
                clock=clock, organization_id=organization_id, defaults={"number": number, "said_at": at}
            )
        detail = {"clock": clock, "number": number, "organization": str(organization_id or "")}
        events.record(actor=actor, did="clock.set", about=Subject(DataClass.ACCESS, detail=detail), at=at)
    _check_they_come_in_order(organization_id)


def _check_they_come_in_order(organization_id: UUID | None) -> None:
    """Nobody is shown to the hub before they were reminded. Raises Invalid."""
    amounts = winding.amounts(organization_id)
    for steps in (
        clocks.ASKED,
        clocks.URGENT,
        clocks.QUESTION,
        clocks.PERSON,
        clocks.WORK,
        clocks.WAIT,
        clocks.DONE,
    ):
        numbers = [amounts[step].number for step in steps]
        if numbers != sorted(set(numbers)):
            late = next(step for step, a, b in zip(steps[1:], numbers, numbers[1:], strict=False) if b <= a)
            raise Invalid(_("Each step comes later than the one before it."), field=late)
