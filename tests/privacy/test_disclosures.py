"""The accounting of disclosures: what left the keeper, to whom, what, for what and on which basis, and nothing else."""

import csv
import io
from datetime import timedelta

import pypdf
import pytest
from django.test import Client

import make
import opening
import signing
from access.test_existence import Town
from answering import answer_link
from fullcircle.access import actor as actors
from fullcircle.access.actor import Role
from fullcircle.access.errors import Denied, NotFound
from fullcircle.access.grants import Rule
from fullcircle.access.models import Event
from fullcircle.access.session import acting_as
from fullcircle.people import queries as people
from fullcircle.privacy import disclosures
from fullcircle.referrals import actions
from fullcircle.referrals import queries as referrals
from fullcircle.referrals.states import Status

LATER = make.AT + timedelta(hours=1)


def accounting(actor, person_id, at=LATER):
    with acting_as(actor, at=at):
        return disclosures.accounting(person_id, actor=actor, at=at)


def lines(actor, person_id, at=LATER):
    return [(one.way, one.organization, one.classes, one.rule) for one in accounting(actor, person_id, at)]


def read(actor, referral, at=make.AT):
    with acting_as(actor, at=at):
        return referrals.read_card(referrals.referral(referral.pk))


def test_nothing_left_the_keeper_where_only_the_keeper_looked(world):
    person = world.person()
    with acting_as(world.navigator, at=make.AT):
        people.record(person.pk)

    assert lines(world.navigator, person.pk) == []


def test_a_request_that_was_sent_and_the_card_that_was_read_are_two_lines(world):
    referral = world.referral(status=Status.ACCEPTED)
    read(world.intake, referral)

    found = lines(world.navigator, referral.person_id)

    assert found == [
        ("card.read", "Open Cupboard", ("contact", "household", "identity", "need"), Rule.CONSENT),
        ("referral.send", "Open Cupboard", ("contact", "household", "identity", "need"), Rule.CONSENT),
    ]
    one = accounting(world.navigator, referral.person_id)[0]
    assert one.agreement
    assert one.clause.isdecimal()


def test_a_card_read_before_the_yes_shows_no_number(world):
    referral = world.referral(
        need=world.need(world.person(street="27 Juniper Walk"), domain="utility-insecurity")
    )
    read(world.intake, referral)
    before = lines(world.navigator, referral.person_id)[0][2]
    world.step(referral, "target", "accept")
    read(world.intake, referral)

    assert before == ("household", "identity", "need")
    after = lines(world.navigator, referral.person_id)[0][2]
    assert set(after) == {*before, "contact", "address"}


@pytest.mark.parametrize("who", ["source", "target", "link"])
def test_who_reads_a_card_is_written_down_once_a_page_view_but_never_the_keeper(world, pages_at, who):
    referral = world.referral(status=Status.ACCEPTED)
    client = Client()
    if who == "link":
        client.get(f"/a/{answer_link(world, referral)}")
    else:
        signing.enter(client, world, {"source": "navigator", "target": "intake"}[who])
        assert client.get(f"/requests/{referral.pk}/").status_code == 200

    with acting_as(world.navigator, at=make.AT):
        found = Event.objects.filter(did="card.read", referral_id=referral.pk)
        assert [row.actor_kind for row in found] == {"source": [], "target": ["user"], "link": ["link"]}[who]


def test_a_closed_card_is_no_disclosure(world):
    referral = world.referral(status=Status.DECLINED)
    before = lines(world.navigator, referral.person_id)

    read(world.intake, referral)

    assert lines(world.navigator, referral.person_id) == before


def test_an_emergency_and_each_look_in_it_stand_there(world):
    person = opening.person(world)
    opening.open_(world, world.hub_manager)
    with acting_as(world.hub_manager, at=make.AT + timedelta(minutes=1)):
        people.record(person.pk)

    found = lines(world.navigator, person.pk)

    assert [(way, rule) for way, _who, _what, rule in found] == [
        ("person.read", Rule.EMERGENCY), ("emergency.open", Rule.EMERGENCY),
    ]  # fmt: skip
    assert found[1][1:3] == ("Hub", ("identity", "contact"))


@pytest.mark.parametrize(("years", "there"), [(5.99, True), (6.01, False)])
def test_it_reaches_back_six_years(world, years, there):
    referral = world.referral()

    at = make.AT + timedelta(days=365.25 * years)

    assert bool(lines(world.navigator, referral.person_id, at)) == there


@pytest.mark.parametrize(
    ("who", "error"),
    [("navigator", None), ("administrator", None), ("intake", NotFound), ("other_navigator", NotFound)],
)
def test_the_keeper_and_the_person_get_it(world, who, error):
    person = world.person()
    actor = getattr(world, who)

    if error:
        with pytest.raises(error):
            accounting(actor, person.pk)
    else:
        assert accounting(actor, person.pk) == []
        assert accounting(actors.resident(person.pk), person.pk) == []


def test_an_intake_worker_of_the_keeper_does_not(world):
    person = world.person()

    with pytest.raises(Denied):
        accounting(make.staff(world.eastgate.id, Role.INTAKE), person.pk)


def test_a_request_that_a_protected_service_keeps_is_read_of_by_the_person_and_not_by_who_sent_it(db):
    """From its first yes on it belongs to the program (42 CFR 2.11): to whom it went would tell."""
    town = Town()
    person = town.person()
    protected = town.referral(need=town.need(person), service=town.detox, status=Status.SENT)
    read(town.counselor, protected)
    before = lines(town.navigator, person.pk)
    with acting_as(town.counselor, at=make.AT):
        actions.accept(referral_id=protected.pk, actor=town.counselor, at=make.AT)

    assert [way for way, *_rest in before] == ["card.read", "referral.send"]
    assert [way for way, *_rest in lines(town.navigator, person.pk)] == [
        "referral.send"
    ]  # what it did itself
    assert len(lines(actors.resident(person.pk), person.pk)) == 2


def test_the_page_the_paper_and_the_table_say_the_same(world, pages_at):
    referral = world.referral(status=Status.ACCEPTED)
    read(world.intake, referral)
    client = Client()
    signing.enter(client, world, "navigator")
    url = f"/people/{referral.person_id}/disclosures/"

    page = client.get(url).content.decode()
    paper = pypdf.PdfReader(io.BytesIO(client.get(f"{url}?format=pdf").content))
    rows = list(csv.DictReader(io.StringIO(client.get(f"{url}?format=csv").content.decode())))

    text = "".join(sheet.extract_text() for sheet in paper.pages)
    for said in ("Open Cupboard", "the person said yes", "to help me"):
        assert said in page
        assert said in text.replace("\n", " ")
    assert [row["how"] for row in rows] == ["card.read", "referral.send"]
    assert rows[0]["to"] == "Open Cupboard"
    assert rows[0]["basis"] == "consent"


def test_the_person_reads_theirs_in_their_language(world, pages_at):
    referral = world.referral()
    client = Client()
    signing.enter_as_resident(client, referral.person_id)

    page = client.get("/me/disclosures/", headers={"accept-language": "es"})

    assert page.status_code == 200
    assert "Open Cupboard" in page.content.decode()
    assert 'lang="es"' in page.content.decode()


def test_an_empty_one_says_so(world, pages_at):
    person = world.person()
    client = Client()
    signing.enter_as_resident(client, person.pk)

    assert "Nobody received anything" in client.get("/me/disclosures/").content.decode()
    assert client.get("/me/disclosures/?format=pdf").content.startswith(b"%PDF")
