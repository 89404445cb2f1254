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
    not_before = models.DateTimeField(null=True)  # of what wakes nobody: from then on, by day
    # The one answer to STOP, START or HELP: it leaves to a number that said STOP, too.
    answers_keyword = models.BooleanField(default=False, db_default=False)
    reply_to = models.CharField(max_length=254, default="", db_default="")  # where an answer by mail is read
    # What the provider said became of it: '', queued, sending, sent, failed, undelivered, delivered; only ever forward.
    receipt = models.CharField(max_length=20, default="", db_default="")
    receipt_code = models.CharField(max_length=10, default="", db_default="")

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


class Incoming(models.Model):
    """A text or mail that came in: read by the jobs alone, number and words forgotten once it was handled."""

    row_security = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    provider_id = models.CharField(max_length=80, unique=True)  # the provider's own: a replay is known by it
    channel = models.CharField(max_length=10, choices=Message.Channel)
    sender = models.CharField(max_length=254)
    receiver = models.CharField(max_length=254)
    body = models.TextField()
    came_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)
    became = models.CharField(max_length=20, default="")

    class Meta:
        indexes = [models.Index(fields=["came_at"], name="infra_incoming_came")]
        constraints = [
            models.CheckConstraint(
                name="infra_incoming_handled_is_forgotten",
                condition=Q(handled_at__isnull=True) | Q(sender="", body=""),
            )
        ]


class Number(models.Model):
    """What a phone number said about texts: kept as long as a STOP must hold, read through functions alone."""

    row_security = True

    number = models.CharField(max_length=20, primary_key=True)
    language = models.CharField(max_length=10, default="en")  # of the last text to it
    told_at = models.DateTimeField(null=True)  # when a text first named the ways to stop and to get help
    stopped_at = models.DateTimeField(null=True)  # it said STOP, or the carrier says that it did
    failed_at = models.DateTimeField(null=True)  # a text did not arrive, and none has since
    answered_at = models.DateTimeField(
        null=True
    )  # the last automatic answer to a text that nobody understood


class Moved(models.Model):
    """How far time was moved on by hand, in the practice town: one row, or none."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    seconds = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(name="infra_moved_one_row", condition=Q(id=1))]
