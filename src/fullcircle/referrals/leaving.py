"""An organization leaves the network: all its people are handed to another at once. Each is one event, and each once."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from fullcircle.access import events
from fullcircle.access.actor import Actor, Kind, Role
from fullcircle.access.errors import Conflict, Denied, Invalid, NotFound
from fullcircle.access.events import Subject
from fullcircle.access.grants import DataClass
from fullcircle.accounts import queries as accounts
from fullcircle.directory import queries as directory
from fullcircle.referrals.models import Leaving

AT_ONCE = 200  # more than these are handed over by a job, as many at a time


class Counts(NamedTuple):
    """People kept, and requests of theirs that are open."""

    people: int
    open_requests: int


class NoSuchLeaving(NotFound):
    """Not there, or not for this actor."""


class OpenRequests(Conflict):
    """Requests wait: whoever goes on says so."""


def check_can_leave(actor: Actor, from_id: UUID) -> None:
    """Administrators of the organization itself, and of the hub; never of a service for survivors of violence."""
    here = actor.organization_id
    if not (
        actor.kind == Kind.USER
        and actor.has(Role.ADMINISTRATOR)
        and here is not None
        and here in {from_id, accounts.community().hub_id}
    ):
        raise Denied(
            _("People are handed on by the administrator of the organization that leaves, or of the hub.")
        )
    if directory.organization(from_id).victim_services:
        raise Denied(_("Records of services for survivors of violence are handed to nobody."))


def counts(from_id: UUID, *, actor: Actor) -> Counts:
    """What would be handed on. The hub counts no protected person. Raises Denied, NotListed."""
    check_can_leave(actor, from_id)
    with connection.cursor() as cursor:
        cursor.execute("select * from referrals_leaving_counts(%s)", [from_id])
        people, requests = cursor.fetchone() or (0, 0)
    return Counts(people, requests)


@transaction.atomic
def begin(*, from_id: UUID, to_id: UUID, sure: bool, actor: Actor, at: datetime) -> Leaving:
    """Hand on at once what is few, else leave it to a job. Asked again while one runs, it gives that one and goes
    on with it: its job may have died. `sure` is said
    where requests are open. Raises Denied, Invalid, OpenRequests, NotListed."""
    from fullcircle.referrals import jobs

    found = counts(from_id, actor=actor)
    if to_id == from_id or directory.organization(to_id).victim_services:
        raise Invalid(_("Choose another organization."), field="to")
    running = Leaving.objects.filter(from_id=from_id, finished_at=None).first()
    if running is not None:
        jobs.hand_on.later(leaving_id=str(running.pk))
        return running
    if found.open_requests and not sure:
        raise OpenRequests(_("Requests are open. Say that you are sure, or wait until they end."))
    assert actor.user_id  # noqa: S101 - check_can_leave admits users alone
    assert actor.organization_id  # noqa: S101 - as above
    made = Leaving.objects.create(
        from_id=from_id, to_id=to_id, started_by=actor.user_id, started_for=actor.organization_id, started_at=at,
        total=found.people,
    )  # fmt: skip
    detail = {"from": str(from_id), "to": str(to_id), "open_requests": found.open_requests}
    about = Subject("organization", record_id=made.pk, detail=detail)
    events.record(actor=actor, did="organization.leave", about=about, at=at)
    if found.people > AT_ONCE:
        jobs.hand_on.later(leaving_id=str(made.pk))
        return made
    return go_on(leaving_id=made.pk, actor=actor, at=at)


@transaction.atomic
def go_on(*, leaving_id: UUID, actor: Actor, at: datetime) -> Leaving:
    """Hand on the next people; finished when nobody is left. To run it again hands nobody on twice. Raises Denied,
    NoSuchLeaving."""
    here = Leaving.objects.select_for_update().filter(pk=leaving_id).first()
    if here is None:
        raise NoSuchLeaving(_("There is nothing here."))
    check_can_leave(actor, here.from_id)
    if here.finished_at is not None:
        return here
    with connection.cursor() as cursor:
        cursor.execute("select referrals_leaving_next(%s, %s)", [leaving_id, AT_ONCE + 1])
        left = [row[0] for row in cursor.fetchall()]
    for person_id in left[:AT_ONCE]:
        _hand_on(here, person_id, actor, at)
    here.done += len(left[:AT_ONCE])
    here.finished_at = at if len(left) <= AT_ONCE else None
    here.save(update_fields=["done", "finished_at"])
    return here


def _hand_on(here: Leaving, person_id: UUID, actor: Actor, at: datetime) -> None:
    detail = {"from": str(here.from_id), "to": str(here.to_id), "leaving": str(here.pk)}
    about = Subject(DataClass.IDENTITY, person_id=person_id, detail=detail)
    events.record(actor=actor, did="person.hand-over", about=about, at=at)
    with connection.cursor() as cursor:
        cursor.execute("select referrals_leaving_move(%s, %s)", [here.pk, person_id])


def leaving(leaving_id: UUID) -> Leaving:
    """How far it is. Raises NoSuchLeaving."""
    found = Leaving.objects.filter(pk=leaving_id).first()
    if found is None:
        raise NoSuchLeaving(_("There is nothing here."))
    return found


def recorded(leaving_id: UUID) -> tuple[UUID, UUID]:
    """Who began it, for which organization: a job asks as the system and gets ids alone. Raises NoSuchLeaving."""
    with connection.cursor() as cursor:
        cursor.execute("select * from referrals_leaving_begun_by(%s)", [leaving_id])
        row = cursor.fetchone()
    if row is None:
        raise NoSuchLeaving(_("There is nothing here."))
    return row[0], row[1]
