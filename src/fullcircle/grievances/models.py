"""Tables of grievances. Row security gives a grievance to its reviewer's organization and to nobody else."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from fullcircle.access.wall import Protected
from fullcircle.grievances.states import TOPICS, Manner, State


class Reviewer(models.Model):
    """An organization that reads and answers grievances. The list is public; the backbone keeps it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organization_id = models.UUIDField()
    rank = models.PositiveSmallIntegerField(default=1)  # the lowest that may read it is asked first
    email = models.EmailField()  # where reminders go
    language = models.CharField(max_length=10, default="en")
    since_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "organization_id", condition=Q(ended_on__isnull=True), name="grievances_reviewer_once"
            ),
        ]


class Grievance(Protected):
    """What somebody filed. `closed_to` never read it: whom it is about, and, after an appeal, who answered first."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    topic = models.CharField(max_length=20)
    text = models.TextField()
    happened = models.CharField(max_length=120, default="")  # when, in the filer's words
    danger = models.BooleanField(default=False)
    remedy = models.TextField(default="")  # what would make it right
    reach = models.CharField(max_length=200, default="")  # how to reach the filer, where they said so
    language = models.CharField(max_length=10, default="en")
    manner = models.CharField(max_length=10, default=Manner.PAGE)
    entered_by = models.UUIDField(null=True)  # the user who wrote it down after a call or from paper
    about = ArrayField(models.UUIDField(), default=list)  # organizations
    about_text = models.CharField(max_length=200, default="")  # whom, in the filer's words
    closed_to = ArrayField(models.UUIDField(), default=list)
    reviewer_id = models.UUIDField(null=True)  # an organization; None while nobody independent is named
    state = models.CharField(max_length=20, default=State.FILED)
    filed_at = models.DateTimeField()
    acknowledge_by = models.DateTimeField()
    answer_by = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(default="")
    appealed_at = models.DateTimeField(null=True)
    appeal = models.TextField(default="")
    final = models.TextField(default="")
    closed_at = models.DateTimeField(null=True)
    reminded_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["reviewer_id", "state", "answer_by"], name="grievances_reviewed")]
        constraints = [
            models.CheckConstraint(
                name="grievances_state_is_known", condition=Q(state__in=[s.value for s in State])
            ),
            models.CheckConstraint(name="grievances_topic_is_known", condition=Q(topic__in=list(TOPICS))),
            models.CheckConstraint(
                name="grievances_answer_with_its_time",
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="grievances_closed_with_its_time",
                condition=Q(state="closed", closed_at__isnull=False)
                | (~Q(state="closed") & Q(closed_at__isnull=True)),
            ),
        ]


class Step(Protected):
    """One step that a reviewer took, with a note for themselves: the next reviewer does not read it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    grievance = models.ForeignKey(Grievance, on_delete=models.PROTECT, related_name="steps")
    organization_id = models.UUIDField()
    user_id = models.UUIDField(null=True)
    did = models.CharField(max_length=20)
    note = models.TextField(default="")
    at = models.DateTimeField()
