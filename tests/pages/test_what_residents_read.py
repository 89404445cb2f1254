"""Asking for help, one's own page, its paper and its texts: once, in full, and true."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

import signing
import texting
from fullcircle.access.session import acting_as
from fullcircle.directory import upkeep
from fullcircle.infra import outbox
from fullcircle.people import thread
from fullcircle.people.models import Person
from fullcircle.referrals import needs, queries
from fullcircle.referrals.states import Status
from fullcircle.referrals.written import notes
from make import AT

LATER = AT + timedelta(minutes=5)
ASKED = {"step": "3", "name": "Ana", "phone": "0005550119", "detail": "food", "adults": "1", "children": "0"}


def text(answer) -> str:
    return answer.content.decode()


def hidden(page) -> dict[str, str]:
    found = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    return {name: value for name, value in found.items() if name != "csrfmiddlewaretoken"}


def own_page(person_id) -> Client:
    client = Client()
    signing.enter_as_resident(client, person_id)
    return client


@pytest.fixture
def two(world, pages_at):
    """A need for which one place said yes, and another was asked after it."""
    need = world.need()
    return world.referral(need=need, status=Status.ACCEPTED), world.referral(
        need=need, service=world.bread, at=LATER
    )


def people_called(world, name):
    with acting_as(world.hub_manager, at=AT):
        return Person.objects.filter(name=name).count()


def test_a_request_sent_twice_is_one_and_opens_the_page_both_times(world, pages_at):
    url = reverse("resident:ask", args=[world.food_box.pk])
    said = hidden(text(Client().post(url, ASKED))) | {"confirmed": "1"}
    for _tap in range(2):
        browser = Client()
        browser.post(url, said)
        assert browser.get("/me/").status_code == 200
    assert people_called(world, "Ana") == 1


def test_the_form_of_a_page_that_was_closed_opens_it_no_more(world, pages_at):
    url = reverse("resident:ask", args=[world.food_box.pk])
    said = hidden(text(Client().post(url, ASKED))) | {"confirmed": "1"}
    Client().post(url, said)
    pages_at(LATER)
    browser = Client()
    browser.post(url, said)
    assert "Hello" not in text(browser.get("/me/"))
    assert people_called(world, "Ana") == 1


def test_asked_twice_to_be_called_somebody_is_called_once(world, pages_at):
    url = reverse("resident:callback")
    said = hidden(text(Client().get(url))) | {
        "name": "Ana",
        "phone": "0005550119",
        "domain": "food-insecurity",
    }
    for _tap in range(2):
        Client().post(url, said)
    assert people_called(world, "Ana") == 1


def test_where_the_week_is_full_the_card_says_when_they_get_it(world, pages_at):
    with acting_as(world.intake, at=AT):
        upkeep.say_limits(
            service_id=world.food_box.pk, maximum=None, weekly_limit=1, actor=world.intake, at=AT
        )
    world.referral()
    page = text(Client().post(reverse("resident:ask", args=[world.food_box.pk]), ASKED))
    assert "they get it on Mar. 16" in page or "they get it on March 16" in page


def test_the_place_that_said_yes_stays_on_the_page(two):
    yes, _other = two
    page = text(own_page(yes.person_id).get("/me/"))
    assert "Open Cupboard gets in touch with you." in page
    assert "It did not work out" not in page
    assert reverse("resident:cancel", args=[yes.pk]) in page


def test_what_either_place_needs_of_them_stands_there(world, two):
    yes, _other = two
    world.step(yes, "target", "ask_the_person", text="Bring a paper", at=LATER)
    assert "Bring a paper" in text(own_page(yes.person_id).get("/me/"))


def test_the_paper_names_the_place_that_said_yes(world, two, browse):
    yes, other = two
    world.step(other, "target", "decline", at=LATER)
    assert "Open Cupboard" in text(browse("navigator").post(f"/people/{yes.person_id}/plan/"))


@pytest.mark.parametrize("asked", [True, False])
def test_of_what_has_ended_nothing_is_promised(world, browse, asked):
    need = world.need()
    page = text(browse("navigator").post(f"/people/{need.person_id}/plan/"))
    code = re.search(r'fc-code" dir="ltr">([^<]+)<', page)[1]
    if asked:
        world.referral(status=Status.DECLINED, need=need)
    with acting_as(world.navigator, at=AT):
        needs.settle(need_id=need.pk, outcome="no-longer-a-need", actor=world.navigator, at=AT)
    page = text(own_page(need.person_id).get("/me/"))
    assert "We are asking another place" not in page
    assert "looks for a place" not in page
    assert "We go on asking" not in text(Client().get(reverse("plan:answer", args=[code])))


def test_a_person_who_reads_spanish_stops_it_in_the_language_of_the_place(world, pages_at):
    one = world.referral()
    client = own_page(one.person_id)
    client.cookies["django_language"] = "es"
    client.post(reverse("resident:cancel", args=[one.pk]))
    with acting_as(world.intake, at=AT):
        assert queries.referral(one.pk).reason_text == "The person asked to stop it."


def test_a_refused_answer_to_a_place_is_not_lost(world, pages_at):
    one = world.referral(status=Status.ACCEPTED)
    world.step(one, "target", "ask_the_person", text="Bring a paper")
    world.step(one, "source", "cancel")
    said = {"text": "I have it at home"}
    url = reverse("resident:answer", args=[one.pk])
    assert "I have it at home" in text(own_page(one.person_id).post(url, said, follow=True))


def test_a_note_sent_twice_is_one_and_other_words_are_another(world, browse):
    person, navigator = world.person(), browse("navigator")
    url = reverse("people:person", args=[person.pk])
    draft = re.search(r'name="draft" value="([^"]+)"', text(navigator.get(url)))[1]
    for words in ("Has a dog", "Has a dog", "And a cat"):
        navigator.post(f"{url}notes/", {"draft": draft, "text": words})
    with acting_as(world.navigator, at=AT):
        assert sorted(one.newest.text for one in notes.of_person(person.pk)) == ["And a cat", "Has a dog"]


def test_a_question_sent_twice_by_the_link_is_one(world, pages_at):
    one = world.referral()
    token = re.search(r"/a/(\S+)", next(m.body for m in outbox.recent(20) if "/a/" in m.body))[1]
    for _tap in range(2):
        Client().post(reverse("link:answer", args=[token]), {"answer": "ask", "question": "Which day?"})
    with acting_as(world.intake, at=AT):
        assert queries.words_of(one.pk).count() == 1


def test_a_text_without_words_reaches_a_person(world, settings, pages_at):
    texting.provider(settings)
    person = world.person()
    texting.texts("")
    with acting_as(world.navigator, at=AT):
        assert [one.text for one in thread.of(person.pk)] == ["(A message without words, perhaps a picture.)"]


def test_a_refused_day_of_visits_keeps_who_was_chosen(world, browse):
    chosen = [str(world.person(f"Visit {n:02}").pk) for n in range(31)]
    page = browse("navigator").post("/visits/?whose=team", {"person": chosen})
    assert page.status_code == 400
    assert text(page).count(" checked") == len(chosen)


def test_sentences_that_were_read_stay_chosen_without_a_name(world, browse):
    hub, url = browse("hub_manager"), reverse("texts:wording")
    keys = re.findall(r'name="key" value="(\w+)"', text(hub.get(f"{url}?language=es")))[:3]
    page = text(hub.post(reverse("texts:review"), {"language": "es", "key": keys, "reviewer": " "}))
    assert re.findall(r'name="key" value="(\w+)" checked', page) == keys != []
