"""The database's own hand in a vote, in PostgreSQL's words; a migration installs it.

The serving role reads ballots and writes none: a function casts, and asks again who acts, whether the seat is recused, and
whether the vote is open at the actor's time. Of a secret vote only sums are kept, and nobody reads them before it closes. Each
secret ballot rewrites all three sums, so that no row's transaction tells which of them grew.
"""

from __future__ import annotations

from fullcircle.access.wall import secured

GRANTS = """
grant select, insert, update on collaborative_coalition, collaborative_member, collaborative_representative, collaborative_body,
  collaborative_seat, collaborative_meeting, collaborative_attendance, collaborative_proposal, collaborative_action,
  collaborative_announcement, collaborative_dispute to fullcircle_app;
grant select, insert, update, delete on collaborative_agendaitem to fullcircle_app;
grant select, insert on collaborative_contact, collaborative_comment, collaborative_interest to fullcircle_app;
grant select on collaborative_ballot to fullcircle_app;
revoke all on collaborative_tally from public;
grant select on collaborative_proposal, collaborative_seat, collaborative_representative, collaborative_interest,
  collaborative_body to fullcircle_definer;
grant update on collaborative_proposal to fullcircle_definer;  -- to lock it while a ballot is cast
grant select, insert, update on collaborative_ballot, collaborative_tally to fullcircle_definer;
"""

KEEPS = """
-- The backbone, which is the hub's managers, and the jobs.
create function collaborative_keeps() returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select coalesce(public.access_kind() = 'system' or public.access_kind() = 'user' and public.access_has('hub')
    and public.access_organization() = (select c.hub_id from public.accounts_community c), false)
$$;
"""
KEEPER = "(select collaborative_keeps())"
REPRESENTS = """exists (select 1 from collaborative_representative r
  where r.ended_on is null and r.user_id = (select access_user())"""
OWN = f"{REPRESENTS} and r.id = collaborative_reach.representative_id)"
RAISED = "collaborative_dispute.raised_by = (select access_user())"
PARTY = f"{RAISED} or {REPRESENTS} and r.member_id = any (collaborative_dispute.between))"
WALL = (
    secured("collaborative_reach", seen=f"{KEEPER} or {OWN}", written=KEEPER, grant="select, insert, update")
    + secured("collaborative_contact", seen=KEEPER, written=KEEPER, grant="select, insert")
    + secured(
        "collaborative_dispute",
        seen=f"{KEEPER} or {PARTY}",
        written=f"{KEEPER} or {RAISED}",
        grant="select, insert",
    )
    + f"""
create policy written on collaborative_dispute for update to fullcircle_app using ({KEEPER}) with check ({KEEPER});
"""
    # Everybody reads who speaks for whom and who holds which seat; what follows from it is the backbone's to write.
    + "".join(
        secured(f"collaborative_{name}", seen="true", written=KEEPER, grant="select, insert, update")
        for name in ("member", "representative", "seat")
    )
)

RECOGNIZING = """
grant select on accounts_user, accounts_invitation to fullcircle_definer;
grant select on collaborative_reach to fullcircle_definer;
grant update on collaborative_representative to fullcircle_definer;
create policy recognizing on collaborative_reach for select to fullcircle_definer using (true);

-- Whoever accepted an invitation to an address acts for whom the table names with it. They opened what went there: that is
-- the proof. Whom another account acts for already stays as it is.
create function collaborative_recognize() returns table (id uuid, member_id uuid)
language sql security definer set search_path = pg_catalog, public as $$
  update public.collaborative_representative r set user_id = u.id
  from public.accounts_user u, public.collaborative_reach c
  where u.id = public.access_user() and public.access_kind() = 'user' and c.representative_id = r.id and c.email <> ''
    and lower(c.email) = lower(u.email) and r.user_id is null and r.ended_on is null
    and exists (select 1 from public.accounts_invitation i where lower(i.email) = lower(u.email) and i.accepted_at is not null)
  returning r.id, r.member_id
$$;
"""

VOTING = """
-- The sums of a vote so far, for the functions below alone.
create function collaborative_sums(p_proposal uuid)
returns table (seats integer, recused integer, yes integer, no integer, abstain integer, lived integer)
language sql stable security definer set search_path = pg_catalog, public as $$
  select count(*)::integer, count(*) filter (where b.recused)::integer,
    coalesce((select t.count from public.collaborative_tally t where t.proposal_id = p_proposal and t.choice = 'yes'),
      count(*) filter (where b.choice = 'yes'))::integer,
    coalesce((select t.count from public.collaborative_tally t where t.proposal_id = p_proposal and t.choice = 'no'),
      count(*) filter (where b.choice = 'no'))::integer,
    coalesce((select t.count from public.collaborative_tally t where t.proposal_id = p_proposal and t.choice = 'abstain'),
      count(*) filter (where b.choice = 'abstain'))::integer,
    count(*) filter (where b.lived and b.voted)::integer
  from public.collaborative_ballot b where b.proposal_id = p_proposal
$$;

-- Closed by time, or because everybody who may vote has.
create function collaborative_is_over(p_proposal uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select p.opened_at is not null and (public.access_at() >= p.closes_at
    or not exists (select 1 from public.collaborative_ballot b where b.proposal_id = p.id and not b.recused and not b.voted))
  from public.collaborative_proposal p where p.id = p_proposal
$$;

-- What was counted: nothing while the vote is open.
create function collaborative_counted(p_proposal uuid)
returns table (seats integer, recused integer, yes integer, no integer, abstain integer, lived integer)
language sql stable security definer set search_path = pg_catalog, public as $$
  select s.* from public.collaborative_sums(p_proposal) s where public.collaborative_is_over(p_proposal)
$$;

create function collaborative_cast(p_proposal uuid, p_seat uuid, p_choice text) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  p public.collaborative_proposal%rowtype;
  b public.collaborative_ballot%rowtype;
  me uuid := public.access_user();
  own boolean;
begin
  select * into p from public.collaborative_proposal where id = p_proposal for share;
  if p.id is null or p.phase <> 'voting' or public.access_at() >= p.closes_at then
    raise check_violation using message = 'collaborative_cast: this vote is not open';
  end if;
  if p_choice not in ('yes', 'no', 'abstain') then
    raise check_violation using message = 'collaborative_cast: this is no choice';
  end if;
  select * into b from public.collaborative_ballot where proposal_id = p_proposal and seat_id = p_seat for update;
  if b.id is null or public.access_kind() is distinct from 'user' or public.access_organization() is null then
    raise insufficient_privilege using message = 'collaborative_cast: no such seat votes here';
  end if;
  if b.recused or exists (select 1 from public.collaborative_interest i
      join public.collaborative_representative r on r.id = i.holder_id where i.proposal_id = p_proposal and r.user_id = me) then
    raise insufficient_privilege using message = 'collaborative_cast: who is recused does not vote';
  end if;
  own := exists (select 1 from public.collaborative_representative r where r.user_id = me
    and (r.id = b.holder_id or r.id = b.alternate_id and (not b.voted or b.voted_by = me)));
  if not own and not (not p.secret and not b.voted and public.access_has('hub')
      and public.access_organization() = (select c.hub_id from public.accounts_community c)) then
    raise insufficient_privilege using message = 'collaborative_cast: this seat is somebody else''s';
  end if;
  if p.secret then
    if b.voted then
      raise check_violation using message = 'collaborative_cast: a secret ballot is cast once';
    end if;
    update public.collaborative_tally t set count = t.count + case when t.choice = p_choice then 1 else 0 end
    where t.proposal_id = p_proposal;
    update public.collaborative_ballot set voted = true, voted_by = me where id = b.id;
  else
    update public.collaborative_ballot set voted = true, voted_by = me, choice = p_choice where id = b.id;
  end if;
end $$;

-- A vote opens: the voting seats that are filled get a ballot each; who declared an interest is recused.
create function collaborative_vote_opens() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if new.closes_at is null or new.closes_at <= public.access_at() then
    raise check_violation using message = 'collaborative_vote_opens: the closing time lies ahead';
  end if;
  insert into public.collaborative_ballot (id, proposal_id, seat_id, holder_id, alternate_id, lived, recused, voted, choice)
  select gen_random_uuid(), new.id, s.id, s.holder_id, s.alternate_id, s.kind = 'lived',
    exists (select 1 from public.collaborative_interest i
      where i.proposal_id = new.id and (i.seat_id = s.id or i.holder_id = s.holder_id)),
    false, ''
  from public.collaborative_seat s where s.body_id = new.body_id and s.votes and s.ended_on is null and s.holder_id is not null;
  if new.secret then
    insert into public.collaborative_tally (id, proposal_id, choice, count)
    select gen_random_uuid(), new.id, c, 0 from unnest(array['yes', 'no', 'abstain']) c;
  end if;
  return null;
end $$;

-- An interest that is declared while the vote is open recuses at once; whoever has voted cannot step out any more.
create function collaborative_interest_recuses() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
declare p public.collaborative_proposal%rowtype;
begin
  select * into p from public.collaborative_proposal where id = new.proposal_id for share;
  if p.phase not in ('draft', 'comment', 'voting') then
    raise check_violation using message = 'collaborative_interest_recuses: this vote is over';
  end if;
  if exists (select 1 from public.collaborative_ballot b where b.proposal_id = p.id and b.seat_id = new.seat_id and b.voted) then
    raise check_violation using message = 'collaborative_interest_recuses: this seat has voted';
  end if;
  update public.collaborative_ballot set recused = true where proposal_id = p.id and seat_id = new.seat_id;
  return null;
end $$;

-- What a vote is about does not change once it is open; what was counted is what was cast; what is over stays over.
create function collaborative_proposal_holds() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
declare s record;
begin
  if old.phase in ('draft', 'comment') then
    if new.phase not in ('draft', 'comment', 'voting', 'withdrawn') then
      raise check_violation using message = 'collaborative_proposal_holds: nothing was voted on';
    end if;
    return new;
  end if;
  if (new.body_id, new.number, new.title, new.text, new.asks, new.cents, new.secret, new.rule, new.quorum_numerator,
      new.quorum_denominator, new.lived_minimum, new.closes_on, new.closes_at, new.opened_at) is distinct from
     (old.body_id, old.number, old.title, old.text, old.asks, old.cents, old.secret, old.rule, old.quorum_numerator,
      old.quorum_denominator, old.lived_minimum, old.closes_on, old.closes_at, old.opened_at) then
    raise check_violation using message = 'collaborative_proposal_holds: the terms of an open vote do not change';
  end if;
  if old.phase = 'voting' and new.phase <> 'voting' then
    select * into s from public.collaborative_sums(old.id);
    if not public.collaborative_is_over(old.id) or new.phase not in ('passed', 'failed', 'no-quorum', 'held')
        or (new.seats, new.recused, new.yes, new.no, new.abstain, new.lived)
           is distinct from (s.seats, s.recused, s.yes, s.no, s.abstain, s.lived) then
      raise check_violation using message = 'collaborative_proposal_holds: the vote is open, or the count is another';
    end if;
  elsif new.phase is distinct from old.phase and not (old.phase = 'passed' and new.phase = 'done')
      or (old.phase <> 'voting' and
          (new.seats, new.recused, new.yes, new.no, new.abstain, new.lived, new.decided_at) is distinct from
          (old.seats, old.recused, old.yes, old.no, old.abstain, old.lived, old.decided_at)) then
    raise check_violation using message = 'collaborative_proposal_holds: what is decided is not decided again';
  end if;
  return new;
end $$;

-- Ballots stand as long as the vote: afterwards nobody changes them, by whatever role.
create function collaborative_ballot_holds() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if (select p.phase from public.collaborative_proposal p where p.id = old.proposal_id) <> 'voting'
      or (new.proposal_id, new.seat_id, new.holder_id, new.lived) is distinct from
         (old.proposal_id, old.seat_id, old.holder_id, old.lived)
      or old.recused and not new.recused then
    raise check_violation using message = 'collaborative_ballot_holds: this ballot stands';
  end if;
  return new;
end $$;

create function collaborative_never_deleted() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  raise check_violation using message = 'collaborative_never_deleted: what was voted stays';
end $$;

create trigger vote_opens after update of phase on collaborative_proposal for each row
  when (new.phase = 'voting' and old.phase in ('draft', 'comment')) execute function collaborative_vote_opens();
create trigger holds before update on collaborative_proposal for each row execute function collaborative_proposal_holds();
create trigger recuses after insert on collaborative_interest for each row execute function collaborative_interest_recuses();
create trigger holds before update on collaborative_ballot for each row execute function collaborative_ballot_holds();
create trigger stays before delete on collaborative_ballot for each row execute function collaborative_never_deleted();
create trigger stays before delete on collaborative_proposal for each row execute function collaborative_never_deleted();
create trigger stays before delete on collaborative_tally for each row execute function collaborative_never_deleted();
create trigger stays before delete on collaborative_interest for each row execute function collaborative_never_deleted();
"""
CALLED_BY_APP = (
    "collaborative_cast(uuid, uuid, text)",
    "collaborative_counted(uuid)",
    "collaborative_is_over(uuid)",
)
INNER = (
    "collaborative_sums(uuid)",
    "collaborative_vote_opens()",
    "collaborative_interest_recuses()",
    "collaborative_proposal_holds()",
    "collaborative_ballot_holds()",
)
