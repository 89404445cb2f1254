"""Every list of the room as a table: the rows that one may see, and no cell that a spreadsheet runs as a formula."""

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

import asking
import make
import partnered
import signing
from fullcircle.access.session import acting_as
from fullcircle.agenda import actions as agenda
from fullcircle.agenda.actions import Words
from fullcircle.collaborative import bodies, meetings, members, proposals
from fullcircle.collaborative.meetings import Plan
from fullcircle.collaborative.members import Person
from table import Table

EVIL = "=HYPERLINK(A1)"


@pytest.fixture
def table(db, pages_at):
    """A table at which everything that people type begins with an equals sign."""
    pages_at(make.AT)
    table = Table(make.World())
    said = {"actor": table.keeper, "at": make.AT}
    with acting_as(table.keeper, at=make.AT):
        member = members.add(name=EVIL, sector="food", region=EVIL, stage="joined", **said)
        members.represent(
            member_id=member.pk, person=Person(name=EVIL, email="e@example.org", phone=EVIL), **said
        )
        members.touch(member_id=member.pk, said=EVIL, whom=EVIL, next_step=EVIL, on=make.AT.date(), **said)
        members.list_coalition(name=EVIL, purpose=EVIL, **said)
        begins = make.AT + timedelta(days=3)
        plan = Plan(
            title=EVIL, kind="steering", starts_at=begins, ends_at=begins + timedelta(hours=1), place=EVIL
        )
        meetings.plan(body_id=table.body.pk, plan=plan, **said)
        bodies.take_on(
            body_id=table.body.pk, what=EVIL, owner_id=table.seats[0].holder_id, due_on=make.AT.date(), **said
        )
        bodies.raise_dispute(body_id=table.body.pk, matter=EVIL, parties=EVIL, **said)
        agenda.bring(words=Words(title=EVIL), **said)
    decided = table.propose(title=EVIL, asks=EVIL, actor=table.keeper)
    with acting_as(table.sitting[0], at=make.AT):
        proposals.declare(
            proposal_id=decided.pk, seat_id=table.seats[0].pk, nature=EVIL, actor=table.sitting[0], at=make.AT
        )
    table.open(decided)
    table.count(decided, at=make.AT + timedelta(days=9))
    partnered.TERMS["goal"], kept = EVIL, partnered.TERMS["goal"]
    pair = partnered.Partnered(table.world)
    partnered.TERMS["goal"] = kept
    with acting_as(pair.doctor, at=make.AT):
        type(pair.one).objects.filter(pk=pair.one.pk).update(title=EVIL)
    asking.plan(table.world, title=EVIL)
    return table


def client_of(table, who="hub_manager"):
    client = Client()
    if isinstance(who, int):
        table.world.sitter, who = table.sitting[who], "sitter"
    signing.enter(client, table.world, who)
    return client


def rows(answer):
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(answer.content.decode())))


OF_THE_ROOM = ("people", "outreach", "meetings", "actions", "interests", "disputes")
LISTS = {
    **{name: reverse("room:table", args=[name]) for name in OF_THE_ROOM},
    "members": "/room/members/?format=csv",
    "coalitions": "/room/coalitions/?format=csv",
    "decisions": "/room/decisions/?format=csv",
    "public decisions": "/community/decisions/?format=csv",
    "partnerships": "/room/partnerships/?format=csv",
    "agenda": "/room/agenda/?format=csv",
    "surveys": "/asking/?format=csv",
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_each_list_opens_as_a_table_in_which_nothing_runs(table, name):
    found = rows(client_of(table).get(LISTS[name]))

    cells = [cell for row in found for cell in row]
    assert any(EVIL in cell for cell in cells), "nothing dangerous to look at"
    assert not any(cell.startswith("=") for cell in cells)
    assert len({len(row) for row in found}) == 1


@pytest.mark.parametrize(
    ("name", "status"),
    [("people", 404), ("outreach", 404), ("meetings", 200), ("actions", 200), ("nothing", 404)],
)
def test_who_sits_there_reads_no_addresses_and_no_outreach(table, name, status):
    assert client_of(table, 0).get(f"/room/tables/{name}.csv").status_code == status


def test_a_dispute_is_in_the_table_of_its_parties_alone(table):
    assert len(rows(client_of(table).get(LISTS["disputes"]))) == 2
    assert len(rows(client_of(table, 0).get(LISTS["disputes"]))) == 1


def test_what_happens_inside_of_a_body_stays_with_who_sits_in_it(table):
    world = table.world
    world.other_member = make.staff(world.eastgate.id, *table.sitting[0].roles)
    assert len(rows(client_of(table, "other_member").get(LISTS["actions"]))) == 1
    assert len(rows(client_of(table, 0).get(LISTS["actions"]))) == 2


def test_the_room_offers_the_tables_that_one_may_open(table):
    assert LISTS["people"] in client_of(table).get("/room/").content.decode()
    said = client_of(table, 0).get("/room/").content.decode()
    assert LISTS["people"] not in said
    assert LISTS["disputes"] in said
