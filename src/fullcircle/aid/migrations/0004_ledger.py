from django.db import migrations

from fullcircle.access.functions import owned_by_definer
from fullcircle.aid import functions


class Migration(migrations.Migration):
    dependencies = [
        ("aid", "0003_cards"),
        ("directory", "0006_victim_services"),
        ("agreements", "0002_compile"),
    ]
    operations = [
        migrations.RunSQL(functions.LEDGER, migrations.RunSQL.noop),
        migrations.RunSQL(owned_by_definer("aid_given_lately(uuid, uuid)"), migrations.RunSQL.noop),
    ]
