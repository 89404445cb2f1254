"""The database functions of access, in PostgreSQL's words; a migration installs them.

Owned by `fullcircle_definer`, with a fixed search path and no right for PUBLIC to call them.
"""

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
create function access_at() returns timestamptz language sql stable security definer set search_path = pg_catalog, public as $$ select (public.access_actor())[6]::timestamptz $$;
"""

# Who may give: the holder of 'share' on this person (and record), or whoever adds a person nobody knows yet.
GRANTS = """
create function access_holds(p_person uuid, p_need uuid, p_referral uuid, p_class text) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select exists (select 1 from public.access_grant g
    where g.grantee_id = (select public.access_grantee()) and g.person_id = p_person and p_class = any (g.classes)
    and (g.need_id is null or g.need_id = p_need) and (g.referral_id is null or g.referral_id = p_referral)
    and g.starts_at <= (select public.access_at()) and (g.ends_at is null or g.ends_at > (select public.access_at()))
    and ((select public.access_record()) is null or g.referral_id = (select public.access_record())))
$$;

create function access_give(p_id uuid, p_grantee uuid, p_person uuid, p_need uuid, p_referral uuid, p_classes text[],
  p_purpose text, p_clause text, p_starts timestamptz, p_ends timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if public.access_grantee() is null
     or not (public.access_holds(p_person, p_need, p_referral, 'share')
             or (p_grantee = public.access_grantee() and not exists (select 1 from public.access_grant where person_id = p_person))) then
    raise insufficient_privilege using message = 'access_give: this actor may not share this record';
  end if;
  insert into public.access_grant (id, grantee_id, person_id, need_id, referral_id, classes, purpose, clause, starts_at, ends_at, given_at, given_by)
  values (p_id, p_grantee, p_person, p_need, p_referral, p_classes, p_purpose, p_clause, p_starts, p_ends, public.access_at(), public.access_user());
end $$;

-- A sender may prepare a grant that opens when the receiver accepts ('infinity'); the receiver opens it.
create function access_open_prepared(p_referral uuid) returns integer
language plpgsql security definer set search_path = pg_catalog, public as $$
declare n integer;
begin
  update public.access_grant set starts_at = public.access_at()
  where referral_id = p_referral and grantee_id = public.access_grantee() and starts_at = 'infinity' and ends_at is null;
  get diagnostics n = row_count;
  return n;
end $$;

-- Ended by whoever may share the record, or given back by the grantee.
create function access_end(p_person uuid, p_grantee uuid, p_referral uuid, p_clauses text[]) returns integer
language plpgsql security definer set search_path = pg_catalog, public as $$
declare n integer;
begin
  if public.access_grantee() is distinct from p_grantee and not public.access_holds(
       p_person, (select g.need_id from public.access_grant g where g.referral_id = p_referral limit 1), p_referral, 'share') then
    raise insufficient_privilege using message = 'access_end: this actor may not end this grant';
  end if;
  update public.access_grant set ends_at = public.access_at(), starts_at = least(starts_at, public.access_at())
  where person_id = p_person and grantee_id = p_grantee and referral_id is not distinct from p_referral
    and clause = any (p_clauses) and (ends_at is null or ends_at > public.access_at());
  get diagnostics n = row_count;
  return n;
end $$;

-- Why may this organization see this person? Answered only to those who may know it.
create function access_why(p_person uuid, p_grantee uuid, p_referral uuid, p_class text)
returns table (clause text, classes text[], purpose text, need_id uuid, referral_id uuid, starts_at timestamptz, ends_at timestamptz)
language sql stable security definer set search_path = pg_catalog, public as $$
  select g.clause, g.classes, g.purpose, g.need_id, g.referral_id, g.starts_at, g.ends_at from public.access_grant g
  where g.person_id = p_person and g.grantee_id = p_grantee and p_class = any (g.classes)
    and (p_referral is null or g.referral_id is null or g.referral_id = p_referral)
    and g.starts_at <= (select public.access_at()) and (g.ends_at is null or g.ends_at > (select public.access_at()))
    and (p_grantee = (select public.access_grantee()) or public.access_holds(p_person, null, null, 'access'))
  order by g.starts_at
$$;
"""

HOLDERS = """
create function access_holders(p_person uuid) returns table (grantee_id uuid, clause text, classes text[])
language sql stable security definer set search_path = pg_catalog, public as $$
  select g.grantee_id, g.clause, array_agg(distinct c.name) from public.access_grant g, unnest(g.classes) c(name)
  where g.person_id = p_person and g.starts_at <= (select public.access_at())
    and (g.ends_at is null or g.ends_at > (select public.access_at()))
    and public.access_holds(p_person, null, null, 'access')
  group by g.grantee_id, g.clause order by min(g.starts_at)
$$;
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
  if public.access_grantee() is null then return 0; end if;
  update public.access_link l set ended_at = public.access_at(), ended_why = p_why
  where l.kind = p_kind and l.ended_at is null
    and (p_referral is null or l.referral_id = p_referral) and (p_person is null or l.person_id = p_person)
    and (p_referral is not null or p_person is not null)
    and exists (select 1 from public.access_grant g where g.grantee_id = public.access_grantee()
                and (g.person_id = l.person_id or g.referral_id = l.referral_id));
  get diagnostics n = row_count;
  return n;
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
    "access_actor()",
    "access_kind()",
    "access_user()",
    "access_grantee()",
    "access_record()",
    "access_at()",
)
OTHER_FUNCTIONS = (
    "access_holds(uuid, uuid, uuid, text)",
    "access_give(uuid, uuid, uuid, uuid, uuid, text[], text, text, timestamptz, timestamptz)",
    "access_open_prepared(uuid)",
    "access_end(uuid, uuid, uuid, text[])",
    "access_why(uuid, uuid, uuid, text)",
    "access_holders(uuid)",
    "access_link_opens(text, timestamptz)",
    "access_end_links(text, uuid, uuid, text)",
    "access_unsealed(integer)",
    "access_seal(bigint, bigint[], text, text, text, timestamptz)",
    "access_events(bigint, integer)",
)


def owned_by_definer(*signatures: str) -> str:
    """Only `app` may call them, and they run as `definer`."""
    return "".join(
        f"alter function {signature} owner to fullcircle_definer;\n"
        f"set role fullcircle_definer;\nrevoke all on function {signature} from public;\n"
        f"grant execute on function {signature} to fullcircle_app;\nreset role;\n"
        for signature in signatures
    )
