"""What comes in by text and mail, and the codes by which questions are answered."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from fullcircle.access import incoming
from fullcircle.access.functions import owned_by_definer

WALL = """
alter table access_replycode enable row level security, force row level security;
grant select, insert, update, delete on access_replycode to fullcircle_definer;
create policy definer on access_replycode to fullcircle_definer using (true) with check (true);
create policy backup on access_replycode for select to fullcircle_backup using (true);
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0002_wall"), ("infra", "0007_incoming")]
    operations = [
        migrations.CreateModel(
            name="ReplyCode",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("number", models.CharField(default="", max_length=20)),
                ("code", models.IntegerField(null=True)),
                ("language", models.CharField(default="en", max_length=10)),
                ("asked_at", models.DateTimeField()),
                ("mail_hash", models.TextField(default="")),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="access.link"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("code__isnull", False)),
                        fields=("number", "code"),
                        name="access_replycode_once_a_phone",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("mail_hash", ""), _negated=True),
                        fields=("mail_hash",),
                        name="access_replycode_once_a_mail",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("code__isnull", False), ("mail_hash", "")),
                            models.Q(("code__isnull", True), models.Q(("mail_hash", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="access_replycode_phone_or_mail",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            WALL + incoming.INCOMING + incoming.FAILED_TEXT + incoming.REPLY_CODES, migrations.RunSQL.noop
        ),
        migrations.RunSQL(owned_by_definer(*incoming.FUNCTIONS), migrations.RunSQL.noop),
    ]
