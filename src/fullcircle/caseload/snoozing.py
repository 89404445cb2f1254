"""Putting a need aside until a day, with a reason. It hides nothing from the clock of silence: once that is late, it shows."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from fullcircle.access import events
from fullcircle.access.actor import Actor
from fullcircle.access.errors import Denied, Invalid, NotFound
from fullcircle.access.events import Subject
from fullcircle.access.grants import DataClass
from fullcircle.caseload import policies
from fullcircle.caseload.kinds import SnoozeReason
from fullcircle.caseload.models import Snooze
from fullcircle.people import queries as people
from fullcircle.referrals import queries
from fullcircle.referrals.models import Need
from fullcircle.referrals.states import OPEN_OUTCOMES

LONGEST = timedelta(days=90)


@transaction.atomic
def put_aside(
    *, need_id: UUID, until_on: date, reason: str, actor: Actor, at: datetime, note: str = ""
) -> Snooze:
    """Until the morning of that day; another word about the same need takes the place of the one before.
    Raises Denied, Invalid, NotFound."""
    need = queries.need(need_id, lock=True)
    user_id = policies.check_can_care(actor, people.person(need.person_id))
    if need.label:
        raise Denied(_("This need belongs to one protected request. It cannot be put aside."))
    if need.outcome not in OPEN_OUTCOMES:
        raise Invalid(_("This need has ended."), field="need")
    today = localtime(at).date()
    if not today < until_on <= today + LONGEST:
        raise Invalid(_("Choose a day from tomorrow on, within 90 days."), field="until_on")
    if reason not in SnoozeReason.values:
        raise Invalid(_("Say why it can wait."), field="reason")
    Snooze.objects.filter(need=need, ended_at=None).update(ended_at=at)
    made = Snooze.objects.create(
        person_id=need.person_id, need=need, until_on=until_on, reason=reason, note=" ".join(note.split())[:200],
        made_by=user_id, made_at=at,
    )  # fmt: skip
    _record(actor, "need.snooze", need, at, until=until_on.isoformat(), why=reason)
    return made


@transaction.atomic
def bring_back(*, need_id: UUID, actor: Actor, at: datetime) -> None:
    """It shows again at once. Raises Denied, NotFound."""
    need = queries.need(need_id, lock=True)
    policies.check_can_care(actor, people.person(need.person_id))
    if not Snooze.objects.filter(need=need, ended_at=None).update(ended_at=at):
        raise NotFound(_("This need is not put aside."))
    _record(actor, "need.bring-back", need, at)


def _record(actor: Actor, did: str, need: Need, at: datetime, **detail: str) -> None:
    # In the class of contact: why somebody waits is for who keeps their record, whoever else may see the need.
    about = Subject(
        DataClass.CONTACT, person_id=need.person_id, need_id=need.pk, record_id=need.pk, detail=dict(detail)
    )
    events.record(actor=actor, did=did, about=about, at=at)


def running(need_ids: set[UUID], *, at: datetime) -> dict[UUID, Snooze]:
    """Of these needs those that are put aside now."""
    found = Snooze.objects.filter(need_id__in=need_ids, ended_at=None, until_on__gt=localtime(at).date())
    return {one.need_id: one for one in found}
