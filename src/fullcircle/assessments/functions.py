"""The database's own hand in a campaign, in PostgreSQL's words; a migration installs it.

The serving role reads no answer: one function takes it and marks the invitation, another gives results of a closed campaign,
eleven answers or more (or a named campaign). Closing writes all answers anew in a random order within one transaction, under
new ids, so that neither the row's transaction nor its place tells who wrote when.
"""

from __future__ import annotations

from fullcircle.access.wall import secured

KEEPS = """
grant select on accounts_community to fullcircle_definer;

-- The backbone, which is the hub's managers, and the jobs.
create function assessments_keeps() returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select coalesce(public.access_kind() = 'system' or public.access_kind() = 'user' and public.access_has('hub')
    and public.access_organization() = (select c.hub_id from public.accounts_community c), false)
$$;

-- Who sits at the table reads what was reported.
create function assessments_reads(p_campaign uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select public.assessments_keeps() or exists (select 1 from public.assessments_campaign c where c.id = p_campaign
    and c.state in ('reported', 'acted-on') and public.access_kind() = 'user' and public.access_has('member'))
$$;
"""


KEEPER = "(select assessments_keeps())"
ALL = "select, insert, update"
WALL = (
    secured(
        "assessments_campaign",
        seen=f"""{KEEPER} or assessments_campaign.state = 'acted-on'
  or assessments_campaign.state = 'reported' and (select access_kind()) = 'user' and (select access_has('member'))""",
        written=KEEPER,
        grant=ALL,
    )
    + "".join(
        secured(table, seen=KEEPER, written=KEEPER, grant=ALL)
        for table in (
            "assessments_campaigninvitation", "assessments_campaignsheet", "assessments_campaigntheme",
        )
    )
    + secured(
        "assessments_campaignfigures",
        seen="assessments_reads(assessments_campaignfigures.campaign_id)",
        written=KEEPER,
        grant=ALL,
    )
    + secured("assessments_campaignlink", written=KEEPER, grant="insert")
    + secured("assessments_campaignresponse")
)  # fmt: skip

ANSWERING = """
-- What a link opens. No invitation's id leaves.
create function assessments_link(p_hash text, p_at timestamptz)
returns table (campaign_id uuid, form_id uuid, title text, purpose text, mode text, state text, opens_on date, closes_on date,
  zone text, is_over boolean, language text, answered boolean, you_said text, we_did text)
language sql stable security definer set search_path = pg_catalog, public as $$
  select c.id, c.form_id, c.title, c.purpose, c.mode, c.state, c.opens_on, c.closes_on, c.zone,
    c.state <> 'open' or p_at >= c.closes_at,
    coalesce(i.language, ''), coalesce(i.answered, false), c.you_said, c.we_did
  from public.assessments_campaignlink l join public.assessments_campaign c on c.id = l.campaign_id
    left join public.assessments_campaigninvitation i on i.id = l.invitation_id
  where l.token_hash = p_hash and c.state <> 'planned'
$$;

-- Whom an invited organization may name, in a campaign by name: the others that are asked. An open link reads none.
create function assessments_roster(p_hash text) returns table (organization_id uuid, name text)
language sql stable security definer set search_path = pg_catalog, public as $$
  select o.organization_id, min(o.name) from public.assessments_campaignlink l
    join public.assessments_campaign c on c.id = l.campaign_id and c.mode = 'named' and c.state = 'open'
    join public.assessments_campaigninvitation me on me.id = l.invitation_id
    join public.assessments_campaigninvitation o on o.campaign_id = c.id
      and o.organization_id is distinct from me.organization_id
  where l.token_hash = p_hash and o.organization_id is not null and o.name <> ''
  group by o.organization_id
$$;

-- For the two functions below alone. Of an anonymous campaign only the answers are written.
create function assessments_take(p_campaign uuid, p_invitation uuid, p_picked jsonb, p_written jsonb, p_channel text) returns text
language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  c public.assessments_campaign%rowtype;
  i public.assessments_campaigninvitation%rowtype;
begin
  select * into c from public.assessments_campaign where id = p_campaign for share;
  if c.state is distinct from 'open' then return 'over'; end if;
  if p_invitation is not null then
    select * into i from public.assessments_campaigninvitation where id = p_invitation and campaign_id = p_campaign for update;
    if i.id is null then return 'nothing'; end if;
    if i.answered then return 'answered'; end if;
    update public.assessments_campaigninvitation set answered = true where id = i.id;
  end if;
  if c.mode = 'anonymous' then
    i := null;
  end if;
  insert into public.assessments_campaignresponse
    (id, campaign_id, invitation_id, organization_id, sector, channel, answered_on, picked, written)
  values (gen_random_uuid(), c.id, i.id, i.organization_id, coalesce(i.sector, ''), p_channel,
    (public.access_at() at time zone c.zone)::date, p_picked, p_written);
  return 'taken';
end $$;

-- By whoever holds a link: until the window closes.
create function assessments_answer(p_hash text, p_picked jsonb, p_written jsonb) returns text
language plpgsql security definer set search_path = pg_catalog, public as $$
declare l public.assessments_campaignlink%rowtype;
begin
  select x.* into l from public.assessments_campaignlink x where x.token_hash = p_hash;
  if l.token_hash is null then return 'nothing'; end if;
  if public.access_at() is null or exists (select 1 from public.assessments_campaign c
      where c.id = l.campaign_id and public.access_at() >= c.closes_at) then
    return 'over';
  end if;
  return public.assessments_take(l.campaign_id, l.invitation_id, p_picked, p_written, 'web');
end $$;

-- By the backbone's staff, from a sheet or a telephone interview: until the campaign is closed.
create function assessments_enter(p_campaign uuid, p_invitation uuid, p_picked jsonb, p_written jsonb, p_channel text) returns text
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if not public.assessments_keeps() or p_channel not in ('phone', 'paper') then
    raise insufficient_privilege using message = 'assessments_enter: the backbone enters sheets and interviews';
  end if;
  return public.assessments_take(p_campaign, p_invitation, p_picked, p_written, p_channel);
end $$;
"""

RESULTS = """
create function assessments_has_open_link(p_campaign uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select public.assessments_keeps() and exists (select 1 from public.assessments_campaignlink l
    where l.campaign_id = p_campaign and l.invitation_id is null)
$$;

-- How many answered so far, by channel.
create function assessments_taken(p_campaign uuid) returns table (channel text, answers bigint)
language sql stable security definer set search_path = pg_catalog, public as $$
  select r.channel, count(*) from public.assessments_campaignresponse r
  where r.campaign_id = p_campaign and (select public.assessments_keeps()) group by r.channel
$$;

create function assessments_may_count(p_campaign uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select public.assessments_keeps() and exists (select 1 from public.assessments_campaign c where c.id = p_campaign
    and c.state in ('closed', 'reported', 'acted-on') and (c.mode = 'named'
      or (select count(*) from public.assessments_campaignresponse r where r.campaign_id = c.id) >= 11))
$$;

-- The answers of a closed campaign, in no order. A voice is an organization, or a person where none is known; its number says
-- nothing. The organization is given where the campaign is named; of a confidential one the sector, where access_shown would
-- show it.
create function assessments_results(p_campaign uuid)
returns table (voice integer, organization_id uuid, sector text, picked jsonb)
language sql volatile security definer set search_path = pg_catalog, public as $$
  with salt as materialized (select gen_random_uuid()::text as grain),
  answers as materialized (
    select r.*, md5(coalesce(r.organization_id, r.id)::text || s.grain) as speaker, c.mode
    from public.assessments_campaignresponse r join public.assessments_campaign c on c.id = r.campaign_id, salt s
    where r.campaign_id = p_campaign and (select public.assessments_may_count(p_campaign))),
  sectors as (select a.sector, count(*) as n, row_number() over (order by a.sector) as place from answers a group by a.sector),
  told as (select s.sector from sectors s
    where (select (public.access_shown(array_agg(o.n order by o.place))) from sectors o)[s.place] is not null)
  select dense_rank() over (order by a.speaker)::integer, case when a.mode = 'named' then a.organization_id end,
    case when a.mode = 'named' or a.sector in (select t.sector from told t) then a.sector else '' end, a.picked
  from answers a order by random()
$$;

-- What was written to one question, in no order.
create function assessments_texts(p_campaign uuid, p_link text) returns table (id uuid, text text)
language sql stable security definer set search_path = pg_catalog, public as $$
  select r.id, r.written ->> p_link from public.assessments_campaignresponse r
  where r.campaign_id = p_campaign and r.written ->> p_link <> '' and (select public.assessments_may_count(p_campaign))
  order by r.id
$$;
"""

HOLDING = """
-- What was promised to who answers does not change once they are asked, and no step is skipped or undone.
create function assessments_campaign_holds() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if tg_op = 'INSERT' then
    if new.state <> 'planned' then
      raise check_violation using message = 'assessments_campaign_holds: a campaign begins as planned';
    end if;
    return new;
  end if;
  if old.state <> 'planned' and (new.mode, new.form_id, new.zone) is distinct from (old.mode, old.form_id, old.zone) then
    raise check_violation using message = 'assessments_campaign_holds: what was promised does not change';
  end if;
  if new.state <> old.state and (old.state, new.state) not in (('planned', 'open'), ('open', 'closed'),
      ('closed', 'reported'), ('reported', 'acted-on')) then
    raise check_violation using message = 'assessments_campaign_holds: no step is skipped or undone';
  end if;
  return new;
end $$;

-- All answers are written anew at once: new ids, a random order, one transaction, and of anonymous ones one day.
create function assessments_campaign_closes() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  with gone as (delete from public.assessments_campaignresponse r where r.campaign_id = new.id returning r.*)
  insert into public.assessments_campaignresponse
    (id, campaign_id, invitation_id, organization_id, sector, channel, answered_on, picked, written)
  select gen_random_uuid(), g.campaign_id, g.invitation_id, g.organization_id, g.sector, g.channel,
    case when new.mode = 'anonymous' then (public.access_at() at time zone new.zone)::date else g.answered_on end, g.picked, g.written
  from gone g order by random();
  return null;
end $$;

create trigger holds before insert or update on assessments_campaign for each row execute function assessments_campaign_holds();
create trigger closes after update of state on assessments_campaign for each row
  when (new.state = 'closed' and old.state = 'open') execute function assessments_campaign_closes();
"""

CALLED_BY_APP = (
    "assessments_keeps()",
    "assessments_reads(uuid)",
    "assessments_link(text, timestamptz)",
    "assessments_roster(text)",
    "assessments_answer(text, jsonb, jsonb)",
    "assessments_enter(uuid, uuid, jsonb, jsonb, text)",
    "assessments_has_open_link(uuid)",
    "assessments_taken(uuid)",
    "assessments_results(uuid)",
    "assessments_texts(uuid, text)",
)
INNER = (
    "assessments_take(uuid, uuid, jsonb, jsonb, text)",
    "assessments_may_count(uuid)",
    "assessments_campaign_holds()",
    "assessments_campaign_closes()",
)
