"""Break-glass: one user opens name and contact of one person for hours, with a reason; an administrator reviews it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fullcircle.access import events
from fullcircle.access.actor import Actor
from fullcircle.access.errors import Conflict, Invalid, NotFound
from fullcircle.access.events import Subject
from fullcircle.access.grants import DataClass
from fullcircle.access.models import Emergency
from fullcircle.directory import calendars
from fullcircle.people import names
from fullcircle.privacy import duties, telling

LEAST_WORDS = 20  # letters of a reason; the database asks for as many
HOURS, USUAL_HOURS = (1, 2, 3, 4), 4
TRIES_AN_HOUR = 5
REVIEW_IN_WORKING_DAYS = 2
JUSTIFIED, NOT_JUSTIFIED = "justified", "not justified"


class NoSuchEmergency(NotFound):
    """Not there, or not for this actor."""


class TooManyTries(Conflict):
    """Five searches within an hour: whoever needs more calls the hub."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Who is looked for, why, for how many hours, and why telling them would not be safe ('' where it is)."""

    name: str
    born_on: date
    reason: str
    hours: int = USUAL_HOURS
    unsafe_because: str = ""


@transaction.atomic
def open_record(*, wanted: Wanted, actor: Actor, at: datetime) -> Emergency | None:
    """Open name and contact of the one person with exactly this name and date of birth; None where there is nobody, or
    nobody who may be opened. Either leaves an event. Raises Denied, Invalid, TooManyTries."""
    duties.check_can_open(actor)
    _check(wanted)
    made = uuid.uuid4()
    outcome, person_id, keeper_id = _search(made, wanted, at)
    if outcome == "too-many":
        raise TooManyTries(_("You searched 5 times within an hour. Call the hub, or 911."))
    found = person_id is not None
    about = Subject(DataClass.ACCESS, detail={"found": found})
    events.record(actor=actor, did="emergency.search", about=about, at=at)
    if not found:
        return None
    detail = {"hours": wanted.hours, "told": not wanted.unsafe_because.strip()}
    about = Subject(DataClass.ACCESS, person_id=person_id, record_id=made, detail=detail)
    events.record(actor=actor, did="emergency.open", about=about, at=at)
    organizations = [one for one in (actor.organization_id, keeper_id) if one]
    telling.of_an_emergency(organizations, but=actor.user_id, at=at)
    if person_id and not wanted.unsafe_because.strip():
        telling.person_of_an_emergency(person_id, at=at)
    return emergency(made)


def _check(wanted: Wanted) -> None:
    if not names.folded(wanted.name):
        raise Invalid(_("Type the whole name."), field="name")
    if len(wanted.reason.strip()) < LEAST_WORDS:
        raise Invalid(_("Say in at least 20 letters what happened."), field="reason")
    if wanted.hours not in HOURS:
        raise Invalid(_("Choose 1 to 4 hours."), field="hours")


def _search(made: UUID, wanted: Wanted, at: datetime) -> tuple[str, UUID | None, UUID | None]:
    unsafe = wanted.unsafe_because.strip()
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from people_emergency_open(%s, %s, %s, %s, %s, %s, %s, %s)",
            [
                made, names.folded(wanted.name), wanted.born_on, wanted.reason.strip(), at + timedelta(hours=wanted.hours),
                not unsafe, unsafe, review_by(at),
            ],
        )  # fmt: skip
        outcome, person_id, keeper_id = cursor.fetchone() or ("nobody", None, None)
    return outcome, person_id, keeper_id


def review_by(opened_at: datetime) -> datetime:
    """Two working days later at five in the afternoon, in the community's time zone."""
    return calendars.community().later(opened_at, REVIEW_IN_WORKING_DAYS)


@transaction.atomic
def end(*, emergency_id: UUID, actor: Actor, at: datetime) -> None:
    """Close it before its hours are over. Raises Denied, Conflict, NoSuchEmergency."""
    opened = emergency(emergency_id)
    duties.check_can_end(actor, opened, at=at)
    with connection.cursor() as cursor:
        cursor.execute("select access_emergency_end(%s)", [emergency_id])
    about = Subject(DataClass.ACCESS, person_id=opened.person_id, record_id=opened.pk)
    events.record(actor=actor, did="emergency.end", about=about, at=at)


@transaction.atomic
def review(*, emergency_id: UUID, finding: str, note: str, actor: Actor, at: datetime) -> Emergency:
    """Say whether it was justified; the keeper's administrators hear what was found. Raises Denied, Invalid,
    AlreadyReviewed, NoSuchEmergency."""
    opened = emergency(emergency_id)
    duties.check_can_review(actor, opened)
    if finding not in {JUSTIFIED, NOT_JUSTIFIED}:
        raise Invalid(_("Choose one."), field="finding")
    if finding == NOT_JUSTIFIED and not note.strip():
        raise Invalid(_("Say in a few words why not."), field="note")
    opened.finding, opened.note = finding, note.strip()
    opened.reviewed_at, opened.reviewed_by = at, actor.user_id
    opened.save(update_fields=["finding", "note", "reviewed_at", "reviewed_by"])
    about = Subject(
        DataClass.ACCESS, person_id=opened.person_id, record_id=opened.pk, detail={"finding": finding}
    )
    events.record(actor=actor, did="emergency.review", about=about, at=at)
    if opened.keeper_id:
        telling.of_a_review([opened.keeper_id], justified=finding == JUSTIFIED, at=at)
    return opened


def emergency(emergency_id: UUID) -> Emergency:
    """One use, for the organizations that opened it and that keep the record, and the person. Raises NoSuchEmergency."""
    found = Emergency.objects.filter(pk=emergency_id).first()
    if found is None:
        raise NoSuchEmergency(_("There is no such emergency here."))
    return found


def open_now(user_id: UUID, *, at: datetime) -> QuerySet[Emergency]:
    """What this user has open for the organization that they act for, the next to end first."""
    mine = Emergency.objects.filter(user_id=user_id)
    return mine.filter(starts_at__lte=at, ends_at__gt=at).order_by("ends_at")


def to_review(organization_id: UUID) -> QuerySet[Emergency]:
    """Uses by this organization that wait for a review, the longest overdue first."""
    return Emergency.objects.filter(organization_id=organization_id, reviewed_at=None).order_by(
        "review_by", "id"
    )


def reviewed(organization_id: UUID) -> QuerySet[Emergency]:
    rows = Emergency.objects.filter(organization_id=organization_id, reviewed_at__isnull=False)
    return rows.order_by("-reviewed_at", "id")


def of_our_people(organization_id: UUID) -> QuerySet[Emergency]:
    """Uses by others of records that this organization keeps, newest first."""
    return Emergency.objects.exclude(organization_id=organization_id).order_by("-starts_at", "id")
