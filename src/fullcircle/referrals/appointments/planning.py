"""Appointments on requests in hand: planned by who was asked, told to the person by their safe way, kept or not.

A time is said as the clock on the wall shows it, in the time zone of the place: over a change to or from daylight saving
time ten o'clock stays ten o'clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fullcircle.access.actor import Actor
from fullcircle.access.errors import Invalid, NotFound
from fullcircle.directory import calendars
from fullcircle.infra.time import SENT_TWICE, polite
from fullcircle.referrals import assigning, policies, queries, recording, telling
from fullcircle.referrals.appointments.models import Appointment
from fullcircle.referrals.models import Referral
from fullcircle.referrals.states import IN_HAND
from fullcircle.referrals.time import winding

SHORTEST, LONGEST = 5, 600  # minutes
FARTHEST = timedelta(days=366)
REMIND_AT = time(10)  # on the day before
SAME_DAY_AT = time(9)  # when a resident may first be written to (infra.time)
LEAST = timedelta(minutes=30)  # a reminder that comes later is none


class NoSuchAppointment(NotFound):
    """Not there, or not for this actor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody types: a day and a time on the place's wall, how many minutes, where, with whom, whose calendar."""

    on: date
    at: time
    minutes: int
    place: str
    with_whom: str = ""
    user_id: UUID | None = None


def instant(on: date, at: time, zone: ZoneInfo) -> datetime:
    """The first instant at which the wall shows this. Raises Invalid where clocks go forward over it."""
    local = datetime.combine(on, at, zone)
    try:
        found = local.astimezone(UTC)
    except OverflowError:
        raise Invalid(_("Choose a day that comes."), field="on") from None
    if found.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise Invalid(
            _("This time does not exist on that day: clocks go forward. Choose another."), field="at"
        )
    return found


def reminders(starts_at: datetime, zone: ZoneInfo) -> list[tuple[str, datetime]]:
    """When the person is reminded: the day before, and on the morning where it is still morning enough."""
    day = starts_at.astimezone(zone).date()
    moments = [
        ("day-before", datetime.combine(day - timedelta(days=1), REMIND_AT, zone)),
        ("same-day", datetime.combine(day, SAME_DAY_AT, zone)),
    ]
    return [(name, moment.astimezone(UTC)) for name, moment in moments if moment <= starts_at - LEAST]


def wind(one: Appointment, *, at: datetime) -> None:
    """Set the next reminder after `at`; the caller saves it."""
    coming = [found for found in reminders(one.starts_at, ZoneInfo(one.zone)) if found[1] > at]
    one.clock, one.clock_at = coming[0] if coming and one.status == one.Status.PLANNED else ("", None)


def appointment(appointment_id: UUID) -> Appointment:
    """Raises NoSuchAppointment."""
    found = Appointment.objects.filter(pk=appointment_id).first()
    if found is None:
        raise NoSuchAppointment(_("There is no such appointment here."))
    return found


def of_request(referral_id: UUID) -> list[Appointment]:
    """As far as the actor may know, the earliest first."""
    return list(Appointment.objects.filter(referral_id=referral_id).order_by("starts_at", "id"))


@transaction.atomic
def plan(*, referral_id: UUID, said: Said, actor: Actor, at: datetime) -> tuple[Appointment, bool]:
    """(what was planned, was the person told: False where no way is safe). Raises Denied, WrongStatus, Invalid."""
    referral = queries.referral(referral_id, lock=True)
    policies.check_can_work(actor, referral)
    one = Appointment(
        person_id=referral.person_id, referral=referral, keeper_id=referral.target_id, label=referral.label,
        zone=calendars.of_service(referral.service_id).zone.key, made_at=at, made_by=actor.user_id,
    )  # fmt: skip
    _say(one, said, at)
    before = _just_planned(one)
    if before is None:
        one.save()
        _recorded("appointment.plan", one, referral, actor, at)
        told = telling.appointment_is_told(one, referral, "plan", at=at)
    else:  # a page that was sent twice: it answers as the first time, and nobody hears again
        one, told = before, telling.has_a_safe_way(referral.person_id, at=at)
    return one, told and _reads_it_before(one.starts_at, at)


@transaction.atomic
def move(*, appointment_id: UUID, said: Said, actor: Actor, at: datetime) -> tuple[Appointment, bool | None]:
    """Another time or place; as `plan`, and None where both stay. Raises Denied, WrongStatus, Invalid."""
    one, referral = locked(appointment_id)
    policies.check_can_keep_appointment(actor, referral, one.status)
    policies.check_can_work(actor, referral)
    starts_at, place = one.starts_at, one.place
    _say(one, said, at)
    one.moved += 1
    one.save()
    _recorded("appointment.move", one, referral, actor, at)
    if one.starts_at != starts_at:
        told = telling.appointment_is_told(one, referral, "move", at=at)
    elif one.place != place:  # they read it on their page: no text says where
        told = telling.resident_hears(person_id=one.person_id, need_id=referral.need_id, at=at)
    else:
        return one, None
    return one, told and _reads_it_before(
        min(starts_at, one.starts_at) if starts_at > at else one.starts_at, at
    )


@transaction.atomic
def cancel(*, appointment_id: UUID, reason: str, actor: Actor, at: datetime) -> tuple[Appointment, bool]:
    """By who planned it, with a reason, or by the person; (what was cancelled, did the other side hear).
    Raises Denied, WrongStatus, Invalid."""
    one, referral = locked(appointment_id)
    said = reason.strip()[:300]
    again = _just_said(one, Appointment.Status.CANCELLED, at) and one.reason == said
    policies.check_can_cancel_appointment(actor, referral, policies.PLANNED if again else one.status)
    if not said:
        raise Invalid(_("Say in a few words why."), field="reason")
    by_the_person = actor.person_id == one.person_id
    if again:  # a page that was sent twice: it answers as the first time, and nobody hears again
        told = (
            telling.target_has_an_address(referral)
            if by_the_person
            else telling.has_a_safe_way(one.person_id, at=at)
        )
    else:
        one.reason = said
        _ended(one, Appointment.Status.CANCELLED, at)
        _recorded("appointment.cancel", one, referral, actor, at)
        told = (
            telling.target_hears_no(one, referral, at=at)
            if by_the_person
            else telling.appointment_is_told(one, referral, "cancel", at=at)
        )
    if by_the_person:
        return one, told
    return one, told and (one.starts_at <= at or _reads_it_before(one.starts_at, at))


@transaction.atomic
def keep(*, appointment_id: UUID, came: bool, actor: Actor, at: datetime) -> Appointment:
    """The person came, or did not: said from the day itself on. Raises Denied, WrongStatus, Invalid."""
    one, referral = locked(appointment_id)
    status = Appointment.Status.CAME if came else Appointment.Status.DID_NOT_COME
    again = _just_said(one, status, at)
    policies.check_can_keep_appointment(actor, referral, policies.PLANNED if again else one.status)
    if again:
        return one
    zone = ZoneInfo(one.zone)
    if at.astimezone(zone).date() < one.starts_at.astimezone(zone).date():
        raise Invalid(_("That day has not come yet."), field="came")
    _ended(one, status, at)
    _recorded("appointment.came" if came else "appointment.did-not-come", one, referral, actor, at)
    return one


def _just_planned(one: Appointment) -> Appointment | None:
    """The same, planned by the same a moment ago."""
    same = ("referral", "made_by", "starts_at", "minutes", "place", "with_whom", "user_id")
    said = {name: getattr(one, name) for name in same}
    return Appointment.objects.filter(
        **said, status=Appointment.Status.PLANNED, made_at__gt=one.made_at - SENT_TWICE, made_at__lte=one.made_at
    ).first()  # fmt: skip


def _just_said(one: Appointment, status: str, at: datetime) -> bool:
    """Did it end so a moment ago?"""
    return one.status == status and at - SENT_TWICE < one.said_at <= at


def _say(one: Appointment, said: Said, at: datetime) -> None:
    """Raises Invalid."""
    starts_at = instant(said.on, said.at, ZoneInfo(one.zone))
    if not at < starts_at <= at + FARTHEST:
        raise Invalid(_("Choose a time to come, within a year."), field="on")
    if not SHORTEST <= said.minutes <= LONGEST:
        raise Invalid(_("Type how many minutes it takes, from 5 to 600."), field="minutes")
    if not said.place.strip():
        raise Invalid(_("Say where, or that you come to them or call."), field="place")
    if said.user_id not in {None, one.user_id} and said.user_id not in assigning.team(one.keeper_id):
        raise Invalid(_("Choose somebody of your team."), field="user")
    one.starts_at, one.minutes, one.user_id, one.said_at = starts_at, said.minutes, said.user_id, at
    one.place, one.with_whom = said.place.strip()[:200], said.with_whom.strip()[:120]
    wind(one, at=at)


def _reads_it_before(starts_at: datetime, at: datetime) -> bool:
    """What is written at night leaves in the morning: somebody must call whoever is expected before."""
    return polite(at) < starts_at


def locked(appointment_id: UUID) -> tuple[Appointment, Referral]:
    """Held by its request, which everybody locks who changes either. Raises NoSuchAppointment."""
    referral = queries.referral(appointment(appointment_id).referral_id, lock=True)
    return appointment(appointment_id), referral


def _ended(one: Appointment, status: str, at: datetime) -> None:
    one.status, one.said_at, one.clock, one.clock_at = status, at, "", None
    one.save()


def _recorded(did: str, one: Appointment, referral: Referral, actor: Actor, at: datetime) -> None:
    """What the target does with an appointment is news of the request: its clock begins anew."""
    if referral.status in IN_HAND and policies.is_target(actor, referral):
        winding.wind(referral, at=at)
        referral.save()
    starts = one.starts_at.isoformat()
    recording.of_request(actor, did, referral, at, appointment=str(one.pk), starts_at=starts)
