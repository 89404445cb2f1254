"""Who writes what lets somebody in: memberships, invitations, passwords, second factors.

Row security keeps memberships and invitations to their organization; a token accepts its own invitation and nothing else;
what proves who somebody is changes for an actor of kind `account` alone, which the program signs where that person does it.
"""

from django.db import migrations

from fullcircle.access.functions import owned_by_definer

HERE, ME, RUNS = (
    "(select access_organization())",
    "(select access_user())",
    "(select access_has('administrator'))",
)
HUB = f"{HERE} = (select c.hub_id from accounts_community c)"


def secured(table: str) -> str:
    return f"""
alter table {table} enable row level security, force row level security;
revoke update on {table} from fullcircle_app;
grant select, insert, update on {table} to fullcircle_definer;
create policy definer on {table} to fullcircle_definer using (true) with check (true);
create policy backup on {table} for select to fullcircle_backup using (true);
"""


MEMBERSHIPS = (
    secured("accounts_membership")
    + f"""
grant update (ended_at) on accounts_membership to fullcircle_app;
create policy seen on accounts_membership for select to fullcircle_app using (
  accounts_membership.user_id = {ME}
  or (select access_kind()) = 'user' and (accounts_membership.organization_id = {HERE} or {HUB}));
create policy added on accounts_membership for insert to fullcircle_app with check (
  accounts_membership.organization_id = {HERE} and {RUNS} and accounts_membership.ended_at is null
  and (accounts_membership.role <> 'hub' or {HUB}));
create policy ended on accounts_membership for update to fullcircle_app
  using (accounts_membership.organization_id = {HERE} and {RUNS} and accounts_membership.ended_at is null)
  with check (accounts_membership.organization_id = {HERE} and accounts_membership.ended_at is not null);
"""
)
INVITATIONS = (
    secured("accounts_invitation")
    + f"""
grant update (expires_at) on accounts_invitation to fullcircle_app;
create policy seen on accounts_invitation for select to fullcircle_app using (
  accounts_invitation.organization_id = {HERE} and {RUNS});
create policy added on accounts_invitation for insert to fullcircle_app with check (
  accounts_invitation.organization_id = {HERE} and {RUNS} and accounts_invitation.made_by_id is not distinct from {ME}
  and accounts_invitation.accepted_at is null and (accounts_invitation.role <> 'hub' or {HUB}));
create policy ended on accounts_invitation for update to fullcircle_app
  using (accounts_invitation.organization_id = {HERE} and {RUNS} and accounts_invitation.accepted_at is null)
  with check (accounts_invitation.organization_id = {HERE} and accounts_invitation.expires_at = (select access_at()));
"""
)
# Asked before anybody is known (sign-in), or of other organizations (whom to tell that something waits).
FUNCTIONS = """
grant select on accounts_user to fullcircle_definer;

create function accounts_hats(p_user uuid) returns table (organization_id uuid, role varchar)
language sql stable security definer set search_path = pg_catalog, public as $$
  select m.organization_id, m.role from public.accounts_membership m where m.user_id = p_user and m.ended_at is null order by m.began_at
$$;

create function accounts_administrators(p_organizations uuid[]) returns setof accounts_membership
language sql stable security definer set search_path = pg_catalog, public as $$
  select m.* from public.accounts_membership m join public.accounts_user u on u.id = m.user_id
  where m.organization_id = any (p_organizations) and m.role = 'administrator' and m.ended_at is null order by u.email, m.organization_id
$$;

-- By the token itself: whoever reads its hash in the table has no use for it.
create function accounts_offered(p_token text, p_at timestamptz) returns setof accounts_invitation
language sql stable security definer set search_path = pg_catalog, public as $$
  select i.* from public.accounts_invitation i
  where i.token_hash = encode(sha256(convert_to(p_token, 'UTF8')), 'hex') and i.accepted_at is null and i.expires_at > p_at
$$;

-- The user of the very address that was invited becomes a member, once.
create function accounts_join(p_token text, p_user uuid, p_at timestamptz) returns boolean
language plpgsql security definer set search_path = pg_catalog, public as $$
declare offered public.accounts_invitation%rowtype;
begin
  select i.* into offered from public.accounts_offered(p_token, p_at) o join public.accounts_invitation i on i.id = o.id
    join public.accounts_user u on u.id = p_user and u.email = i.email where i.accepted_at is null for update of i;
  if offered.id is null then return false; end if;
  insert into public.accounts_membership (id, user_id, organization_id, role, began_at)
  values (gen_random_uuid(), p_user, offered.organization_id, offered.role, p_at) on conflict do nothing;
  update public.accounts_invitation set accepted_at = p_at where id = offered.id;
  return true;
end $$;
"""
# What proves who somebody is: their password and address, and in allauth's tables their second factors and addresses.
PROOFS = """
create function accounts_own_proof() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  column_of text := tg_argv[0];
  before jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) - 'last_used_at' end;
  after jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) - 'last_used_at' end;
begin
  if before is distinct from after and not coalesce(public.access_kind() = 'account'
      and public.access_user()::text = coalesce(before->>column_of, after->>column_of)
      and public.access_user()::text = coalesce(after->>column_of, before->>column_of), false)
    -- allauth writes down the address that the account has already, whoever asks for a new password.
    and not (tg_op = 'INSERT' and tg_table_name = 'account_emailaddress' and exists (
      select 1 from public.accounts_user u where u.id::text = after->>'user_id' and u.email = after->>'email')) then
    raise insufficient_privilege using message = 'accounts: only their own';
  end if;
  return coalesce(new, old);
end $$;

create trigger own_proof before update on accounts_user for each row execute function accounts_own_proof('id');
create trigger own_proof before insert or update or delete on mfa_authenticator for each row execute function accounts_own_proof('user_id');
create trigger own_proof before insert or update or delete on account_emailaddress for each row execute function accounts_own_proof('user_id');
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_grants")]
    operations = [
        migrations.RunSQL(MEMBERSHIPS + INVITATIONS + FUNCTIONS + PROOFS, migrations.RunSQL.noop),
        migrations.RunSQL(
            owned_by_definer(
                "accounts_hats(uuid)",
                "accounts_administrators(uuid[])",
                "accounts_offered(text, timestamptz)",
                "accounts_join(text, uuid, timestamptz)",
            )
            + owned_by_definer("accounts_own_proof()", callable_by_app=False),
            migrations.RunSQL.noop,
        ),
    ]
