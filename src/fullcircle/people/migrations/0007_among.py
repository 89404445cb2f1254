"""Whom nobody can write to, asked of the people of a page alone."""

from django.db import migrations

from fullcircle.access.functions import owned_by_definer
from fullcircle.people import thread_functions as functions


class Migration(migrations.Migration):
    dependencies = [("people", "0006_words_in_texts")]

    operations = [
        migrations.RunSQL(functions.AMONG, migrations.RunSQL.noop),
        migrations.RunSQL(owned_by_definer("people_not_to_be_written_to(uuid[])"), migrations.RunSQL.noop),
    ]
