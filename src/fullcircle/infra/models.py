"""Messages that leave the house. Row security: anyone with an actor may add one, only the delivery job reads them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class Message(models.Model):
    """One message to one address. `to` and `body` are personal: no policy shows them to a page outside the demo."""

    row_security = True

    class Channel(models.TextChoices):
        EMAIL = "email"
        SMS = "sms"

    number = models.BigAutoField(primary_key=True)  # the order of writing, where times are equal
    id = models.UUIDField(unique=True, default=uuid.uuid4)
    channel = models.CharField(max_length=10, choices=Channel)
    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=200, default="")
    body = models.TextField()
    language = models.CharField(max_length=10, default="en")
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.TextField(default="")
    attempts = models.IntegerField(default=0)
    # A message that names a person to an organization leaves only while that organization may see the name.
    about_person = models.UUIDField(null=True)
    for_organization = models.UUIDField(null=True)
    # Where whoever reads it stops mails of this kind, for the header List-Unsubscribe (RFC 2369, RFC 8058).
    unsubscribe = models.URLField(max_length=500, db_default="", default="")
    # One to a resident leaves only while this way is still the one that they said is safe, and not at night.
    to_person = models.UUIDField(null=True)
    not_before = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="infra_message_channel_is_known", condition=Q(channel__in=["email", "sms"])
            ),
            models.CheckConstraint(
                name="infra_message_sent_or_failed",
                condition=Q(sent_at__isnull=True) | Q(failed_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["-written_at", "-number"], name="infra_message_written")]


class Moved(models.Model):
    """How far time was moved on by hand, in the practice town: one row, or none."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    seconds = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(name="infra_moved_one_row", condition=Q(id=1))]
