"""What was sent to a number that was wrong, or is safe no more, opens nothing; what it said goes the way that is safe now."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from fullcircle.access.session import acting_as
from fullcircle.infra import outbox
from fullcircle.people import actions as people
from fullcircle.people.actions import Details, Reach
from fullcircle.referrals import queries
from make import AT

HOUR = timedelta(hours=1)
OLD, NEW = "0005550117", "0005550190"


def texts(to=OLD):
    return [m.body for m in reversed(outbox.recent(200)) if m.to == to]


def link_in(bodies, kind):
    return re.search(rf"/{kind}/[\w-]+", [one for one in bodies if f"/{kind}/" in one][-1]).group()


def corrected(world, person_id, reach, name="Denise Robles", at=AT + HOUR):
    with acting_as(world.navigator, at=at):
        people.correct(
            person_id=person_id, details=Details(name=name, zip="00412", reach=reach),
            actor=world.navigator, at=at,
        )  # fmt: skip


@pytest.mark.parametrize("kind", ["r", "c"])
@pytest.mark.parametrize("reach", [Reach(phone=NEW, may_text=True), Reach(phone=OLD, may_text=False)])
def test_a_link_sent_to_a_number_that_is_not_safe_any_more_opens_nothing(world, pages_at, kind, reach):
    done = world.asked()
    link = link_in(texts(), kind)
    corrected(world, done.person_id, reach)
    pages_at(AT + 2 * HOUR)
    assert Client().get(link).status_code == 404


def test_whoever_has_the_old_number_sees_nothing(world, pages_at):
    sent = world.referral()
    link = link_in(texts(), "r")
    corrected(world, sent.person_id, Reach(phone=NEW, may_text=True))
    pages_at(AT + 2 * HOUR)
    page = Client().post(link, follow=True).content.decode()
    assert "Open Cupboard" not in page


@pytest.mark.parametrize("kind", ["r", "c"])
def test_a_correction_that_takes_no_way_away_ends_no_link(world, pages_at, kind):
    done = world.asked()
    link, before = link_in(texts(), kind), len(outbox.recent(200))
    reach = Reach(phone=OLD, may_text=True, may_say_who=True, email="d@example.org", note="After five")
    corrected(world, done.person_id, reach, name="Denise R.")
    pages_at(AT + 2 * HOUR)
    assert Client().get(link).status_code == 200
    assert len(outbox.recent(200)) == before


@pytest.mark.parametrize("reach", [Reach(phone=NEW, may_text=True), Reach(email="d@example.org")])
def test_did_you_get_it_is_asked_once_more_by_the_way_that_is_safe_now(world, pages_at, reach):
    done = world.asked()
    corrected(world, done.person_id, reach)
    (asked,) = texts(reach.phone or reach.email)
    pages_at(AT + 2 * HOUR)
    Client().post(link_in([asked], "c"), {"reply": "yes"})
    with acting_as(world.navigator, at=AT + 2 * HOUR):
        assert queries.need(done.need_id).reply == "yes"


def test_where_no_way_is_left_the_need_says_that_nobody_could_be_asked(world):
    done = world.asked()
    corrected(world, done.person_id, Reach())
    with acting_as(world.navigator, at=AT + 2 * HOUR):
        assert queries.need(done.need_id).could_not_ask


@pytest.mark.parametrize("opened", [False, True])
def test_news_that_was_not_read_goes_to_the_new_number(world, pages_at, opened):
    sent = world.referral()
    if opened:
        pages_at(AT)
        Client().post(link_in(texts(), "r"))
    corrected(world, sent.person_id, Reach(phone=NEW, may_text=True))
    assert len(texts(NEW)) == (0 if opened else 1)
