from django.db import migrations

from fullcircle.access.wall import Protect


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_initial"), ("people", "0002_wall")]
    operations = [
        migrations.RunSQL(
            "grant select, insert, update on assessments_form to fullcircle_app", migrations.RunSQL.noop
        ),
        Protect("assessments_response", kind="assessment"),
    ]
