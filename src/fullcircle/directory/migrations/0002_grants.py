from django.db import migrations

TABLES = "organization location service serviceatlocation phone schedule language servicearea requireddocument capacity"


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial"), ("access", "0002_wall")]
    operations = [
        migrations.RunSQL(
            f"grant select, insert, update, delete on {', '.join(f'directory_{name}' for name in TABLES.split())}"
            " to fullcircle_app",
            migrations.RunSQL.noop,
        )
    ]
