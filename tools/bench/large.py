"""A large community by set-based SQL, as role fullcircle_definer: residents, needs, requests, consents and events.

Statuses, silences and outcomes keep the proportions of the practice town. What is generated reads as if actions had
written it, except for the events' codes: `fullcircle events verify` would rightly refuse them.
"""

from __future__ import annotations

import uuid
from typing import Any

from bench.installation import Installation

KEPT_BY_ONE = 45
STEWARDS, TARGETS = 40, 160

PLACES = """
create temp table steward as select id, row_number() over () - 1 as n from (
  select id from directory_organization where name = 'Eastgate Neighbors'
  union all select gen_random_uuid() from generate_series(2, {stewards})) s;
insert into directory_organization (id, source, source_id, name, alternate_name, description, email, website, clinical, victim_services)
  select id, '', '', 'Steward ' || n, '', '', 'steward' || n || '@example.org', '', false, false from steward
  on conflict (id) do nothing;
create temp table target as select gen_random_uuid() as id, n from generate_series(1, {targets}) n;
insert into directory_organization (id, source, source_id, name, alternate_name, description, email, website, clinical, victim_services)
  select id, '', '', 'Place ' || n, '', '', 'place' || n || '@example.org', '', false, false from target;
create temp table service as
  select gen_random_uuid() as id, t.id as organization_id, t.n * 2 + k as n, d.domain
  from target t, generate_series(0, 1) k,
    lateral (select (array['food-insecurity','utility-insecurity','transportation-insecurity','housing-instability',
      'personal-health-literacy','financial-insecurity','material-hardship','employment-status'])[1 + (t.n * 2 + k) % 8] as domain) d;
insert into directory_service (id, source, source_id, organization_id, name, alternate_name, description, status, domains,
    categories, eligibility_description, application_process, fees_description, wait_time, website, email, unit, by_phone, label, own_fields)
  select id, '', '', organization_id, 'Help ' || n, '', '', 'active', array[domain], '{{}}', '', '', '', '', '', '', 'help', false, '', '{{}}'
  from service;
insert into service select s.id, s.organization_id, 9000 + row_number() over (), s.domains[1] from directory_service s
  join directory_organization o on o.id = s.organization_id where o.name = 'Open Cupboard';
alter table service add place serial;
grant select on steward, service to fullcircle_definer;
"""

# Drawn once, so that rows and consents agree.
DRAWN = """
select setseed(0.412);
create temp table r_person as
  select gen_random_uuid() as id, g.n, s.id as steward_id, now() - interval '1 year' * random() as added_at,
    md5('navigator ' || g.n / {kept})::uuid as navigator_id
  from generate_series(1, {residents}) g(n) join steward s on s.n = (g.n / {kept}) % {stewards};
create temp table r_need as
  select gen_random_uuid() as id, p.id as person_id, p.steward_id, p.n * 10 + k as n,
    p.added_at + (now() - p.added_at) * random() * 0.3 as found_at, random() as luck, random() as heard
  from r_person p, generate_series(1, 2) k;
create temp table r_referral as
  select gen_random_uuid() as id, n.id as need_id, n.person_id, n.steward_id, n.n, s.id as service_id, s.organization_id as target_id,
    n.found_at + (now() - n.found_at) * random() * 0.2 as sent_at, n.luck, k.last, s.domain
  from r_need n cross join lateral (select k, k = most as last from generate_series(1, 1 + n.n % 2) k, lateral (select 1 + n.n % 2 as most) m) k
  join service s on s.place = 1 + (n.n * 7 + k.k * 13) % (select count(*) from service);
alter table r_referral add status text;
update r_referral set status = case
  when not last then (array['declined','expired','not-reached'])[1 + n % 3]
  when sent_at > now() - interval '3 days' then 'sent'
  when luck < 0.62 then 'completed' when luck < 0.74 then 'declined' when luck < 0.86 then 'expired'
  when luck < 0.90 then 'wait-listed' when luck < 0.94 then 'accepted' when luck < 0.97 then 'sent' else 'in-progress' end;
create temp table r_last as select distinct on (need_id) need_id, status, domain, sent_at from r_referral order by need_id, last desc;
create index on r_last (need_id);
analyze r_person; analyze r_need; analyze r_referral; analyze r_last;
grant select on r_person, r_need, r_referral, r_last to fullcircle_definer;
"""

PEOPLE = """
insert into people_person (id, label, name, folded_name, pronouns, language, other_languages, needs_interpreter, zip, steward_id, navigator_id, added_at)
  select id, '', 'Resident ' || n, 'resident ' || n, '', 'en', '', false, '00412', steward_id, navigator_id, added_at from r_person;
insert into people_contact (person_id, phone, email, may_text, may_voicemail, may_say_who, note)
  select id, '0005' || lpad(n::text, 6, '0'), '', n % 4 > 0, true, true, '' from r_person;
insert into people_household (person_id, adults, children, note) select id, 1 + n % 2, n % 4, '' from r_person;
insert into people_demographics (person_id, born_on, gender, race, ethnicity, disability, veteran)
  select id, date '1940-01-01' + n % 25000, '', '{{}}', '', '', '' from r_person;
"""

NEEDS = """
insert into referrals_need (id, person_id, domain, detail, wants_help, urgent, found_by, found_at, outcome, outcome_at, asked_at,
    replied_at, reply, could_not_ask, last_heard_at, label)
  select n.id, n.person_id, l.domain, 'help, soon', true, false, 'navigator', n.found_at, o.outcome,
    case when o.outcome <> '' then l.sent_at + interval '9 days' end,
    case when l.status = 'completed' then l.sent_at + interval '5 days' end,
    case when o.reply <> '' then l.sent_at + interval '9 days' end, o.reply, l.status = 'completed' and n.luck > 0.55,
    now() - interval '12 days' * n.heard, ''
  from r_need n join r_last l on l.need_id = n.id, lateral (select
    case when l.status = 'completed' and n.luck < 0.35 then 'met' when l.status = 'completed' then 'met-unconfirmed'
      when l.status in ('declined', 'expired') and n.heard < 0.8 then 'lost-contact' else '' end as outcome,
    case when l.status = 'completed' and n.luck < 0.35 then 'yes' else '' end as reply) o;
"""

REFERRALS = """
insert into referrals_referral (id, person_id, need_id, service_id, source_id, keeper_id, target_id, shared_with_id, label, status, waiting_on, urgent, card,
    reach_by, made_at, sent_at, asks_at, answer_by, answered_at, answer, reason, reason_text, ended_at, helped)
  select id, person_id, need_id, service_id, steward_id, steward_id, target_id, target_id, '', status,
    case when ended.at is null then 'target' else '' end, false,
    '{{name,need,language,zip,reach}}', 'text', sent_at, sent_at, sent_at, sent_at + interval '2 days',
    case when a.answer <> '' then sent_at + interval '1 day' end, a.answer,
    case when status = 'declined' then 'no-capacity' else '' end, '', ended.at, status = 'completed'
  from r_referral, lateral (select case when status in ('sent', 'expired') then '' when status in ('completed', 'in-progress') then 'accepted'
      else status end as answer) a,
    lateral (select case when status in ('completed', 'declined', 'expired', 'not-reached') then sent_at + interval '5 days' end as at) ended;
insert into aid_delivered (id, person_id, referral_id, service_id, keeper_id, label, what, quantity, zip, delivered_on, recorded_at)
  select gen_random_uuid(), person_id, id, service_id, target_id, '', 'help', 1, '', (sent_at + interval '5 days')::date, sent_at + interval '5 days'
  from r_referral where status = 'completed';
"""

# One agreement over all of them, compiled by hand as the compiler would: members share with consent, the hub looks after.
AGREED = """
insert into access_grant (id, agreement_id, clause_id, effect, from_id, to_id, data_class, purpose, rule, labels, obligations, starts_at)
  select gen_random_uuid(), '{agreement}', '{agreement}', 'permit', s.id, t.id, c.name, 'care-coordination', 'opt_in', '{{}}', '{{}}', now() - interval '2 years'
  from steward s, (select id from target union select organization_id from service union select '{hub}'::uuid) t(id),
    unnest(array['identity','contact','address','household','need','referral']) c(name) where s.id <> t.id;
insert into access_grant (id, agreement_id, clause_id, effect, from_id, to_id, data_class, purpose, rule, labels, obligations, starts_at)
  select gen_random_uuid(), '{agreement}', '{agreement}', 'permit', s.id, '{hub}', c.name, p.name, 'none', '{{}}', '{{}}', now() - interval '2 years'
  from steward s, unnest(array['need','need:write','referral','referral:write']) c(name), unnest(array['care-coordination','operations']) p(name)
  where s.id <> '{hub}';
"""

CONSENT = """
insert into access_consent (id, person_id, effect, organizations, classes, purposes, labels, need_id, referral_id, starts_at, ends_at,
    ended_why, given_by, manner, language, witness, translation_by, document, recorded_at)
  select gen_random_uuid(), person_id, 'permit', {whom}, %s, '{{care-coordination}}', '{{}}', need_id, id, {since}, {until},
    '', 'self', 'spoken', 'en', '', '', '', sent_at from r_referral
"""

EVENTS = """
insert into access_event (id, did, data_class, actor_kind, grantee_id, purpose, person_id, need_id, referral_id, record_id, detail,
    occurred_at, recorded_at, mac, seq)
  select gen_random_uuid(), e.did, e.class, 'user', e.grantee, 'care-coordination', e.person_id, e.need_id, e.referral_id, null, '{{}}',
    e.at, e.at, '', nextval('access_event_seq')
  from (
    select 'person.add' as did, 'identity' as class, steward_id as grantee, id as person_id, null::uuid as need_id,
      null::uuid as referral_id, added_at as at from r_person
    union all select 'need.add', 'need', steward_id, person_id, id, null, found_at from r_need
    union all select 'referral.send', 'referral', steward_id, person_id, need_id, id, sent_at from r_referral
    union all select 'referral.accept', 'referral', target_id, person_id, need_id, id, sent_at + interval '1 day' from r_referral
      where status in ('accepted', 'in-progress', 'completed')
    union all select 'referral.complete', 'referral', target_id, person_id, need_id, id, sent_at + interval '5 days' from r_referral
      where status = 'completed') e;
"""


def consents(hub_id: Any) -> list[tuple[str, list[Any]]]:
    """What sending writes down: the card at once, how to reach when the target says yes, and who follows the request."""
    from fullcircle.referrals import cards

    fields = ["name", "need", "language", "zip", "reach"]
    closed = "case when status in ('declined', 'expired', 'not-reached') then sent_at + interval '5 days' else sent_at + interval '1 year' end"
    opened = "case when status not in ('sent', 'wait-listed') then sent_at + interval '1 day' end"
    helpers, year = f"array[steward_id, '{hub_id}'::uuid]", "sent_at + interval '1 year'"
    rows: list[tuple[str, str, str, list[str]]] = [
        ("array[target_id]", "sent_at", closed, list(cards.classes(fields, on_acceptance=False))),
        ("array[target_id]", opened, closed, list(cards.classes(fields, on_acceptance=True))),
        (helpers, "sent_at", year, ["identity", "need"]),
        (f"array[target_id] || {helpers}", "sent_at", year, ["referral"]),
    ]
    return [
        (CONSENT.format(whom=whom, since=since, until=until), [classes])
        for whom, since, until, classes in rows
    ]


def grow(here: Installation, residents: int) -> dict[str, int]:
    """Generate, analyze, and count what there is now."""
    sizes = {"residents": residents, "kept": KEPT_BY_ONE, "stewards": STEWARDS, "targets": TARGETS}
    with here.admin() as admin:
        hub = admin.execute("select hub_id from accounts_community").fetchone()
        assert hub is not None  # noqa: S101 - the town was seeded
        admin.execute("set work_mem = '256MB'; set synchronous_commit = off")
        for sql in (PLACES, DRAWN):
            admin.execute(sql.format(**sizes))
        admin.execute("grant select on target to fullcircle_definer")
        admin.execute("set role fullcircle_definer")
        admin.execute(AGREED.format(agreement=uuid.uuid4(), hub=hub[0]))
        for sql in (PEOPLE, NEEDS, REFERRALS):
            admin.execute(sql.format())
        for sql, values in consents(hub[0]):
            admin.execute(sql, values)
        admin.execute("reset role")
        admin.execute(EVENTS.format())
        admin.execute("vacuum analyze")
        tables = (
            "people_person",
            "referrals_need",
            "referrals_referral",
            "access_grant",
            "access_consent",
            "access_event",
        )
        return {table: counted(admin, table) for table in tables}


def counted(admin: Any, table: str) -> int:
    return int(admin.execute(f"select count(*) from {table}").fetchone()[0])
