"""No time is kept with a place that put somebody on its wait list, and who was taken on elsewhere is not without help."""

from django.db import migrations

from fullcircle.access import wall
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
reset role;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0015_rank")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
