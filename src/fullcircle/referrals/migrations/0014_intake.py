"""An organization's own intake questions, and what it wrote down: its record, and the person's to read."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from fullcircle.access.wall import secured, stays

OURS = "keeper_id = (select access_organization()) and (select access_kind()) = 'user'"
ASKED = (
    "exists (select 1 from referrals_referral r where r.id = referrals_intakeanswers.referral_id"
    " and r.person_id = referrals_intakeanswers.person_id and r.target_id = referrals_intakeanswers.keeper_id)"
)
SPEAKS = """(select access_kind()) = 'user' and organization_id = (select access_organization())
  and exists (select 1 from directory_service s where s.id = referrals_intakeform.service_id
    and s.organization_id = referrals_intakeform.organization_id)"""
SQL = (
    # The questions say nothing of anybody: who reads answers reads the questions they were given to.
    secured("referrals_intakeform", seen="true", written=SPEAKS, grant="select, insert, update")
    + stays("referrals_intakeform", "id", "service_id", "organization_id", "resource", "said_by", "said_at")
    + secured(
        "referrals_intakeanswers",
        seen=f"(person_id = (select access_person()) or {OURS}) and (select access_record()) is null",
        written=f"{OURS} and {ASKED}",
        grant="select, insert, update",
    )
    + stays(
        "referrals_intakeanswers", "id", "person_id", "referral_id", "keeper_id", "form_id", "answers", "asked_by", "asked_at"
    )
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("people", "0006_words_in_texts"), ("referrals", "0013_waiting")]

    operations = [
        migrations.CreateModel(
            name="IntakeForm",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("service_id", models.UUIDField()),
                ("organization_id", models.UUIDField()),
                ("resource", models.JSONField()),
                ("said_by", models.UUIDField(null=True)),
                ("said_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("service_id",),
                        name="referrals_intakeform_one_a_service",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="IntakeAnswers",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("keeper_id", models.UUIDField()),
                ("answers", models.JSONField()),
                ("asked_by", models.UUIDField(null=True)),
                ("asked_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="referrals.intakeform",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.referral"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("referral",),
                        name="referrals_intakeanswers_one_a_request",
                    )
                ],
            },
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
