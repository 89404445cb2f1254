"""The table of places on a wait list that were given by hand."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from fullcircle.access.wall import Protected


class WaitMove(Protected):
    """Somebody gave a request another place on the wait list, and said why. It stands where another stood: as urgent, as
    needed by that day, as if asked then; so whoever comes after it by the rule never passes it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    referral = models.ForeignKey("referrals.Referral", on_delete=models.PROTECT, related_name="+")
    keeper_id = models.UUIDField()  # the organization that was asked
    urgent = models.BooleanField()
    due_on = models.DateField(null=True)
    asks_at = models.DateTimeField()
    rank = models.FloatField(
        default=0
    )  # among those at the same place: the smaller the earlier; by the rule it is 0
    reason = models.CharField(max_length=300)
    moved_by = models.UUIDField(null=True)
    moved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referral"], condition=Q(ended_at=None), name="referrals_waitmove_one_a_request"
            ),
            models.CheckConstraint(name="referrals_waitmove_says_why", condition=~Q(reason="")),
        ]
