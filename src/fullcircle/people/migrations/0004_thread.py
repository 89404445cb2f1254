"""What residents and their helpers write to each other; texts that nobody could match; who can only be called."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from fullcircle.access import wall
from fullcircle.access.functions import owned_by_definer
from fullcircle.people import thread_functions as functions


class Migration(migrations.Migration):
    dependencies = [("people", "0003_emergency"), ("access", "0003_incoming"), ("accounts", "0003_wall")]
    operations = [
        migrations.CreateModel(
            name="ThreadMessage",
            fields=[
                ("steward_id", models.UUIDField(db_default=models.Value(uuid.UUID(int=0)), editable=False)),
                ("label", models.CharField(db_default="", editable=False, max_length=10)),
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("by_resident", models.BooleanField()),
                ("said_by", models.UUIDField(null=True)),
                ("channel", models.CharField(max_length=10)),
                ("text", models.CharField(max_length=2000)),
                ("said_at", models.DateTimeField()),
                ("needs_answer", models.BooleanField(default=False)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="thread", to="people.person"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person", "said_at"], name="people_threadmessage_person"),
                    models.Index(
                        condition=models.Q(("needs_answer", True)),
                        fields=["steward_id"],
                        name="people_threadmessage_waits",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["page", "sms", "email"])),
                        name="people_threadmessage_channel_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("needs_answer", False), ("by_resident", True), _connector="OR"),
                        name="people_threadmessage_only_residents_wait",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UnmatchedText",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("number", models.CharField(max_length=254)),
                ("text", models.CharField(max_length=2000)),
                ("why", models.CharField(max_length=20)),
                ("organization_id", models.UUIDField(null=True)),
                ("came_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by", models.UUIDField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("settled_at__isnull", True),
                            models.Q(("number", ""), ("text", "")),
                            _connector="OR",
                        ),
                        name="people_unmatchedtext_settled_is_forgotten",
                    )
                ],
            },
        ),
        migrations.RunSQL(
            functions.THREAD
            + wall.keeps_part("people_threadmessage")
            + wall.stays(
                "people_threadmessage",
                "id",
                "person_id",
                "steward_id",
                "label",
                "by_resident",
                "said_by",
                "channel",
                "text",
                "said_at",
            )
            + functions.UNMATCHED
            + functions.FUNCTIONS,
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            "set role fullcircle_definer; create or replace " + functions.FOLLOW + " reset role;",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            owned_by_definer("people_with_number(text)", "people_not_to_be_written_to()"),
            migrations.RunSQL.noop,
        ),
    ]
