"""Incidents: an account, an organization, or what one shares with another is put on hold, and lifted. Nothing is deleted."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fullcircle.access import events
from fullcircle.access.actor import Actor
from fullcircle.access.errors import Conflict, Invalid, NotFound
from fullcircle.access.events import Subject
from fullcircle.access.models import Freeze
from fullcircle.accounts import queries as accounts
from fullcircle.directory import queries as directory
from fullcircle.infra import outbox
from fullcircle.privacy import duties

INCIDENT = "incident"  # the class of its events: read by who set it


class NoSuchFreeze(NotFound):
    """There is no such freeze."""


class AlreadyFrozen(Conflict):
    """It is on hold already."""


@transaction.atomic
def freeze_account(*, user_id: UUID, reason: str, actor: Actor, at: datetime) -> Freeze:
    """From the next request on the account sees nothing, whatever hat it wears. Raises Denied, Invalid, NotFound."""
    if not accounts.names({user_id}):
        raise NotFound(_("There is no such account here."))
    duties.check_can_freeze_account(actor, user_id, at=at)
    return _freeze(actor, reason, at, user_id=user_id)


@transaction.atomic
def freeze_organization(*, organization_id: UUID, reason: str, actor: Actor, at: datetime) -> Freeze:
    """From the next request on nobody sees anything for this organization, its answer links included, and messages about
    records to it wait. Raises Denied, Invalid, NotListed."""
    directory.organization(organization_id)
    duties.check_can_freeze_organization(actor, organization_id)
    return _freeze(actor, reason, at, organization_id=organization_id)


@transaction.atomic
def freeze_share(*, from_id: UUID, to_id: UUID, reason: str, actor: Actor, at: datetime) -> Freeze:
    """Whatever agreements and consents open of the one's records to the other closes, as a clause that forbids it would;
    what was sent stays with its receiver, without the card. Raises Denied, Invalid, NotListed."""
    for one in (from_id, to_id):
        directory.organization(one)
    duties.check_can_freeze_share(actor, from_id=from_id, to_id=to_id)
    return _freeze(actor, reason, at, from_id=from_id, to_id=to_id)


def _freeze(actor: Actor, reason: str, at: datetime, **what: UUID) -> Freeze:
    if not reason.strip():
        raise Invalid(_("Say why, in a few words."), field="reason")
    if Freeze.objects.filter(_living(at), **what).exists():
        raise AlreadyFrozen(_("It is on hold already."))
    made = Freeze.objects.create(
        reason=reason.strip(), starts_at=at, set_by=actor.user_id, set_for=actor.organization_id, **what
    )
    detail = {name: str(value) for name, value in what.items()}
    events.record(
        actor=actor, did="freeze.set", about=Subject(INCIDENT, record_id=made.pk, detail=detail), at=at
    )
    return made


@transaction.atomic
def lift(*, freeze_id: UUID, actor: Actor, at: datetime) -> None:
    """End it; messages that waited leave. Raises Denied, AlreadyLifted, NoSuchFreeze."""
    found = Freeze.objects.filter(pk=freeze_id).first()
    if found is None:
        raise NoSuchFreeze(_("There is no such hold here."))
    duties.check_can_lift(actor, found)
    Freeze.objects.filter(pk=freeze_id, ends_at=None).update(ends_at=at, lifted_by=actor.user_id)
    events.record(actor=actor, did="freeze.lift", about=Subject(INCIDENT, record_id=freeze_id), at=at)
    if found.organization_id:
        for message_id in _held(found.organization_id):
            outbox.deliver.later(message_id=str(message_id))


def _held(organization_id: UUID) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute("select access_held_messages(%s)", [organization_id])
        return [row[0] for row in cursor.fetchall()]


def _living(at: datetime) -> Q:
    return Q(ends_at__isnull=True) | Q(ends_at__gt=at)


def freezes(actor: Actor, *, at: datetime, over: bool = False) -> QuerySet[Freeze]:
    """For the hub all; for others what they set, and what shares of theirs were put on hold. Newest first."""
    rows = Freeze.objects.exclude(_living(at)) if over else Freeze.objects.filter(_living(at))
    here = actor.organization_id
    if here != accounts.community().hub_id:
        rows = rows.filter(Q(set_for=here) | Q(from_id=here) | Q(to_id=here))
    return rows.order_by("-starts_at", "id")
