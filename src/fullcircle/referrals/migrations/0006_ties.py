"""Who sends people to whom between organizations of the table, counted by one function for the hub alone: of what is open to
it, answered, and not protected. People in small cells are not counted out of the database."""

import importlib

from django.db import migrations

from fullcircle.access.functions import owned_by_definer

REFERRAL = importlib.import_module("fullcircle.referrals.migrations.0004_rates").REFERRAL

SQL = f"""
create function referrals_ties(p_organizations uuid[], p_since timestamptz, p_until timestamptz)
returns table (source uuid, target uuid, people bigint)
language sql stable security definer set search_path = pg_catalog, public as $$
  with cells as (
    select r.source_id, r.target_id, count(distinct r.person_id) as people
    from public.referrals_referral r
    where r.source_id = any (p_organizations) and r.target_id = any (p_organizations) and r.source_id <> r.target_id
      and r.label = '' and r.answer <> '' and r.status <> 'entered-in-error' and r.sent_at >= p_since and r.sent_at < p_until
      and not exists (select 1 from public.directory_service s where s.id = r.service_id and s.label <> '')
      and (select public.referrals_for_the_hub()) and ({REFERRAL})
    group by r.source_id, r.target_id),
  placed as (select c.*, row_number() over (order by c.source_id, c.target_id) as place from cells c),
  shown as (select p.source_id, p.target_id,
      (select public.access_shown(array_agg(o.people order by o.place)) from placed o)[p.place] as people from placed p)
  select s.source_id, s.target_id, s.people from shown s where s.people is not null order by s.people desc, s.source_id, s.target_id
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0005_leaving")]
    operations = [
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
        migrations.RunSQL(
            owned_by_definer("referrals_ties(uuid[], timestamptz, timestamptz)"), migrations.RunSQL.noop
        ),
    ]
