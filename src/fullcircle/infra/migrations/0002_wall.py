"""Messages are written by anyone with the `app` role and read by the delivery function alone."""

from django.db import migrations

WALL = """
alter table infra_message enable row level security, force row level security;
grant insert on infra_message to fullcircle_app;
create policy added on infra_message for insert to fullcircle_app with check (sent_at is null and failed_at is null);
grant select, update on infra_message to fullcircle_definer;
create policy definer on infra_message to fullcircle_definer using (true) with check (true);
create policy backup on infra_message for select to fullcircle_backup using (true);

create function infra_take_message(p_id uuid) returns infra_message
language sql security definer set search_path = pg_catalog, public as $$
  select m.* from public.infra_message m where m.id = p_id and m.sent_at is null and m.failed_at is null for update skip locked
$$;

create function infra_message_done(p_id uuid, p_sent boolean, p_given_up boolean, p_failure text) returns void
language sql security definer set search_path = pg_catalog, public as $$
  update public.infra_message set attempts = attempts + 1, failure = p_failure,
    sent_at = case when p_sent then clock_timestamp() end, failed_at = case when p_given_up then clock_timestamp() end
  where id = p_id and sent_at is null and failed_at is null
$$;

-- The demo's outbox page; nobody may call it until `fullcircle demo` says so.
create function infra_recent_messages(p_most integer) returns setof infra_message
language sql stable security definer set search_path = pg_catalog, public as $$
  select m.* from public.infra_message m order by m.written_at desc limit p_most
$$;
"""

FUNCTIONS = (
    "infra_take_message(uuid)",
    "infra_message_done(uuid, boolean, boolean, text)",
    "infra_recent_messages(integer)",
)


def owned(signature: str, *callers: str) -> str:
    calls = "".join(f"grant execute on function {signature} to {caller};\n" for caller in callers)
    return (
        f"alter function {signature} owner to fullcircle_definer;\nset role fullcircle_definer;\n"
        f"revoke all on function {signature} from public;\n{calls}reset role;\n"
    )


class Migration(migrations.Migration):
    dependencies = [("infra", "0001_initial")]
    operations = [
        migrations.RunSQL("grant create on schema public to fullcircle_definer", ""),
        migrations.RunSQL(WALL, migrations.RunSQL.noop),
        migrations.RunSQL(
            owned(FUNCTIONS[0], "fullcircle_app")
            + owned(FUNCTIONS[1], "fullcircle_app")
            + owned(FUNCTIONS[2]),
            migrations.RunSQL.noop,
        ),
    ]
