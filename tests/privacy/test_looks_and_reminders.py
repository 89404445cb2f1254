"""Who saw my information, and the notice before a permission ends."""

from datetime import date, timedelta

import pytest

import agreeing
import make
from agreeing import said
from fullcircle.access import actor as actors
from fullcircle.access.actor import SYSTEM
from fullcircle.access.events import Subject, record
from fullcircle.access.grants import DataClass
from fullcircle.access.models import Event
from fullcircle.access.session import acting_as
from fullcircle.infra import outbox
from fullcircle.people import queries as people
from fullcircle.people.actions import Reach
from fullcircle.privacy import actions, jobs, queries, telling

SOON = date(2026, 3, 20)


@pytest.fixture
def person(world):
    return world.person()


def read_by(actor, person, at=make.AT):
    with acting_as(actor, at=at):
        people.record(person.pk)


def test_looks_are_the_newest_first_without_the_person_s_own(world, person):
    read_by(world.navigator, person)
    read_by(world.navigator, person, at=make.AT + make.SOON)
    read_by(actors.resident(person.pk), person)

    with acting_as(actors.resident(person.pk), at=make.AT):
        seen = list(queries.looks(person.pk))

    assert [look.occurred_at for look in seen] == [make.AT + make.SOON, make.AT]
    assert {look.grantee_id for look in seen} == {world.eastgate.id}


def test_a_refused_read_is_a_look_too(world, person):
    with acting_as(world.intake, at=make.AT):
        about = Subject(DataClass.ACCESS, person_id=person.pk)
        record(actor=world.intake, did="person.read-refused", about=about, at=make.AT)

    with acting_as(actors.resident(person.pk), at=make.AT):
        assert queries.looks(person.pk).get().did == "person.read-refused"


def test_why_of_a_look_is_the_rule_at_its_time(world, person):
    (made,) = agreeing.agree(person, said("me", world.cupboard))
    read_by(world.intake, person)
    later, resident = make.AT + timedelta(days=2), actors.resident(person.pk)
    with acting_as(resident, at=later):
        actions.withdraw(person_id=person.pk, consent_id=made, actor=resident, at=later)
        look = queries.looks(person.pk).get()

        assert queries.why_of(look).rule == "consent"


def ending(at=make.AT):
    with acting_as(SYSTEM, at=at):
        return queries.ending_soon()


@pytest.mark.parametrize(("days", "named"), [(12, 1), (13, 1), (14, 0), (400, 0)])
def test_what_ends_within_two_weeks_is_named(world, person, days, named):
    agreeing.agree(person, said("me", world.cupboard, until=make.AT.date() + timedelta(days=days)))

    assert len(ending()) == named


@pytest.mark.parametrize("who", ["navigator", "hub_manager", "clock"])
def test_only_a_job_hears_whose_permissions_end(world, person, who):
    agreeing.agree(person, said("me", world.cupboard, until=SOON))

    with acting_as(getattr(world, who), at=make.AT):
        assert queries.ending_soon() == []


def test_noes_and_stopped_lines_get_no_notice(world, person):
    (made,) = agreeing.agree(person, said("me", world.cupboard, until=SOON))
    agreeing.no(person, world.hub)
    resident = actors.resident(person.pk)
    with acting_as(resident, at=make.AT + make.SOON):
        actions.withdraw(person_id=person.pk, consent_id=made, actor=resident, at=make.AT + make.SOON)

    assert ending(make.AT + 2 * make.SOON) == []


def test_one_notice_a_person_once_a_line(world, person):
    agreeing.agree(person, said("me", world.cupboard, until=SOON), said("home", world.cupboard, until=SOON))
    before = len(outbox.recent())

    assert telling.of_endings(at=make.AT) == 1
    assert telling.of_endings(at=make.AT + timedelta(days=1)) == 0
    agreeing.agree(person, said("needs", world.cupboard, until=SOON))
    assert telling.of_endings(at=make.AT + timedelta(days=1)) == 1

    assert len(outbox.recent()) == before + 2
    body = outbox.recent()[0].body
    assert "/r/" in body
    assert "Cupboard" not in body


def test_who_has_no_safe_way_is_written_down_once(world):
    person = world.person("Malik Freeman", reach=Reach())
    agreeing.agree(person, said("me", world.cupboard, until=SOON))

    assert telling.of_endings(at=make.AT) == 0
    assert ending(make.AT + timedelta(days=1)) == []
    with acting_as(world.navigator, at=make.AT):
        assert Event.objects.get(person_id=person.pk, did="consent.remind").detail["told"] is False


def test_the_daily_job_is_known_to_the_queue(world, person, monkeypatch):
    from procrastinate.contrib.django import app

    agreeing.agree(person, said("me", world.cupboard, until=SOON))
    monkeypatch.setattr(jobs.time, "now", lambda: make.AT)
    before = len(outbox.recent())

    jobs.remind.run(timestamp=1)

    assert len(outbox.recent()) == before + 1
    names = {task.task.name for task in app.periodic_registry.periodic_tasks.values()}
    assert "fullcircle.privacy.jobs.remind" in names
