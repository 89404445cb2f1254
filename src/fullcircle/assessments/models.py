"""Tables of assessments: forms, which say nothing of anybody, and responses, which do."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from fullcircle.access.wall import Protected
from fullcircle.assessments.campaign_models import (
    Campaign,
    CampaignFigures,
    CampaignInvitation,
    CampaignLink,
    CampaignResponse,
    CampaignSheet,
    CampaignTheme,
)
from fullcircle.assessments.states import Status

__all__ = [
    "Campaign", "CampaignFigures", "CampaignInvitation", "CampaignLink", "CampaignResponse", "CampaignSheet",
    "CampaignTheme", "CarriedAnswers", "Form", "Response",
]  # fmt: skip


class Form(models.Model):
    """One version of a FHIR Questionnaire, as it was imported. A version never changes; it can be retired."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    url = models.CharField(max_length=300)
    version = models.CharField(max_length=60, default="", blank=True)
    title = models.CharField(max_length=300)
    name = models.CharField(max_length=120, default="", blank=True)
    language = models.CharField(max_length=20, default="en")
    publisher = models.CharField(max_length=200, default="", blank=True)
    licence = models.TextField(default="", blank=True)
    resource = models.JSONField()
    imported_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    label = models.CharField(max_length=10, default="", blank=True)  # what it asks about is protected

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["url", "version"], name="assessments_form_one_body_a_version")
        ]


class Response(Protected):
    """What one person said to one form, and how far they came. Answers are kept by linkId, as FHIR values."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    steward_id = models.UUIDField(
        db_default=models.Value(uuid.UUID(int=0)), editable=False
    )  # by a trigger: the person's
    label = models.CharField(max_length=10, default="", blank=True)  # of the form: a protected kind of record
    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="responses")
    status = models.CharField(max_length=20, default=Status.IN_PROGRESS, choices=Status)
    language = models.CharField(max_length=20)
    answers = models.JSONField(default=dict)
    at_question = models.CharField(
        max_length=255, default="", blank=True
    )  # '' once every question was passed
    asked_by = models.UUIDField(null=True)
    organization_id = models.UUIDField(null=True)
    started_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    score = models.DecimalField(max_digits=12, decimal_places=3, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="assessments_response_status_is_known",
                condition=Q(status__in=[status.value for status in Status]),
            ),
            models.CheckConstraint(
                name="assessments_response_finished_unless_in_progress",
                condition=Q(status="in-progress", finished_at__isnull=True)
                | (~Q(status="in-progress") & Q(finished_at__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["person", "form"],
                condition=Q(status="in-progress"),
                name="assessments_response_one_in_progress",
            ),
        ]
        indexes = [models.Index(fields=["person", "-started_at"], name="assessments_response_person")]


class CarriedAnswers(Protected):
    """Answers that a device kept while it had no network, taken in under the name the device gave them: once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    user_id = models.UUIDField()
    keeper_id = models.UUIDField()  # the organization for which the user acted
    draft_id = models.UUIDField()
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user_id", "draft_id"], name="assessments_carriedanswers_once")
        ]
