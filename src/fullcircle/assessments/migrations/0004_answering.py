"""Row security of campaigns, and the functions that take answers and give results."""

from django.db import migrations

from fullcircle.access.functions import owned_by_definer
from fullcircle.assessments import functions


class Migration(migrations.Migration):
    dependencies = [("assessments", "0003_campaigns"), ("accounts", "0002_grants"), ("access", "0002_wall")]
    operations = [
        migrations.RunSQL(functions.KEEPS, migrations.RunSQL.noop),
        migrations.RunSQL(functions.WALL, migrations.RunSQL.noop),
        migrations.RunSQL(
            functions.ANSWERING + functions.RESULTS + functions.HOLDING, migrations.RunSQL.noop
        ),
        migrations.RunSQL(
            owned_by_definer(*functions.CALLED_BY_APP)
            + owned_by_definer(*functions.INNER, callable_by_app=False),
            migrations.RunSQL.noop,
        ),
    ]
