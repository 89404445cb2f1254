"""Tables of privacy. Permissions themselves are consents of access, where row security reads them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from fullcircle.access.wall import Protected
from fullcircle.privacy.states import Kind, Status


class Request(Protected):
    """What a person asks about their record; the organization that keeps it answers."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    steward_id = models.UUIDField(
        db_default=models.Value(uuid.UUID(int=0)), editable=False
    )  # by a trigger: the person's, and so is the label
    label = models.CharField(max_length=10, db_default="", editable=False)
    kind = models.TextField(choices=Kind)
    status = models.TextField(choices=Status, default=Status.OPEN)
    part = models.TextField(default="")  # of the record, for a correction: a topic's key
    text = models.TextField()
    right = models.TextField(default="")  # what it should say, for a correction
    event_id = models.UUIDField(null=True)  # the look that it asks about
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)
    answer = models.TextField(default="")

    class Meta:
        indexes = [
            models.Index(fields=["steward_id", "status", "due_at"], name="privacy_request_kept"),
            models.Index(fields=["person"], name="privacy_request_person"),
        ]
        constraints = [
            models.CheckConstraint(
                name="privacy_request_kind_is_known", condition=Q(kind__in=["why", "correction", "complaint"])
            ),
            models.CheckConstraint(
                name="privacy_request_an_end_has_its_answer",
                condition=Q(status="open", answered_at__isnull=True, answer="")
                | (Q(status__in=["answered", "declined"], answered_at__isnull=False) & ~Q(answer="")),
            ),
        ]
