"""Tables of access. Ids are plain: access knows no subject, so nothing here is a foreign key."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from fullcircle.access.wall import Protected


class Grant(Protected):
    """One permission: who (organization or resident), whose data, which classes, from when until when, and why."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    grantee_id = models.UUIDField()
    person_id = models.UUIDField()
    need_id = models.UUIDField(null=True)
    referral_id = models.UUIDField(null=True)
    classes = ArrayField(models.TextField())
    purpose = models.TextField()
    clause = models.TextField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    given_at = models.DateTimeField()
    given_by = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["person_id", "grantee_id"], name="access_grant_person"),
            models.Index(fields=["grantee_id", "person_id"], name="access_grant_grantee"),
            models.Index(fields=["referral_id"], name="access_grant_referral"),
        ]
        constraints = [
            models.CheckConstraint(
                name="access_grant_ends_after_it_starts",
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=models.F("starts_at")),
            )
        ]


class Event(Protected):
    """What happened: who, when, what, to which record, from and to. Appended, never changed, sealed in batches."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    seq = models.BigIntegerField(unique=True, editable=False)
    did = models.TextField()
    data_class = models.TextField()
    actor_kind = models.TextField()
    user_id = models.UUIDField(null=True)
    grantee_id = models.UUIDField(null=True)
    purpose = models.TextField()
    person_id = models.UUIDField(null=True)
    need_id = models.UUIDField(null=True)
    referral_id = models.UUIDField(null=True)
    record_id = models.UUIDField(null=True)
    detail = models.JSONField(default=dict)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    mac = models.TextField()

    class Meta:
        indexes = [
            models.Index(fields=["person_id", "-occurred_at"], name="access_event_person"),
            models.Index(fields=["need_id", "occurred_at"], name="access_event_need"),
            models.Index(fields=["grantee_id", "-occurred_at"], name="access_event_grantee"),
        ]


class Seal(models.Model):
    """A signed batch: the Merkle root over its events' hashes, chained to the batch before."""

    number = models.BigIntegerField(primary_key=True)
    count = models.IntegerField()
    root = models.TextField()
    previous = models.TextField()
    signature = models.TextField()
    sealed_at = models.DateTimeField()


class Sealed(models.Model):
    """Which event stands in which batch, by its sequence number."""

    seq = models.BigIntegerField(primary_key=True)
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT)


class Link(Protected):
    """A link sent to somebody. Only a hash of the token is kept; it is found through a definer function."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    token_hash = models.TextField(unique=True)
    kind = models.TextField()
    person_id = models.UUIDField(null=True)
    referral_id = models.UUIDField(null=True)
    organization_id = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_why = models.TextField(default="")
