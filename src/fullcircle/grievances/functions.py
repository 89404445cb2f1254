"""Who reads a grievance, and what its code's holder may do, in PostgreSQL's words; a migration installs them.

The serving role inserts none and reads those of the acting organization alone: a function files, chooses a reviewer who may
read it, follows by code, and hands on.
"""

from __future__ import annotations

from fullcircle.grievances.states import OPEN, WHO, Who

HERE = "(select access_organization())"
REVIEWS = "((select access_has('hub')) or (select access_has('administrator')))"
SEEN = f"""grievances_grievance.reviewer_id = {HERE} and {REVIEWS}
  and not grievances_grievance.closed_to && (select grievances_my_places())"""
STEPS = ", ".join(f"('{before}', '{after}')" for (before, after), who in WHO.items() if who == Who.REVIEWER)
WAITING = ", ".join(f"'{state}'" for state in sorted(OPEN))
WRITABLE = ("state", "acknowledged_at", "answered_at", "answer", "final", "closed_at")

WALL = f"""
alter table grievances_grievance enable row level security, force row level security;
alter table grievances_grievance add constraint grievances_reviewer_is_independent
  check (reviewer_id is null or not reviewer_id = any (closed_to) and not reviewer_id = any (about));
grant select, update ({", ".join(WRITABLE)}) on grievances_grievance to fullcircle_app;
create policy seen on grievances_grievance for select to fullcircle_app using ({SEEN});
create policy written on grievances_grievance for update to fullcircle_app using ({SEEN}) with check ({SEEN});
grant select, insert, update on grievances_grievance to fullcircle_definer;
create policy definer on grievances_grievance to fullcircle_definer using (true) with check (true);
create policy backup on grievances_grievance for select to fullcircle_backup using (true);

alter table grievances_step enable row level security, force row level security;
grant select, insert on grievances_step to fullcircle_app;
create policy seen on grievances_step for select to fullcircle_app using (grievances_step.organization_id = {HERE}
  and exists (select 1 from grievances_grievance g where g.id = grievances_step.grievance_id));
create policy added on grievances_step for insert to fullcircle_app with check (grievances_step.organization_id = {HERE}
  and grievances_step.user_id is not distinct from (select access_user())
  and exists (select 1 from grievances_grievance g where g.id = grievances_step.grievance_id));
create policy backup on grievances_step for select to fullcircle_backup using (true);

grant select, insert, update on grievances_reviewer to fullcircle_app;
grant select on grievances_reviewer, directory_organization, accounts_community, accounts_membership to fullcircle_definer;
"""

CHOOSING = """
-- Every organization that the acting user works for: another hat opens nothing about one's own place.
create function grievances_my_places() returns uuid[]
language sql stable security definer set search_path = pg_catalog, public as $$
  select coalesce(array_agg(m.organization_id), '{}') from public.accounts_membership m
  where m.user_id = public.access_user() and m.ended_at is null
$$;

-- Does a text name this organization? By its whole name, or where `p_words` by any longer word of it.
create function grievances_names(p_text text, p_organization uuid, p_words boolean) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select exists (select 1 from public.directory_organization o where o.id = p_organization and (
    position(lower(o.name) in lower(p_text)) > 0
    or p_words and exists (select 1 from regexp_split_to_table(lower(o.name), '\\W+') w
      where length(w) >= 5 and position(w in lower(p_text)) > 0)))
$$;

-- The first reviewer of the list whom it is not about, by id or by name; then the hub, on the same terms; else nobody.
create function grievances_choose(p_closed uuid[], p_place text, p_text text) returns uuid
language sql stable security definer set search_path = pg_catalog, public as $$
  select c.id from (
    select r.organization_id as id, 0 as last, r.rank, r.since_on from public.grievances_reviewer r where r.ended_on is null
    union all select k.hub_id, 1, 0, null from public.accounts_community k) c
  where not c.id = any (p_closed) and not public.grievances_names(p_place, c.id, true)
    and not public.grievances_names(p_text, c.id, false) and not public.access_frozen(c.id, null, public.access_at())
  order by c.last, c.rank, c.since_on, c.id limit 1
$$;
"""

FILING = """
-- Filed by anybody, also nobody in particular. Its reviewer and its clock begin here.
create function grievances_file(p jsonb, p_code text) returns boolean
language plpgsql security definer set search_path = pg_catalog, public as $$
declare g public.grievances_grievance%rowtype := jsonb_populate_record(null::public.grievances_grievance, p);
begin
  if public.access_kind() is null then
    raise insufficient_privilege using message = 'grievances_file: nobody acts';
  end if;
  g.code_hash := encode(sha256(convert_to(p_code, 'UTF8')), 'hex');
  g.closed_to := g.about; g.state := 'filed'; g.filed_at := public.access_at();
  g.answer := ''; g.appeal := ''; g.final := '';
  g.acknowledged_at := null; g.answered_at := null; g.appealed_at := null; g.closed_at := null; g.reminded_on := null;
  g.reviewer_id := public.grievances_choose(g.closed_to, g.about_text, g.text);
  insert into public.grievances_grievance select g.*;
  return g.reviewer_id is not null;
end $$;

-- What the code's holder reads; null for any other code. `reviewer`: the name of who reads it.
create function grievances_follow(p_code text) returns jsonb
language sql stable security definer set search_path = pg_catalog, public as $$
  select jsonb_build_object('id', g.id, 'topic', g.topic, 'text', g.text, 'state', g.state, 'filed_at', g.filed_at,
    'acknowledge_by', g.acknowledge_by, 'answer_by', g.answer_by, 'acknowledged_at', g.acknowledged_at,
    'answered_at', g.answered_at, 'answer', g.answer, 'appealed_at', g.appealed_at, 'appeal', g.appeal, 'final', g.final,
    'closed_at', g.closed_at, 'danger', g.danger,
    'reviewer', coalesce((select o.name from public.directory_organization o where o.id = g.reviewer_id), ''))
  from public.grievances_grievance g where g.code_hash = encode(sha256(convert_to(p_code, 'UTF8')), 'hex')
$$;

-- The code's holder accepts the answer, or appeals once: then somebody else reads it. False where that is not to be said now.
create function grievances_say(p_code text, p_to text, p_text text, p_answer_by timestamptz) returns boolean
language plpgsql security definer set search_path = pg_catalog, public as $$
declare g public.grievances_grievance%rowtype;
begin
  select * into g from public.grievances_grievance x
  where x.code_hash = encode(sha256(convert_to(p_code, 'UTF8')), 'hex') for update;
  if g.id is null or g.state <> 'answered' or p_to not in ('accepted', 'appealed') then return false; end if;
  if p_to = 'accepted' then
    update public.grievances_grievance set state = 'accepted' where id = g.id;
  else
    g.closed_to := g.closed_to || g.reviewer_id;
    update public.grievances_grievance set state = 'appealed', appeal = p_text, appealed_at = public.access_at(),
      answer_by = p_answer_by, closed_to = g.closed_to, reminded_on = null,
      reviewer_id = public.grievances_choose(g.closed_to, g.about_text, g.text) where id = g.id;
  end if;
  return true;
end $$;
"""

REVIEWING = f"""
-- A reviewer found that it is about further organizations, or steps aside: who may not read it reads it no more.
create function grievances_hand_on(p_id uuid, p_about uuid[], p_aside boolean) returns boolean
language plpgsql security definer set search_path = pg_catalog, public as $$
declare g public.grievances_grievance%rowtype; here uuid := public.access_organization();
begin
  select * into g from public.grievances_grievance x where x.id = p_id and x.reviewer_id = here for update;
  if g.id is null or not {REVIEWS} or g.closed_to && public.grievances_my_places() then
    raise insufficient_privilege using message = 'grievances_hand_on: another organization reads this';
  end if;
  g.about := array(select distinct unnest(g.about || p_about));
  g.closed_to := array(select distinct unnest(g.closed_to || p_about || case when p_aside then array[here] else '{{}}'::uuid[] end));
  if here = any (g.closed_to) then
    g.reviewer_id := public.grievances_choose(g.closed_to, g.about_text, g.text); g.reminded_on := null;
  end if;
  update public.grievances_grievance set about = g.about, closed_to = g.closed_to, reviewer_id = g.reviewer_id,
    reminded_on = g.reminded_on where id = g.id;
  return g.reviewer_id is not null;
end $$;

-- A step that the table of states does not have is not taken, nor is a former text rewritten.
create function grievances_holds() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if current_user = 'fullcircle_app' and (
      new.state is distinct from old.state and (old.state, new.state) not in ({STEPS})
      or old.answer <> '' and new.answer is distinct from old.answer
      or old.final <> '' and new.final is distinct from old.final
      or old.state = 'appealed' and new.state = 'closed' and new.final = '') then
    raise check_violation using message = 'grievances_holds: this step does not follow';
  end if;
  return new;
end $$;
create trigger holds before update on grievances_grievance for each row execute function grievances_holds();

-- The list of reviewers is kept by the hub's managers; whoever waited for somebody independent is given to them.
create function grievances_reviewer_by_hub() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if not (public.access_has('hub') and public.access_organization() = (select c.hub_id from public.accounts_community c)) then
    raise insufficient_privilege using message = 'grievances_reviewer_by_hub: the list is the hub''s to keep';
  end if;
  return new;
end $$;
create function grievances_no_longer_waits() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  update public.grievances_grievance g set reviewer_id = public.grievances_choose(g.closed_to, g.about_text, g.text)
  where g.reviewer_id is null and g.state <> 'closed';
  return null;
end $$;
create trigger by_hub before insert or update on grievances_reviewer for each row execute function grievances_reviewer_by_hub();
create trigger gives after insert or update on grievances_reviewer for each statement execute function grievances_no_longer_waits();

-- Whose reviewers are to be reminded today, once a day: what is late, or due before `p_until`. For jobs alone.
create function grievances_to_remind(p_until timestamptz, p_today date) returns table (reviewer_id uuid, late boolean)
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  perform public.access_jobs_only();
  return query with due as (
    update public.grievances_grievance g set reminded_on = p_today
    where g.state in ({WAITING}) and g.reviewer_id is not null and g.reminded_on is distinct from p_today
      and case when g.state = 'filed' then g.acknowledge_by else g.answer_by end < p_until
    returning g.reviewer_id as who, case when g.state = 'filed' then g.acknowledge_by else g.answer_by end < public.access_at() as over)
  select d.who, bool_or(d.over) from due d group by d.who order by d.who;
end $$;

-- Counts by topic for everybody, never by place; 1 to 10 stay unsaid, and no sum that would give them away.
create function grievances_themes(p_since timestamptz, p_until timestamptz) returns table (topic varchar, filed bigint)
language sql stable security definer set search_path = pg_catalog, public as $$
  select g.topic, case when count(*) between 1 and 10 then null else count(*) end
  from public.grievances_grievance g where g.filed_at >= p_since and g.filed_at < p_until group by g.topic order by g.topic
$$;
"""
CALLED_BY_APP = (
    "grievances_my_places()",
    "grievances_file(jsonb, text)",
    "grievances_follow(text)",
    "grievances_say(text, text, text, timestamptz)",
    "grievances_hand_on(uuid, uuid[], boolean)",
    "grievances_to_remind(timestamptz, date)",
    "grievances_themes(timestamptz, timestamptz)",
)
INNER = (
    "grievances_names(text, uuid, boolean)",
    "grievances_choose(uuid[], text, text)",
    "grievances_reviewer_by_hub()",
    "grievances_no_longer_waits()",
)
