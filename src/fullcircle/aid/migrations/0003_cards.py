import uuid

import django.db.models.deletion
from django.db import migrations, models

from fullcircle.aid import functions


class Migration(migrations.Migration):
    dependencies = [
        ("aid", "0002_wall"),
        ("people", "0002_wall"),
    ]

    operations = [
        migrations.CreateModel(
            name="Card",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("keeper_id", models.UUIDField()),
                ("code", models.CharField(max_length=8)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.UUIDField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("keeper_id", "code"), name="aid_card_code_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("keeper_id", "person"),
                        name="aid_card_one_a_person",
                    ),
                ],
            },
        ),
        migrations.RunSQL(functions.CARD, migrations.RunSQL.noop),
    ]
