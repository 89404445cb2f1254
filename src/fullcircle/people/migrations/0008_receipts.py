"""What became of the text that said that there is a message."""

from django.db import migrations, models

from fullcircle.access import wall
from fullcircle.access.functions import owned_by_definer
from fullcircle.people import thread_functions as functions

KEPT = (
    "id",
    "person_id",
    "steward_id",
    "label",
    "by_resident",
    "said_by",
    "channel",
    "text",
    "said_at",
    "told_by",
)


class Migration(migrations.Migration):
    dependencies = [("people", "0007_among")]
    operations = [
        migrations.AddField("threadmessage", "told_by", models.UUIDField(null=True)),
        migrations.RunSQL(
            "drop trigger a_stays on people_threadmessage;\n"
            + wall.stays("people_threadmessage", *KEPT)
            + functions.RECEIPTS,
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(owned_by_definer("people_thread_receipts(uuid[])"), migrations.RunSQL.noop),
    ]
