"""Who read the sentences that we send, in which language, and when."""

import uuid

from django.db import migrations, models

from fullcircle.access import wall
from fullcircle.people.thread_functions import OF_THE_HUB


class Migration(migrations.Migration):
    dependencies = [("people", "0004_thread")]
    operations = [
        migrations.CreateModel(
            name="WordingReview",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("text_hash", models.CharField(max_length=64)),
                ("language", models.CharField(max_length=10)),
                ("reviewer", models.CharField(max_length=120)),
                ("reviewed_at", models.DateTimeField()),
                ("said_by", models.UUIDField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("text_hash", "language"), name="people_wordingreview_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reviewer", ""), _negated=True),
                        name="people_wordingreview_by_somebody",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            wall.secured(
                "people_wordingreview",
                seen="(select access_kind()) is not null",
                written=OF_THE_HUB,
                grant="select, insert",
            ),
            migrations.RunSQL.noop,
        ),
    ]
