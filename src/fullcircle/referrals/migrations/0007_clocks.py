"""Clocks: what time does next with a request, and how long each step takes."""

import uuid

from django.db import migrations, models

from fullcircle.access.functions import owned_by_definer

SQL = """
grant select, insert, update, delete on referrals_clockamount to fullcircle_app;
grant select on referrals_clockamount to fullcircle_backup;

-- Amounts are set by the hub's managers alone.
create function referrals_amounts_by_hub() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if not (public.access_has('hub') and public.access_organization() = (select c.hub_id from public.accounts_community c)) then
    raise insufficient_privilege using message = 'referrals_amounts_by_hub: clocks are set by the hub';
  end if;
  return coalesce(new, old);
end $$;
create trigger by_hub before insert or update or delete on referrals_clockamount for each row
  execute function referrals_amounts_by_hub();

-- Which requests the clock is to be heard for, who keeps each, and who keeps its need. Ids alone, for jobs alone.
create function referrals_due(p_at timestamptz, p_most integer) returns table (id uuid, keeper_id uuid, steward_id uuid)
language plpgsql stable security definer set search_path = pg_catalog, public as $$
begin
  perform public.access_jobs_only();
  return query select r.id, r.keeper_id, n.steward_id
    from public.referrals_referral r join public.referrals_need n on n.id = r.need_id
    where r.clock_at <= p_at order by r.clock_at, r.id limit p_most;
end $$;

create function referrals_clock_later(p_id uuid, p_at timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  perform public.access_jobs_only();
  update public.referrals_referral r set clock_at = p_at where r.id = p_id and r.clock_at < p_at;
end $$;

-- Open needs whose resident heard nothing since `p_before`, nor from time itself since `p_told_before`.
create function referrals_silent(p_before timestamptz, p_told_before timestamptz, p_outcomes text[], p_most integer)
returns table (id uuid, person_id uuid, steward_id uuid)
language plpgsql stable security definer set search_path = pg_catalog, public as $$
begin
  perform public.access_jobs_only();
  return query select n.id, n.person_id, n.steward_id from public.referrals_need n
    where n.wants_help and n.outcome = any (p_outcomes) and n.last_heard_at < p_before
      and (n.told_by_clock_at is null or n.told_by_clock_at < p_told_before)
    order by n.last_heard_at, n.id limit p_most;
end $$;
"""
FUNCTIONS = (
    "referrals_due(timestamptz, integer)",
    "referrals_clock_later(uuid, timestamptz)",
    "referrals_silent(timestamptz, timestamptz, text[], integer)",
)


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_emergency"),
        ("referrals", "0006_ties"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="referral", name="referrals_referral_due"),
        migrations.CreateModel(
            name="ClockAmount",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("organization_id", models.UUIDField(null=True)),
                ("clock", models.CharField(max_length=20)),
                ("number", models.PositiveIntegerField()),
                ("said_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="need",
            name="told_by_clock_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="referral",
            name="clock",
            field=models.CharField(blank=True, db_default="", default="", max_length=20),
        ),
        migrations.AddField(
            model_name="referral",
            name="clock_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="referral",
            name="clock_began_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="referral",
            name="hub_since",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                condition=models.Q(("clock_at__isnull", False)),
                fields=["clock_at"],
                name="referrals_referral_clock",
            ),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                condition=models.Q(("hub_since__isnull", False)),
                fields=["hub_since"],
                name="referrals_referral_hub",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("clock", ""), ("clock_at__isnull", True)),
                    models.Q(
                        models.Q(("clock", ""), _negated=True),
                        ("clock_at__isnull", False),
                        ("clock_began_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="referrals_referral_clock_and_its_time_go_together",
            ),
        ),
        migrations.AddConstraint(
            model_name="clockamount",
            constraint=models.UniqueConstraint(
                models.F("clock"),
                models.F("organization_id"),
                name="referrals_clockamount_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="clockamount",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1), ("number__lte", 400)),
                name="referrals_clockamount_number_is_sensible",
            ),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
        migrations.RunSQL(
            owned_by_definer(*FUNCTIONS)
            + owned_by_definer("referrals_amounts_by_hub()", callable_by_app=False),
            migrations.RunSQL.noop,
        ),
    ]
