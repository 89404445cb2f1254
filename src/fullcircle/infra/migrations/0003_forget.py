"""What a delivered message said is forgotten: it held a link that a copy of the database must not hold."""

from django.db import migrations

SQL = """
create function infra_message_forget(p_id uuid) returns void
language sql security definer set search_path = pg_catalog, public as $$
  update public.infra_message set body = '' where id = p_id and (sent_at is not null or failed_at is not null)
$$;
alter function infra_message_forget(uuid) owner to fullcircle_definer;
set role fullcircle_definer;
revoke all on function infra_message_forget(uuid) from public;
grant execute on function infra_message_forget(uuid) to fullcircle_app;
reset role;
"""


class Migration(migrations.Migration):
    dependencies = [("infra", "0002_wall")]
    operations = [migrations.RunSQL(SQL, "drop function infra_message_forget(uuid)")]
