"""How representatives are reached moves to a table of its own; row security on it, on the contact log and on disputes."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from fullcircle.access.functions import owned_by_definer
from fullcircle.collaborative import functions

MOVE = """
set constraints all immediate;
insert into collaborative_reach (representative_id, email, phone, needs)
select id, email, phone, needs from collaborative_representative;
"""


class Migration(migrations.Migration):
    dependencies = [("collaborative", "0002_votes")]
    operations = [
        migrations.CreateModel(
            name="Reach",
            fields=[
                (
                    "representative",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="reach",
                        serialize=False,
                        to="collaborative.representative",
                    ),
                ),
                ("email", models.EmailField(blank=True, default="", max_length=254)),
                ("phone", models.CharField(blank=True, default="", max_length=40)),
                (
                    "needs",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                ("digest_at", models.DateTimeField(null=True)),
                ("digest_stopped_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["digest_at"], name="collaborative_reach_digest")],
            },
        ),
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        migrations.RemoveField(model_name="representative", name="email"),
        migrations.RemoveField(model_name="representative", name="phone"),
        migrations.RemoveField(model_name="representative", name="needs"),
        migrations.AddField(
            model_name="dispute",
            name="between",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), default=list, size=None
            ),
        ),
        migrations.RunSQL(functions.KEEPS, migrations.RunSQL.noop),
        migrations.RunSQL(owned_by_definer("collaborative_keeps()"), migrations.RunSQL.noop),
        migrations.RunSQL(functions.WALL, migrations.RunSQL.noop),
        migrations.RunSQL(functions.RECOGNIZING, migrations.RunSQL.noop),
        migrations.RunSQL(owned_by_definer("collaborative_recognize()"), migrations.RunSQL.noop),
    ]
