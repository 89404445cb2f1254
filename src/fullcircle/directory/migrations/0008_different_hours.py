"""Days with other hours."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

# Said by the organization's own staff, and the hub; taken back by an end, never deleted.
SQL = """
grant select, insert, update on directory_differenthours to fullcircle_app;

create function directory_hours_are_ours() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if current_user = 'fullcircle_app' and (tg_op = 'UPDATE' and old.organization_id <> new.organization_id
      or not coalesce(access_kind() = 'user' and (access_organization() = new.organization_id or access_has('hub')), false)) then
    raise insufficient_privilege using message = 'directory_hours_are_ours: not for this actor';
  end if;
  return new;
end $$;
revoke all on function directory_hours_are_ours() from public;
create trigger ours before insert or update on directory_differenthours for each row execute function directory_hours_are_ours();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0007_labels"),
    ]

    operations = [
        migrations.CreateModel(
            name="DifferentHours",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("first_on", models.DateField()),
                ("last_on", models.DateField()),
                ("opens_at", models.TimeField(null=True)),
                ("closes_at", models.TimeField(null=True)),
                ("yearly", models.BooleanField(default=False)),
                ("why", models.CharField(blank=True, default="", max_length=120)),
                ("said_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="different_hours",
                        to="directory.organization",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="different_hours",
                        to="directory.service",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last_on__gte", models.F("first_on")), ("yearly", True), _connector="OR"
                        ),
                        name="directory_differenthours_end_after_they_begin",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closes_at__isnull", True), ("opens_at__isnull", True)),
                            models.Q(("closes_at__isnull", False), ("opens_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="directory_differenthours_both_times_or_none",
                    ),
                ],
            },
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
