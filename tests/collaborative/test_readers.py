"""Who reads how somebody is reached, the log of outreach, and a dispute: asked of the database itself."""

import pytest
from django.db import DatabaseError, connection

import make
from fullcircle.access import actor as actors
from fullcircle.access.actor import SYSTEM
from fullcircle.access.session import acting_as
from fullcircle.collaborative import bodies, members
from fullcircle.infra import outbox
from table import Table


@pytest.fixture
def table(db):
    table = Table(make.World())
    first, second = (table.seats[number].holder.member for number in (0, 1))
    with acting_as(table.keeper, at=make.AT):
        members.touch(member_id=first.pk, said="Coffee", on=make.AT.date(), actor=table.keeper, at=make.AT)
    raiser = table.sitting[2]
    with acting_as(raiser, at=make.AT):
        bodies.raise_dispute(
            body_id=table.body.pk, matter="Who pays", parties="Riverlight and the pantry", between=[first.pk, second.pk],
            actor=raiser, at=make.AT,
        )  # fmt: skip
    return table


def rows(actor, name):
    with acting_as(actor, at=make.AT), connection.cursor() as cursor:
        cursor.execute(f"select count(*) from collaborative_{name}")
        return cursor.fetchone()[0]


WHO = {
    "the backbone": lambda table: table.keeper,
    "the jobs": lambda table: SYSTEM,
    "a party": lambda table: table.sitting[0],
    "the other party": lambda table: table.sitting[1],
    "who raised it": lambda table: table.sitting[2],
    "somebody else there": lambda table: table.sitting[3],
    "a navigator": lambda table: table.world.navigator,
    "an administrator": lambda table: table.world.administrator,
    "who answers a survey": lambda table: actors.respondent(),
}


@pytest.mark.parametrize(
    ("who", "reach", "contact", "dispute"),
    [
        ("the backbone", 5, 1, 1),
        ("the jobs", 5, 1, 1),
        ("a party", 1, 0, 1),
        ("the other party", 1, 0, 1),
        ("who raised it", 1, 0, 1),
        ("somebody else there", 1, 0, 0),
        ("a navigator", 0, 0, 0),
        ("an administrator", 0, 0, 0),
        ("who answers a survey", 0, 0, 0),
    ],
)
def test_each_reads_what_is_theirs(table, who, reach, contact, dispute):
    actor = WHO[who](table)

    assert [rows(actor, name) for name in ("reach", "contact", "dispute")] == [reach, contact, dispute]


def test_who_speaks_for_a_party_no_more_reads_its_dispute_no_more(table):
    with acting_as(table.keeper, at=make.AT):
        members.end_representing(representative_id=table.seats[0].holder_id, actor=table.keeper, at=make.AT)

    assert rows(table.sitting[0], "dispute") == 0
    assert rows(table.sitting[0], "reach") == 0


@pytest.mark.parametrize(
    "change", ["reach set email = 'x@example.org'", "dispute set settlement = 'x'"], ids=["reach", "dispute"]
)
def test_who_reads_a_row_does_not_write_it(table, change):
    with acting_as(table.sitting[0], at=make.AT), connection.cursor() as cursor:
        cursor.execute(f"update collaborative_{change}")
        assert cursor.rowcount == 0


def test_nobody_raises_a_dispute_in_the_name_of_another(table):
    insert = (
        'insert into collaborative_dispute (id, body_id, matter, parties, "between", step, settlement, raised_by, raised_at)'
        " select gen_random_uuid(), body_id, matter, parties, '{}', step, settlement, gen_random_uuid(), raised_at"
        " from collaborative_dispute"
    )
    with (
        pytest.raises(DatabaseError, match="row-level security"),
        acting_as(table.sitting[0], at=make.AT),
        connection.cursor() as cursor,
    ):
        cursor.execute(insert)


def test_a_vote_that_a_member_ends_tells_everybody_all_the_same(table):
    proposal = table.open(days=1)
    table.count(proposal, actor=table.sitting[0], at=make.AT + make.timedelta(days=3))

    told = {one.to for one in outbox.recent() if one.subject.startswith("Decided:")}
    assert told == {f"seat{number}@example.org" for number in range(5)}


GRABS = {
    "to speak for a member": "update collaborative_representative set user_id = access_user()",
    "to sit": "update collaborative_seat set holder_id = alternate_id",
    "to let a member leave": "update collaborative_member set stage = 'left'",
}


@pytest.mark.parametrize("grab", GRABS)
@pytest.mark.parametrize("who", ["a party", "a navigator", "an administrator"])
def test_nobody_but_the_backbone_writes_who_speaks_and_who_sits(table, who, grab):
    with acting_as(WHO[who](table), at=make.AT), connection.cursor() as cursor:
        cursor.execute(GRABS[grab])
        assert cursor.rowcount == 0


def test_nobody_makes_themselves_a_representative(table):
    insert = (
        "insert into collaborative_representative (id, member_id, name, user_id, level, language)"
        " select gen_random_uuid(), member_id, 'Me', access_user(), 4, 'en' from collaborative_representative limit 1"
    )
    with (
        pytest.raises(DatabaseError, match="row-level security"),
        acting_as(table.world.navigator, at=make.AT),
        connection.cursor() as cursor,
    ):
        cursor.execute(insert)
