"""The day's lanes of a caseload: filters, what is put aside, and the views that a user keeps."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fullcircle.access import events
from fullcircle.access.actor import Actor, user_of
from fullcircle.access.errors import Invalid, NotFound
from fullcircle.access.events import Subject
from fullcircle.caseload import snoozing
from fullcircle.caseload.models import Snooze, View
from fullcircle.directory import domains
from fullcircle.referrals import worklists
from fullcircle.referrals.states import Status
from fullcircle.referrals.worklists import Line

MOST_VIEWS = 12
STANDS: dict[str, Callable[[Line], bool]] = {
    "nobody-asked": lambda line: not line.status,
    "unanswered": lambda line: line.status in {Status.SENT, Status.IN_REVIEW},
    "wait-list": lambda line: line.status == Status.WAIT_LISTED,
    "in-hand": lambda line: line.status in {Status.ACCEPTED, Status.IN_PROGRESS, Status.PAUSED},
    "no-help": lambda line: (
        bool(line.status)
        and worklists.needs_answer(line)
        and line.status not in {Status.SENT, Status.IN_REVIEW}
    ),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """Which lines of a caseload: by help, by how it stands, urgent ones. Empty: all."""

    domain: str = ""
    stands: str = ""
    urgent: bool = False
    whose: str = ""  # "", "team", "nobody", or the id of a navigator of one's own organization

    @classmethod
    def read(cls, said: dict[str, str]) -> Filter:
        """From an address; what is not known counts as empty."""
        return cls(
            domain=said.get("domain", "") if said.get("domain", "") in domains.BY_CODE else "",
            stands=said.get("stands", "") if said.get("stands", "") in STANDS else "",
            urgent=said.get("urgent") == "yes",
            whose=said.get("whose", "")[:36],
        )

    def query(self) -> str:
        """As an address says it."""
        said = {
            "domain": self.domain, "stands": self.stands, "urgent": "yes" if self.urgent else "", "whose": self.whose,
        }  # fmt: skip
        return urlencode({name: value for name, value in said.items() if value})

    @property
    def narrows(self) -> bool:
        return bool(self.domain or self.stands or self.urgent)

    def admits(self, line: Line) -> bool:
        return (
            (not self.domain or line.domain == self.domain)
            and (not self.stands or STANDS[self.stands](line))
            and (not self.urgent or line.urgent)
        )


@dataclass(frozen=True, slots=True)
class Day:
    """The lanes, without what is put aside; that, apart. Whoever has waited too long to hear shows in any case."""

    lists: worklists.Today
    aside: list[tuple[Line, Snooze]]
    snoozed: dict[UUID, Snooze]


def day(
    *, organization_id: UUID, user_id: UUID | None, chosen: Filter, at: datetime, nobody_of: Collection[UUID] | None = None
) -> Day:  # fmt: skip
    """As `worklists.today`, filtered."""
    lists = worklists.today(organization_id=organization_id, at=at, user_id=user_id, nobody_of=nobody_of)
    lists = replace(
        lists,
        overdue=[line for line in lists.overdue if chosen.admits(line)],
        mine=[line for line in lists.mine if chosen.admits(line)],
        waiting=[line for line in lists.waiting if chosen.admits(line)],
    )
    every = [*lists.overdue, *lists.mine, *lists.waiting]
    snoozed = snoozing.running({line.need_id for line in every}, at=at)
    aside = [
        (line, snoozed[line.need_id]) for line in [*lists.mine, *lists.waiting] if line.need_id in snoozed
    ]
    lists = replace(
        lists,
        mine=[line for line in lists.mine if line.need_id not in snoozed],
        waiting=[line for line in lists.waiting if line.need_id not in snoozed],
    )
    return Day(lists, sorted(aside, key=lambda one: one[1].until_on), snoozed)


def views_of(actor: Actor) -> list[View]:
    """One's own, by name."""
    if actor.user_id is None or actor.organization_id is None:
        return []
    return list(
        View.objects.filter(
            user_id=actor.user_id, organization_id=actor.organization_id, removed_at=None
        ).order_by("name")
    )


@transaction.atomic
def keep_view(*, name: str, chosen: Filter, actor: Actor, at: datetime) -> View:
    """Keep this filter by a name; a name that exists means the new filter. Raises Denied, Invalid."""
    user_id, organization_id = user_of(actor)
    said = " ".join(name.split())[:40]
    if not said:
        raise Invalid(_("Give the view a name."), field="name")
    if not chosen.query():
        raise Invalid(_("Choose a filter first."), field="name")
    mine = {view.name: view for view in views_of(actor)}
    if said in mine:
        _remove(mine[said], at)
    elif len(mine) >= MOST_VIEWS:
        raise Invalid(_("Twelve views are kept at most. Remove one first."), field="name")
    made = View.objects.create(
        user_id=user_id, organization_id=organization_id, name=said, query=chosen.query(), made_at=at
    )  # fmt: skip
    events.record(actor=actor, did="view.keep", about=Subject("view", record_id=made.pk), at=at)
    return made


@transaction.atomic
def remove_view(*, view_id: UUID, actor: Actor, at: datetime) -> None:
    """Raises NotFound."""
    found = next((view for view in views_of(actor) if view.pk == view_id), None)
    if found is None:
        raise NotFound(_("There is no such view here."))
    _remove(found, at)
    events.record(actor=actor, did="view.remove", about=Subject("view", record_id=view_id), at=at)


def _remove(view: View, at: datetime) -> None:
    view.removed_at = at
    view.save(update_fields=["removed_at"])
