"""Emergencies opened by a function alone, freezes of a share, and rules that ask for both."""

import uuid

from django.db import migrations, models
from django.db.models import Q

from fullcircle.access import decisions, functions

HERE = "(select access_organization())"
ME = "(select access_user())"
NAMES_ONE = (
    Q(organization_id__isnull=False, user_id__isnull=True, from_id__isnull=True, to_id__isnull=True)
    | Q(organization_id__isnull=True, user_id__isnull=False, from_id__isnull=True, to_id__isnull=True)
    | Q(organization_id__isnull=True, user_id__isnull=True, from_id__isnull=False, to_id__isnull=False)
)

# Nobody opens a record by naming its id: only a function that was told the exact name and date of birth writes here. A
# reviewer is never the one who opened it, and cannot prolong it. The keeper reads what was opened of its people.
EMERGENCIES = f"""
drop policy added on access_emergency;
drop policy reviewed on access_emergency;
drop policy seen on access_emergency;
revoke insert, update on access_emergency from fullcircle_app;
revoke update (ends_at, reviewed_at, reviewed_by, finding, note) on access_emergency from fullcircle_app;
grant update (reviewed_at, reviewed_by, finding, note) on access_emergency to fullcircle_app;
create policy seen on access_emergency for select to fullcircle_app using (
  access_emergency.person_id = (select access_person())
  or (select access_record()) is null and (access_emergency.organization_id = {HERE} or exists (
    select 1 from access_keeping k where k.id = access_emergency.person_id and k.keeper_id = {HERE})));
create policy reviewed on access_emergency for update to fullcircle_app
  using (access_emergency.organization_id = {HERE} and access_emergency.user_id <> {ME} and access_emergency.reviewed_at is null)
  with check (access_emergency.organization_id = {HERE} and access_emergency.user_id <> {ME}
    and access_emergency.reviewed_by = {ME} and access_emergency.reviewed_at = (select access_at()));

create function access_emergency_end(p_id uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  update public.access_emergency e set ends_at = greatest(public.access_at(), e.starts_at + interval '1 microsecond')
  where e.id = p_id and e.user_id = public.access_user() and e.organization_id = public.access_organization()
    and e.ends_at > public.access_at();
  return found;
end $$;

alter table access_emergencytry enable row level security, force row level security;
grant select, insert on access_emergencytry to fullcircle_definer;
create policy definer on access_emergencytry to fullcircle_definer using (true) with check (true);
create policy backup on access_emergencytry for select to fullcircle_backup using (true);
"""
# Read before anybody is known (the sign-in page asks); set and lifted by users of an organization that is not frozen itself,
# never their own account or organization.
FREEZES = f"""
alter table access_freeze enable row level security, force row level security;
revoke update on access_freeze from fullcircle_app;
grant update (ends_at, lifted_by) on access_freeze to fullcircle_app;
create policy seen on access_freeze for select to fullcircle_app using (true);
create policy added on access_freeze for insert to fullcircle_app with check (
  (select access_kind()) = 'user' and access_freeze.set_for = {HERE} and access_freeze.set_by = {ME}
  and access_freeze.starts_at = (select access_at()) and access_freeze.ends_at is null
  and access_freeze.user_id is distinct from {ME} and access_freeze.organization_id is distinct from {HERE});
create policy lifted on access_freeze for update to fullcircle_app
  using ((select access_kind()) = 'user' and {HERE} is not null and access_freeze.user_id is distinct from {ME} and access_freeze.ends_at is null
    and access_freeze.to_id is distinct from {HERE} and access_freeze.organization_id is distinct from {HERE})
  with check (access_freeze.lifted_by = {ME} and access_freeze.ends_at = (select access_at()));
create policy definer on access_freeze to fullcircle_definer using (true) with check (true);
create policy backup on access_freeze for select to fullcircle_backup using (true);
grant select on access_freeze to fullcircle_backup;

-- Messages about somebody's record that wait because their reader is on hold: ids alone.
create function access_held_messages(p_organization uuid) returns setof uuid
language sql stable security definer set search_path = pg_catalog, public as $$
  select m.id from public.infra_message m
  where m.for_organization = p_organization and m.sent_at is null and m.failed_at is null and (select public.access_organization()) is not null
$$;
"""
AGAIN = (decisions.GRANTS + decisions.DECIDE + decisions.WOULD).replace(
    "create function", "create or replace function"
)


class Migration(migrations.Migration):
    dependencies = [("access", "0002_wall")]
    operations = [
        migrations.AddField("emergency", "keeper_id", models.UUIDField(null=True)),
        migrations.AddField("emergency", "unsafe_because", models.TextField(default="")),
        migrations.AddField("freeze", "from_id", models.UUIDField(null=True)),
        migrations.AddField("freeze", "to_id", models.UUIDField(null=True)),
        migrations.AddField("freeze", "set_for", models.UUIDField(null=True)),
        migrations.AddField("freeze", "lifted_by", models.UUIDField(null=True)),
        migrations.RemoveConstraint("freeze", "access_freeze_names_one"),
        migrations.AddConstraint(
            "freeze", models.CheckConstraint(name="access_freeze_names_one", condition=NAMES_ONE)
        ),
        migrations.AddIndex("freeze", models.Index(fields=["from_id", "to_id"], name="access_freeze_share")),
        migrations.CreateModel(
            name="EmergencyTry",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("user_id", models.UUIDField()),
                ("tried_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["user_id", "tried_at"], name="access_emergencytry_user")]
            },
        ),
        migrations.RunSQL(
            "set role fullcircle_definer;" + AGAIN + functions.MESSAGES + "reset role;",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            functions.owned_by_definer(
                "access_frozen(uuid, uuid, timestamptz)",
                "access_share_frozen(uuid, uuid, timestamptz)",
                callable_by_app=False,
            ),
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(EMERGENCIES + FREEZES, migrations.RunSQL.noop),
        migrations.RunSQL(
            functions.owned_by_definer("access_emergency_end(uuid)", "access_held_messages(uuid)"),
            migrations.RunSQL.noop,
        ),
    ]
