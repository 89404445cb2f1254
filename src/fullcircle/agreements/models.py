"""Tables of agreements. No person's data: organizations, what they signed, and who signed for them."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from fullcircle.agreements.words import EFFECTS, RULES, Level, Method


class Kind(models.Model):
    """A kind of agreement. Filled from `kinds.csv`; a further row is a further kind."""

    code = models.CharField(max_length=20, primary_key=True)
    label = models.CharField(max_length=120)
    binds = models.CharField(max_length=120)
    usual_parties = models.CharField(max_length=120)
    typical_clauses = models.CharField(max_length=300)
    opens_data = models.CharField(max_length=60)
    max_term_months = models.PositiveSmallIntegerField(null=True)
    minimum_level = models.PositiveSmallIntegerField(default=4)
    source = models.CharField(max_length=200)


class Agreement(models.Model):
    """One version of an agreement. From `out-for-signature` on its document does not change; a trigger holds that."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    number = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=200)
    kind = models.ForeignKey(Kind, on_delete=models.PROTECT)
    text = models.TextField()
    effective_on = models.DateField()
    expires_on = models.DateField(null=True)  # the last day
    zone = models.CharField(max_length=60)  # whose midnights the dates mean
    notice_days = models.PositiveSmallIntegerField(default=90)
    supersedes = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="successors")
    counsel = models.CharField(max_length=120, default="", blank=True)
    counsel_on = models.DateField(null=True)
    state = models.CharField(max_length=20, default="draft")
    drafted_for = models.UUIDField()  # the organization whose administrators keep the draft
    drafted_at = models.DateTimeField()
    drafted_by = models.UUIDField(null=True)
    out_at = models.DateTimeField(null=True)
    document = models.TextField(
        default="", blank=True
    )  # exactly what is signed, kept as it was rendered then
    sha256 = models.CharField(max_length=64, default="", blank=True)  # of the document
    terminated_at = models.DateTimeField(null=True)
    terminated_by = models.UUIDField(null=True)
    reminded_days = models.PositiveSmallIntegerField(null=True)  # the last notice of its end: days before it
    hub_id: uuid.UUID  # no column: the network's hub, as `queries.agreement` found it

    class Meta:
        constraints = [
            models.UniqueConstraint("number", "version", name="agreements_agreement_version_once"),
            models.CheckConstraint(
                name="agreements_agreement_state_is_stored",
                condition=Q(state__in=["draft", "legal-review", "out-for-signature", "terminated"]),
            ),
            models.CheckConstraint(
                name="agreements_agreement_ends_after_it_begins",
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("effective_on")),
            ),
            models.CheckConstraint(
                name="agreements_agreement_out_with_its_hash",
                condition=Q(out_at__isnull=True, sha256="") | (Q(out_at__isnull=False) & ~Q(sha256="")),
            ),
            models.CheckConstraint(
                name="agreements_agreement_terminated_with_its_time",
                condition=Q(state="terminated", terminated_at__isnull=False)
                | (~Q(state="terminated") & Q(terminated_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="agreements_agreement_counsel_with_its_day",
                condition=Q(counsel="", counsel_on__isnull=True)
                | (~Q(counsel="") & Q(counsel_on__isnull=False)),
            ),
        ]


class Party(models.Model):
    """An organization in an agreement, in one role. Without every required party's signature nothing is in force."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="parties")
    organization_id = models.UUIDField()
    role = models.CharField(max_length=40)
    required = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint("agreement", "organization_id", name="agreements_party_once")]
        indexes = [models.Index(fields=["organization_id"], name="agreements_party_organization")]


class Clause(models.Model):
    """Plain words, and what they mean to the machine. `effect` '' opens nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="clauses")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    effect = models.CharField(max_length=6, default="", blank=True)
    from_role = models.CharField(
        max_length=40, default="", blank=True
    )  # keeps the records; '*' is every party
    to_role = models.CharField(max_length=40, default="", blank=True)  # may see them
    classes = ArrayField(models.CharField(max_length=40), default=list)
    purposes = ArrayField(models.CharField(max_length=40), default=list)
    rule = models.CharField(max_length=8, default="opt_in")
    labels = ArrayField(models.CharField(max_length=10), default=list)
    obligations = ArrayField(models.CharField(max_length=40), default=list)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "number"],
                name="agreements_clause_number_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                name="agreements_clause_effect_is_known", condition=Q(effect__in=list(EFFECTS))
            ),
            models.CheckConstraint(name="agreements_clause_rule_is_known", condition=Q(rule__in=list(RULES))),
            models.CheckConstraint(
                name="agreements_clause_never_opens_victim_services",
                condition=~Q(labels__contains=["DV"]),
            ),
        ]


class Signature(models.Model):
    """One party's word under one exact document. Row security: nobody signs for another organization."""

    row_security = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="signatures")
    user_id = models.UUIDField(null=True)  # none on paper: that organization has no account
    typed_name = models.CharField(max_length=120)
    intent = models.CharField(max_length=1000)
    level = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64)
    method = models.CharField(max_length=5, choices=Method)
    signed_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True)  # on paper: who at the hub wrote it down
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["party"],
                condition=Q(withdrawn_at__isnull=True),
                name="agreements_signature_one_a_party",
            ),
            models.CheckConstraint(
                name="agreements_signature_level_is_known", condition=Q(level__in=list(Level.values))
            ),
            models.CheckConstraint(
                name="agreements_signature_by_somebody",
                condition=Q(method="typed", user_id__isnull=False, recorded_by__isnull=True)
                | Q(method="paper", user_id__isnull=True, recorded_by__isnull=False),
            ),
            models.CheckConstraint(
                name="agreements_signature_withdrawn_after_signing",
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("signed_at")),
            ),
        ]
