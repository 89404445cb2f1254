"""The database functions of access, in PostgreSQL's words; a migration installs them.

Owned by `fullcircle_definer`, with a fixed search path and no right for PUBLIC to call them.
"""

from __future__ import annotations

from fullcircle.access import freezes, rules

ACTOR = """
create table access_key (only_one boolean primary key default true check (only_one), inner_pad bytea not null, outer_pad bytea not null);
revoke all on access_key from public;
grant select, insert, update on access_key to fullcircle_definer;
grant select on access_key to fullcircle_backup;

create function access_actor() returns text[] language plpgsql stable security definer set search_path = pg_catalog, public as $$
declare
  said text := nullif(current_setting('fullcircle.actor', true), '');
  body text;
  kept public.access_key%rowtype;
begin
  if said is null or length(said) < 66 then return null; end if;
  body := left(said, -65);
  select * into kept from public.access_key;
  if encode(sha256(kept.outer_pad || sha256(kept.inner_pad || convert_to(body, 'UTF8'))), 'hex') is distinct from right(said, 64) then
    return null;
  end if;
  return string_to_array(body, '|', '');
end $$;

create function access_kind() returns text language sql stable security definer set search_path = pg_catalog, public as $$ select (public.access_actor())[1] $$;
create function access_user() returns uuid language sql stable security definer set search_path = pg_catalog, public as $$ select (public.access_actor())[2]::uuid $$;
create function access_grantee() returns uuid language sql stable security definer set search_path = pg_catalog, public as $$ select (public.access_actor())[3]::uuid $$;
create function access_record() returns uuid language sql stable security definer set search_path = pg_catalog, public as $$ select (public.access_actor())[4]::uuid $$;
create function access_purpose() returns text language sql stable security definer set search_path = pg_catalog, public as $$ select (public.access_actor())[5] $$;
create function access_at() returns timestamptz language sql stable security definer set search_path = pg_catalog, public as $$ select (public.access_actor())[6]::timestamptz $$;

-- The resident who acts, where it is one.
create function access_person() returns uuid language plpgsql stable security definer set search_path = pg_catalog, public as $$
declare a text[] := public.access_actor();
begin
  return case when a[1] = 'resident' then a[3]::uuid end;
end $$;

-- The organization for which somebody acts; none while the account or the organization is frozen.
create function access_organization() returns uuid language plpgsql stable security definer set search_path = pg_catalog, public as $$
declare a text[] := public.access_actor();
begin
  if a[1] not in ('user', 'link', 'clock') then return null; end if;
  if exists (select 1 from public.access_freeze f where (f.organization_id = a[3]::uuid or f.user_id = a[2]::uuid)
             and f.starts_at <= a[6]::timestamptz and (f.ends_at is null or f.ends_at > a[6]::timestamptz)) then
    return null;
  end if;
  return a[3]::uuid;
end $$;
"""

# Which keepers' records are open by agreement: `access_opened` says it for anybody, `access_from` for who acts.
GRANTS = (
    freezes.FROZEN
    + f"""
create function access_opened(p_to uuid, p_purpose text, p_at timestamptz, p_class text, p_rules text[]) returns uuid[]
language sql stable security definer set search_path = pg_catalog, public as $$
  select coalesce(array_agg(distinct g.from_id), '{{}}') from public.access_grant g
  where g.to_id = p_to and g.data_class = p_class and g.purpose = p_purpose and g.effect = 'permit' and g.rule = any (p_rules)
    and {rules.in_force("g", "p_at")}
    and not exists (select 1 from public.access_grant d where d.to_id = g.to_id and d.from_id = g.from_id
      and d.data_class = g.data_class and d.purpose = g.purpose and d.effect = 'deny' and {rules.in_force("d", "p_at")})
    and not (select public.access_share_frozen(g.from_id, g.to_id, p_at))
$$;

create function access_from(p_class text, p_rules text[]) returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, public as $$
declare a text[] := public.access_actor();
begin
  return public.access_opened(public.access_organization(), a[5], a[6]::timestamptz, p_class, p_rules);
end $$;

-- Protected records that an agreement opens to whom the person named: 'keeper:label'.
create function access_opened_named(p_to uuid, p_purpose text, p_at timestamptz, p_class text) returns text[]
language sql stable security definer set search_path = pg_catalog, public as $$
  select coalesce(array_agg(distinct g.from_id || ':' || l.label), '{{}}') from public.access_grant g, unnest(g.labels) l(label)
  where g.to_id = p_to and g.data_class = p_class and g.purpose = p_purpose and g.effect = 'permit' and g.rule = 'named'
    and l.label <> 'DV' and {rules.in_force("g", "p_at")}
    and not exists (select 1 from public.access_grant d where d.to_id = g.to_id and d.from_id = g.from_id
      and d.data_class = g.data_class and d.purpose = g.purpose and d.effect = 'deny' and {rules.in_force("d", "p_at")})
    and not (select public.access_share_frozen(g.from_id, g.to_id, p_at))
$$;

create function access_named(p_class text) returns text[]
language plpgsql stable security definer set search_path = pg_catalog, public as $$
declare a text[] := public.access_actor();
begin
  return public.access_opened_named(public.access_organization(), a[5], a[6]::timestamptz, p_class);
end $$;

-- Who said no to this organization seeing this class for this purpose.
create function access_refused_by(p_to uuid, p_purpose text, p_at timestamptz, p_class text) returns setof uuid
language sql stable security definer set search_path = pg_catalog, public as $$
  select c.person_id from public.access_consent c
  where c.effect = 'deny' and (c.organizations is null or p_to = any (c.organizations))
    and p_class = any (c.classes) and p_purpose = any (c.purposes) and {rules.in_force("c", "p_at")}
$$;

create function access_refused(p_class text) returns setof uuid
language plpgsql stable security definer set search_path = pg_catalog, public as $$
declare a text[] := public.access_actor();
begin
  return query select public.access_refused_by(public.access_organization(), a[5], a[6]::timestamptz, p_class);
end $$;
"""
)

DECIDED = """(permit boolean, rule text, agreement_id uuid, clause_id uuid, consent_id uuid, obligations text[], until timestamptz)"""

DECIDE = f"""
-- May this organization see this class of this record, for this purpose, at this time? Row security asks the same, in the same order.
create function access_decide(p_record uuid, p_class text, p_to uuid, p_user uuid, p_purpose text, p_at timestamptz)
returns table {DECIDED}
language plpgsql stable security definer set search_path = pg_catalog, public as $$
declare
  k public.access_keeping%rowtype;
  g public.access_grant%rowtype;
  c public.access_consent%rowtype;
begin
  select * into k from public.access_keeping where id = p_record;
  if k.id is null then
    return query select false, 'nothing', null::uuid, null::uuid, null::uuid, '{{}}'::text[], null::timestamptz; return;
  end if;
  if p_to = k.keeper_id or (p_to = k.shared_with_id and p_class = k.data_class) then
    return query select true, 'own', null::uuid, null::uuid, null::uuid, '{{}}'::text[], null::timestamptz; return;
  end if;
  if k.id = k.person_id and k.label = '' and p_class in ('identity', 'contact') and {
    rules.emergency(person="k.person_id", organization="p_to", user="p_user", at="p_at")
} then
    return query select true, 'emergency', null::uuid, null::uuid, null::uuid, '{{}}'::text[],
      (select max(e.ends_at) from public.access_emergency e where e.person_id = k.person_id and e.organization_id = p_to and e.user_id = p_user); return;
  end if;
  if k.label = 'DV' then
    return query select false, 'never-shared', null::uuid, null::uuid, null::uuid, '{{}}'::text[], null::timestamptz; return;
  end if;
  select * into c from public.access_consent x where x.person_id = k.person_id and x.effect = 'deny'
    and (x.organizations is null or p_to = any (x.organizations)) and p_class = any (x.classes) and p_purpose = any (x.purposes)
    and {rules.in_force("x", "p_at")} order by x.starts_at desc limit 1;
  if c.id is not null then
    return query select false, 'refused', null::uuid, null::uuid, c.id, '{{}}'::text[], c.ends_at; return;
  end if;
  if public.access_share_frozen(k.keeper_id, p_to, p_at) then
    return query select false, 'frozen', null::uuid, null::uuid, null::uuid, '{{}}'::text[], null::timestamptz; return;
  end if;
  select * into g from public.access_grant d where d.to_id = p_to and d.from_id = k.keeper_id and d.data_class = p_class
    and d.purpose = p_purpose and d.effect = 'deny' and {rules.in_force("d", "p_at")} limit 1;
  if g.id is not null then
    return query select false, 'forbidden', g.agreement_id, g.clause_id, null::uuid, '{{}}'::text[], g.ends_at; return;
  end if;
  if k.label = '' then
    select * into g from public.access_grant x where x.to_id = p_to and x.from_id = k.keeper_id and x.data_class = p_class
      and x.purpose = p_purpose and x.effect = 'permit' and x.rule in ('none', 'opt_out') and {
    rules.in_force("x", "p_at")
}
      order by x.starts_at limit 1;
    if g.id is not null then
      return query select true, 'agreement', g.agreement_id, g.clause_id, null::uuid, g.obligations, g.ends_at; return;
    end if;
  end if;
  select * into g from public.access_grant x where x.to_id = p_to and x.from_id = k.keeper_id and x.data_class = p_class
    and x.purpose = p_purpose and x.effect = 'permit' and {rules.in_force("x", "p_at")}
    and (k.label = '' and x.rule = 'opt_in' or k.label <> '' and x.rule = 'named' and k.label = any (x.labels))
    order by x.starts_at limit 1;
  if g.id is null then
    return query select false, 'no-agreement', null::uuid, null::uuid, null::uuid, '{{}}'::text[], null::timestamptz; return;
  end if;
  select * into c from public.access_consent x where x.person_id = k.person_id and x.effect = 'permit'
    and (x.organizations is null or p_to = any (x.organizations)) and p_class = any (x.classes) and p_purpose = any (x.purposes)
    and {rules.in_force("x", "p_at")}
    and (k.need_id is null or x.need_id is null or x.need_id = k.need_id)
    and (k.data_class <> 'referral' or x.referral_id is null or x.referral_id = k.id)
    and (k.label = '' and (x.labels = '{{}}' or k.data_class = 'identity') or k.label = any (x.labels) and p_to = any (x.organizations))
    order by x.ends_at desc nulls first limit 1;
  if c.id is null then
    return query select false,
      case when exists (select 1 from public.access_consent x where x.person_id = k.person_id and x.effect = 'permit'
        and (x.organizations is null or p_to = any (x.organizations)) and x.guardian_until = x.ends_at and x.ends_at <= p_at)
      then 'guardian-lapsed' when k.label <> '' then 'needs-naming-consent' else 'needs-consent' end,
      g.agreement_id, g.clause_id, null::uuid, g.obligations, null::timestamptz; return;
  end if;
  return query select true, 'consent', g.agreement_id, g.clause_id, c.id, g.obligations, least(g.ends_at, c.ends_at);
end $$;

-- Who acts may ask about a record that they keep, or that is about them. To anybody else, a hidden record and an absent one answer alike.
create function access_may_ask(p_record uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select exists (select 1 from public.access_keeping k where k.id = p_record
    and (k.person_id = (select public.access_person()) or (select public.access_record()) is null
         and (select public.access_organization()) in (k.keeper_id, k.shared_with_id)))
$$;

create function access_why(p_record uuid, p_class text, p_to uuid, p_purpose text, p_at timestamptz) returns table {
    DECIDED
}
language sql stable security definer set search_path = pg_catalog, public as $$
  select d.* from public.access_decide(p_record, p_class, p_to, public.access_user(), p_purpose, coalesce(p_at, (select public.access_at()))) d
  where public.access_may_ask(p_record) or (d.permit and p_to = (select public.access_organization()))
  union all
  select false, 'nothing', null, null, null, '{{}}', null
  where not public.access_may_ask(p_record) and not exists (select 1 from public.access_decide(
    p_record, p_class, p_to, public.access_user(), p_purpose, coalesce(p_at, (select public.access_at()))) d
    where d.permit and p_to = (select public.access_organization()))
$$;

-- Everything that is open of one person: to whom, what, for what, by what. Answers only the keeper and the person.
create function access_open_to(p_person uuid)
returns table (organization_id uuid, record_id uuid, data_class text, purpose text, rule text, agreement_id uuid, clause_id uuid, consent_id uuid, obligations text[], until timestamptz)
language sql stable security definer set search_path = pg_catalog, public as $$
  select g.to_id, k.id, g.data_class, g.purpose, d.rule, d.agreement_id, d.clause_id, d.consent_id, d.obligations, d.until
  from public.access_keeping k
  join lateral (select distinct x.to_id, x.data_class, x.purpose from public.access_grant x
    where x.from_id = k.keeper_id and x.effect = 'permit' and x.data_class not like '%:write'
      and {rules.in_force("x", "(select public.access_at())")}
      and (k.id = k.person_id and x.data_class not in ('need', 'referral', 'assessment') or x.data_class = k.data_class)) g on true
  join lateral public.access_decide(k.id, g.data_class, g.to_id, null, g.purpose, (select public.access_at())) d on d.permit and d.rule <> 'own'
  where k.person_id = p_person and public.access_may_ask(p_person)
    and ((select public.access_person()) = p_person or k.keeper_id = (select public.access_organization()) or k.shared_with_id = (select public.access_organization()))
$$;

-- People and records that one organization can see beyond its own, as counts: before and after an agreement.
create function access_reach(p_to uuid, p_purpose text, p_at timestamptz) returns table (people bigint, records bigint)
language sql stable security definer set search_path = pg_catalog, public as $$
  select case when count(distinct k.person_id) between 1 and 10 then null else count(distinct k.person_id) end,
    case when count(distinct k.person_id) between 1 and 10 then null else count(*) end
  from public.access_keeping k join lateral public.access_decide(k.id, k.data_class, p_to, null, p_purpose, p_at) d on d.permit
  where k.label = '' and k.keeper_id <> p_to and k.shared_with_id is distinct from p_to
    and k.keeper_id in (select g.from_id from public.access_grant g where g.to_id = p_to)
    and (select public.access_kind()) = 'user'
$$;
"""

WOULD = f"""
-- What would become of each class if a person kept by `p_from` agreed to share it with `p_to`: for the preview of a card on
-- one side, and for the card itself on the other. Only these two and the person may ask.
create function access_would(p_from uuid, p_to uuid, p_person uuid, p_classes text[], p_label text) returns table (data_class text, rule text)
language sql stable security definer set search_path = pg_catalog, public as $$
  select c.name, case
    when p_from = p_to then 'own'
    when l.label = 'DV' then 'never-shared'
    when (select public.access_organization()) is distinct from p_to and exists (select 1 from public.access_consent x
      where x.person_id = p_person and x.effect = 'deny' and (x.organizations is null or p_to = any (x.organizations))
      and c.name = any (x.classes) and (select public.access_purpose()) = any (x.purposes)
      and {rules.in_force("x", "(select public.access_at())")}) then 'refused'
    when public.access_share_frozen(p_from, p_to, (select public.access_at())) then 'frozen'
    when exists (select 1 from public.access_grant d where d.from_id = p_from and d.to_id = p_to and d.data_class = c.name
      and d.purpose = (select public.access_purpose()) and d.effect = 'deny'
      and {rules.in_force("d", "(select public.access_at())")}) then 'forbidden'
    when l.label = '' and p_from = any (public.access_opened(p_to, (select public.access_purpose()), (select public.access_at()), c.name, '{{none,opt_out}}')) then 'agreement'
    when l.label = '' and p_from = any (public.access_opened(p_to, (select public.access_purpose()), (select public.access_at()), c.name, '{{opt_in}}'))
      or l.label <> '' and p_from || ':' || l.label = any (public.access_opened_named(p_to, (select public.access_purpose()), (select public.access_at()), c.name)) then 'consent'
    else 'no-agreement' end
  from unnest(p_classes) c(name), lateral (select coalesce(
    nullif(case when c.name in ('need', 'referral', 'assessment') then p_label end, ''),
    (select k.label from public.access_keeping k where k.id = p_person), '') as label) l
  where ((select public.access_person()) is not null or (select public.access_organization()) in (p_from, p_to))
    and (p_person is null or public.access_may_ask(p_person) or p_to = (select public.access_organization()))
$$;

-- The organizations that all of these classes may be sent to, if the person agrees.
create function access_takers(p_from uuid, p_classes text[]) returns setof uuid
language sql stable security definer set search_path = pg_catalog, public as $$
  select g.to_id from public.access_grant g
  where g.from_id = p_from and g.data_class = any (p_classes) and g.purpose = (select public.access_purpose())
    and g.effect = 'permit' and g.rule <> 'named' and {rules.in_force("g", "(select public.access_at())")}
    and not exists (select 1 from public.access_grant d where d.to_id = g.to_id and d.from_id = g.from_id and d.data_class = g.data_class
      and d.purpose = g.purpose and d.effect = 'deny' and {rules.in_force("d", "(select public.access_at())")})
    and not public.access_share_frozen(g.from_id, g.to_id, (select public.access_at()))
    and ((select public.access_person()) is not null or (select public.access_organization()) is not null)
  group by g.to_id having count(distinct g.data_class) = cardinality(p_classes)
  union select p_from
$$;
"""

CONSENTS = """
-- A yes or a no, written down for the person by themselves or by the organization that keeps their record.
create function access_consent_give(p jsonb) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
declare c public.access_consent%rowtype := jsonb_populate_record(null::public.access_consent, p);
begin
  if not coalesce(c.person_id = public.access_person() or exists (select 1 from public.access_keeping k where k.id = c.person_id
      and k.keeper_id = public.access_organization() and public.access_kind() = 'user'), false) then
    raise insufficient_privilege using message = 'access_consent_give: this actor may not speak for this person';
  end if;
  if 'DV' = any (c.labels) then
    raise check_violation using message = 'access_consent_give: records of victim services are never shared';
  end if;
  c.recorded_at := public.access_at(); c.recorded_by := public.access_user(); c.recorded_for := public.access_organization();
  insert into public.access_consent select c.*;
end $$;

-- Ended at once: by the person, by who keeps the record, or given back by the one organization it names.
create function access_consent_end(p_id uuid, p_why text) returns uuid
language plpgsql security definer set search_path = pg_catalog, public as $$
declare ended uuid;
begin
  update public.access_consent c set ends_at = public.access_at(), starts_at = least(c.starts_at, public.access_at()), ended_why = p_why
  where c.id = p_id and (c.ends_at is null or c.ends_at > public.access_at())
    and (c.person_id = public.access_person() or c.effect = 'permit' and c.organizations = array[public.access_organization()]
      or exists (select 1 from public.access_keeping k where k.id = c.person_id and k.keeper_id = public.access_organization()))
  returning c.person_id into ended;
  return ended;
end $$;

-- A referral's card: closed when it ends without help.
create function access_consent_close(p_referral uuid, p_target uuid, p_why text) returns integer
language plpgsql security definer set search_path = pg_catalog, public as $$
declare n integer;
begin
  if not exists (select 1 from public.access_keeping k where k.id = p_referral and (k.person_id = public.access_person()
      or public.access_organization() in (k.keeper_id, k.shared_with_id)
      or k.keeper_id = any (public.access_from('referral:write', '{none,opt_out}')))) then
    raise insufficient_privilege using message = 'access_consent_close: this actor may not close this card';
  end if;
  update public.access_consent c set ends_at = public.access_at(), starts_at = least(c.starts_at, public.access_at()), ended_why = p_why
  where c.referral_id = p_referral and c.organizations = array[p_target] and (c.ends_at is null or c.ends_at > public.access_at());
  get diagnostics n = row_count;
  return n;
end $$;

-- What a person agreed to and refused, for them and for who keeps their record.
create function access_consents_of(p_person uuid) returns setof access_consent
language sql stable security definer set search_path = pg_catalog, public as $$
  select c.* from public.access_consent c where c.person_id = p_person
    and (p_person = (select public.access_person()) or exists (select 1 from public.access_keeping k
      where k.id = p_person and k.keeper_id = (select public.access_organization()) and (select public.access_record()) is null)
      -- What becomes of a request at a protected service is not the keeper's to follow.
      and not (c.labels <> '{}' and c.referral_id is not null and exists (select 1 from public.access_keeping k
        where k.id = c.referral_id and k.keeper_id <> (select public.access_organization()))))
  order by c.recorded_at desc, c.id
$$;
"""

# Triggers of the tables that hold people's records.
KEEPING = """
create function access_keep() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
declare r jsonb := to_jsonb(new);
begin
  insert into public.access_keeping (id, person_id, data_class, keeper_id, shared_with_id, need_id, label)
  values ((r->>'id')::uuid, (r->>tg_argv[1])::uuid, tg_argv[0], (r->>tg_argv[2])::uuid, (r->>tg_argv[3])::uuid,
    (r->>tg_argv[4])::uuid, coalesce(r->>'label', ''))
  on conflict (id) do update set keeper_id = excluded.keeper_id, shared_with_id = excluded.shared_with_id, label = excluded.label
    where access_keeping.person_id = excluded.person_id and access_keeping.data_class = excluded.data_class;
  if not found then
    raise insufficient_privilege using message = 'access_keep: this id is another record''s';
  end if;
  return null;
end $$;

-- A part of a record is kept by whoever keeps the person, whatever the statement said.
create function access_keep_part() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  select k.keeper_id, case when k.label <> '' or tg_argv[0] = 'part' then k.label else new.label end
    into new.steward_id, new.label from public.access_keeping k where k.id = new.person_id;
  return new;
end $$;

-- What follows from a protected record is protected: the columns named are the records that this one follows from.
create function access_keep_label() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
declare r jsonb := to_jsonb(new);
begin
  if new.label = '' then
    select coalesce(max(k.label), '') into new.label from public.access_keeping k
    where k.id in (select (r->>a.name)::uuid from unnest(tg_argv) a(name));
  end if;
  return new;
end $$;
"""

LINKS = """
create function access_link_opens(p_hash text, p_at timestamptz)
returns table (id uuid, kind text, person_id uuid, referral_id uuid, organization_id uuid, expires_at timestamptz)
language sql stable security definer set search_path = pg_catalog, public as $$
  select l.id, l.kind, l.person_id, l.referral_id, l.organization_id, l.expires_at from public.access_link l
  where l.token_hash = p_hash and l.made_at <= p_at and l.expires_at > p_at and l.ended_at is null
$$;

create function access_end_links(p_kind text, p_referral uuid, p_person uuid, p_why text) returns integer
language plpgsql security definer set search_path = pg_catalog, public as $$
declare n integer;
begin
  update public.access_link l set ended_at = public.access_at(), ended_why = p_why
  where l.kind = p_kind and l.ended_at is null
    and (p_referral is null or l.referral_id = p_referral) and (p_person is null or l.person_id = p_person)
    and (p_referral is not null or p_person is not null)
    and (l.person_id = public.access_person()
      or exists (select 1 from public.access_keeping k where k.id = coalesce(l.referral_id, l.person_id)
        and (public.access_organization() in (k.keeper_id, k.shared_with_id)
             or k.label = '' and k.keeper_id = any (public.access_from(k.data_class || ':write', '{none,opt_out}')))
        and (public.access_record() is null or l.referral_id = public.access_record())));
  get diagnostics n = row_count;
  return n;
end $$;
"""

# Until now `infra` took any message; here it learns who may still be told.
MESSAGES = """
create or replace function infra_take_message(p_id uuid) returns infra_message
language plpgsql security definer set search_path = pg_catalog, public as $$
declare m public.infra_message%rowtype; told boolean;
begin
  select * into m from public.infra_message x where x.id = p_id and x.sent_at is null and x.failed_at is null for update skip locked;
  if m.for_organization is not null then
    if public.access_frozen(m.for_organization, null, coalesce(public.access_at(), clock_timestamp())) then
      return null;  -- it waits: lifting the freeze queues it again
    end if;
    select d.permit into told from public.access_decide(m.about_person, 'identity', m.for_organization, null, 'care-coordination',
      coalesce(public.access_at(), clock_timestamp())) d;
    if not coalesce(told, false) then
      update public.infra_message set failed_at = clock_timestamp(), failure = 'withdrawn', body = '' where id = m.id;
      return null;
    end if;
  end if;
  return m;
end $$;
"""

SEALS = """
create sequence access_event_seq;
grant usage on sequence access_event_seq to fullcircle_app;

create function access_unsealed(p_most integer) returns table (seq bigint, mac text)
language sql stable security definer set search_path = pg_catalog, public as $$
  select e.seq, e.mac from public.access_event e
  where (select public.access_kind()) = 'system'
    and not exists (select 1 from public.access_sealed s where s.seq = e.seq)
  order by e.seq limit p_most
$$;

create function access_seal(p_number bigint, p_seqs bigint[], p_root text, p_previous text, p_signature text, p_at timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if public.access_kind() is distinct from 'system' then
    raise insufficient_privilege using message = 'access_seal: jobs only';
  end if;
  insert into public.access_seal (number, count, root, previous, signature, sealed_at)
  values (p_number, cardinality(p_seqs), p_root, p_previous, p_signature, p_at);
  insert into public.access_sealed (seq, seal_id) select unnest(p_seqs), p_number;
end $$;

create function access_events(p_from bigint, p_most integer) returns table (seal bigint, event jsonb)
language sql stable security definer set search_path = pg_catalog, public as $$
  select s.seal_id, to_jsonb(e) from public.access_event e left join public.access_sealed s on s.seq = e.seq
  where (select public.access_kind()) = 'system' and e.seq > p_from order by e.seq limit p_most
$$;
"""

ACTOR_FUNCTIONS = (
    "access_actor()", "access_kind()", "access_user()", "access_grantee()", "access_record()", "access_purpose()",
    "access_at()", "access_person()", "access_organization()",
)  # fmt: skip
OTHER_FUNCTIONS = (
    "access_from(text, text[])",
    "access_named(text)",
    "access_refused(text)",
    "access_may_ask(uuid)",
    "access_why(uuid, text, uuid, text, timestamptz)",
    "access_open_to(uuid)",
    "access_reach(uuid, text, timestamptz)",
    "access_would(uuid, uuid, uuid, text[], text)",
    "access_takers(uuid, text[])",
    "access_consent_give(jsonb)",
    "access_consent_end(uuid, text)",
    "access_consent_close(uuid, uuid, text)",
    "access_consents_of(uuid)",
    "access_link_opens(text, timestamptz)",
    "access_end_links(text, uuid, uuid, text)",
    "access_unsealed(integer)",
    "access_seal(bigint, bigint[], text, text, text, timestamptz)",
    "access_events(bigint, integer)",
)
# Called by other functions only.
INNER_FUNCTIONS = (
    "access_frozen(uuid, uuid, timestamptz)",
    "access_share_frozen(uuid, uuid, timestamptz)",
    "access_opened(uuid, text, timestamptz, text, text[])",
    "access_opened_named(uuid, text, timestamptz, text)",
    "access_refused_by(uuid, text, timestamptz, text)",
    "access_decide(uuid, text, uuid, uuid, text, timestamptz)",
    "access_keep()",
    "access_keep_part()",
    "access_keep_label()",
)


def owned_by_definer(*signatures: str, callable_by_app: bool = True) -> str:
    """They run as `definer`, and only `app` may call them, if anybody."""
    grant = "grant execute on function {} to fullcircle_app;\n" if callable_by_app else ""
    return "".join(
        f"alter function {signature} owner to fullcircle_definer;\n"
        f"set role fullcircle_definer;\nrevoke all on function {signature} from public;\n"
        f"{grant.format(signature)}reset role;\n"
        for signature in signatures
    )
