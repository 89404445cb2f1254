"""The ledger counts the community's days, as the desk does: in the evening UTC is in the next one."""

from django.db import migrations

from fullcircle.aid import functions


class Migration(migrations.Migration):
    dependencies = [("aid", "0006_imports")]
    operations = [
        migrations.RunSQL(
            f"set role fullcircle_definer;\ncreate or replace {functions.GIVEN_LATELY}reset role;\n",
            migrations.RunSQL.noop,
        )
    ]
