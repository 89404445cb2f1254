"""Who saw my information: cards of requests, opened by whoever received them."""

import re

import pytest
from django.test import Client

import make
import signing
from access.test_existence import Town
from answering import answer_link
from fullcircle.access import actor as actors
from fullcircle.access.errors import Invalid
from fullcircle.access.models import Event
from fullcircle.access.session import acting_as
from fullcircle.privacy import asking, queries
from fullcircle.referrals.states import Status

WHY = re.compile(r'href="(/me/who/[^"]+/why/)"')


def shown(client, url="/me/who/") -> str:
    return re.sub(r"\s+", " ", client.get(url).content.decode().split("<main", 1)[-1])


@pytest.fixture
def mine():
    def enter(person_id):
        client = Client()
        signing.enter_as_resident(client, person_id)
        return client

    return enter


def staff(world, who):
    client = Client()
    signing.enter(client, world, who)
    return client


@pytest.mark.parametrize("door", ["inbox", "link"])
def test_a_card_that_its_receiver_opened_is_a_look_with_what_it_showed(world, pages_at, mine, door):
    referral = world.referral(need=world.need(detail="food for 5 days"))
    client = mine(referral.person_id)
    assert "Nobody has opened your page yet" in shown(client)

    if door == "inbox":
        staff(world, "intake").get(f"/requests/{referral.pk}/")
    else:
        Client().get(f"/a/{answer_link(world, referral)}")

    page = shown(client)
    assert page.count("Opened my request “food for 5 days” to help me.") == 1
    assert "They saw my name, who lives with me and what help I need." in page
    assert "Open Cupboard" in page
    assert "how to reach me" not in page  # not before they say yes
    assert "You said yes." in shown(client, WHY.search(page)[1])


def test_the_senders_own_look_at_the_card_is_none(world, pages_at, mine):
    referral = world.referral()

    staff(world, "navigator").get(f"/requests/{referral.pk}/")

    assert "Nobody has opened your page yet" in shown(mine(referral.person_id))


def test_why_takes_a_question_that_names_the_look_to_who_keeps_the_page(world, pages_at, mine):
    referral = world.referral()
    staff(world, "intake").get(f"/requests/{referral.pk}/")
    client = mine(referral.person_id)

    link = WHY.search(shown(client))[1]
    assert client.post(link, {"text": "Why again?"}).status_code == 302

    keeper = staff(world, "navigator")
    question = re.search(r'href="(/questions/[^"]+/)"', keeper.get("/questions/").content.decode())[1]
    assert "About: Open Cupboard" in keeper.get(question).content.decode()


@pytest.fixture
def protected(db, pages_at):
    """A treatment program took a request on, and opened its card."""
    town = Town()
    referral = town.referral(service=town.detox)
    with acting_as(town.counselor, at=make.AT):
        make.actions.accept(referral_id=referral.pk, actor=town.counselor, at=make.AT)
    staff(town, "counselor").get(f"/requests/{referral.pk}/")
    return town, referral


def test_a_look_of_a_protected_service_is_the_residents_alone(protected, mine):
    town, referral = protected

    page = shown(mine(referral.person_id))
    with acting_as(town.navigator, at=make.AT):
        assert list(queries.looks(referral.person_id)) == []

    assert "Stillwater Recovery" in page
    for url in (f"/people/{referral.person_id}/", f"/people/{referral.person_id}/permissions/"):
        assert "Opened my request" not in staff(town, "navigator").get(url).content.decode()


def test_no_question_tells_the_keeper_that_a_protected_service_looked(protected, mine):
    town, referral = protected
    client, resident = mine(referral.person_id), actors.resident(referral.person_id)
    link = WHY.search(shown(client))[1]

    assert "Ask them yourself." in shown(client, link)
    assert client.post(link, {"text": "Why?"}).status_code == 400
    with acting_as(resident, at=make.AT):
        look = Event.objects.get(did="card.read", person_id=referral.person_id)
        with pytest.raises(Invalid):
            asking.ask(
                person_id=referral.person_id, kind="why", text="Why?", event_id=look.pk, actor=resident, at=make.AT
            )  # fmt: skip
    with acting_as(town.navigator, at=make.AT):
        assert queries.requests_kept(town.eastgate.id).count() == 0


def test_before_its_yes_the_sender_that_keeps_the_page_may_be_asked(db, pages_at, mine):
    town = Town()
    referral = town.referral(service=town.detox, status=Status.SENT)
    staff(town, "counselor").get(f"/requests/{referral.pk}/")
    client = mine(referral.person_id)

    assert client.post(WHY.search(shown(client))[1], {"text": "Why?"}).status_code == 302
