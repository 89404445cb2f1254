"""Answers that a device kept without network, each draft once."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from fullcircle.access import wall

MINE = """user_id = (select access_user()) and keeper_id = (select access_organization())
  and (select access_record()) is null and (select access_kind()) = 'user'"""
WALL = wall.secured(
    "assessments_carriedanswers",
    seen=MINE,
    written=MINE + " and taken_at = (select access_at())",
    grant="select, insert",
)


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0004_answering"),
        ("people", "0006_words_in_texts"),
    ]

    operations = [
        migrations.CreateModel(
            name="CarriedAnswers",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("user_id", models.UUIDField()),
                ("keeper_id", models.UUIDField()),
                ("draft_id", models.UUIDField()),
                ("taken_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "response",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessments.response",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user_id", "draft_id"), name="assessments_carriedanswers_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(WALL, migrations.RunSQL.noop),
    ]
