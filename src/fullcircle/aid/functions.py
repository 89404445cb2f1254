"""Row security and the database functions of services delivered, in PostgreSQL's words; migrations install them."""

from __future__ import annotations

from fullcircle.access import wall

HERE = "(select access_organization())"
DESK = "(select access_kind()) = 'user' and (select access_record()) is null"


def entry(*, to: str = "") -> str:
    """Who sees (`to=":write"`: writes) an entry: what closed a request is a part of it, and opens with it; anything
    else is a service given, which no request opens."""
    table, kept = "aid_delivered", ("keeper_id",)
    of_a_request = wall.seen(
        table, kind="referral", keepers=kept, label="label", referral="referral_id", to=to
    )
    given = wall.seen(table, kind="service", keepers=kept, label="label", to=to)
    return f"case when {table}.referral_id is not null then {of_a_request}\n  else {given} end"


# Nobody gives to somebody whose name is closed to them, so that an id that fits tells nothing.
KNOWN = """(aid_delivered.person_id is null or aid_delivered.referral_id is not null
  or exists (select 1 from people_person p where p.id = aid_delivered.person_id))"""

DELIVERED = f"""
alter table aid_delivered enable row level security, force row level security;
grant select, insert on aid_delivered to fullcircle_app;
grant update (undone_at, undone_by) on aid_delivered to fullcircle_app;
create policy seen on aid_delivered for select to fullcircle_app using ({entry()});
create policy added on aid_delivered for insert to fullcircle_app with check (({entry(to=":write")}) and {KNOWN});
create policy written on aid_delivered for update to fullcircle_app
  using (aid_delivered.keeper_id = {HERE} and {DESK})
  with check (aid_delivered.keeper_id = {HERE} and aid_delivered.undone_at = (select access_at()));
grant select, insert, update, delete on aid_delivered to fullcircle_definer;
create policy definer on aid_delivered to fullcircle_definer using (true) with check (true);
create policy backup on aid_delivered for select to fullcircle_backup using (true);
{wall.keeps_label("aid_delivered", "referral_id", "person_id")}
create trigger keep after insert on aid_delivered for each row when (new.person_id is not null and new.referral_id is null)
  execute function access_keep('service', 'person_id', 'keeper_id', '-', '-');
"""

OWN = f"aid_unit.organization_id = {HERE} and {DESK}"
UNIT = wall.secured("aid_unit", seen=OWN, written=OWN, grant="select, insert, update")
