"""Row security of notes and their photos, in PostgreSQL's words; a migration installs them."""

from __future__ import annotations

from fullcircle.access import wall
from fullcircle.access.functions import owned_by_definer

HERE, ONLY = "(select access_organization())", "(select access_record())"
STAFF = f"{ONLY} is null and (select access_kind()) = 'user'"
# Who works on a request: its source, its target and the hub, each of them only while the request itself is open to them.
SIDE = f"""exists (select 1 from referrals_referral r where r.id = referrals_note.referral_id
    and r.person_id = referrals_note.person_id
    and ({HERE} in (r.source_id, r.target_id) or {HERE} = (select c.hub_id from accounts_community c)))"""
OURS = f"referrals_note.keeper_id = {HERE} and {STAFF}"
# 45 CFR 164.524(a)(1)(i): the right of access leaves out counseling notes that are kept apart: of who counsels, not of who sent.
SEEN = f"""referrals_note.person_id = (select access_person()) and (referrals_note.label <> 'PSYTHPN'
    or referrals_note.referral_id is not null and not exists (select 1 from referrals_referral r where r.id = referrals_note.referral_id and r.target_id = referrals_note.keeper_id))
  or {OURS}
  or referrals_note.visibility = 'request' and {STAFF} and {SIDE}"""
ADDED = f"""{OURS} and referrals_note.written_by = (select access_user())
  and referrals_note.written_at = (select access_at())
  and (referrals_note.referral_id is null
    and exists (select 1 from people_person p where p.id = referrals_note.person_id) or {SIDE})"""
# A photo is seen by whoever sees its note, and added by the note's own team.
WITH_NOTE = (
    """exists (select 1 from referrals_note n where n.note_id = referrals_notephoto.note_id{and_ours})"""
)
OWN_NOTE = f""" and n.person_id = referrals_notephoto.person_id and n.keeper_id = {HERE}"""

NOTES = (
    wall.secured("referrals_note", seen=SEEN, written=ADDED, grant="select, insert")
    + wall.secured(
        "referrals_notephoto",
        seen=WITH_NOTE.format(and_ours=""),
        written=f"{STAFF} and {WITH_NOTE.format(and_ours=OWN_NOTE)} and added_by = (select access_user())",
        grant="select, insert",
    )
    + wall.keeps_label("referrals_note", "referral_id", "person_id")
    + """
-- A correction follows the version before it, and changes neither whom it is about nor who reads it.
create function referrals_note_follows() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if new.version = 1 and exists (select 1 from public.referrals_note n where n.note_id = new.note_id)
    or new.version > 1 and not exists (select 1 from public.referrals_note n
      where n.note_id = new.note_id and n.version = new.version - 1 and n.person_id = new.person_id
        and n.referral_id is not distinct from new.referral_id and n.keeper_id = new.keeper_id
        and n.visibility = new.visibility) then
    raise unique_violation using message = 'referrals_note_follows: this does not follow the version before it';
  end if;
  return new;
end $$;
create trigger follows before insert on referrals_note for each row execute function referrals_note_follows();
"""
    + owned_by_definer("referrals_note_follows()", callable_by_app=False)
)
