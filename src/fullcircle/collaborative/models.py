"""Tables of the collaborative: organizations, those who speak for them, and what they decided. No resident's record.

A resident leader is here as a representative: a name, a way to reach them, and what they need to take part.
"""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from fullcircle.access.wall import Protected
from fullcircle.collaborative.states import DECIDED, Phase, Stage, Step
from fullcircle.collaborative.votes import Choice, Rule
from fullcircle.collaborative.words import BODY_KINDS, SEAT_KINDS


class Coalition(models.Model):
    """A coalition that exists already: the inventory that every collaborative begins with."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(max_length=200)
    purpose = models.TextField(default="", blank=True)
    area = models.CharField(max_length=120, default="", blank=True)
    lead = models.CharField(max_length=200, default="", blank=True)
    members = models.TextField(default="", blank=True)
    since = models.PositiveSmallIntegerField(null=True)  # the year
    overlap = models.TextField(default="", blank=True)  # with what others do, and what follows from it
    website = models.URLField(default="", blank=True)
    changed_at = models.DateTimeField()


class Member(models.Model):
    """An organization or a group that is asked to the table; `organization_id` once it is in the directory."""

    row_security = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(max_length=200)
    organization_id = models.UUIDField(null=True)
    sector = models.CharField(max_length=40)
    region = models.CharField(max_length=80, default="", blank=True)
    stage = models.CharField(max_length=20, default=Stage.IDENTIFIED)
    joined_on = models.DateField(null=True)
    why = models.CharField(max_length=300, default="", blank=True)  # why them, in one line
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="collaborative_member_stage_is_known", condition=Q(stage__in=[s.value for s in Stage])
            ),
            models.UniqueConstraint(
                "organization_id",
                condition=Q(organization_id__isnull=False),
                name="collaborative_member_organization_once",
            ),
        ]


class Representative(models.Model):
    """Who speaks for a member, and how much they may decide (0 to 4)."""

    row_security = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="representatives")
    name = models.CharField(max_length=120)
    user_id = models.UUIDField(null=True)  # the account that acts as them
    level = models.PositiveSmallIntegerField(default=1)
    language = models.CharField(max_length=10, default="en")
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="collaborative_representative_level_is_known", condition=Q(level__lte=4)
            ),
        ]
        indexes = [models.Index(fields=["user_id"], name="collaborative_rep_user")]


class Reach(Protected):
    """How a representative is reached, and what they need to take part: for the backbone and for themselves."""

    representative = models.OneToOneField(
        Representative, on_delete=models.CASCADE, primary_key=True, related_name="reach"
    )
    email = models.EmailField(default="", blank=True)
    phone = models.CharField(max_length=40, default="", blank=True)
    needs = ArrayField(models.CharField(max_length=20), default=list)  # to take part
    digest_at = models.DateTimeField(null=True)  # when the last weekly digest was written, or found empty
    digest_stopped_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["digest_at"], name="collaborative_reach_digest")]


class Contact(Protected):
    """One touch of outreach: who knows whom, what was said, what comes next. For the backbone alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="contacts")
    on = models.DateField()
    by_name = models.CharField(max_length=120)
    whom = models.CharField(max_length=120, default="", blank=True)
    said = models.CharField(max_length=500)
    next_step = models.CharField(max_length=200, default="", blank=True)
    next_on = models.DateField(null=True)
    made_at = models.DateTimeField()


class Body(models.Model):
    """A council, committee, work group, region or resident council, with the terms of its charter."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    purpose = models.TextField(default="", blank=True)
    region = models.CharField(max_length=80, default="", blank=True)
    zone = models.CharField(max_length=60)  # whose midnight ends a vote
    public = models.BooleanField(default=False)  # its seats and decisions are shown to everybody
    charter_id = models.UUIDField(null=True)  # an agreement
    rule = models.CharField(max_length=20, default=Rule.MAJORITY)
    quorum_numerator = models.PositiveSmallIntegerField(default=1)
    quorum_denominator = models.PositiveSmallIntegerField(default=2)
    lived_minimum = models.PositiveSmallIntegerField(default=0)  # ballots of lived-experience seats
    made_at = models.DateTimeField()
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="collaborative_body_kind_is_known", condition=Q(kind__in=list(BODY_KINDS))
            ),
            models.CheckConstraint(
                name="collaborative_body_rule_is_known", condition=Q(rule__in=[r.value for r in Rule])
            ),
            models.CheckConstraint(
                name="collaborative_body_quorum_is_a_share",
                condition=Q(quorum_denominator__gt=0) & Q(quorum_numerator__lt=F("quorum_denominator")),
            ),
        ]


class Seat(models.Model):
    """One chair at the table of a body; empty where nobody holds it."""

    row_security = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="seats")
    kind = models.CharField(max_length=20)
    sector = models.CharField(max_length=40, default="", blank=True)
    title = models.CharField(max_length=120)
    votes = models.BooleanField(default=True)
    stipend_cents = models.PositiveIntegerField(null=True)  # a meeting; None: not paid
    holder = models.ForeignKey(Representative, on_delete=models.PROTECT, null=True, related_name="seats")
    alternate = models.ForeignKey(Representative, on_delete=models.PROTECT, null=True, related_name="+")
    term_ends_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="collaborative_seat_kind_is_known", condition=Q(kind__in=list(SEAT_KINDS))
            ),
            models.UniqueConstraint(
                "body",
                "holder",
                condition=Q(votes=True, ended_on__isnull=True, holder__isnull=False),
                name="collaborative_seat_one_vote_a_person",
            ),
        ]


class Meeting(models.Model):
    """A meeting of a body. `kind` is one of meeting_needs.csv and says who must come."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="meetings")
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=160)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200, default="", blank=True)
    link = models.URLField(default="", blank=True)
    offers = ArrayField(models.CharField(max_length=20), default=list)  # what helps people take part
    minutes = models.TextField(default="", blank=True)
    minutes_public = models.BooleanField(default=False)
    version = models.PositiveSmallIntegerField(default=0)  # iCalendar's SEQUENCE
    cancelled_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="collaborative_meeting_ends_after_it_begins", condition=Q(ends_at__gt=F("starts_at"))
            ),
        ]
        indexes = [models.Index(fields=["body", "-starts_at"], name="collaborative_meeting_body")]


class Attendance(models.Model):
    """One person at one meeting: what they said they would do, whether they came, how often they spoke."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendance")
    representative = models.ForeignKey(Representative, on_delete=models.PROTECT, related_name="+")
    says = models.CharField(max_length=5, default="", blank=True)  # yes, no
    came = models.BooleanField(null=True)
    spoke = models.PositiveSmallIntegerField(null=True)  # contributions, where somebody counted
    needs = ArrayField(models.CharField(max_length=20), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint("meeting", "representative", name="collaborative_attendance_once"),
            models.CheckConstraint(
                name="collaborative_attendance_says_is_known", condition=Q(says__in=["", "yes", "no"])
            ),
        ]


class Proposal(models.Model):
    """What a body is asked to decide. The terms are the body's at opening and do not change while it votes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="proposals")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField()
    asks = models.CharField(max_length=300)  # the decision that is asked for, in one sentence
    cents = models.BigIntegerField(null=True)  # money that it commits
    agreement_id = models.UUIDField(null=True)  # what is sent for signature once it passes
    repeats = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    phase = models.CharField(max_length=20, default=Phase.DRAFT)
    secret = models.BooleanField(default=False)
    rule = models.CharField(max_length=20)
    quorum_numerator = models.PositiveSmallIntegerField()
    quorum_denominator = models.PositiveSmallIntegerField()
    lived_minimum = models.PositiveSmallIntegerField()
    comments_until = models.DateField(null=True)
    closes_on = models.DateField(null=True)  # the last day of voting, in the body's time zone
    closes_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    seats = models.PositiveSmallIntegerField(null=True)
    recused = models.PositiveSmallIntegerField(null=True)
    yes = models.PositiveSmallIntegerField(null=True)
    no = models.PositiveSmallIntegerField(null=True)
    abstain = models.PositiveSmallIntegerField(null=True)
    lived = models.PositiveSmallIntegerField(null=True)
    made_by = models.UUIDField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("body", "number", name="collaborative_proposal_number_once"),
            models.CheckConstraint(
                name="collaborative_proposal_phase_is_known",
                condition=Q(phase__in=[phase.value for phase in Phase]),
            ),
            models.CheckConstraint(
                name="collaborative_proposal_decided_with_its_count",
                condition=(
                    Q(
                        phase__in=[phase.value for phase in sorted(DECIDED)],
                        decided_at__isnull=False,
                        seats__isnull=False,
                        yes__isnull=False,
                    )
                    | (~Q(phase__in=[phase.value for phase in sorted(DECIDED)]) & Q(decided_at__isnull=True))
                ),
            ),
        ]


class AgendaItem(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    lasts = models.PositiveSmallIntegerField(default=10)  # minutes
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, null=True, related_name="agenda")


class Comment(models.Model):
    """Said on a proposal while it is open for comment, by name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="comments")
    by_name = models.CharField(max_length=120)
    user_id = models.UUIDField(null=True)
    text = models.CharField(max_length=1000)
    said_at = models.DateTimeField()


class Interest(models.Model):
    """A declared conflict of interest in one proposal: the seat steps out of the vote. The conflict register is made of these."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="interests")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="interests")
    holder = models.ForeignKey(Representative, on_delete=models.PROTECT, null=True, related_name="+")
    nature = models.CharField(max_length=300)
    declared_by = models.UUIDField(null=True)
    declared_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("proposal", "seat", name="collaborative_interest_once")]


class Ballot(models.Model):
    """One voting seat in one vote, made when it opens. Of a secret vote `choice` stays empty; a function casts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="ballots")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey(Representative, on_delete=models.PROTECT, related_name="+")
    alternate = models.ForeignKey(Representative, on_delete=models.PROTECT, null=True, related_name="+")
    lived = models.BooleanField()
    recused = models.BooleanField(default=False)
    voted = models.BooleanField(default=False)
    voted_by = models.UUIDField(null=True)
    choice = models.CharField(max_length=10, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("proposal", "seat", name="collaborative_ballot_once"),
            models.CheckConstraint(
                name="collaborative_ballot_choice_is_known",
                condition=Q(choice__in=["", *[choice.value for choice in Choice]]),
            ),
            models.CheckConstraint(
                name="collaborative_ballot_recused_casts_none",
                condition=Q(recused=False) | Q(voted=False, choice="", voted_by__isnull=True),
            ),
        ]


class Tally(models.Model):
    """How often each choice of a secret vote was cast. The serving role cannot read it; each ballot rewrites all three rows."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=10)
    count = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint("proposal", "choice", name="collaborative_tally_once")]


class Action(models.Model):
    """What somebody took on, until when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="actions")
    meeting = models.ForeignKey(Meeting, on_delete=models.SET_NULL, null=True, related_name="actions")
    what = models.CharField(max_length=200)
    owner = models.ForeignKey(Representative, on_delete=models.PROTECT, null=True, related_name="actions")
    due_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    dropped = models.BooleanField(default=False)
    made_at = models.DateTimeField()


class Announcement(models.Model):
    """Said to all representatives of a body (or of all), by mail at once or with the weekly digest."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    body = models.ForeignKey(Body, on_delete=models.CASCADE, null=True, related_name="announcements")
    title = models.CharField(max_length=160)
    text = models.TextField()
    public = models.BooleanField(default=False)
    made_by = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    told = models.PositiveIntegerField(default=0)  # addresses


class Dispute(Protected):
    """A disagreement that is settled by steps, each with a day when it is due: for its parties and the backbone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="disputes")
    matter = models.TextField()
    parties = models.CharField(max_length=300)
    between = ArrayField(models.UUIDField(), default=list)  # members whose representatives read it
    step = models.CharField(max_length=20, default=Step.RAISED)
    due_on = models.DateField(null=True)
    settlement = models.TextField(default="", blank=True)
    raised_by = models.UUIDField(null=True)
    raised_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
