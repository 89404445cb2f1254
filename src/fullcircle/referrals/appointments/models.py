"""Tables of appointments: when and where a person is expected, and the calendars of staff that show it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from fullcircle.access.wall import Protected


class Appointment(Protected):
    """A time at which the person is expected, on a request in hand. What time does next, and when, stands on it
    (`clock`, `clock_at`), as on a request."""

    class Status(models.TextChoices):
        PLANNED = "planned"
        CAME = "came"
        DID_NOT_COME = "did-not-come"
        CANCELLED = "cancelled"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    referral = models.ForeignKey("referrals.Referral", on_delete=models.PROTECT, related_name="appointments")
    keeper_id = models.UUIDField()  # the organization that was asked
    label = models.CharField(max_length=10, default="", blank=True)
    starts_at = models.DateTimeField()
    zone = models.CharField(max_length=60)  # IANA's name: the clock on the wall there
    minutes = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=200)
    with_whom = models.CharField(max_length=120, default="", blank=True)
    user_id = models.UUIDField(null=True)  # of the staff: whose calendar shows it
    status = models.CharField(max_length=20, default=Status.PLANNED, choices=Status.choices)
    reason = models.CharField(max_length=300, default="", blank=True)  # why it was cancelled
    moved = models.PositiveSmallIntegerField(default=0)  # how often; SEQUENCE of iCalendar
    made_at = models.DateTimeField()
    made_by = models.UUIDField(null=True)
    said_at = models.DateTimeField()  # when it last changed
    clock = models.CharField(max_length=20, default="", blank=True)
    clock_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="referrals_appointment_status_is_known",
                condition=Q(status__in=["planned", "came", "did-not-come", "cancelled"]),
            ),
            models.CheckConstraint(
                name="referrals_appointment_lasts", condition=Q(minutes__gte=5, minutes__lte=600)
            ),
            models.CheckConstraint(
                name="referrals_appointment_clock_runs_while_planned",
                condition=Q(clock="", clock_at__isnull=True)
                | (~Q(clock="") & Q(clock_at__isnull=False, status="planned")),
            ),
        ]
        indexes = [
            models.Index(fields=["referral", "starts_at"], name="referrals_appointment_referral"),
            models.Index(fields=["keeper_id", "starts_at"], name="referrals_appointment_keeper"),
            models.Index(
                fields=["clock_at"], condition=Q(clock_at__isnull=False), name="referrals_appointment_clock"
            ),
        ]


class CalendarFeed(models.Model):
    """An address under which a calendar program reads the appointments of one member of staff, for one organization."""

    row_security = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    user_id = models.UUIDField()
    organization_id = models.UUIDField()
    token_hash = models.CharField(max_length=64, unique=True)  # the address itself is shown once
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user_id", "organization_id"],
                condition=Q(ended_at__isnull=True),
                name="referrals_calendarfeed_one_at_a_time",
            )
        ]


class CalendarNames(models.Model):
    """An organization's word: may names of residents stand in the calendars of its staff? Without one they do not."""

    row_security = True

    organization_id = models.UUIDField(primary_key=True)
    allowed = models.BooleanField()
    said_by = models.UUIDField()
    said_at = models.DateTimeField()
