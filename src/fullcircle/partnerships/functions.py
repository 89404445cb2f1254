"""Who writes what a side says of itself, and how a partnership ends, in PostgreSQL's words; a migration installs them."""

from __future__ import annotations

from fullcircle.partnerships.states import CLOSING

OWN = (
    "name", "member_id", "organization_id", "motivations", "expectations", "capacity", "written_at", "goal_agreed_at",
    "terms_agreed_at", "says", "said_at", "noticed_on", "notice",
)  # fmt: skip

GRANTS = """
grant select, insert, update on partnerships_partnership, partnerships_side to fullcircle_app;
grant select, insert on partnerships_review, partnerships_move to fullcircle_app;
grant select, insert, delete on partnerships_closingitem to fullcircle_app;
grant select on partnerships_closingitem, collaborative_representative to fullcircle_definer;
"""

TRIGGERS = f"""
-- A side's own words, yes and notice: by a representative of the member or an administrator of the organization.
create function partnerships_own_words() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if tg_op = 'INSERT' and (new.motivations, new.expectations, new.capacity, new.says, new.notice) = ('', '', '', '', '')
      and new.goal_agreed_at is null and new.terms_agreed_at is null and new.noticed_on is null then
    return new;
  end if;
  if tg_op = 'UPDATE' and (new.name, new.member_id, new.organization_id)
      is distinct from (old.name, old.member_id, old.organization_id) then
    raise insufficient_privilege using message = 'partnerships_own_words: a side stays who it is';
  end if;
  if not (coalesce(new.organization_id = public.access_organization() and public.access_has('administrator'), false)
      or exists (select 1 from public.collaborative_representative r where r.member_id = new.member_id and r.ended_on is null
        and r.user_id = public.access_user() and public.access_organization() is not null)) then
    raise insufficient_privilege using message = 'partnerships_own_words: only that side''s own people';
  end if;
  return new;
end $$;
create trigger own_words before insert or update on partnerships_side for each row execute function partnerships_own_words();

create function partnerships_ends_well() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if old.stage = 'ended' or new.stage = 'ended' and (old.stage <> 'wind-down'
      or (select count(*) from public.partnerships_closingitem c where c.partnership_id = new.id) < {len(CLOSING)}) then
    raise check_violation using message = 'partnerships_ends_well: not everything is settled';
  end if;
  return new;
end $$;
create trigger ends_well before update of stage on partnerships_partnership for each row
  when (old.stage is distinct from new.stage) execute function partnerships_ends_well();
"""
INNER = ("partnerships_own_words()", "partnerships_ends_well()")
