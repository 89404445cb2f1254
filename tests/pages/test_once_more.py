"""Pages that are sent twice, refused, or opened in the evening: nothing counts twice, and nothing that was typed is lost."""

import re
import uuid
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

import make
from answering import answer_link
from fullcircle.access.session import acting_as
from fullcircle.aid import actions, queries, sheets
from fullcircle.aid.models import Card, Delivered
from fullcircle.aid.sheets import Ticked
from fullcircle.assessments.engine.answers import Given
from fullcircle.caseload import handoffs
from fullcircle.caseload.handoffs import Proposal
from fullcircle.directory.models import Service
from fullcircle.people import actions as people
from fullcircle.people import thread
from fullcircle.people.models import Person
from fullcircle.referrals import cards, sending
from fullcircle.referrals.appointments import planning
from fullcircle.referrals.own_questions import intake
from fullcircle.referrals.own_questions.intake import Question
from fullcircle.referrals.states import Status

TODAY = make.AT.date()
EVENING = datetime(2026, 4, 1, 1, 30, tzinfo=UTC)  # 31 March, half past nine in Detroit


def text(answer) -> str:
    return answer.content.decode()


def test_a_welcome_sent_twice_is_one_person_with_one_card(world, browse):
    desk = browse("intake")
    said = {"once": str(uuid.uuid4()), "service": str(world.food_box.pk), "card": "yes", "household": "3"}
    for _tap in range(2):
        sent = desk.post(reverse("frontdesk:new"), said)
    with acting_as(world.intake, at=make.AT):
        card = Card.objects.get(pk=sent["Location"].split("/")[-2])
        assert Person.objects.count() == 1
        assert Delivered.objects.filter(person_id=card.person_id).exists()


def test_a_sheet_saved_again_gives_nothing_that_was_taken_back(world, browse):
    desk = browse("intake")
    with acting_as(world.intake, at=make.AT):
        one = sheets.make(
            service_id=world.food_box.pk, day=TODAY, expected=[], blank=2, actor=world.intake, at=make.AT
        )
        ticked = {1: Ticked(came=True, name="Rosa Lind")}
        sheets.type_back(sheet_id=one.pk, ticked=ticked, actor=world.intake, at=make.AT)
        (given,) = queries.given_by(world.cupboard.id)
        actions.undo(entry_id=given.pk, actor=world.intake, at=make.AT)
    url = reverse("frontdesk:type_sheet", args=[one.pk])
    page = text(desk.get(url))
    said = dict(re.findall(r'type="radio" name="(came-\d+)" value="(\w+)" checked', page))
    said |= dict(
        re.findall(r'<input class="usa-input fc-inline" name="([a-z]+-\d+)"[^>]* value="([^"]*)"', page)
    )
    desk.post(url, said)
    with acting_as(world.intake, at=make.AT):
        assert not queries.given_by(world.cupboard.id).exists()


def test_given_back_and_given_again_the_page_tells_the_truth(world, browse):
    desk, malik = browse("intake"), world.person("Malik Freeman", actor=world.intake)
    said = {
        "person": str(malik.pk), "quantity": "1", "once": str(uuid.uuid4()), "service": str(world.food_box.pk),
    }  # fmt: skip
    desk.post(reverse("frontdesk:give"), said)
    desk.post(reverse("frontdesk:undo", args=[said["once"]]))
    assert "Written down" in text(desk.post(reverse("frontdesk:give"), said, follow=True))
    with acting_as(world.intake, at=make.AT):
        assert queries.given_by(world.cupboard.id).count() == 1


def test_a_refused_gift_still_shows_whom_it_was_for(world, browse):
    malik = world.person("Malik Freeman", actor=world.intake)
    said = {
        "person": str(malik.pk), "quantity": "two", "once": str(uuid.uuid4()), "service": str(world.food_box.pk),
    }  # fmt: skip
    page = browse("intake").post(reverse("frontdesk:give"), said)
    assert page.status_code == 400
    assert "Malik Freeman" in text(page)


def test_two_tabs_each_go_on_giving_what_stands_on_them(world, browse):
    rides = Service.objects.create(
        organization=world.cupboard, name="Rides", domains=["transportation-insecurity"]
    )
    world.person("Malik Freeman", actor=world.intake)
    desk, food_box = browse("intake"), str(world.food_box.pk)
    desk.post(reverse("frontdesk:desk"), {"service": food_box})
    desk.post(reverse("frontdesk:desk"), {"service": str(rides.pk)})
    said = {"service": food_box, "name": "Malik Freeman", "once": str(uuid.uuid4())}
    page = text(desk.post(reverse("frontdesk:new"), said))
    assert "Is it one of these people?" in page
    assert set(re.findall(r'name="service" value="([^"]+)"', page.split('id="found"')[1])) == {food_box}


@pytest.mark.parametrize("content", [b"Name\rAna\rMalik\r", b'Name\n"' + b"A" * 140_000])
def test_a_file_is_read_or_refused_in_words(world, browse, content):
    file = SimpleUploadedFile("x.csv", content)
    assert browse("intake").post(reverse("frontdesk:import_people"), {"file": file}).status_code in {302, 400}


@pytest.mark.parametrize("page", ["frontdesk:sheets", "inbox:request"])
def test_in_the_evening_today_is_still_today(world, browse, pages_at, page):
    taken = world.referral(status=Status.ACCEPTED)
    pages_at(EVENING)
    found = text(browse_at(browse, page, taken))
    assert 'value="2026-03-31"' in found
    assert "2026-04-01" not in found


def browse_at(browse, page, taken):
    return browse("intake").get(reverse(page, args=[taken.pk] if page == "inbox:request" else []))


def test_all_who_wait_stand_on_the_page(world, browse):
    for n in range(51):
        need = world.need(world.person(f"Waits {n:02}"))
        world.referral(status=Status.WAIT_LISTED, need=need, at=make.AT - timedelta(minutes=60 - n))
    page = text(browse("intake").get(reverse("inbox:wait_list", args=[world.food_box.pk])))
    assert [n for n in range(51) if f"Waits {n:02}" not in page] == []


def test_a_refused_place_keeps_its_reason(world, browse):
    one = world.referral(status=Status.WAIT_LISTED)
    said = {"number": "", "reason": "They have a newborn"}
    page = browse("intake").post(reverse("inbox:wait_move", args=[world.food_box.pk, one.pk]), said)
    assert page.status_code == 400
    assert "They have a newborn" in text(page)


@pytest.mark.parametrize("note", ["Waits for the passport", "Waits for\x00 the passport"])
def test_a_refused_day_keeps_the_note(world, browse, note):
    said = {"until_on": "2027-01-01", "reason": "papers", "note": note}
    page = browse("navigator").post(reverse("today:put_aside", args=[world.need().pk]), said, follow=True)
    assert "Waits for the passport" in text(page)


def ask(world, *questions, at=make.AT):
    with acting_as(world.intake, at=at):
        intake.say_questions(service_id=world.food_box.pk, questions=questions, actor=world.intake, at=at)


def test_an_answer_stays_with_the_question_that_was_shown(world, browse, pages_at):
    ask(world, Question("Any allergies?", "line"), Question("Any pets?", "line"))
    taken = world.referral(status=Status.ACCEPTED)
    desk, url = browse("intake"), reverse("inbox:ask_questions", args=[taken.pk])
    page = text(desk.get(url))
    ask(world, Question("Any pets?", "line"), at=make.AT + timedelta(minutes=1))
    pages_at(make.AT + timedelta(minutes=2))
    shown = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
    desk.post(url, {**shown, "q1-a": "Peanuts"})
    with acting_as(world.intake, at=make.AT):
        found = intake.written(taken.pk)
    assert [(found.form.item(key).text.plain, given.values) for key, given in found.given.items()] == [
        ("Any allergies?", ("Peanuts",))
    ]


def test_answers_stand_in_the_form_after_the_questions_changed(world, browse, pages_at):
    questions = (Question("Any allergies?", "line"), Question("Any pets?", "line"))
    ask(world, *questions)
    taken = world.referral(status=Status.ACCEPTED)
    with acting_as(world.intake, at=make.AT):
        intake.write_down(
            referral_id=taken.pk, given={"q1": Given(("Peanuts",))}, actor=world.intake, at=make.AT
        )
    ask(world, *questions, Question("Which day?", "line"), at=make.AT + timedelta(minutes=1))
    pages_at(make.AT + timedelta(minutes=2))
    assert "Peanuts" in text(browse("intake").get(reverse("inbox:ask_questions", args=[taken.pk])))


def test_what_the_receiver_calls_off_the_sender_reads_until_its_time_has_come(world, browse, pages_at):
    referral, meets_at = world.referral(status=Status.ACCEPTED), make.AT + timedelta(days=2)
    given = {"actor": world.navigator, "at": make.AT}
    with acting_as(world.navigator, at=make.AT):
        made, _told = handoffs.propose(referral_id=referral.pk, proposal=Proposal(meets_at=meets_at), **given)
    given = {"actor": world.intake, "at": make.AT, "handoff_id": made.pk}
    with acting_as(world.intake, at=make.AT):
        handoffs.agree(meets_at=meets_at, **given)
        handoffs.end(how="called-off", **given)
    navigator = browse("navigator")
    assert "Called off" in text(navigator.get(reverse("today:today")))
    pages_at(meets_at + timedelta(hours=1))
    assert "Called off" not in text(navigator.get(reverse("today:today")))


SAID = {"on": "2026-03-12", "time": "14:30", "minutes": "45", "place": "12 Mill Race", "with_whom": "Ana"}


def test_a_refused_other_time_keeps_its_words_where_they_were_typed(world, browse):
    taken, pantry = world.referral(status=Status.ACCEPTED), browse("intake")
    pantry.post(f"/requests/{taken.pk}/appointments/", SAID)
    with acting_as(world.intake, at=make.AT):
        one = planning.of_request(taken.pk)[0]
    said = {**SAID, "does": "move", "moves": str(one.pk), "on": "2026-03-20", "minutes": "4"}
    form, _middle, new = text(pantry.post(f"/appointments/{one.pk}/", said)).partition("Plan an appointment")
    assert 'value="2026-03-20"' in form[form.index("Another time") :]
    assert 'value="2026-03-20"' not in new


def test_reminders_are_promised_where_one_is_left(world, browse):
    taken, pantry = world.referral(status=Status.ACCEPTED), browse("intake")
    planned = f"/requests/{taken.pk}/appointments/"
    assert "and reminded." not in text(
        pantry.post(planned, {**SAID, "on": "2026-03-10", "time": "11:30"}, follow=True)
    )
    assert "and reminded." in text(pantry.post(planned, SAID, follow=True))


def test_sending_again_after_a_hand_over_is_refused_in_words(world, browse):
    asked = world.referral(status=Status.SENT)
    with acting_as(world.navigator, at=make.AT):
        people.hand_over(person_id=asked.person_id, to=world.riverlight.id, actor=world.navigator, at=make.AT)
    with acting_as(world.other_navigator, at=make.AT):
        made = sending.draft(
            need_id=asked.need_id, service_id=world.food_box.pk, fields=cards.default_fields("food-insecurity"),
            actor=world.other_navigator, at=make.AT,
        )  # fmt: skip
    sent = browse("other_navigator").post(
        f"/requests/{made.pk}/send/", {"manner": "spoken", "language": "en"}, follow=True
    )
    assert "This place was asked for this need already" in text(sent)


def test_what_the_hub_heard_of_a_request_that_has_just_ended_is_not_lost(world, browse):
    asked = world.referral(status=Status.SENT)
    world.step(asked, "target", "decline")
    said = {"does": "called", "text": "They will look on Monday"}
    page = text(browse("hub_manager").post(f"/desk/requests/{asked.pk}/", said, follow=True))
    assert "This request has ended." in page
    assert "They will look on Monday" in page


def test_a_message_to_many_that_was_sent_twice_is_one(world, browse):
    navigator, need = browse("navigator"), world.need()
    said = {"do": "message", "confirm": "yes", "need": str(need.pk), "text": "Bring your papers."}
    for _tap in range(2):
        navigator.post(reverse("today:many"), said)
    with acting_as(world.navigator, at=make.AT):
        assert len(thread.of(need.person_id)) == 1


def test_a_paper_says_what_found_no_place_on_it(world, browse):
    person = world.person()
    for n in range(11):
        world.need(person, detail=f"thing {n}")
    page = text(browse("navigator").post(f"/people/{person.pk}/plan/"))
    assert "2 more needs are open" in page


LANGUAGE = re.compile(r'href="(/language/es/\?next=[^"]+)"')


@pytest.mark.parametrize(
    ("who", "address", "said", "page"),
    [
        ("intake", "/requests/{request}/appointments/", {"on": "2026-01-01"}, "/requests/{request}/"),
        ("intake", "/requests/{request}/introduction/", {"do": "propose"}, "/requests/{request}/"),
        (
            "intake",
            "/requests/{request}/step/",
            {"step": "complete", "quantity": "0"},
            "/requests/{request}/",
        ),
        (None, "/a/{link}/appointments/", {"on": "2026-01-01"}, "/a/{link}"),
        (None, "/a/{link}/introduction/", {"do": "propose"}, "/a/{link}"),
        ("navigator", "/people/{person}/called/", {"result": "no-such"}, "/people/{person}/"),
    ],
)
def test_a_refused_form_in_another_language_is_the_page_that_it_stands_on(
    world, browse, pages_at, who, address, said, page
):
    taken = world.referral(status=Status.ACCEPTED)
    ids = {"request": taken.pk, "person": taken.person_id, "link": answer_link(world, taken)}
    visitor = browse(who) if who else Client()
    refused = visitor.post(address.format(**ids), said)
    assert refused.status_code == 400

    spanish = visitor.get(unescape(LANGUAGE.search(text(refused))[1]), follow=True)

    assert spanish.status_code == 200
    assert spanish.redirect_chain[-1][0] == page.format(**ids)
    assert '<html lang="es"' in text(spanish)


def test_an_address_for_forms_alone_leads_to_the_page_above_it(browse, pages_at, world):
    assert browse("navigator").get("/team/x/end/").status_code == 404
    assert browse("administrator").get(f"/team/{uuid.uuid4()}/end/").url == "/team/"
    assert browse("navigator").get(f"/team/{uuid.uuid4()}/end/").status_code == 403
    assert Client().get("/a/x/appointments/").url == "/a/x"
    assert Client().post("/a/x/appointments/").status_code == 404
