"""A vote from its opening to its count, and every way around it that anybody could try."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connections

import make
import statements
from fullcircle.access.actor import SYSTEM
from fullcircle.access.errors import Conflict, Denied
from fullcircle.access.session import acting_as
from fullcircle.collaborative import bodies, jobs, queries
from fullcircle.collaborative.models import Ballot
from fullcircle.collaborative.policies import WrongPhase
from fullcircle.collaborative.states import Phase
from table import Table

LATER = make.AT + timedelta(days=30)
CAST = "select collaborative_cast(%s, %s, 'yes')"


@pytest.fixture
def table(db):
    return Table(make.World())


@pytest.fixture
def decided(committed):
    """A vote that all five cast and that was counted, with real transactions."""
    table = Table(make.World())
    vote = table.open()
    for number in range(5):
        table.vote(vote, number, "yes")
    return table, table.count(vote)


def as_app(actor, sql, *values, at=make.AT):
    """The statement as the serving role, in the name of an actor: how an injection would run it."""
    with acting_as(actor, at=at):
        return statements.run(sql, values)


def as_owner(sql, *values):
    with connections["migrator"].cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def test_two_thirds_with_a_lived_vote_pass(table):
    vote = table.open()
    for number, choice in enumerate(["yes", "yes", "no", "yes"]):
        table.vote(vote, number, choice)
    done = table.count(vote, at=LATER)

    assert done.phase == Phase.PASSED
    assert (done.seats, done.recused, done.yes, done.no, done.abstain, done.lived) == (5, 0, 3, 1, 0, 1)


def test_without_a_lived_vote_it_is_held_although_it_carries(table):
    vote = table.open()
    for number in range(3):
        table.vote(vote, number, "yes")
    assert table.count(vote, at=LATER).phase == Phase.HELD


def test_too_few_are_no_quorum(table):
    vote = table.open()
    table.vote(vote, 3, "yes")
    assert table.count(vote, at=LATER).phase == Phase.NO_QUORUM


def test_who_is_recused_votes_by_no_path_and_lowers_the_quorum(table):
    vote = table.open()
    table.recuse(vote, 0)
    for actor in (None, table.keeper):  # their own, and a raised hand that the backbone writes down
        with pytest.raises(Denied, match="conflict of interest"):
            table.vote(vote, 0, "yes", actor=actor)
    for actor in (table.sitting[0], table.keeper):
        with pytest.raises(DatabaseError, match="recused"):
            as_app(actor, CAST, vote.pk, table.seats[0].pk)
    for sql in (
        "update collaborative_ballot set recused = false, voted = true, choice = 'yes'",
        "delete from collaborative_interest",
        "update collaborative_interest set holder_id = null",
    ):
        with pytest.raises(DatabaseError, match="permission denied"):
            as_app(table.sitting[0], sql)

    for number in (1, 2, 3):
        table.vote(vote, number, "yes")
    done = table.count(vote, at=LATER)
    assert (done.seats, done.recused, done.yes) == (5, 1, 3)


def hold(table, number, *, alternate):
    with acting_as(table.keeper, at=make.AT):
        bodies.hold(
            seat_id=table.seats[number].pk, holder_id=table.seats[number].holder_id,
            alternate_id=table.seats[alternate].holder_id, actor=table.keeper, at=make.AT,
        )  # fmt: skip


def test_who_is_recused_does_not_vote_as_a_stand_in_of_another_seat(table):
    hold(table, 1, alternate=0)
    vote = table.open()
    table.recuse(vote, 0)
    with pytest.raises(Denied):
        table.vote(vote, 1, "yes", actor=table.sitting[0])
    with pytest.raises(DatabaseError, match="recused"):
        as_app(table.sitting[0], CAST, vote.pk, table.seats[1].pk)
    table.vote(vote, 1, "no")


def test_an_interest_that_was_declared_before_the_vote_holds(table):
    proposal = table.propose()
    table.recuse(proposal, 2)
    vote = table.open(proposal)
    with pytest.raises(Denied):
        table.vote(vote, 2, "yes")
    with pytest.raises(Conflict, match="already"):
        table.recuse(vote, 2)


def test_who_has_voted_cannot_step_out(table):
    vote = table.open()
    table.vote(vote, 0, "yes")
    with pytest.raises(Conflict, match="voted"):
        table.recuse(vote, 0)


def test_nobody_votes_for_another_seat(table):
    vote = table.open()
    with pytest.raises(Denied):
        table.vote(vote, 1, "yes", actor=table.sitting[0])
    with pytest.raises(DatabaseError, match="somebody else"):
        as_app(table.sitting[0], CAST, vote.pk, table.seats[1].pk)
    with pytest.raises(DatabaseError, match="permission denied"):
        as_app(table.sitting[0], "update collaborative_ballot set choice = 'yes'")


def test_a_stand_in_votes_where_the_holder_has_not(table):
    hold(table, 0, alternate=1)
    vote = table.open()
    table.vote(vote, 0, "no", actor=table.sitting[1])
    table.vote(vote, 0, "yes")
    with pytest.raises(Denied):
        table.vote(vote, 0, "no", actor=table.sitting[1])


def test_the_backbone_writes_down_a_raised_hand_but_never_in_a_secret_vote(table):
    vote, secret = table.open(), table.open(table.propose(title="Who leads"), secret=True)
    table.vote(vote, 0, "yes", actor=table.keeper)
    with pytest.raises(Denied):
        table.vote(vote, 0, "no", actor=table.keeper)
    with pytest.raises(Denied):
        table.vote(secret, 0, "yes", actor=table.keeper)
    with pytest.raises(DatabaseError, match="somebody else"):
        as_app(table.keeper, CAST, secret.pk, table.seats[0].pk)


def test_a_seat_that_is_filled_after_the_vote_opened_votes_the_next_time(table):
    vote = table.open()
    table.seat(9, "legal", "sector", "Legal Aid", 4)
    assert vote.ballots.count() == 5
    with pytest.raises(queries.NoSuchThing):
        table.vote(vote, 5, "yes")


def test_an_open_vote_is_changed_until_it_closes_and_a_secret_one_is_cast_once(table):
    vote = table.open()
    table.vote(vote, 0, "yes")
    table.vote(vote, 0, "no")
    assert vote.ballots.get(seat=table.seats[0]).choice == "no"

    secret = table.open(table.propose(title="Who leads"), secret=True)
    table.vote(secret, 0, "yes")
    with pytest.raises(WrongPhase, match="cast once"):
        table.vote(secret, 0, "no")
    with pytest.raises(DatabaseError, match="cast once"):
        as_app(table.sitting[0], CAST, secret.pk, table.seats[0].pk)


def test_a_second_before_the_midnight_of_the_body_counts_and_midnight_does_not(table):
    vote = table.open(days=1)
    midnight = vote.closes_at
    assert vote.body.zone == "America/Detroit"
    assert midnight.utcoffset() == timedelta(hours=-4)  # by UTC it is another day already

    table.vote(vote, 0, "yes", at=midnight - timedelta(seconds=1))
    with pytest.raises(WrongPhase, match="closed"):
        table.vote(vote, 1, "yes", at=midnight)
    with pytest.raises(DatabaseError, match="not open"):
        as_app(table.sitting[1], CAST, vote.pk, table.seats[1].pk, at=midnight)


def test_nobody_sees_how_it_stands_while_it_is_open(table):
    vote = table.open(secret=True)
    table.vote(vote, 0, "yes")
    assert queries.counted(vote) is None
    with pytest.raises(WrongPhase, match="still open"):
        table.count(vote)
    for sql in ("select * from collaborative_tally", f"select * from collaborative_sums('{vote.pk}')"):
        with pytest.raises(DatabaseError, match="permission denied"):
            as_app(table.keeper, sql)


def test_it_closes_early_once_every_seat_has_voted(table):
    vote = table.open()
    for number in range(5):
        table.vote(vote, number, "yes")
    assert table.count(vote).phase == Phase.PASSED


def test_the_job_counts_what_is_over_and_nothing_twice(table):
    vote = table.open(days=1)
    table.vote(vote, 0, "yes")
    assert jobs.count_what_is_over(at=make.AT) == 0
    assert jobs.count_what_is_over(at=LATER) == 1
    assert jobs.count_what_is_over(at=LATER) == 0
    with acting_as(SYSTEM, at=LATER):
        assert queries.proposal(vote.pk).phase == Phase.NO_QUORUM


def test_a_closed_vote_is_not_opened_again_by_the_serving_role_or_the_owner(decided):
    table, vote = decided
    for change in (
        "phase = 'voting', decided_at = null",
        "phase = 'draft', decided_at = null",
        "phase = 'failed'",
        "yes = 0, no = 5",
        "closes_at = closes_at + interval '1 year'",
        "title = 'Something else'",
    ):
        sql = f"update collaborative_proposal set {change} where id = '{vote.pk}'"
        for run in (lambda sql: as_app(table.keeper, sql), as_owner):
            with pytest.raises(DatabaseError, match="collaborative_proposal_holds"):
                run(sql)
    as_owner("update collaborative_proposal set phase = 'done'")  # what passed may be carried out


def test_ballots_of_a_closed_vote_stand_for_the_owner_too(decided):
    for sql in (
        "update collaborative_ballot set choice = 'no'",
        "update collaborative_ballot set voted = false, choice = ''",
        "delete from collaborative_ballot",
        "delete from collaborative_proposal",
        "delete from collaborative_interest; delete from collaborative_ballot",
    ):
        with pytest.raises(DatabaseError, match=r"this ballot stands|what was voted stays"):
            as_owner(sql)


def test_a_count_that_was_not_cast_is_refused(table):
    vote = table.open()
    for number in range(5):
        table.vote(vote, number, "no")
    counts = "seats = 5, recused = 0, yes = 5, no = 0, abstain = 0, lived = 2"
    sql = f"update collaborative_proposal set phase = 'passed', decided_at = now(), {counts} where id = %s"
    with pytest.raises(DatabaseError, match="the count is another"):
        as_app(table.keeper, sql, vote.pk)


def test_no_row_joins_a_voter_and_a_choice_of_a_secret_vote(committed):
    """Not by a column, not by the transaction that wrote it, not by an event: looked for as the owner of the tables."""
    table = Table(make.World())
    vote = table.open(secret=True)
    for number, choice in enumerate(["yes", "no", "abstain", "yes", "no"]):
        table.vote(vote, number, choice)

    with acting_as(table.keeper, at=make.AT):
        assert set(Ballot.objects.filter(proposal=vote).values_list("choice", flat=True)) == {""}
    rows = as_owner("select choice, count, xmin::text from collaborative_tally")
    assert {(choice, count) for choice, count, _xmin in rows} == {("yes", 2), ("no", 2), ("abstain", 1)}
    assert len({xmin for *_, xmin in rows}) == 1  # each ballot rewrote all three
    columns = as_owner(
        "select column_name from information_schema.columns where table_name = 'collaborative_tally'"
    )
    assert {name for (name,) in columns} == {"id", "proposal_id", "choice", "count"}
    as_owner("alter table access_event no force row level security")
    try:
        told = as_owner("select detail::text from access_event where did = 'proposal.vote'")
    finally:
        as_owner("alter table access_event force row level security")
    assert len(told) == 5
    assert not [detail for (detail,) in told if "choice" in detail]


def test_an_open_vote_would_be_found_by_the_same_search(committed):
    """Else the search above would show nothing."""
    table = Table(make.World())
    vote = table.open()
    table.vote(vote, 0, "yes")
    assert as_owner("select choice from collaborative_ballot where voted") == [("yes",)]
