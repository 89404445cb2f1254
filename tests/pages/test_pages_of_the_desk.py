"""The hub's desk and what a place needs from the person, as pages."""

import csv
from datetime import timedelta

import pytest
from django.test import Client

import make
from fullcircle.access import links
from fullcircle.access.links import LinkKind
from fullcircle.access.session import acting_as
from fullcircle.directory.models import Phone
from fullcircle.referrals import queries
from fullcircle.referrals.states import Status, WaitingOn
from fullcircle.referrals.time import ticking

DAY = timedelta(days=1)


@pytest.fixture
def unanswered(world):
    """It came to the desk before the pages' time."""
    sent = world.referral(at=make.AT - 9 * DAY)
    at = make.AT - 9 * DAY
    while at + DAY / 2 < make.AT - DAY:
        at += DAY / 2
        ticking.run(at=at)
    return sent


def read(response, status=200) -> str:
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def test_the_hub_clears_its_desk(world, browse, unanswered):
    Phone.objects.create(organization=world.cupboard, number="000 555 0101")
    hub, act = browse("hub_manager"), f"/desk/requests/{unanswered.pk}/"
    page = read(hub.get("/desk/"))
    assert act in page
    assert 'href="tel:0005550101"' in page
    assert "Write down what they said." in read(hub.post(act, {"does": "called", "text": ""}), 400)
    assert "Choose what you did." in read(hub.post(act, {}), 400)
    assert "Choose somebody of the hub." in read(
        hub.post(act, {"does": "sees-to", "user": str(world.navigator.user_id)}), 400
    )
    named = read(hub.post(act, {"does": "sees-to", "user": str(world.founder.pk)}, follow=True))
    assert "Vera Holm sees to it" in named
    after = read(hub.post(act, {"does": "called", "text": "They answer on Friday."}, follow=True))
    assert "Written down." in after
    assert act not in after


def test_asking_elsewhere_takes_it_from_them(world, browse, unanswered):
    hub = browse("hub_manager")
    said = read(hub.post(f"/desk/requests/{unanswered.pk}/", {"does": "elsewhere"}, follow=True))
    assert "Taken from them." in said
    with acting_as(world.navigator, at=make.AT):
        assert queries.referral(unanswered.pk).status == Status.REDIRECTED


def test_one_organization_alone_and_the_list_of_all(world, browse, unanswered):
    hub = browse("hub_manager")
    assert f"/desk/requests/{unanswered.pk}/" in read(hub.get(f"/desk/?for={world.cupboard.id}"))
    assert f"/desk/requests/{unanswered.pk}/" not in read(hub.get(f"/desk/?for={world.breadline.id}"))
    read(hub.get("/desk/?for=nobody"))
    page = read(hub.get("/desk/organizations/"))
    assert "Open Cupboard" in page
    rows = list(csv.DictReader(hub.get("/desk/organizations/?format=csv").content.decode().splitlines()))
    assert [(row["organization"], row["waiting"], row["at the desk"]) for row in rows] == [
        ("Open Cupboard", "1", "1")
    ]
    assert browse("navigator").get("/desk/organizations/").status_code == 403


def test_a_place_asks_the_person_who_answers_on_their_page(world, browse):
    sent, step = world.referral(status=Status.ACCEPTED), "/requests/{}/step/"
    pantry, resident = browse("intake"), Client()
    empty = pantry.post(step.format(sent.pk), {"step": "ask-person", "person_question": ""})
    assert empty.status_code == 400
    pantry.post(step.format(sent.pk), {"step": "ask-person", "person_question": "Bring your card."})
    with acting_as(world.navigator, at=make.AT):
        token = links.make(LinkKind.RESIDENT, at=make.AT, person_id=sent.person_id)
    resident.post(f"/r/{token}")
    page = read(resident.get("/me/"))
    assert "Open Cupboard needs something from you" in page
    assert "Bring your card." in page
    answer = f"/me/requests/{sent.pk}/answer/"
    assert "Type your question or answer first." in read(resident.post(answer, {"text": " "}, follow=True))
    assert "They have your answer." in read(resident.post(answer, {"text": "I have it."}, follow=True))
    assert "Nothing is asked of the person any more." in read(
        resident.post(answer, {"text": "Again."}, follow=True)
    )
    assert "I have it." in read(pantry.get(f"/requests/{sent.pk}/"))
    with acting_as(world.navigator, at=make.AT):
        assert queries.referral(sent.pk).waiting_on == WaitingOn.TARGET


def test_a_navigator_answers_for_the_person(world, browse):
    sent = world.referral(status=Status.ACCEPTED)
    world.step(sent, "link", "ask_the_person", text="Bring your card.")
    navigator = browse("navigator")
    assert "They need something from the person" in read(navigator.get(f"/requests/{sent.pk}/"))
    said = {"step": "person-answers", "person_answer": "She brings it on Monday."}
    assert navigator.post(f"/requests/{sent.pk}/step/", said).status_code == 302
