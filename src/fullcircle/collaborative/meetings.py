"""What changes meetings: planned with their agenda, answered, held with attendance and minutes, or cancelled."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fullcircle.access.actor import Actor
from fullcircle.access.errors import Denied, Invalid
from fullcircle.accounts import queries as accounts
from fullcircle.collaborative import policies, queries, telling
from fullcircle.collaborative.models import AgendaItem, Attendance, Meeting
from fullcircle.collaborative.recording import record
from fullcircle.collaborative.words import ACCESS_NEEDS, MEETINGS


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """When and where, and what is offered so that everybody can take part (codes of words.ACCESS_NEEDS)."""

    title: str
    kind: str
    starts_at: datetime
    ends_at: datetime
    place: str = ""
    link: str = ""
    offers: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Item:
    title: str
    lasts: int = 10
    proposal_id: UUID | None = None


def _keep(actor: Actor) -> None:
    policies.check_can_keep(actor, accounts.community().hub_id)


@transaction.atomic
def plan(*, body_id: UUID, plan: Plan, actor: Actor, at: datetime, meeting_id: UUID | None = None) -> Meeting:
    """Plan a meeting, or move it; everybody at the table is told. Raises Denied, Invalid, NotFound."""
    _keep(actor)
    _check(plan)
    values = {
        "title": plan.title.strip()[:160], "kind": plan.kind, "starts_at": plan.starts_at, "ends_at": plan.ends_at,
        "place": plan.place.strip()[:200], "link": plan.link, "offers": plan.offers,
    }  # fmt: skip
    if meeting_id:
        meeting = queries.meeting(meeting_id, lock=True)
        moved = (meeting.starts_at, meeting.ends_at, meeting.place) != (
            plan.starts_at,
            plan.ends_at,
            values["place"],
        )
        for name, value in values.items():
            setattr(meeting, name, value)
        meeting.version += 1
        meeting.save()
    else:
        moved = True
        meeting = Meeting.objects.create(body=queries.body(body_id), made_at=at, **values)
    record("meeting.plan", meeting.pk, actor, at, starts_at=plan.starts_at.isoformat())
    if moved and plan.starts_at > at:
        telling.meeting_is_planned(meeting, at=at)
    return meeting


def _check(plan: Plan) -> None:
    if not plan.title.strip():
        raise Invalid(_("Type a title."), field="title")
    if plan.kind not in MEETINGS:
        raise Invalid(_("Choose what kind of meeting it is."), field="kind")
    if plan.ends_at <= plan.starts_at:
        raise Invalid(_("It ends after it begins."), field="ends_at")
    if set(plan.offers) - set(ACCESS_NEEDS):
        raise Invalid(_("Choose from the list."), field="offers")


@transaction.atomic
def cancel(*, meeting_id: UUID, actor: Actor, at: datetime) -> Meeting:
    """Raises Denied, NotFound, WrongPhase."""
    _keep(actor)
    meeting = queries.meeting(meeting_id, lock=True)
    if meeting.cancelled_at:
        raise policies.WrongPhase(_("This meeting is cancelled already."))
    meeting.cancelled_at = at
    meeting.version += 1
    meeting.save(update_fields=["cancelled_at", "version"])
    record("meeting.cancel", meeting.pk, actor, at)
    telling.meeting_is_planned(meeting, at=at, cancelled=True)
    return meeting


@transaction.atomic
def set_agenda(*, meeting_id: UUID, items: list[Item], actor: Actor, at: datetime) -> list[AgendaItem]:
    """Replace the agenda. Raises Denied, Invalid, NotFound."""
    _keep(actor)
    meeting = queries.meeting(meeting_id, lock=True)
    if any(not item.title.strip() or not 0 < item.lasts <= 600 for item in items):
        raise Invalid(_("Each item has a title and lasts 1 to 600 minutes."), field="agenda")
    for item in items:
        if item.proposal_id and queries.proposal(item.proposal_id).body_id != meeting.body_id:
            raise Invalid(_("This proposal belongs to another body."), field="agenda")
    meeting.agenda.all().delete()
    made = AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, position=n, title=item.title.strip()[:200], lasts=item.lasts,
                   proposal_id=item.proposal_id)
        for n, item in enumerate(items)
    )  # fmt: skip
    record("meeting.set-agenda", meeting.pk, actor, at, items=len(made))
    return made


@transaction.atomic
def say(
    *, meeting_id: UUID, representative_id: UUID, says: str, needs: list[str], actor: Actor, at: datetime
) -> Attendance:
    """Whether somebody comes, and what helps them: said by themselves or by the backbone. Raises Denied, Invalid, NotFound."""
    meeting, who = queries.meeting(meeting_id), queries.representative(representative_id)
    if not (actor.user_id and who.user_id == actor.user_id):
        _keep(actor)
    if says not in {"yes", "no"} or set(needs) - set(ACCESS_NEEDS):
        raise Invalid(_("Say yes or no."), field="says")
    made, _new = Attendance.objects.update_or_create(
        meeting=meeting, representative=who, defaults={"says": says, "needs": needs}
    )
    record("meeting.say", meeting.pk, actor, at, representative=str(who.pk), says=says)
    return made


@transaction.atomic
def attend(*, meeting_id: UUID, came: dict[UUID, int | None], actor: Actor, at: datetime) -> int:
    """Who came, by representative, with how often they spoke where somebody counted; who was expected and is not named did
    not come. Raises Denied, NotFound."""
    _keep(actor)
    meeting = queries.meeting(meeting_id, lock=True)
    if meeting.starts_at > at:
        raise policies.WrongPhase(_("The meeting has not begun."))
    for representative_id, spoke in came.items():
        who = queries.representative(representative_id)
        Attendance.objects.update_or_create(
            meeting=meeting, representative=who, defaults={"came": True, "spoke": spoke}
        )
    meeting.attendance.exclude(representative_id__in=list(came)).update(came=False, spoke=None)
    record("meeting.attend", meeting.pk, actor, at, came=len(came))
    return len(came)


@transaction.atomic
def write_minutes(*, meeting_id: UUID, text: str, public: bool, actor: Actor, at: datetime) -> Meeting:
    """Raises Denied, Invalid, NotFound."""
    _keep(actor)
    meeting = queries.meeting(meeting_id, lock=True)
    if public and not meeting.body.public:
        raise Invalid(_("This body is not public; its minutes are for its seats."), field="public")
    meeting.minutes, meeting.minutes_public = text.strip(), public
    meeting.save(update_fields=["minutes", "minutes_public"])
    record("meeting.write-minutes", meeting.pk, actor, at, public=public)
    return meeting


def check_may_read(actor: Actor, meeting: Meeting) -> None:
    """Raises Denied."""
    policies.check_can_see(
        actor, meeting.body, hub_id=accounts.community().hub_id, sits=queries.sits(actor, meeting.body)
    )
    if not meeting.minutes_public and not queries.sits_or_keeps(actor, meeting.body):
        raise Denied(_("The minutes are for who sits in this body."))
