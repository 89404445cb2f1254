"""Appointments with their reminders, and the calendars of staff that show them."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from fullcircle.access import wall
from fullcircle.access.functions import owned_by_definer
from fullcircle.access.wall import Protect, secured
from fullcircle.referrals.states import FINAL

ENDED = ", ".join(f"'{status}'" for status in sorted(FINAL))
MINE = "user_id = (select access_user()) and organization_id = (select access_organization()) and (select access_kind()) = 'user'"
OURS = "organization_id = (select access_organization()) and (select access_kind()) = 'user'"
SQL = (
    wall.keeps_label("referrals_appointment", "referral_id")
    + wall.stays("referrals_appointment", "id", "person_id", "referral_id", "keeper_id", "label", "zone", "made_at", "made_by")
    + secured("referrals_calendarfeed", seen=MINE, written=MINE, grant="select, insert, update")
    + wall.stays("referrals_calendarfeed", "id", "user_id", "organization_id", "token_hash", "made_at")
    + secured(
        "referrals_calendarnames", seen=OURS, written=f"{OURS} and access_has('administrator') and said_by = (select access_user())",
        grant="select, insert, update",
    )
    + wall.stays("referrals_calendarnames", "organization_id")
    + """
create trigger stays_ended before update on referrals_calendarfeed for each row
  when (old.ended_at is not null) execute function access_stays();
"""
    + f"""
-- Nobody plans for an organization that was not asked: the request says who that is.
create function referrals_appointment_begins() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if public.access_person() is not null or not exists (select 1 from public.referrals_referral r where r.id = new.referral_id and r.person_id = new.person_id
      and r.target_id = new.keeper_id and (r.shared_with_id = new.keeper_id or r.keeper_id = new.keeper_id)) then
    raise insufficient_privilege using message = 'referrals_appointment_begins: planned by who was asked';
  end if;
  return new;
end $$;
create trigger begins before insert on referrals_appointment for each row execute function referrals_appointment_begins();

-- A request that ends takes with it what was still to come; of what was before, somebody may still say whether they came.
create function referrals_appointments_end() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  update public.referrals_appointment a set clock = '', clock_at = null, said_at = public.access_at(),
    status = case when a.starts_at > public.access_at() then 'cancelled' else a.status end
  where a.referral_id = new.id and a.status = 'planned';
  return null;
end $$;
create trigger appointments_end after update of status on referrals_referral for each row
  when (old.status is distinct from new.status and new.status in ({ENDED})) execute function referrals_appointments_end();

-- Of which appointments the person is to be reminded, and who keeps each. Ids alone, for jobs alone.
create function referrals_appointments_due(p_at timestamptz, p_most integer) returns table (id uuid, keeper_id uuid)
language plpgsql stable security definer set search_path = pg_catalog, public as $$
begin
  perform public.access_jobs_only();
  return query select a.id, a.keeper_id from public.referrals_appointment a
    where a.clock_at <= p_at order by a.clock_at, a.id limit p_most;
end $$;
create function referrals_appointment_later(p_id uuid, p_at timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  perform public.access_jobs_only();
  update public.referrals_appointment a set clock_at = p_at where a.id = p_id and a.clock_at < p_at;
end $$;

-- Whose calendar an address shows. Who holds it has no session: the page then acts as that member of staff, or not at all.
create function referrals_feed_opens(p_hash text) returns table (user_id uuid, organization_id uuid)
language sql stable security definer set search_path = pg_catalog, public as $$
  select f.user_id, f.organization_id from public.referrals_calendarfeed f where f.token_hash = p_hash and f.ended_at is null
$$;
"""
    + owned_by_definer("referrals_appointment_begins()", "referrals_appointments_end()", callable_by_app=False)
    + owned_by_definer(
        "referrals_appointments_due(timestamptz, integer)",
        "referrals_appointment_later(uuid, timestamptz)",
        "referrals_feed_opens(text)",
    )
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("people", "0006_words_in_texts"), ("referrals", "0011_assignment")]

    operations = [
        migrations.CreateModel(
            name="CalendarNames",
            fields=[
                ("organization_id", models.UUIDField(primary_key=True, serialize=False)),
                ("allowed", models.BooleanField()),
                ("said_by", models.UUIDField()),
                ("said_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("user_id", models.UUIDField()),
                ("organization_id", models.UUIDField()),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("user_id", "organization_id"),
                        name="referrals_calendarfeed_one_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Appointment",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("keeper_id", models.UUIDField()),
                ("label", models.CharField(blank=True, default="", max_length=10)),
                ("starts_at", models.DateTimeField()),
                ("zone", models.CharField(max_length=60)),
                ("minutes", models.PositiveSmallIntegerField()),
                ("place", models.CharField(max_length=200)),
                ("with_whom", models.CharField(blank=True, default="", max_length=120)),
                ("user_id", models.UUIDField(null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("came", "Came"),
                            ("did-not-come", "Did Not Come"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="planned",
                        max_length=20,
                    ),
                ),
                ("reason", models.CharField(blank=True, default="", max_length=300)),
                ("moved", models.PositiveSmallIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.UUIDField(null=True)),
                ("said_at", models.DateTimeField()),
                ("clock", models.CharField(blank=True, default="", max_length=20)),
                ("clock_at", models.DateTimeField(null=True)),
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
                        related_name="appointments",
                        to="referrals.referral",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["referral", "starts_at"], name="referrals_appointment_referral"),
                    models.Index(fields=["keeper_id", "starts_at"], name="referrals_appointment_keeper"),
                    models.Index(
                        condition=models.Q(("clock_at__isnull", False)),
                        fields=["clock_at"],
                        name="referrals_appointment_clock",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["planned", "came", "did-not-come", "cancelled"])),
                        name="referrals_appointment_status_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gte", 5), ("minutes__lte", 600)),
                        name="referrals_appointment_lasts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("clock", ""), ("clock_at__isnull", True)),
                            models.Q(
                                models.Q(("clock", ""), _negated=True),
                                ("clock_at__isnull", False),
                                ("status", "planned"),
                            ),
                            _connector="OR",
                        ),
                        name="referrals_appointment_clock_runs_while_planned",
                    ),
                ],
            },
        ),
        Protect(
            "referrals_appointment",
            kind="referral",
            keepers=("keeper_id",),
            label="label",
            referral="referral_id",
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
