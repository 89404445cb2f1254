"""Building the world of a test through real actions, so that no test starts from a state the system could not reach."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import agreed
from fullcircle.access import actor as actors
from fullcircle.access.actor import Actor, Kind, Role
from fullcircle.access.session import acting_as
from fullcircle.accounts import actions as accounts
from fullcircle.accounts.models import Membership
from fullcircle.directory.models import Organization, Service
from fullcircle.people import actions as people
from fullcircle.people.actions import Details, Reach
from fullcircle.referrals import actions, cards, needs, sending, telling
from fullcircle.referrals.states import Status

# A Tuesday, ten in the morning in Detroit.
AT = datetime(2026, 3, 10, 14, tzinfo=UTC)
SOON = timedelta(hours=1)

# The steps that lead to each status, by who takes them.
WALKS: dict[Status, tuple[tuple[str, str], ...]] = {
    Status.DRAFT: (),
    Status.SENT: (("source", "send"),),
    Status.IN_REVIEW: (("source", "send"), ("target", "open_for_review")),
    Status.ACCEPTED: (("source", "send"), ("target", "accept")),
    Status.WAIT_LISTED: (("source", "send"), ("target", "wait_list")),
    Status.IN_PROGRESS: (("source", "send"), ("target", "accept"), ("target", "start")),
    Status.PAUSED: (("source", "send"), ("target", "accept"), ("target", "pause")),
    Status.COMPLETED: (("source", "send"), ("target", "accept"), ("target", "complete")),
    Status.DECLINED: (("source", "send"), ("target", "decline")),
    Status.NOT_REACHED: (("source", "send"), ("target", "not_reached")),
    Status.REDIRECTED: (("source", "send"), ("target", "redirect")),
    Status.CANCELLED: (("source", "send"), ("source", "cancel")),
    Status.RECALLED: (("source", "send"), ("source", "recall")),
    Status.EXPIRED: (("source", "send"), ("clock", "expire")),
    Status.ENTERED_IN_ERROR: (("source", "send"), ("source", "enter_in_error")),
}
WORDS = {
    "send": {"agreed": sending.Agreed(manner="spoken", language="en")},
    "decline": {"reason": "no-capacity"},
    "complete": {"what": "food box"},
    "cancel": {"text": "changed their mind"},
    "ask": {"text": "Which day?"},
    "reply": {"text": "Saturday."},
}


def staff(organization_id, *roles: Role) -> Actor:
    return Actor(
        kind=Kind.USER, grantee_id=organization_id, user_id=uuid.uuid4(), roles=frozenset(roles), name="Staff"
    )


def member(*, organization_id, role, began_at=AT, **user):
    """A membership as an administrator of the place writes it; `user` or `user_id` says whose."""
    with acting_as(staff(organization_id, Role.ADMINISTRATOR), at=began_at):
        return Membership.objects.create(
            organization_id=organization_id, role=role, began_at=began_at, **user
        )


def listed(model, key, **changed) -> None:
    """What the directory says of a service or an organization, changed as the command line may."""
    with acting_as(actors.SYSTEM, at=AT):
        model.objects.filter(pk=key).update(**changed)


class World:
    def __init__(self, *, in_a_network: bool = True, hub_sees_for: tuple[str, ...] = ()) -> None:
        self.hub, self.eastgate, self.riverlight, self.cupboard, self.breadline = (
            Organization.objects.create(name=name, email=f"{name.split()[0].lower()}@example.org")
            for name in ("Hub", "Eastgate Neighbors", "Riverlight Clinic", "Open Cupboard", "Bread Table")
        )
        self.food_box = Service.objects.create(
            organization=self.cupboard, name="Food box", domains=["food-insecurity"], unit="food box"
        )
        self.bread = Service.objects.create(
            organization=self.breadline, name="Bread", domains=["food-insecurity"]
        )
        self.founder = accounts.set_up(
            community="Tamarind Together", hub_id=self.hub.id, help_phone="000 555 0142", email="vera@hub.example",
            name="Vera Holm", password="a long enough password", at=AT - timedelta(days=400), practice=True,
        )  # fmt: skip
        self.navigator = staff(self.eastgate.id, Role.NAVIGATOR)
        self.other_navigator = staff(self.riverlight.id, Role.NAVIGATOR)
        self.intake = staff(self.cupboard.id, Role.INTAKE)
        self.other_intake = staff(self.breadline.id, Role.INTAKE)
        self.hub_manager = staff(self.hub.id, Role.HUB)
        self.administrator = staff(self.eastgate.id, Role.ADMINISTRATOR)
        self.clock = actors.clock(self.hub.id)
        if in_a_network:
            agreed.network(self, AT, hub_sees_for=hub_sees_for)

    def acting(self, actor: Actor, at: datetime = AT):
        return acting_as(actor, at=at)

    def person(self, name="Denise Robles", *, actor=None, at=AT, **details):
        actor = actor or self.navigator
        reach = details.pop("reach", Reach(phone="0005550117", may_text=True, may_say_who=True))
        with acting_as(actor, at=at):
            said = Details(name=name, reach=reach, **{"zip": "00412", "children": 2, **details})
            return people.add(details=said, steward_id=actor.organization_id, actor=actor, at=at)

    def need(self, person=None, *, actor=None, at=AT, **said):
        actor = actor or self.navigator
        person = person or self.person(actor=actor, at=at)
        with acting_as(actor, at=at):
            return needs.add(person_id=person.pk, actor=actor, at=at, **{"domain": "food-insecurity", **said})

    def referral(self, *, status=Status.SENT, need=None, service=None, fields=None, at=AT, **drafted):
        """A referral that walked to this status through the actions of the parties."""
        need = need or self.need(at=at)
        with acting_as(self.navigator, at=at):
            made = sending.draft(
                need_id=need.pk, service_id=(service or self.food_box).pk, actor=self.navigator, at=at,
                fields=cards.default_fields(need.domain) if fields is None else fields, **drafted,
            )  # fmt: skip
        for who, step in WALKS[status]:
            made = self.step(made, who, step, at=at)
        return made

    def asked(self, *, at=AT, **said):
        """A completed referral whose resident was asked whether they got it."""
        done = self.referral(status=Status.COMPLETED, at=at, **said)
        with acting_as(self.clock, at=at):
            telling.ask_the_resident(done, at=at)
        return done

    def party(self, who: str, referral) -> Actor:
        target = self.intake if referral.target_id == self.cupboard.id else self.other_intake
        return {
            "source": self.navigator,
            "target": target,
            "link": actors.holder_of_answer_link(referral_id=referral.pk, organization_id=referral.target_id),
            "resident": actors.resident(referral.person_id),
            "hub": self.hub_manager,
            "clock": self.clock,
            "stranger": self.other_intake if target == self.intake else self.intake,
        }[who]

    def step(self, referral, who: str, step: str, *, at=AT, **words):
        actor = self.party(who, referral)
        with acting_as(actor, at=at):
            said = {**WORDS.get(step, {}), **words}
            taken = sending.send if step == "send" else getattr(actions, step)
            return taken(referral_id=referral.pk, actor=actor, at=at, **said)
