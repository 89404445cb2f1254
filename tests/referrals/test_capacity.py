"""Room: an organization's own word and what live work leaves of its limits; and weeks that are full."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.db.utils import ProgrammingError
from psycopg.errors import InsufficientPrivilege

import make
from fullcircle.access.errors import Denied, Invalid
from fullcircle.access.labels import Label
from fullcircle.access.session import acting_as
from fullcircle.directory import closing, upkeep
from fullcircle.directory.models import Service
from fullcircle.infra import outbox
from fullcircle.people import actions as people
from fullcircle.referrals import capacity, matching, queries, sending, worklists
from fullcircle.referrals.policies import WrongStatus
from fullcircle.referrals.states import Status
from fullcircle.referrals.time import ticking

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ZONE = ZoneInfo("America/Detroit")
NEXT_MONDAY = datetime(2026, 3, 16, 9, tzinfo=ZONE)  # make.AT is a Tuesday


def says(world, state, *, at=make.AT, **said):
    with acting_as(world.intake, at=at):
        return upkeep.say_capacity(
            service_id=world.food_box.pk, state=state, actor=world.intake, at=at, **said
        )


def limits(world, *, at=make.AT, actor=None, maximum=None, weekly_limit=None):
    actor = actor or world.intake
    with acting_as(actor, at=at):
        return upkeep.say_limits(
            service_id=world.food_box.pk, maximum=maximum, weekly_limit=weekly_limit, actor=actor, at=at
        )


def room(world, *, at=make.AT):
    return capacity.room(Service.objects.select_related("capacity").get(pk=world.food_box.pk), at=at)


def seen(world, referral, *, actor=None, at=make.AT):
    with acting_as(actor or world.intake, at=at):
        return queries.Referral.objects.filter(pk=referral.pk).exists()


def test_nothing_said_is_nothing_known(world):
    assert room(world) is None
    limits(world, weekly_limit=3)
    assert room(world) is None  # a week's limit says nothing of the room


@pytest.mark.parametrize(
    ("status", "takes_a_place"),
    [
        (Status.SENT, True),
        (Status.IN_REVIEW, True),
        (Status.ACCEPTED, True),
        (Status.IN_PROGRESS, True),
        (Status.PAUSED, True),
        (Status.DRAFT, False),
        (Status.WAIT_LISTED, False),
        (Status.COMPLETED, False),
        (Status.DECLINED, False),
        (Status.EXPIRED, False),
        (Status.ENTERED_IN_ERROR, False),
    ],
)
def test_live_work_takes_places(world, status, takes_a_place):
    limits(world, maximum=10)
    world.referral(status=status)
    assert room(world).number == (9 if takes_a_place else 10)


def test_the_places_run_out_and_come_back(world):
    limits(world, maximum=2)
    assert (room(world).state, room(world).number, room(world).computed) == ("open", 2, True)
    world.referral()
    assert room(world).state == "limited"
    last = world.referral()
    assert room(world).full
    world.step(last, "target", "decline", at=make.AT)
    assert room(world).state == "limited"


@pytest.mark.parametrize(
    ("own", "live", "shown"),
    [
        ("open", 0, "open"),
        ("closed", 0, "closed"),  # their word is worse
        ("open", 2, "closed"),  # the live work is
        ("wait-list", 0, "wait-list"),
        ("wait-list", 2, "wait-list"),  # full, and they keep a list
        ("limited", 0, "limited"),
    ],
)
def test_the_worse_of_both_holds(world, own, live, shown):
    limits(world, maximum=2)
    says(world, own)
    for _ in range(live):
        world.referral()
    assert room(world).state == shown


def test_room_for_so_many_this_week_goes_down_with_each_request_and_ends_with_the_week(world):
    says(world, "limited", room_this_week=2)
    assert room(world).number == 2
    world.referral(at=make.AT + HOUR)
    assert room(world, at=make.AT + 2 * HOUR).number == 1
    world.referral(at=make.AT + HOUR)
    now = room(world, at=make.AT + 2 * HOUR)
    assert (now.state, now.computed) == ("closed", True)
    later = room(world, at=make.AT + 8 * DAY)  # that week is over: their word is old, and no number
    assert (later.state, later.number, later.computed) == ("limited", None, False)


def test_a_sender_sees_it_before_sending(world):
    limits(world, maximum=1)
    world.referral()
    need = world.need()
    with acting_as(world.navigator, at=make.AT):
        by_place = {one.service.pk: one for one in matching.matches(need, need.person, at=make.AT)}
    full = by_place[world.food_box.pk]
    assert not full.fits
    assert "All its places are taken" in [reason.text for reason in full.reasons]
    assert by_place[world.bread.pk].fits


def test_a_full_week_keeps_requests_until_the_next_one_and_their_target_sees_none_of_them(world):
    limits(world, weekly_limit=2)
    before = len(outbox.recent())
    first, second, third = (world.referral() for _ in range(3))
    mails = [m for m in outbox.recent()[: len(outbox.recent()) - before] if m.channel == "email"]
    assert len(mails) == 2
    assert [seen(world, one) for one in (first, second, third)] == [True, True, False]
    with acting_as(world.navigator, at=make.AT):
        held = queries.referral(third.pk)
        lines = worklists.today(organization_id=world.eastgate.id, at=make.AT).waiting
    assert held.held
    assert (held.asks_at, held.answer_by) == (NEXT_MONDAY, None)
    assert [line.held_until for line in lines if line.referral_id == third.pk] == [NEXT_MONDAY]

    ticking.run(at=NEXT_MONDAY - HOUR)
    assert not seen(world, third, at=NEXT_MONDAY - HOUR)
    ticking.run(at=NEXT_MONDAY + HOUR)
    assert seen(world, third, at=NEXT_MONDAY + HOUR)
    with acting_as(world.intake, at=NEXT_MONDAY + HOUR):
        assert queries.read_card(queries.referral(third.pk)).title.startswith("Denise Robles")
        came = queries.referral(third.pk)
    assert not came.held
    assert came.answer_by > NEXT_MONDAY + DAY  # the clock began when it was asked
    assert sum("A request for" in m.subject for m in outbox.recent()) == 3


def test_neither_the_card_nor_the_person_is_open_before_the_turn(world):
    limits(world, weekly_limit=1)
    world.referral()
    person = world.person("Kept Back")
    world.referral(need=world.need(person))
    for at, open_ in ((make.AT, False), (NEXT_MONDAY + HOUR, True)):
        ticking.run(at=at)
        with acting_as(world.intake, at=at), connection.cursor() as cursor:
            cursor.execute("select count(*) from people_person where id = %s", [person.pk])
            assert bool(cursor.fetchone()[0]) is open_


def test_the_weeks_after_fill_up_in_order(world):
    limits(world, weekly_limit=1)
    for number in range(4):
        world.referral()
        with acting_as(world.navigator, at=make.AT):
            asks = capacity.turn(
                Service.objects.select_related("capacity").get(pk=world.food_box.pk), at=make.AT
            )
        assert asks == NEXT_MONDAY + number * 7 * DAY  # Mondays at nine, by the clock of the wall


def test_urgent_requests_do_not_wait_but_count(world):
    limits(world, weekly_limit=1)
    urgent = world.referral(urgent=True)
    assert seen(world, urgent)
    assert not seen(world, world.referral())
    assert seen(world, world.referral(urgent=True))


def test_a_worker_that_stood_still_until_the_week_was_over_breaks_no_limit(world):
    limits(world, weekly_limit=1)
    _first, second, third = (world.referral() for _ in range(3))
    at = NEXT_MONDAY + 7 * DAY + HOUR  # the week of the third, and the second was not asked in its own
    ticking.run(at=at)
    assert [seen(world, one, at=at) for one in (second, third)] == [False, True]
    at += 7 * DAY
    ticking.run(at=at)
    assert seen(world, second, at=at)


def test_a_turn_comes_also_after_the_record_went_to_another_keeper(world):
    limits(world, weekly_limit=1)
    world.referral()
    kept_back = world.referral()
    with acting_as(world.navigator, at=make.AT):
        people.hand_over(
            person_id=kept_back.person_id, to=world.riverlight.id, actor=world.navigator, at=make.AT
        )
    ticking.run(at=NEXT_MONDAY + HOUR)
    assert seen(world, kept_back, at=NEXT_MONDAY + HOUR)


def test_what_is_taken_back_before_its_turn_frees_it(world):
    limits(world, weekly_limit=1)
    world.referral()
    second = world.referral()
    world.step(second, "source", "recall", at=make.AT)
    third = world.referral()
    assert third.asks_at == NEXT_MONDAY


def test_a_turn_comes_when_the_place_opens(world):
    limits(world, weekly_limit=1)
    with acting_as(world.intake, at=make.AT):
        closing.say(
            organization_id=world.cupboard.id, first_on=NEXT_MONDAY.date(), last_on=(NEXT_MONDAY + 8 * DAY).date(),
            actor=world.intake, at=make.AT,
        )  # fmt: skip
    world.referral()
    second = world.referral()
    assert second.asks_at == NEXT_MONDAY + 9 * DAY  # closed until the Tuesday of the week after


def test_the_receiver_may_let_them_in_and_nobody_else(world):
    limits(world, weekly_limit=1)
    world.referral()
    second = world.referral()
    with acting_as(world.intake, at=make.AT):
        assert capacity.waiting([world.food_box.pk]) == {world.food_box.pk: 1}
    with acting_as(world.other_intake, at=make.AT):
        assert capacity.waiting([world.food_box.pk]) == {}
        with connection.cursor() as cursor:
            cursor.execute("select referrals_let_in(%s)", [world.food_box.pk])
            assert cursor.fetchone()[0] == 0
        with pytest.raises(Denied):
            capacity.let_in(service_id=world.food_box.pk, actor=world.other_intake, at=make.AT)
    with acting_as(world.intake, at=make.AT + HOUR):
        assert capacity.let_in(service_id=world.food_box.pk, actor=world.intake, at=make.AT + HOUR) == 1
    ticking.run(at=make.AT + HOUR)
    assert seen(world, second, at=make.AT + HOUR)
    with acting_as(world.intake, at=make.AT + HOUR):
        assert queries.read_card(queries.referral(second.pk)).title.startswith("Denise Robles")
        assert capacity.waiting([world.food_box.pk]) == {}


def test_nobody_shares_a_kept_request_before_its_turn(world):
    limits(world, weekly_limit=1)
    world.referral()
    second = world.referral()
    with acting_as(world.clock, at=make.AT), pytest.raises((WrongStatus, Denied)):
        sending.ask_the_target(referral_id=second.pk, actor=world.navigator, at=make.AT)
    with (
        pytest.raises(ProgrammingError) as refused,
        acting_as(world.navigator, at=make.AT),
        connection.cursor() as cursor,
    ):
        cursor.execute("update referrals_referral set shared_with_id = target_id where id = %s", [second.pk])
    assert isinstance(refused.value.__cause__, InsufficientPrivilege)


@pytest.mark.parametrize(("maximum", "weekly_limit"), [(0, None), (None, 0), (10_001, None), (-1, None)])
def test_limits_are_from_one_on(world, maximum, weekly_limit):
    with pytest.raises(Invalid):
        limits(world, maximum=maximum, weekly_limit=weekly_limit)


def test_limits_are_said_by_the_organization_itself(world):
    with pytest.raises(Denied):
        limits(world, maximum=3, actor=world.other_intake)


def test_of_a_protected_service_nothing_is_said_counted_or_kept_back(world):
    limits(world, maximum=1, weekly_limit=1)
    make.listed(Service, world.food_box.pk, label=Label.SUBSTANCE_USE)
    with pytest.raises(Invalid):
        limits(world, maximum=3)
    service = Service.objects.select_related("capacity").get(pk=world.food_box.pk)
    assert capacity.room(service, at=make.AT) is None
    assert capacity.turn(service, at=make.AT) == make.AT
    with acting_as(world.navigator, at=make.AT), connection.cursor() as cursor:
        cursor.execute("select * from referrals_places(%s, %s)", [[world.food_box.pk], make.AT])
        assert cursor.fetchall() == []
        cursor.execute("select referrals_turns(%s, %s, false)", [world.food_box.pk, [make.AT, NEXT_MONDAY]])
        assert cursor.fetchone()[0] is None
