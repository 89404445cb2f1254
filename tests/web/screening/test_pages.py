"""Choosing, asking, ending: what the buttons do, without JavaScript."""

from __future__ import annotations

from datetime import timedelta

import pytest

import make
from form_makers import choice, item, resource
from fullcircle.access.actor import Role
from fullcircle.access.session import acting_as
from fullcircle.assessments.engine.answers import DECLINED, SKIPPED
from fullcircle.assessments.states import Status
from fullcircle.referrals import needs

HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>&"
pytestmark = pytest.mark.django_db


def test_a_form_is_chosen_and_the_first_question_asked(screening):
    assert "Everyday needs" in screening.page(screening.choose_url)

    page = screening.page(screening.begin())

    assert "Question 1 of 11" in page
    assert "What worries you most right now?" in page
    assert "Back</button>" not in page


def test_every_question_offers_skip_rather_not_say_and_stopping(screening):
    url = screening.begin()
    while question := screening.waiting(url):
        page = screening.page(url)
        assert 'value="skip"' in page
        assert "I’d rather not say" in page
        assert 'value="stop"' in page
        assert "Go on later" in page
        screening.press(url, "skip", question)

    assert set(screening.answers(url).values()) == {SKIPPED}


def test_an_answer_is_kept_and_the_next_question_comes(screening):
    url = screening.begin()

    assert screening.pick(url, "food").status_code == 302

    assert screening.waiting(url) == "food"
    assert "Question 2 of 11" in screening.page(url)


def test_rather_not_say_is_kept_as_such(screening):
    url = screening.begin()

    screening.press(url, "answer", a=["declined"])

    assert screening.answers(url) == {"worry": DECLINED}


def test_ones_own_words_are_kept_and_come_back_escaped(screening):
    url = screening.begin()

    screening.press(url, "answer", written=HOSTILE)
    screening.press(url, "back")
    raw = screening.client.get(url).content.decode()

    assert screening.answers(url)["worry"].values == (HOSTILE,)
    assert "<script>alert" not in raw
    assert "<img src=x" not in raw
    assert "&lt;script&gt;" in raw


def test_hostile_names_and_forms_are_escaped(screening):
    form = screening.bring_in(
        resource(choice("a", "x", text=HOSTILE), title=HOSTILE, description=HOSTILE, copyright=HOSTILE)
    )
    for url in (screening.choose_url, screening.begin(form.pk)):
        raw = screening.client.get(url).content.decode()
        assert "<script>alert" not in raw
        assert "<b>Vidal</b>" not in raw


def test_back_shows_the_answer_given_and_next_leads_on(screening):
    url = screening.begin()
    screening.pick(url, "money")
    screening.press(url, "back", "food")

    page = screening.page(url)

    assert 'value="=money" checked' in page
    assert "Last time you said" not in page
    screening.pick(url, "work")
    assert screening.waiting(url) == "food"


def test_a_page_sent_twice_answers_once(screening):
    url = screening.begin()
    for _ in range(2):
        assert screening.pick(url, "food", question="worry").status_code == 302

    assert screening.waiting(url) == "food"


def test_back_pressed_twice_goes_back_once(screening):
    url = screening.begin()
    screening.pick(url, "food")
    screening.pick(url, "enough")
    for _ in range(2):
        screening.press(url, "back", "home")

    assert screening.waiting(url) == "food"


def test_nothing_chosen_is_refused_gently_and_nothing_is_kept(screening):
    url = screening.begin()

    reply = screening.press(url, "answer")

    assert reply.status_code == 400
    assert "Choose an answer, or skip this question." in reply.content.decode()
    assert screening.answers(url) == {}


@pytest.mark.parametrize("said", [{"a": ["=nonsense"]}, {"a": ["=food", "declined"]}])
def test_what_is_no_answer_is_refused(screening, said):
    url = screening.begin()

    assert screening.press(url, "answer", **said).status_code == 400
    assert screening.answers(url) == {}


@pytest.mark.parametrize("question", ["nowhere", "safe", "", "\x00"])
def test_a_question_that_is_not_asked_is_refused_and_the_waiting_one_shown(screening, question):
    url = screening.begin()

    reply = screening.press(url, "answer", question, a=["=no"])

    assert reply.status_code == 400
    assert "What worries you most" in reply.content.decode()


def test_what_was_typed_wrong_is_kept_in_the_field(screening):
    url = screening.begin(screening.bring_in(resource(item("a", "integer"))).pk)

    reply = screening.press(url, "answer", a="a few")

    assert reply.status_code == 400
    assert 'value="a few"' in reply.content.decode()
    assert "Type a whole number, like 4." in reply.content.decode()


@pytest.mark.parametrize(
    ("kind", "typed", "shown"),
    [("integer", "1,200", 'value="1200"'), ("decimal", "2.50", 'value="2.5"'), ("date", "2026-02-28", 'value="2026-02-28"'),
     ("text", "two\nlines", ">two\nlines</textarea>"), ("boolean", "=false", 'value="=false" checked')],
)  # fmt: skip
def test_each_kind_of_question_has_its_field_and_gives_the_answer_back(screening, kind, typed, shown):
    url = screening.begin(screening.bring_in(resource(item("a", kind), item("b"))).pk)
    page = screening.page(url)
    assert "I’d rather not say" in page

    screening.press(url, "answer", a=typed)
    screening.press(url, "back")

    assert shown in screening.page(url)


def test_several_choices_are_boxes_to_tick(screening):
    url = screening.begin(screening.bring_in(resource(choice("a", "x", "y", "z", repeats=True))).pk)
    assert screening.page(url).count('type="checkbox"') == 4

    screening.pick(url, "x", "z")

    assert len(screening.answers(url)["a"].values) == 2


def test_a_forms_own_refusal_is_not_offered_twice(screening):
    refusal = {"valueCoding": {"code": "LA30122-8", "display": "I choose not to answer this question"}}
    asked = choice("a", "x")
    asked["answerOption"].append(refusal)

    page = screening.page(screening.begin(screening.bring_in(resource(asked)).pk))

    assert "I choose not to answer this question" in page
    assert "I’d rather not say" not in page


def test_questions_come_in_the_persons_language_and_a_draft_is_marked(screening):
    assert "machine draft, not yet reviewed" in screening.page(screening.choose_url)

    page = screening.page(screening.begin(language="es"))

    assert "¿Qué le preocupa más en este momento?" in page
    assert 'lang="es"' in page


def test_what_was_begun_is_offered_again_and_goes_on(screening):
    url = screening.begin()
    screening.pick(url, "food")

    page = screening.page(screening.choose_url)

    assert "Begun, not finished" in page
    assert "Question 2 of 11" in page
    assert screening.begin() == url


def test_earlier_answers_come_with_age_and_source_and_one_tap_keeps_them(screening, pages_at):
    first = screening.begin()
    screening.client.post(screening.through(first, food="almost"), {"do": "finish"})
    pages_at(make.AT + timedelta(days=56))
    url = screening.begin()
    screening.press(url, "skip")

    page = screening.page(url)
    assert "Last time you said: “Almost enough”" in page
    assert "At Eastgate Neighbors, 8 weeks ago" in page
    screening.press(url, "still")

    assert screening.answers(url)["food"] == screening.answers(first)["food"]


def test_still_true_without_an_earlier_answer_is_refused(screening):
    assert screening.press(screening.begin(), "still").status_code == 400


def test_at_the_end_each_need_found_is_asked_about(screening):
    end = screening.through(screening.begin(), food="not-enough", rides="sometimes")

    page = screening.page(end)

    assert page.count("Do you want help with this?") >= 3
    assert "“No, not enough”" in page
    assert "Yes, I want help" in page


def test_what_is_answered_becomes_a_need_and_what_is_not_does_not(screening):
    end = screening.through(screening.begin(), food="not-enough", rides="no", money="no")

    reply = screening.client.post(
        end, {"do": "finish", "want-food-insecurity": "yes", "want-transportation-insecurity": "not-now"}
    )

    assert reply["Location"] == f"/people/{screening.town.person_id}/"
    assert {(need.domain, need.wants_help, need.found_by) for need in screening.needs()} == {
        ("food-insecurity", True, "screening"),
        ("transportation-insecurity", False, "screening"),
    }
    assert screening.response(end).status == Status.COMPLETED


def test_the_end_sent_twice_writes_each_need_once(screening):
    end = screening.through(screening.begin(), food="not-enough")
    for _ in range(2):
        assert screening.client.post(end, {"do": "finish", "want-food-insecurity": "yes"}).status_code == 302

    assert len(screening.needs()) == 1


def test_a_need_that_stands_already_is_not_written_again(screening):
    with acting_as(screening.actor, at=make.AT):
        needs.add(
            person_id=screening.town.person_id, domain="food-insecurity", actor=screening.actor, at=make.AT
        )
    end = screening.through(screening.begin(), food="not-enough")

    assert "This is written down already." in screening.page(end)
    screening.client.post(end, {"do": "finish", "want-food-insecurity": "yes"})

    assert len(screening.needs()) == 1


def test_a_need_that_ended_may_come_again(screening):
    with acting_as(screening.actor, at=make.AT):
        was = needs.add(
            person_id=screening.town.person_id, domain="food-insecurity", actor=screening.actor, at=make.AT
        )
        needs.settle(need_id=was.pk, outcome="resolved-another-way", actor=screening.actor, at=make.AT)
    end = screening.through(screening.begin(), food="not-enough")

    screening.client.post(end, {"do": "finish", "want-food-insecurity": "yes"})

    assert len(screening.needs()) == 2


def test_two_needs_without_a_domain_are_told_apart_by_their_words(screening):
    codes = [{"code": [{"system": "http://loinc.org", "code": name}]} for name in ("69858-9", "68524-8")]
    form = screening.bring_in(
        resource(
            choice("a", "LA33-6", "LA32-8", **codes[0]), choice("b", "LA6270-8", "LA18876-5", **codes[1]),
            url="urn:fullcircle:questionnaire:ahc-hrsn-supplemental",
        )
    )  # fmt: skip
    end = screening.through(screening.begin(form.pk), a="LA33-6", b="LA18876-5")
    wanted = {f"want-sdoh-category-unspecified.{link}": "yes" for link in "ab"}
    for _ in range(2):
        screening.client.post(end, {"do": "finish", **wanted})

    assert {need.detail for need in screening.needs()} == {
        "Living with a disability",
        "Alcohol, tobacco or drugs",
    }
    assert len(screening.needs()) == 2


def test_what_was_said_about_safety_is_not_repeated_on_the_end_page(screening):
    end = screening.through(screening.begin(), alone="alone", safe="partner")

    page = screening.page(end)

    assert "Safety at home" in page
    assert "former partner" not in page


def test_from_the_end_one_can_go_back_until_it_is_written_down(screening):
    url = screening.begin()
    end = screening.through(url, food="almost")

    assert screening.client.post(end, {"do": "back"})["Location"] == url
    assert screening.waiting(url) == "alone"

    screening.client.post(screening.through(url), {"do": "finish"})
    assert screening.client.get(url)["Location"] == end
    assert screening.pick(url, "food", question="worry")["Location"] == end


def test_ending_early_keeps_what_was_said_and_asks_about_it(screening):
    url = screening.begin()
    screening.pick(url, "food")
    screening.press(url, "stop")

    page = screening.page(url + "end/")
    assert "You ended here" in page
    screening.client.post(url + "end/", {"do": "finish", "want-food-insecurity": "yes"})

    assert [need.domain for need in screening.needs()] == ["food-insecurity"]
    assert screening.response(url).status == Status.STOPPED


def test_the_end_waits_for_the_last_question(screening):
    url = screening.begin()

    assert screening.client.get(url + "end/")["Location"] == url
    assert screening.client.post(url + "end/", {"do": "finish"})["Location"] == url
    assert screening.response(url).status == Status.IN_PROGRESS


def test_nothing_found_says_so(screening):
    assert "Nothing you said points to a need." in screening.page(screening.through(screening.begin()))


def test_without_a_form_the_page_says_what_to_do(screening):
    from fullcircle.access.actor import SYSTEM
    from fullcircle.assessments.forms import actions as shelf

    with acting_as(SYSTEM, at=make.AT):
        shelf.retire(form_id=screening.town.form_id, actor=SYSTEM, at=make.AT)

    assert "There is no form to ask yet" in screening.page(screening.choose_url)


@pytest.mark.parametrize("form", ["", "nonsense", "\x00"])
def test_beginning_without_a_form_is_refused(screening, form):
    assert screening.client.post(screening.choose_url, {"form": form}).status_code == 400


def test_pages_are_never_kept_by_the_browser(screening):
    for url in (screening.choose_url, screening.begin()):
        assert "no-store" in screening.client.get(url)["Cache-Control"]


@pytest.mark.parametrize("method", ["get", "post"])
def test_other_organizations_see_that_nothing_is_there(screening, client, sign_in, world, method):
    url = screening.begin()
    sign_in(client, world.riverlight)

    for address in (screening.choose_url, url, url + "end/"):
        assert getattr(client, method)(address, {"form": screening.town.form_id}).status_code == 404


@pytest.mark.parametrize("role", [Role.INTAKE, Role.ADMINISTRATOR])
def test_other_roles_have_no_such_page(screening, client, sign_in, world, role):
    url = screening.begin()
    sign_in(client, world.eastgate, role)

    for address in (screening.choose_url, url, url + "end/"):
        assert client.get(address).status_code == 403


def test_without_signing_in_one_is_sent_to_the_door(screening, client):
    url = screening.begin()
    client.logout()

    assert "/login/" in client.get(url)["Location"]
