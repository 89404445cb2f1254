"""Answering by a link: page by page, with nothing kept on the way."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

import asking
import make
from fullcircle.access.session import acting_as
from fullcircle.assessments.asking import queries

CARRIED = re.compile(r'name="carried" value="([^"]+)"')


@pytest.fixture
def opened(world, pages_at):
    campaign, links = asking.opened(world, purpose="To learn what gets in the way.")
    return world, campaign, f"/ask-us/{links['p0@example.org']}/"


def text(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def go_on(client, url, page, **typed):
    data = {"carried": CARRIED.search(page.content.decode())[1], "do": "next", **typed}
    return client.post(url, data)


def count(world, campaign) -> int:
    with acting_as(world.hub_manager, at=make.AT):
        return queries.taken(campaign).answers


def test_three_pages_lead_to_thanks_and_the_link_says_so_from_then_on(opened):
    world, campaign, url = opened
    client = Client()
    first = client.get(url)
    assert "To learn what gets in the way." in text(first)
    assert "Nobody can tell who said what" in text(first)
    assert "not validated" in text(first)
    assert "Page 1 of 3" in text(first)

    second = go_on(client, url, first, **{"care.1-a": "=once", "care.2-a": ["=cost", "=wait"]})
    third = go_on(client, url, second, **{"social.2-a": "=false"})
    assert count(world, campaign) == 0
    done = go_on(client, url, third, **{"you.1-a": "00412"})

    assert (done.status_code, done.url) == (302, f"{url}?thanks")
    assert "Thank you for your answers" in text(client.get(done.url))
    assert "Thank you for your answers" in text(client.get(url))
    assert count(world, campaign) == 1


def test_nothing_is_kept_before_the_last_page(opened):
    _world, _campaign, url = opened
    client = Client()

    second = go_on(client, url, client.get(url), **{"care.1-a": "=once"})
    go_on(client, url, second, **{"social.1-a": "=often"})

    assert "fullcircle" not in client.cookies  # no session
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from accounts_session")
        assert cursor.fetchone()[0] == 0


def test_back_keeps_what_was_said_and_shows_it(opened):
    _world, _campaign, url = opened
    client = Client()
    second = go_on(client, url, client.get(url), **{"care.1-a": "=once"})

    first = go_on(client, url, second, do="back", **{"social.2-a": "=true"})

    assert 'value="=once" checked' in text(first)
    again = go_on(client, url, first, **{"care.1-a": "=never"})
    assert 'value="=true" checked' in text(again)


def test_what_cannot_be_used_is_said_above_the_question_and_kept(world, pages_at):
    campaign, links = asking.opened(world, "service-feedback")
    url = f"/ask-us/{links['p0@example.org']}/"
    client = Client()

    page = go_on(client, url, client.get(url), **{"fb.4-a": "soon", "fb.1-a": "=yes"})

    assert page.status_code == 400
    assert "Type a whole number" in text(page)
    assert 'value="soon"' in text(page)
    assert 'value="=yes" checked' in text(page)
    assert count(world, campaign) == 0


def test_an_empty_form_says_what_to_do(opened):
    _world, _campaign, url = opened
    client = Client()
    second = go_on(client, url, client.get(url))

    last = go_on(client, url, go_on(client, url, second))

    assert last.status_code == 400
    assert "Answer at least one question" in text(last)


@pytest.mark.parametrize("carried", ["", "x", "e30:x:y"])
def test_carried_answers_that_were_changed_are_forgotten(opened, carried):
    _world, _campaign, url = opened

    page = Client().post(url, {"carried": carried, "do": "next"})

    assert page.status_code == 200
    assert "Page 2 of 3" in text(page)


def test_carried_answers_fit_their_own_link_only(opened, world):
    campaign, links = asking.opened(world, guests=asking.people(2), title="Another")
    client = Client()
    _world, _campaign, url = opened
    second = go_on(client, url, client.get(url), **{"care.1-a": "=once"})

    other = go_on(client, f"/ask-us/{links['p1@example.org']}/", second)

    assert "Page 2 of 3" in text(other)
    assert campaign.title == "Another"


def test_the_language_of_the_invitation_unless_another_is_chosen(world, pages_at):
    _campaign, links = asking.opened(world, guests=[asking.Guest("eva@example.org", language="es")])
    url = f"/ask-us/{links['eva@example.org']}/"
    client = Client()
    assert "¿Qué se lo impidió?" in text(client.get(url))

    client.cookies["django_language"] = "en"

    assert "What got in the way?" in text(client.get(url))


def test_after_the_window_it_says_so_and_later_what_was_done(opened, pages_at):
    world, campaign, url = opened
    pages_at(campaign.closes_at + timedelta(hours=1))
    closed = Client().get(url)
    assert (closed.status_code, "These questions are closed" in text(closed)) == (200, True)
    assert "These questions are closed" in text(Client().post(url, {"do": "next"}))

    asking.closed(world, campaign)
    asking.step(world, campaign, "report")
    asking.step(world, campaign, "act", you_said="The bus is late", we_did="It is early now")

    assert "It is early now" in text(Client().get(url))


@pytest.mark.parametrize("token", ["x", "a" * 43, "%00"])
def test_a_link_that_was_never_made_opens_nothing(world, pages_at, token):
    assert Client().get(f"/ask-us/{token}/").status_code == 404


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", "\x00", "a" * 20_000, "=1+1", "%s%(x)s", "9" * 400]
)
@pytest.mark.parametrize("field", ["care.1-a", "you.1-a", "carried", "do", "care.2-written"])
def test_hostile_answers_are_answered(opened, field, hostile):
    _world, _campaign, url = opened
    client = Client()
    page = client.get(url)

    answer = client.post(
        url, {"carried": CARRIED.search(page.content.decode())[1], "do": "next", field: hostile}
    )

    assert answer.status_code in {200, 302, 400}
    assert b"<script>alert" not in answer.content
