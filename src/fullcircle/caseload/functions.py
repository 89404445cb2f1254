"""Row security of a navigator's work, in PostgreSQL's words; a migration installs it."""

from __future__ import annotations

from fullcircle.access import wall

HERE, ONLY = "(select access_organization())", "(select access_record())"
STAFF = "(select access_kind()) = 'user'"
PARTS = ("caseload_call", "caseload_snooze", "caseload_goal", "caseload_goalstep")


def _kept(table: str) -> str:
    return f"{table}.steward_id = {HERE} and {ONLY} is null and {STAFF}"


def _both(table: str) -> str:
    """The person, and the users of who keeps the record; no agreement or consent opens it to anybody else."""
    return f"{table}.person_id = (select access_person()) or {_kept(table)}"


def _parties(table: str) -> str:
    """Both sides of the request; whoever holds a link, of that one request."""
    return f"""({table}.source_id = {HERE} and {ONLY} is null and {STAFF}
  or {table}.target_id = {HERE} and ({STAFF} and {ONLY} is null or {table}.referral_id = {ONLY}))"""


def _open(table: str) -> str:
    """Only while the request itself is open to them."""
    return f"exists (select 1 from referrals_referral r where r.id = {table}.referral_id)"


def _of_its_request(table: str) -> str:
    """As the request has it, once it reached its target, and of nothing protected: else a row would tell that somebody is
    treated, or who waits for a week with room."""
    return f"""exists (select 1 from referrals_referral r where r.id = {table}.referral_id and r.person_id = {table}.person_id
  and r.source_id = {table}.source_id and r.target_id = {table}.target_id and r.label = '' and r.shared_with_id = r.target_id)"""


CALL = wall.secured(
    "caseload_call", seen=_both("caseload_call"), grant="select, insert",
    written=f"{_kept('caseload_call')} and caseload_call.made_by = (select access_user())",
)  # fmt: skip
SNOOZE = wall.secured(
    "caseload_snooze", seen=_both("caseload_snooze"), grant="select, insert, update",
    written=f"{_kept('caseload_snooze')} and exists (select 1 from referrals_need n where n.id = caseload_snooze.need_id"
    " and n.person_id = caseload_snooze.person_id and n.label = '')",
)  # fmt: skip
GOAL = wall.secured(
    "caseload_goal",
    seen=_both("caseload_goal"),
    written=_both("caseload_goal"),
    grant="select, insert, update",
)
STEP = wall.secured(
    "caseload_goalstep", seen=_both("caseload_goalstep"), grant="select, insert, update",
    written=f"({_both('caseload_goalstep')}) and exists (select 1 from caseload_goal g where g.id = caseload_goalstep.goal_id"
    " and g.person_id = caseload_goalstep.person_id)",
)  # fmt: skip
HANDOFF = wall.secured(
    "caseload_handoff", grant="select, insert, update",
    seen=f"caseload_handoff.person_id = (select access_person()) or {_parties('caseload_handoff')} and {_open('caseload_handoff')}",
    written=f"{_parties('caseload_handoff')} and {_of_its_request('caseload_handoff')}",
)  # fmt: skip
RATING = wall.secured(
    "caseload_rating", grant="select, insert, update",
    seen=f"caseload_rating.person_id = (select access_person()) or {_parties('caseload_rating')} and {_open('caseload_rating')}",
    written=f"caseload_rating.target_id = {HERE} and ({STAFF} and {ONLY} is null or caseload_rating.referral_id = {ONLY})"
    f" and {_of_its_request('caseload_rating')}",
)  # fmt: skip
_MINE = (
    f"caseload_view.user_id = (select access_user()) and caseload_view.organization_id = {HERE} and {STAFF}"
)
VIEW = wall.secured("caseload_view", seen=_MINE, written=_MINE, grant="select, insert, update")

STAYS = (
    wall.stays("caseload_snooze", "id", "person_id", "steward_id", "label", "need_id", "made_by", "made_at")
    + wall.stays("caseload_goal", "id", "person_id", "steward_id", "label", "words", "made_by", "made_at")
    + wall.stays("caseload_goalstep", "id", "person_id", "steward_id", "label", "goal_id", "words", "made_at")
    + wall.stays("caseload_handoff", "id", "person_id", "referral_id", "source_id", "target_id", "made_at")
    + wall.stays("caseload_rating", "referral_id", "person_id", "source_id", "target_id")
)

# Nobody puts aside in another's name, and what ended stays ended; of an introduction each side says its own yes.
MOVES = """
create policy mine on caseload_snooze as restrictive for insert to fullcircle_app
  with check (caseload_snooze.made_by = (select access_user()) and caseload_snooze.ended_at is null);
create function caseload_stays_ended() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if current_user = 'fullcircle_app' then
    raise insufficient_privilege using message = 'caseload_stays_ended: what ended is not opened again';
  end if;
  return new;
end $$;
revoke all on function caseload_stays_ended() from public;
create function caseload_own_yes() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if current_user = 'fullcircle_app' and (
      new.source_said_at is not null and public.access_organization() is distinct from new.source_id
        and (tg_op = 'INSERT' or new.source_said_at is distinct from old.source_said_at)
      or new.target_said_at is not null and public.access_organization() is distinct from new.target_id
        and (tg_op = 'INSERT' or new.target_said_at is distinct from old.target_said_at)) then
    raise insufficient_privilege using message = 'caseload_own_yes: each side says its own yes';
  end if;
  return new;
end $$;
revoke all on function caseload_own_yes() from public;
create trigger own_yes before insert or update on caseload_handoff for each row execute function caseload_own_yes();
""" + "".join(
    f"create trigger stays_ended before update on {table} for each row when (old.ended_at is not null) execute function caseload_stays_ended();\n"
    for table in ("caseload_snooze", "caseload_goal", "caseload_handoff")
)

# A snooze was the former keeper's judgement: the need shows again to the next one.
FOLLOW = """
create function caseload_parts_follow() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  update public.caseload_snooze set ended_at = public.access_at() where person_id = new.id and ended_at is null;
""" + "".join(
    f"  update public.{part} set steward_id = new.steward_id, label = new.label where person_id = new.id;\n" for part in PARTS
) + """  return null;
end $$;
create trigger caseload_follows after update of steward_id on people_person for each row
  when (old.steward_id is distinct from new.steward_id) execute function caseload_parts_follow();
"""  # fmt: skip
EVERYTHING = (
    CALL + SNOOZE + GOAL + STEP + HANDOFF + RATING + VIEW + wall.keeps_part(*PARTS) + STAYS + MOVES + FOLLOW
)
