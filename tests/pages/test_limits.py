"""Codes on paper and of complaints: wrong ones count against a connection, right ones do not."""

import uuid

import pytest
from django.core.cache import cache
from django.test import Client

import make
from fullcircle.grievances import filing
from fullcircle.grievances.filing import Said
from fullcircle.referrals import plans
from fullcircle.web import limits


@pytest.fixture(autouse=True)
def few(monkeypatch):
    cache.clear()
    monkeypatch.setitem(limits.LIMITS, "plan", "3/h/ip")
    monkeypatch.setitem(limits.LIMITS, "follow", "3/h/ip")
    yield
    cache.clear()


def printed(world):
    need = world.need()
    with world.acting(world.navigator):
        code, _shown = plans.print_plan(person_id=need.person_id, actor=world.navigator, at=make.AT)
    return code


def complained():
    said = Said(topic="wait", text="Nobody answered.")
    return filing.file(said=said, at=make.AT, grievance_id=uuid.uuid4()).code


def test_a_help_line_answers_as_often_as_it_likes_and_guessing_ends(world, pages_at):
    code, client = printed(world), Client()

    assert {client.get(f"/p/{code}").status_code for _ in range(8)} == {200}
    assert {client.post("/p/", {"code": code}).status_code for _ in range(8)} == {302}
    wrong = [client.get("/p/ZZZZ-ZZZZZ").status_code for _ in range(5)]
    assert wrong == [404, 404, 404, 400, 400]
    assert client.get(f"/p/{code}").status_code == 400  # nor can a lucky guess be told after that
    other = Client(REMOTE_ADDR="10.1.2.3")
    assert other.get(f"/p/{code}").status_code == 200


def test_typed_codes_that_are_wrong_count_as_well(world, pages_at):
    client = Client()

    for _ in range(3):
        client.post("/p/", {"code": "ZZZZ-ZZZZZ"})

    assert "Many requests came" in client.post("/p/", {"code": printed(world)}).content.decode()


def test_a_complaint_is_followed_as_often_as_one_likes(world, pages_at):
    code, client = complained(), Client()
    right = client.post("/complain/follow/", {"code": code})["Location"]
    assert {client.get(right).status_code for _ in range(8)} == {200}
    assert {client.post("/complain/follow/", {"code": code}).status_code for _ in range(8)} == {302}
    wrong = code[:-1] + ("A" if code[-1] != "A" else "B")
    for _ in range(3):
        assert "Many requests came" not in client.post("/complain/follow/", {"code": wrong}).content.decode()

    for typed in (wrong, code):
        assert "Many requests came" in client.post("/complain/follow/", {"code": typed}).content.decode()
