"""Tables of referrals. The need is the spine: a person has needs, a need has referrals, each one attempt."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from fullcircle.access.wall import Protected
from fullcircle.referrals.appointments.models import Appointment, CalendarFeed, CalendarNames
from fullcircle.referrals.own_questions.models import IntakeAnswers, IntakeForm
from fullcircle.referrals.states import LIVE, Outcome, Status, WaitingOn
from fullcircle.referrals.time.clocks import Clock
from fullcircle.referrals.wait_lists.models import WaitMove

__all__ = [
    "Appointment", "CalendarFeed", "CalendarNames", "Choice", "ClockAmount", "IntakeAnswers",
    "IntakeForm", "Leaving", "Need", "PaperPlan", "Referral",
    "WaitMove", "Word",
]  # fmt: skip


class Need(Protected):
    """A problem that a resident wants help with, in one of the Gravity domains."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="needs")
    steward_id = models.UUIDField(
        db_default=models.Value(uuid.UUID(int=0)), editable=False
    )  # by a trigger: the person's
    label = models.CharField(max_length=10, default="", blank=True)  # a protected kind of record
    # Made for one request to a protected service: nobody knew it before, and it goes with the request at the first yes.
    for_one_request = models.BooleanField(default=False, db_default=False)
    domain = models.CharField(max_length=60)
    detail = models.CharField(max_length=300, default="", blank=True)
    due_on = models.DateField(null=True)
    wants_help = models.BooleanField(default=True)
    urgent = models.BooleanField(default=False)
    found_by = models.CharField(max_length=20)
    found_at = models.DateTimeField()
    outcome = models.CharField(max_length=30, default="", blank=True)
    outcome_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)  # when the resident was asked "did you get it?"
    replied_at = models.DateTimeField(null=True)
    reply = models.CharField(max_length=10, default="", blank=True)
    could_not_ask = models.BooleanField(default=False)  # no safe way to ask
    last_heard_at = models.DateTimeField()  # when the resident last heard something
    told_by_clock_at = models.DateTimeField(null=True)  # when time itself last wrote to them; ends no silence

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="referrals_need_outcome_is_known",
                condition=Q(outcome__in=["", *[outcome.value for outcome in Outcome]]),
            ),
            models.CheckConstraint(
                name="referrals_need_outcome_and_its_time_go_together",
                condition=Q(outcome="", outcome_at__isnull=True)
                | (~Q(outcome="") & Q(outcome_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="referrals_need_met_means_the_resident_said_so",
                condition=~Q(outcome="met") | Q(reply="yes"),
            ),
            models.CheckConstraint(
                name="referrals_need_reply_is_known", condition=Q(reply__in=["", "yes", "some", "no"])
            ),
        ]
        indexes = [models.Index(fields=["person", "-found_at"], name="referrals_need_person")]


class Referral(Protected):
    """One need sent to one service: one attempt, with a result."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="referrals")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="referrals")
    service_id = models.UUIDField()
    source_id = models.UUIDField()
    target_id = models.UUIDField()
    keeper_id = models.UUIDField()  # the source; of a protected one the target, from its first yes on
    shared_with_id = models.UUIDField(null=True)  # the target, once it was sent
    label = models.CharField(
        max_length=10, default="", blank=True
    )  # of the service: a protected kind of record
    sent_by = models.UUIDField(null=True)
    status = models.CharField(max_length=20, default=Status.DRAFT)
    waiting_on = models.CharField(max_length=10, default=WaitingOn.TARGET, blank=True)
    urgent = models.BooleanField(default=False)
    card = ArrayField(
        models.CharField(max_length=30), default=list
    )  # the fields the resident agreed to share
    reach_by = models.CharField(
        max_length=10, default="", blank=True
    )  # shown before acceptance instead of the number
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    asks_at = models.DateTimeField(
        null=True
    )  # when the target is asked: later than sent where its week is full
    answer_by = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(
        max_length=20, default="", blank=True
    )  # the first deciding answer of the target
    expected_on = models.DateField(null=True)
    reason = models.CharField(max_length=60, default="", blank=True)
    reason_text = models.CharField(max_length=300, default="", blank=True)
    ended_at = models.DateTimeField(null=True)
    helped = models.BooleanField(default=False)  # completed with at least one service delivered
    goes_on = models.BooleanField(
        default=False, db_default=False
    )  # the person named who is asked after this one
    # What the clock does next, and when; it began when the request last moved. None where nothing waits.
    clock = models.CharField(max_length=20, default="", db_default="", blank=True)
    clock_at = models.DateTimeField(null=True)
    clock_began_at = models.DateTimeField(null=True)
    hub_since = models.DateTimeField(null=True)  # since when it stands on the hub's desk
    hub_user_id = models.UUIDField(null=True)  # who at the hub sees to it
    target_user_id = models.UUIDField(null=True)  # who at the target does: nobody, where they left its team

    @property
    def held(self) -> bool:
        """Sent, and not shown to its target before its turn."""
        return self.status == Status.SENT and self.clock == Clock.ASK

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="referrals_referral_status_is_known", condition=Q(status__in=[s.value for s in Status])
            ),
            models.CheckConstraint(
                name="referrals_referral_sent_unless_draft_or_cancelled",
                condition=Q(sent_at__isnull=False) | Q(status__in=["draft", "cancelled"]),
            ),
            models.CheckConstraint(
                name="referrals_referral_clock_and_its_time_go_together",
                condition=Q(clock="", clock_at__isnull=True)
                | (~Q(clock="") & Q(clock_at__isnull=False, clock_began_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="referrals_referral_answer_and_its_time_go_together",
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["need", "service_id"],
                # of what is not protected: else the refusal would tell that somebody is treated
                condition=Q(status__in=[status.value for status in sorted(LIVE)], label=""),
                name="referrals_referral_one_open",
            ),
        ]
        indexes = [
            models.Index(fields=["need", "made_at"], name="referrals_referral_need"),
            models.Index(fields=["target_id", "status", "sent_at"], name="referrals_referral_target"),
            models.Index(fields=["source_id", "status", "sent_at"], name="referrals_referral_source"),
            models.Index(fields=["service_id", "sent_at"], name="referrals_referral_service"),
            models.Index(fields=["service_id", "asks_at"], name="referrals_referral_asks"),
            models.Index(fields=["person"], name="referrals_referral_person"),
            models.Index(
                fields=["clock_at"], condition=Q(clock_at__isnull=False), name="referrals_referral_clock"
            ),
            models.Index(
                fields=["hub_since"], condition=Q(hub_since__isnull=False), name="referrals_referral_hub"
            ),
        ]


class Choice(Protected):
    """A place that the person agreed may be asked next, if the ones before it cannot help: in this order, with this card."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="choices")
    keeper_id = models.UUIDField()  # the organization that sends
    number = models.PositiveSmallIntegerField()  # from 2 on: the first was sent at once
    service_id = models.UUIDField()
    card = ArrayField(models.CharField(max_length=30), default=list)
    urgent = models.BooleanField(default=False)
    manner = models.CharField(max_length=10)  # how the person agreed, as in access.consents
    language = models.CharField(max_length=10, default="", blank=True)
    witness = models.CharField(max_length=120, default="", blank=True)
    given_by = models.CharField(max_length=10)
    said_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=20, default="", blank=True)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["need", "service_id"], condition=Q(ended_at=None), name="referrals_choice_once"
            ),
            models.CheckConstraint(
                name="referrals_choice_end_and_its_reason_go_together",
                condition=Q(ended_at=None, ended_why="") | (Q(ended_at__isnull=False) & ~Q(ended_why="")),
            ),
        ]


class PaperPlan(Protected):
    """A plan that was printed: which needs stand on it by number, and the code that answers for them. One that works a person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    keeper_id = models.UUIDField()  # the record steward
    code_hash = models.CharField(max_length=64, unique=True)  # the code itself stands on paper alone
    needs = ArrayField(models.UUIDField())  # number 1 first
    printed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_at=None), name="referrals_paperplan_one_a_person"
            )
        ]


class Word(Protected):
    """A question or an answer between the organizations of one referral."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="words")
    said_by = models.UUIDField()  # the organization, or the resident
    keeper_id = models.UUIDField()  # the organization; for a resident's words the source
    label = models.CharField(max_length=10, default="", blank=True)
    text = models.CharField(max_length=500)
    said_at = models.DateTimeField()


class Note(Protected):
    """One version of a note about a person, or about one request of theirs, by a member of an organization. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    note_id = models.UUIDField(default=uuid.uuid4)  # the same over all versions
    version = models.PositiveIntegerField(default=1)  # a correction is the next one
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, null=True, related_name="+")
    keeper_id = models.UUIDField()  # the writer's organization, whoever keeps the person's record
    label = models.CharField(max_length=10, default="", blank=True)
    visibility = models.CharField(max_length=10)  # as in notes.Visibility; the same over all versions
    text = models.CharField(max_length=4000)
    written_by = models.UUIDField()
    written_at = models.DateTimeField()
    draft_id = models.UUIDField(null=True)  # what a device called it before it was sent: taken in once

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["note_id", "version"], name="referrals_note_version_once"),
            models.UniqueConstraint(fields=["written_by", "draft_id"], name="referrals_note_draft_once"),
            models.CheckConstraint(
                name="referrals_note_visibility_is_known",
                condition=Q(visibility="team") | Q(visibility="request", referral__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-written_at"], name="referrals_note_person"),
            models.Index(fields=["referral"], name="referrals_note_referral"),
        ]


class NotePhoto(Protected):
    """A picture that came with a note, as we wrote it anew: JPEG, upright, without a word of where or with what it was taken."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    note_id = models.UUIDField()
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()  # from 1
    image = models.BinaryField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    added_by = models.UUIDField()
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["note_id", "number"], name="referrals_notephoto_number_once"),
            models.CheckConstraint(
                name="referrals_notephoto_at_most_five", condition=Q(number__gte=1, number__lte=5)
            ),
        ]


class ClockAmount(models.Model):
    """How long one step of a clock takes: for the whole network, or for the requests to one organization."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organization_id = models.UUIDField(null=True)
    clock = models.CharField(max_length=20)
    number = models.PositiveIntegerField()
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "clock", "organization_id", nulls_distinct=False, name="referrals_clockamount_once"
            ),
            models.CheckConstraint(
                name="referrals_clockamount_number_is_sensible", condition=Q(number__gte=1, number__lte=400)
            ),
        ]


class Leaving(models.Model):
    """An organization leaves, and its people are handed to another: how many, and how far it is. Names no person."""

    row_security = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    from_id = models.UUIDField()
    to_id = models.UUIDField()
    started_by = models.UUIDField()
    started_for = models.UUIDField()  # the organization itself, or the hub
    started_at = models.DateTimeField()
    total = models.IntegerField()
    done = models.IntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["from_id"],
                condition=Q(finished_at__isnull=True),
                name="referrals_leaving_once_at_a_time",
            )
        ]
