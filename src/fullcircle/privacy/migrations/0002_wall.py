from django.db import migrations

from fullcircle.access import wall
from fullcircle.access.functions import owned_by_definer
from fullcircle.access.wall import Protect

FOLLOWS = """
create function privacy_requests_follow() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  update public.privacy_request set steward_id = new.steward_id, label = new.label where person_id = new.id;
  return null;
end $$;
create trigger requests_follow after update of steward_id on people_person for each row
  when (old.steward_id is distinct from new.steward_id) execute function privacy_requests_follow();
"""
# Permissions of anybody that end soon and of which no notice was written: for jobs alone.
ENDING = """
create function privacy_ending_soon(p_within interval) returns table (person_id uuid, consents uuid[])
language sql stable security definer set search_path = pg_catalog, public as $$
  select c.person_id, array_agg(c.id order by c.ends_at, c.id) from public.access_consent c
  where (select public.access_kind()) = 'system' and c.effect = 'permit' and c.starts_at <= (select public.access_at())
    and c.ends_at > (select public.access_at()) and c.ends_at <= (select public.access_at()) + p_within
    and not exists (select 1 from public.access_event e where e.person_id = c.person_id and e.did = 'consent.remind'
      and e.detail->'consents' ? c.id::text)
  group by c.person_id
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_initial"), ("people", "0002_wall")]
    operations = [
        Protect("privacy_request", kind="access", label="label"),
        migrations.RunSQL(wall.keeps_part("privacy_request") + FOLLOWS + ENDING, migrations.RunSQL.noop),
        migrations.RunSQL(owned_by_definer("privacy_ending_soon(interval)"), migrations.RunSQL.noop),
        migrations.RunSQL(
            owned_by_definer("privacy_requests_follow()", callable_by_app=False), migrations.RunSQL.noop
        ),
    ]
