"""Partnerships and the policy agenda at the pages: who may press what, what is missing, and the lists."""

import re

import pytest
from django.test import Client

import make
import partnered
import signing
import table
from fullcircle.partnerships.states import Stage
from fullcircle.web import acting


@pytest.fixture
def pair(world, pages_at):
    made = partnered.Partnered(world)
    world.doctor, world.grocer, world.stranger = made.doctor, made.grocer, made.stranger
    return made


def enter(world, who):
    client = Client()
    signing.enter(client, world, who)
    return client


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_each_side_has_buttons_of_its_own_alone(pair):
    page = f"/room/partnerships/{pair.one.pk}/"
    sides = {"doctor": pair.doctors_side, "grocer": pair.grocers_side}

    for who in ("doctor", "grocer", "hub_manager"):
        found = set(
            re.findall(rf'href="{page}sides/([^/]+)/"', enter(pair.world, who).get(page).content.decode())
        )
        assert found == ({str(sides[who].pk)} if who in sides else set()), who


def test_the_backbone_is_refused_at_a_sides_form(pair):
    address = f"/room/partnerships/{pair.one.pk}/sides/{pair.doctors_side.pk}/"

    for part in ("", "check/", "notice/"):
        assert enter(pair.world, "hub_manager").get(address + part).status_code == 403


def test_a_stranger_finds_nothing(pair):
    client = enter(pair.world, "stranger")

    assert "No partnership yet" in text(client.get("/room/partnerships/"))
    assert client.get(f"/room/partnerships/{pair.one.pk}/").status_code == 404


def test_what_is_missing_is_said_by_name_and_a_step_is_refused_with_it(pair):
    client, page = enter(pair.world, "doctor"), f"/room/partnerships/{pair.one.pk}/"
    client.post(f"{page}sides/{pair.doctors_side.pk}/", {"motivations": "a", "capacity": "b"})

    shown = text(client.get(page))
    refused = client.post(f"{page}move/", {"to": "design"})

    assert re.search(r"Each side wrote why it wants this\. Missing: Open Cupboard", shown)
    assert refused.status_code == 409
    assert "Before Design: Each side wrote why it wants this." in text(refused)


def test_a_late_pilot_is_said_on_its_page_and_in_the_list(pair, pages_at):
    pair.to(Stage.PILOT)
    client = enter(pair.world, "grocer")
    assert "Review due by" in text(client.get("/room/partnerships/"))

    pages_at(make.AT + make.timedelta(days=366))

    assert "1 partnership is late for a review" in text(client.get("/room/partnerships/"))
    page = f"/room/partnerships/{pair.one.pk}/"
    assert "It does not go on without a review" in text(client.get(page))
    refused = client.post(f"{page}terms/", {"scope": "More"})
    assert (refused.status_code, "past its 12 months" in text(refused)) == (400, True)
    assert acting.now() > make.AT


def test_the_way_to_a_good_end_at_the_pages(pair):
    client, page = enter(pair.world, "doctor"), f"/room/partnerships/{pair.one.pk}/"
    side = f"{page}sides/{pair.doctors_side.pk}/"
    assert client.post(f"{side}notice/", {"why": ""}).status_code == 400
    assert client.post(f"{side}notice/", {"why": "We move."}).status_code == 302
    for item in ("referrals", "data", "money", "residents", "lessons"):
        assert "Go to: Ended" not in text(client.get(page))
        assert client.post(f"{page}settle/{item}/", {"how": "Done."}).status_code == 302
    assert client.get(f"{page}settle/nonsense/").status_code == 404

    assert client.post(f"{page}move/", {"to": "ended"}).status_code == 302

    assert client.post(f"{side}notice/undo/").status_code == 409
    assert "Write our side" not in text(client.get(page))


def test_the_list_as_a_table(pair):
    pair.terms(goal="=1+1")
    rows = enter(pair.world, "grocer").get("/room/partnerships/?format=csv").content.decode().splitlines()

    assert rows[0].startswith("title,stage,since,sides")
    assert "Food from the clinic,explore" in rows[1]
    assert "'=1+1" in rows[1]


@pytest.fixture
def room(world, pages_at):
    made = table.Table(world)
    world.seat = made.sitting[0]
    return made


def test_an_idea_is_brought_scored_and_shown_with_its_spread(room):
    client = enter(room.world, "seat")
    said = {"title": "=Sick leave", "problem": "x", "level": "city", "decider": "y", "lobbying": "none"}
    brought = client.post("/room/agenda/bring/", said)
    page = brought.url
    hub = enter(room.world, "hub_manager")
    assert hub.post(f"{page}move/screened/").status_code == 302

    (score,) = re.findall(rf'href="({page}score/[^"]+)"', client.get(page).content.decode())
    assert client.post(score, {"impact": "4", "feasibility": "2"}).status_code == 400
    assert client.post(score, {"impact": "4", "feasibility": "2", "equity": "5"}).status_code == 302

    assert "Scores: 1 voice" in text(client.get(page))
    assert "4 (4 to 4)" in text(client.get("/room/agenda/"))
    assert "'=Sick leave,screened,city" in client.get("/room/agenda/?format=csv").content.decode()
    assert hub.post(f"{page}move/scored/").status_code == 409
    assert hub.get(f"{page}move/parked/").status_code == 200
    assert hub.post(f"{page}move/parked/", {"note": ""}).status_code == 400
    assert hub.post(f"{page}move/parked/", {"note": "Later."}).status_code == 302
    assert hub.post(f"{page}undo/").status_code == 302
    assert "Screened" in text(hub.get(page))


def test_who_sits_at_the_table_moves_nothing(room):
    client = enter(room.world, "seat")
    page = client.post("/room/agenda/bring/", {"title": "Sick leave"}).url

    assert client.post(f"{page}move/screened/").status_code == 403
    assert "Go to" not in text(client.get(page))
    assert "Nothing on the agenda yet" not in text(client.get("/room/agenda/"))
