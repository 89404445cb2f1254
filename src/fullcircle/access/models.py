"""Tables of access. Ids are plain: access knows no subject, so nothing here is a foreign key."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from fullcircle.access.wall import Protected

ENDS_AFTER_IT_STARTS = Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at"))


class Grant(models.Model):
    """One compiled permission of an agreement: whose records, to whom, which class, for what, by which clause, when.

    Holds organizations, no person. Written by the compiling function alone, read through functions."""

    class Rule(models.TextChoices):
        NONE = "none"
        OPT_OUT = "opt_out"
        OPT_IN = "opt_in"
        NAMED = "named"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    agreement_id = models.UUIDField()
    clause_id = models.UUIDField()
    effect = models.TextField()
    from_id = models.UUIDField()  # the organization that keeps the records
    to_id = models.UUIDField()
    data_class = models.TextField()  # or '<class>:write'
    purpose = models.TextField()
    rule = models.TextField()
    labels = ArrayField(models.TextField(), default=list)
    obligations = ArrayField(models.TextField(), default=list)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["to_id", "data_class", "purpose"], name="access_grant_to"),
            models.Index(fields=["from_id", "data_class"], name="access_grant_from"),
            models.Index(fields=["agreement_id"], name="access_grant_agreement"),
        ]
        constraints = [
            models.CheckConstraint(
                name="access_grant_effect_is_known", condition=Q(effect__in=["permit", "deny"])
            ),
            models.CheckConstraint(
                name="access_grant_rule_is_known", condition=Q(rule__in=["none", "opt_out", "opt_in", "named"])
            ),
            models.CheckConstraint(
                name="access_grant_ends_after_it_starts", condition=ENDS_AFTER_IT_STARTS
            ),
        ]  # fmt: skip


class Consent(Protected):
    """One line that a person agreed to, or said no to: which classes, for whom, for what, until when, and how they said it.

    `organizations` null is the whole network. A no is about the person, never about one record."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person_id = models.UUIDField()
    effect = models.TextField()
    organizations = ArrayField(models.UUIDField(), null=True)
    classes = ArrayField(models.TextField())
    purposes = ArrayField(models.TextField())
    labels = ArrayField(models.TextField(), default=list)
    need_id = models.UUIDField(null=True)
    referral_id = models.UUIDField(null=True)
    starts_at = models.DateTimeField(null=True)  # null: prepared, opens when the target accepts the referral
    ends_at = models.DateTimeField(null=True)
    ended_why = models.TextField(default="")  # withdrawn, closed with the referral, replaced
    given_by = models.TextField()  # the person, a guardian, another proxy
    guardian_until = models.DateTimeField(null=True)  # the person's 18th birthday
    manner = models.TextField()  # on screen, on paper, by voice
    language = models.TextField()
    witness = models.TextField(default="")
    translation_by = models.TextField(
        default=""
    )  # who reviewed the sentences in this language; '' for nobody yet
    document = models.TextField(default="")  # SHA-256 of the sentences as they were shown
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True)
    recorded_for = models.UUIDField(null=True)  # the organization

    class Meta:
        indexes = [
            models.Index(fields=["person_id", "effect"], name="access_consent_person"),
            models.Index(fields=["referral_id"], name="access_consent_referral"),
            models.Index(fields=["id"], condition=Q(effect="deny"), name="access_consent_noes"),
        ]
        constraints = [
            models.CheckConstraint(
                name="access_consent_effect_is_known", condition=Q(effect__in=["permit", "deny"])
            ),
            models.CheckConstraint(
                name="access_consent_a_no_is_about_the_person",
                condition=Q(effect="permit") | Q(need_id__isnull=True, referral_id__isnull=True),
            ),
            models.CheckConstraint(
                name="access_consent_a_label_names_its_organization",
                condition=Q(labels=[]) | Q(organizations__isnull=False),
            ),
            models.CheckConstraint(
                name="access_consent_ends_after_it_starts",
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")),
            ),
        ]


class Keeping(Protected):
    """Who keeps a record: one row for each person, need, referral and assessment, kept in step by triggers."""

    id = models.UUIDField(primary_key=True)  # of the record
    person_id = models.UUIDField()
    data_class = models.TextField()
    keeper_id = models.UUIDField()
    shared_with_id = models.UUIDField(null=True)  # the target of a referral keeps it too, once it was sent
    need_id = models.UUIDField(null=True)  # the need itself, or the need of a referral
    label = models.TextField(default="")

    class Meta:
        indexes = [models.Index(fields=["person_id"], name="access_keeping_person")]


class Emergency(Protected):
    """Break-glass: one user of one organization sees how to reach one person, for hours, with a reason, reviewed after."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person_id = models.UUIDField()
    organization_id = models.UUIDField()
    user_id = models.UUIDField()
    keeper_id = models.UUIDField(null=True)  # who kept the record then
    reason = models.TextField()
    person_is_told = models.BooleanField(default=True)
    unsafe_because = models.TextField(default="")  # why telling the person is not safe
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    review_by = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.UUIDField(null=True)
    finding = models.TextField(default="")  # '', justified, not justified
    note = models.TextField(default="")

    class Meta:
        indexes = [models.Index(fields=["person_id"], name="access_emergency_person")]
        constraints = [
            models.CheckConstraint(
                name="access_emergency_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            )
        ]


class EmergencyTry(models.Model):
    """That a user searched for somebody in an emergency, found or not: counted by a function, read by nobody else."""

    row_security = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    user_id = models.UUIDField()
    tried_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user_id", "tried_at"], name="access_emergencytry_user")]


class Freeze(models.Model):
    """An incident: one account or one organization sees nothing, or one keeper opens nothing to one organization,
    until it is lifted. Read by functions."""

    row_security = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organization_id = models.UUIDField(null=True)
    user_id = models.UUIDField(null=True)
    from_id = models.UUIDField(null=True)  # whose records, for a share
    to_id = models.UUIDField(null=True)
    reason = models.TextField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    set_by = models.UUIDField(null=True)
    set_for = models.UUIDField(null=True)  # the organization whose administrator set it
    lifted_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="access_freeze_names_one",
                condition=Q(
                    organization_id__isnull=False,
                    user_id__isnull=True,
                    from_id__isnull=True,
                    to_id__isnull=True,
                )
                | Q(
                    organization_id__isnull=True,
                    user_id__isnull=False,
                    from_id__isnull=True,
                    to_id__isnull=True,
                )
                | Q(
                    organization_id__isnull=True,
                    user_id__isnull=True,
                    from_id__isnull=False,
                    to_id__isnull=False,
                ),
            )
        ]
        indexes = [models.Index(fields=["from_id", "to_id"], name="access_freeze_share")]


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


class ReplyCode(Protected):
    """The second name of a link: a small number on one phone, or the address for replies to one mail. Functions alone read it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="+")
    number = models.CharField(max_length=20, default="")
    code = models.IntegerField(null=True)
    language = models.CharField(max_length=10, default="en")  # in which it was asked
    asked_at = models.DateTimeField()
    mail_hash = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["number", "code"],
                condition=Q(code__isnull=False),
                name="access_replycode_once_a_phone",
            ),
            models.UniqueConstraint(
                fields=["mail_hash"], condition=~Q(mail_hash=""), name="access_replycode_once_a_mail"
            ),
            models.CheckConstraint(
                name="access_replycode_phone_or_mail",
                condition=Q(code__isnull=False, mail_hash="") | (Q(code__isnull=True) & ~Q(mail_hash="")),
            ),
        ]
