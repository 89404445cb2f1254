"""The practice town, seeded in this process: same seed, same town, with honest proportions."""

import pytest
from django.db import connection, transaction
from django.test import Client

import make
import signing
from fullcircle.access import actor as actors
from fullcircle.access import consents
from fullcircle.access.session import acting_as
from fullcircle.accounts import queries
from fullcircle.agreements import queries as agreements
from fullcircle.agreements.states import State
from fullcircle.aid import ledger, sheets
from fullcircle.aid import queries as aid
from fullcircle.aid.ledger import Answer
from fullcircle.demo import desk, sharing, town
from fullcircle.directory import queries as directory
from fullcircle.people import queries as people
from fullcircle.privacy import duties, emergencies
from fullcircle.privacy import queries as privacy
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
        found = agreements.lines(hub, at=make.AT)
        shelved = {line.agreement.title: line for line in found if line.agreement.kind_id != "mou"}
        ledger_of_three = shelved.pop("Aid ledger agreement")
        lines = {line.agreement.kind_id: line for line in shelved.values()}
        opened = agreements.what_it_opens(lines["dsa"].agreement, make.AT)
        part2 = agreements.what_it_opens(lines["qsoa"].agreement, make.AT)
    names = directory.organization_names({one.from_id for one in opened if one.is_open})

    assert {kind: line.standing.state for kind, line in lines.items()} == dict.fromkeys(
        ("charter", "dsa", "baa", "qsoa"), State.IN_FORCE
    )
    assert (ledger_of_three.standing.state, ledger_of_three.signed) == (State.IN_FORCE, 4)
    assert len(lines["dsa"].agreement.parties.all()) - lines["dsa"].signed == 2
    assert "Millbrook Parks and Play" not in names.values()
    assert "Lantern House" not in names.values()
    assert len(names) == lines["dsa"].signed
    assert {tuple(one.labels) for one in part2 if one.is_open and one.rule == "named"} == {("ETH",)}


def test_the_pantrys_desk_hears_that_another_gave_a_box(db):
    town.seed(people=0, now=make.AT, progress=lambda _n: None)
    pantry = queries.actor_of(queries.user_by_email(town.STAFF["intake"][1]))
    with acting_as(pantry, at=make.AT):
        kept = {one.name: one.pk for one in people.kept_by(pantry.organization_id)}
        services = {one.name: one.pk for one in aid.services_at_the_desk(pantry.organization_id)}

        def asked(person, service):
            return ledger.ask(person_id=kept[person], service_id=services[service], actor=pantry, at=make.AT)

        assert asked(sharing.FAMILY.name, "Food box") == Answer.YES
        assert asked(sharing.FAMILY.name, "Baby box") == Answer.NOT_ASKED


@pytest.fixture
def decided(db):
    """The town with nobody in it but who decides about their record, and who acts for them."""
    town.seed(people=0, now=make.AT, progress=lambda _n: None)
    staff = {
        door: queries.actor_of(queries.user_by_email(email)) for door, (_name, email, *_rest) in town.STAFF.items()
    }  # fmt: skip
    with acting_as(staff["navigator"], at=make.AT):
        (person,) = people.kept_by(staff["navigator"].organization_id)
    return staff, person


def test_a_resident_has_a_permission_of_each_kind(decided):
    _staff, person = decided
    with acting_as(actors.resident(person.pk), at=make.AT):
        lines = [line for line in privacy.permissions(person.pk, at=make.AT) if line.referral_id is None]
        manners = {one.manner for one in consents.lines_of(person.pk)}

    assert sorted(line.state for line in lines) == ["ended", "open", "open", "open"]
    assert [line.ended_why for line in lines if line.state == "ended"] == ["withdrawn"]
    assert [line.ends_soon for line in lines].count(True) == 1
    assert max(len(line.organizations) for line in lines) >= 5
    assert {"self", "written", "spoken"} == manners


def test_somebody_looked_and_a_question_waits_with_its_clock(decided):
    staff, person = decided
    with acting_as(actors.resident(person.pk), at=make.AT):
        assert [look.did for look in privacy.looks(person.pk)] == [
            "card.read", "card.read", "person.read", "person.read",
        ]  # fmt: skip
    with acting_as(staff["administrator"], at=make.AT):
        (asked,) = privacy.requests_kept(staff["administrator"].organization_id)

    assert asked.due_at > make.AT
    assert asked.event_id


def test_the_administrators_door_has_an_emergency_to_review(decided):
    staff, _person = decided
    with acting_as(staff["administrator"], at=make.AT):
        (waits,) = emergencies.to_review(staff["administrator"].organization_id)

        assert duties.can_review(staff["administrator"], waits)
    assert waits.person_is_told
    assert waits.ends_at < make.AT < waits.review_by


def test_their_pages_have_something_in_them(decided, pages_at):
    _staff, person = decided
    resident, navigator, administrator = Client(), Client(), Client()
    signing.enter_as_resident(resident, person.pk)
    navigator.post("/demo/as/navigator")
    administrator.post("/demo/as/administrator")
    wanted = {
        "/me/permissions/": (resident, "Ends in 9 days"),
        "/me/who/": (resident, "Opened my request"),
        "/me/questions/": (resident, "Why did they look?"),
        f"/people/{person.pk}/permissions/": (navigator, "the person said yes"),
        "/questions/": (navigator, "Odette Fairweather"),
        "/emergencies/review/": (administrator, "A neighbor called"),
    }

    assert {url: said in client.get(url).content.decode() for url, (client, said) in wanted.items()} == (
        dict.fromkeys(wanted, True)
    )


def test_the_pantrys_desk_had_a_week(db):
    town.seed(people=1, now=make.AT, progress=lambda _n: None)
    pantry = queries.actor_of(queries.user_by_email(town.STAFF["intake"][1]))

    with acting_as(pantry, at=make.AT):
        days = (
            aid.given_by(pantry.organization_id)
            .filter(referral__isnull=True)
            .values_list("delivered_on", "person_id")
        )
        assert len({day for day, _person in days}) == desk.DAYS
        assert len(days) == desk.DAYS * desk.VISITS
        assert 0 < sum(person is None for _day, person in days) < len(days)
        assert sheets.of_organization(pantry.organization_id).count() == 1
