"""Row security and the database functions of services delivered, in PostgreSQL's words; migrations install them."""

from __future__ import annotations

from django.conf import settings

from fullcircle.access import rules, wall
from fullcircle.aid.kinds import KINDS

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


# Nobody gives to somebody whose name is closed to them, nor for a request that is not theirs, so that an id that fits
# tells nothing.
KNOWN = """(aid_delivered.referral_id is null and (aid_delivered.person_id is null
    or exists (select 1 from people_person p where p.id = aid_delivered.person_id))
  or exists (select 1 from referrals_referral r where r.id = aid_delivered.referral_id
    and r.person_id = aid_delivered.person_id and r.target_id = aid_delivered.keeper_id))"""

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

# A card is its printer's own: no agreement and no request opens it, nor the person's page.
CARD_OWN = f"aid_card.keeper_id = {HERE} and {DESK}"
CARD = f"""
alter table aid_card enable row level security, force row level security;
grant select, insert on aid_card to fullcircle_app;
grant update (ended_at) on aid_card to fullcircle_app;
create policy seen on aid_card for select to fullcircle_app using ({CARD_OWN});
create policy added on aid_card for insert to fullcircle_app with check ({CARD_OWN} and aid_card.ended_at is null
  and exists (select 1 from people_person p where p.id = aid_card.person_id));
create policy written on aid_card for update to fullcircle_app using ({CARD_OWN}) with check ({CARD_OWN} and aid_card.ended_at = (select access_at()));
grant select, insert, update, delete on aid_card to fullcircle_definer;
create policy definer on aid_card to fullcircle_definer using (true) with check (true);
create policy backup on aid_card for select to fullcircle_backup using (true);
"""

DAYS = "case {row}.kind " + " ".join(f"when '{one.code}' then {one.days}" for one in KINDS) + " end"
OPEN = "public.access_opened({to}, public.access_purpose(), now_at, 'recent-aid', {rules})"
ANY, FREE = "'{none,opt_out,opt_in}'", "'{none,opt_out}'"
AGREED = rules.consent(
    person="p_person", label="", word="'recent-aid'", organization="here", purpose="public.access_purpose()", at="now_at"
)  # fmt: skip
IN_LEDGER = """public.aid_unit u join public.directory_service s on s.id = u.service_id and s.organization_id = u.organization_id
    and s.label = '' and u.in_ledger join public.directory_organization o on o.id = s.organization_id and not o.victim_services"""


def open_both_ways(rule: str) -> str:
    """Organization `s` opens its answers to whoever asks, and the other way round."""
    theirs, ours = OPEN.format(to="here", rules=rule), OPEN.format(to="s.organization_id", rules=rule)
    return f"s.organization_id = any ({theirs}) and here = any ({ours})"


# Did others give the same kind of help to this person in the last days? 'yes', 'no' or 'not-asked': not who, when or how much.
# The days are the kind's, so that no second question narrows them. Fewer than two who could have given it are not asked: a
# yes would tell who it was. What is protected answers as if nothing were there; of a person whose name is closed or whose
# record is protected nothing is asked, as of nobody. Nobody asks without the event that says so, in the same transaction.
GIVEN_LATELY = f"""function aid_given_lately(p_person uuid, p_service uuid) returns text
language plpgsql stable security definer set search_path = pg_catalog, public as $$
declare
  here uuid := public.access_organization();
  now_at timestamptz := public.access_at();
  asked public.aid_unit%rowtype;
  within integer;
  others uuid[];
begin
  if here is null or public.access_kind() <> 'user' or public.access_record() is not null then
    raise insufficient_privilege using message = 'aid_given_lately: users of an organization only';
  end if;
  if not exists (select 1 from public.access_event e where e.person_id = p_person and e.did = 'aid.ask-others'
      and e.record_id = p_service and e.user_id = public.access_user() and e.grantee_id = here and e.occurred_at = now_at) then
    raise insufficient_privilege using message = 'aid_given_lately: a question is written down first';
  end if;
  select u.* into asked from {IN_LEDGER} where u.service_id = p_service and s.organization_id = here;
  within := {DAYS.format(row="asked")};
  if asked.service_id is null or within = 0
    or not coalesce((select d.permit from public.access_decide(p_person, 'identity', here, public.access_user(), public.access_purpose(), now_at) d), false)
    or coalesce((select k.label from public.access_keeping k where k.id = p_person), '') <> ''
    or p_person in (select public.access_refused_by(here, public.access_purpose(), now_at, 'recent-aid')) then
    return 'not-asked';
  end if;
  select array_agg(distinct s.organization_id) into others from {IN_LEDGER}
  where u.kind = asked.kind and s.organization_id <> here
    and case when {AGREED} then {open_both_ways(ANY)} else {open_both_ways(FREE)} end;
  if coalesce(cardinality(others), 0) < 2 then
    return 'not-asked';
  end if;
  if exists (select 1 from public.aid_delivered d join {IN_LEDGER} on s.id = d.service_id
      where d.person_id = p_person and d.keeper_id = any (others) and d.keeper_id = s.organization_id and d.label = ''
        and u.kind = asked.kind and d.undone_at is null and d.delivered_on > (now_at at time zone '{settings.TIME_ZONE}')::date - within) then
    return 'yes';
  end if;
  return 'no';
end $$;
"""
LEDGER = (
    f"create {GIVEN_LATELY}grant select on directory_service, directory_organization to fullcircle_definer;\n"
)

# A sheet is its printer's own. Whom a line names is written once, by who may see the name, and never changed.
LINE_OWN = f"aid_sheetline.keeper_id = {HERE} and {DESK}"
SHEET_OWN = f"aid_sheet.keeper_id = {HERE} and {DESK}"
SHEET = (
    wall.secured("aid_sheet", seen=SHEET_OWN, written=SHEET_OWN, grant="select, insert")
    + f"""
grant update (typed_at) on aid_sheet to fullcircle_app;
create policy written on aid_sheet for update to fullcircle_app using ({SHEET_OWN}) with check ({SHEET_OWN});
alter table aid_sheetline enable row level security, force row level security;
grant select, insert on aid_sheetline to fullcircle_app;
grant update (came, delivered_id) on aid_sheetline to fullcircle_app;
create policy seen on aid_sheetline for select to fullcircle_app using ({LINE_OWN});
create policy added on aid_sheetline for insert to fullcircle_app with check ({LINE_OWN} and aid_sheetline.delivered_id is null
  and (aid_sheetline.person_id is null or exists (select 1 from people_person p where p.id = aid_sheetline.person_id)));
create policy written on aid_sheetline for update to fullcircle_app using ({LINE_OWN}) with check ({LINE_OWN});
grant select, insert, update, delete on aid_sheetline to fullcircle_definer;
create policy definer on aid_sheetline to fullcircle_definer using (true) with check (true);
create policy backup on aid_sheetline for select to fullcircle_backup using (true);
"""
)

IMPORT_OWN = f"aid_import.keeper_id = {HERE} and {DESK}"
IMPORT = wall.secured("aid_import", seen=IMPORT_OWN, written=IMPORT_OWN, grant="select, insert, update")
