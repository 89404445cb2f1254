"""Who says that a service is protected, that an organization serves survivors, or where its requests are sent.

The directory is public knowledge and has no row security; but what it says here decides what of people is shown.
"""

from django.db import migrations

SQL = """
-- The command line, the hub, and the organization's own administrator; of the address for requests, its staff.
create function directory_label_stays() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare
  before jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  after jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  whose uuid := (before->>tg_argv[0])::uuid;
begin
  if current_user = 'fullcircle_app' and access_kind() is distinct from 'system' and not coalesce(access_kind() = 'user' and (
      access_organization() = whose and (coalesce(tg_argv[1] = 'staff', false) or access_has('administrator')) or access_has('hub')), false) then
    raise insufficient_privilege using message = 'directory_label_stays: not for this actor';
  end if;
  return coalesce(new, old);
end $$;
revoke all on function directory_label_stays() from public;

create trigger label_stays before update on directory_service for each row
  when (old.label is distinct from new.label or old.organization_id is distinct from new.organization_id or old.id <> new.id)
  execute function directory_label_stays('organization_id');
create trigger label_stays_too before delete on directory_service for each row
  when (old.label <> '') execute function directory_label_stays('organization_id');
create trigger label_stays before update on directory_organization for each row
  when (old.victim_services is distinct from new.victim_services or old.id <> new.id)
  execute function directory_label_stays('id');
create trigger email_stays before update on directory_organization for each row
  when (old.email is distinct from new.email) execute function directory_label_stays('id', 'staff');
create trigger label_stays_too before delete on directory_organization for each row
  when (old.victim_services) execute function directory_label_stays('id');
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0006_victim_services"), ("access", "0002_wall")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
