"""Tables of a navigator's work. What is about a person follows the record to whoever keeps it; an introduction stays
with the request that it belongs to."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from fullcircle.access.wall import Protected
from fullcircle.caseload.kinds import Means, Result, SnoozeReason


class Part(Protected):
    """A part of a person's record, in the keeping of their steward."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    steward_id = models.UUIDField(db_default=models.Value(uuid.UUID(int=0)), editable=False)  # by a trigger
    label = models.CharField(max_length=10, db_default="", editable=False)

    class Meta:
        abstract = True


class Call(Part):
    """One try to speak with a person. Only one that reached them says anything about silence."""

    means = models.CharField(max_length=10)
    result = models.CharField(max_length=20)
    note = models.CharField(max_length=300, default="", blank=True)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="caseload_call_result_is_known", condition=Q(result__in=[one.value for one in Result])
            ),
            models.CheckConstraint(
                name="caseload_call_means_is_known", condition=Q(means__in=[one.value for one in Means])
            ),
        ]
        indexes = [models.Index(fields=["person", "-made_at"], name="caseload_call_person")]


class Snooze(Part):
    """A need that its navigator put aside until a day, and why. It is back on that day, and sooner once silence is late."""

    need = models.ForeignKey("referrals.Need", on_delete=models.PROTECT, related_name="snoozes")
    until_on = models.DateField()
    reason = models.CharField(max_length=20)
    note = models.CharField(max_length=200, default="", blank=True)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["need"], condition=Q(ended_at=None), name="caseload_snooze_one_a_need"
            ),
            models.CheckConstraint(
                name="caseload_snooze_reason_is_known",
                condition=Q(reason__in=[one.value for one in SnoozeReason]),
            ),
        ]


class Goal(Part):
    """What a person wants for themselves, in their words (FHIR Goal.description)."""

    words = models.CharField(max_length=300)
    wanted_by = models.DateField(null=True)
    made_by = models.UUIDField(null=True)  # none: the person's own hand
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_how = models.CharField(max_length=10, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="caseload_goal_end_and_how_go_together",
                condition=Q(ended_at=None, ended_how="")
                | (Q(ended_at__isnull=False) & Q(ended_how__in=["reached", "let-go"])),
            )
        ]
        indexes = [models.Index(fields=["person", "made_at"], name="caseload_goal_person")]


class GoalStep(Part):
    """One thing to do towards a goal, by the person or by their helper."""

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="steps")
    words = models.CharField(max_length=200)
    by_helper = models.BooleanField(default=False)
    due_on = models.DateField(null=True)
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)


class Handoff(Protected):
    """An introduction in person: who brings whom together, when and how. Both sides say yes; then somebody says whether it
    happened."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    referral = models.ForeignKey("referrals.Referral", on_delete=models.PROTECT, related_name="handoffs")
    source_id = models.UUIDField()
    target_id = models.UUIDField()
    means = models.CharField(max_length=10)
    meets_at = models.DateTimeField()
    place = models.CharField(max_length=120, default="", blank=True)
    source_who = models.CharField(max_length=80, default="", blank=True)  # who comes, from each side
    target_who = models.CharField(max_length=80, default="", blank=True)
    source_said_at = models.DateTimeField(null=True)
    target_said_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_how = models.CharField(max_length=12, default="", blank=True)

    @property
    def agreed(self) -> bool:
        return self.source_said_at is not None and self.target_said_at is not None

    def waits_for(self, organization_id: uuid.UUID | None) -> bool:
        """Is this side's yes missing?"""
        return (organization_id == self.source_id and self.source_said_at is None) or (
            organization_id == self.target_id and self.target_said_at is None
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referral"], condition=Q(ended_at=None), name="caseload_handoff_one_open"
            ),
            models.CheckConstraint(
                name="caseload_handoff_means_is_known", condition=Q(means__in=[one.value for one in Means])
            ),
            models.CheckConstraint(
                name="caseload_handoff_end_and_how_go_together",
                condition=Q(ended_at=None, ended_how="")
                | (Q(ended_at__isnull=False) & Q(ended_how__in=["happened", "missed", "called-off"])),
            ),
            models.CheckConstraint(
                name="caseload_handoff_happened_was_agreed",
                condition=~Q(ended_how="happened")
                | Q(source_said_at__isnull=False, target_said_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["source_id"], condition=Q(ended_at=None), name="caseload_handoff_source"),
        ]


class Rating(Protected):
    """What a receiver says of one request: was the person reached, did they fit, did they know of it. None: not said."""

    referral = models.OneToOneField(
        "referrals.Referral", on_delete=models.PROTECT, primary_key=True, related_name="rating"
    )
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    source_id = models.UUIDField()
    target_id = models.UUIDField()
    reached = models.BooleanField(null=True)
    eligible = models.BooleanField(null=True)
    informed = models.BooleanField(null=True)
    said_at = models.DateTimeField()


class View(models.Model):
    """A filter of the day's lists that a user keeps by a name. Names no person."""

    row_security = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    user_id = models.UUIDField()
    organization_id = models.UUIDField()
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user_id", "organization_id", "name"],
                condition=Q(removed_at=None),
                name="caseload_view_name_once",
            )
        ]
