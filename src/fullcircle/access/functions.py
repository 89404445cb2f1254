"""The database functions of access, in PostgreSQL's words; a migration installs them.

Owned by `fullcircle_definer`, with a fixed search path and no right for PUBLIC to call them.
"""

from __future__ import annotations

ACTOR = """
create table access_key (only_one boolean primary key default true check (only_one), inner_pad bytea not null, outer_pad bytea not null);
revoke all on access_key from public;
grant select, insert, update on access_key to fullcircle_definer;
grant select on access_key to fullcircle_backup;

create function access_actor() returns text[] language plpgsql stable security definer set search_path = pg_catalog, public as $$
declare
  said text := nullif(current_setting('fullcircle.actor', true), '');
  body text;
  parts text[];
  kept public.access_key%rowtype;
begin
  if said is null or length(said) < 66 then return null; end if;
  body := left(said, -65);
  select * into kept from public.access_key;
  if encode(sha256(kept.outer_pad || sha256(kept.inner_pad || convert_to(body, 'UTF8'))), 'hex') is distinct from right(said, 64) then
    return null;
  end if;
  parts := string_to_array(body, '|', '');
  -- By the clock of the wall: a signature that somebody saw serves nobody later.
  if abs(extract(epoch from clock_timestamp()) - parts[8]::bigint) > 600 then return null; end if;
  return parts;
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
  if public.access_frozen(a[3]::uuid, a[2]::uuid, a[6]::timestamptz) then
    return null;
  end if;
  return a[3]::uuid;
end $$;

-- Does the user who acts hold this role in the organization for which they act?
create function access_has(p_role text) returns boolean language sql stable security definer set search_path = pg_catalog, public as $$
  select coalesce(p_role = any (string_to_array((public.access_actor())[7], ',')) and public.access_organization() is not null, false)
$$;

-- Raises where anybody but the jobs' actor calls.
create function access_jobs_only() returns void
language plpgsql stable security definer set search_path = pg_catalog, public as $$
begin
  if public.access_kind() is distinct from 'system' then
    raise insufficient_privilege using message = 'access: jobs only';
  end if;
end $$;
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

-- What says whose a record is and what it is about stays as it was written; the functions of the definer move it.
create function access_stays() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if current_user = 'fullcircle_app' then
    raise insufficient_privilege using message = 'access_stays: this is not changed';
  end if;
  return new;
end $$;
revoke all on function access_stays() from public;

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

# A button that was tapped twice: the first tap answered, and with it ended the link.
LINK_JUST_ANSWERED = """
create function access_link_just_answered(p_hash text, p_since timestamptz, p_at timestamptz)
returns table (id uuid, kind text, person_id uuid, referral_id uuid, organization_id uuid, expires_at timestamptz)
language sql stable security definer set search_path = pg_catalog, public as $$
  select l.id, l.kind, l.person_id, l.referral_id, l.organization_id, l.expires_at from public.access_link l
  where l.token_hash = p_hash and l.expires_at > p_at and l.ended_at > p_since and l.ended_at <= p_at
    and l.ended_why <> 'way-changed'
$$;
"""

# An emergency ends early by whoever opened it; messages that wait because their reader is on hold, as ids alone.
DUTIES = """
create function access_emergency_end(p_id uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  update public.access_emergency e set ends_at = greatest(public.access_at(), e.starts_at + interval '1 microsecond')
  where e.id = p_id and e.user_id = public.access_user() and e.organization_id = public.access_organization()
    and e.ends_at > public.access_at();
  return found;
end $$;

create function access_held_messages(p_organization uuid) returns setof uuid
language sql stable security definer set search_path = pg_catalog, public as $$
  select m.id from public.infra_message m
  where m.for_organization = p_organization and m.sent_at is null and m.failed_at is null and (select public.access_organization()) is not null
$$;
"""

# Until now `infra` gave any message to anybody; here it learns that jobs alone deliver, and who may still be told.
MESSAGES = """
create or replace function infra_take_message(p_id uuid) returns infra_message
language plpgsql security definer set search_path = pg_catalog, public as $$
declare m public.infra_message%rowtype; told boolean;
begin
  perform public.access_jobs_only();
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
  if m.channel = 'sms' and not m.answers_keyword and exists (select 1 from public.infra_number n
      where n.number = regexp_replace(m."to", '^\\+1(\\d{10})$', '\\1') and n.stopped_at is not null) then
    update public.infra_message set failed_at = clock_timestamp(), failure = 'stopped', body = '' where id = m.id;
    return null;
  end if;
  if m.to_person is not null and not exists (select 1 from public.people_contact c where c.person_id = m.to_person
      and case when m.channel = 'sms' then c.may_text and c.phone = m."to" else c.email = m."to" end) then
    update public.infra_message set failed_at = clock_timestamp(), failure = 'unsafe', body = '' where id = m.id;
    return null;
  end if;
  return m;
end $$;

create or replace function infra_message_done(p_id uuid, p_sent boolean, p_given_up boolean, p_failure text) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  perform public.access_jobs_only();
  update public.infra_message set attempts = attempts + 1, failure = p_failure,
    sent_at = case when p_sent then clock_timestamp() end, failed_at = case when p_given_up then clock_timestamp() end
  where id = p_id and sent_at is null and failed_at is null;
end $$;

create or replace function infra_message_forget(p_id uuid) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  perform public.access_jobs_only();
  update public.infra_message set body = '', unsubscribe = '', reply_to = '' where id = p_id and (sent_at is not null or failed_at is not null);
end $$;
"""

# Counts of people, as they may be shown: none of 1 to 10, and none that would give such a one away.
SMALL_CELLS = """
-- The cells of one table that adds up to a known total. Zero is shown. A cell of 1 to 10 is hidden (null); and so are the
-- smallest of the others, until two cells are hidden and eleven people or more are in them: total minus rest tells no more.
create function access_shown(p_counts bigint[]) returns bigint[]
language sql immutable set search_path = pg_catalog, public as $$
  with cells as (
    select c.n, c.place, row_number() over smaller as number, sum(c.n) over smaller - c.n as before, min(c.n) over () as least
    from unnest(p_counts) with ordinality c(n, place) where c.n > 0
    window smaller as (order by c.n, c.place))
  select coalesce(array_agg(case when k.n <= 10 or k.least <= 10 and (k.number = 2 or k.before <= 10) and k.number > 1 then null
    else c.n end order by c.place), '{}')
  from unnest(p_counts) with ordinality c(n, place) left join cells k on k.place = c.place
$$;
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
  perform public.access_jobs_only();
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
    "access_at()", "access_person()", "access_organization()", "access_has(text)",
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
    "access_emergency_end(uuid)",
    "access_held_messages(uuid)",
    "access_unsealed(integer)",
    "access_seal(bigint, bigint[], text, text, text, timestamptz)",
    "access_events(bigint, integer)",
    "access_shown(bigint[])",
)
# Called by other functions only.
INNER_FUNCTIONS = (
    "access_jobs_only()",
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
