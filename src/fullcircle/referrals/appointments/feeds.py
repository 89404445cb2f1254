"""Calendars of staff: an unguessable address shows the appointments of one person, until it is replaced or they leave.

No resident's name leaves the site by it unless the organization says so, and never one of a protected record.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fullcircle.access import events, freezes, links
from fullcircle.access.actor import Actor, Kind, Role, user_of
from fullcircle.access.errors import Denied, NotFound
from fullcircle.access.events import Subject
from fullcircle.access.grants import DataClass
from fullcircle.accounts import queries as accounts
from fullcircle.infra import one_by_one
from fullcircle.referrals.appointments.models import CalendarFeed, CalendarNames
from fullcircle.referrals.policies import ANSWERERS


class OpensNoCalendar(NotFound):
    """Never made, replaced, of somebody who left or of an account on hold: all answer alike."""


@transaction.atomic
def replace(*, actor: Actor, at: datetime) -> str:
    """A new address, whose token is shown once and forgotten; the one before opens nothing any more. Raises Denied."""
    user_id, organization_id = _whose(actor)
    one_by_one.wait_for_others("calendar", user_id)
    end(actor=actor, at=at)
    token = secrets.token_urlsafe(32)
    CalendarFeed.objects.create(
        user_id=user_id, organization_id=organization_id, token_hash=links.hashed(token), made_at=at
    )
    events.record(actor=actor, did="calendar.replace", about=Subject(DataClass.ACCESS), at=at)
    return token


@transaction.atomic
def end(*, actor: Actor, at: datetime) -> bool:
    """False where there was none. Raises Denied."""
    ended = _living(actor).update(ended_at=at)
    if ended:
        events.record(actor=actor, did="calendar.end", about=Subject(DataClass.ACCESS), at=at)
    return bool(ended)


def made_at(actor: Actor) -> datetime | None:
    """Since when one's own address opens; None where there is none."""
    return _living(actor).values_list("made_at", flat=True).first()


def _living(actor: Actor) -> QuerySet[CalendarFeed]:
    user_id, organization_id = _whose(actor)
    return CalendarFeed.objects.filter(user_id=user_id, organization_id=organization_id, ended_at=None)


def _whose(actor: Actor) -> tuple[UUID, UUID]:
    if not actor.has(*ANSWERERS):
        raise Denied(_("A calendar is for who answers requests."))
    return user_of(actor)


def opened(token: str, *, at: datetime) -> Actor:
    """As whom an address is read: with the roles of now. Raises OpensNoCalendar."""
    with connection.cursor() as cursor:
        cursor.execute("select * from referrals_feed_opens(%s)", [links.hashed(token)])
        row = cursor.fetchone()
    if row is None:
        raise OpensNoCalendar(_("This address opens no calendar."))
    user_id, organization_id = row
    roles = accounts.memberships(user_id).get(organization_id, frozenset())
    held = freezes.on_hold(user_id=user_id, organization_id=organization_id, at=at)
    if held or not roles & set(ANSWERERS):
        raise OpensNoCalendar(_("This address opens no calendar."))
    return Actor(kind=Kind.USER, grantee_id=organization_id, user_id=user_id, roles=roles)


def names_allowed(organization_id: UUID) -> bool:
    return CalendarNames.objects.filter(organization_id=organization_id, allowed=True).exists()


@transaction.atomic
def say_names(*, allowed: bool, actor: Actor, at: datetime) -> None:
    """The organization's administrators say whether names may stand in calendars. Raises Denied."""
    if actor.kind != Kind.USER or actor.organization_id is None or not actor.has(Role.ADMINISTRATOR):
        raise Denied(_("Only your administrators say this."))
    said = {"allowed": allowed, "said_by": actor.user_id, "said_at": at}
    CalendarNames.objects.update_or_create(organization_id=actor.organization_id, defaults=said)
    about = Subject(DataClass.ACCESS, detail={"allowed": allowed})
    events.record(actor=actor, did="calendar.names", about=about, at=at)
