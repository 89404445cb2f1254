"""The network's rates, counted by functions for its hub alone, over what is open to it for the purpose that it acts for.
People in small cells are not counted out of the database, and what is protected is not counted at all."""

from django.db import migrations

from fullcircle.access import wall

# The very condition of row security, so that a figure counts what the list behind it shows.
NEED = wall.seen("n", kind="need", label="label", need="id")
REFERRAL = wall.seen(
    "r",
    kind="referral",
    keepers=("keeper_id", "shared_with_id"),
    label="label",
    need="need_id",
    referral="id",
)

SQL = f"""
grant select on accounts_community to fullcircle_definer;

create function referrals_for_the_hub() returns boolean language sql stable security definer set search_path = pg_catalog, public as $$
  select coalesce((select public.access_kind()) in ('user', 'clock')
    and (select public.access_organization()) = (select c.hub_id from public.accounts_community c), false)
$$;

create function referrals_rates(p_since timestamptz, p_until timestamptz)
returns table (sent bigint, answered bigint, helped bigint, void bigint, still_open bigint,
  wanted bigint, met bigint, confirmed bigint, asked bigint, replied bigint, could_not_ask bigint)
language sql stable security definer set search_path = pg_catalog, public as $$
  select sent.*, wanted.* from
    (select count(*), count(*) filter (where answer <> ''), count(*) filter (where status = 'completed' and helped),
       count(*) filter (where status = 'expired'),
       count(*) filter (where status in ('sent', 'in-review', 'accepted', 'wait-listed', 'in-progress', 'paused'))
     from public.referrals_referral r
     where sent_at >= p_since and sent_at < p_until and status <> 'entered-in-error' and label = ''
       and (select public.referrals_for_the_hub()) and ({REFERRAL})) sent,
    (select count(*), count(*) filter (where outcome in ('met', 'met-unconfirmed')),
       count(*) filter (where outcome = 'met' and reply = 'yes'),
       count(*) filter (where asked_at is not null and not could_not_ask),
       count(*) filter (where replied_at is not null), count(*) filter (where could_not_ask)
     from public.referrals_need n
     where found_at >= p_since and found_at < p_until and wants_help and label = '' and (select public.referrals_for_the_hub())
       and ({NEED})) wanted
$$;

create function referrals_unmet(p_since timestamptz, p_until timestamptz)
returns table (domain varchar, reason varchar, people bigint)
language sql stable security definer set search_path = pg_catalog, public as $$
  with cells as (
    select n.domain, r.reason, count(distinct n.person_id) as people
    from public.referrals_need n join public.referrals_referral r on r.need_id = n.id
    where n.label = '' and r.label = '' and n.wants_help and n.outcome in ('', 'partly-met', 'not-met') and r.status = 'declined'
      and r.sent_at >= p_since and r.sent_at < p_until and (select public.referrals_for_the_hub())
      and ({NEED}) and ({REFERRAL})
    group by n.domain, r.reason),
  placed as (select c.*, row_number() over (order by c.domain, c.reason) as place from cells c)
  select p.domain, p.reason, (select public.access_shown(array_agg(o.people order by o.place)) from placed o)[p.place]
  from placed p order by p.people desc, p.domain, p.reason limit 8
$$;
"""
FUNCTIONS = (
    "referrals_for_the_hub()",
    "referrals_rates(timestamptz, timestamptz)",
    "referrals_unmet(timestamptz, timestamptz)",
)
OWNED = "".join(
    f"alter function {name} owner to fullcircle_definer;\nset role fullcircle_definer;\n"
    f"revoke all on function {name} from public;\ngrant execute on function {name} to fullcircle_app;\nreset role;\n"
    for name in FUNCTIONS
)


class Migration(migrations.Migration):
    dependencies = [("referrals", "0003_track_records"), ("accounts", "0002_grants")]
    operations = [
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
        migrations.RunSQL(OWNED, migrations.RunSQL.noop),
    ]
