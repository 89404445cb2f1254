"""What changes a partnership. Each checks, changes, and records one event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fullcircle.access import events
from fullcircle.access.actor import Actor, Role
from fullcircle.access.errors import Invalid
from fullcircle.access.events import Subject
from fullcircle.accounts import queries as accounts
from fullcircle.agreements import queries as agreements
from fullcircle.collaborative import queries as table
from fullcircle.directory import queries as directory
from fullcircle.partnerships import policies, queries
from fullcircle.partnerships.models import ClosingItem, Move, Partnership, Review, Side
from fullcircle.partnerships.states import CLOSING, FUNDING, LABELS, STRUCTURES, Decision, Stage

CLASS = "partnership"
LEAST_SIDES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the sides agree on. `structure` of states.STRUCTURES, `funding` of states.FUNDING; each may still be empty."""

    goal: str = ""
    structure: str = ""
    funding: str = ""
    scope: str = ""
    measures: str = ""
    baseline: str = ""
    data_needs: str = ""
    capacity_secured: str = ""
    agreement_id: UUID | None = None


AGREED_ON = ("structure", "funding", "scope", "measures", "data_needs")


@transaction.atomic
def propose(
    *,
    title: str,
    actor: Actor,
    at: datetime,
    members: Sequence[UUID] = (),
    organizations: Sequence[UUID] = (),
) -> Partnership:
    """Begin to explore, with two sides or more. By who speaks for one of them, or the backbone. Raises Denied, Invalid,
    NotFound."""
    if not title.strip():
        raise Invalid(_("Type what it is about."), field="title")
    one = Partnership(
        title=title.strip()[:200], stage_since=queries.today(at), made_by=actor.user_id, made_at=at
    )
    sides = _sides(one, members, organizations)
    if len(sides) < LEAST_SIDES:
        raise Invalid(_("Choose two sides or more."), field="members")
    _check_can_work(actor, sides)
    one.save()
    Side.objects.bulk_create(sides)
    _record(actor, "partnership.propose", one, at, sides=len(sides))
    return one


def _sides(one: Partnership, members: Sequence[UUID], organizations: Sequence[UUID]) -> list[Side]:
    """A member that is an organization of the directory too is one side, not two."""
    found = [table.member(each) for each in dict.fromkeys(members)]
    sides = [
        Side(partnership=one, name=each.name, member_id=each.pk, organization_id=each.organization_id)
        for each in found
    ]
    known = {each.organization_id for each in found}
    sides += [
        Side(partnership=one, name=directory.organization(each).name[:200], organization_id=each)
        for each in dict.fromkeys(organizations)
        if each not in known
    ]
    return sides


@transaction.atomic
def write_side(
    *, partnership_id: UUID, side_id: UUID, motivations: str, expectations: str, capacity: str, actor: Actor, at: datetime,
) -> Side:  # fmt: skip
    """Why this side wants it, what it expects, what it can give: by its own people. Raises Denied, NoSuchPartnership, NotYet."""
    one, side = _own(partnership_id, side_id, actor)
    side.motivations, side.expectations, side.capacity = (
        motivations.strip(),
        expectations.strip(),
        capacity.strip(),
    )
    side.written_at = at
    side.save(update_fields=["motivations", "expectations", "capacity", "written_at"])
    _record(actor, "partnership.write-side", one, at, side=str(side.pk))
    return side


@transaction.atomic
def agree(*, partnership_id: UUID, side_id: UUID, to: str, yes: bool, actor: Actor, at: datetime) -> Side:
    """Say yes to the goal or to the terms as they stand, or take the yes back. Raises Denied, Invalid, NoSuchPartnership,
    NotYet."""
    one, side = _own(partnership_id, side_id, actor)
    if to not in {"goal", "terms"}:
        raise Invalid(_("Say what you agree to."), field="to")
    if yes and not (one.goal if to == "goal" else any(getattr(one, name) for name in AGREED_ON)):
        raise Invalid(_("There is nothing yet to say yes to."), field="to")
    setattr(side, f"{to}_agreed_at", at if yes else None)
    side.save(update_fields=[f"{to}_agreed_at"])
    _record(
        actor, "partnership.agree" if yes else "partnership.take-back-yes", one, at, side=str(side.pk), to=to
    )
    return side


@transaction.atomic
def say_how_it_goes(*, partnership_id: UUID, side_id: UUID, says: str, actor: Actor, at: datetime) -> Side:
    """One side's own check, before a review. Raises Denied, Invalid, NoSuchPartnership, NotYet."""
    one, side = _own(partnership_id, side_id, actor)
    if not says.strip():
        raise Invalid(_("Say in a few words how it goes."), field="says")
    side.says, side.said_at = says.strip(), at
    side.save(update_fields=["says", "said_at"])
    _record(actor, "partnership.check", one, at, side=str(side.pk))
    return side


@transaction.atomic
def give_notice(*, partnership_id: UUID, side_id: UUID, why: str, actor: Actor, at: datetime) -> Partnership:
    """One side ends it: winding down begins. Raises Denied, Invalid, NoSuchPartnership, NotYet."""
    one, side = _own(partnership_id, side_id, actor)
    if not why.strip():
        raise Invalid(_("Say why; the other sides read it."), field="why")
    side.noticed_on, side.notice = queries.today(at), why.strip()
    side.save(update_fields=["noticed_on", "notice"])
    _record(actor, "partnership.notice", one, at, side=str(side.pk))
    if one.stage != Stage.WIND_DOWN:
        _enter(one, Stage.WIND_DOWN, why.strip(), actor, at)
    return one


@transaction.atomic
def take_back_notice(*, partnership_id: UUID, side_id: UUID, actor: Actor, at: datetime) -> Partnership:
    """While nothing else ends it, it goes on where it was. Raises Denied, NoSuchPartnership, NotYet."""
    one, side = _own(partnership_id, side_id, actor)
    if side.noticed_on is None or one.stage != Stage.WIND_DOWN:
        raise policies.NotYet(_("There is no notice to take back."))
    side.noticed_on, side.notice = None, ""
    side.save(update_fields=["noticed_on", "notice"])
    last = one.moves.filter(after=Stage.WIND_DOWN).latest("at")
    by_review = (
        one.reviews.filter(stage=last.before, held_on__gte=last.since_before)
        .order_by("-held_on", "-made_at")
        .first()
    )
    others = one.sides.filter(noticed_on__isnull=False).exists()
    if not others and not (by_review and by_review.decision == Decision.END):
        Move.objects.create(
            partnership=one,
            before=one.stage,
            after=last.before,
            since_before=one.stage_since,
            by_name=actor.name,
            at=at,
        )
        one.stage, one.stage_since = last.before, last.since_before
        one.save(update_fields=["stage", "stage_since"])
    _record(actor, "partnership.take-back-notice", one, at, side=str(side.pk))
    return one


@transaction.atomic
def write_terms(*, partnership_id: UUID, terms: Terms, actor: Actor, at: datetime) -> Partnership:
    """Change what is agreed on; a change asks every side for its yes anew. Raises Denied, Invalid, NoSuchPartnership,
    NotYet, NoSuchAgreement."""
    one = _working(partnership_id, actor)
    policies.check_pilot_is_reviewed(one, queries.review_due(one), queries.today(at))
    if terms.structure and terms.structure not in STRUCTURES:
        raise Invalid(_("Choose a structure."), field="structure")
    if terms.funding and terms.funding not in FUNDING:
        raise Invalid(_("Choose a form of funding."), field="funding")
    if terms.agreement_id and terms.agreement_id != one.agreement_id:
        agreements.agreement(terms.agreement_id, actor)
    if terms.goal.strip() != one.goal:
        one.goal, one.goal_changed_at = terms.goal.strip()[:300], at
    if any(getattr(terms, name).strip() != getattr(one, name) for name in AGREED_ON):
        one.terms_changed_at = at
    for name in (*AGREED_ON, "baseline", "capacity_secured"):
        setattr(one, name, getattr(terms, name).strip())
    one.agreement_id = terms.agreement_id
    one.save()
    _record(actor, "partnership.write-terms", one, at, structure=terms.structure, funding=terms.funding)
    return one


@transaction.atomic
def review(
    *, partnership_id: UUID, held_on: date, decision: str, found: str, actor: Actor, at: datetime,
    came: Sequence[UUID] = (),
) -> Review:  # fmt: skip
    """Write down a review that was held, who was there, and what it decided. Raises Denied, Invalid, NoSuchPartnership,
    NotYet."""
    one = _working(partnership_id, actor)
    if decision not in list(Decision):
        raise Invalid(_("Choose what was decided."), field="decision")
    if not found.strip():
        raise Invalid(_("Say what the review found."), field="found")
    if not one.stage_since <= held_on <= queries.today(at):
        raise Invalid(_("Choose a day since this stage began, and not after today."), field="held_on")
    if not came:
        raise Invalid(_("Say who was there."), field="came")
    made = Review.objects.create(
        partnership=one, held_on=held_on, stage=one.stage, decision=decision, found=found.strip(), by_name=actor.name[:120],
        came=[queries.side(one, each).name for each in came], made_at=at,
    )  # fmt: skip
    one.reminded_on = None
    one.save(update_fields=["reminded_on"])
    _record(actor, "partnership.review", one, at, decision=decision)
    return made


@transaction.atomic
def move(*, partnership_id: UUID, to: str, actor: Actor, at: datetime) -> Partnership:
    """The next stage, once every rule of the step is met. Raises Denied, Invalid, NoSuchPartnership, NotYet."""
    one = _working(partnership_id, actor)
    if to not in list(Stage):
        raise Invalid(_("Choose a stage."), field="to")
    policies.check_stage(one, Stage(to))
    waiting = [
        str(rule.says)
        for each in queries.nexts(one, at=at)
        if each.stage == to
        for rule in each.rules
        if not rule.met
    ]
    if waiting:
        raise policies.NotYet(
            _("Before {stage}: {rules}").format(stage=LABELS[Stage(to)], rules=" ".join(waiting))
        )
    _enter(one, Stage(to), "", actor, at)
    return one


def _enter(one: Partnership, to: Stage, why: str, actor: Actor, at: datetime) -> None:
    Move.objects.create(
        partnership=one,
        before=one.stage,
        after=to,
        since_before=one.stage_since,
        why=why,
        by_name=actor.name[:120],
        at=at,
    )
    before = one.stage
    one.stage, one.stage_since, one.reminded_on = to, queries.today(at), None
    one.save(update_fields=["stage", "stage_since", "reminded_on"])
    _record(actor, "partnership.move", one, at, before=before, after=to)


@transaction.atomic
def settle(*, partnership_id: UUID, item: str, how: str, actor: Actor, at: datetime) -> ClosingItem:
    """Tick one thing of the closing list, with how it was settled. Raises Denied, Invalid, NoSuchPartnership, NotYet."""
    one = _working(partnership_id, actor)
    _check_winds_down(one, item)
    if not how.strip():
        raise Invalid(_("Say how it was settled; “nothing was shared” is an answer too."), field="how")
    made, _new = ClosingItem.objects.get_or_create(
        partnership=one, item=item, defaults={"how": how.strip(), "by_name": actor.name[:120], "done_at": at}
    )
    _record(actor, "partnership.settle", one, at, item=item)
    return made


@transaction.atomic
def unsettle(*, partnership_id: UUID, item: str, actor: Actor, at: datetime) -> None:
    """It is open again: the undo of settle. Raises Denied, Invalid, NoSuchPartnership, NotYet."""
    one = _working(partnership_id, actor)
    _check_winds_down(one, item)
    one.closing.filter(item=item).delete()
    _record(actor, "partnership.unsettle", one, at, item=item)


def _check_winds_down(one: Partnership, item: str) -> None:
    if one.stage != Stage.WIND_DOWN:
        raise policies.NotYet(_("The closing list is for winding down."))
    if item not in CLOSING:
        raise Invalid(_("This is not on the list."), field="item")


def may_propose(actor: Actor) -> bool:
    """Representatives, administrators and the backbone."""
    return table.keeps(actor) or bool(queries.members_of(actor)) or actor.has(Role.ADMINISTRATOR)


def _working(partnership_id: UUID, actor: Actor) -> Partnership:
    one = queries.partnership(partnership_id, actor, lock=True)
    _check_can_work(actor, list(one.sides.all()))
    policies.check_is_open(one)
    return one


def _own(partnership_id: UUID, side_id: UUID, actor: Actor) -> tuple[Partnership, Side]:
    one = queries.partnership(partnership_id, actor, lock=True)
    side = queries.side(one, side_id)
    policies.check_can_write_side(actor, side, members=queries.members_of(actor))
    policies.check_is_open(one)
    return one, side


def _check_can_work(actor: Actor, sides: list[Side]) -> None:
    policies.check_can_work(
        actor, sides, members=queries.members_of(actor), hub_id=accounts.community().hub_id
    )


def _record(actor: Actor, did: str, one: Partnership, at: datetime, **detail: object) -> None:
    events.record(actor=actor, did=did, about=Subject(CLASS, record_id=one.pk, detail=dict(detail)), at=at)
