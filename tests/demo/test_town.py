"""The practice town, seeded in this process: same seed, same town, with honest proportions."""

from django.db import connection, transaction

import make
from fullcircle.access.session import acting_as
from fullcircle.accounts import queries
from fullcircle.agreements import queries as agreements
from fullcircle.agreements.states import State
from fullcircle.demo import town
from fullcircle.directory import queries as directory
from fullcircle.referrals import rates


def seeded(people: int) -> dict[str, int]:
    told = []
    town.seed(people=people, now=make.AT, progress=told.append)
    assert sum(told) == people
    hub = queries.actor_of(queries.user_by_email(town.STAFF["hub"][1]))
    with acting_as(hub, at=make.AT):
        found = rates.rates(since=make.AT - town.YEAR, until=make.AT)
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from referrals_referral")
            return {
                "sent": found.sent,
                "wanted": found.wanted,
                "helped": found.helped,
                "seen": cursor.fetchone()[0],
            }


def test_the_same_seed_gives_the_same_town(db):
    undo = transaction.savepoint()
    first = seeded(14)
    transaction.savepoint_rollback(undo)

    assert seeded(14) == first
    assert first["sent"] > first["helped"] > 0
    assert first["seen"] >= first["sent"]


def test_a_town_that_stands_is_left_as_it_is(committed):
    seeded(1)
    told = []

    assert town.ensure(people=5, progress=told.append) is False
    assert told == [5]
    assert town.doors()[0][0].startswith("Practice town")


def test_a_new_database_is_seeded_once(committed):
    assert town.ensure(people=2, progress=lambda _n: None) is True
    assert town.ensure(people=2, progress=lambda _n: None) is False


def test_the_town_stands_on_agreements_that_all_but_two_signed(db):
    town.seed(people=1, now=make.AT, progress=lambda _n: None)
    hub = queries.actor_of(queries.user_by_email(town.STAFF["hub"][1]))
    with acting_as(hub, at=make.AT):
        lines = {line.agreement.kind_id: line for line in agreements.lines(hub, at=make.AT)}
        opened = agreements.what_it_opens(lines["dsa"].agreement, make.AT)
        part2 = agreements.what_it_opens(lines["qsoa"].agreement, make.AT)
    names = directory.organization_names({one.from_id for one in opened if one.is_open})

    assert {kind: line.standing.state for kind, line in lines.items()} == dict.fromkeys(
        ("charter", "dsa", "baa", "qsoa"), State.IN_FORCE
    )
    assert len(lines["dsa"].agreement.parties.all()) - lines["dsa"].signed == 2
    assert "Millbrook Parks and Play" not in names.values()
    assert "Lantern House" not in names.values()
    assert len(names) == lines["dsa"].signed
    assert {tuple(one.labels) for one in part2 if one.is_open and one.rule == "named"} == {("ETH",)}
