"""When a text was written that did not arrive: it tells the question that it asked from other news."""

from django.db import migrations

from fullcircle.access import incoming
from fullcircle.access.functions import owned_by_definer

DROPPED = "set role fullcircle_definer;\ndrop function infra_failed_text(uuid);\nreset role;\n"


class Migration(migrations.Migration):
    dependencies = [("access", "0003_incoming")]
    operations = [
        migrations.RunSQL(
            DROPPED + incoming.FAILED_TEXT + owned_by_definer("infra_failed_text(uuid)"),
            migrations.RunSQL.noop,
        )
    ]
