"""Whether a link was answered a moment ago."""

from django.db import migrations

from fullcircle.access import functions
from fullcircle.access.functions import owned_by_definer

ANSWERED = "access_link_just_answered(text, timestamptz, timestamptz)"


class Migration(migrations.Migration):
    dependencies = [("access", "0004_failed_text")]
    operations = [
        migrations.RunSQL(functions.LINK_JUST_ANSWERED + owned_by_definer(ANSWERED), migrations.RunSQL.noop)
    ]
