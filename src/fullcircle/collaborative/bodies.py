"""What changes bodies: their charter's terms, their seats, who holds them, and what is announced to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from fullcircle.access.actor import Actor
from fullcircle.access.errors import Conflict, Invalid
from fullcircle.accounts import queries as accounts
from fullcircle.collaborative import policies, queries, sectors, telling
from fullcircle.collaborative.models import Action, Announcement, Body, Dispute, Seat
from fullcircle.collaborative.recording import record
from fullcircle.collaborative.states import DUE_IN, STEPS, Step
from fullcircle.collaborative.votes import Rule
from fullcircle.collaborative.words import BODY_KINDS, SEAT_KINDS, SeatKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Charter:
    """What a body is, and how it decides. `quorum` (1, 2) is more than half; `lived_minimum` in ballots."""

    name: str
    kind: str
    purpose: str = ""
    region: str = ""
    zone: str = ""
    public: bool = False
    rule: str = Rule.MAJORITY
    quorum: tuple[int, int] = (1, 2)
    lived_minimum: int = 0
    agreement_id: UUID | None = None
    parent_id: UUID | None = None


def _keep(actor: Actor) -> None:
    policies.check_can_keep(actor, accounts.community().hub_id)


@transaction.atomic
def write(*, charter: Charter, actor: Actor, at: datetime, body_id: UUID | None = None) -> Body:
    """Add a body, or change its charter's terms; votes that are open keep theirs. Raises Denied, Invalid, NotFound."""
    _keep(actor)
    _check(charter)
    values = {
        "name": charter.name.strip()[:120], "kind": charter.kind, "purpose": charter.purpose.strip(), "region": charter.region,
        "zone": charter.zone or settings.TIME_ZONE, "public": charter.public, "rule": charter.rule,
        "quorum_numerator": charter.quorum[0], "quorum_denominator": charter.quorum[1],
        "lived_minimum": charter.lived_minimum, "charter_id": charter.agreement_id, "parent_id": charter.parent_id,
    }  # fmt: skip
    if body_id:
        body = queries.body(body_id, lock=True)
        for name, value in values.items():
            setattr(body, name, value)
        body.save()
    else:
        body = Body.objects.create(slug=_slug(charter.name), made_at=at, **values)
    record("body.write", body.pk, actor, at, rule=charter.rule, public=charter.public)
    return body


def _check(charter: Charter) -> None:
    numerator, denominator = charter.quorum
    wrong = {
        "name": (not charter.name.strip(), _("Type the name.")),
        "kind": (charter.kind not in BODY_KINDS, _("Choose what it is.")),
        "rule": (charter.rule not in list(Rule), _("Choose how it decides.")),
        "quorum": (not 0 <= numerator < denominator, _("A quorum is a share below one, like 1/2.")),
        "zone": (
            bool(charter.zone) and charter.zone not in available_timezones(),
            _("There is no such time zone."),
        ),
    }
    for name, (bad, sentence) in wrong.items():
        if bad:
            raise Invalid(sentence, field=name)


def _slug(name: str) -> str:
    wanted = slugify(name)[:50] or "body"
    taken = {"decisions", *Body.objects.filter(slug__startswith=wanted).values_list("slug", flat=True)}
    return next(each for each in (wanted, *(f"{wanted}-{n}" for n in range(2, 1000))) if each not in taken)


@transaction.atomic
def add_seat(
    *, body_id: UUID, kind: str, title: str, actor: Actor, at: datetime, sector: str = "", votes: bool = True,
    stipend_cents: int | None = None, holder_id: UUID | None = None, alternate_id: UUID | None = None,
    term_ends_on: date | None = None,
) -> Seat:  # fmt: skip
    """Add a chair; empty without a holder. Raises Denied, Invalid, NotFound, Conflict."""
    _keep(actor)
    body = queries.body(body_id, lock=True)
    if kind not in SEAT_KINDS:
        raise Invalid(_("Choose what the seat stands for."), field="kind")
    if kind == SeatKind.SECTOR and sector not in sectors.sectors():
        raise Invalid(_("Choose a sector."), field="sector")
    if kind == SeatKind.LIVED:
        sector = sectors.RESIDENT
    seat = Seat(
        body=body, kind=kind, sector=sector, title=title.strip()[:120] or str(SEAT_KINDS[kind]), votes=votes,
        stipend_cents=stipend_cents, term_ends_on=term_ends_on,
    )  # fmt: skip
    return _held(seat, holder_id, alternate_id, actor, at)


@transaction.atomic
def hold(
    *, seat_id: UUID, holder_id: UUID | None, actor: Actor, at: datetime, alternate_id: UUID | None = None
) -> Seat:
    """Give a seat to somebody, or empty it. Votes that are open keep their electors. Raises Denied, NotFound, Conflict."""
    _keep(actor)
    return _held(queries.seat(seat_id), holder_id, alternate_id, actor, at)


def _held(seat: Seat, holder_id: UUID | None, alternate_id: UUID | None, actor: Actor, at: datetime) -> Seat:
    seat.holder = queries.representative(holder_id) if holder_id else None
    seat.alternate = queries.representative(alternate_id) if alternate_id else None
    if seat.holder and seat.holder == seat.alternate:
        raise Invalid(_("The stand-in is somebody else."), field="alternate")
    try:
        with transaction.atomic():
            seat.save()
    except IntegrityError:
        raise Conflict(_("One person has one vote in a body: they hold a seat here already.")) from None
    record("seat.hold", seat.pk, actor, at, holder=str(holder_id or ""), alternate=str(alternate_id or ""))
    return seat


@transaction.atomic
def end_seat(*, seat_id: UUID, actor: Actor, at: datetime) -> Seat:
    """Take the chair away; what it decided stays. Raises Denied, NotFound."""
    _keep(actor)
    seat = queries.seat(seat_id)
    seat.ended_on = localtime(at).date()
    seat.save(update_fields=["ended_on"])
    record("seat.end", seat.pk, actor, at)
    return seat


@transaction.atomic
def announce(
    *, title: str, text: str, actor: Actor, at: datetime, body_id: UUID | None = None, public: bool = False
) -> Announcement:
    """Tell everybody who represents a member in the body (or anywhere), by mail. Raises Denied, Invalid, NotFound."""
    _keep(actor)
    body = queries.body(body_id) if body_id else None
    if not (title.strip() and text.strip()):
        raise Invalid(_("Type a title and a text."), field="text")
    made = Announcement.objects.create(
        body=body,
        title=title.strip()[:160],
        text=text.strip(),
        public=public,
        made_by=actor.user_id,
        made_at=at,
    )
    made.told = telling.announced(made, at=at)
    made.save(update_fields=["told"])
    record("announcement.send", made.pk, actor, at, told=made.told)
    return made


@transaction.atomic
def take_on(
    *, body_id: UUID, what: str, actor: Actor, at: datetime, owner_id: UUID | None = None, due_on: date | None = None,
    meeting_id: UUID | None = None,
) -> Action:  # fmt: skip
    """Write down what somebody took on. Raises Denied, Invalid, NotFound."""
    _keep(actor)
    if not what.strip():
        raise Invalid(_("Say what is to be done."), field="what")
    made = Action.objects.create(
        body=queries.body(body_id), meeting_id=meeting_id, what=what.strip()[:200], due_on=due_on, made_at=at,
        owner=queries.representative(owner_id) if owner_id else None,
    )  # fmt: skip
    record("action.take-on", made.pk, actor, at)
    return made


@transaction.atomic
def close_action(*, action_id: UUID, dropped: bool, actor: Actor, at: datetime) -> Action:
    """Done, or dropped; by the backbone or by who took it on. Raises Denied, NotFound, WrongPhase."""
    one = queries.action(action_id)
    if not (one.owner and one.owner.user_id == actor.user_id):
        _keep(actor)
    if one.closed_on:
        raise policies.WrongPhase(_("This is closed already."))
    one.closed_on, one.dropped = localtime(at).date(), dropped
    one.save(update_fields=["closed_on", "dropped"])
    record("action.close", one.pk, actor, at, dropped=dropped)
    return one


@transaction.atomic
def raise_dispute(
    *, body_id: UUID, matter: str, parties: str, actor: Actor, at: datetime, between: Sequence[UUID] = ()
) -> Dispute:
    """Write down a disagreement; the first step is due in a week. Members `between` whom it is read it, and the backbone.

    Raises Denied, Invalid, NotFound."""
    body = queries.body(body_id)
    policies.check_can_propose(actor, hub_id=accounts.community().hub_id, sits=queries.sits(actor, body))
    if not (matter.strip() and parties.strip()):
        raise Invalid(_("Say what it is about, and between whom."), field="matter")
    made = Dispute.objects.create(
        body=body, matter=matter.strip(), parties=parties.strip()[:300], raised_by=actor.user_id, raised_at=at,
        between=[queries.member(one).pk for one in between], due_on=_due(Step.RAISED, at, body),
    )  # fmt: skip
    record("dispute.raise", made.pk, actor, at)
    return made


@transaction.atomic
def step_dispute(*, dispute_id: UUID, to: str, actor: Actor, at: datetime, settlement: str = "") -> Dispute:
    """The next step, or the end with what was settled. Raises Denied, Invalid, NotFound, WrongPhase."""
    _keep(actor)
    one = queries.dispute(dispute_id, lock=True)
    if to not in list(Step) or Step(to) not in STEPS.get(Step(one.step), ()):
        raise policies.WrongPhase(_("That step does not follow."))
    if to == Step.CLOSED and not settlement.strip():
        raise Invalid(_("Write down how it was settled."), field="settlement")
    one.step, one.due_on = to, _due(Step(to), at, one.body)
    if to == Step.CLOSED:
        one.settlement, one.closed_at = settlement.strip(), at
    one.save()
    record("dispute.step", one.pk, actor, at, to=to)
    return one


def _due(step: Step, at: datetime, body: Body) -> date | None:
    days = DUE_IN.get(step)
    return (at.astimezone(ZoneInfo(body.zone)) + timedelta(days=days)).date() if days else None
