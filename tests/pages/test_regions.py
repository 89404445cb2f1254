"""The regions' pages: what everybody reads of a region, and that nothing shows of what is not public."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

import make
from fullcircle.access.session import acting_as
from fullcircle.collaborative import bodies, members
from fullcircle.collaborative.bodies import Charter
from fullcircle.collaborative.states import Stage
from table import Table


@pytest.fixture(autouse=True)
def no_counts_of_before():
    cache.clear()


@pytest.fixture
def table(db, pages_at):
    pages_at(make.AT)
    return Table(make.World())


def region(table, name="Northside", *, public=True, kind="region", parent=None):
    charter = Charter(
        name=name,
        kind=kind,
        region=name,
        rule="majority",
        public=public,
        parent_id=parent.pk if parent else None,
    )
    with acting_as(table.keeper, at=make.AT):
        one = bodies.write(charter=charter, actor=table.keeper, at=make.AT)
        bodies.add_seat(
            body_id=one.pk, kind="region", title="", holder_id=table.seats[0].holder_id, actor=table.keeper, at=make.AT
        )  # fmt: skip
        return one


def member(table, name, *, region="Northside", sector="food", stage=Stage.JOINED):
    with acting_as(table.keeper, at=make.AT):
        members.add(name=name, sector=sector, region=region, stage=stage, actor=table.keeper, at=make.AT)


def announce(table, body, title, *, public=True):
    with acting_as(table.keeper, at=make.AT):
        bodies.announce(
            body_id=body.pk if body else None,
            title=title,
            text="Come.",
            public=public,
            actor=table.keeper,
            at=make.AT,
        )


def decided(table, title, body=None):
    """A proposal of the council's that passed; of another body once it moves there before it opens."""
    table.body = body or table.body
    proposal = table.propose(title=title, actor=table.keeper)
    table.open(proposal)
    table.count(proposal, at=make.AT + make.timedelta(days=9))


def page(name, *args, **query):
    answer = Client().get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_of_a_region_names_its_members_and_counts_residents(table):
    north = region(table)
    member(table, "North Pantry")
    member(table, "South Pantry", region="Southside")
    member(table, "Never Joined", stage=Stage.INVITED)
    member(table, "Ada and friends", sector="resident")
    said = page("community:body", north.slug)

    assert "North Pantry" in said
    assert "1 group of residents" in said
    assert not any(name in said for name in ("South Pantry", "Never Joined", "Ada and friends"))


def test_it_says_what_was_decided_and_announced_there_and_how_to_join_or_complain(table):
    north = region(table)
    team = region(table, "North team", kind="work-group", parent=north)
    announce(table, north, "A walk on Sunday")
    announce(table, north, "For us alone", public=False)
    announce(table, None, "To everybody")
    decided(table, "Of the whole council")
    decided(table, "Of the north team", team)
    said = page("community:body", north.slug)

    assert "A walk on Sunday" in said
    assert "Of the north team" in said
    assert not any(title in said for title in ("For us alone", "To everybody", "Of the whole council"))
    assert reverse("grievances:complain") in said
    assert reverse("community:body", args=[team.slug]) in said


def test_what_belongs_to_a_region_and_is_not_public_shows_nowhere(table):
    north = region(table)
    hidden = region(table, "Hidden team", kind="work-group", parent=north, public=False)
    announce(table, hidden, "A quiet walk")
    decided(table, "A quiet decision", hidden)

    for said in (
        page("community:body", north.slug),
        page("community:communities"),
        page("community:community"),
    ):
        assert not any(words in said for words in ("Hidden team", "A quiet walk", "A quiet decision"))


def test_all_regions_stand_on_one_page_with_members_and_the_last_decision(table):
    north, _south = region(table), region(table, "Southside")
    member(table, "North Pantry")
    member(table, "North Clinic", sector="clinic")
    decided(table, "Longer hours", north)
    answer = Client().get(reverse("community:communities"))

    lines = {one["it"].name: one for one in answer.context["lines"]}
    assert {name: one["members"] for name, one in lines.items()} == {"Northside": 2, "Southside": 0}
    assert lines["Northside"]["last"]["it"].title == "Longer hours"
    assert lines["Southside"]["last"] is None
    assert reverse("community:body", args=[north.slug]) in answer.content.decode()
    assert "All regions" in page("community:community")


def test_a_region_that_is_not_public_answers_as_one_that_is_not_there(table):
    hidden = region(table, public=False)
    answers = [Client().get(reverse("community:body", args=[slug])) for slug in (hidden.slug, "never-was")]

    assert [answer.status_code for answer in answers] == [404, 404]
    bodies_ = [
        answer.content.decode().replace(hidden.slug, "x").replace("never-was", "x") for answer in answers
    ]
    assert bodies_[0] == bodies_[1]
    assert "Northside" not in page("community:communities")
    assert "No region has a page yet" in page("community:communities")


def test_a_body_called_decisions_has_a_page_of_its_own(table):
    one = region(table, "Decisions")

    assert one.slug == "decisions-2"
    assert Client().get(reverse("community:body", args=[one.slug])).status_code == 200
