"""What has to hold after any fault: each query finds the half steps of one kind, and finds none."""

HASHED = "encode(sha256(convert_to(substring(m.body from '/[acr]/([A-Za-z0-9_-]{{20,}})'), 'UTF8')), 'hex')"
EVENT = "exists (select 1 from access_event e where e.referral_id = r.id and e.did = '{did}')"
AGREED = "exists (select 1 from access_consent c where c.referral_id = r.id and '{kind}' = any (c.classes) and {to} {and_})"
TARGET, HELPERS = "c.organizations = array[r.target_id]", "r.source_id = any (c.organizations)"
KEPT_BY = "exists (select 1 from access_keeping k where k.id = {id} and {who})"
LINKED = f"""exists (select 1 from access_link l join infra_message m on {HASHED} = l.token_hash
  where l.referral_id = r.id and l.kind = '{{kind}}')"""
# Its reader may no longer see the name in it: nothing of it is kept.
WITHDRAWN = """exists (select 1 from infra_message m where m.failure = 'withdrawn' and m.body = ''
  and m.about_person = r.person_id and m.for_organization = r.target_id)"""
ACCEPTED = "('accepted', 'in-progress', 'completed')"


def _lacks(of, *parts):
    return f"select r.id from referrals_referral r where {of} and not ({' and '.join(parts)})"


def _event(did):
    return EVENT.format(did=did)


def _agreed(kind, to=TARGET, and_=""):
    return AGREED.format(kind=kind, to=to, and_=and_)


def _kept(row, who):
    return KEPT_BY.format(id=row, who=who)


HALF_STEPS = {
    "a request that was drafted and not sent": "select id from referrals_referral where sent_at is null",
    "sent without consent, event, keepers, or the message with its link": _lacks(
        "r.sent_at is not null",
        *map(_event, ("referral.draft", "referral.send")),
        _agreed("identity"),
        _agreed("need", HELPERS),
        _agreed("referral", HELPERS),
        _kept("r.id", "k.keeper_id = r.source_id and k.shared_with_id = r.target_id"),
        f"({LINKED.format(kind='answer')} or {WITHDRAWN})",
    ),
    "accepted without its event, or how to reach the resident not opened": _lacks(
        f"r.status in {ACCEPTED} and 'reach' = any (r.card)",
        "r.answered_at is not null",
        _event("referral.accept"),
        _agreed("contact", and_="and c.starts_at is not null"),
    ),
    "completed without event, what was given, or the question to the resident": _lacks(
        "r.status = 'completed' and r.helped",
        _event("referral.complete"),
        "exists (select 1 from aid_delivered d where d.referral_id = r.id)",
        "(r.clock = 'confirm' or exists (select 1 from referrals_need n where n.id = r.need_id and n.asked_at is not null))",
        "not exists (select 1 from access_link l where l.referral_id = r.id and l.kind = 'answer' and l.ended_at is null)",
    ),
    "confirmed without its event, or its link still open": """
        select n.id from referrals_need n where n.reply <> '' and (
          not exists (select 1 from access_event e where e.need_id = n.id and e.did = 'need.confirm')
          or exists (select 1 from access_link l join referrals_referral r on r.id = l.referral_id
                     where r.need_id = n.id and l.kind = 'confirm' and l.ended_at is null))""",
    "a need without its event or its keeper": f"""
        select n.id from referrals_need n where not exists (select 1 from access_event e where e.need_id = n.id and e.did = 'need.add')
          or not {_kept("n.id", "k.keeper_id = n.steward_id")}""",
    "a person without keeper, contact or event": f"""
        select p.id from people_person p where not {_kept("p.id", "k.keeper_id = p.steward_id")}
          or not exists (select 1 from people_contact c where c.person_id = p.id)
          or not exists (select 1 from access_event e where e.person_id = p.id and e.did = 'person.add')""",
    "an event whose step is not there": """
        select e.id from access_event e left join referrals_referral r on r.id = e.referral_id
        where e.did = 'referral.send' and r.sent_at is null or e.did = 'referral.accept' and r.answered_at is null
          or e.did = 'referral.complete' and r.status <> 'completed'""",
    "a consent to a request that is not there": """
        select c.id from access_consent c where c.referral_id is not null
          and not exists (select 1 from referrals_referral r where r.id = c.referral_id)""",
    "a message that nobody will deliver": """
        select m.id from infra_message m where m.sent_at is null and m.failed_at is null
          and not exists (select 1 from procrastinate_jobs j where j.args ->> 'message_id' = m.id::text)""",
    "a delivery without its message": """
        select j.id from procrastinate_jobs j where j.args ? 'message_id'
          and not exists (select 1 from infra_message m where m.id::text = j.args ->> 'message_id')""",
}  # fmt: skip

# How an acknowledged step shows, by the id that the ledger holds.
KEPT = {
    "person": "select 1 from people_person where id = %s",
    "need": "select 1 from referrals_need where id = %s",
    "send": "select 1 from referrals_referral where need_id = %s and sent_at is not null",
    "accept": "select 1 from referrals_referral where need_id = %s and answered_at is not null",
    "complete": "select 1 from referrals_referral where need_id = %s and status = 'completed'",
    "confirm": "select 1 from referrals_need where id = %s and outcome = 'met' and reply = 'yes'",
}


def lost(served, steps):
    return [(step, key) for step, key in steps if not served.asks(KEPT[step], key)]


def half_steps(served):
    return {name: found for name, sql in HALF_STEPS.items() if (found := served.asks(sql))}
