"""What the serving role may do with these tables, and the triggers that hold whose words are whose."""

from django.db import migrations

from fullcircle.access.functions import owned_by_definer
from fullcircle.partnerships import functions


class Migration(migrations.Migration):
    dependencies = [("partnerships", "0001_initial"), ("collaborative", "0002_votes")]
    operations = [
        migrations.RunSQL(functions.GRANTS, migrations.RunSQL.noop),
        migrations.RunSQL(functions.TRIGGERS, migrations.RunSQL.noop),
        migrations.RunSQL(owned_by_definer(*functions.INNER, callable_by_app=False), migrations.RunSQL.noop),
    ]
