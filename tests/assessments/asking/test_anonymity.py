"""Who said what in an anonymous campaign: tried by ids, times, order, events and leftovers, as `app` and as `migrator`.

Each attempt is also made where it must succeed, so that a silent attempt is no proof of nothing.
"""

import json
import random
import re
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, connections, transaction

import asking
import make
from fullcircle.access.session import acting_as
from fullcircle.assessments.asking import answering, queries

PEOPLE = 30
CHANCE = 8  # of 30 by luck: more than that happens to one run in a million
TABLES = ("campaign", "campaigninvitation", "campaignlink", "campaignresponse", "campaignsheet")


@pytest.fixture
def asked(committed):
    return make.World()


def run(world, mode: str):
    """Thirty people answer in an order of their own, each something that nobody else says. Who said what."""
    campaign, links = asking.opened(world, guests=asking.people(PEOPLE), mode=mode)
    order = sorted(links)
    random.Random(7).shuffle(order)  # noqa: S311 - a test's order
    truth = {}
    for number, email in enumerate(order):
        truth[email] = f"004{number:02}"
        asking.answer(campaign, links[email], care__1="once", you__1=truth[email])
    return campaign, truth


@contextmanager
def as_migrator():
    """The tables' owner takes row security down, reads, and puts it back."""
    with transaction.atomic(using="migrator"), connections["migrator"].cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"alter table assessments_{table} disable row level security")
        for table in ("access_event", "infra_message"):
            cursor.execute(f"alter table {table} disable row level security")
        yield cursor
        transaction.set_rollback(True, using="migrator")


def rows(cursor, sql: str):
    cursor.execute(sql)
    return cursor.fetchall()


ANSWERS = "select written ->> 'you.1' from assessments_campaignresponse order by "
GUESTS = "select email from assessments_campaigninvitation order by "


def by_id(cursor):
    return rows(
        cursor,
        "select i.email, r.written ->> 'you.1' from assessments_campaignresponse r"
        " join assessments_campaigninvitation i on to_jsonb(r)::text like '%%' || i.id || '%%'".replace(
            "%%", "%"
        ),
    )


def by_transaction(cursor):
    return rows(
        cursor,
        "select i.email, r.written ->> 'you.1' from assessments_campaignresponse r"
        " join assessments_campaigninvitation i on i.xmin = r.xmin",
    )


def by_event(cursor):
    """The event of the same transaction knows a time; the answer's row knows the same event."""
    return rows(
        cursor,
        "select i.email, r.written ->> 'you.1' from access_event e join assessments_campaigninvitation i on i.xmin = e.xmin"
        " join assessments_campaignresponse r on r.xmin = e.xmin",
    )


def in_order(guests: str, answers: str):
    def attempt(cursor):
        left = [email for (email,) in rows(cursor, GUESTS + guests)]
        return zip(left, [said for (said,) in rows(cursor, ANSWERS + answers)], strict=True)

    return attempt


ATTEMPTS = {
    "id": by_id,
    "transaction": by_transaction,
    "event": by_event,
    "order of transactions": in_order("xmin::text::bigint", "xmin::text::bigint, ctid"),
    "place in the table": in_order("xmin::text::bigint", "ctid"),
    "order of ids": in_order("xmin::text::bigint", "id"),
    "day": in_order("xmin::text::bigint", "answered_on, ctid"),
}
REAL = {  # where each attempt must succeed: while nothing is closed, or where the link is kept
    "id": "confidential", "transaction": "anonymous", "event": "anonymous", "order of transactions": "anonymous",
    "place in the table": "anonymous",
}  # fmt: skip


def right(guesses, truth) -> int:
    return sum(truth[email] == said for email, said in set(guesses))


def certain(guesses, truth) -> int:
    """Right ones of those that name one person for one answer."""
    pairs = list(guesses)
    names = [email for email, _said in pairs]
    return right([pair for pair in pairs if names.count(pair[0]) == 1], truth)


@pytest.mark.parametrize("name", ATTEMPTS)
def test_after_closing_even_the_tables_owner_joins_nothing(asked, name):
    campaign, truth = run(asked, "anonymous")
    asking.closed(asked, campaign)

    with as_migrator() as cursor:
        assert rows(cursor, "select count(*) from assessments_campaignresponse") == [(PEOPLE,)]
        assert certain(ATTEMPTS[name](cursor), truth) <= CHANCE


@pytest.mark.parametrize("name", REAL)
def test_each_attempt_would_succeed_where_there_is_something_to_join(asked, name):
    _campaign, truth = run(asked, REAL[name])

    with as_migrator() as cursor:
        assert certain(ATTEMPTS[name](cursor), truth) == PEOPLE


def test_without_the_rewriting_closing_would_not_help(asked):
    campaign, truth = run(asked, "anonymous")
    with connections["migrator"].cursor() as cursor:
        cursor.execute("alter table assessments_campaign disable trigger closes")
    try:
        asking.closed(asked, campaign)
        with as_migrator() as cursor:
            assert certain(by_transaction(cursor), truth) == PEOPLE
    finally:
        with connections["migrator"].cursor() as cursor:
            cursor.execute("alter table assessments_campaign enable trigger closes")


def test_closing_leaves_one_transaction_one_day_and_new_ids(asked):
    campaign, _truth = run(asked, "anonymous")
    with as_migrator() as cursor:
        before = set(rows(cursor, "select id from assessments_campaignresponse"))
    asking.closed(asked, campaign)

    with as_migrator() as cursor:
        found = (
            "select count(distinct xmin::text), count(distinct answered_on), count(invitation_id), max(sector)"
            " from assessments_campaignresponse"
        )
        assert rows(cursor, found) == [(1, 1, 0, "")]
        assert before.isdisjoint(rows(cursor, "select id from assessments_campaignresponse"))


def test_an_anonymous_row_has_no_column_that_could_name_somebody(asked):
    run(asked, "anonymous")

    with as_migrator() as cursor:
        cursor.execute("select to_jsonb(r) from assessments_campaignresponse r")
        found = [json.loads(row) if isinstance(row, str) else row for (row,) in cursor.fetchall()]
    assert all(
        (row["invitation_id"], row["organization_id"], row["sector"], row["answered_on"])
        == (None, None, "", "2026-03-10")
        for row in found
    )
    assert set(found[0]) == {
        "id", "campaign_id", "invitation_id", "organization_id", "sector", "channel", "answered_on", "picked", "written",
    }  # fmt: skip


def test_the_events_of_answering_name_nobody_and_nothing(asked):
    campaign, truth = run(asked, "anonymous")
    with acting_as(asked.hub_manager, at=make.AT):
        answering.interview(
            campaign_id=campaign.pk, invitation_id=None, answers=asking.said(campaign, you__1="00499"),
            actor=asked.hub_manager, at=make.AT,
        )  # fmt: skip

    with as_migrator() as cursor:
        told = "select user_id, grantee_id, person_id, record_id, detail::text from access_event where did = 'survey.answer'"
        assert set(rows(cursor, told)) == {(None, None, None, campaign.pk, "{}")}
        everything = str(rows(cursor, "select to_jsonb(e) from access_event e")) + str(
            rows(cursor, "select args from procrastinate_jobs")
        )
    words = set(re.findall(r"[\w.]+", everything))  # whole words: ids and codes hold any five digits
    assert not words & {*truth.values(), "00499"}


def test_nothing_of_an_answer_lies_anywhere_else(asked):
    """Every table that is not the table of answers, searched for what somebody wrote."""
    campaign, links = asking.opened(asked)
    asking.answer(campaign, links["p0@example.org"], you__1="Zanzibar-77")

    with transaction.atomic(using="migrator"), connections["migrator"].cursor() as cursor:
        tables = [
            name for (name,) in rows(cursor, "select tablename from pg_tables where schemaname = 'public'")
        ]
        holding = []
        for table in tables:
            cursor.execute(f"alter table {table} disable row level security")
            if rows(cursor, f"select 1 from {table} t where to_jsonb(t)::text like '%Zanzibar-77%' limit 1"):
                holding.append(table)
        transaction.set_rollback(True, using="migrator")
    assert holding == ["assessments_campaignresponse"]


class TestAsTheServingRole:
    @pytest.mark.parametrize("state", ["open", "closed"])
    def test_answers_are_not_read_from_the_table(self, asked, state):
        campaign, _truth = run(asked, "anonymous")
        if state == "closed":
            asking.closed(asked, campaign)

        with (
            pytest.raises(DatabaseError, match="permission denied"),
            acting_as(asked.hub_manager, at=make.AT),
        ):
            with connection.cursor() as cursor:
                cursor.execute("select * from assessments_campaignresponse")

    def test_nothing_is_given_before_the_end(self, asked):
        campaign, _truth = run(asked, "anonymous")

        with acting_as(asked.hub_manager, at=make.AT):
            assert queries.rows(campaign) == []
            assert queries.texts(campaign, "you.1") == []

    @pytest.mark.parametrize(("answers", "given"), [(10, 0), (11, 11)])
    def test_only_from_eleven_answers_on(self, asked, answers, given):
        campaign, links = asking.opened(asked)
        for email in sorted(links)[:answers]:
            asking.answer(campaign, links[email], care__1="once")
        asking.closed(asked, campaign)

        with acting_as(asked.hub_manager, at=make.AT):
            assert len(queries.rows(campaign)) == given

    def test_what_is_given_is_in_no_order_and_names_nobody(self, asked):
        campaign, truth = run(asked, "anonymous")
        asking.closed(asked, campaign)

        with acting_as(asked.hub_manager, at=make.AT), connection.cursor() as cursor:
            found = queries.texts(campaign, "you.1")
            guests = [email for (email,) in rows(cursor, GUESTS + "xmin::text::bigint")]
        assert certain(zip(guests, [one.text for one in found], strict=True), truth) <= CHANCE
        assert {one.organization_id for one in queries_rows(asked, campaign)} == {None}

    def test_nobody_else_is_given_anything(self, asked):
        campaign, _truth = run(asked, "anonymous")
        asking.closed(asked, campaign)

        for who in (asked.navigator, asked.administrator, asked.clock):
            with acting_as(who, at=make.AT):
                assert queries.rows(campaign) == []

    def test_of_a_confidential_one_no_organization_leaves(self, asked):
        campaign, _truth = run(asked, "confidential")
        asking.closed(asked, campaign)

        assert {one.organization_id for one in queries_rows(asked, campaign)} == {None}


def queries_rows(world, campaign):
    with acting_as(world.hub_manager, at=make.AT):
        return queries.rows(campaign)
