import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import fullcircle.assessments.asking.states


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0002_wall"),
    ]

    operations = [
        migrations.CreateModel(
            name="Campaign",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("title", models.CharField(max_length=200)),
                ("purpose", models.TextField(blank=True, default="")),
                ("mode", models.CharField(max_length=20)),
                (
                    "state",
                    models.CharField(
                        default=fullcircle.assessments.asking.states.State["PLANNED"], max_length=20
                    ),
                ),
                ("zone", models.CharField(max_length=60)),
                ("opens_on", models.DateField()),
                ("closes_on", models.DateField()),
                ("closes_at", models.DateTimeField()),
                ("target", models.PositiveIntegerField(null=True)),
                ("made_by", models.UUIDField(null=True)),
                ("made_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField(null=True)),
                ("reminded_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("reported_at", models.DateTimeField(null=True)),
                ("acted_at", models.DateTimeField(null=True)),
                ("you_said", models.TextField(blank=True, default="")),
                ("we_did", models.TextField(blank=True, default="")),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="campaigns",
                        to="assessments.form",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CampaignFigures",
            fields=[
                (
                    "campaign",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="assessments.campaign",
                    ),
                ),
                ("figures", models.JSONField()),
                ("counted_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="CampaignInvitation",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("organization_id", models.UUIDField(null=True)),
                ("name", models.CharField(blank=True, default="", max_length=200)),
                ("email", models.CharField(blank=True, default="", max_length=254)),
                ("sector", models.CharField(blank=True, default="", max_length=40)),
                ("region", models.CharField(blank=True, default="", max_length=80)),
                ("language", models.CharField(default="en", max_length=10)),
                ("sent_at", models.DateTimeField(null=True)),
                ("reminded_at", models.DateTimeField(null=True)),
                ("answered", models.BooleanField(default=False)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="assessments.campaign",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CampaignLink",
            fields=[
                ("token_hash", models.CharField(max_length=64, primary_key=True, serialize=False)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="assessments.campaign",
                    ),
                ),
                (
                    "invitation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="assessments.campaigninvitation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CampaignResponse",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("organization_id", models.UUIDField(null=True)),
                ("sector", models.CharField(blank=True, default="", max_length=40)),
                ("channel", models.CharField(max_length=10)),
                ("answered_on", models.DateField()),
                ("picked", models.JSONField()),
                ("written", models.JSONField()),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="assessments.campaign",
                    ),
                ),
                (
                    "invitation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessments.campaigninvitation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CampaignSheet",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("first", models.JSONField(null=True)),
                ("second", models.JSONField(null=True)),
                ("first_by", models.UUIDField(null=True)),
                ("second_by", models.UUIDField(null=True)),
                ("mismatches", models.PositiveIntegerField(null=True)),
                ("taken", models.BooleanField(default=False)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="assessments.campaign",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CampaignTheme",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("link_id", models.CharField(max_length=255)),
                ("name", models.CharField(max_length=80)),
                (
                    "responses",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), default=list, size=None
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="assessments.campaign",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["planned", "open", "closed", "reported", "acted-on"])),
                name="assessments_campaign_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("mode__in", ["anonymous", "confidential", "named"])),
                name="assessments_campaign_mode_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes_on__gte", models.F("opens_on"))),
                name="assessments_campaign_closes_after_it_opens",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "acted-on"), _negated=True),
                    models.Q(
                        models.Q(("you_said", ""), _negated=True), models.Q(("we_did", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="assessments_campaign_acted_on_says_so",
            ),
        ),
        migrations.AddIndex(
            model_name="campaigninvitation",
            index=models.Index(fields=["campaign", "answered"], name="assessments_invitation_answer"),
        ),
        migrations.AddConstraint(
            model_name="campaigninvitation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("email", ""), _negated=True),
                fields=("campaign", "email"),
                name="assessments_invitation_once_an_address",
            ),
        ),
        migrations.AddIndex(
            model_name="campaignresponse",
            index=models.Index(fields=["campaign"], name="assessments_answer_campaign"),
        ),
        migrations.AddConstraint(
            model_name="campaignresponse",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__in", ["web", "phone", "paper"])),
                name="assessments_response_channel_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaignresponse",
            constraint=models.UniqueConstraint(
                condition=models.Q(("invitation__isnull", False)),
                fields=("invitation",),
                name="assessments_response_once_asked",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaignsheet",
            constraint=models.UniqueConstraint(
                fields=("campaign", "number"), name="assessments_sheet_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="campaignsheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("taken", False),
                    models.Q(("first__isnull", True), ("second__isnull", True)),
                    _connector="OR",
                ),
                name="assessments_sheet_taken_is_forgotten",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaigntheme",
            constraint=models.UniqueConstraint(
                fields=("campaign", "link_id", "name"), name="assessments_theme_once"
            ),
        ),
    ]
