"""A world where two organizations review grievances, and ways to act there."""

import uuid
from types import SimpleNamespace

import make
from fullcircle.access.actor import Role
from fullcircle.access.session import acting_as
from fullcircle.directory.models import Organization
from fullcircle.grievances import filing, reviewing
from fullcircle.grievances.filing import Said


class Reviewed:
    """`first` and `second`: reviewers in the order of the list, each with somebody who works there."""

    def __init__(self, world) -> None:
        self.world = world
        self.first = Organization.objects.create(name="Resident Council", email="council@example.org")
        self.second = Organization.objects.create(name="Legal Aid Bureau", email="legal@example.org")
        self.reader = make.staff(self.first.id, Role.ADMINISTRATOR)
        self.next_reader = make.staff(self.second.id, Role.ADMINISTRATOR)
        self.listed = [self.list(self.first, 1), self.list(self.second, 2)]

    def list(self, organization, rank):
        hub = self.world.hub_manager
        with acting_as(hub, at=make.AT):
            return reviewing.list_reviewer(
                organization_id=organization.id,
                email=f"r{rank}@example.org",
                rank=rank,
                actor=hub,
                at=make.AT,
            )

    def file(self, *, at=make.AT, **said):
        """A grievance about the Open Cupboard, if nothing else is said. With `id` and `code`."""
        key = uuid.uuid4()
        words = {"topic": "respect", "text": "They shouted at me.", "about": [self.world.cupboard.id], **said}
        filed = filing.file(said=Said(**words), at=at, grievance_id=key)
        return SimpleNamespace(id=key, code=filed.code, has_reviewer=filed.has_reviewer)

    def step(self, what, one, *, actor=None, at=make.AT, **said):
        actor = actor or self.reader
        with acting_as(actor, at=at):
            return getattr(reviewing, what)(grievance_id=one.id, actor=actor, at=at, **said)

    def answered(self, *, text="We are sorry, and we spoke with them.", **said):
        one = self.file(**said)
        for what in ("acknowledge", "look_into"):
            self.step(what, one)
        self.step("answer", one, text=text)
        return one
