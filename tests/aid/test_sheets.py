"""Attendance on paper: who stands on a sheet, and that typing it back twice counts nothing twice."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

import make
import signing
from fullcircle.access.errors import Denied, Invalid
from fullcircle.access.session import acting_as
from fullcircle.aid import queries, sheets
from fullcircle.aid.actions import Home
from fullcircle.aid.models import SheetLine
from fullcircle.aid.sheets import Ticked
from fullcircle.people.models import Person
from fullcircle.referrals import queries as referrals
from fullcircle.referrals.states import Status

DAY = make.AT.date()


def sheet(world, *expected, actor=None, day=DAY, blank=3):
    actor = actor or world.intake
    with acting_as(actor, at=make.AT):
        return sheets.make(
            service_id=world.food_box.pk,
            day=day,
            expected=[one.pk for one in expected],
            blank=blank,
            actor=actor,
            at=make.AT,
        )


def typed(world, one, at=make.AT, **lines):
    """`_1=Ticked(...)`: by the line's number."""
    with acting_as(world.intake, at=at):
        said = {int(name[1:]): ticked for name, ticked in lines.items()}
        return sheets.type_back(sheet_id=one.pk, ticked=said, actor=world.intake, at=at)


def given(world):
    with acting_as(world.intake, at=make.AT):
        return sorted(
            (one.person.name if one.person else "", one.quantity, one.household)
            for one in queries.given_by(world.cupboard.id).select_related("person")
        )


@pytest.fixture
def malik(world):
    return world.person("Malik Freeman", actor=world.intake, adults=1, children=1)


@pytest.fixture
def ana(world):
    return world.person("Ana Zorn", actor=world.intake, adults=2, children=1)


def test_names_in_order_then_blank_lines(world, malik, ana):
    one = sheet(world, malik, ana, blank=2)

    with acting_as(world.intake, at=make.AT):
        assert [line.person_id for line in sheets.lines(one)] == [ana.pk, malik.pk, None, None]


def test_whose_name_is_closed_does_not_stand_on_it(world, malik):
    hidden = world.person("Quentin Xylander")

    with acting_as(world.intake, at=make.AT):
        assert len(sheets.lines(sheet(world, malik, hidden, blank=0))) == 1


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (Status.SENT, 0),
        (Status.ACCEPTED, 1),
        (Status.WAIT_LISTED, 1),
        (Status.IN_PROGRESS, 1),
        (Status.COMPLETED, 0),
    ],
)
def test_who_is_expected(world, status, expected):
    world.referral(status=status)

    with acting_as(world.intake, at=make.AT):
        assert len(referrals.expected_at(world.food_box.pk)) == expected


def test_ticked_lines_become_entries_of_that_day(world, malik, ana):
    one = sheet(world, malik, ana, day=DAY - timedelta(days=2))

    typed(
        world, one, _1=Ticked(came=True), _2=Ticked(came=False), _3=Ticked(came=True, home=Home(people=4)),
        _4=Ticked(came=True, name="Rosa Lind", quantity=2, home=Home(people=5)),
    )  # fmt: skip

    assert given(world) == [("", 1, 4), ("Ana Zorn", 1, 3), ("Rosa Lind", 2, 5)]
    with acting_as(world.intake, at=make.AT):
        assert {row.delivered_on for row in queries.given_by(world.cupboard.id)} == {DAY - timedelta(days=2)}
        came = SheetLine.objects.order_by("number").values_list("came", flat=True)
        assert list(came) == [True, False, True, True, None]


def test_typed_twice_nothing_counts_twice(world, malik, ana):
    one = sheet(world, malik, ana)
    said = {
        "_1": Ticked(came=True), "_2": Ticked(came=False), "_3": Ticked(came=True, home=Home(people=4)),
        "_4": Ticked(came=True, name="Rosa Lind"),
    }  # fmt: skip

    assert typed(world, one, **said) == 4
    before = given(world)
    assert typed(world, one, **said) == 0
    assert given(world) == before
    with acting_as(world.intake, at=make.AT):
        assert Person.objects.filter(name="Rosa Lind").count() == 1


@pytest.mark.parametrize(
    ("again", "left"),
    [
        (Ticked(came=False), []),
        (Ticked(came=True, quantity=3), [("Malik Freeman", 3, 2)]),
        (Ticked(came=True, quantity=1), [("Malik Freeman", 1, 2)]),
    ],
)
def test_a_mistake_is_mended(world, malik, again, left):
    one = sheet(world, malik)
    typed(world, one, _1=Ticked(came=True))

    typed(world, one, _1=again)
    assert given(world) == left


@pytest.mark.parametrize("home", [Home(people=4), Home(zip="00412"), Home()])
def test_what_is_taken_away_of_a_line_without_a_name_is_gone(world, home):
    one = sheet(world)
    typed(world, one, _1=Ticked(came=True, home=Home(people=4, zip="00412")))

    assert typed(world, one, _1=Ticked(came=True, home=home)) == 1
    with acting_as(world.intake, at=make.AT):
        left = queries.given_by(world.cupboard.id).get()
        assert (left.household, left.zip) == (home.people, home.zip)
    assert typed(world, one, _1=Ticked(came=True, home=home)) == 0


def test_a_blank_line_mended_makes_no_second_person(world):
    one = sheet(world)
    typed(world, one, _1=Ticked(came=True, name="Rosa Lind", home=Home(people=1)))

    typed(world, one, _1=Ticked(came=True, home=Home(people=6)))
    assert given(world) == [("Rosa Lind", 1, 6)]


@pytest.fixture
def evening(world, pages_at):
    """The page on which a sheet with two blank lines is typed back: (what is said) → its text."""
    client, one = Client(), sheet(world, blank=2)
    signing.enter(client, world, "intake")

    def type_back(status=200, **said):
        said = {name.replace("_", "-"): value for name, value in said.items()}
        answer = client.post(reverse("frontdesk:type_sheet", args=[one.pk]), said, follow=True)
        assert answer.status_code == status
        return answer.content.decode()

    return type_back


def named(world, name):
    with acting_as(world.intake, at=make.AT):
        return Person.objects.filter(name=name).count()


def test_of_a_name_that_is_known_it_is_asked_who_it_is_and_no_other_line_waits(world, evening, ana):
    said = {"came_1": "yes", "name_1": "ana ZORN", "home_1": "4", "came_2": "yes", "name_2": "Rosa Lind"}

    page = evening(**said)
    assert "Is it one of these people?" in page
    assert 'href="#line-1"' in page
    assert 'value="ana ZORN"' in page
    assert f'name="who-1" value="{ana.pk}"' in page
    assert "who-2" not in page
    assert [name for name, *_rest in given(world)] == ["Rosa Lind"]

    again = evening(**said)  # nothing chosen
    assert f'name="who-1" value="{ana.pk}"' in again
    assert [name for name, *_rest in given(world)] == ["Rosa Lind"]

    assert "1 line written down." in evening(**said, who_1=str(ana.pk))
    assert given(world) == [("Ana Zorn", 1, 4), ("Rosa Lind", 1, 1)]
    evening(**said, who_1=str(ana.pk))
    assert given(world) == [("Ana Zorn", 1, 4), ("Rosa Lind", 1, 1)]
    assert named(world, "Ana Zorn") == 1


def test_two_people_of_one_name_are_two(world, evening, ana):
    said = {"came_1": "yes", "name_1": "Ana Zorn", "home_1": "6", "who_1": "new"}

    evening(**said)
    evening(**said)
    assert given(world) == [("Ana Zorn", 1, 6)]
    assert named(world, "Ana Zorn") == 2


@pytest.mark.parametrize(("who", "household"), [("ana", 3), ("new", 1)])
def test_the_wrong_one_of_a_name_is_mended_by_asking_again(world, evening, ana, who, household):
    said = {"came_1": "yes", "name_1": "Ana Zorn"}
    evening(**said, who_1="new" if who == "ana" else str(ana.pk))
    evening(came_1="no")
    assert given(world) == []

    assert "Is it one of these people?" in evening(**said)
    assert given(world) == []
    evening(**said, who_1=str(ana.pk) if who == "ana" else "new")
    assert given(world) == [("Ana Zorn", 1, household)]
    assert named(world, "Ana Zorn") == 2
    with acting_as(world.intake, at=make.AT):
        assert (queries.given_by(world.cupboard.id).get().person_id == ana.pk) is (who == "ana")


def test_who_was_chosen_stays_chosen_where_another_line_is_refused(world, evening, ana):
    said = {"came_1": "yes", "name_1": "Ana Zorn", "who_1": str(ana.pk), "came_2": "yes"}

    refused = evening(400, **said, n_2="many")
    assert f'name="who-1" value="{ana.pk}"' in refused
    assert given(world) == []


def test_whose_name_is_closed_is_not_asked_about_and_cannot_be_chosen(world, evening):
    hidden = world.person("Quentin Xylander")

    evening(404, came_1="yes", name_1="Quentin Xylander", who_1=str(hidden.pk))
    assert given(world) == []
    page = evening(came_1="yes", name_1="Quentin Xylander")
    assert "Is it one of these people?" not in page
    assert [name for name, *_rest in given(world)] == ["Quentin Xylander"]


@pytest.mark.parametrize("who", ["x", "1", "\u202e"])
def test_who_it_is_comes_from_the_page(world, evening, ana, who):
    evening(400, came_1="yes", name_1="Ana Zorn", who_1=who)
    assert given(world) == []


def test_a_mistake_among_many_changes_nothing(world, malik):
    one = sheet(world, malik)

    with pytest.raises(Invalid):
        typed(world, one, _1=Ticked(came=True), _2=Ticked(came=True, home=Home(people=99)))
    assert given(world) == []


def test_not_before_its_day(world, malik):
    one = sheet(world, malik, day=DAY + timedelta(days=3))

    with pytest.raises(Invalid):
        typed(world, one, _1=Ticked(came=True))
    assert typed(world, one, at=make.AT + timedelta(days=3), _1=Ticked(came=True)) == 1


@pytest.mark.parametrize(("days", "blank"), [(-32, 1), (61, 1), (0, 0), (0, 201), (0, -1)])
def test_what_is_no_sheet(world, days, blank):
    with pytest.raises(Invalid):
        sheet(world, day=DAY + timedelta(days=days), blank=blank)


def test_another_desk_neither_makes_nor_finds_it(world, malik):
    one = sheet(world, malik)

    with pytest.raises(Denied):
        sheet(world, actor=world.other_intake)
    with acting_as(world.other_intake, at=make.AT):
        with pytest.raises(sheets.NoSuchSheet):
            sheets.sheet_of(one.pk)
        assert SheetLine.objects.count() == 0
        assert sheets.by_code(one.code, world.cupboard.id) is None


def test_the_pages_from_paper_to_entries(world, pages_at):
    client = Client()
    signing.enter(client, world, "intake")
    world.referral(status=Status.WAIT_LISTED, need=world.need(world.person("Quentin Xylander")))
    made = client.post(
        reverse("frontdesk:sheets"), {"service": str(world.food_box.pk), "day": DAY.isoformat(), "blank": "2"}
    )
    paper = client.get(made["Location"]).content.decode()
    assert "Quentin Xylander" in paper
    code = re.search(r'fc-code" dir="ltr">([^<]+)', paper).group(1)

    opened = client.post(reverse("frontdesk:desk"), {"q": code})
    assert opened["Location"].endswith("/type/")
    said = {"came-1": "yes", "n-1": "1", "came-2": "yes", "n-2": "x", "name-2": "Rosa Lind"}
    refused = client.post(opened["Location"], said)
    assert (refused.status_code, 'value="Rosa Lind"' in refused.content.decode()) == (400, True)
    page = client.post(opened["Location"], {**said, "n-2": "1"}, follow=True).content.decode()
    assert "2 lines written down." in page
    assert [name for name, *_rest in given(world)] == ["Quentin Xylander", "Rosa Lind"]
    assert client.post(reverse("frontdesk:sheets"), {"service": "x"}).status_code == 400
    assert client.post(reverse("frontdesk:sheets"), {"service": str(world.food_box.pk)}).status_code == 400
