"""Pages in each of their states, in this process: what stands on them, and what their buttons do."""

import pytest
from django.test import Client

import make
import signing
from fullcircle.access import actor as actors
from fullcircle.access.session import acting_as
from fullcircle.directory.models import Capacity
from fullcircle.referrals import needs, queries
from fullcircle.referrals.states import DeclineReason, Status


@pytest.mark.parametrize("status", list(Status))
def test_a_need_in_every_status_on_every_page(world, browse, status):
    referral = world.referral(status=status)
    navigator, intake, hub = browse("navigator"), browse("intake"), browse("hub_manager")
    resident = Client()
    signing.enter_as_resident(resident, referral.person_id)

    pages = [
        (navigator, f"/people/{referral.person_id}/"), (navigator, "/today/"), (navigator, "/today/?whose=team&all=1"),
        (navigator, f"/requests/{referral.pk}/"), (navigator, f"/needs/{referral.need_id}/match/"), (resident, "/me/"),
        (navigator, "/sent/?tab=open"), (navigator, "/sent/?tab=ended"), (resident, "/me/who/"), (hub, "/desk/"),
        *[(intake, f"/inbox/?tab={tab}") for tab in ("new", "working", "waiting", "done")],
        *[(hub, f"/pulse/{which}/?days=365") for which in ("sent", "answered", "helped", "void", "open", "wanted", "silent")],
    ]  # fmt: skip
    for client, path in pages:
        assert client.get(path).status_code == 200, path


@pytest.mark.parametrize("reply", ["yes", "some", "no"])
def test_what_the_resident_said_stands_where_people_look(world, browse, reply):
    referral = world.referral(status=Status.COMPLETED)
    resident = Client()
    signing.enter_as_resident(resident, referral.person_id)

    assert resident.get("/me/").status_code == 200
    assert resident.post(f"/me/needs/{referral.need_id}/reply/", {"reply": reply}).status_code == 302
    assert (
        resident.post(f"/me/needs/{referral.need_id}/reply/", {"reply": "yes"}).status_code == 302
    )  # told, not counted
    assert resident.get("/me/").status_code == 200
    page = browse("navigator").get(f"/people/{referral.person_id}/").content.decode()

    assert {"yes": "yes, I got it", "some": "some of it", "no": "They said: no"}[reply] in page


@pytest.mark.parametrize("reason", list(DeclineReason))
def test_every_reason_has_words_for_staff_and_for_the_resident(world, browse, reason):
    referral = world.referral()
    world.step(referral, "target", "decline", reason=reason, text="a word")
    resident = Client()
    signing.enter_as_resident(resident, referral.person_id)

    assert resident.get("/me/").status_code == 200
    assert browse("navigator").get(f"/people/{referral.person_id}/").status_code == 200


def test_a_resident_stops_a_request_and_closes_the_page(world, browse):
    referral = world.referral()
    resident = Client()
    signing.enter_as_resident(resident, referral.person_id)

    assert resident.post(f"/me/requests/{referral.pk}/cancel/").status_code == 302
    assert resident.post("/me/close/").status_code == 302
    assert resident.get("/me/").status_code == 403
    with acting_as(world.navigator, at=make.AT):
        assert queries.referral(referral.pk).status == Status.CANCELLED


def test_a_draft_is_kept_until_the_person_agrees_and_then_sent(world, browse):
    need, navigator = world.need(), browse("navigator")

    kept = navigator.post(f"/needs/{need.pk}/send/", {"to": str(world.food_box.pk), "manner": "not-yet"})
    with acting_as(world.navigator, at=make.AT):
        drafted = queries.needs_of(need.person_id).get().referrals.get()
    sent = navigator.post(f"/requests/{drafted.pk}/send/", {"manner": "written"})

    assert (kept.status_code, sent.status_code) == (302, 302)
    with acting_as(world.navigator, at=make.AT):
        assert queries.referral(drafted.pk).status == Status.SENT


def test_choosing_by_name_and_leaving_something_off(world, browse):
    need, navigator = world.need(), browse("navigator")
    page = f"/needs/{need.pk}/match/"

    assert b"Bread Table" in navigator.get(f"{page}?know=Bread").content
    assert navigator.get(f"{page}?to={world.bread.pk}&chosen=1&field=zip").status_code == 200
    assert navigator.get(f"{page}?to=nonsense").status_code == 404
    assert navigator.post(f"/needs/{need.pk}/send/", {"to": "nonsense"}).status_code == 400
    world.referral(need=need, status=Status.DECLINED)
    assert b"The next best is chosen below" in navigator.get(page).content


@pytest.mark.parametrize("state", ["open", "limited", "wait-list", "closed"])
@pytest.mark.parametrize("days", [0, 1, 9])
def test_room_in_words_with_its_age(world, browse, state, days):
    said_at = make.AT - make.timedelta(days=days)
    Capacity.objects.create(
        service=world.food_box, state=state, room_this_week=3, wait_days=12, said_at=said_at
    )

    assert browse("navigator").get(f"/needs/{world.need().pk}/match/").status_code == 200


def test_a_person_is_added_found_alike_corrected_and_taken_on(world, browse):
    navigator = browse("navigator")
    said = {"name": "Ines Ferreira", "language": "es", "adults": "1", "children": "2", "phone": "000 555 0155",
            "may_text": "on", "zip": "00412", "street": "9 Spring Street",
            "born_on": "1990-05-01", "gender": "female", "race": ["2106-3"]}  # fmt: skip

    assert navigator.post("/people/add/", said).status_code == 302
    assert navigator.post("/people/add/", said).status_code == 409
    assert navigator.post("/people/add/", {**said, "new": "yes"}).status_code == 302
    assert navigator.post("/people/add/", {**said, "phone": "12", "zip": "1"}).status_code == 400
    person = world.person("Malik Freeman")
    page = f"/people/{person.pk}/"
    assert navigator.get(f"{page}correct/").status_code == 200
    assert navigator.post(f"{page}correct/", {**said, "name": "Malik F."}).status_code == 302
    assert navigator.post(f"{page}proxy/", {"name": "Rana", "relation": "caregiver"}).status_code == 302
    assert navigator.post(f"{page}take-on/").status_code == 302
    assert navigator.post(f"{page}need/", {"domain": "nonsense"}).status_code == 400
    assert b"Malik F." in navigator.get(f"{page}?all=1").content
    assert navigator.get(f"{page}why/").status_code == 200
    assert b"Ines" in navigator.get("/people/?q=ines&whose=mine").content


def test_telling_and_settling_from_the_page(world, browse):
    need, navigator = world.need(), browse("navigator")

    assert navigator.post(f"/needs/{need.pk}/heard/", {"how": "call"}).status_code == 302
    assert navigator.post(f"/needs/{need.pk}/settle/", {"outcome": "met"}).status_code == 400
    assert navigator.post(f"/needs/{need.pk}/settle/", {"outcome": "moved"}).status_code == 302


def test_asking_for_help_step_by_step_and_back(world, pages_at):
    client, url = Client(), f"/ask/{world.food_box.pk}/"
    first = {"step": "1", "name": "Ines", "phone": "0005550155", "may_text": "on"}
    second = {**first, "step": "2", "detail": "food", "adults": "1", "children": "2", "zip": "00412"}

    assert client.get(url).status_code == 200
    assert client.post(url, {"step": "1", "name": ""}).status_code == 400
    assert client.post(url, first).status_code == 200
    assert b"Who may know" in client.post(url, second).content
    assert client.post(url, {**second, "step": "3", "back": "1"}).status_code == 200
    assert client.post(url, {**second, "step": "3", "confirmed": "1"}).status_code == 302
    assert client.get("/asked").status_code == 200
    assert b"food" in client.get("/me/").content


def test_asking_to_be_called_reaches_the_hubs_desk(world, browse, pages_at):
    said = {
        "name": "Ines",
        "email": "ines@example.org",
        "domain": "food-insecurity",
        "detail": "soon",
        "zip": "00412",
    }

    assert Client().post("/call-me", {**said, "email": ""}).status_code == 400
    assert Client().post("/call-me", said).status_code == 302
    assert b"Ines" in browse("hub_manager").get("/desk/").content


def test_the_pulse_reads_as_a_sentence_with_and_without_figures(world, browse):
    hub = browse("hub_manager")
    assert b"Nothing was sent" in hub.get("/pulse/").content
    for number in range(12):
        world.referral(need=world.need(world.person(f"P {number}")), status=Status.DECLINED)
    done = world.referral(need=world.need(world.person("Gus")), status=Status.COMPLETED)
    resident = actors.resident(done.person_id)
    with acting_as(resident, at=make.AT):
        needs.confirm(need_id=done.need_id, reply="yes", actor=resident, at=make.AT)

    assert hub.get("/pulse/?days=30").status_code == 200
    assert hub.get("/pulse/?days=nonsense").status_code == 200
    assert hub.get("/pulse/sent/?format=csv").headers["Content-Type"].startswith("text/csv")
    assert hub.get("/pulse/nonsense/").status_code == 404
