"""Agreements of the test world, signed through actions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.utils.timezone import localtime

from fullcircle.access.actor import Actor, Kind, Role
from fullcircle.access.session import acting_as
from fullcircle.agreements import actions, drafting
from fullcircle.agreements.actions import OnPaper
from fullcircle.agreements.drafting import Joining

FOUNDED = timedelta(days=399)  # before the world's own time; the hub itself is a day older


def hub_of(world) -> Actor:
    """The founder: the hub's first administrator, with an account."""
    both = frozenset({Role.ADMINISTRATOR, Role.HUB})
    founder = world.founder
    return Actor(kind=Kind.USER, grantee_id=world.hub.id, user_id=founder.pk, roles=both, name=founder.name)


def members_of(world) -> list[Any]:
    return [world.eastgate, world.riverlight, world.cupboard, world.breadline, *getattr(world, "more", ())]


def network(world, at, *, without=(), hub_sees_for=()):
    """The network data sharing agreement from its template: the hub signs, the members sign on paper. `hub_sees_for`: the
    purposes of the clause that opens needs and requests to the hub, where they are not the template's."""
    hub, at = hub_of(world), at - FOUNDED
    members = [one for one in members_of(world) if one not in without]
    with acting_as(hub, at=at):
        made = drafted(world, "dsa", hub, at=at, effective_on=localtime(at).date(), out=False)
        if hub_sees_for:
            clause = made.clauses.get(rule="none")
            said = replace(drafting.copied(clause), purposes=tuple(hub_sees_for))
            drafting.change_clause(agreement_id=made.pk, clause_id=clause.pk, said=said, actor=hub, at=at)
        send_out(made, hub, at=at)
        actions.sign(agreement_id=made.pk, typed_name=hub.name, level=4, actor=hub, at=at)
        actions.record_paper(
            agreement_id=made.pk, actor=hub, at=at,
            signers={one.id: OnPaper(name=f"Head of {one.name}") for one in members},
        )  # fmt: skip
    return made


def drafted(world, name: str, actor: Actor, *, at, effective_on: date, parties=None, out=True):
    """From a template, and out for signature unless `out` is False. The hub and the members, if nobody is named."""
    joining = parties or [
        Joining(organization_id=world.hub.id, role="hub"),
        *[Joining(organization_id=one.id, role="member", required=False) for one in members_of(world)],
    ]
    made = drafting.from_template(name=name, effective_on=effective_on, parties=joining, actor=actor, at=at)
    if out:
        send_out(made, actor, at=at)
    return made


def send_out(made, actor: Actor, *, at) -> None:
    actions.send_to_review(agreement_id=made.pk, actor=actor, at=at)
    actions.send_out(agreement_id=made.pk, actor=actor, at=at)
