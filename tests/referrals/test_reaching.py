"""Writing to a resident: by the way that is safe when the message leaves, and not at night."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

import make
from fullcircle.access.session import acting_as
from fullcircle.infra import outbox, time
from fullcircle.people import actions as people
from fullcircle.people import reaching
from fullcircle.people.actions import Details, Reach

NIGHT = datetime(2026, 3, 11, 3, tzinfo=UTC)  # eleven in the evening in Detroit


@pytest.fixture
def it_is(monkeypatch):
    """Say what time it is for whoever delivers."""
    return lambda at: monkeypatch.setattr(time, "now", lambda: at)


def newest(person_id):
    return next(message for message in outbox.recent() if message.to_person == person_id)


def as_it_is_now(message):
    return next(one for one in outbox.recent() if one.id == message.id)


def wait_of(message) -> timedelta | None:
    """How long after it was queued its job may run."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select scheduled_at - now() from procrastinate_jobs where args->>'message_id' = %s",
            [str(message.id)],
        )
        return cursor.fetchone()[0]


def test_by_day_it_leaves_at_once_and_at_night_it_waits_for_the_morning(world):
    person = world.person()
    with acting_as(world.navigator, at=make.AT):
        reaching.hears(person.pk, "News.", at=make.AT)
    by_day = newest(person.pk)
    with acting_as(world.navigator, at=NIGHT):
        reaching.hears(person.pk, "News.", at=NIGHT)
    at_night = newest(person.pk)

    assert (by_day.not_before, wait_of(by_day)) == (make.AT, None)
    assert at_night.not_before == datetime(2026, 3, 11, 13, tzinfo=UTC)  # nine
    assert abs(wait_of(at_night) - timedelta(hours=10)) < timedelta(minutes=1)


def test_a_worker_that_comes_back_at_night_lets_what_was_written_by_day_wait(world, it_is):
    person = world.person()
    with acting_as(world.navigator, at=make.AT):
        reaching.hears(person.pk, "News.", at=make.AT)
    message = newest(person.pk)

    it_is(NIGHT)
    outbox.deliver.run(message_id=str(message.id))
    assert newest(person.pk).sent_at is None
    it_is(NIGHT + timedelta(hours=10))
    outbox.deliver.run(message_id=str(message.id))
    assert newest(person.pk).sent_at is not None


@pytest.mark.parametrize(
    ("reach", "leaves"),
    [
        (Reach(phone="0005550117", may_text=True), True),
        (Reach(phone="0005550117", may_text=False), False),  # no text any more
        (Reach(phone="0005550199", may_text=True), False),  # another number
        (Reach(email="d@example.org"), False),
        (Reach(), False),
    ],
)
def test_what_is_no_longer_safe_when_its_turn_comes_does_not_leave(world, it_is, reach, leaves):
    person = world.person(reach=Reach(phone="0005550117", may_text=True))
    with acting_as(world.navigator, at=make.AT):
        reaching.hears(person.pk, "News.", at=make.AT)
        message = newest(person.pk)
        people.correct(
            person_id=person.pk,
            details=Details(name=person.name, reach=reach),
            actor=world.navigator,
            at=make.AT,
        )

    it_is(make.AT)
    outbox.deliver.run(message_id=str(message.id))

    found = as_it_is_now(message)
    assert (found.sent_at is not None) is leaves
    assert (found.failure == "unsafe") is not leaves
    assert bool(found.body) is leaves


def test_an_e_mail_address_that_changed_gets_nothing_more(world):
    person = world.person(reach=Reach(email="d@example.org"))
    with acting_as(world.navigator, at=make.AT):
        reaching.hears(person.pk, "News.", at=make.AT)
        message = newest(person.pk)
        details = Details(name=person.name, reach=Reach(email="e@example.org"))
        people.correct(person_id=person.pk, details=details, actor=world.navigator, at=make.AT)

    outbox.deliver.run(message_id=str(message.id))

    assert as_it_is_now(message).failure == "unsafe"
