"""Reading partnerships: the list of those that an actor may see, one of them, and how it stands by the rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from fullcircle.access.actor import Actor
from fullcircle.access.errors import NotFound
from fullcircle.accounts import queries as accounts
from fullcircle.agreements import queries as agreements
from fullcircle.agreements.states import OPEN
from fullcircle.collaborative import queries as table
from fullcircle.partnerships import policies, rules
from fullcircle.partnerships.models import ClosingItem, Move, Partnership, Review, Side
from fullcircle.partnerships.rules import AgreementFacts, Checked, Facts, SideFacts
from fullcircle.partnerships.states import MAY_BECOME, Stage


class NoSuchPartnership(NotFound):
    """Not there, or not for this actor."""


def today(at: datetime) -> date:
    """The day in the community's time zone."""
    return at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def members_of(actor: Actor) -> set[UUID]:
    """The members for whom the actor speaks."""
    return {one.member_id for one in table.mine(actor)}


def _rows() -> QuerySet[Partnership]:
    return Partnership.objects.prefetch_related(
        Prefetch("sides", Side.objects.order_by("name", "pk")),
        Prefetch("reviews", Review.objects.order_by("-held_on", "-made_at")),
        Prefetch("closing", ClosingItem.objects.order_by("done_at")),
        Prefetch("moves", Move.objects.order_by("-at")),
    )


def may_see(actor: Actor, one: Partnership, members: set[UUID], hub_id: UUID) -> bool:
    return policies.can_work(actor, one.sides.all(), members=members, hub_id=hub_id)


def partnership(partnership_id: UUID, actor: Actor, *, lock: bool = False) -> Partnership:
    """One that this actor may see, with everything that its page shows. Raises NoSuchPartnership."""
    if lock:
        Partnership.objects.select_for_update().filter(pk=partnership_id).first()
    one = _rows().filter(pk=partnership_id).first()
    if one is None or not may_see(actor, one, members_of(actor), accounts.community().hub_id):
        raise NoSuchPartnership(_("There is no such partnership."))
    return one


def side(one: Partnership, side_id: UUID) -> Side:
    """Raises NoSuchPartnership."""
    found = next((each for each in one.sides.all() if each.pk == side_id), None)
    if found is None:
        raise NoSuchPartnership(_("There is no such side."))
    return found


def partnerships(actor: Actor, *, stage: str = "") -> list[Partnership]:
    """Those of the actor's own sides; all for the backbone. What goes on first, the newest first."""
    members, hub_id = members_of(actor), accounts.community().hub_id
    rows = _rows().order_by("-made_at")
    found = [
        one for one in (rows.filter(stage=stage) if stage else rows) if may_see(actor, one, members, hub_id)
    ]
    return sorted(found, key=lambda one: one.stage == Stage.ENDED)


def reviewed(one: Partnership) -> Review | None:
    """The latest review held in the stage as it stands now."""
    return next(
        (each for each in one.reviews.all() if each.stage == one.stage and each.held_on >= one.stage_since),
        None,
    )


def review_due(one: Partnership) -> date | None:
    last = reviewed(one)
    return rules.review_due(
        Stage(one.stage), since=one.stage_since, reviewed_on=last.held_on if last else None
    )


def facts(one: Partnership, *, at: datetime) -> Facts:
    """What the rules ask of this record."""
    last = reviewed(one)
    return Facts(
        stage=Stage(one.stage), stage_since=one.stage_since, today=today(at), goal=bool(one.goal),
        sides=[_side_facts(one, each) for each in one.sides.all()],
        terms=frozenset(name for name in rules.TERMS if getattr(one, name)), baseline=bool(one.baseline),
        capacity_secured=bool(one.capacity_secured), agreement=_agreement(one, at),
        reviewed_on=last.held_on if last else None, decision=last.decision if last else "",
        settled=frozenset(each.item for each in one.closing.all()),
    )  # fmt: skip


def _side_facts(one: Partnership, each: Side) -> SideFacts:
    def since(said: datetime | None, changed: datetime | None) -> bool:
        return said is not None and (changed is None or said >= changed)

    return SideFacts(
        name=each.name, motivations=bool(each.motivations), capacity=bool(each.capacity),
        agrees_to_goal=since(each.goal_agreed_at, one.goal_changed_at),
        agrees_to_terms=since(each.terms_agreed_at, one.terms_changed_at),
        said_how_it_goes=each.said_at is not None and today(each.said_at) >= one.stage_since,
        gave_notice=each.noticed_on is not None,
    )  # fmt: skip


def _agreement(one: Partnership, at: datetime) -> AgreementFacts | None:
    found = agreements.outline(one.agreement_id, at=at) if one.agreement_id else None
    if found is None:
        return None
    now = found.standing
    return AgreementFacts(
        in_force=now.state in OPEN, begins_on=today(now.begins_at) if now.begins_at else None,
        ends_on=found.last_day,
        missing=tuple(each.name for each in one.sides.all() if each.organization_id not in found.organizations),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Next:
    """A stage that may follow, and every rule of that step."""

    stage: Stage
    rules: list[Checked]

    @property
    def is_open(self) -> bool:
        return all(one.met for one in self.rules)


def nexts(one: Partnership, *, at: datetime) -> list[Next]:
    known = facts(one, at=at)
    return [Next(to, rules.checked(known, to)) for to in MAY_BECOME[Stage(one.stage)]]


def due_for_review(*, until: date) -> list[Partnership]:
    """Of everybody's, those whose review is due until this day. For jobs."""
    rows = _rows().exclude(stage=Stage.ENDED)
    return [one for one in rows if (day := review_due(one)) is not None and day <= until]
