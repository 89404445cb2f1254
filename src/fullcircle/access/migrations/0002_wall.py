"""The signed actor, grants, consents, events and links: functions owned by `definer`, row security forced."""

from django.db import migrations

from fullcircle.access import decisions, functions

HERE, ONLY, ME = "(select access_organization())", "(select access_record())", "(select access_user())"


def secured(
    table: str, *, seen: str = "", app: str = "select", definer: str = "select, insert, update"
) -> str:
    policy = f"create policy seen on {table} for select to fullcircle_app using ({seen});" if seen else ""
    grant = f"grant {app} on {table} to fullcircle_app;" if app else ""
    return f"""
alter table {table} enable row level security, force row level security;
{grant}
{policy}
grant {definer} on {table} to fullcircle_definer;
create policy definer on {table} to fullcircle_definer using (true) with check (true);
create policy backup on {table} for select to fullcircle_backup using (true);
"""


# An organization reads the consents that name it: row security on every record asks for them.
CONSENTS = secured(
    "access_consent",
    seen=f"""access_consent.person_id = (select access_person())
  or access_consent.effect = 'permit' and (access_consent.organizations is null or {HERE} = any (access_consent.organizations))
    and {HERE} is not null and access_consent.starts_at <= (select access_at())
    and (access_consent.ends_at is null or access_consent.ends_at > (select access_at()))""",
)
KEPT = secured(
    "access_keeping",
    seen=f"""access_keeping.person_id = (select access_person())
  or {HERE} in (access_keeping.keeper_id, access_keeping.shared_with_id) and ({ONLY} is null or access_keeping.id = {ONLY})
  or access_keeping.label = '' and {ONLY} is null and (
    access_keeping.data_class = 'need' and access_keeping.keeper_id = any ((select access_from('need', '{{none,opt_out}}'))::uuid[])
      and access_keeping.person_id not in (select access_refused('need'))
    or access_keeping.data_class = 'referral' and access_keeping.keeper_id = any ((select access_from('referral', '{{none,opt_out}}'))::uuid[])
      and access_keeping.person_id not in (select access_refused('referral')))""",
)
# Nobody opens a record by naming its id: only a function that was told the exact name and date of birth writes here. A
# reviewer is never the one who opened it, and cannot prolong it. The keeper reads what was opened of its people.
EMERGENCIES = (
    secured(
        "access_emergency",
        seen=f"""access_emergency.person_id = (select access_person())
  or {ONLY} is null and (access_emergency.organization_id = {HERE} or exists (
    select 1 from access_keeping k where k.id = access_emergency.person_id and k.keeper_id = {HERE}))""",
    )
    + f"""
grant update (reviewed_at, reviewed_by, finding, note) on access_emergency to fullcircle_app;
create policy reviewed on access_emergency for update to fullcircle_app
  using (access_emergency.organization_id = {HERE} and access_emergency.user_id <> {ME} and access_emergency.reviewed_at is null)
  with check (access_emergency.organization_id = {HERE} and access_emergency.user_id <> {ME}
    and access_emergency.reviewed_by = {ME} and access_emergency.reviewed_at = (select access_at()));
"""
    + secured("access_emergencytry", app="", definer="select, insert")
)
# Read before anybody is known (the sign-in page asks); set and lifted by users of an organization that is not frozen itself,
# never their own account or organization.
FREEZES = (
    secured("access_freeze", seen="true", app="select, insert", definer="select")
    + f"""
grant update (ends_at, lifted_by) on access_freeze to fullcircle_app;
create policy added on access_freeze for insert to fullcircle_app with check (
  (select access_kind()) = 'user' and access_freeze.set_for = {HERE} and access_freeze.set_by = {ME}
  and access_freeze.starts_at = (select access_at()) and access_freeze.ends_at is null
  and access_freeze.user_id is distinct from {ME} and access_freeze.organization_id is distinct from {HERE});
create policy lifted on access_freeze for update to fullcircle_app
  using ((select access_kind()) = 'user' and {HERE} is not null and access_freeze.user_id is distinct from {ME} and access_freeze.ends_at is null
    and access_freeze.to_id is distinct from {HERE} and access_freeze.organization_id is distinct from {HERE})
  with check (access_freeze.lifted_by = {ME} and access_freeze.ends_at = (select access_at()));
"""
)
EVENTS = (
    secured(
        "access_event",
        app="select, insert",
        definer="select",
        seen=f"""access_event.person_id = (select access_person())
  or access_event.grantee_id = {HERE} and {ONLY} is null
  or exists (select 1 from access_keeping k where k.id = coalesce(access_event.referral_id, access_event.need_id,
      case when access_event.data_class in ('assessment', 'service') then access_event.record_id end, access_event.person_id)
    and (access_event.data_class = k.data_class or {HERE} in (k.keeper_id, k.shared_with_id)))""",
    )
    + """
create policy added on access_event for insert to fullcircle_app with check (
  access_event.actor_kind = (select access_kind())
  and access_event.user_id is not distinct from (select access_user())
  and access_event.grantee_id is not distinct from (select access_grantee()));
"""
)
LINKS = (
    secured("access_link", app="insert", definer="select, update")
    + f"""
create policy added on access_link for insert to fullcircle_app with check (access_link.ended_at is null and (
  access_link.person_id = (select access_person())
  or exists (select 1 from access_keeping k where k.person_id = access_link.person_id
    and (k.id = k.person_id and k.keeper_id = {HERE} and {ONLY} is null
      or access_link.kind = 'answer' and k.id = access_link.referral_id and k.keeper_id = {HERE} and {ONLY} is null))));
"""
)
OPEN_TABLES = """
grant select, insert, update, delete on access_grant to fullcircle_definer;
grant select on access_seal to fullcircle_app;
grant select, insert on access_seal, access_sealed to fullcircle_definer;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial"), ("infra", "0004_about")]
    operations = [
        migrations.RunSQL(statement, migrations.RunSQL.noop)
        for statement in (
            functions.ACTOR,
            functions.owned_by_definer(*functions.ACTOR_FUNCTIONS),
            functions.SEALS + functions.SMALL_CELLS + decisions.GRANTS + decisions.DECIDE + decisions.WOULD + functions.CONSENTS + functions.KEEPING + functions.LINKS + functions.DUTIES,
            functions.owned_by_definer(*functions.OTHER_FUNCTIONS),
            "set role fullcircle_definer;" + functions.MESSAGES + "reset role;",
            functions.owned_by_definer(*functions.INNER_FUNCTIONS, callable_by_app=False),
            "set role fullcircle_definer; grant execute on function access_keep(), access_keep_part(), access_keep_label() to fullcircle_migrator; reset role",
            CONSENTS + KEPT + EMERGENCIES + FREEZES + EVENTS + LINKS + OPEN_TABLES,
        )
    ]  # fmt: skip
