"""What is done twice, taken back, or done in the evening counts once, on its day."""

import threading
import time
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from test_ledger import Pantries

import make
from fullcircle.access.errors import Invalid
from fullcircle.access.session import acting_as
from fullcircle.aid import actions, exports, finding, queries, sheets, welcoming
from fullcircle.aid.actions import Home
from fullcircle.aid.models import Delivered
from fullcircle.aid.sheets import Ticked
from fullcircle.people.actions import Reach
from fullcircle.people.models import Person
from fullcircle.referrals.states import Status
from together import run_together

TODAY = make.AT.date()
EVENING = datetime(2026, 4, 1, 1, 30, tzinfo=UTC)  # 31 March, half past nine in Detroit


def sheet(world):
    return sheets.make(
        service_id=world.food_box.pk, day=TODAY, expected=[], blank=1, actor=world.intake, at=make.AT
    )


def typed(world, one, **said):
    ticked = {1: Ticked(**said)}
    return sheets.type_back(sheet_id=one.pk, ticked=ticked, actor=world.intake, at=make.AT)


def test_the_same_welcome_twice_makes_one_person_and_one_card(world):
    key = uuid.uuid4()
    with acting_as(world.intake, at=make.AT):
        for _tap in range(2):
            done = welcoming.welcome(
                service_id=world.food_box.pk, actor=world.intake, at=make.AT, with_card=True, entry_id=key
            )
        assert Person.objects.count() == 1
        assert done.card.person_id == done.given.person_id


def test_tapped_twice_at_once_it_is_one_entry_and_both_hear_so(committed):
    world = make.World()
    key, written = uuid.uuid4(), threading.Event()

    def tap():
        return actions.give(service_id=world.food_box.pk, entry_id=key, actor=world.intake, at=make.AT)

    def first():
        with acting_as(world.intake, at=make.AT):
            mine = tap()
            written.set()
            time.sleep(1)
        return mine

    def second():
        written.wait(timeout=10)
        with acting_as(world.intake, at=make.AT):
            return tap()

    assert [type(one) for one in run_together(first, second)] == [Delivered, Delivered]


def test_given_again_after_it_was_taken_back_it_counts(world):
    key = uuid.uuid4()
    with acting_as(world.intake, at=make.AT):
        for _time in range(2):
            given = actions.give(service_id=world.food_box.pk, entry_id=key, actor=world.intake, at=make.AT)
            if given.pk == key:
                actions.undo(entry_id=key, actor=world.intake, at=make.AT)
        assert queries.given_by(world.cupboard.id).count() == 1


def test_a_name_added_to_a_blank_line_is_kept(world):
    with acting_as(world.intake, at=make.AT):
        one = sheet(world)
        typed(world, one, came=True, home=Home(people=4))
        assert typed(world, one, came=True, quantity=1, home=Home(people=4), name="Rosa Lind") == 1
        (given,) = queries.given_by(world.cupboard.id)
        assert given.person.name == "Rosa Lind"


def test_ticked_by_mistake_and_again_it_is_one_person(world):
    with acting_as(world.intake, at=make.AT):
        one = sheet(world)
        for came in (True, False, True):
            typed(world, one, came=came, name="Rosa Lind")
        assert Person.objects.filter(name="Rosa Lind").count() == 1


def test_nothing_given_is_refused_on_a_line_that_was_typed_before_too(world):
    with acting_as(world.intake, at=make.AT):
        one = sheet(world)
        typed(world, one, came=True)
        with pytest.raises(Invalid):
            typed(world, one, came=True, quantity=0)


def test_a_local_number_of_seven_digits_is_a_telephone_number(world):
    person = world.person("Malik Freeman", actor=world.intake, reach=Reach(phone="3135120142"))
    with acting_as(world.intake, at=make.AT):
        for said in ("512-0142", "5120142"):
            found = finding.find(said, organization_id=world.cupboard.id, also=[])
            assert [one.pk for one in found.people] == [person.pk], said


def test_what_closes_a_request_in_the_evening_was_given_that_day(world):
    taken = world.referral(status=Status.ACCEPTED)
    world.step(taken, "target", "complete", at=EVENING)
    with acting_as(world.intake, at=EVENING):
        assert queries.delivered_by(taken.pk).get().delivered_on == date(2026, 3, 31)


def test_what_closes_a_request_was_not_given_in_days_to_come(world):
    taken = world.referral(status=Status.ACCEPTED)
    with pytest.raises(Invalid):
        world.step(taken, "target", "complete", delivered_on=date(2062, 3, 10))


def test_who_was_added_in_the_evening_was_added_that_day(world):
    world.person("Malik Freeman", actor=world.intake, at=EVENING)
    with acting_as(world.intake, at=EVENING):
        (row,) = exports.people_kept(actor=world.intake, at=EVENING)
    assert row[-1] == date(2026, 3, 31)


def test_the_ledger_counts_the_days_of_the_desk(db):
    pantries = Pantries()
    noon = datetime(2026, 3, 10, 16, tzinfo=UTC)
    pantries.gave(pantries.intake, pantries.food_box, at=noon)
    assert pantries.ask(at=noon + timedelta(days=6)) == "yes"
    assert pantries.ask(at=datetime(2026, 3, 17, 1, tzinfo=UTC)) == "yes"  # 16 March, nine in the evening
    assert pantries.ask(at=noon + timedelta(days=8)) == "no"
