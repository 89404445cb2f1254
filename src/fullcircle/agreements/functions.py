"""The database functions of agreements, in PostgreSQL's words; a migration installs them, owned by `fullcircle_definer`.

Everything follows from the tables: dates, signatures with their withdrawals, clauses. `p_as_if` asks what would hold if
every party that has not signed did so at that time; nothing is written for it.
"""

HELD = """
create function agreements_held(p_agreement uuid, p_as_if timestamptz)
returns table (party_id uuid, organization_id uuid, role varchar, required boolean, from_at timestamptz, until_at timestamptz)
language sql stable security definer set search_path = pg_catalog, public as $$
  select p.id, p.organization_id, p.role, p.required, s.signed_at, s.withdrawn_at
  from public.agreements_party p join public.agreements_signature s on s.party_id = p.id where p.agreement_id = p_agreement
  union all
  select p.id, p.organization_id, p.role, p.required, p_as_if, null
  from public.agreements_party p where p.agreement_id = p_agreement and p_as_if is not null
    and not exists (select 1 from public.agreements_signature s where s.party_id = p.id and s.withdrawn_at is null)
$$;
"""

# The first moment at which every required party's signature stands, from the effective date's midnight on.
BEGINS = """
create function agreements_begins(p_agreement uuid, p_as_if timestamptz) returns timestamptz
language sql stable security definer set search_path = pg_catalog, public as $$
  with a as (
    select x.effective_on::timestamp at time zone x.zone as opens_at,
      least((x.expires_on + 1)::timestamp at time zone x.zone, x.terminated_at) as closes_at
    from public.agreements_agreement x
    where x.id = p_agreement and (x.out_at is not null or p_as_if is not null)),
  held as (select h.* from public.agreements_held(p_agreement, p_as_if) h where h.required),
  moments as (select a.opens_at as at from a union select greatest(held.from_at, a.opens_at) from a, held)
  select min(m.at) from moments m, a
  where (a.closes_at is null or m.at < a.closes_at)
    and not exists (select 1 from public.agreements_party p where p.agreement_id = p_agreement and p.required
      and not exists (select 1 from held where held.party_id = p.id and held.from_at <= m.at and (held.until_at is null or held.until_at > m.at)))
$$;
"""

# Until the earlier of expiry and termination, or until a later version is in force.
BINDING = """
create function agreements_binding(p_agreement uuid, p_as_if timestamptz)
returns table (begins_at timestamptz, ends_at timestamptz, replaced_at timestamptz, expires_at timestamptz)
language sql stable security definer set search_path = pg_catalog, public as $$
  select public.agreements_begins(p_agreement, p_as_if),
    least((a.expires_on + 1)::timestamp at time zone a.zone, a.terminated_at, later.replaced_at),
    later.replaced_at, (a.expires_on + 1)::timestamp at time zone a.zone
  from public.agreements_agreement a cross join lateral (
    select min(public.agreements_begins(s.id, null)) as replaced_at from public.agreements_agreement s where s.supersedes_id = a.id
  ) later where a.id = p_agreement
$$;
"""

# One row for each clause, pair of organizations, class and purpose. A victim service provider's records are never opened
# (34 USC 12291(b)(2)): it is never on the 'from' side.
ROWS = """
create function agreements_rows(p_agreement uuid, p_as_if timestamptz)
returns table (clause_id uuid, effect varchar, from_id uuid, to_id uuid, data_class varchar, purpose varchar, rule varchar,
  labels varchar[], obligations varchar[], starts_at timestamptz, ends_at timestamptz)
language sql stable security definer set search_path = pg_catalog, public as $$
  select c.id, c.effect, f.organization_id, t.organization_id, k.data_class, u.purpose, c.rule, c.labels, c.obligations, r.starts_at, r.ends_at
  from public.agreements_agreement a
  cross join lateral public.agreements_binding(a.id, p_as_if) b
  join public.agreements_clause c on c.agreement_id = a.id and c.effect <> '' and not ('DV' = any (c.labels))
  cross join public.agreements_held(a.id, p_as_if) f
  cross join public.agreements_held(a.id, p_as_if) t
  join public.directory_organization o on o.id = f.organization_id and not o.victim_services
  cross join lateral (
    select greatest(b.begins_at, f.from_at, t.from_at, c.starts_on::timestamp at time zone a.zone) as starts_at,
      least(b.ends_at, f.until_at, t.until_at, (c.ends_on + 1)::timestamp at time zone a.zone) as ends_at
  ) r
  cross join unnest(c.classes) k(data_class) cross join unnest(c.purposes) u(purpose)
  where a.id = p_agreement and b.begins_at is not null and f.organization_id <> t.organization_id
    and c.from_role in ('*', f.role) and c.to_role in ('*', t.role) and (r.ends_at is null or r.starts_at < r.ends_at)
$$;
"""

COMPILE = """
create function agreements_compile(p_agreement uuid) returns integer
language plpgsql security definer set search_path = pg_catalog, public as $$
declare n integer;
begin
  -- A version and the one before it are compiled by two people at once: the second waits, and then sees what the first wrote.
  perform pg_advisory_xact_lock(hashtextextended(p_agreement::text, 0));
  delete from public.access_grant g where g.agreement_id = p_agreement;
  insert into public.access_grant (id, agreement_id, clause_id, effect, from_id, to_id, data_class, purpose, rule, labels, obligations, starts_at, ends_at)
  select gen_random_uuid(), p_agreement, r.* from public.agreements_rows(p_agreement, null) r;
  get diagnostics n = row_count;
  return n;
end $$;
"""

# What an agreement opens: `now` by the signatures it has, `already` by another agreement, else once everybody has signed.
OPENS = """
create function agreements_opens(p_agreement uuid, p_at timestamptz)
returns table (clause_id uuid, effect varchar, from_id uuid, to_id uuid, data_class varchar, purpose varchar, rule varchar,
  labels varchar[], is_open boolean, already boolean, ends_at timestamptz)
language sql stable security definer set search_path = pg_catalog, public as $$
  select r.clause_id, r.effect, r.from_id, r.to_id, r.data_class, r.purpose, r.rule, r.labels,
    exists (select 1 from public.access_grant g where g.agreement_id = p_agreement and g.clause_id = r.clause_id and g.from_id = r.from_id
      and g.to_id = r.to_id and g.data_class = r.data_class and g.purpose = r.purpose and g.starts_at <= p_at and (g.ends_at is null or g.ends_at > p_at)),
    exists (select 1 from public.access_grant g where g.agreement_id <> p_agreement and g.effect = 'permit' and g.from_id = r.from_id
      and g.to_id = r.to_id and g.data_class = r.data_class and g.purpose = r.purpose and g.starts_at <= p_at and (g.ends_at is null or g.ends_at > p_at)),
    r.ends_at
  from public.agreements_rows(p_agreement, p_at) r where r.ends_at is null or r.ends_at > p_at
$$;
"""

# People and records of others that the acting organization can see, now and as if everybody had signed. The rows of the
# second count are written and rolled back inside the function: nobody ever reads through them.
REACH = """
create function agreements_reach(p_agreement uuid, p_purpose text, p_at timestamptz)
returns table (people bigint, records bigint, people_then bigint, records_then bigint)
language plpgsql security definer set search_path = pg_catalog, public as $$
declare here uuid := public.access_organization();
begin
  if not exists (select 1 from public.agreements_party p where p.agreement_id = p_agreement and p.organization_id = here) then return; end if;
  select r.people, r.records into people, records from public.access_reach(here, p_purpose, p_at) r;
  begin
    delete from public.access_grant g where g.agreement_id = p_agreement;
    insert into public.access_grant (id, agreement_id, clause_id, effect, from_id, to_id, data_class, purpose, rule, labels, obligations, starts_at, ends_at)
    select gen_random_uuid(), p_agreement, r.* from public.agreements_rows(p_agreement, p_at) r;
    select r.people, r.records into people_then, records_then from public.access_reach(here, p_purpose, p_at) r;
    raise exception using errcode = 'FC001', message = 'agreements_reach: undone';
  exception when sqlstate 'FC001' then null;
  end;
  return next;
end $$;
"""

# A provider that says it serves victims closes at once what it had opened.
VICTIM_SERVICES = """
create function agreements_victim_services() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  perform public.agreements_compile(p.agreement_id) from public.agreements_party p where p.organization_id = new.id;
  return null;
end $$;

create trigger agreements_victim_services after update of victim_services on directory_organization
for each row when (old.victim_services is distinct from new.victim_services) execute function agreements_victim_services();
"""

# Who drafted it, by an administrator, and the hub write an agreement; a version follows one of the same drafter.
WRITERS = """
create function agreements_may_write(p_drafted_for uuid) returns boolean language sql stable set search_path = pg_catalog, public as $$
  select current_user <> 'fullcircle_app' or coalesce(access_kind() = 'user' and (
    access_has('administrator') and access_organization() = p_drafted_for
    or (access_has('administrator') or access_has('hub')) and access_organization() = (select c.hub_id from accounts_community c)), false)
$$;

create function agreements_written_by() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if tg_op = 'UPDATE' and access_kind() = 'system' and to_jsonb(new) - 'reminded_days' = to_jsonb(old) - 'reminded_days' then
    return new;  -- the daily notice before an agreement ends
  end if;
  if (tg_op = 'INSERT' or new is distinct from old) and not (agreements_may_write(new.drafted_for)
      and (tg_op = 'INSERT' or old.drafted_for = new.drafted_for)
      and (new.supersedes_id is null or exists (select 1 from agreements_agreement a
        where a.id = new.supersedes_id and a.number = new.number and a.drafted_for = new.drafted_for))) then
    raise insufficient_privilege using message = 'agreements: written by who drafted it and by the hub';
  end if;
  return new;
end $$;

create function agreements_parts_written_by() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare about uuid;
begin
  foreach about in array array_remove(array[case when tg_op <> 'INSERT' then old.agreement_id end, case when tg_op <> 'DELETE' then new.agreement_id end], null) loop
    if not agreements_may_write((select a.drafted_for from agreements_agreement a where a.id = about)) then
      raise insufficient_privilege using message = 'agreements: written by who drafted it and by the hub';
    end if;
  end loop;
  return coalesce(new, old);
end $$;

create trigger agreements_written_by before insert or update on agreements_agreement for each row execute function agreements_written_by();
create trigger agreements_written_by before insert or update or delete on agreements_party for each row execute function agreements_parts_written_by();
create trigger agreements_written_by before insert or update or delete on agreements_clause for each row execute function agreements_parts_written_by();
"""

# What was sent out for signature stays as it is; only its fate may still be written.
FROZEN = """
create function agreements_document_stays() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if tg_op = 'DELETE' then
    raise check_violation using message = 'agreements: an agreement is kept';
  end if;
  if old.out_at is not null and (new.id, new.number, new.version, new.title, new.kind_id, new.text, new.effective_on, new.expires_on,
      new.zone, new.supersedes_id, new.out_at, new.document, new.sha256) is distinct from
     (old.id, old.number, old.version, old.title, old.kind_id, old.text, old.effective_on, old.expires_on,
      old.zone, old.supersedes_id, old.out_at, old.document, old.sha256) then
    raise check_violation using message = 'agreements: out for signature, the document stays';
  end if;
  if old.out_at is not null and new.state not in ('out-for-signature', 'terminated') or old.state = 'terminated' and new is distinct from old then
    raise check_violation using message = 'agreements: this state does not follow';
  end if;
  return new;
end $$;

create function agreements_parts_stay() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare about uuid;
begin
  foreach about in array array_remove(array[case when tg_op <> 'INSERT' then old.agreement_id end, case when tg_op <> 'DELETE' then new.agreement_id end], null) loop
    if exists (select 1 from public.agreements_agreement a where a.id = about and (a.out_at is not null or a.state = 'terminated')) then
      raise check_violation using message = 'agreements: out for signature, the document stays';
    end if;
  end loop;
  return coalesce(new, old);
end $$;

create trigger agreements_document_stays before update or delete on agreements_agreement for each row execute function agreements_document_stays();
create trigger agreements_parts_stay before insert or update or delete on agreements_party for each row execute function agreements_parts_stay();
create trigger agreements_parts_stay before insert or update or delete on agreements_clause for each row execute function agreements_parts_stay();
"""

# Nobody signs for another organization: typed by its own user, or on paper written down by the hub.
SIGNATURES = """
alter table agreements_signature enable row level security, force row level security;
grant select, insert, update (withdrawn_at, withdrawn_by) on agreements_signature to fullcircle_app;

create policy seen on agreements_signature for select to fullcircle_app using (
  (select access_organization()) = (select c.hub_id from accounts_community c)
  or exists (select 1 from agreements_party theirs join agreements_party mine on mine.agreement_id = theirs.agreement_id
    where theirs.id = agreements_signature.party_id and mine.organization_id = (select access_organization())));

create policy added on agreements_signature for insert to fullcircle_app with check (
  (select access_kind()) = 'user'
  and agreements_signature.signed_at = (select access_at()) and agreements_signature.withdrawn_at is null
  and exists (select 1 from agreements_party p join agreements_agreement a on a.id = p.agreement_id
    where p.id = agreements_signature.party_id and a.state = 'out-for-signature' and a.sha256 = agreements_signature.sha256
      and (agreements_signature.method = 'typed' and p.organization_id = (select access_organization())
           and agreements_signature.user_id = (select access_user())
        or agreements_signature.method = 'paper' and (select access_organization()) = (select c.hub_id from accounts_community c)
           and agreements_signature.recorded_by = (select access_user()))));

create policy withdrawn on agreements_signature for update to fullcircle_app using (
  agreements_signature.withdrawn_at is null and (select access_kind()) = 'user'
  and (exists (select 1 from agreements_party p where p.id = agreements_signature.party_id and p.organization_id = (select access_organization()))
    or agreements_signature.method = 'paper' and (select access_organization()) = (select c.hub_id from accounts_community c)))
  with check (agreements_signature.withdrawn_at = (select access_at()) and agreements_signature.withdrawn_by = (select access_user()));

grant select on agreements_signature to fullcircle_definer;
create policy definer on agreements_signature for select to fullcircle_definer using (true);
create policy backup on agreements_signature for select to fullcircle_backup using (true);
"""

GRANTS = """
create sequence agreements_number;
grant usage on sequence agreements_number to fullcircle_app;
grant select on agreements_kind to fullcircle_app;
grant select, insert, update on agreements_agreement to fullcircle_app;
grant select, insert, update, delete on agreements_party, agreements_clause to fullcircle_app;
grant select on agreements_agreement, agreements_party, agreements_clause, directory_organization, accounts_community to fullcircle_definer;
"""

ALL = (HELD, BEGINS, BINDING, ROWS, COMPILE, OPENS, REACH, VICTIM_SERVICES)
OWNED = (
    "agreements_held(uuid, timestamptz)",
    "agreements_begins(uuid, timestamptz)",
    "agreements_binding(uuid, timestamptz)",
    "agreements_rows(uuid, timestamptz)",
    "agreements_compile(uuid)",
    "agreements_opens(uuid, timestamptz)",
    "agreements_reach(uuid, text, timestamptz)",
    "agreements_victim_services()",
)
