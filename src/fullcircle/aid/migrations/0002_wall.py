from django.db import migrations

from fullcircle.aid import functions


class Migration(migrations.Migration):
    dependencies = [
        ("aid", "0001_initial"),
        ("access", "0002_wall"),
        ("people", "0002_wall"),
        ("referrals", "0002_wall"),
    ]
    operations = [migrations.RunSQL(functions.DELIVERED + functions.UNIT, migrations.RunSQL.noop)]
