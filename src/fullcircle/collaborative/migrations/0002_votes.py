"""What the serving role may do with the tables of the collaborative, and the functions and triggers of a vote."""

from django.db import migrations

from fullcircle.access.functions import owned_by_definer
from fullcircle.collaborative import functions


class Migration(migrations.Migration):
    dependencies = [("collaborative", "0001_initial"), ("accounts", "0002_grants")]
    operations = [
        migrations.RunSQL(functions.GRANTS, migrations.RunSQL.noop),
        migrations.RunSQL(functions.VOTING, migrations.RunSQL.noop),
        migrations.RunSQL(
            owned_by_definer(*functions.CALLED_BY_APP)
            + owned_by_definer(*functions.INNER, callable_by_app=False),
            migrations.RunSQL.noop,
        ),
    ]
