"""A table with people at it: a council with five voting seats, two of them held by residents."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import make
from fullcircle.access.actor import Actor, Role
from fullcircle.access.session import acting_as
from fullcircle.accounts.models import User
from fullcircle.collaborative import bodies, meetings, members, proposals
from fullcircle.collaborative.bodies import Charter
from fullcircle.collaborative.meetings import Plan
from fullcircle.collaborative.members import Person
from fullcircle.collaborative.proposals import Text
from fullcircle.collaborative.states import Stage
from fullcircle.collaborative.votes import Rule

SEATS = (
    ("hospital", "sector", "Riverlight", 4),
    ("food", "sector", "Open Cupboard", 4),
    ("public-health", "sector", "Health Department", 3),
    ("resident", "lived", "Ada Quill", 0),
    ("resident", "lived", "Bo Quill", 0),
)


@dataclass
class Table:
    world: make.World
    keeper: Actor = field(init=False)
    sitting: list[Actor] = field(default_factory=list)
    seats: list = field(default_factory=list)

    def __post_init__(self) -> None:
        self.keeper = self.world.hub_manager
        with acting_as(self.keeper, at=make.AT):
            charter = Charter(
                name="Council", kind="council", rule=Rule.TWO_THIRDS, lived_minimum=1, public=True
            )
            self.body = bodies.write(charter=charter, actor=self.keeper, at=make.AT)
        for number, (sector, kind, name, level) in enumerate(SEATS):
            self.seat(number, sector, kind, name, level)

    def seat(self, number: int, sector: str, kind: str, name: str, level: int) -> None:
        actor = make.staff(self.world.hub.id, Role.MEMBER)
        email = f"seat{number}@example.org"
        with acting_as(actor, at=make.AT):
            User.objects.create(pk=actor.user_id, email=email, name=name)
        make.member(user_id=actor.user_id, organization_id=self.world.hub.id, role=Role.MEMBER)
        said = {"actor": self.keeper, "at": make.AT}
        with acting_as(self.keeper, at=make.AT):
            member = members.add(name=name, sector=sector, stage=Stage.JOINED, **said)
            person = members.represent(
                member_id=member.pk, person=Person(name=f"Head of {name}", email=email, level=level), **said
            )
            seat = bodies.add_seat(
                body_id=self.body.pk,
                kind=kind,
                sector=sector,
                title=f"Seat {number}",
                holder_id=person.pk,
                **said,
            )
        self.sitting.append(actor)
        self.seats.append(seat)

    def propose(self, *, at=make.AT, actor=None, **text):
        actor = actor or self.sitting[0]
        said = {
            "title": "Adopt the charter",
            "text": "It says how we decide.",
            "asks": "Adopt the charter as drafted.",
        }
        with acting_as(actor, at=at):
            return proposals.write(body_id=self.body.pk, text=Text(**{**said, **text}), actor=actor, at=at)

    def open(self, proposal=None, *, at=make.AT, days=7, secret=False):
        proposal = proposal or self.propose()
        with acting_as(self.keeper, at=at):
            return proposals.open_vote(
                proposal_id=proposal.pk,
                closes_on=(at + timedelta(days=days)).date(),
                secret=secret,
                actor=self.keeper,
                at=at,
            )

    def meeting(self, *, at=make.AT, days=7, kind="steering"):
        begins = at + timedelta(days=days)
        plan = Plan(title="Spring meeting", kind=kind, starts_at=begins, ends_at=begins + timedelta(hours=2))
        with acting_as(self.keeper, at=at):
            return meetings.plan(body_id=self.body.pk, plan=plan, actor=self.keeper, at=at)

    def vote(self, proposal, number: int, choice: str, *, actor=None, at=make.AT):
        actor = actor or self.sitting[number]
        with acting_as(actor, at=at):
            proposals.vote(
                proposal_id=proposal.pk, seat_id=self.seats[number].pk, choice=choice, actor=actor, at=at
            )

    def recuse(self, proposal, number: int, *, at=make.AT):
        actor = self.sitting[number]
        with acting_as(actor, at=at):
            return proposals.declare(
                proposal_id=proposal.pk,
                seat_id=self.seats[number].pk,
                nature="We would be paid.",
                actor=actor,
                at=at,
            )

    def count(self, proposal, *, at=make.AT, actor=None):
        actor = actor or self.keeper
        with acting_as(actor, at=at):
            return proposals.count(proposal_id=proposal.pk, actor=actor, at=at)
