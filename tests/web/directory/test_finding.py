"""Door, results, one service and its paper: for anybody, without a name."""

import re
import uuid

import pytest
from django.urls import reverse

import listed
from fullcircle.directory.models import Service, Unmet

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'"


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_door_has_ten_tiles_that_lead_somewhere(client, pantry):
    page = client.get("/")

    tiles = re.findall(r'class="fc-tile" href="([^"]+)"', page.content.decode())
    assert len(tiles) == 10
    assert {client.get(tile).status_code for tile in tiles} == {200}


def test_a_card_says_what_one_needs_to_know(client, pantry):
    listed.capacity(pantry, "wait-list", wait_days=9)

    said = text(client.get("/find?need=food&zip=00412"))

    for words in (
        "food near 00412",
        "1 place.",
        "A box of food for about 5 days.",
        "Wait is about 9 days",
        "Less than a mile away",
        "Bring: a letter. It is free",
        "English, Spanish",
        "Ask for help",
        "Call",
        "Print",
        "hecked",
    ):
        assert words in said
    assert "OVERVIEW" not in said


def test_a_full_place_offers_no_asking(client, pantry):
    listed.capacity(pantry, "closed")

    page = client.get("/find?need=food").content.decode()
    assert reverse("resident:ask", args=[pantry.pk]) not in page
    assert "Full now" in page


def test_it_speaks_spanish(client, pantry):
    client.cookies["django_language"] = "es"

    page = client.get("/find?need=comida&zip=00412")
    assert 'lang="es"' in page.content.decode()
    assert "Open Cupboard Pantry" in text(page)


def test_an_empty_search_says_that_it_was_written_down(client, pantry):
    page = client.get("/find?need=pi%C3%B1ata+fixing&zip=00412")

    assert "We wrote down what was missing" in text(page)
    assert Unmet.objects.get().zip == "00412"


def test_a_filter_that_leaves_nothing_is_no_unmet_need_to_the_reader(client, pantry):
    Service.objects.update(free=False)

    said = text(client.get("/find?need=food&free=1"))
    assert "Take one choice away" in said


@pytest.mark.parametrize("zip_code", ["412", "abc", "<b>"])
def test_a_zip_that_is_none_is_said(client, pantry, zip_code):
    page = client.get("/find", {"need": "food", "zip": zip_code})

    assert "Type 5 numbers, like 00412" in text(page)
    assert "<b>" not in page.content.decode()


def test_an_unknown_zip_is_said(client, pantry):
    assert "do not know this ZIP code" in text(client.get("/find?need=food&zip=99999"))


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?need=",
        "?topic=nonsense",
        "?page=999&need=food",
        "?page=x&need=food",
        "?need=%00",
        "?language=../x&need=food",
    ],
)
def test_odd_addresses_answer(client, pantry, query):
    assert client.get(f"/find{query}").status_code == 200


def test_results_come_in_pages(client):
    owner = listed.organization()
    for number in range(12):
        listed.service(f"Pantry {number}", owner=owner, point=None)

    first, second = (client.get(f"/find?need=pantry&page={n}").content.decode() for n in (1, 2))
    assert (first.count('fc-card"'), second.count('fc-card"')) == (10, 2)
    assert "Show more" in first


@pytest.mark.parametrize("name", ["find", "service", "print"])
def test_hostile_text_is_text(client, name):
    service = listed.service(
        f"Food {HOSTILE}",
        description=HOSTILE,
        eligibility_description=HOSTILE,
        application_process=HOSTILE,
        fees_description=HOSTILE,
        documents=(HOSTILE,),
        phone=f"555{HOSTILE[:20]}",
        languages=(("xx", HOSTILE[:50]),),
    )
    address = (
        "/find?topic=food-insecurity&need=" + HOSTILE
        if name == "find"
        else reverse(f"services:{name}", args=[service.pk])
    )

    page = client.get(address).content.decode()
    assert "<script>alert" not in page
    assert "<img src" not in page


def test_safety_comes_first(client, pantry):
    listed.service("Harbor House", "intimate-partner-violence")

    assert "Call 911" in text(client.get("/find?need=he+beats+me"))
    assert "988" in text(client.get("/find?need=suicidal"))
    assert "988" not in text(client.get("/find?need=food"))


@pytest.mark.parametrize("name", ["service", "print"])
def test_absent_and_unlisted_answer_alike(client, pantry, name):
    shown = client.get(reverse(f"services:{name}", args=[pantry.pk]))
    Service.objects.update(status="defunct")

    gone = client.get(reverse(f"services:{name}", args=[pantry.pk]))
    absent = client.get(reverse(f"services:{name}", args=[uuid.uuid4()]))
    assert (shown.status_code, gone.status_code, absent.status_code) == (200, 404, 404)
    assert text(gone).replace(str(pantry.pk), "") == text(absent).replace(
        str(pantry.pk), ""
    ) or "not in the directory" in text(gone)


def test_a_search_stays_on_no_phone(client, pantry):
    for address in ("/find?need=food", reverse("services:service", args=[pantry.pk])):
        assert client.get(address)["Cache-Control"] == "no-store"


def test_the_paper_has_phone_and_address(client, pantry):
    Service.objects.get().locations.update(address_1="1 Elm", city="Larkhaven")

    said = text(client.get(reverse("services:print", args=[pantry.pk])))
    assert "(000) 555-0161" in said
    assert "1 Elm" in said


def test_nobody_posts_to_public_pages(client, pantry):
    for address in ("/find", reverse("services:service", args=[pantry.pk])):
        assert client.post(address).status_code == 405
