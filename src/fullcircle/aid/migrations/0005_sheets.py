import uuid

import django.db.models.deletion
from django.db import migrations, models

from fullcircle.aid import functions


class Migration(migrations.Migration):
    dependencies = [
        ("aid", "0004_ledger"),
        ("people", "0002_wall"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sheet",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("keeper_id", models.UUIDField()),
                ("service_id", models.UUIDField()),
                ("code", models.CharField(max_length=6)),
                ("day", models.DateField()),
                ("made_at", models.DateTimeField()),
                ("made_by", models.UUIDField(null=True)),
                ("typed_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["keeper_id", "-day"], name="aid_sheet_keeper")],
                "constraints": [
                    models.UniqueConstraint(fields=("keeper_id", "code"), name="aid_sheet_code_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SheetLine",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("keeper_id", models.UUIDField()),
                ("number", models.PositiveSmallIntegerField()),
                ("came", models.BooleanField(null=True)),
                (
                    "delivered",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="aid.delivered",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="aid.sheet"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("sheet", "number"), name="aid_sheetline_number_once")
                ],
            },
        ),
        migrations.RunSQL(functions.SHEET, migrations.RunSQL.noop),
    ]
