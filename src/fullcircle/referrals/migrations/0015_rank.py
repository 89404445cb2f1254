"""Among requests that were put before the same one, each stands where it was put."""

from django.db import migrations, models

from fullcircle.access.wall import stays

SQL = (
    "drop trigger a_stays on referrals_waitmove;\n"
    + stays(
        "referrals_waitmove", "id", "person_id", "referral_id", "keeper_id", "urgent", "due_on", "asks_at", "rank", "reason",
        "moved_by", "moved_at",
    )
    + """
set role fullcircle_definer;
create or replace function referrals_in_order(p_target uuid)
returns table (referral_id uuid, service_id uuid, place bigint, urgent boolean, due_on date, asks_at timestamptz, reason varchar)
language sql stable security definer set search_path = pg_catalog, public as $$
  with waiting as (
    select r.id, r.service_id, coalesce(m.urgent, r.urgent) as urgent, case when m.id is null then n.due_on else m.due_on end as due_on,
      coalesce(m.asks_at, r.asks_at) as asks_at, coalesce(m.rank, 0) as rank, m.moved_at, coalesce(m.reason, '') as reason
    from public.referrals_referral r join public.referrals_need n on n.id = r.need_id
    left join public.referrals_waitmove m on m.referral_id = r.id and m.ended_at is null
    where r.target_id = p_target and r.status = 'wait-listed')
  select w.id, w.service_id,
    row_number() over (partition by w.service_id
      order by w.urgent desc, w.due_on nulls last, w.asks_at, w.rank, w.moved_at desc nulls last, w.id),
    w.urgent, w.due_on, w.asks_at, w.reason
  from waiting w
$$;
reset role;
"""
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("referrals", "0014_intake")]

    operations = [
        migrations.AddField(model_name="waitmove", name="rank", field=models.FloatField(default=0)),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
