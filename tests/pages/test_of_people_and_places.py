"""Records that are corrected, forms that are refused or sent twice, and lists that stand for all they count."""

import re
import uuid
from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

import make
import signing
from fullcircle.access import actor as actors
from fullcircle.access.actor import Purpose
from fullcircle.access.session import acting_as
from fullcircle.aid import cards as aid_cards
from fullcircle.caseload import calls
from fullcircle.directory import closing, hours, index
from fullcircle.directory.calendars import Weekly
from fullcircle.directory.models import Schedule, Service, Unmet
from fullcircle.people import queries, thread
from fullcircle.people.actions import Described, Reach
from fullcircle.people.models import Proxy
from fullcircle.referrals import needs
from fullcircle.referrals import queries as referrals
from fullcircle.referrals.models import Need, Referral
from fullcircle.referrals.states import Status
from fullcircle.web.people import present
from fullcircle.web.screening import views as screening

CORRECTED = {
    "name": "Denise Robles", "language": "en", "adults": "1", "children": "2", "zip": "00412", "phone": "0005550117",
}  # fmt: skip


def text(answer) -> str:
    return answer.content.decode()


def test_a_date_of_birth_is_not_lost_to_who_reads_spanish(world, browse):
    person = world.person(described=Described(born_on=date(1980, 3, 15)))
    navigator = browse("navigator")
    navigator.cookies["django_language"] = "es"
    page = text(navigator.get(reverse("people:correct", args=[person.pk])))
    assert 'value="1980-03-15"' in re.search(r'<input[^>]*name="born_on"[^>]*>', page)[0]


def test_what_was_taken_away_from_a_record_is_gone(world, browse):
    person = world.person(street="1 Mill Race", described=Described(race=("2106-3",)))
    browse("navigator").post(reverse("people:correct", args=[person.pk]), CORRECTED)
    with acting_as(world.navigator, at=make.AT):
        record = queries.unlogged_record(person.pk)
    assert record.address is None
    assert record.demographics.race == []


def test_whoever_says_nothing_about_themselves_has_no_such_part(world, browse):
    browse("navigator").post(reverse("people:add"), CORRECTED)
    with acting_as(world.navigator, at=make.AT):
        person = queries.kept_by(world.eastgate.id).get()
        assert queries.unlogged_record(person.pk).demographics is None


def test_a_refused_limit_stands_where_it_was_typed(world, browse):
    said = {"maximum": "0", "weekly_limit": "7"}
    page = browse("intake").post(reverse("services:limits", args=[world.food_box.pk]), said)
    room, _form, limits = text(page).partition("/limits/")
    assert "Type a number" not in room
    assert "Type a number" in limits
    assert 'value="7"' in limits


def test_refused_room_keeps_its_number(world, browse):
    said = {"state": "limited", "room_this_week": "99999", "wait_days": ""}
    page = browse("intake").post(reverse("services:room", args=[world.food_box.pk]), said)
    assert 'value="99999"' in text(page)


def test_a_refused_phone_leaves_the_mail_alone(world, browse):
    page = text(browse("intake").post(reverse("services:text_phone"), {"phone": "000 555"}))
    assert "open@example.org" in re.search(r'<input[^>]*id="email"[^>]*>', page)[0]
    assert "000 555" in re.search(r'<input[^>]*id="phone"[^>]*>', page)[0]


def test_without_an_address_nothing_is_sent_to_one(world, browse):
    page = text(browse("intake").post(reverse("services:email"), {"email": ""}, follow=True))
    assert "Requests are sent to this address" not in page


def test_a_refused_call_keeps_its_note(world, browse):
    said = {"means": "call", "note": "Her sister answered"}
    page = browse("navigator").post(reverse("people:called", args=[world.person().pk]), said)
    assert page.status_code == 400
    assert 'value="Her sister answered"' in text(page)


def test_a_refused_request_keeps_its_note(world, browse):
    bread = str(world.bread.pk)
    said = {
        "to": str(world.food_box.pk), "chosen": "1", "manner": "written", "note": "Has a newborn", "next": [bread, bread],
    }  # fmt: skip
    page = browse("navigator").post(reverse("people:send", args=[world.need().pk]), said)
    assert page.status_code == 400
    assert 'value="Has a newborn"' in text(page)
    assert text(page).count(f'<option value="{bread}" selected>') == 2
    assert 'value="written" checked' in text(page)
    with acting_as(world.navigator, at=make.AT):
        assert not Referral.objects.exists()


@pytest.mark.parametrize(
    ("page", "said", "counted"),
    [
        (
            "people:called",
            {"means": "call", "result": "no-answer", "once": str(uuid.uuid4())},
            lambda person: len(calls.of(person.pk)),
        ),
        (
            "people:add_need",
            {"domain": "food-insecurity", "detail": "food", "wants_help": "on"},
            lambda person: Need.objects.filter(person=person).count(),
        ),
        (
            "people:add_proxy",
            {"name": "Ana", "relation": "parent"},
            lambda person: Proxy.objects.filter(person=person).count(),
        ),
    ],
)
def test_a_page_of_a_person_that_was_sent_twice_is_one(world, browse, page, said, counted):
    navigator, person = browse("navigator"), world.person()
    for _tap in range(2):
        navigator.post(reverse(page, args=[person.pk]), said)
    with acting_as(world.navigator, at=make.AT):
        assert counted(person) == 1


def test_a_draft_that_was_kept_twice_is_one(world, browse):
    navigator, need = browse("navigator"), world.need()
    for _tap in range(2):
        navigator.post(
            reverse("people:send", args=[need.pk]), {"to": str(world.food_box.pk), "manner": "not-yet"}
        )
    with acting_as(world.navigator, at=make.AT):
        assert Referral.objects.count() == 1


def test_closed_days_that_were_sent_twice_are_one(world, browse):
    for _tap in range(2):
        browse("intake").post(reverse("services:closed"), {"first_on": "2026-03-20", "why": "Snow"})
    with acting_as(world.intake, at=make.AT):
        assert len(closing.coming(world.cupboard.id, today=make.AT.date())) == 1


def test_of_many_with_one_name_the_one_with_the_number_is_found(world):
    for n in range(6):
        world.person("Maria Garcia", zip=f"0050{n}", reach=Reach(phone=f"000555020{n}"))
    same = world.person("Maria Garcia", reach=Reach(phone="0005550300"))
    with acting_as(world.navigator, at=make.AT):
        found = queries.likely_duplicates(
            name="Maria Garcia", phone="0005550300", zip_code="00412", born_on=None
        )
    assert [one.pk for one in found] == [same.pk]


def test_a_first_thursday_may_be_five_weeks_away():
    after = datetime(2026, 4, 2, 22, tzinfo=UTC)
    assert hours.coming([Weekly("1TH", time(9), time(12))], after).opens.date() == date(2026, 5, 7)


def test_a_place_that_is_closed_for_now_is_not_open_now(world, pages_at):
    Schedule.objects.create(service=world.food_box, byday="MO,TU,WE", opens_at=time(9), closes_at=time(17))
    make.listed(Service, world.food_box.pk, status="temporarily closed")
    assert "Open now" not in text(Client().get(reverse("services:service", args=[world.food_box.pk])))
    assert "Closed for now" in text(Client().get(reverse("services:print", args=[world.food_box.pk])))


def test_what_a_filter_hides_is_not_missing_in_the_town(world, pages_at):
    make.listed(Service, world.food_box.pk, free=False)
    make.listed(Service, world.bread.pk, free=False)
    with acting_as(actors.SYSTEM, at=make.AT):
        index.refresh([world.food_box.pk, world.bread.pk])
    assert "Take one choice away" in text(
        Client().get(reverse("services:find"), {"need": "food", "free": "1"})
    )
    with acting_as(world.hub_manager, at=make.AT):
        assert not Unmet.objects.exists()


def test_a_card_made_stands_in_the_timeline_in_words(world):
    malik = world.person("Malik Freeman", actor=world.intake)
    with acting_as(world.intake, at=make.AT):
        aid_cards.make(person_id=malik.pk, actor=world.intake, at=make.AT)
        said = [present.happened(one)["text"] for one in referrals.timeline(malik.pk)]
    assert "Made a card for the front desk" in said


def test_a_text_that_nobody_could_match_waits_at_the_desk(world, browse):
    with acting_as(actors.SYSTEM, at=make.AT):
        thread.keep_unmatched(number="0005550199", text="Who is this", why="nothing-asked", at=make.AT)
    assert "Nobody waits at the desk" not in text(browse("hub_manager").get(reverse("desk:desk")))


def test_all_who_heard_nothing_stand_at_the_desk(world, browse, pages_at):
    for n in range(51):
        world.need(world.person(f"Silent {n:02}"), at=make.AT + timedelta(minutes=n))
    pages_at(make.AT + timedelta(days=30))
    desk, shown = browse("hub_manager"), 0
    for page in ("", "?for=&page=2"):
        said = text(desk.get(reverse("desk:desk") + page))
        shown += said.partition('aria-labelledby="silent"')[2].count('class="fc-row')
    assert shown == 51


def test_a_need_that_was_not_met_is_not_written_down_again(world):
    need = world.need()
    world.asked(need=need)
    person = actors.resident(need.person_id)
    with acting_as(person, at=make.AT):
        needs.confirm(need_id=need.pk, reply="no", actor=person, at=make.AT)
    with acting_as(world.navigator, at=make.AT):
        found = SimpleNamespace(domain="food-insecurity", detail="")
        assert screening._stands(SimpleNamespace(person_id=need.person_id), found)


def test_the_list_behind_a_figure_is_of_the_same_days(db, pages_at):
    world, client = make.World(hub_sees_for=(str(Purpose.OPERATIONS),)), Client()
    signing.enter(client, world, "hub_manager")
    world.asked(need=world.need(world.person(reach=Reach())))
    pages_at(make.AT + timedelta(days=200))
    todo = text(client.get(reverse("pulse:pulse") + "?days=365")).partition("fc-needs-you")[2]
    assert f'"{reverse("pulse:behind", args=["could-not-ask"])}?days=365"' in todo


def test_what_the_person_said_is_not_written_over_from_an_old_page(world, browse):
    done = world.referral(status=Status.COMPLETED)
    resident = actors.resident(done.person_id)
    with acting_as(resident, at=make.AT):
        needs.confirm(need_id=done.need_id, reply="yes", actor=resident, at=make.AT)
    page = browse("navigator").post(
        f"/needs/{done.need_id}/settle/", {"outcome": "lost-contact"}, follow=True
    )
    assert "the person said so" in page.content.decode()
    with acting_as(world.navigator, at=make.AT):
        assert referrals.need(done.need_id).outcome == "met"
