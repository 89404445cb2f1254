"""Agreements between two organizations of the test world, signed on the site by their administrators."""

from datetime import date

import agreed
import make
from fullcircle.access.actor import Role
from fullcircle.access.session import acting_as
from fullcircle.agreements import actions, drafting
from fullcircle.agreements.drafting import ClauseSaid, Joining, Said

TODAY = make.AT.date()


class Signing:
    """An agreement between Riverlight and Cupboard, opening requests of the one to the other."""

    def __init__(self, world) -> None:
        self.world, self.hub = world, agreed.hub_of(world)
        self.riverlight = make.staff(world.riverlight.id, Role.ADMINISTRATOR)
        self.cupboard = make.staff(world.cupboard.id, Role.ADMINISTRATOR)
        self.breadline = make.staff(world.breadline.id, Role.ADMINISTRATOR)

    def drafted(self, *, clauses=None, parties=None, effective_on=TODAY, expires_on=None, kind="dsa"):
        said = Said(title="Between us", text="We share.", effective_on=effective_on, expires_on=expires_on)
        joining = parties or self.parties()
        with acting_as(self.hub, at=make.AT):
            made = drafting.blank(kind=kind, said=said, role="hub", actor=self.hub, at=make.AT)
            for one in joining:
                drafting.set_party(agreement_id=made.pk, joining=one, actor=self.hub, at=make.AT)
            if all(one.organization_id != self.world.hub.id for one in joining):
                drafting.remove_party(
                    agreement_id=made.pk, organization_id=self.world.hub.id, actor=self.hub, at=make.AT
                )
            for clause in clauses or [OPENS]:
                drafting.add_clause(agreement_id=made.pk, said=clause, actor=self.hub, at=make.AT)
        return made

    def parties(self, **also):
        both = (("clinic", self.world.riverlight), ("pantry", self.world.cupboard))
        return [Joining(organization_id=one.id, role=role) for role, one in both] + list(also.values())

    def out(self, made=None, *, at=make.AT, **said):
        made = made or self.drafted(**said)
        with acting_as(self.hub, at=at):
            actions.send_to_review(agreement_id=made.pk, actor=self.hub, at=at)
            return actions.send_out(agreement_id=made.pk, actor=self.hub, at=at)

    def sign(self, made, *who, at=make.AT, level=4):
        for name in who:
            actor = getattr(self, name)
            with acting_as(actor, at=at):
                actions.sign(agreement_id=made.pk, typed_name=actor.name, level=level, actor=actor, at=at)
        return made

    def withdraw(self, made, who, *, at):
        actor = getattr(self, who)
        with acting_as(actor, at=at):
            actions.withdraw(agreement_id=made.pk, actor=actor, at=at)


OPENS = ClauseSaid(
    text="The pantry sees the clinic's requests.", effect="permit", from_role="clinic", to_role="pantry",
    classes=("referral",), purposes=("care-coordination",), rule="none",
)  # fmt: skip


def day(text: str) -> date:
    return date.fromisoformat(text)
