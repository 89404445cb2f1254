"""A world with a protected service in it."""

from __future__ import annotations

import agreed
import make
from fullcircle.access.actor import Actor, Role
from fullcircle.access.session import acting_as
from fullcircle.agreements.drafting import Joining
from fullcircle.directory.models import Organization, Service


class Town(make.World):
    """The world with a treatment program in it, which has signed what opens its records to whom a person names."""

    def __init__(self) -> None:
        super().__init__()
        self.program = Organization.objects.create(name="Stillwater Recovery", email="stillwater@example.org")
        self.detox = Service.objects.create(
            organization=self.program, name="Recovery days", domains=["food-insecurity"], label="ETH"
        )
        self.counselor = make.staff(self.program.id, Role.NAVIGATOR)
        self.hub_administrator = make.staff(self.hub.id, Role.ADMINISTRATOR)
        hub = agreed.hub_of(self)
        for name, roles in (
            ("qsoa", {"program": "part2-program"}),
            ("dsa", {"hub": "hub", "program": "member"}),
        ):
            self.sign(name, roles, hub)

    def party(self, who: str, referral) -> Actor:
        if who == "target" and referral.target_id == self.program.id:
            return self.counselor
        return super().party(who, referral)

    def sign(self, name: str, roles: dict[str, str], hub) -> None:
        """Between the program and everybody, on paper but for the hub."""
        at = make.AT - make.timedelta(days=300)
        everybody = [self.eastgate, self.riverlight, self.cupboard, self.breadline]
        others = "member"
        hub_role = roles.get("hub", "service-organization")
        parties = [
            Joining(organization_id=self.hub.id, role=hub_role),
            Joining(organization_id=self.program.id, role=roles["program"]),
            *[Joining(organization_id=one.id, role=others, required=False) for one in everybody],
        ]
        with acting_as(hub, at=at):
            made = agreed.drafted(self, name, hub, at=at, effective_on=at.date(), parties=parties)
            agreed.actions.sign(agreement_id=made.pk, typed_name=hub.name, level=4, actor=hub, at=at)
            agreed.actions.record_paper(
                agreement_id=made.pk, actor=hub, at=at,
                signers={one.id: agreed.OnPaper(name=f"Head of {one.name}") for one in [self.program, *everybody]},
            )  # fmt: skip
