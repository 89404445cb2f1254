import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
        ("referrals", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Unit",
            fields=[
                ("service_id", models.UUIDField(primary_key=True, serialize=False)),
                ("organization_id", models.UUIDField()),
                ("kind", models.CharField(max_length=10)),
                ("name", models.CharField(max_length=60)),
                ("usual", models.PositiveIntegerField(default=1)),
                ("in_ledger", models.BooleanField(default=False)),
                ("said_at", models.DateTimeField()),
                ("said_by", models.UUIDField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["box", "meal", "ride", "night", "time", "money", "goods", "other"])
                        ),
                        name="aid_unit_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("usual__gte", 1)), name="aid_unit_usual_is_some"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivered",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("service_id", models.UUIDField()),
                ("keeper_id", models.UUIDField()),
                ("label", models.CharField(blank=True, default="", max_length=10)),
                ("what", models.CharField(max_length=120)),
                ("quantity", models.PositiveIntegerField(default=1)),
                ("household", models.PositiveSmallIntegerField(null=True)),
                ("zip", models.CharField(blank=True, default="", max_length=5)),
                ("delivered_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.UUIDField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_by", models.UUIDField(null=True)),
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
                    "referral",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delivered",
                        to="referrals.referral",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["keeper_id", "-delivered_on"], name="aid_delivered_keeper"),
                    models.Index(fields=["person", "-delivered_on"], name="aid_delivered_person"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gte", 1)), name="aid_delivered_some"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("referral__isnull", True), ("person__isnull", False), _connector="OR"
                        ),
                        name="aid_delivered_of_a_request_names_its_person",
                    ),
                ],
            },
        ),
    ]
