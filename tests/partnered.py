"""A partnership of two members of the collaborative, walked through its stages by its own people."""

from __future__ import annotations

from datetime import date

import agreed
import make
from fullcircle.access.actor import Actor, Role
from fullcircle.access.session import acting_as
from fullcircle.accounts.models import User
from fullcircle.agreements import actions as signing
from fullcircle.agreements import drafting
from fullcircle.agreements.actions import OnPaper
from fullcircle.agreements.drafting import Joining, Said
from fullcircle.collaborative import members
from fullcircle.collaborative.members import Person
from fullcircle.collaborative.states import Stage as MemberStage
from fullcircle.partnerships import actions, queries, rules
from fullcircle.partnerships.actions import Terms
from fullcircle.partnerships.states import CLOSING, Stage

TERMS = {
    "goal": "Nobody leaves the clinic without food.", "structure": "direct", "funding": "grant",
    "scope": "The clinic asks, the cupboard delivers.", "measures": "Boxes within 3 days.", "baseline": "11 days.",
    "data_needs": "Name, address, diet.",
}  # fmt: skip


class Partnered:
    """The clinic speaks as a member of the collaborative, the cupboard through its administrators."""

    def __init__(self, world) -> None:
        self.world, self.keeper = world, world.hub_manager
        self.clinic, self.cupboard = world.riverlight, world.cupboard
        self.doctor = self._representative(self.clinic, "doctor@example.org")
        self.grocer = make.staff(self.cupboard.id, Role.ADMINISTRATOR)
        self.stranger = make.staff(world.breadline.id, Role.ADMINISTRATOR, Role.MEMBER)
        with acting_as(self.doctor, at=make.AT):
            self.one = actions.propose(
                title="Food from the clinic", members=[self.member.pk], organizations=[self.cupboard.id],
                actor=self.doctor, at=make.AT,
            )  # fmt: skip
        sides = {side.organization_id: side for side in self.one.sides.all()}
        self.doctors_side, self.grocers_side = sides[self.clinic.id], sides[self.cupboard.id]

    def _representative(self, organization, email) -> Actor:
        actor = make.staff(organization.id, Role.MEMBER)
        with acting_as(actor, at=make.AT):
            User.objects.create(pk=actor.user_id, email=email, name="Dr. Vale")
        make.member(user_id=actor.user_id, organization_id=organization.id, role=Role.MEMBER)
        said = {"actor": self.keeper, "at": make.AT}
        with acting_as(self.keeper, at=make.AT):
            self.member = members.add(
                name="", organization_id=organization.id, sector="clinic", stage=MemberStage.JOINED, **said
            )
            person = Person(name="Dr. Vale", email=email, level=4)
            members.represent(member_id=self.member.pk, person=person, **said)
        return actor

    @property
    def sides(self):
        return ((self.doctors_side, self.doctor), (self.grocers_side, self.grocer))

    def do(self, what, *, actor=None, at=make.AT, **said):
        actor = actor or self.doctor
        with acting_as(actor, at=at):
            return getattr(actions, what)(partnership_id=self.one.pk, actor=actor, at=at, **said)

    def write_sides(self, at=make.AT) -> None:
        words = {
            "motivations": "Fewer come back.",
            "expectations": "An answer in a day.",
            "capacity": "Ten boxes a week.",
        }
        for side, actor in self.sides:
            self.do("write_side", side_id=side.pk, actor=actor, at=at, **words)

    def terms(self, *, at=make.AT, actor=None, **changed):
        said = {**TERMS, "agreement_id": getattr(self, "agreement_id", None), **changed}
        return self.do("write_terms", terms=Terms(**said), at=at, actor=actor)

    def all_say_yes(self, to: str, at=make.AT) -> None:
        for side, actor in self.sides:
            self.do("agree", side_id=side.pk, to=to, yes=True, actor=actor, at=at)

    def sign(self, *, at=make.AT, months=11, who=("clinic", "cupboard")) -> None:
        """A memorandum of these places, signed on paper and in force from today on."""
        hub, day = agreed.hub_of(self.world), queries.today(at)
        places = [getattr(self, one) for one in who]
        parties = [Joining(organization_id=one.id, role="member") for one in places]
        parties.append(Joining(organization_id=self.world.hub.id, role="hub"))
        with acting_as(hub, at=at):
            made = agreed.drafted(self.world, "mou", hub, at=at, effective_on=day, parties=parties, out=False)
            last = rules.months_later(day, months)
            said = Said(title="Food from the clinic", text=made.text, effective_on=day, expires_on=last)
            drafting.write(agreement_id=made.pk, said=said, actor=hub, at=at)
            agreed.send_out(made, hub, at=at)
            signing.sign(agreement_id=made.pk, typed_name=hub.name, level=4, actor=hub, at=at)
            papers = {one.id: OnPaper(name=f"Head of {one.name}") for one in places}
            signing.record_paper(agreement_id=made.pk, signers=papers, actor=hub, at=at)
        self.agreement_id = made.pk

    def move(self, to, *, at=make.AT, actor=None):
        return self.do("move", to=to, at=at, actor=actor)

    def review(self, decision="grow", *, at=make.AT, held_on: date | None = None):
        came = [side.pk for side, _actor in self.sides]
        return self.do(
            "review",
            held_on=held_on or queries.today(at),
            decision=decision,
            found="It works.",
            came=came,
            at=at,
        )

    def to(self, stage: Stage, at=make.AT):
        """Walk there the straight way."""
        if stage == Stage.EXPLORE:
            return self
        self.write_sides(at)
        self.terms(at=at)
        self.all_say_yes("goal", at)
        self.move("design", at=at)
        if stage == Stage.DESIGN:
            return self
        self.sign(at=at)
        self.terms(at=at, actor=self.keeper)
        self.all_say_yes("terms", at)
        self.move("pilot", at=at)
        if stage == Stage.PILOT:
            return self
        for side, actor in self.sides:
            self.do("say_how_it_goes", side_id=side.pk, says="Well.", actor=actor, at=at)
        self.review(at=at)
        self.move("run", at=at)
        return self

    def settle_all(self, but: str = "", at=make.AT) -> None:
        for item in CLOSING:
            if item != but:
                self.do("settle", item=item, how="Done.", at=at)

    def now(self, actor=None, at=make.AT):
        actor = actor or self.keeper
        with acting_as(actor, at=at):
            return queries.partnership(self.one.pk, actor)
