"""Tables of the policy agenda. No resident's record."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from fullcircle.agenda.states import KINDS, LEVELS, LOBBYING, State


class Item(models.Model):
    """One change that is wanted, and where it stands."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    title = models.CharField(max_length=200)
    problem = models.TextField(default="")
    level = models.CharField(max_length=20, default="")
    decider = models.CharField(max_length=200, default="")  # who decides
    position = models.TextField(default="")
    asks = models.TextField(default="")
    champions = models.CharField(max_length=300, default="")
    lobbying = models.CharField(max_length=20, default="")
    lobbying_note = models.CharField(max_length=300, default="")
    next_step = models.CharField(max_length=200, default="")
    next_on = models.DateField(null=True)
    outcome = models.TextField(default="")
    state = models.CharField(max_length=20, default=State.IDEA)
    made_by = models.UUIDField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="agenda_item_state_is_known", condition=Q(state__in=[s.value for s in State])
            ),
            models.CheckConstraint(name="agenda_item_level_is_known", condition=Q(level__in=["", *LEVELS])),
            models.CheckConstraint(
                name="agenda_item_lobbying_is_known", condition=Q(lobbying__in=["", *LOBBYING])
            ),
        ]


class Evidence(models.Model):
    """What shows the problem: a measure, a survey, or something else, with where to read it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    address = models.CharField(max_length=500, default="")
    shows = models.CharField(max_length=500)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="agenda_evidence_kind_is_known", condition=Q(kind__in=list(KINDS))),
        ]


class Voice(models.Model):
    """One member's scores. A later one of the same member takes its place."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="voices")
    member_id = models.UUIDField()
    impact = models.PositiveSmallIntegerField()
    feasibility = models.PositiveSmallIntegerField()
    equity = models.PositiveSmallIntegerField()
    why = models.CharField(max_length=500, default="")
    given_by = models.UUIDField(null=True)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("item", "member_id", name="agenda_voice_one_a_member"),
            models.CheckConstraint(
                name="agenda_voice_from_1_to_5",
                condition=Q(impact__range=(1, 5), feasibility__range=(1, 5), equity__range=(1, 5)),
            ),
        ]


class Move(models.Model):
    """A step from one state to another. A step that was taken back is a move too."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="moves")
    before = models.CharField(max_length=20)
    after = models.CharField(max_length=20)
    note = models.TextField(default="")
    taken_back = models.BooleanField(default=False)
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()
