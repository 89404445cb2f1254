"""How services did lately, as counts over the network: a count of people from 1 to 10 never leaves the database."""

from django.db import migrations

SQL = """
create function referrals_track_records(p_services uuid[], p_since timestamptz, p_until timestamptz)
returns table (service_id uuid, sent bigint, answered bigint, helped bigint, confirmed bigint)
language sql stable security definer set search_path = pg_catalog, public as $$
  select t.service_id, t.sent,
    case when t.answered between 1 and 10 then null else t.answered end,
    case when t.helped between 1 and 10 then null else t.helped end,
    case when t.confirmed between 1 and 10 then null else t.confirmed end
  from (
    select r.service_id, count(*) as sent, count(*) filter (where r.answer <> '') as answered,
      count(*) filter (where r.helped) as helped,
      count(*) filter (where r.helped and n.outcome = 'met') as confirmed
    from public.referrals_referral r join public.referrals_need n on n.id = r.need_id
      join public.directory_service s on s.id = r.service_id and s.label = ''
    where r.service_id = any (p_services) and r.sent_at >= p_since and r.sent_at < p_until and r.status <> 'entered-in-error'
      and (select public.access_kind()) is not null
    group by r.service_id
  ) t where t.sent >= 11
$$;
grant select on directory_service to fullcircle_definer;
alter function referrals_track_records(uuid[], timestamptz, timestamptz) owner to fullcircle_definer;
set role fullcircle_definer;
revoke all on function referrals_track_records(uuid[], timestamptz, timestamptz) from public;
grant execute on function referrals_track_records(uuid[], timestamptz, timestamptz) to fullcircle_app;
reset role;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0002_wall"), ("directory", "0002_grants")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
