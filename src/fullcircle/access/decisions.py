"""The database functions that decide, in PostgreSQL's words: what agreements open, may this organization see this, what would
become of a card. Put together from the conditions in `rules`; a migration installs them with `functions`.
"""

from __future__ import annotations

from fullcircle.access import freezes, rules

# What is asked, as the arguments of the functions below name it; and what a running actor asks for, when.
ASKED = {"word": "p_class", "purpose": "p_purpose", "at": "p_at"}
FOR, NOW = "(select public.access_purpose())", "(select public.access_at())"

# Which keepers' records are open by agreement: `access_opened` says it for anybody, `access_from` for who acts.
GRANTS = (
    freezes.FROZEN
    + f"""
create function access_opened(p_to uuid, p_purpose text, p_at timestamptz, p_class text, p_rules text[]) returns uuid[]
language sql stable security definer set search_path = pg_catalog, public as $$
  select coalesce(array_agg(distinct g.from_id), '{{}}') from public.access_grant g
  where g.to_id = p_to and g.data_class = p_class and g.purpose = p_purpose and g.rule = any (p_rules)
    and {rules.permits("g", at="p_at")}
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
  where g.to_id = p_to and g.data_class = p_class and g.purpose = p_purpose and g.rule = 'named' and l.label <> 'DV'
    and {rules.permits("g", at="p_at")}
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
  where {rules.covers("c", effect="deny", organization="p_to", **ASKED)}
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

NO = rules.covers("x", effect="deny", organization="p_to", **ASKED)
YES = rules.covers("x", effect="permit", organization="p_to", **ASKED)
FITS = rules.names_the_label(
    "x", label="k.label", organization="p_to", general="(x.labels = '{}' or k.data_class = 'identity')"
)
DENIED = rules.grants("x", effect="deny", keeper="k.keeper_id", to="p_to", **ASKED)
PERMITTED = rules.grants("x", effect="permit", keeper="k.keeper_id", to="p_to", **ASKED)
URGENT = rules.emergency(person="k.person_id", organization="p_to", user="p_user", at="p_at")

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
  if k.id = k.person_id and k.label = '' and p_class in ('identity', 'contact') and {URGENT} then
    return query select true, 'emergency', null::uuid, null::uuid, null::uuid, '{{}}'::text[],
      (select max(e.ends_at) from public.access_emergency e where e.person_id = k.person_id and e.organization_id = p_to and e.user_id = p_user); return;
  end if;
  if k.label = 'DV' then
    return query select false, 'never-shared', null::uuid, null::uuid, null::uuid, '{{}}'::text[], null::timestamptz; return;
  end if;
  select * into c from public.access_consent x where x.person_id = k.person_id and {NO}
    order by x.starts_at desc limit 1;
  if c.id is not null then
    return query select false, 'refused', null::uuid, null::uuid, c.id, '{{}}'::text[], c.ends_at; return;
  end if;
  if public.access_share_frozen(k.keeper_id, p_to, p_at) then
    return query select false, 'frozen', null::uuid, null::uuid, null::uuid, '{{}}'::text[], null::timestamptz; return;
  end if;
  select * into g from public.access_grant x where {DENIED} limit 1;
  if g.id is not null then
    return query select false, 'forbidden', g.agreement_id, g.clause_id, null::uuid, '{{}}'::text[], g.ends_at; return;
  end if;
  if k.label = '' then
    select * into g from public.access_grant x where {PERMITTED} and x.rule in ('none', 'opt_out')
      order by x.starts_at limit 1;
    if g.id is not null then
      return query select true, 'agreement', g.agreement_id, g.clause_id, null::uuid, g.obligations, g.ends_at; return;
    end if;
  end if;
  select * into g from public.access_grant x where {PERMITTED}
    and (k.label = '' and x.rule = 'opt_in' or k.label <> '' and x.rule = 'named' and k.label = any (x.labels))
    order by x.starts_at limit 1;
  if g.id is null then
    return query select false, 'no-agreement', null::uuid, null::uuid, null::uuid, '{{}}'::text[], null::timestamptz; return;
  end if;
  select * into c from public.access_consent x where x.person_id = k.person_id and {YES}
    and (k.need_id is null or x.need_id is null or x.need_id = k.need_id)
    and (k.data_class <> 'referral' or x.referral_id is null or x.referral_id = k.id)
    and {FITS}
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
      where x.person_id = p_person and {rules.covers("x", effect="deny", organization="p_to", word="c.name", purpose=FOR, at=NOW)}) then 'refused'
    when public.access_share_frozen(p_from, p_to, {NOW}) then 'frozen'
    when {rules.forbidden(keeper="p_from", to="p_to", word="c.name", purpose=FOR, at=NOW)} then 'forbidden'
    when l.label = '' and p_from = any (public.access_opened(p_to, {FOR}, {NOW}, c.name, '{{none,opt_out}}')) then 'agreement'
    when l.label = '' and p_from = any (public.access_opened(p_to, {FOR}, {NOW}, c.name, '{{opt_in}}'))
      or l.label <> '' and p_from || ':' || l.label = any (public.access_opened_named(p_to, {FOR}, {NOW}, c.name)) then 'consent'
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
  where g.from_id = p_from and g.data_class = any (p_classes) and g.purpose = {FOR} and g.rule <> 'named'
    and {rules.permits("g", at=NOW)}
    and ((select public.access_person()) is not null or (select public.access_organization()) is not null)
  group by g.to_id having count(distinct g.data_class) = cardinality(p_classes)
  union select p_from
$$;
"""
