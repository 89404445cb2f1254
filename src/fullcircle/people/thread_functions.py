"""Row security of threads and unmatched texts, and who can only be called, in PostgreSQL's words; a migration installs them."""

from __future__ import annotations

from fullcircle.access import wall

HERE, ONLY = "(select access_organization())", "(select access_record())"
# The person, and the users of who keeps the record. No agreement or consent opens a thread to anybody else.
BOTH = f"""people_threadmessage.person_id = (select access_person())
  or people_threadmessage.steward_id = {HERE} and {ONLY} is null and (select access_kind()) = 'user'"""
THREAD = wall.secured("people_threadmessage", seen=BOTH, written=BOTH, grant="select, insert, update")

OF_THE_HUB = f"""(select access_has('hub')) and {HERE} = (select c.hub_id from accounts_community c)"""
UNMATCHED = f"""
alter table people_unmatchedtext enable row level security, force row level security;
grant select, insert, update (number, text, settled_at, settled_by) on people_unmatchedtext to fullcircle_app;
create policy seen on people_unmatchedtext for select to fullcircle_app using ({OF_THE_HUB});
create policy added on people_unmatchedtext for insert to fullcircle_app with check ((select access_kind()) = 'system');
create policy written on people_unmatchedtext for update to fullcircle_app using ({OF_THE_HUB}) with check ({OF_THE_HUB});
create policy backup on people_unmatchedtext for select to fullcircle_backup using (true);
"""

FUNCTIONS = """
-- Who said that texts to this number are safe. For jobs alone.
create function people_with_number(p_number text) returns table (person_id uuid, language text, may_say_who boolean)
language plpgsql stable security definer set search_path = pg_catalog, public as $$
begin
  perform public.access_jobs_only();
  return query select c.person_id, p.language::text, c.may_say_who
  from public.people_contact c join public.people_person p on p.id = c.person_id
  where c.phone = p_number and c.may_text order by c.person_id;
end $$;

-- Whom of one's own people nobody can write to, and why: no way is safe, the number said STOP, or a text did not arrive.
create function people_not_to_be_written_to() returns table (person_id uuid, why text)
language sql stable security definer set search_path = pg_catalog, public as $$
  select p.id, case when not (coalesce(c.may_text, false) and c.phone <> '') then 'none'
    when n.stopped_at is not null then 'stopped' else 'failed' end
  from public.people_person p left join public.people_contact c on c.person_id = p.id
    left join public.infra_number n on n.number = c.phone
  where p.steward_id = public.access_organization() and public.access_kind() = 'user' and public.access_record() is null
    and coalesce(c.email, '') = ''
    and (c.person_id is null or not c.may_text or c.phone = '' or n.stopped_at is not null
      or n.failed_at > public.access_at() - interval '7 days')
$$;
"""

# The same, asked of some people alone: of a large organization the whole answer is thousands of rows on every page of a day.
AMONG = """
drop function people_not_to_be_written_to();
create function people_not_to_be_written_to(p_people uuid[]) returns table (person_id uuid, why text)
language sql stable security definer set search_path = pg_catalog, public as $$
  select p.id, case when not (coalesce(c.may_text, false) and c.phone <> '') then 'none'
    when n.stopped_at is not null then 'stopped' else 'failed' end
  from public.people_person p left join public.people_contact c on c.person_id = p.id
    left join public.infra_number n on n.number = c.phone
  where p.id = any (p_people)
    and p.steward_id = public.access_organization() and public.access_kind() = 'user' and public.access_record() is null
    and coalesce(c.email, '') = ''
    and (c.person_id is null or not c.may_text or c.phone = '' or n.stopped_at is not null
      or n.failed_at > public.access_at() - interval '7 days')
$$;
"""

# What became of the text or mail that told one's own people that there is a message. Of no other text: who else writes to
# them, and when, may be what nobody here is to know.
RECEIPTS = """
create function people_thread_receipts(p_messages uuid[]) returns table (message_id uuid, channel text, became text)
language sql stable security definer set search_path = pg_catalog, public as $$
  select t.id, m.channel::text, case
    when m.failed_at is not null or m.receipt in ('failed', 'undelivered') then 'failed'
    when m.receipt = 'delivered' then 'arrived'
    when m.sent_at is not null then 'sent'
    when m.not_before > public.access_at() then 'by-day'
    else 'waits' end
  from public.people_threadmessage t join public.infra_message m on m.id = t.told_by
  where t.id = any (p_messages)
    and t.steward_id = public.access_organization() and public.access_kind() = 'user' and public.access_record() is null
$$;
"""

PARTS = (
    "people_contact",
    "people_address",
    "people_demographics",
    "people_household",
    "people_proxy",
    "people_threadmessage",
)
FOLLOW = """function people_parts_follow() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
""" + "".join(
    f"  update public.{part} set steward_id = new.steward_id, label = new.label where person_id = new.id;\n" for part in PARTS
) + "  return null;\nend $$;"  # fmt: skip
