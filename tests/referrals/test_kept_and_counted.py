"""What is promised is kept, what is counted is true, and two who come at once both get an answer."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

import make
from fullcircle.access.actor import Purpose
from fullcircle.access.errors import Invalid, Refused
from fullcircle.access.session import acting_as
from fullcircle.directory import upkeep
from fullcircle.directory.models import Service
from fullcircle.infra import outbox
from fullcircle.people import actions as people
from fullcircle.people import reaching
from fullcircle.people.actions import Details, Reach
from fullcircle.referrals import capacity, chasing, plans, queries, rates, sending, worklists
from fullcircle.referrals.appointments import feeds, planning, reminding
from fullcircle.referrals.appointments.planning import Said
from fullcircle.referrals.own_questions import intake
from fullcircle.referrals.own_questions.intake import Question
from fullcircle.referrals.states import Status
from fullcircle.referrals.time import ticking
from make import AT
from together import run_together

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
DETROIT = ZoneInfo("America/Detroit")


def test_news_of_the_night_reaches_the_number_that_is_right_in_the_morning(world):
    night = datetime.combine(datetime.now(DETROIT).date() - timedelta(days=1), time(22), DETROIT)
    person = world.person()
    with acting_as(world.navigator, at=night):
        assert reaching.hears(person.pk, "x", at=night)
        (waits,) = [one for one in outbox.recent(10) if one.to == "0005550117"]
        reach = Reach(phone="0005550190", may_text=True)
        people.correct(
            person_id=person.pk, details=Details(name="Denise Robles", zip="00412", reach=reach),
            actor=world.navigator, at=night,
        )  # fmt: skip
    outbox.deliver.run(message_id=str(waits.id))
    assert [one for one in outbox.recent(10) if one.to == "0005550190"]


def texts(to="0005550117"):
    return [m.body for m in reversed(outbox.recent(200)) if m.to == to]


def operations(world):
    return replace(world.hub_manager, purpose=Purpose.OPERATIONS)


def test_who_was_put_on_the_wait_list_is_not_reminded_of_a_time(world):
    taken = world.referral(status=Status.ACCEPTED)
    with acting_as(world.intake, at=AT):
        planning.plan(
            referral_id=taken.pk, said=Said(on=date(2026, 3, 12), at=time(14, 30), minutes=30, place="x"),
            actor=world.intake, at=AT,
        )  # fmt: skip
    world.step(taken, "target", "wait_list", at=AT + HOUR)
    reminding.run(at=AT + DAY + HOUR)
    assert [one for one in texts() if "A reminder" in one] == []


def test_a_question_of_the_first_place_stands_on_today_beside_a_second_try(world):
    first = world.referral()
    with acting_as(world.navigator, at=AT):
        need = queries.need(first.need_id)
    world.referral(need=need, service=world.bread, at=AT + MINUTE)
    world.step(first, "target", "ask", at=AT + HOUR)
    with acting_as(world.navigator, at=AT + HOUR):
        lists = worklists.today(organization_id=world.eastgate.id, at=AT + HOUR)
    assert [(line.need_id, line.referral_id) for line in lists.mine] == [(first.need_id, first.pk)]


def test_a_question_after_a_hand_over_stands_on_the_today_of_somebody_who_can_answer_it(world):
    sent = world.referral()
    admin = make.staff(world.eastgate.id, make.Role.ADMINISTRATOR, make.Role.NAVIGATOR)
    with acting_as(admin, at=AT + HOUR):
        people.hand_over(person_id=sent.person_id, to=world.riverlight.id, actor=admin, at=AT + HOUR)
    world.step(sent, "target", "ask", at=AT + 2 * HOUR)
    can = []
    for who in (world.navigator, world.other_navigator):
        with acting_as(who, at=AT + 3 * HOUR):
            listed = worklists.today(organization_id=who.organization_id, at=AT + 3 * HOUR).mine
            sees = queries.Referral.objects.filter(pk=sent.pk).exists()
            can.append(bool(listed) and sees)
    assert any(can)


def test_late_is_who_owes_an_answer_and_not_who_waits_for_one(world):
    sent = world.referral()
    world.step(sent, "target", "ask", at=AT + HOUR)
    with acting_as(world.hub_manager, at=AT + 6 * DAY):
        (line,) = chasing.by_organization(at=AT + 6 * DAY)
    assert line.late == 0


def test_an_answer_after_its_day_is_late_although_the_hub_called(world):
    sent = world.referral()
    with acting_as(world.hub_manager, at=AT + 6 * DAY):
        chasing.called(referral_id=sent.pk, text="They look now", actor=world.hub_manager, at=AT + 6 * DAY)
    world.step(sent, "target", "accept", at=AT + 7 * DAY)
    with acting_as(world.hub_manager, at=AT + 7 * DAY):
        (line,) = chasing.by_organization(at=AT + 7 * DAY)
    assert (line.answered, line.in_time) == (1, 0)


@pytest.mark.parametrize(("status", "counted"), [(Status.IN_PROGRESS, False), (Status.WAIT_LISTED, True)])
def test_who_was_taken_on_elsewhere_is_not_counted_as_without_help(db, status, counted):
    world = make.World(hub_sees_for=("operations",))
    for n in range(11):
        need = world.need(world.person(f"Person {n}"))
        world.referral(status=Status.DECLINED, need=need)
        world.referral(status=status, need=need, service=world.bread, at=AT + MINUTE)
    with acting_as(operations(world), at=AT + DAY):
        assert rates.rates(since=AT - DAY, until=AT + DAY).sent == 22
        assert bool(rates.unmet(since=AT - DAY, until=AT + DAY)) is counted


def test_who_can_be_asked_again_is_not_counted_as_could_not_be_asked(db):
    world = make.World(hub_sees_for=("operations",))
    person = world.person(reach=Reach(phone="", may_text=False, may_say_who=True))
    done = world.asked(need=world.need(person))
    with acting_as(world.navigator, at=AT):
        need = queries.need(done.need_id)
        assert need.could_not_ask
    world.referral(need=need, service=world.bread, at=AT + DAY)
    with acting_as(operations(world), at=AT + 2 * DAY):
        assert rates.rates(since=AT - DAY, until=AT + 2 * DAY).could_not_ask == 0


@pytest.mark.parametrize("status", ["inactive", "defunct"])
def test_a_draft_is_not_sent_to_a_service_that_is_offered_no_more(world, status):
    drafted = world.referral(status=Status.DRAFT)
    make.listed(Service, world.food_box.pk, status=status)
    with pytest.raises(Invalid), acting_as(world.navigator, at=AT + 30 * DAY):
        sending.send(
            referral_id=drafted.pk, agreed=sending.Agreed(manner="spoken", language="en"), actor=world.navigator,
            at=AT + 30 * DAY,
        )  # fmt: skip


def unexpected(results):
    return [one for one in results if isinstance(one, Exception) and not isinstance(one, Refused)]


def test_a_plan_printed_twice_at_once(committed):
    world, failed = make.World(), []
    for _round in range(8):
        sent = world.referral(need=world.need(world.person()))

        def go(one=sent):
            with acting_as(world.navigator, at=AT):
                return plans.print_plan(person_id=one.person_id, actor=world.navigator, at=AT)

        failed += unexpected(run_together(go, go))
    assert failed == []


def test_a_calendar_address_made_twice_at_once(committed):
    world, failed = make.World(), []

    def go():
        with acting_as(world.intake, at=AT):
            return feeds.replace(actor=world.intake, at=AT)

    for _round in range(8):
        failed += unexpected(run_together(go, go))
    assert failed == []


def test_questions_saved_twice_at_once(committed):
    world, failed = make.World(), []

    def go():
        with acting_as(world.intake, at=AT):
            return intake.say_questions(
                service_id=world.food_box.pk,
                questions=[Question("Any pets?", "line")],
                actor=world.intake,
                at=AT,
            )

    for _round in range(8):
        failed += unexpected(run_together(go, go))
    assert failed == []


def limit(world, number, at=AT):
    with acting_as(world.intake, at=at):
        upkeep.say_limits(
            service_id=world.food_box.pk, maximum=None, weekly_limit=number, actor=world.intake, at=at
        )


def room(world, at):
    return capacity.room(Service.objects.select_related("capacity").get(pk=world.food_box.pk), at=at)


def test_still_right_today_gives_no_room_back_that_is_taken(world):
    with acting_as(world.intake, at=AT):
        upkeep.say_capacity(
            service_id=world.food_box.pk, state="open", room_this_week=3, actor=world.intake, at=AT
        )
    for n in range(3):
        world.referral(at=AT + (n + 1) * HOUR)
    assert room(world, AT + 5 * HOUR).full
    with acting_as(world.intake, at=AT + DAY):
        upkeep.assure(service_id=world.food_box.pk, actor=world.intake, at=AT + DAY)
    assert room(world, AT + DAY).full
    with acting_as(world.intake, at=AT + DAY):
        upkeep.say_capacity(
            service_id=world.food_box.pk, state="open", room_this_week=3, actor=world.intake, at=AT + DAY
        )
    assert room(world, AT + DAY).number == 3


def test_beyond_half_a_year_a_limit_is_a_limit(world):
    limit(world, 1)
    sent = [world.referral(at=AT + n * MINUTE) for n in range(31)]
    begins = max(one.asks_at for one in sent)
    at = begins + 12 * HOUR
    for hours in range(0, 24 * 5, 12):
        ticking.run(at=at + hours * HOUR)
    with acting_as(world.navigator, at=at + 5 * DAY):
        now = [queries.referral(one.pk) for one in sent]
    assert len([one for one in now if one.shared_with_id and one.asks_at >= begins]) == 1


def test_nobody_who_asked_later_is_asked_for_earlier(world):
    limit(world, 1)
    _first, second, third = [world.referral(at=AT + n * MINUTE) for n in range(3)]
    world.step(second, "source", "recall", at=AT + HOUR)
    late = world.referral(at=AT + 2 * HOUR)
    with acting_as(world.navigator, at=AT + 2 * HOUR):
        assert queries.referral(third.pk).asks_at < late.asks_at


def turns_of(world, sent, at):
    with acting_as(world.navigator, at=at):
        return [queries.referral(one.pk).asks_at for one in sent]


def test_who_waits_for_a_week_waits_no_longer_than_the_limit_says(world):
    limit(world, 1)
    kept = [world.referral(at=AT + n * MINUTE) for n in range(3)]
    limit(world, None, at=AT + HOUR)
    ticking.run(at=AT + 2 * HOUR)
    with acting_as(world.navigator, at=AT + 2 * HOUR):
        assert [queries.referral(one.pk).held for one in kept] == [False, False, False]
    with acting_as(world.intake, at=AT + 2 * HOUR):
        cards = [queries.read_card(queries.referral(one.pk)).title for one in kept]
    assert all(title.startswith("Denise Robles") for title in cards)


def test_a_week_that_comes_free_goes_to_who_waits_longest(world):
    limit(world, 1)
    sent = [world.referral(at=AT + n * MINUTE) for n in range(5)]
    before = turns_of(world, sent, AT + HOUR)
    world.step(sent[2], "source", "recall", at=AT + HOUR)
    ticking.run(at=AT + 2 * HOUR)
    after = turns_of(world, sent, AT + 2 * HOUR)
    assert after == [before[0], before[1], before[2], before[2], before[3]]


def test_a_wider_limit_brings_forward_in_order_and_fills_no_week_over_it(world):
    limit(world, 1)
    sent = [world.referral(at=AT + n * MINUTE) for n in range(6)]
    before = turns_of(world, sent, AT + HOUR)
    limit(world, 2, at=AT + HOUR)
    ticking.run(at=AT + 2 * HOUR)
    after = turns_of(world, sent, AT + 2 * HOUR)
    assert after == [before[0], AT + 2 * HOUR, before[1], before[1], before[2], before[2]]
    ticking.run(at=AT + 3 * HOUR)
    assert turns_of(world, sent, AT + 3 * HOUR) == after
