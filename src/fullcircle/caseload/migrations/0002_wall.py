from django.db import migrations

from fullcircle.access.functions import owned_by_definer
from fullcircle.caseload import functions


class Migration(migrations.Migration):
    dependencies = [
        ("caseload", "0001_initial"),
        ("access", "0002_wall"),
        ("people", "0004_thread"),
        ("referrals", "0009_paper"),
    ]
    operations = [
        migrations.RunSQL(functions.EVERYTHING, migrations.RunSQL.noop),
        migrations.RunSQL(
            owned_by_definer("caseload_parts_follow()", callable_by_app=False), migrations.RunSQL.noop
        ),
    ]
