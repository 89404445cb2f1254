"""Saying one's own questions, asking them when a request is taken on, and the person reading what was written."""

import pytest
from django.test import Client

import make
import signing
from fullcircle.access.session import acting_as
from fullcircle.referrals.own_questions import intake
from fullcircle.referrals.states import Status

SAID = {
    "text": ["Any allergies?", "", "Which box?"],
    "kind": ["line", "line", "choice"],
    "choices": ["", "", "Small\nLarge\n"],
}


def read(response, status=200) -> str:
    assert response.status_code == status
    return " ".join(response.content.decode().split())


@pytest.fixture
def pantry(browse):
    return browse("intake")


@pytest.fixture
def asks(world, pantry):
    said = read(pantry.post(f"/services/{world.food_box.pk}/questions/", SAID, follow=True))
    assert "Saved. They are asked from now on." in said


def test_questions_are_said_and_shown_again(world, pantry, asks):
    page = read(pantry.get(f"/services/{world.food_box.pk}/questions/"))
    assert 'value="Any allergies?"' in page
    assert "Small Large</textarea>" in page
    assert "Question 5" in page
    wrong = {"text": ["Which?"], "kind": ["choice"], "choices": ["One"]}
    refused = read(pantry.post(f"/services/{world.food_box.pk}/questions/", wrong), 400)
    assert "Give two choices or more" in refused
    assert 'value="Which?"' in refused


def test_a_yes_leads_to_the_questions_and_the_answers_stand_on_the_request(world, browse, pantry, asks):
    sent = world.referral()
    answer = pantry.post(f"/requests/{sent.pk}/step/", {"step": "accept"})
    assert answer.url == f"/requests/{sent.pk}/questions/"
    page = read(pantry.get(answer.url))
    assert "Any allergies?" in page
    after = read(pantry.post(answer.url, {"q1-a": "nuts", "q2-a": "=Large"}, follow=True))
    assert "Written down." in after
    assert (
        "<dt>Any allergies?</dt><dd><bdi>nuts</bdi></dd><dt>Which box?</dt><dd><bdi>Large</bdi></dd>" in after
    )
    assert 'value="nuts"' in read(pantry.get(answer.url))
    assert "nuts" not in read(browse("navigator").get(f"/requests/{sent.pk}/"))
    resident = Client()
    signing.enter_as_resident(resident, sent.person_id)
    mine = read(resident.get("/me/"))
    assert "What Open Cupboard wrote down about you" in mine
    assert "nuts" in mine


def test_everything_may_be_skipped_and_what_cannot_be_is_said(world, pantry, asks):
    taken = world.referral(status=Status.ACCEPTED)
    there = f"/requests/{taken.pk}/questions/"
    assert "1 thing to mend" in read(pantry.post(there, {"q2-a": "=Huge", "q1-a": "nuts"}), 400)
    read(pantry.post(there, {}, follow=True))
    with acting_as(world.intake, at=make.AT):
        assert intake.written(taken.pk).given == {}


def test_where_nothing_is_asked_a_yes_leads_back_to_the_request(world, browse, pantry):
    sent = world.referral()
    assert pantry.post(f"/requests/{sent.pk}/step/", {"step": "accept"}).url == f"/requests/{sent.pk}/"
    assert pantry.get(f"/requests/{sent.pk}/questions/").url == f"/requests/{sent.pk}/"
    assert browse("other_intake").get(f"/requests/{sent.pk}/questions/").status_code == 404
    assert browse("navigator").get(f"/requests/{sent.pk}/questions/").status_code == 403
    assert browse("other_intake").post(f"/services/{world.food_box.pk}/questions/", SAID).status_code == 403


def test_a_yes_from_the_inbox_stays_in_the_inbox(world, pantry, asks):
    sent = world.referral()
    said = {"step": "accept", "back": "inbox"}
    assert pantry.post(f"/requests/{sent.pk}/step/", said).url == "/inbox/"
    assert "Ask our own questions" in read(pantry.get(f"/requests/{sent.pk}/"))


def test_the_person_reads_it_also_after_they_got_help(world, pantry, asks):
    taken = world.referral(status=Status.ACCEPTED)
    pantry.post(f"/requests/{taken.pk}/questions/", {"q1-a": "nuts"})
    world.step(taken, "target", "complete")
    resident = Client()
    signing.enter_as_resident(resident, taken.person_id)
    resident.post(f"/me/needs/{taken.need_id}/reply/", {"reply": "yes"})
    assert "nuts" in read(resident.get("/me/"))
