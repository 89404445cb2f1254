"""Tables of partnerships: organizations and what they want of one another. No resident's record."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from fullcircle.partnerships.states import CLOSING, FUNDING, STRUCTURES, Decision, Stage


class Partnership(models.Model):
    """Two or more sides, what they share, and where they stand. `terms_changed_at` asks every side for its yes anew."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    title = models.CharField(max_length=200)
    stage = models.CharField(max_length=20, default=Stage.EXPLORE)
    stage_since = models.DateField()
    goal = models.CharField(max_length=300, default="")  # the one that all sides share
    goal_changed_at = models.DateTimeField(null=True)
    structure = models.CharField(max_length=20, default="")
    funding = models.CharField(max_length=20, default="")
    scope = models.TextField(default="")
    measures = models.TextField(default="")
    baseline = models.TextField(default="")  # of the measures
    data_needs = models.TextField(default="")
    capacity_secured = models.TextField(default="")  # people and money, before it grows
    terms_changed_at = models.DateTimeField(null=True)
    agreement_id = models.UUIDField(null=True)
    reminded_on = models.DateField(null=True)
    made_by = models.UUIDField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="partnerships_stage_is_known", condition=Q(stage__in=[s.value for s in Stage])
            ),
            models.CheckConstraint(
                name="partnerships_structure_is_known", condition=Q(structure__in=["", *STRUCTURES])
            ),
            models.CheckConstraint(
                name="partnerships_funding_is_known", condition=Q(funding__in=["", *FUNDING])
            ),
        ]


class Side(models.Model):
    """One side, in its own people's words. `noticed_on`: the day on which it gave notice."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="sides")
    name = models.CharField(max_length=200)
    member_id = models.UUIDField(null=True)
    organization_id = models.UUIDField(null=True)
    motivations = models.TextField(default="")
    expectations = models.TextField(default="")
    capacity = models.TextField(default="")
    written_at = models.DateTimeField(null=True)
    goal_agreed_at = models.DateTimeField(null=True)
    terms_agreed_at = models.DateTimeField(null=True)
    says = models.TextField(default="")  # how it goes, asked before a review
    said_at = models.DateTimeField(null=True)
    noticed_on = models.DateField(null=True)
    notice = models.TextField(default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="partnerships_side_is_somebody",
                condition=Q(member_id__isnull=False) | Q(organization_id__isnull=False),
            ),
            models.UniqueConstraint(
                "partnership",
                "member_id",
                condition=Q(member_id__isnull=False),
                name="partnerships_side_member_once",
            ),
            models.UniqueConstraint(
                "partnership",
                "organization_id",
                condition=Q(organization_id__isnull=False),
                name="partnerships_side_organization_once",
            ),
        ]


class Review(models.Model):
    """A review that was held, and what it decided."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="reviews")
    held_on = models.DateField()
    stage = models.CharField(max_length=20)  # in which it was held
    decision = models.CharField(max_length=10)
    found = models.TextField()
    came = ArrayField(models.CharField(max_length=200), default=list)  # the sides that were there, by name
    by_name = models.CharField(max_length=120)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="partnerships_review_decision_is_known",
                condition=Q(decision__in=[d.value for d in Decision]),
            ),
        ]


class ClosingItem(models.Model):
    """One thing that is settled before it ends; without a row it is open."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="closing")
    item = models.CharField(max_length=20)
    how = models.TextField()
    by_name = models.CharField(max_length=120)
    done_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("partnership", "item", name="partnerships_closing_item_once"),
            models.CheckConstraint(
                name="partnerships_closing_item_is_known", condition=Q(item__in=list(CLOSING))
            ),
        ]


class Move(models.Model):
    """A step from one stage to another, for what happened and for taking a notice back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="moves")
    before = models.CharField(max_length=20)
    after = models.CharField(max_length=20)
    since_before = models.DateField()  # when the stage that was left had begun
    why = models.TextField(default="")
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()
