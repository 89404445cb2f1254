"""Tables of campaigns. Who was asked stands in one table, what was said in another that the serving role does not read."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from fullcircle.access.wall import Protected
from fullcircle.assessments.asking.states import Channel, Mode, State


class Campaign(models.Model):
    """A form put to many within a window of days. It says nothing of anybody."""

    row_security = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    form = models.ForeignKey("assessments.Form", on_delete=models.PROTECT, related_name="campaigns")
    title = models.CharField(max_length=200)
    purpose = models.TextField(default="", blank=True)  # what it is for, to who answers
    mode = models.CharField(max_length=20)
    state = models.CharField(max_length=20, default=State.PLANNED)
    zone = models.CharField(max_length=60)  # the community's
    opens_on = models.DateField()
    closes_on = models.DateField()  # the last day
    closes_at = models.DateTimeField()  # the midnight after it, there
    target = models.PositiveIntegerField(null=True)  # answers hoped for
    made_by = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)
    acted_at = models.DateTimeField(null=True)
    you_said = models.TextField(default="", blank=True)
    we_did = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="assessments_campaign_state_is_known", condition=Q(state__in=[s.value for s in State])
            ),
            models.CheckConstraint(
                name="assessments_campaign_mode_is_known", condition=Q(mode__in=[m.value for m in Mode])
            ),
            models.CheckConstraint(
                name="assessments_campaign_closes_after_it_opens", condition=Q(closes_on__gte=F("opens_on"))
            ),
            models.CheckConstraint(
                name="assessments_campaign_acted_on_says_so",
                condition=~Q(state="acted-on") | ~Q(you_said="") & ~Q(we_did=""),
            ),
        ]


class CampaignInvitation(Protected):
    """One address that is asked. Of its answer it says that there is one, and nothing else, not even when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="invitations")
    organization_id = models.UUIDField(null=True)
    name = models.CharField(max_length=200, default="", blank=True)
    email = models.CharField(max_length=254, default="", blank=True)
    sector = models.CharField(max_length=40, default="", blank=True)
    region = models.CharField(max_length=80, default="", blank=True)
    language = models.CharField(max_length=10, default="en")
    sent_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    answered = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "email"],
                condition=~Q(email=""),
                name="assessments_invitation_once_an_address",
            ),
        ]
        indexes = [models.Index(fields=["campaign", "answered"], name="assessments_invitation_answer")]


class CampaignLink(models.Model):
    """A link by the SHA-256 of its token: of one invitation (each reminder makes one more), or open to everybody."""

    row_security = True

    token_hash = models.CharField(max_length=64, primary_key=True)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    invitation = models.ForeignKey(CampaignInvitation, on_delete=models.CASCADE, null=True, related_name="+")


class CampaignResponse(models.Model):
    """What one voice said. Written and read by functions alone; of an anonymous one nothing but the answers is here.

    `picked` holds codes by linkId ({"care.2": ["cost", "wait"]}), `written` words ({"fb.5": "..."}).
    """

    row_security = True

    id = models.UUIDField(primary_key=True)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    invitation = models.ForeignKey(CampaignInvitation, on_delete=models.PROTECT, null=True, related_name="+")
    organization_id = models.UUIDField(null=True)
    sector = models.CharField(max_length=40, default="", blank=True)
    channel = models.CharField(max_length=10)
    answered_on = models.DateField()  # a day; of an anonymous one, once closed, the day of closing
    picked = models.JSONField()
    written = models.JSONField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="assessments_response_channel_is_known",
                condition=Q(channel__in=[c.value for c in Channel]),
            ),
            models.UniqueConstraint(
                fields=["invitation"],
                condition=Q(invitation__isnull=False),
                name="assessments_response_once_asked",
            ),
        ]
        indexes = [models.Index(fields=["campaign"], name="assessments_answer_campaign")]


class CampaignSheet(Protected):
    """A paper form, typed twice. What was typed is forgotten once both agree and the answers are taken."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()  # written on the sheet
    first = models.JSONField(null=True)
    second = models.JSONField(null=True)
    first_by = models.UUIDField(null=True)
    second_by = models.UUIDField(null=True)
    mismatches = models.PositiveIntegerField(null=True)  # questions in which the two differed
    taken = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="assessments_sheet_number_once"),
            models.CheckConstraint(
                name="assessments_sheet_taken_is_forgotten",
                condition=Q(taken=False) | Q(first__isnull=True, second__isnull=True),
            ),
        ]


class CampaignTheme(Protected):
    """A theme that people found in the open answers to one question, and the answers in which they found it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    link_id = models.CharField(max_length=255)
    name = models.CharField(max_length=80)
    responses = ArrayField(models.UUIDField(), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "link_id", "name"], name="assessments_theme_once"),
        ]


class CampaignFigures(models.Model):
    """What a closed campaign comes to, counted once by a job; small cells are left out already."""

    row_security = True

    campaign = models.OneToOneField(Campaign, on_delete=models.CASCADE, primary_key=True, related_name="+")
    figures = models.JSONField()
    counted_at = models.DateTimeField()
