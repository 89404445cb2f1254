"""What funders read: counted once by name, small counts hidden, and every figure the same by twenty plain lines of Python."""

import csv
import io
import random
import uuid
from collections import defaultdict
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

import make
import signing
from fullcircle.access.models import Event
from fullcircle.access.session import acting_as
from fullcircle.aid import actions, reports
from fullcircle.aid.actions import Home
from fullcircle.aid.reports import Entry
from fullcircle.people.actions import Described, Reach
from fullcircle.referrals.states import Status

SERVICES = [uuid.UUID(int=n) for n in (1, 2)]
END = date(2026, 3, 31)


def entry(
    person=None,
    *,
    service=SERVICES[0],
    what="box",
    quantity=1,
    household=None,
    zip_code="",
    on=date(2026, 3, 1),
):
    return Entry(uuid.uuid4(), person, service, what, quantity, household, zip_code, on)


def people(number: int) -> list[uuid.UUID]:
    return [uuid.uuid4() for _ in range(number)]


def made(rows, born=None):
    return reports.made_of(rows, born or {}, at=END)


def test_a_person_by_name_counts_once_and_each_unnamed_time_as_given(db):
    known = people(12)
    found = made(
        [*[entry(one) for one in known], *[entry(one) for one in known[:5]], *[entry() for _ in range(11)]]
    )

    assert (found.total.households, found.named.households, found.unnamed.households) == (23, 12, 11)
    assert found.services[0][1].units == 28


def test_people_are_those_of_the_home_as_last_said(db):
    known = people(11)
    rows = [entry(one, household=3) for one in known]
    rows += [entry(known[0], household=5), entry(known[1], household=None)]

    assert made(rows).total.people == 10 * 3 + 5


@pytest.mark.parametrize(("homes", "shown"), [(1, None), (10, None), (11, 11), (12, 12)])
def test_counts_of_one_to_ten_households_are_hidden_with_their_people_and_units(db, homes, shown):
    cell = made([entry(one, household=2) for one in people(homes)]).total

    assert cell.households == shown
    assert (cell.people, cell.units) == ((None, None) if shown is None else (2 * homes, homes))


def test_a_second_cell_hides_the_first(db):
    """40 in one ZIP code, 30 in another, 5 in a third: with the total, the 30 would give the 5 away."""
    rows = [
        entry(one, zip_code=code)
        for code, number in (("00411", 40), ("00412", 30), ("00413", 5))
        for one in people(number)
    ]

    assert [(cell.name, cell.households) for cell in made(rows).zips] == [
        ("00411", 40),
        ("00412", None),
        ("00413", None),
    ]


def test_units_are_added_up_where_they_are_alike(db):
    boxes = [entry(one, quantity=2) for one in people(11)]
    rides = [entry(one, service=SERVICES[1], what="ride") for one in people(11)]

    assert (made(boxes).total.units, made(boxes).unit) == (22, "box")
    both = made([*boxes, *rides])
    assert (both.total.units, both.unit) == (None, "")
    assert sorted(cell.units for _key, cell in both.services) == [11, 22]


@pytest.mark.parametrize(
    ("born", "band"),
    [
        (date(2008, 4, 1), "child"), (date(2008, 3, 31), "adult"), (date(1966, 4, 1), "adult"), (date(1966, 3, 31), "older"),
        (None, "unknown"),
    ],
)  # fmt: skip
def test_ages_are_those_of_the_last_day(born, band):
    one = uuid.uuid4()

    assert reports.age_band(entry(one), {one: born} if born else {}, END) == band


def test_nothing_given_is_a_report_too(db):
    found = made([])

    assert (found.total.households, found.zips, found.months, found.hides) == (0, [], [], False)


@pytest.mark.parametrize("seed", range(8))
def test_an_oracle_in_plain_python_counts_the_same(db, seed):
    rows, born = generated(random.Random(seed))  # noqa: S311 - made-up rows, no secret
    found = made(rows, born)

    got = {("zip", str(cell.name)): cell for cell in found.zips}
    got |= {("month", str(month)): cell for month, cell in found.months}
    got |= {("service", str(key)): cell for key, cell in found.services}
    hidden = 0
    for key, (homes, living, units) in plainly(rows).items():
        cell = got.pop(key)
        if cell.households is None:
            hidden += 1
            continue
        assert (cell.households, cell.people) == (homes, living), key
        assert not 1 <= homes <= 10
        assert cell.units in {units, None}
    assert got == {}
    assert hidden


def generated(chance):
    known = people(60)
    born = {one: date(chance.randint(1930, 2020), 5, 5) for one in known if chance.random() < 0.7}
    rows = [
        entry(
            chance.choice(known) if chance.random() < 0.6 else None, service=chance.choice(SERVICES),
            quantity=chance.randint(1, 3), household=chance.choice([None, 1, 2, 5]),
            zip_code=chance.choice(["00411"] * 6 + ["00412", "00413", ""]),
            on=date(2026, chance.choice([1, 1, 1, 2, 3, 3]), chance.randint(1, 28)),
        )
        for _ in range(chance.randint(60, 120))
    ]  # fmt: skip
    return sorted(rows, key=lambda row: row.on), born


def plainly(rows):
    """Households, people and units of each row of three tables, by loops alone."""
    living, place, groups = {}, {}, defaultdict(list)
    for row in rows:
        home = row.person_id or row.id
        living[home] = row.household or living.get(home, 1)
        place[home] = row.zip or place.get(home, "")
    for row in rows:
        groups["zip", place[row.person_id or row.id]].append(row)
        groups["month", str(row.on.replace(day=1))].append(row)
        groups["service", str(row.service_id)].append(row)
    counted = {}
    for key, some in groups.items():
        homes = {row.person_id or row.id for row in some}
        counted[key] = len(homes), sum(living[one] for one in homes), sum(row.quantity for row in some)
    return counted


class TestThePages:
    @pytest.fixture
    def desk(self, world, pages_at):
        client = Client()
        signing.enter(client, world, "intake")
        client.world = world
        with acting_as(world.intake, at=make.AT):
            for _number in range(14):
                actions.give(
                    service_id=world.food_box.pk,
                    home=Home(people=3, zip="00412"),
                    actor=world.intake,
                    at=make.AT,
                )
        return client

    def test_the_report_and_its_table(self, desk):
        page = desk.get(reverse("reports:report"))
        assert "14 × <bdi>food box" in page.content.decode()

        table = desk.get(reverse("reports:report") + "?first=2026-01-01&last=2026-03-10&format=csv")
        rows = list(csv.reader(io.StringIO(table.content.decode())))
        assert ["zip", "00412", "food box", "14", "42", "14"] in rows
        assert ["all", "named", "food box", "0", "0", "0"] in rows

    def test_what_is_hidden_is_said_alike_on_the_page_and_in_the_table(self, desk):
        with acting_as(desk.world.intake, at=make.AT):
            for _number in range(3):
                actions.give(
                    service_id=desk.world.food_box.pk,
                    home=Home(people=1, zip="00413"),
                    actor=desk.world.intake,
                    at=make.AT,
                )
        period = reverse("reports:report") + "?first=2026-01-01&last=2026-03-10"

        rows = list(csv.reader(io.StringIO(desk.get(period + "&format=csv").content.decode())))
        assert [row[3:] for row in rows if row[0] == "zip"] == [["hidden", "", ""]] * 2
        assert "Some rows are too small to show" in desk.get(period).content.decode()

    def test_a_period_before_shows_nothing(self, desk):
        page = desk.get(reverse("reports:report") + "?first=2025-01-01&last=2025-12-31").content.decode()

        assert "food box" not in page.split("<h2", 1)[1]

    @pytest.mark.parametrize(
        "query",
        [
            "?first=x&last=y",
            "?first=2026-03-02&last=2026-03-01",
            "?first=2026-01-01&last=2026-02-01&service=x",
        ],
    )
    def test_what_is_no_period(self, desk, query):
        assert desk.get(reverse("reports:report") + query).status_code == 400

    def test_what_closed_a_request_counts_and_what_was_taken_back_does_not(self, desk):
        desk.world.referral(status=Status.COMPLETED)
        with acting_as(desk.world.intake, at=make.AT):
            gone = actions.queries.given_by(desk.world.cupboard.id).filter(person__isnull=True).first()
            actions.undo(entry_id=gone.pk, actor=desk.world.intake, at=make.AT)
            found = reports.entries(desk.world.cupboard.id, first=END.replace(day=1), last=END)
        assert len(found) == 14 - 1 + 1

    def test_another_organization_reads_none_of_it(self, desk):
        with acting_as(desk.world.other_intake, at=make.AT):
            assert reports.entries(desk.world.cupboard.id, first=END - timedelta(days=60), last=END) == []

    def test_everything_that_it_keeps_leaves_as_tables_and_leaves_an_event(self, desk):
        world = desk.world
        person = world.person(
            "=Malik Freeman",
            actor=world.intake,
            reach=Reach(phone="0005550199"),
            described=Described(born_on=date(1981, 4, 2)),
        )
        world.person("Quentin Xylander")
        with acting_as(world.intake, at=make.AT):
            actions.give(service_id=world.food_box.pk, person_id=person.pk, actor=world.intake, at=make.AT)

        rows = list(csv.DictReader(io.StringIO(desk.get(reverse("reports:people")).content.decode())))
        assert [(row["name"], row["phone"], row["date of birth"]) for row in rows] == [
            ("'=Malik Freeman", "0005550199", "1981-04-02")
        ]
        given = list(csv.DictReader(io.StringIO(desk.get(reverse("reports:given")).content.decode())))
        assert len(given) == 15
        assert [row["name"] for row in given if row["name"]] == ["'=Malik Freeman"]
        with acting_as(world.intake, at=make.AT):
            did = Event.objects.filter(did__startswith="aid.export").values_list("did", "detail__rows")
            assert sorted(did) == [("aid.export-given", 15), ("aid.export-people", 1)]
