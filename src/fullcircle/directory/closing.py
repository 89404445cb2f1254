"""Days on which an organization is closed or has other hours: said by itself, taken back by an end."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fullcircle.access import events
from fullcircle.access.actor import Actor
from fullcircle.access.errors import Invalid, NotFound
from fullcircle.access.events import Subject
from fullcircle.access.grants import DataClass
from fullcircle.directory import policies, queries
from fullcircle.directory.models import DifferentHours, Organization
from fullcircle.infra.time import SENT_TWICE


class NoSuchDays(NotFound):
    """Not there, ended, or another organization's."""


@transaction.atomic
def say(
    *,
    organization_id: UUID,
    first_on: date,
    last_on: date | None,
    actor: Actor,
    at: datetime,
    service_id: UUID | None = None,
    opens_at: time | None = None,
    closes_at: time | None = None,
    yearly: bool = False,
    why: str = "",
) -> DifferentHours:
    """Closed from the first day to the last, or open at other hours: one service, or all. Raises Denied, Invalid, NotListed."""
    policies.check_can_speak_for(actor, organization_id)
    if service_id is not None and queries.service(service_id).organization_id != organization_id:
        raise Invalid(_("Choose one of your services."), field="service")
    last = last_on or first_on
    if last < first_on and not yearly:
        raise Invalid(_("The last day is before the first."), field="last_on")
    if (opens_at is None) != (closes_at is None):
        raise Invalid(_("Type both times, or neither if you are closed."), field="closes_at")
    said = {
        "service_id": service_id, "first_on": first_on, "last_on": last, "opens_at": opens_at, "closes_at": closes_at,
        "yearly": yearly, "why": why.strip()[:120],
    }  # fmt: skip
    if (before := _just_said(organization_id, said, at)) is not None:
        return before
    made = DifferentHours.objects.create(organization_id=organization_id, said_at=at, **said)
    _record("organization.say-closed", made, actor, at)
    return made


def _just_said(organization_id: UUID, said: dict[str, Any], at: datetime) -> DifferentHours | None:
    """The same a moment ago, and nothing after it: a page that was sent twice. The second waits for the first."""
    Organization.objects.select_for_update(no_key=True).filter(pk=organization_id).first()
    rows = DifferentHours.objects.filter(
        organization_id=organization_id, ended_at=None, said_at__gt=at - SENT_TWICE, said_at__lte=at
    )
    newest = rows.order_by("-said_at", "-pk").first()
    same = newest is not None and all(getattr(newest, name) == value for name, value in said.items())
    return newest if same else None


@transaction.atomic
def take_back(*, days_id: UUID, actor: Actor, at: datetime) -> DifferentHours:
    """They are as always again. Raises Denied, NoSuchDays."""
    found = DifferentHours.objects.filter(pk=days_id, ended_at=None).first()
    if found is None or found.organization_id != actor.organization_id:
        raise NoSuchDays(_("There are no such days."))
    policies.check_can_speak_for(actor, found.organization_id)
    found.ended_at = at
    found.save(update_fields=["ended_at"])
    _record("organization.take-back-closed", found, actor, at)
    return found


def coming(organization_id: UUID, *, today: date) -> list[DifferentHours]:
    """What holds now or later, the nearest first."""
    rows = DifferentHours.objects.filter(organization_id=organization_id, ended_at=None).select_related(
        "service"
    )
    return sorted(
        (row for row in rows if row.yearly or row.last_on >= today), key=lambda row: (row.first_on, row.pk)
    )


def _record(did: str, days: DifferentHours, actor: Actor, at: datetime) -> None:
    detail = {
        "first_on": days.first_on.isoformat(),
        "last_on": days.last_on.isoformat(),
        "yearly": days.yearly,
    }
    about = Subject(DataClass.ACCESS, record_id=days.pk, detail=detail)
    events.record(actor=actor, did=did, about=about, at=at)
