"""Tables of services delivered. What names a person is kept, under row security, by the organization that gave it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from fullcircle.access.wall import Protected
from fullcircle.aid.kinds import BY_CODE


class Unit(models.Model):
    """What one delivery of a service is called, and how many are usual: one tap gives that. Said by its own staff."""

    row_security = True

    service_id = models.UUIDField(primary_key=True)
    organization_id = models.UUIDField()
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=60)
    usual = models.PositiveIntegerField(default=1)
    said_at = models.DateTimeField()
    said_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="aid_unit_kind_is_known", condition=Q(kind__in=list(BY_CODE))),
            models.CheckConstraint(name="aid_unit_usual_is_some", condition=Q(usual__gte=1)),
        ]


class Delivered(Protected):
    """A dated unit of help: a food box, a ride, ninety minutes; of a request, or given at the desk, by name or without."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    referral = models.ForeignKey(
        "referrals.Referral", on_delete=models.PROTECT, null=True, related_name="delivered"
    )
    service_id = models.UUIDField()
    keeper_id = models.UUIDField()  # the organization that gave it
    label = models.CharField(max_length=10, default="", blank=True)
    what = models.CharField(max_length=120)
    quantity = models.PositiveIntegerField(default=1)
    household = models.PositiveSmallIntegerField(null=True)  # how many people live in that home, as said then
    zip = models.CharField(max_length=5, default="", blank=True)
    delivered_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="aid_delivered_some", condition=Q(quantity__gte=1)),
            models.CheckConstraint(
                name="aid_delivered_of_a_request_names_its_person",
                condition=Q(referral__isnull=True) | Q(person__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["keeper_id", "-delivered_on"], name="aid_delivered_keeper"),
            models.Index(fields=["person", "-delivered_on"], name="aid_delivered_person"),
        ]
