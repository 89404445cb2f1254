"""Tables of an organization's own intake questions, and of what it wrote down when it took somebody on."""

from __future__ import annotations

import uuid

from django.db import models

from fullcircle.access.wall import Protected


class IntakeForm(models.Model):
    """One version of the questions of a service, as a FHIR Questionnaire. It never changes; another one replaces it."""

    row_security = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    service_id = models.UUIDField()
    organization_id = models.UUIDField()
    resource = models.JSONField()
    said_by = models.UUIDField(null=True)
    said_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service_id"],
                condition=models.Q(ended_at__isnull=True),
                name="referrals_intakeform_one_a_service",
            )
        ]


class IntakeAnswers(Protected):
    """What the organization wrote down from one person: its own record, which no agreement opens, and the person's to read.
    Writing it anew ends the row before; none is changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    referral = models.ForeignKey("referrals.Referral", on_delete=models.PROTECT, related_name="+")
    keeper_id = models.UUIDField()  # the organization that was asked
    form = models.ForeignKey(IntakeForm, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField()  # by linkId, as FHIR values
    asked_by = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referral"],
                condition=models.Q(ended_at__isnull=True),
                name="referrals_intakeanswers_one_a_request",
            )
        ]
