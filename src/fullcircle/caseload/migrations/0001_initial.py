"""Calls, needs put aside, goals, introductions, words on how good requests were, and views."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0006_words_in_texts"),
        ("referrals", "0009_paper"),
    ]

    operations = [
        migrations.CreateModel(
            name="Goal",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                (
                    "steward_id",
                    models.UUIDField(
                        db_default=models.Value(uuid.UUID("00000000-0000-0000-0000-000000000000")),
                        editable=False,
                    ),
                ),
                ("label", models.CharField(db_default="", editable=False, max_length=10)),
                ("words", models.CharField(max_length=300)),
                ("wanted_by", models.DateField(null=True)),
                ("made_by", models.UUIDField(null=True)),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_how", models.CharField(blank=True, default="", max_length=10)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="GoalStep",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                (
                    "steward_id",
                    models.UUIDField(
                        db_default=models.Value(uuid.UUID("00000000-0000-0000-0000-000000000000")),
                        editable=False,
                    ),
                ),
                ("label", models.CharField(db_default="", editable=False, max_length=10)),
                ("words", models.CharField(max_length=200)),
                ("by_helper", models.BooleanField(default=False)),
                ("due_on", models.DateField(null=True)),
                ("made_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "goal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="caseload.goal"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Handoff",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("source_id", models.UUIDField()),
                ("target_id", models.UUIDField()),
                ("means", models.CharField(max_length=10)),
                ("meets_at", models.DateTimeField()),
                ("place", models.CharField(blank=True, default="", max_length=120)),
                ("source_who", models.CharField(blank=True, default="", max_length=80)),
                ("target_who", models.CharField(blank=True, default="", max_length=80)),
                ("source_said_at", models.DateTimeField(null=True)),
                ("target_said_at", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_how", models.CharField(blank=True, default="", max_length=12)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handoffs",
                        to="referrals.referral",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Rating",
            fields=[
                (
                    "referral",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="rating",
                        serialize=False,
                        to="referrals.referral",
                    ),
                ),
                ("source_id", models.UUIDField()),
                ("target_id", models.UUIDField()),
                ("reached", models.BooleanField(null=True)),
                ("eligible", models.BooleanField(null=True)),
                ("informed", models.BooleanField(null=True)),
                ("said_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Snooze",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                (
                    "steward_id",
                    models.UUIDField(
                        db_default=models.Value(uuid.UUID("00000000-0000-0000-0000-000000000000")),
                        editable=False,
                    ),
                ),
                ("label", models.CharField(db_default="", editable=False, max_length=10)),
                ("until_on", models.DateField()),
                ("reason", models.CharField(max_length=20)),
                ("note", models.CharField(blank=True, default="", max_length=200)),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "need",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="snoozes",
                        to="referrals.need",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="View",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("user_id", models.UUIDField()),
                ("organization_id", models.UUIDField()),
                ("name", models.CharField(max_length=40)),
                ("query", models.CharField(max_length=200)),
                ("made_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at", None)),
                        fields=("user_id", "organization_id", "name"),
                        name="caseload_view_name_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Call",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                (
                    "steward_id",
                    models.UUIDField(
                        db_default=models.Value(uuid.UUID("00000000-0000-0000-0000-000000000000")),
                        editable=False,
                    ),
                ),
                ("label", models.CharField(db_default="", editable=False, max_length=10)),
                ("means", models.CharField(max_length=10)),
                ("result", models.CharField(max_length=20)),
                ("note", models.CharField(blank=True, default="", max_length=300)),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person", "-made_at"], name="caseload_call_person")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "result__in",
                                ["reached", "no-answer", "left-word", "somebody-else", "wrong-number"],
                            )
                        ),
                        name="caseload_call_result_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("means__in", ["call", "visit", "video"])),
                        name="caseload_call_means_is_known",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="goal",
            index=models.Index(fields=["person", "made_at"], name="caseload_goal_person"),
        ),
        migrations.AddConstraint(
            model_name="goal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("ended_how", "")),
                    models.Q(("ended_at__isnull", False), ("ended_how__in", ["reached", "let-go"])),
                    _connector="OR",
                ),
                name="caseload_goal_end_and_how_go_together",
            ),
        ),
        migrations.AddIndex(
            model_name="handoff",
            index=models.Index(
                condition=models.Q(("ended_at", None)), fields=["source_id"], name="caseload_handoff_source"
            ),
        ),
        migrations.AddConstraint(
            model_name="handoff",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("referral",), name="caseload_handoff_one_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="handoff",
            constraint=models.CheckConstraint(
                condition=models.Q(("means__in", ["call", "visit", "video"])),
                name="caseload_handoff_means_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="handoff",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("ended_how", "")),
                    models.Q(
                        ("ended_at__isnull", False), ("ended_how__in", ["happened", "missed", "called-off"])
                    ),
                    _connector="OR",
                ),
                name="caseload_handoff_end_and_how_go_together",
            ),
        ),
        migrations.AddConstraint(
            model_name="handoff",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_how", "happened"), _negated=True),
                    models.Q(("source_said_at__isnull", False), ("target_said_at__isnull", False)),
                    _connector="OR",
                ),
                name="caseload_handoff_happened_was_agreed",
            ),
        ),
        migrations.AddConstraint(
            model_name="snooze",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("need",), name="caseload_snooze_one_a_need"
            ),
        ),
        migrations.AddConstraint(
            model_name="snooze",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "reason__in",
                        ["person-asked", "person-away", "in-hospital", "papers", "day-set", "other"],
                    )
                ),
                name="caseload_snooze_reason_is_known",
            ),
        ),
    ]
