"""Who gives a member's voice, in PostgreSQL's words; a migration installs it."""

from __future__ import annotations

from fullcircle.agenda.states import SCORED_IN

STATES = ", ".join(f"'{state}'" for state in sorted(SCORED_IN))

GRANTS = """
grant select, insert, update on agenda_item, agenda_voice, agenda_move to fullcircle_app;
grant select, insert, delete on agenda_evidence to fullcircle_app;
grant delete on agenda_voice to fullcircle_app;
grant select on agenda_item, collaborative_representative, collaborative_member to fullcircle_definer;
"""

TRIGGERS = f"""
-- A voice is given and taken back by a representative of that very member, at the table, while the item is scored.
create function agenda_own_voice() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
declare v public.agenda_voice%rowtype := case when tg_op = 'DELETE' then old else new end;
begin
  if tg_op = 'UPDATE' and (new.item_id, new.member_id) is distinct from (old.item_id, old.member_id)
      or not exists (select 1 from public.collaborative_representative r join public.collaborative_member m on m.id = r.member_id
        where r.member_id = v.member_id and r.ended_on is null and r.user_id = public.access_user()
          and m.stage in ('joined', 'active', 'dormant') and public.access_organization() is not null) then
    raise insufficient_privilege using message = 'agenda_own_voice: only that member''s own representatives';
  end if;
  if (select i.state from public.agenda_item i where i.id = v.item_id) not in ({STATES}) then
    raise check_violation using message = 'agenda_own_voice: this item is not being scored';
  end if;
  return v;
end $$;
create trigger own_voice before insert or update or delete on agenda_voice for each row execute function agenda_own_voice();
"""
INNER = ("agenda_own_voice()",)
