from django.db import migrations

from fullcircle.access.functions import owned_by_definer

# Break-glass: one person, found by exact name and date of birth, opened for one user for hours. A protected person, one of a
# service for survivors and nobody at all answer alike, by the same search. Whoever is kept here already is not looked for.
# The same person may be kept at two places: the newest record is the one that knows how to reach them.
OPEN = """
create function people_emergency_open(p_id uuid, p_folded_name text, p_born_on date, p_reason text, p_ends_at timestamptz,
  p_is_told boolean, p_unsafe_because text, p_review_by timestamptz)
returns table (outcome text, person_id uuid, keeper_id uuid)
language plpgsql security definer set search_path = pg_catalog, public as $$
#variable_conflict use_column
declare
  here uuid := public.access_organization();
  me uuid := public.access_user();
  now_at timestamptz := public.access_at();
  who public.people_person%rowtype;
begin
  if here is null or me is null or public.access_kind() <> 'user' or public.access_record() is not null then
    raise insufficient_privilege using message = 'people_emergency_open: users of an organization only';
  end if;
  if length(btrim(p_reason)) < 20 or p_ends_at < now_at + interval '1 hour' or p_ends_at > now_at + interval '4 hours'
    or p_is_told = (btrim(p_unsafe_because) <> '') then
    raise check_violation using message = 'people_emergency_open: reason, hours or what the person is told';
  end if;
  perform pg_advisory_xact_lock(hashtextextended(me::text, 0));
  if (select count(*) from public.access_emergencytry t where t.user_id = me and t.tried_at > now_at - interval '1 hour') >= 5 then
    return query select 'too-many', null::uuid, null::uuid; return;
  end if;
  insert into public.access_emergencytry (id, user_id, tried_at) values (gen_random_uuid(), me, now_at);
  select p.* into who from public.people_person p
    join public.people_demographics d on d.person_id = p.id
    left join public.directory_organization o on o.id = p.steward_id
    where p.folded_name = p_folded_name and d.born_on = p_born_on and p.label = '' and p.steward_id <> here
      and not coalesce(o.victim_services, false)
    order by p.added_at desc, p.id limit 1;
  if who.id is null then
    return query select 'nobody', null::uuid, null::uuid; return;
  end if;
  insert into public.access_emergency (id, person_id, organization_id, user_id, keeper_id, reason, person_is_told, unsafe_because,
    starts_at, ends_at, review_by, finding, note)
  values (p_id, who.id, here, me, who.steward_id, btrim(p_reason), p_is_told, btrim(p_unsafe_because), now_at, p_ends_at, p_review_by, '', '');
  return query select 'open', who.id, who.steward_id;
end $$;
grant select on directory_organization to fullcircle_definer;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_wall"),
        ("directory", "0006_victim_services"),
    ]
    operations = [
        migrations.RunSQL(OPEN, migrations.RunSQL.noop),
        migrations.RunSQL(
            owned_by_definer(
                "people_emergency_open(uuid, text, date, text, timestamptz, boolean, text, timestamptz)"
            ),
            migrations.RunSQL.noop,
        ),
    ]
