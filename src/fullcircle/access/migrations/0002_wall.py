"""The signed actor, grants, events and links: functions owned by `definer`, row security forced."""

from django.db import migrations

from fullcircle.access import functions, wall

TABLES = f"""
alter table access_grant enable row level security, force row level security;
grant select on access_grant to fullcircle_app;
create policy seen on access_grant for select to fullcircle_app using (access_grant.grantee_id = (select access_grantee()));
grant select, insert, update on access_grant to fullcircle_definer;
create policy definer on access_grant to fullcircle_definer using (true) with check (true);
create policy backup on access_grant for select to fullcircle_backup using (true);

alter table access_event enable row level security, force row level security;
grant select, insert on access_event to fullcircle_app;
create policy seen on access_event for select to fullcircle_app using (
  (access_event.person_id is null and access_event.grantee_id = (select access_grantee()))
  or {wall.seen("access_event", kind=".data_class", need="need_id", referral="referral_id")});
create policy added on access_event for insert to fullcircle_app with check (
  access_event.actor_kind = (select access_kind())
  and access_event.user_id is not distinct from (select access_user())
  and access_event.grantee_id is not distinct from (select access_grantee()));
grant select on access_event to fullcircle_definer;
create policy definer on access_event for select to fullcircle_definer using (true);
create policy backup on access_event for select to fullcircle_backup using (true);

alter table access_link enable row level security, force row level security;
grant insert on access_link to fullcircle_app;
create policy added on access_link for insert to fullcircle_app with check ((select access_kind()) is not null and access_link.ended_at is null);
grant select, update on access_link to fullcircle_definer;
create policy definer on access_link to fullcircle_definer using (true) with check (true);
create policy backup on access_link for select to fullcircle_backup using (true);

grant select on access_seal to fullcircle_app;
grant select, insert on access_seal, access_sealed to fullcircle_definer;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial"), ("infra", "0002_wall")]
    operations = [
        migrations.RunSQL(functions.ACTOR, migrations.RunSQL.noop),
        migrations.RunSQL(functions.owned_by_definer(*functions.ACTOR_FUNCTIONS), migrations.RunSQL.noop),
        migrations.RunSQL(functions.SEALS, migrations.RunSQL.noop),
        migrations.RunSQL(TABLES, migrations.RunSQL.noop),
        migrations.RunSQL(functions.GRANTS + functions.HOLDERS + functions.LINKS, migrations.RunSQL.noop),
        migrations.RunSQL(functions.owned_by_definer(*functions.OTHER_FUNCTIONS), migrations.RunSQL.noop),
    ]
