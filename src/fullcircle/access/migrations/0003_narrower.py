"""Nobody gives more than they hold, and links are made and ended only by who may share or was asked."""

from django.db import migrations

SQL = """
set role fullcircle_definer;

create or replace function access_give(p_id uuid, p_grantee uuid, p_person uuid, p_need uuid, p_referral uuid, p_classes text[],
  p_purpose text, p_clause text, p_starts timestamptz, p_ends timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if public.access_grantee() is null
     or not ((array['share'] || p_classes) <@ array(
               select c from public.access_grant g, unnest(g.classes) c
               where g.grantee_id = public.access_grantee() and g.person_id = p_person
               and public.access_holds(p_person, p_need, p_referral, 'share')
               and (g.need_id is null or g.need_id = p_need) and (g.referral_id is null or g.referral_id = p_referral)
               and g.starts_at <= public.access_at() and (g.ends_at is null or g.ends_at > public.access_at())
               and (public.access_record() is null or g.referral_id = public.access_record()))
             or (p_grantee = public.access_grantee() and not exists (select 1 from public.access_grant where person_id = p_person))) then
    raise insufficient_privilege using message = 'access_give: this actor may not share this record';
  end if;
  insert into public.access_grant (id, grantee_id, person_id, need_id, referral_id, classes, purpose, clause, starts_at, ends_at, given_at, given_by)
  values (p_id, p_grantee, p_person, p_need, p_referral, p_classes, p_purpose, p_clause, p_starts, p_ends, public.access_at(), public.access_user());
end $$;

create or replace function access_end_links(p_kind text, p_referral uuid, p_person uuid, p_why text) returns integer
language plpgsql security definer set search_path = pg_catalog, public as $$
declare n integer;
begin
  if public.access_grantee() is null then return 0; end if;
  update public.access_link l set ended_at = public.access_at(), ended_why = p_why
  where l.kind = p_kind and l.ended_at is null
    and (p_referral is null or l.referral_id = p_referral) and (p_person is null or l.person_id = p_person)
    and (p_referral is not null or p_person is not null)
    and exists (select 1 from public.access_grant g where g.grantee_id = public.access_grantee() and g.person_id = l.person_id
                and (g.need_id is null or g.referral_id is not null) and (g.referral_id is null or g.referral_id = l.referral_id)
                and g.starts_at <= public.access_at() and (g.ends_at is null or g.ends_at > public.access_at()));
  get diagnostics n = row_count;
  return n;
end $$;

reset role;

-- A link opens as much as its holder may see: a resident's own page is everything.
alter policy added on access_link with check (access_link.ended_at is null and exists (
  select 1 from access_grant g where g.grantee_id = (select access_grantee()) and g.person_id = access_link.person_id
  and 'share' = any (g.classes)
  and (g.need_id is null and g.referral_id is null or access_link.kind = 'answer' and g.referral_id = access_link.referral_id)
  and g.starts_at <= (select access_at()) and (g.ends_at is null or g.ends_at > (select access_at()))
  and ((select access_record()) is null or g.referral_id = (select access_record()))));
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0002_wall")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
