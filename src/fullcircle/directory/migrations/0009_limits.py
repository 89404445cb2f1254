"""How many at once, and how many new ones a week."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0008_different_hours"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="capacity",
            name="directory_capacity_state_is_known",
        ),
        migrations.AddField(
            model_name="capacity",
            name="maximum",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="capacity",
            name="weekly_limit",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name="capacity",
            name="state",
            field=models.CharField(
                blank=True,
                choices=[
                    ("open", "Open"),
                    ("limited", "Limited"),
                    ("wait-list", "Wait List"),
                    ("closed", "Closed"),
                ],
                default="",
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="capacity",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["", "open", "limited", "wait-list", "closed"])),
                name="directory_capacity_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="capacity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("maximum", None), ("maximum__gte", 1), _connector="OR"),
                    models.Q(("weekly_limit", None), ("weekly_limit__gte", 1), _connector="OR"),
                ),
                name="directory_capacity_limits_are_sensible",
            ),
        ),
    ]
