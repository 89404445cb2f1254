"""No time is kept with a place that put somebody on its wait list, who was taken on elsewhere is not without help, and kept
requests reach a place in the order in which they were sent."""

from django.db import migrations

from fullcircle.access import wall
from fullcircle.access.functions import owned_by_definer
from fullcircle.referrals.states import FINAL, Status

ENDED = ", ".join(f"'{status}'" for status in sorted({*FINAL, Status.WAIT_LISTED}))
# The very condition of row security, so that a figure counts what the list behind it shows.
NEED = wall.seen("n", kind="need", label="label", need="id")
REFERRAL, OTHER = (
    wall.seen(
        name,
        kind="referral",
        keepers=("keeper_id", "shared_with_id"),
        label="label",
        need="need_id",
        referral="id",
    )
    for name in ("r", "o")
)
SQL = f"""
-- Who makes a trigger must be able to call its function.
set role fullcircle_definer;
grant execute on function referrals_appointments_end() to session_user;
reset role;
drop trigger appointments_end on referrals_referral;
create trigger appointments_end after update of status on referrals_referral for each row
  when (old.status is distinct from new.status and new.status in ({ENDED})) execute function referrals_appointments_end();

set role fullcircle_definer;
revoke execute on function referrals_appointments_end() from session_user;
create or replace function referrals_unmet(p_since timestamptz, p_until timestamptz)
returns table (domain varchar, reason varchar, people bigint)
language sql stable security definer set search_path = pg_catalog, public as $$
  with cells as (
    select n.domain, r.reason, count(distinct n.person_id) as people
    from public.referrals_need n join public.referrals_referral r on r.need_id = n.id
    where n.label = '' and r.label = '' and n.wants_help and n.outcome in ('', 'partly-met', 'not-met') and r.status = 'declined'
      and r.sent_at >= p_since and r.sent_at < p_until and (select public.referrals_for_the_hub())
      and ({NEED}) and ({REFERRAL})
      and not exists (select 1 from public.referrals_referral o where o.need_id = n.id and o.label = ''
        and (o.status in ('accepted', 'in-progress', 'paused') or o.status = 'completed' and n.outcome = '') and ({OTHER}))
    group by n.domain, r.reason),
  placed as (select c.*, row_number() over (order by c.domain, c.reason) as place from cells c)
  select p.domain, p.reason, (select public.access_shown(array_agg(o.people order by o.place)) from placed o)[p.place]
  from placed p order by p.people desc, p.domain, p.reason limit 8
$$;

create or replace function referrals_places(p_services uuid[], p_at timestamptz)
returns table (service_id uuid, free integer, left_of_week integer)
language sql stable security definer set search_path = pg_catalog, public as $$
  select s.id,
    case when c.maximum is not null then greatest(0, c.maximum - (select count(*) from public.referrals_referral r
      where r.service_id = s.id and r.status in ('sent', 'in-review', 'accepted', 'in-progress', 'paused')
        and r.asks_at <= p_at))::integer end,
    case when c.room_this_week is not null then greatest(0, c.room_this_week - (select count(*) from public.referrals_referral r
      where r.service_id = s.id and r.asks_at >= coalesce(c.counted_from, c.said_at) and r.asks_at <= p_at
        and r.status <> 'entered-in-error'))::integer end
  from public.directory_service s join public.directory_capacity c on c.service_id = s.id
  where s.id = any (p_services) and s.label = '' and (c.maximum is not null or c.room_this_week is not null)
$$;
reset role;

-- When the last of those who wait for a week with room has its turn: nobody who asks later is earlier.
create function referrals_last_turn(p_service uuid) returns timestamptz
language sql stable security definer set search_path = pg_catalog, public as $$
  select max(r.asks_at) from public.referrals_referral r join public.directory_service s on s.id = r.service_id
  where r.service_id = p_service and s.label = '' and public.access_kind() is not null
    and r.status = 'sent' and r.shared_with_id is null and r.clock = 'ask'
$$;

-- How many reached a service since, without the urgent ones, which wait for no turn; until the transaction ends nobody else
-- counts the same.
create function referrals_came(p_service uuid, p_since timestamptz) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, public as $$
begin
  if public.access_kind() is distinct from 'clock' then return null; end if;
  perform pg_advisory_xact_lock(hashtextextended('referrals_turns:' || p_service, 0));
  return (select count(*) from public.referrals_referral r where r.service_id = p_service and r.asks_at >= p_since
    and r.shared_with_id is not null and not r.urgent and r.status <> 'entered-in-error')::integer;
end $$;

-- Time: which services have requests that wait for a week with room, and these in their order, but for those that somebody
-- else has in hand just now. Ids alone, for jobs alone.
create function referrals_keeping() returns setof uuid
language plpgsql stable security definer set search_path = pg_catalog, public as $$
begin
  perform public.access_jobs_only();
  return query select distinct r.service_id from public.referrals_referral r
    where r.status = 'sent' and r.shared_with_id is null and r.clock = 'ask' and r.label = '';
end $$;
create function referrals_kept(p_service uuid) returns table (id uuid, asks_at timestamptz)
language plpgsql volatile security definer set search_path = pg_catalog, public as $$
begin
  perform public.access_jobs_only();
  return query select r.id, r.asks_at from public.referrals_referral r
    where r.service_id = p_service and r.status = 'sent' and r.shared_with_id is null and r.clock = 'ask' and r.label = ''
    order by r.asks_at, r.sent_at, r.id for update skip locked;
end $$;
create function referrals_moves_up(p_referral uuid, p_at timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  perform public.access_jobs_only();
  update public.access_consent c set starts_at = p_at
  from public.referrals_referral r
  where r.id = p_referral and c.referral_id = r.id and c.starts_at = r.asks_at and p_at < r.asks_at
    and r.status = 'sent' and r.shared_with_id is null and r.clock = 'ask';
  update public.referrals_referral r set asks_at = p_at, clock_at = p_at
  where r.id = p_referral and p_at < r.asks_at and r.status = 'sent' and r.shared_with_id is null and r.clock = 'ask';
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0011_counted_from"), ("referrals", "0015_rank")]
    operations = [
        migrations.RunSQL(
            SQL
            + owned_by_definer(
                "referrals_last_turn(uuid)",
                "referrals_came(uuid, timestamptz)",
                "referrals_keeping()",
                "referrals_kept(uuid)",
                "referrals_moves_up(uuid, timestamptz)",
            ),
            migrations.RunSQL.noop,
        )
    ]
