"""What a phone is given for a visit, who gets which part of a key, and drafts that are taken in once."""

import base64
import json
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import make
import protected
import screened
import signing
from fullcircle.access import actor as actors
from fullcircle.access.errors import Denied, Invalid, NotFound
from fullcircle.access.models import Event
from fullcircle.access.session import acting_as
from fullcircle.accounts import device_key
from fullcircle.assessments import actions, carried, queries
from fullcircle.assessments.carried import ChangedMeanwhile
from fullcircle.assessments.engine import checking
from fullcircle.assessments.engine.answers import DECLINED
from fullcircle.assessments.forms import actions as shelf
from fullcircle.assessments.models import CarriedAnswers, Response
from fullcircle.people import names
from fullcircle.referrals import visits
from fullcircle.referrals.written import notes
from fullcircle.web import questions
from pictured import photo


@pytest.fixture
def marcus(browse):
    return browse("navigator")


@pytest.fixture
def form(world):
    with acting_as(actors.SYSTEM, at=make.AT):
        return screened.everyday(shelf.bring_in_shipped(actor=actors.SYSTEM, at=make.AT))


def given(form, **said):
    """Answers by the codes of their choices."""
    questionnaire = queries.questionnaire(form)
    return {
        link_id: checking.understood(questionnaire.item(link_id), (code,)) for link_id, code in said.items()
    }


def take_in(world, person, form, said, *, at=make.AT, actor=None, **how):
    actor = actor or world.navigator
    with world.acting(actor, at):
        return carried.take_in(
            form_id=form.pk, person_id=person.pk, given=said, actor=actor, at=at,
            **({"stood": "", "over": False, "draft_id": uuid.uuid4(), "language": "en"} | how),
        )  # fmt: skip


def answers(world, response):
    with world.acting(world.navigator):
        return queries.answers(queries.response(response.pk))


@pytest.mark.parametrize(
    ("name", "short"),
    [("Denise Robles", "Denise R."), ("Denise", "Denise"), ("Ana María Ruiz", "Ana R."), ("", "")],
)
def test_a_name_is_as_short_as_it_can_be(name, short):
    assert names.short(name) == short


def test_the_phone_is_given_a_short_name_open_needs_and_questions_and_nothing_else(world, marcus, form):
    person = world.person(street="27 Juniper Walk")
    world.need(person, detail="for five days")
    other = world.person("Rosa Lind")

    sent = marcus.post("/visits/pack/", {"person": [str(person.pk)], "form": str(form.pk)})

    assert sent.status_code == 200
    pack = sent.json()
    [one] = pack["people"]
    assert (one["id"], one["name"]) == (str(person.pk), "Denise R.")
    assert "for five days" in one["needs"][0]["title"]
    assert one["form"]["questions"][0]["picks"]
    for secret in ("Robles", "0005550117", "27 Juniper", "Lind", str(other.pk)):
        assert secret not in sent.content.decode()
    until = (make.AT + timedelta(days=3)).timestamp() * 1000
    assert pack["until"] == until
    with world.acting(actors.resident(person.pk)):
        look = Event.objects.get(did="person.read")
        assert look.detail["for"] == "visit"


def test_only_people_of_ones_own_organization_are_taken_along(world, browse, form):
    person = world.person()
    other = browse("other_navigator")

    for key in (person.pk, uuid.uuid4()):
        assert other.post("/visits/pack/", {"person": [str(key)]}).status_code == 404
    assert other.post("/visits/pack/", {"person": ["x"]}).status_code == 400
    with world.acting(world.navigator), pytest.raises(Invalid):
        visits.take_along(person_ids=[uuid.uuid4() for _n in range(31)], actor=world.navigator, at=make.AT)


def test_without_script_the_same_form_gives_a_page_of_links(world, marcus):
    person = world.person()

    shown = marcus.post("/visits/", {"person": [str(person.pk)]}).content.decode()

    assert f"/people/{person.pk}/" in shown
    assert "Robles" not in shown
    assert marcus.post("/visits/", {}).status_code == 400


def test_the_page_of_the_day_names_nobody(world, marcus):
    added = {"name": "Denise Robles", "language": "en", "adults": "1", "children": "0"}
    assert marcus.post("/people/add/", added).status_code == 302  # a message with the name waits to be shown

    page = marcus.get("/visits/day/").content.decode()

    for name in ("Denise", "navigator", "Eastgate", "csrfmiddlewaretoken"):
        assert name not in page.replace("fc-", "")


def test_the_same_user_gets_the_same_part_again_and_nobody_else_does(world, browse):
    def part(client):
        said = client.get("/visits/key/")
        assert said.headers["Cache-Control"] == "no-store"
        return said.json()["owner"], base64.b64decode(said.json()["part"])

    first = part(browse("navigator"))
    hub = part(browse("hub_manager"))

    assert part(browse("navigator")) == first  # another session
    assert len(first[1]) == 32
    assert first[0] != hub[0]
    assert first[1] != hub[1]
    user, here = world.navigator.user_id, world.navigator.organization_id
    assert device_key.part(user, world.hub.pk) != device_key.part(user, here)
    assert device_key.owner(user, here).encode() not in first[1].hex().encode()


def test_nobody_and_other_roles_get_no_part(world, browse):
    assert Client().get("/visits/key/").status_code == 302
    assert browse("intake").get("/visits/key/").status_code == 403


def test_after_log_out_no_part_is_handed_out(world, marcus):
    marcus.post("/accounts/logout/")

    assert marcus.get("/visits/key/").status_code == 302


def test_the_worker_is_a_script_for_its_own_addresses(client, pages_at):
    said = client.get("/visits/worker.js")

    assert said.headers["Content-Type"].startswith("text/javascript")
    assert b"respondWith" in said.content


def test_a_note_that_is_sent_twice_is_kept_once(world, marcus):
    person, path = world.person(), f"/visits/drafts/{uuid.uuid4()}/"

    for _again in range(2):
        sent = {"kind": "note", "person": str(person.pk), "text": "Knocked",
                "photos": [SimpleUploadedFile("a.jpg", photo(), content_type="image/jpeg")]}  # fmt: skip
        assert marcus.post(path, sent).json()["state"] == "kept"

    with world.acting(world.navigator):
        assert [len(one.photos) for one in notes.of_person(person.pk)] == [1]


@pytest.mark.parametrize(
    "sent", [{}, {"person": "x"}, {"text": " "}, {"kind": "answers"}, {"kind": "answers", "answers": "[", "form": "yes"},
             {"kind": "answers", "answers": '{"food": 1}', "form": "yes"},
             {"kind": "answers", "answers": '{"food": {}}', "form": "yes"},
             {"kind": "answers", "answers": "[" * 40_000, "form": "yes"}]
)  # fmt: skip
def test_a_draft_that_says_nothing_is_refused_in_words(world, marcus, form, sent):
    person = world.person()
    sent = {"person": str(person.pk)} | sent
    if "form" in sent:
        sent["form"] = str(form.pk)

    refused = marcus.post(f"/visits/drafts/{uuid.uuid4()}/", sent)

    assert refused.status_code == 400
    assert refused.json()["state"] == "refused"
    assert refused.json()["reason"]


def test_answers_that_are_sent_twice_are_written_down_once(world, form):
    person, draft = world.person(), uuid.uuid4()

    first = take_in(world, person, form, given(form, food="almost"), draft_id=draft)
    with world.acting(world.navigator):
        actions.stop(response_id=first.pk, actor=world.navigator, at=make.AT)
    again = take_in(world, person, form, given(form, food="almost"), draft_id=draft)

    assert again.pk == first.pk
    with world.acting(world.navigator):
        assert Response.objects.count() == 1
        assert CarriedAnswers.objects.count() == 1
        assert Event.objects.filter(did="assessment.answer").count() == 1


def test_what_was_not_asked_waits_to_be_asked(world, form):
    response = take_in(world, world.person(), form, given(form, money="no"))

    with world.acting(world.navigator):
        now = queries.response(response.pk)
        assert now.at_question == queries.questionnaire(form).asked[0].link_id
        assert set(queries.answers(now)) == {"money"}


def test_what_the_branching_does_not_show_is_passed_over(world, form):
    questionnaire = queries.questionnaire(form)
    said = given(form, food="almost") | {"safe": DECLINED}

    response = take_in(world, world.person(), form, said)

    assert questionnaire.item("safe").conditions
    assert set(answers(world, response)) == {"food"}


def test_different_questions_do_not_conflict_and_the_same_one_does(world, form):
    person = world.person()
    take_in(world, person, form, given(form, food="almost"))

    merged = take_in(world, person, form, given(form, money="no"))
    assert set(answers(world, merged)) == {"food", "money"}
    with pytest.raises(ChangedMeanwhile) as refused:
        take_in(world, person, form, given(form, food="enough"))
    assert refused.value.theirs.pk == merged.pk
    with world.acting(world.navigator):
        stood = carried.stand(person.pk, form.pk)
    later = make.AT + timedelta(minutes=1)
    take_in(world, person, form, given(form, food="enough"), stood=stood, at=later)  # as it was seen
    took = take_in(world, person, form, given(form, food="not-enough"), over=True, at=later)
    assert [value.code for value in answers(world, took)["food"].values] == ["not-enough"]


def test_answers_to_what_was_finished_meanwhile_are_never_begun_anew_in_silence(world, form):
    person = world.person()
    begun = take_in(world, person, form, given(form, food="almost"))
    with world.acting(world.navigator):
        actions.stop(response_id=begun.pk, actor=world.navigator, at=make.AT)

    with pytest.raises(ChangedMeanwhile):
        take_in(world, person, form, given(form, money="no"))


def test_a_conflict_shows_both_sides_and_both_can_be_kept(world, marcus, form):
    person = world.person()
    take_in(world, person, form, given(form, food="almost"))
    sent = {"kind": "answers", "person": str(person.pk), "form": str(form.pk), "language": "en", "stood": "",
            "answers": json.dumps({"food": {"a": [f"{questions.CHOICE}enough"]}})}  # fmt: skip
    path = f"/visits/drafts/{uuid.uuid4()}/"

    refused = marcus.post(path, sent)
    assert refused.status_code == 409
    [line] = refused.json()["lines"]
    assert line["mine"]
    assert line["theirs"]
    assert line["mine"] != line["theirs"]
    for _again in range(2):
        assert marcus.post(path, sent | {"choice": "both"}).json()["state"] == "kept"

    with world.acting(world.navigator):
        [note] = notes.of_person(person.pk)
        assert line["mine"] in note.newest.text
        assert line["question"] in note.newest.text
        assert [
            value.code for value in queries.answers(carried.newest(person.pk, form.pk))["food"].values
        ] == ["almost"]


def test_nobody_else_carries_answers_for_a_person(world, form):
    person = world.person()

    with pytest.raises(NotFound):
        take_in(world, person, form, given(form, food="almost"), actor=world.other_navigator)
    with pytest.raises(Denied):
        take_in(world, person, form, given(form, food="almost"), actor=actors.resident(person.pk))


def test_what_one_user_sent_is_seen_by_that_user_alone(world, form):
    take_in(world, world.person(), form, given(form, food="almost"))

    for who in (world.other_navigator, make.staff(world.eastgate.pk, make.Role.NAVIGATOR)):
        with world.acting(who):
            assert not CarriedAnswers.objects.exists()


def test_nothing_protected_travels(db, pages_at):
    town = protected.Town()
    need = town.need(detail="food for a week")
    town.referral(need=need, service=town.detox)
    client = Client()
    signing.enter(client, town, "navigator")

    sent = client.post("/visits/pack/", {"person": [str(need.person_id)]})

    assert [one["title"].split(": ")[-1] for one in sent.json()["people"][0]["needs"]] == ["food for a week"]
    assert "Stillwater" not in sent.content.decode()
