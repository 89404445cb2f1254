"""Row security, `access_decide` and an oracle in plain Python agree on a hashed sample of a generated community.

60 organizations, 25,000 people, over 100,000 records, every rule in play. Then the wall is damaged, in the ways that were
met while measuring, and each damage must be found.
"""

from __future__ import annotations

import hashlib
import random
import uuid
from collections import Counter
from collections.abc import Iterable
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import oracle
import psycopg
import pytest
from django.db import connection, connections

from emptied import DATABASE, empty_every_table
from fullcircle.access.actor import Actor, Kind, Purpose, Role
from fullcircle.access.session import acting_as
from fullcircle.infra.database import addresses
from fullcircle.infra.database.addresses import data_directory

NOW = datetime(2026, 3, 10, 14, tzinfo=UTC)
MIDNIGHT = NOW.replace(hour=5)
TIMES = (NOW, MIDNIGHT, MIDNIGHT - timedelta(microseconds=1), NOW - timedelta(days=500))
TABLES = {
    "identity": ("people_person", "id"),
    "contact": ("people_contact", "person_id"),
    "need": ("referrals_need", "id"),
    "referral": ("referrals_referral", "id"),
    "assessment": ("assessments_response", "id"),
}
SAMPLE = 20_000


@pytest.fixture(scope="module")
def community(django_db_setup, django_db_blocker):
    """Written past every action, as the owner of the functions: what is tested is the wall alone."""
    made = oracle.generated(seed=412, organizations=60, people=25_000, now=NOW)
    with django_db_blocker.unblock():
        write(made)
        connections["default"].close()
        yield made
        connections["default"].close()
        empty_every_table()
        connections["migrator"].close()


@pytest.fixture
def judged(community, django_db_blocker):
    with django_db_blocker.unblock():
        yield community


def write(made: oracle.Community) -> None:
    form = uuid.uuid4()
    # COPY is refused under row security: the cluster's superuser, which serves nobody, writes.
    with psycopg.connect(addresses.ensure(data_directory(), DATABASE).of("admin")) as admin:
        for data_class, (table, _column) in TABLES.items():
            if data_class == "assessment":
                copy(admin, "assessments_form", [{**FORM, "id": form}])
            copy(admin, table, (row_of(r, form) for r in made.records if r.data_class == data_class))
        copy(admin, "access_grant", (
            {"id": uuid.uuid4(), "agreement_id": uuid.uuid4(), "clause_id": uuid.uuid4(), "effect": g.effect, "from_id": g.giver,
             "to_id": g.taker, "data_class": g.data_class, "purpose": g.purpose, "rule": g.rule, "labels": list(g.labels),
             "obligations": [], "starts_at": g.starts_at, "ends_at": g.ends_at}
            for g in made.grants
        ))  # fmt: skip
        copy(admin, "access_consent", (
            {"id": uuid.uuid4(), "person_id": c.person, "effect": c.effect, "classes": list(c.classes),
             "purposes": list(c.purposes), "labels": list(c.labels),
             "organizations": None if c.organizations is None else list(c.organizations),
             "need_id": c.need, "referral_id": c.referral, "starts_at": c.starts_at, "ends_at": c.ends_at, "ended_why": "",
             "given_by": "self", "guardian_until": c.guardian_until, "manner": "spoken", "language": "en", "witness": "",
             "translation_by": "", "document": "", "recorded_at": NOW}
            for c in made.consents
        ))  # fmt: skip
        copy(admin, "access_emergency", (
            {"id": uuid.uuid4(), "person_id": e.person, "organization_id": e.organization, "user_id": e.user, "reason": "x",
             "person_is_told": True, "unsafe_because": "", "starts_at": e.starts_at,
             "ends_at": e.ends_at, "review_by": e.ends_at, "finding": "",
             "note": ""}
            for e in made.emergencies
        ))  # fmt: skip
        copy(admin, "access_freeze", (
            {"id": uuid.uuid4(), "from_id": f.giver, "to_id": f.taker, "reason": "x",
             "starts_at": f.starts_at, "ends_at": f.ends_at}
            for f in made.freezes
        ))  # fmt: skip
        admin.execute("analyze")


FORM = {
    "url": "urn:x", "version": "", "title": "X", "name": "", "language": "en", "publisher": "", "licence": "", "resource": "{}",
    "imported_at": NOW, "label": "",
}  # fmt: skip


def row_of(r: oracle.Record, form: uuid.UUID) -> dict[str, Any]:
    match r.data_class:
        case "identity":
            return {"id": r.id, "name": "A", "folded_name": "a", "pronouns": "", "language": "en", "other_languages": "",
                    "needs_interpreter": False, "zip": "", "steward_id": r.keeper, "label": r.label, "added_at": NOW}  # fmt: skip
        case "contact":
            return {"person_id": r.id, "phone": "", "email": "", "may_text": False, "may_voicemail": False,
                    "may_say_who": False, "note": "", "steward_id": r.keeper}  # fmt: skip
        case "need":
            return {"id": r.id, "person_id": r.person, "label": r.label, "domain": "food-insecurity", "detail": "",
                    "wants_help": True, "urgent": False, "found_by": "navigator", "found_at": NOW, "outcome": "", "reply": "",
                    "could_not_ask": False, "last_heard_at": NOW}  # fmt: skip
        case "referral":
            return {"id": r.id, "person_id": r.person, "need_id": r.need, "label": r.label, "service_id": r.keeper,
                    "source_id": r.keeper, "keeper_id": r.keeper, "shared_with_id": r.shared_with, "target_id": r.keeper,
                    "status": "draft", "waiting_on": "", "urgent": False, "card": [], "reach_by": "", "made_at": NOW,
                    "answer": "", "reason": "", "reason_text": "", "helped": False}  # fmt: skip
    return {"id": r.id, "person_id": r.person, "label": r.label, "form_id": form, "status": "in-progress", "language": "en",
            "answers": "{}", "at_question": "", "started_at": NOW, "changed_at": NOW}  # fmt: skip


def copy(admin: psycopg.Connection, table: str, rows: Iterable[dict[str, Any]]) -> None:
    rows = iter(rows)
    first = next(rows)
    with admin.cursor() as cursor, cursor.copy(f"copy {table} ({', '.join(first)}) from stdin") as pipe:
        for row in (first, *rows):
            pipe.write_row(list(row.values()))


def sampled(made: oracle.Community, size: int) -> dict[tuple, list[oracle.Record]]:
    """Records drawn by the hash of their ids (a regular sample once missed a fault), by who asks, for what and when."""
    drawn = sorted(made.records, key=lambda r: hashlib.sha256(r.id.bytes + r.data_class.encode()).digest())[
        :size
    ]
    chance = random.Random(size)  # noqa: S311 - a sample, not a secret
    asked: dict[tuple, list[oracle.Record]] = {}
    # Most questions come from somebody who may well have an answer.
    for record in drawn:
        organization = chance.choice(made.organizations)
        if chance.random() < 0.8:
            near = [
                organization
                for consent in made.said.get(record.person, [])
                for organization in sorted(consent.organizations or [])
            ]
            organization = chance.choice([*near, record.keeper, organization])
        purpose = chance.choices(oracle.PURPOSES, weights=(6, 2, 1))[0]
        at = chance.choices(TIMES, weights=(6, 2, 1, 1))[0]
        asked.setdefault((organization, purpose, at), []).append(record)
    for emergency in made.emergencies[: size // 50]:
        key = (emergency.organization, "care-coordination", chance.choice((NOW, MIDNIGHT)))
        asked.setdefault(key, []).extend(
            r for r in made.of_person(emergency.person) if r.data_class in {"identity", "contact"}
        )
    return asked


def staff(made: oracle.Community, organization: uuid.UUID, purpose: str) -> Actor:
    return Actor(
        kind=Kind.USER, grantee_id=organization, user_id=made.user_of[organization], purpose=Purpose(purpose),
        roles=frozenset({Role.NAVIGATOR}),
    )  # fmt: skip


def seen(made: oracle.Community, asked: dict[tuple, list[oracle.Record]]) -> Counter[tuple[str, bool]]:
    """Rule by rule, how often row security let see or hid; raises on the first disagreement with the oracle."""
    counted: Counter[tuple[str, bool]] = Counter()
    for (organization, purpose, at), records in asked.items():
        by_class: dict[str, list[oracle.Record]] = {}
        for record in records:
            by_class.setdefault(record.data_class, []).append(record)
        with acting_as(staff(made, organization, purpose), at=at), connection.cursor() as cursor:
            for data_class, here in by_class.items():
                table, column = TABLES[data_class]
                cursor.execute(
                    f"select {column} from {table} where {column} = any (%s)", [[r.id for r in here]]
                )
                open_to = {row[0] for row in cursor.fetchall()}
                for record in here:
                    rule = oracle.decide(made, record, organization, purpose, at)
                    assert (record.id in open_to) == (rule in oracle.PERMITS), (
                        rule,
                        record,
                        organization,
                        purpose,
                        at,
                    )
                    counted[rule, record.id in open_to] += 1
    return counted


def test_row_security_says_what_the_oracle_says(judged):
    counted = seen(judged, sampled(judged, SAMPLE))

    assert len(judged.records) >= 100_000
    assert sum(counted.values()) >= SAMPLE
    rules = {rule for rule, _open in counted}
    assert rules == oracle.PERMITS | oracle.REFUSES, f"a rule had no work: {counted}"


def test_why_names_the_rule_that_the_oracle_names(judged):
    """Asked by whoever keeps the record, who is told everything."""
    asked = sampled(judged, SAMPLE)
    counted: Counter[str] = Counter()
    with psycopg.connect(addresses.ensure(data_directory(), DATABASE).of("admin")) as cursor:
        for (organization, purpose, at), records in asked.items():
            answers = cursor.execute(
                "select q.n, d.rule, d.permit from unnest(%s::uuid[], %s::text[]) with ordinality q(record, class, n)"
                " cross join lateral access_decide(q.record, q.class, %s, %s, %s, %s) d order by q.n",
                [
                    [r.id for r in records],
                    [r.data_class for r in records],
                    organization,
                    judged.user_of[organization],
                    purpose,
                    at,
                ],
            )
            for record, (_n, rule, permit) in zip(records, answers.fetchall(), strict=True):
                right = oracle.decide(judged, record, organization, purpose, at)
                assert (rule, permit) == (right, right in oracle.PERMITS), (record, organization, purpose, at)
                counted[rule] += 1
    assert set(counted) == oracle.PERMITS | oracle.REFUSES


@contextmanager
def damaged(*, by: str, mended_by: str):
    with connections["migrator"].cursor() as cursor:
        cursor.execute(by)
    try:
        yield
    finally:
        with connections["migrator"].cursor() as cursor:
            cursor.execute(mended_by)


def definition(function: str) -> str:
    with connections["migrator"].cursor() as cursor:
        cursor.execute("select pg_get_functiondef(%s::regprocedure)", [function])
        return cursor.fetchone()[0]


def policy(table: str) -> str:
    with connections["migrator"].cursor() as cursor:
        cursor.execute("select qual from pg_policies where policyname = 'seen' and tablename = %s", [table])
        return cursor.fetchone()[0]


def rewritten(function: str, before: str, after: str) -> dict[str, str]:
    """This function with other words in it, and itself again."""
    told = definition(function)
    assert before in told
    as_definer = "set role fullcircle_definer; {}; reset role"
    return {
        "by": as_definer.format(told.replace(before, after)),
        "mended_by": as_definer.format(told),
    }


def repoliced(table: str, before: str, after: str) -> dict[str, str]:
    told = policy(table)
    assert before in told
    change = f"alter policy seen on {table} using ({{}})"
    return {"by": change.format(told.replace(before, after)), "mended_by": change.format(told)}


OPENED = "access_opened(uuid, text, timestamptz, text, text[])"
DAMAGES = {
    "policy dropped": lambda: {
        "by": "create policy open on referrals_need for select to fullcircle_app using (true)",
        "mended_by": "drop policy open on referrals_need",
    },
    "row security off": lambda: {
        "by": "alter table people_contact disable row level security",
        "mended_by": "alter table people_contact enable row level security",
    },
    "effect swapped": lambda: rewritten(OPENED, "g.effect = 'permit'", "g.effect = 'deny'"),
    "an agreement that forbids is forgotten": lambda: rewritten(OPENED, "d.effect = 'deny'", "false"),
    "a share on hold is forgotten": lambda: rewritten(
        "access_share_frozen(uuid, uuid, timestamptz)", "f.to_id = p_to", "false"
    ),
    "expired taken as active": lambda: rewritten(OPENED, "g.ends_at > p_at", "true"),
    "active until its last moment and one more": lambda: rewritten(OPENED, "g.ends_at > p_at", "g.ends_at >= p_at"),
    "column unqualified": lambda: repoliced(
        "referrals_referral", "(c.person_id = referrals_referral.person_id)", "(c.person_id = person_id)"
    ),
    "a no is not heard": lambda: rewritten(
        "access_refused_by(uuid, text, timestamptz, text)", "c.effect = 'deny'", "false"
    ),
    "a general consent opens what is protected": lambda: repoliced(
        "referrals_need", "((referrals_need.label)::text = ANY (c.labels))", "true"
    ),
    "a consent to protected records opens the others": lambda: repoliced(
        "referrals_need", "(c.labels = '{}'::text[])", "true"
    ),
    "a consent of another record": lambda: repoliced(
        "referrals_referral", "(c.referral_id = referrals_referral.id)", "true"
    ),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damage_to_the_wall_is_found(judged, damage):
    with damaged(**DAMAGES[damage]()), pytest.raises(AssertionError):
        seen(judged, sampled(judged, SAMPLE))


def test_without_force_the_owner_would_see_everything(judged):
    def owner_sees() -> int:
        with connections["migrator"].cursor() as cursor:
            cursor.execute("select count(*) from referrals_need")
            return cursor.fetchone()[0]

    assert owner_sees() == 0
    with damaged(
        by="alter table referrals_need no force row level security",
        mended_by="alter table referrals_need force row level security",
    ):
        assert owner_sees() > 0
