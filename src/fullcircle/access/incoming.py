"""The database functions of what comes in by text and mail, in PostgreSQL's words; a migration installs them.

Their tables belong to `infra`; that the jobs alone read them is a rule of access.
"""

from __future__ import annotations

INCOMING = """
-- Taken in once: a replay answers null.
create function infra_take_in(p_id uuid, p_provider_id text, p_channel text, p_sender text, p_receiver text, p_body text) returns uuid
language plpgsql security definer set search_path = pg_catalog, public as $$
declare taken uuid;
begin
  perform public.access_jobs_only();
  insert into public.infra_incoming (id, provider_id, channel, sender, receiver, body, came_at, became)
  values (p_id, p_provider_id, p_channel, p_sender, p_receiver, p_body, public.access_at(), '')
  on conflict (provider_id) do nothing returning id into taken;
  return taken;
end $$;

-- Held until the transaction ends, so that two workers do not handle it twice.
create function infra_incoming_take(p_id uuid) returns infra_incoming
language plpgsql security definer set search_path = pg_catalog, public as $$
declare came public.infra_incoming%rowtype;
begin
  perform public.access_jobs_only();
  select * into came from public.infra_incoming i where i.id = p_id and i.handled_at is null for update skip locked;
  return came;
end $$;

create function infra_incoming_done(p_id uuid, p_became text) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  perform public.access_jobs_only();
  update public.infra_incoming i set handled_at = public.access_at(), became = p_became, sender = '', body = ''
  where i.id = p_id and i.handled_at is null;
end $$;

-- What the provider calls it is kept for as long as a replay could come.
create function infra_incoming_forget(p_before timestamptz) returns integer
language plpgsql security definer set search_path = pg_catalog, public as $$
declare n integer;
begin
  perform public.access_jobs_only();
  delete from public.infra_incoming i where i.handled_at < p_before;
  get diagnostics n = row_count;
  return n;
end $$;

-- STOP and START of a number; true where that changed something.
create function infra_number_stops(p_number text, p_stops boolean) returns boolean
language plpgsql security definer set search_path = pg_catalog, public as $$
declare was timestamptz;
begin
  perform public.access_jobs_only();
  select n.stopped_at into was from public.infra_number n where n.number = p_number for update;
  insert into public.infra_number as n (number, language, stopped_at)
  values (p_number, '', case when p_stops then public.access_at() end)
  on conflict (number) do update set
    stopped_at = case when p_stops then coalesce(n.stopped_at, excluded.stopped_at) end,
    failed_at = case when p_stops then n.failed_at end;
  return (was is not null) is distinct from p_stops;
end $$;

-- May a text leave to this number? No after STOP, nor for a week after one that did not arrive. For whoever acts: which
-- numbers there are is not told.
create function infra_number_takes_texts(p_number text) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select public.access_kind() is not null and not exists (select 1 from public.infra_number n
    where n.number = p_number and (n.stopped_at is not null or n.failed_at > public.access_at() - interval '7 days'))
$$;

-- Is this the first text to a number? Then it names the ways to stop and to get help. Remembers that, and the language.
create function infra_number_is_told(p_number text, p_language text) returns boolean
language plpgsql security definer set search_path = pg_catalog, public as $$
declare told timestamptz;
begin
  if public.access_kind() is null then return false; end if;
  select n.told_at into told from public.infra_number n where n.number = p_number for update;
  insert into public.infra_number as n (number, language, told_at) values (p_number, p_language, public.access_at())
  on conflict (number) do update set language = excluded.language, told_at = coalesce(n.told_at, excluded.told_at);
  return told is null;
end $$;

-- The language of the last text to a number, '' where there was none; for jobs alone.
create function infra_number_language(p_number text) returns text
language plpgsql stable security definer set search_path = pg_catalog, public as $$
begin
  perform public.access_jobs_only();
  return coalesce((select n.language from public.infra_number n where n.number = p_number), '');
end $$;

-- One automatic answer an hour to what nobody understood: two machines do not talk to each other all night.
create function infra_number_may_be_answered(p_number text) returns boolean
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  perform public.access_jobs_only();
  insert into public.infra_number (number, language) values (p_number, '') on conflict (number) do nothing;
  update public.infra_number n set answered_at = public.access_at() where n.number = p_number
    and (n.answered_at is null or n.answered_at <= public.access_at() - interval '1 hour');
  return found;
end $$;

-- A receipt moves a message forward alone. True where it failed just now. 'provider': nobody took it, which says nothing
-- of the number.
create function infra_receipt(p_message uuid, p_status text, p_code text) returns boolean
language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  m public.infra_message%rowtype;
  ranks text[] := array['', 'queued', 'sending', 'sent', 'failed', 'delivered'];
  was integer; becomes integer;
  short text;
begin
  perform public.access_jobs_only();
  select * into m from public.infra_message x where x.id = p_message and x.channel = 'sms' for update;
  was := array_position(ranks, replace(m.receipt, 'undelivered', 'failed'));
  becomes := array_position(ranks, replace(p_status, 'undelivered', 'failed'));
  if m.id is null or becomes is null or becomes <= was then return false; end if;
  update public.infra_message x set receipt = p_status, receipt_code = p_code where x.id = m.id;
  short := regexp_replace(m."to", '^\\+1(\\d{10})$', '\\1');
  if p_status = 'delivered' then
    update public.infra_number n set failed_at = null where n.number = short;
  elsif p_status in ('failed', 'undelivered') then
    if p_code <> 'provider' then
      insert into public.infra_number as n (number, language, failed_at, stopped_at)
      values (short, m.language, public.access_at(), case when p_code = '21610' then public.access_at() end)
      on conflict (number) do update set failed_at = excluded.failed_at, stopped_at = coalesce(n.stopped_at, excluded.stopped_at);
    end if;
    return true;
  end if;
  return false;
end $$;

"""

FAILED_TEXT = """
-- Whom a text was for that did not arrive, and when it was written; for jobs alone.
create function infra_failed_text(p_message uuid)
returns table (number text, to_person uuid, for_organization uuid, written_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, public as $$
begin
  perform public.access_jobs_only();
  return query select regexp_replace(x."to", '^\\+1(\\d{10})$', '\\1'), x.to_person, x.for_organization, x.written_at
  from public.infra_message x where x.id = p_message and x.receipt in ('failed', 'undelivered');
end $$;
"""

REPLY_CODES = """
-- The code by which one question is answered on one phone. Whoever made the link knows its hash. The same question keeps
-- its code; a code that was used within sixty days means nothing else, so that a late answer answers no other question.
create function access_reply_code(p_hash text, p_number text, p_language text, p_from integer) returns integer
language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  l public.access_link%rowtype;
  now_at timestamptz := public.access_at();
  found_code integer;
begin
  select * into l from public.access_link x where x.token_hash = p_hash and x.ended_at is null;
  if l.id is null or public.access_kind() is null or p_number = '' then
    raise insufficient_privilege using message = 'access_reply_code: no such link';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('reply ' || p_number, 0));
  update public.access_replycode c set link_id = l.id, language = p_language, asked_at = now_at
  from public.access_link o where o.id = c.link_id and c.number = p_number and o.kind = l.kind and o.person_id = l.person_id
    and o.referral_id is not distinct from l.referral_id
  returning c.code into found_code;
  if found_code is not null then return found_code; end if;
  select n into found_code from generate_series(p_from, 999) n where not exists (
    select 1 from public.access_replycode c join public.access_link o on o.id = c.link_id
    where c.number = p_number and c.code = n
      and (c.asked_at > now_at - interval '60 days' or o.ended_at is null and o.expires_at > now_at))
  order by n limit 1;
  if found_code is null then return null; end if;
  delete from public.access_replycode c where c.number = p_number and c.code = found_code;
  insert into public.access_replycode (id, link_id, number, code, language, asked_at, mail_hash)
  values (gen_random_uuid(), l.id, p_number, found_code, p_language, now_at, '');
  return found_code;
end $$;

-- A mail's own address for replies: its token is kept as a hash, as a link's is.
create function access_reply_address(p_hash text, p_mail_hash text, p_language text) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
declare l public.access_link%rowtype;
begin
  select * into l from public.access_link x where x.token_hash = p_hash and x.ended_at is null;
  if l.id is null or public.access_kind() is null then
    raise insufficient_privilege using message = 'access_reply_address: no such link';
  end if;
  insert into public.access_replycode (id, link_id, number, code, language, asked_at, mail_hash)
  values (gen_random_uuid(), l.id, '', null, p_language, public.access_at(), p_mail_hash);
end $$;

-- What was asked on a phone (or behind a mail's address), open or not; for jobs alone.
create function access_reply_codes(p_number text, p_mail_hash text)
returns table (code integer, language text, kind text, person_id uuid, referral_id uuid, organization_id uuid, is_open boolean,
  closed_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, public as $$
begin
  perform public.access_jobs_only();
  return query select c.code::integer, c.language::text, l.kind, l.person_id, l.referral_id, l.organization_id,
    l.ended_at is null and l.expires_at > public.access_at(), least(l.ended_at, l.expires_at)
  from public.access_replycode c join public.access_link l on l.id = c.link_id
  where case when p_mail_hash is null then c.number = p_number and c.code is not null else c.mail_hash = p_mail_hash end
  order by c.code;
end $$;
"""

FUNCTIONS = (
    "infra_take_in(uuid, text, text, text, text, text)",
    "infra_incoming_take(uuid)",
    "infra_incoming_done(uuid, text)",
    "infra_incoming_forget(timestamptz)",
    "infra_number_stops(text, boolean)",
    "infra_number_takes_texts(text)",
    "infra_number_is_told(text, text)",
    "infra_number_language(text)",
    "infra_number_may_be_answered(text)",
    "infra_receipt(uuid, text, text)",
    "infra_failed_text(uuid)",
    "access_reply_code(text, text, text, integer)",
    "access_reply_address(text, text, text)",
    "access_reply_codes(text, text)",
)
