"""Appointments as pages, and as calendars that name nobody."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from icalendar import Calendar

import make
import signing
from answering import answer_link
from fullcircle.access.actor import Role
from fullcircle.access.session import acting_as
from fullcircle.accounts import actions as accounts
from fullcircle.accounts.models import Membership
from fullcircle.directory.models import Organization
from fullcircle.people.actions import Reach
from fullcircle.referrals.appointments import planning
from fullcircle.referrals.states import Status
from protected import Town

SAID = {"on": "2026-03-12", "time": "14:30", "minutes": "45", "place": "12 Mill Race", "with_whom": "Ana"}


def read(response, status=200) -> str:
    assert response.status_code == status
    return " ".join(response.content.decode().split())


@pytest.fixture
def taken(world):
    return world.referral(status=Status.ACCEPTED)


@pytest.fixture
def pantry(world, browse):
    return browse("intake")


def planned(pantry, taken, **more):
    return read(pantry.post(f"/requests/{taken.pk}/appointments/", {**SAID, **more}, follow=True))


def of(world, taken):
    with acting_as(world.intake, at=make.AT):
        return planning.of_request(taken.pk)


def resident(taken):
    client = Client()
    signing.enter_as_resident(client, taken.person_id)
    return client


def address(pantry):
    """The new address of one's own calendar, as a path."""
    page = pantry.post("/appointments/calendar/", {"does": "replace"}).content.decode()
    return urlsplit(page.partition('readonly value="')[2].partition('"')[0]).path


def calendar(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    return Calendar.from_ical(answer.content)


def test_a_plan_stands_on_the_request_for_both_sides_and_on_the_persons_page(world, browse, pantry, taken):
    page = planned(pantry, taken)
    assert "Planned. The person is told, and reminded." in page
    assert "Thursday, March 12, 2:30 p.m.</strong>, <bdi>12 Mill Race</bdi>, <bdi>Ana</bdi>" in page
    sender = read(browse("navigator").get(f"/requests/{taken.pk}/"))
    assert "12 Mill Race" in sender
    assert "Plan an appointment" not in sender
    assert "They came" not in sender
    assert "You are expected: Thursday, March 12, 2:30 p.m." in read(resident(taken).get("/me/"))


def test_where_no_way_is_safe_staff_is_asked_to_tell_the_person(world, pantry):
    need = world.need(world.person("Abel Stroud", reach=Reach(phone="0005550131")))
    unreached = world.referral(status=Status.ACCEPTED, need=need)
    tell = "No way to write to the person is safe: tell them yourself."

    assert f"Planned. {tell}" in planned(pantry, unreached)
    change = f"/appointments/{of(world, unreached)[0].pk}/"
    later = {**SAID, "time": "15:30", "does": "move"}
    assert f"Moved. {tell}" in read(pantry.post(change, later, follow=True))
    assert f"Cancelled. {tell}" in read(
        pantry.post(change, {"does": "cancel", "reason": "Ana is ill"}, follow=True)
    )


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"on": "soon"}, "Type the day like 2026-03-18."), ({"time": "2"}, "Type the time like 14:30."),
        ({"minutes": "many"}, "Type how many minutes it takes, from 5 to 600."), ({"place": ""}, "Say where"),
        ({"user": "x"}, "Choose somebody of your team."), ({"on": "2026-03-01"}, "Choose a time to come, within a year."),
    ],
)  # fmt: skip
def test_what_cannot_be_a_plan_is_said_and_kept_in_the_form(pantry, taken, wrong, says):
    page = read(pantry.post(f"/requests/{taken.pk}/appointments/", {**SAID, **wrong}), 400)
    assert says in page
    assert 'value="Ana"' in page


def test_moved_and_cancelled(world, pantry, taken):
    planned(pantry, taken)
    change = f"/appointments/{of(world, taken)[0].pk}/"
    moved = read(pantry.post(change, {**SAID, "on": "2026-03-20", "does": "move"}, follow=True))
    assert "Friday, March 20" in moved
    assert "Say in a few words why." in read(pantry.post(change, {"does": "cancel"}), 400)
    assert "Choose what you did." in read(pantry.post(change, {}), 400)
    gone = read(pantry.post(change, {"does": "cancel", "reason": "Ana is ill"}, follow=True))
    assert "Cancelled: Ana is ill" in gone
    assert read(pantry.post(change, {"does": "cancel", "reason": "again"}), 409)


def test_the_list_asks_whether_they_came(world, browse, pantry, taken, pages_at):
    planned(pantry, taken, user=str(world.intake.user_id))
    page = read(pantry.get("/appointments/?whose=mine"))
    assert "Denise Robles" in page
    assert "Did they come?" not in page
    pages_at(make.AT + timedelta(days=3))
    assert "Did they come?" in read(pantry.get("/appointments/"))
    change = f"/appointments/{of(world, taken)[0].pk}/"
    after = read(pantry.post(change, {"does": "came", "back": "list"}, follow=True))
    assert "Did they come?" not in after
    assert of(world, taken)[0].status == "came"
    assert "Denise" not in read(browse("other_intake").get("/appointments/"))


def test_the_person_says_that_they_cannot_come(world, pantry, taken):
    planned(pantry, taken)
    one, client = of(world, taken)[0], resident(taken)
    said = read(client.post(f"/me/appointments/{one.pk}/cannot-come/", {"reason": "I work"}, follow=True))
    assert "They know that you cannot come." in said
    assert "You are expected" not in said
    assert of(world, taken)[0].reason == "I work"
    other = resident(world.referral())
    assert other.post(f"/me/appointments/{one.pk}/cannot-come/").status_code == 404
    assert other.get(f"/me/appointments/{one.pk}.ics").status_code == 404


def test_the_person_is_told_where_a_place_has_no_mail_address(world, pantry, taken):
    planned(pantry, taken)
    with acting_as(world.hub_manager, at=make.AT):
        Organization.objects.filter(pk=taken.target_id).update(email="")
    one, client = of(world, taken)[0], resident(taken)

    said = read(client.post(f"/me/appointments/{one.pk}/cannot-come/", {"reason": "I work"}, follow=True))

    assert "Better call them as well" in said
    assert "They know" not in said


def test_the_persons_own_calendar_file_says_when_and_no_more(world, pantry, taken):
    planned(pantry, taken)
    one = of(world, taken)[0]
    text = resident(taken).get(f"/me/appointments/{one.pk}.ics").content.decode()
    event = calendar(resident(taken), f"/me/appointments/{one.pk}.ics").events[0]
    assert (event["SUMMARY"], "LOCATION" in event) == ("Appointment", False)
    assert event["DTSTART"].dt.astimezone(UTC) == datetime(2026, 3, 12, 18, 30, tzinfo=UTC)
    assert event["DTSTART"].params["TZID"] == "America/Detroit"
    assert "BEGIN:VTIMEZONE" in text
    for word in ("Cupboard", "Denise", "food", "Food", "Mill Race"):
        assert word not in text


def test_a_calendar_is_read_by_its_address_and_names_nobody(world, pantry, taken):
    planned(pantry, taken, user=str(world.intake.user_id))
    planned(pantry, taken, user="")
    path = address(pantry)
    assert path.startswith("/calendar/")
    made = calendar(Client(), path)
    assert [event["SUMMARY"] for event in made.events] == ["Appointment"]
    for word in (b"Denise", b"Mill Race"):
        assert word not in Client().get(path).content


def test_the_organization_may_say_that_names_stand_in_it(world, pantry, browse, taken):
    planned(pantry, taken, user=str(world.intake.user_id))
    path = address(pantry)
    assert pantry.post("/appointments/calendar/names/", {"allowed": "yes"}).status_code == 403
    world.boss = make.staff(world.cupboard.id, Role.ADMINISTRATOR)
    boss = browse("boss")
    assert "No resident's name stands" in read(boss.get("/team/"))
    boss.post("/appointments/calendar/names/", {"allowed": "yes"})
    assert calendar(Client(), path).events[0]["SUMMARY"] == "Appointment: Denise Robles"
    boss.post("/appointments/calendar/names/", {"allowed": "no"})
    assert calendar(Client(), path).events[0]["SUMMARY"] == "Appointment"


def test_an_address_is_replaced_and_ended(world, pantry, taken):
    first = address(pantry)
    second = address(pantry)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    pantry.post("/appointments/calendar/", {"does": "end"})
    assert Client().get(second).status_code == 404
    assert Client().get("/calendar/x.ics").status_code == 404


def test_who_leaves_the_team_takes_no_calendar_along(world, pantry, taken):
    path = address(pantry)
    runs = make.staff(world.cupboard.id, Role.ADMINISTRATOR)
    with acting_as(runs, at=make.AT):
        held = Membership.objects.get(user_id=world.intake.user_id)
        accounts.end_membership(membership_id=held.pk, actor=runs, at=make.AT)
    assert Client().get(path).status_code == 404


def test_what_was_cancelled_leaves_calendars_by_itself(world, pantry, taken):
    planned(pantry, taken, user=str(world.intake.user_id))
    path = address(pantry)
    one = of(world, taken)[0]
    pantry.post(f"/appointments/{one.pk}/", {"does": "cancel", "reason": "ill"})
    event = calendar(Client(), path).events[0]
    assert (event["STATUS"], event["SEQUENCE"], str(event["UID"])) == ("CANCELLED", 1, str(one.pk))


def test_a_volunteer_plans_by_the_link_moves_and_cancels(world, pantry, taken):
    volunteer, there = Client(), f"/a/{answer_link(world, taken)}"
    assert "In whose calendar" not in read(volunteer.get(there))

    shown = read(volunteer.post(f"{there}/appointments/", SAID, follow=True))

    assert "Planned. The person is told, and reminded." in shown
    assert "Thursday, March 12, 2:30 p.m.</strong>, <bdi>12 Mill Race</bdi>" in shown
    assert "You are expected: Thursday, March 12, 2:30 p.m." in read(resident(taken).get("/me/"))
    one = of(world, taken)[0]
    pantry.post(f"/appointments/{one.pk}/", {**SAID, "does": "move", "user": str(world.intake.user_id)})
    moved = {**SAID, "does": "move", "moves": str(one.pk), "time": "15:00", "user": str(world.intake.user_id)}
    assert f'name="user" value="{world.intake.user_id}"' in read(volunteer.get(there))
    volunteer.post(f"{there}/appointments/{one.pk}/", moved)
    one = of(world, taken)[0]
    assert (one.starts_at.hour, one.user_id) == (19, world.intake.user_id)
    volunteer.post(f"{there}/appointments/{one.pk}/", {"does": "cancel", "reason": "The hall is closed"})
    assert "Cancelled: The hall is closed" in read(volunteer.get(there))
    assert "You are expected" not in read(resident(taken).get("/me/"))


def test_what_was_typed_by_the_link_stays_where_it_was_refused(world, pages_at, taken):
    volunteer, there = Client(), f"/a/{answer_link(world, taken)}"
    shown = read(volunteer.post(f"{there}/appointments/", {**SAID, "on": "2026-03-01"}), 400)
    assert "Choose a time to come, within a year." in shown
    assert 'value="12 Mill Race"' in shown
    assert of(world, taken) == []


@pytest.mark.parametrize("status", [Status.SENT, Status.WAIT_LISTED])
def test_who_has_not_said_yes_plans_nothing_by_the_link(world, pages_at, status):
    asked = world.referral(status=status)
    volunteer, there = Client(), f"/a/{answer_link(world, asked)}"
    assert "Plan an appointment" not in read(volunteer.get(there))
    assert "Say yes to this request first." in read(volunteer.post(f"{there}/appointments/", SAID), 409)


def test_a_link_reaches_the_appointments_of_its_own_request_alone(world, pantry, taken):
    other = world.referral(need=world.need(world.person("Malik Freeman")), status=Status.ACCEPTED)
    planned(pantry, other)
    one, there = of(world, other)[0], f"/a/{answer_link(world, taken)}"
    said = [{"does": "came"}, {"does": "cancel", "reason": "no"}, {**SAID, "does": "move", "time": "16:00"}]

    for typed in said:
        assert Client().post(f"{there}/appointments/{one.pk}/", typed).status_code == 404
        assert Client().post(f"/a/x/appointments/{one.pk}/", typed).status_code == 404

    assert of(world, other)[0].said_at == one.said_at
    assigned = {**SAID, "user": str(world.navigator.user_id)}
    assert "Choose somebody of your team." in read(Client().post(f"{there}/appointments/", assigned), 400)


def test_a_protected_appointment_names_nobody_and_no_place_whatever_was_allowed(db, pages_at):
    world = Town()
    referral = world.referral(service=world.detox, status=Status.ACCEPTED)
    world.boss = make.staff(world.program.id, Role.ADMINISTRATOR)
    counselor, boss = Client(), Client()
    signing.enter(counselor, world, "counselor")
    signing.enter(boss, world, "boss")
    boss.post("/appointments/calendar/names/", {"allowed": "yes"})
    planned(counselor, referral, user=str(world.counselor.user_id))
    event = calendar(Client(), address(counselor)).events[0]
    assert (event["SUMMARY"], "LOCATION" in event) == ("Appointment", False)
    with acting_as(world.counselor, at=make.AT):
        one = planning.of_request(referral.pk)[0]
    own = calendar(resident(referral), f"/me/appointments/{one.pk}.ics").events[0]
    assert (own["SUMMARY"], "LOCATION" in own) == ("Appointment", False)
    for who in (world.navigator, world.hub_manager):
        with acting_as(who, at=make.AT):
            assert bool(planning.of_request(referral.pk)) is sees_protected(world, who)


def sees_protected(world, who) -> bool:
    """The consent that went with the request named its sender; nobody else."""
    return who == world.navigator
