"""Complaining at the page: what the form asks, what machines and haste run into, and what nobody is shown."""

import re
import uuid

import pytest
from django.core.cache import cache
from django.test import Client

import make
import reviewed
import signing
from fullcircle.access.session import acting_as
from fullcircle.grievances.models import Grievance

CODE = re.compile(r"[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5}")
SAID = {"topic": "respect", "text": "They shouted at me."}


@pytest.fixture
def review(world, pages_at):
    cache.clear()
    return reviewed.Reviewed(world)


@pytest.fixture
def somebody():
    return Client(HTTP_USER_AGENT="Xylander phone", REMOTE_ADDR="203.0.113.77")


def send(client, **said):
    return client.post("/complain/", {**SAID, "once": str(uuid.uuid4()), **said})


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def kept(review, actor=None):
    with acting_as(actor or review.reader, at=make.AT):
        return list(Grievance.objects.values())


def test_it_is_filed_and_followed_without_a_name(review, somebody):
    filed = send(somebody)
    (code,) = set(CODE.findall(filed.content.decode()))

    found = somebody.post("/complain/follow/", {"code": code.lower()})

    assert (found.status_code, found.url) == (302, f"/complain/{code}/")
    assert "We have your complaint" in text(somebody.get(found.url))
    assert filed.headers["Cache-Control"] == "no-store"
    assert not [name for name in somebody.cookies if name != "csrftoken"]


def test_nothing_of_the_browser_is_kept(review, somebody):
    send(somebody)

    assert "203.0.113" not in str(kept(review))
    assert "Xylander" not in str(kept(review))


def test_help_numbers_are_there_at_once_and_nothing_typed_is_lost(review, somebody):
    answer = send(somebody, danger_now="yes", reach="after 6")

    page = answer.content.decode()
    assert "Call 911" in page
    assert "They shouted at me." in page
    assert 'value="after 6"' in page
    assert kept(review) == []
    assert "Call 911" in text(send(somebody, danger="on"))


@pytest.mark.parametrize(
    ("typed", "picked", "about"),
    [
        ("open cupboard", "", "cupboard"),
        ("Open", "cupboard", "cupboard"),
        ("Open", "none", None),
        ("Nowhere Street", "", None),
    ],
)
def test_a_place_is_found_by_its_name(review, somebody, typed, picked, about):
    which = str(review.world.cupboard.id) if picked == "cupboard" else picked

    assert send(somebody, place=typed, which=which).status_code == 200

    (row,) = kept(review)
    assert row["about"] == ([review.world.cupboard.id] if about else [])
    assert row["about_text"] == typed


def test_a_name_that_fits_others_is_asked_about(review, somebody):
    answer = send(somebody, place="Open")

    assert answer.status_code == 400
    assert "Open Cupboard" in text(answer)
    assert "None of these" in text(answer)


def test_a_place_outside_the_matches_is_not_picked(review, somebody):
    assert send(somebody, place="Open", which=str(review.world.hub.id)).status_code == 400


def test_the_hub_is_named_by_a_tick_and_reads_nothing(review, somebody):
    send(somebody, hub="on")

    (row,) = kept(review)
    assert row["about"] == [review.world.hub.id]
    assert kept(review, review.world.hub_manager) == []


def test_a_link_names_the_place(review, somebody):
    page = somebody.get(f"/complain/?about={review.world.cupboard.id}").content.decode()

    assert 'value="Open Cupboard"' in page
    for odd in ("x", str(uuid.uuid4()), "'"):
        assert somebody.get(f"/complain/?about={odd}").status_code == 200


@pytest.mark.parametrize("missing", ["topic", "text", "once"])
def test_what_is_missing_is_said(review, somebody, missing):
    answer = send(somebody, **{missing: ""})

    assert answer.status_code == 400
    assert kept(review) == []


def test_machines_fill_in_what_people_do_not_see(review, somebody):
    answer = send(somebody, website="http://spam.example")

    assert answer.status_code == 400
    assert "Empty it and send again" in text(answer)
    assert kept(review) == []


def test_sending_twice_files_once(review, somebody):
    once = str(uuid.uuid4())

    assert send(somebody, once=once).status_code == 200
    assert send(somebody, once=once).status_code == 409
    assert len(kept(review)) == 1


def test_twenty_an_hour_from_one_connection(review, somebody):
    answers = [send(somebody).status_code for _ in range(21)]

    assert answers == [200] * 20 + [400]
    assert send(Client(REMOTE_ADDR="203.0.113.78")).status_code == 200


def test_guessing_codes_is_slowed_on_both_doors(review, somebody):
    for _ in range(30):
        assert somebody.post("/complain/follow/", {"code": "7KQ2M-9FTRC-X4HJD"}).status_code == 400
        assert somebody.get("/complain/7KQ2M-9FTRC-X4HJD/").status_code == 404

    assert somebody.get("/complain/7KQ2M-9FTRC-X4HJD/").status_code == 400


def test_an_answer_is_appealed_once_at_the_page(review, somebody):
    one = review.answered()
    address = f"/complain/{one.code}/"
    assert "We are sorry" in text(somebody.get(address))
    assert somebody.post(address, {"say": "appeal", "text": ""}).status_code == 400

    assert somebody.post(address, {"say": "appeal", "text": "No."}).status_code == 302

    assert "Another reviewer looks at it" in text(somebody.get(address))
    assert somebody.post(address, {"say": "appeal", "text": "No."}).status_code == 409


@pytest.mark.parametrize("who", ["intake", "navigator"])
def test_staff_write_one_down_and_see_the_code_alone(review, who):
    client = Client()
    signing.enter(client, review.world, who)

    answer = client.post(
        "/room/grievances/enter/",
        {**SAID, "manner": "phone", "once": str(uuid.uuid4()), "place": "Open Cupboard"},
    )

    assert CODE.search(answer.content.decode())
    assert kept(review, getattr(review.world, who)) == []
    assert kept(review)[0]["manner"] == "phone"
    assert kept(review)[0]["entered_by"] == getattr(review.world, who).user_id


def test_a_place_complained_about_sees_an_empty_list_and_a_missing_page(review):
    one, world = review.file(about=[review.world.hub.id]), review.world
    client = Client()
    signing.enter(client, world, "hub_manager")

    assert "No complaint waits for you" in text(client.get("/room/grievances/"))
    assert client.get("/room/grievances/?format=csv").content.decode().count("\n") == 1
    hidden = client.get(f"/room/grievances/{one.id}/")
    absent = client.get(f"/room/grievances/{uuid.uuid4()}/")
    main = [answer.content.decode().split("<main")[1].split("</main>")[0] for answer in (hidden, absent)]
    assert (hidden.status_code, main[0]) == (absent.status_code, main[1])


def test_a_reviewer_walks_it_at_the_pages(review):
    one = review.file(reach="000 555 0199", text="=HYPERLINK(1)")
    review.world.reader = review.reader
    client = Client()
    signing.enter(client, review.world, "reader")
    page = f"/room/grievances/{one.id}/"
    assert "000 555 0199" in text(client.get(page))
    assert "HYPERLINK" not in client.get("/room/grievances/?format=csv").content.decode()

    for step in ("acknowledge", "look"):
        assert client.post(f"{page}step/", {"step": step}).status_code == 302
    assert client.post(f"{page}step/", {"step": "acknowledge"}).status_code == 409
    assert client.post(f"{page}note/", {"text": "Called them."}).status_code == 302
    assert client.post(f"{page}answer/", {"text": ""}).status_code == 400
    assert client.post(f"{page}answer/", {"text": "We are sorry."}).status_code == 302

    shown = text(client.get(page))
    assert "Called them." in shown
    assert "Answered" in shown


def test_handing_it_on_at_the_page(review):
    one = review.file()
    review.world.reader = review.reader
    client = Client()
    signing.enter(client, review.world, "reader")

    assert client.post(f"/room/grievances/{one.id}/hand-on/", {}).status_code == 400
    assert client.post(f"/room/grievances/{one.id}/hand-on/", {"aside": "on"}).status_code == 302
    assert client.get(f"/room/grievances/{one.id}/").status_code == 404
    assert len(kept(review, review.next_reader)) == 1


def test_the_hub_names_reviewers_and_is_told_when_there_are_too_few(world, pages_at):
    client = Client()
    signing.enter(client, world, "hub_manager")
    address = "/room/grievances/reviewers/"
    assert "Name two organizations or more" in text(client.get(address))

    for number, place in enumerate((world.cupboard, world.breadline), start=1):
        said = {"organization": str(place.id), "email": "a@b.example", "rank": number, "language": "en"}
        assert client.post(address, said).status_code == 302

    assert "Name two organizations or more" not in text(client.get(address))
    assert "Open Cupboard" in text(Client().get("/complain/"))
    assert client.post(address, said).status_code == 400


def test_themes_are_counts_without_places(review):
    page = text(Client().get("/complain/themes/"))

    assert "How I was treated 0" in page
    assert "Cupboard" not in page
