import uuid

from django.db import migrations, models

from fullcircle.aid import functions


class Migration(migrations.Migration):
    dependencies = [
        ("aid", "0005_sheets"),
    ]

    operations = [
        migrations.CreateModel(
            name="Import",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("keeper_id", models.UUIDField()),
                ("name", models.CharField(max_length=120)),
                ("header", models.JSONField(default=list)),
                ("columns", models.JSONField(default=list)),
                ("rows", models.JSONField(default=list)),
                ("results", models.JSONField(default=list)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.UUIDField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.RunSQL(functions.IMPORT, migrations.RunSQL.noop),
    ]
