"""Who heard nothing: each person once, with all their needs; not who was asked whether help arrived."""

from django.db import migrations

from fullcircle.access.functions import owned_by_definer

SQL = """
set role fullcircle_definer;
drop function referrals_silent(timestamptz, timestamptz, text[], integer);
reset role;

-- Per person and keeper of their needs: the open ones of which they heard nothing since `p_before`, nor from time itself since
-- `p_told_before`.
create function referrals_silent(p_before timestamptz, p_told_before timestamptz, p_outcomes text[], p_most integer)
returns table (ids uuid[], person_id uuid, steward_id uuid)
language plpgsql stable security definer set search_path = pg_catalog, public as $$
begin
  perform public.access_jobs_only();
  return query select array_agg(n.id), n.person_id, n.steward_id from public.referrals_need n
    where n.wants_help and n.outcome = any (p_outcomes) and n.last_heard_at < p_before
      and (n.told_by_clock_at is null or n.told_by_clock_at < p_told_before)
      and not (n.asked_at is not null and n.replied_at is null and n.outcome = '')
    group by n.person_id, n.steward_id
    order by min(n.last_heard_at), n.person_id limit p_most;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0016_kept")]
    operations = [
        migrations.RunSQL(
            SQL + owned_by_definer("referrals_silent(timestamptz, timestamptz, text[], integer)"),
            migrations.RunSQL.noop,
        )
    ]
