"""Notes and their photos."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from fullcircle.referrals.written import functions


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0006_words_in_texts"),
        ("referrals", "0009_paper"),
    ]

    operations = [
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("note_id", models.UUIDField(default=uuid.uuid4)),
                ("version", models.PositiveIntegerField(default=1)),
                ("keeper_id", models.UUIDField()),
                ("label", models.CharField(blank=True, default="", max_length=10)),
                ("visibility", models.CharField(max_length=10)),
                ("text", models.CharField(max_length=4000)),
                ("written_by", models.UUIDField()),
                ("written_at", models.DateTimeField()),
                ("draft_id", models.UUIDField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="referrals.referral",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person", "-written_at"], name="referrals_note_person"),
                    models.Index(fields=["referral"], name="referrals_note_referral"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("note_id", "version"), name="referrals_note_version_once"
                    ),
                    models.UniqueConstraint(
                        fields=("written_by", "draft_id"), name="referrals_note_draft_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("visibility", "team"),
                            models.Q(("referral__isnull", False), ("visibility", "request")),
                            _connector="OR",
                        ),
                        name="referrals_note_visibility_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NotePhoto",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("note_id", models.UUIDField()),
                ("number", models.PositiveSmallIntegerField()),
                ("image", models.BinaryField()),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("added_by", models.UUIDField()),
                ("added_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("note_id", "number"), name="referrals_notephoto_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1), ("number__lte", 5)),
                        name="referrals_notephoto_at_most_five",
                    ),
                ],
            },
        ),
        migrations.RunSQL(functions.NOTES, migrations.RunSQL.noop),
    ]
