"""Row security of grievances: the reviewer's organization reads, and functions do everything else."""

from django.db import migrations

from fullcircle.access.functions import owned_by_definer
from fullcircle.grievances import functions


class Migration(migrations.Migration):
    dependencies = [
        ("grievances", "0001_initial"),
        ("collaborative", "0002_votes"),
        ("directory", "0007_labels"),
    ]
    operations = [
        migrations.RunSQL(
            functions.CHOOSING + functions.WALL + functions.FILING + functions.REVIEWING,
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            owned_by_definer(*functions.CALLED_BY_APP)
            + owned_by_definer(*functions.INNER, callable_by_app=False),
            migrations.RunSQL.noop,
        ),
    ]
