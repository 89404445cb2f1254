"""Tables of people, split by class of data, so that each part of a record is opened by a grant of its own."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from fullcircle.access.wall import Protected
from fullcircle.people.words import Relation


class Person(Protected):
    """A resident, by the name they choose. There is no field for immigration status, and there will be none."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(max_length=120)
    folded_name = models.CharField(max_length=120)
    pronouns = models.CharField(max_length=40, default="", blank=True)
    language = models.CharField(max_length=10, default="en")
    other_languages = models.CharField(max_length=120, default="", blank=True)
    needs_interpreter = models.BooleanField(default=False)
    zip = models.CharField(max_length=5, default="", blank=True)
    steward_id = models.UUIDField()
    label = models.CharField(
        max_length=10, default="", blank=True
    )  # of a protected keeper: to be known there tells it
    navigator_id = models.UUIDField(null=True)
    added_at = models.DateTimeField()
    added_by = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["steward_id", "folded_name"], name="people_person_steward"),
            models.Index(fields=["navigator_id"], name="people_person_navigator"),
            models.Index(fields=["folded_name"], name="people_person_folded"),
        ]


class Part(Protected):
    """A part of a person's record. A trigger gives it the keeper and the label of the person, for row security."""

    steward_id = models.UUIDField(db_default=models.Value(uuid.UUID(int=0)), editable=False)
    label = models.CharField(max_length=10, db_default="", editable=False)

    class Meta:
        abstract = True


class Contact(Part):
    """How to reach somebody, and what is safe."""

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE)
    phone = models.CharField(max_length=20, default="", blank=True)
    email = models.EmailField(default="", blank=True)
    may_text = models.BooleanField(default=False)
    may_voicemail = models.BooleanField(default=False)
    may_say_who = models.BooleanField(default=False)
    # Said by the resident on their own page, for this number: texts may hold the words of a message, not only that there is one.
    may_say_what = models.BooleanField(default=False, db_default=False)
    note = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        indexes = [models.Index(fields=["phone"], name="people_contact_phone")]


class Address(Part):
    """Where somebody lives: a class of its own, since few services need it and some must never have it."""

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE)
    street = models.CharField(max_length=200)


class Demographics(Part):
    """Asked only for a purpose the person was told; each may be 'prefer not to say' and none is required."""

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE)
    born_on = models.DateField(null=True)
    gender = models.CharField(max_length=40, default="", blank=True)
    race = ArrayField(models.CharField(max_length=40), default=list)
    ethnicity = models.CharField(max_length=40, default="", blank=True)
    disability = models.CharField(max_length=40, default="", blank=True)
    veteran = models.CharField(max_length=40, default="", blank=True)


class Household(Part):
    """Who lives together, as counts: the unit of aid where a service says so."""

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE)
    adults = models.PositiveSmallIntegerField(default=1)
    children = models.PositiveSmallIntegerField(default=0)
    note = models.CharField(max_length=200, default="", blank=True)


class Proxy(Part):
    """Who acts for a resident, for what, and until when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="proxies")
    name = models.CharField(max_length=120)
    relation = models.CharField(max_length=20, choices=Relation)
    phone = models.CharField(max_length=20, default="", blank=True)
    scope = models.CharField(max_length=200, default="", blank=True)
    began_at = models.DateTimeField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="people_proxy_relation_is_known",
                condition=Q(relation__in=["parent", "guardian", "caregiver", "other"]),
            )
        ]


class ThreadMessage(Part):
    """What a resident and who keeps their record write to each other. Nobody else reads it: no agreement opens it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="thread")
    by_resident = models.BooleanField()
    said_by = models.UUIDField(null=True)  # the user, where it was one
    channel = models.CharField(max_length=10)  # page, sms, email
    text = models.CharField(max_length=2000)
    said_at = models.DateTimeField()
    needs_answer = models.BooleanField(default=False)
    told_by = models.UUIDField(null=True)  # the message by which the resident was told that there is one

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="people_threadmessage_channel_is_known",
                condition=Q(channel__in=["page", "sms", "email"]),
            ),
            models.CheckConstraint(
                name="people_threadmessage_only_residents_wait",
                condition=Q(needs_answer=False) | Q(by_resident=True),
            ),
        ]
        indexes = [
            models.Index(fields=["person", "said_at"], name="people_threadmessage_person"),
            models.Index(
                fields=["steward_id"], condition=Q(needs_answer=True), name="people_threadmessage_waits"
            ),
        ]


class UnmatchedText(Protected):
    """A text or mail that nobody could match to a question and one person: the hub reads it. Forgotten once it is dealt with."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    number = models.CharField(max_length=254)  # or the address of a mail
    text = models.CharField(max_length=2000)
    why = models.CharField(max_length=20)
    organization_id = models.UUIDField(null=True)  # whose question it seems to answer
    came_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="people_unmatchedtext_settled_is_forgotten",
                condition=Q(settled_at__isnull=True) | Q(number="", text=""),
            )
        ]


class WordingReview(models.Model):
    """Somebody who speaks the language read a sentence that we send, as it was then. Names no resident."""

    row_security = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    text_hash = models.CharField(max_length=64)  # SHA-256 of the sentence: another sentence is not reviewed
    language = models.CharField(max_length=10)
    reviewer = models.CharField(max_length=120)
    reviewed_at = models.DateTimeField()
    said_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["text_hash", "language"], name="people_wordingreview_once"),
            models.CheckConstraint(name="people_wordingreview_by_somebody", condition=~Q(reviewer="")),
        ]
