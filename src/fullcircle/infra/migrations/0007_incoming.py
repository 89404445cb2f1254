"""What comes in, what a number said about texts, and what became of a text. Functions of `access` alone read and write it."""

import uuid

from django.db import migrations, models


def only_functions(table: str) -> str:
    return f"""
alter table {table} enable row level security, force row level security;
grant select, insert, update, delete on {table} to fullcircle_definer;
create policy definer on {table} to fullcircle_definer using (true) with check (true);
create policy backup on {table} for select to fullcircle_backup using (true);
"""


class Migration(migrations.Migration):
    dependencies = [("infra", "0006_to_residents")]
    operations = [
        migrations.AddField(
            "message", "answers_keyword", models.BooleanField(db_default=False, default=False)
        ),
        migrations.AddField(
            "message", "reply_to", models.CharField(db_default="", default="", max_length=254)
        ),
        migrations.AddField("message", "receipt", models.CharField(db_default="", default="", max_length=20)),
        migrations.AddField(
            "message", "receipt_code", models.CharField(db_default="", default="", max_length=10)
        ),
        migrations.CreateModel(
            name="Incoming",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("provider_id", models.CharField(max_length=80, unique=True)),
                ("channel", models.CharField(choices=[("email", "Email"), ("sms", "Sms")], max_length=10)),
                ("sender", models.CharField(max_length=254)),
                ("receiver", models.CharField(max_length=254)),
                ("body", models.TextField()),
                ("came_at", models.DateTimeField()),
                ("handled_at", models.DateTimeField(null=True)),
                ("became", models.CharField(default="", max_length=20)),
            ],
            options={
                "indexes": [models.Index(fields=["came_at"], name="infra_incoming_came")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("handled_at__isnull", True),
                            models.Q(("body", ""), ("sender", "")),
                            _connector="OR",
                        ),
                        name="infra_incoming_handled_is_forgotten",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Number",
            fields=[
                ("number", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("language", models.CharField(default="en", max_length=10)),
                ("told_at", models.DateTimeField(null=True)),
                ("stopped_at", models.DateTimeField(null=True)),
                ("failed_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.RunSQL(
            only_functions("infra_incoming") + only_functions("infra_number"), migrations.RunSQL.noop
        ),
    ]
