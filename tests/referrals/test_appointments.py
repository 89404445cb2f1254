"""Appointments: on the place's wall, told by the safe way, reminded once each, seen by whom they concern."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, transaction

import make
from fullcircle.access.errors import Denied, Invalid
from fullcircle.access.models import Event
from fullcircle.access.session import acting_as
from fullcircle.infra import outbox
from fullcircle.people.actions import Reach
from fullcircle.referrals import queries
from fullcircle.referrals.appointments import planning, reminding
from fullcircle.referrals.appointments.models import Appointment
from fullcircle.referrals.appointments.planning import NoSuchAppointment, Said, instant, reminders
from fullcircle.referrals.policies import WrongStatus
from fullcircle.referrals.states import Status

DAY = timedelta(days=1)
DETROIT = ZoneInfo("America/Detroit")
THURSDAY = date(2026, 3, 12)  # make.AT is the Tuesday before


def said(on=THURSDAY, at=time(14, 30), **more):
    return Said(on=on, at=at, **{"minutes": 30, "place": "12 Mill Race", "with_whom": "Ana", **more})


def plan(world, referral=None, *, who="target", when=make.AT, **words):
    referral = referral or world.referral(status=Status.ACCEPTED)
    actor = world.party(who, referral)
    with acting_as(actor, at=when):
        return planning.plan(referral_id=referral.pk, said=said(**words), actor=actor, at=when)[0]


def act(world, one, name, *, who="target", when=make.AT, **words):
    with acting_as(world.navigator, at=when):
        referral = queries.referral(one.referral_id)
    actor = world.party(who, referral)
    with acting_as(actor, at=when):
        done = getattr(planning, name)(appointment_id=one.pk, actor=actor, at=when, **words)
        return done if name == "keep" else done[0]


def texts(of="0005550117"):
    return [m.body.partition(" http")[0] for m in reversed(outbox.recent(100)) if m.to == of]


def local(*when):
    return datetime(*when, tzinfo=DETROIT)


# The clock on the wall.


@pytest.mark.parametrize(
    ("on", "at", "utc"),
    [
        (date(2026, 3, 7), time(10), datetime(2026, 3, 7, 15, tzinfo=UTC)),
        (
            date(2026, 3, 8),
            time(10),
            datetime(2026, 3, 8, 14, tzinfo=UTC),
        ),  # clocks went forward in the night
        (date(2026, 11, 1), time(1, 30), datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),  # the first of two
        (date(2026, 11, 1), time(10), datetime(2026, 11, 1, 15, tzinfo=UTC)),
    ],
)
def test_ten_oclock_is_ten_on_the_wall(on, at, utc):
    assert instant(on, at, DETROIT) == utc


def test_an_hour_that_the_wall_skips_is_refused():
    with pytest.raises(Invalid):
        instant(date(2026, 3, 8), time(2, 30), DETROIT)


@pytest.mark.parametrize(
    ("starts", "moments"),
    [
        (local(2026, 3, 12, 14, 30), [local(2026, 3, 11, 10), local(2026, 3, 12, 9)]),
        (local(2026, 3, 8, 14), [local(2026, 3, 7, 10), local(2026, 3, 8, 9)]),  # over the change
        (local(2026, 3, 12, 9, 30), [local(2026, 3, 11, 10), local(2026, 3, 12, 9)]),
        (local(2026, 3, 12, 9, 29), [local(2026, 3, 11, 10)]),
        (local(2026, 3, 12, 7), [local(2026, 3, 11, 10)]),
    ],
)
def test_reminders_come_on_the_day_before_and_on_the_morning(starts, moments):
    assert [moment for _name, moment in reminders(starts, DETROIT)] == moments


# Planned, moved, cancelled, kept.


def test_a_plan_is_told_and_kept(world):
    one = plan(world)
    assert one.starts_at == datetime(2026, 3, 12, 18, 30, tzinfo=UTC)
    assert (one.clock, one.clock_at) == ("day-before", local(2026, 3, 11, 10))
    assert "You are expected on Thursday, March 12, 2:30 p.m." in texts()[-1]
    assert "Mill Race" not in texts()[-1]
    with acting_as(world.navigator, at=make.AT):
        event = Event.objects.get(did="appointment.plan")
    assert event.detail["appointment"] == str(one.pk)


def test_where_our_name_may_not_be_said_no_time_is_either(world):
    person = world.person(reach=Reach(phone="0005550119", may_text=True, may_say_who=False))
    plan(world, world.referral(status=Status.ACCEPTED, need=world.need(person)))
    assert texts("0005550119")[-1] == "Somebody expects you: please read when."


def test_where_no_way_is_safe_nothing_is_written_and_the_plan_stands(world):
    person = world.person(reach=Reach(phone="0005550119", may_text=False))
    one = plan(world, world.referral(status=Status.ACCEPTED, need=world.need(person)))
    assert texts("0005550119") == []
    assert reminding.run(at=local(2026, 3, 11, 10)) is False
    with acting_as(world.intake, at=make.AT):
        assert planning.appointment(one.pk).clock == "same-day"


@pytest.mark.parametrize(
    "words",
    [
        {"on": date(2026, 3, 9)}, {"on": date(2028, 3, 12)}, {"place": " "}, {"minutes": 4}, {"minutes": 601},
        {"at": time(2, 30), "on": date(2027, 3, 14)}, {"user_id": make.uuid.uuid4()},
    ],
)  # fmt: skip
def test_a_plan_says_when_where_and_how_long(world, words):
    with pytest.raises(Invalid):
        plan(world, **words)


@pytest.mark.parametrize("status", [Status.SENT, Status.WAIT_LISTED, Status.COMPLETED])
def test_only_what_is_in_hand_has_appointments(world, status):
    with pytest.raises(WrongStatus):
        plan(world, world.referral(status=status))


@pytest.mark.parametrize("who", ["source", "resident", "hub"])
def test_nobody_else_plans(world, who):
    with pytest.raises(Denied):
        plan(world, who=who)


def test_moving_tells_and_winds_anew(world):
    one = act(world, plan(world), "move", said=said(on=date(2026, 3, 20), at=time(9)))
    assert (one.moved, one.clock_at) == (1, local(2026, 3, 19, 10))
    assert "Another time: Friday, March 20, 9 a.m." in texts()[-1]


def test_either_side_cancels_and_the_other_hears(world):
    first, second = plan(world), plan(world)
    act(world, first, "cancel", reason="Ana is ill")
    assert "Not any more: Thursday, March 12, 2:30 p.m." in texts()[-1]
    mails = len([m for m in outbox.recent(100) if m.channel == "email"])
    gone = act(world, second, "cancel", who="resident", reason="I have to work")
    assert (gone.status, gone.clock, gone.reason) == ("cancelled", "", "I have to work")
    told = [m for m in outbox.recent(100) if m.channel == "email"]
    assert len(told) == mails + 1
    assert told[0].to == "open@example.org"
    assert "expected on Thursday, March 12, 2:30 p.m. cannot come" in told[0].body
    assert "Denise" not in told[0].body
    with pytest.raises(WrongStatus):
        act(world, gone, "cancel", reason="again")
    with pytest.raises(Denied):
        act(world, plan(world), "cancel", who="source", reason="no")
    with pytest.raises(Invalid):
        act(world, plan(world), "cancel", reason=" ")


@pytest.mark.parametrize(("came", "status"), [(True, "came"), (False, "did-not-come")])
def test_whether_they_came_is_said_from_that_day_on(world, came, status):
    one = plan(world)
    with pytest.raises(Invalid):
        act(world, one, "keep", came=came, when=local(2026, 3, 11, 23, 59))
    for who in ("source", "resident", "hub"):
        with pytest.raises(Denied):
            act(world, one, "keep", who=who, came=came, when=local(2026, 3, 12, 15))
    assert act(world, one, "keep", came=came, when=local(2026, 3, 12, 0, 1)).status == status


def test_a_request_that_ends_takes_what_is_still_to_come_with_it(world):
    referral = world.referral(status=Status.ACCEPTED)
    past, coming = plan(world, referral), plan(world, referral, on=date(2026, 3, 20))
    then = local(2026, 3, 13, 10)
    world.step(referral, "source", "cancel", at=then)
    with acting_as(world.intake, at=then):
        kept, gone = (planning.appointment(one.pk) for one in (past, coming))
    assert (kept.status, gone.status, kept.clock, gone.clock) == ("planned", "cancelled", "", "")
    with pytest.raises(WrongStatus):
        act(world, past, "move", said=said(on=date(2026, 3, 25)), when=then)
    assert act(world, past, "keep", came=False, when=then).status == "did-not-come"


def test_what_the_target_plans_is_news_and_its_clock_begins_anew(world):
    referral = world.referral(status=Status.ACCEPTED)

    def asked_at():
        with acting_as(world.intake, at=make.AT):
            return queries.referral(referral.pk).clock_at

    first, later = asked_at(), make.AT + 2 * DAY - DAY / 2
    one = plan(world, referral, when=later)
    assert first < (second := asked_at())
    act(world, one, "cancel", who="resident", reason="I work", when=later + DAY)
    assert asked_at() == second


# Reminders.


def reminded(at):
    before = len(texts())
    reminding.run(at=at)
    return texts()[before:]


def test_each_reminder_comes_once(world):
    plan(world)
    assert reminded(local(2026, 3, 11, 9, 59)) == []
    assert len(reminded(local(2026, 3, 11, 10))) == 1
    assert reminded(local(2026, 3, 11, 10)) == reminded(local(2026, 3, 11, 19)) == []
    assert "A reminder: Thursday, March 12, 2:30 p.m." in reminded(local(2026, 3, 12, 9))[0]
    assert reminded(local(2026, 3, 12, 14)) == []


def test_after_a_standstill_each_person_hears_once_and_nobody_at_night(world):
    plan(world)
    plan(world, on=date(2026, 3, 16))
    assert reminded(local(2026, 3, 11, 23)) == []
    assert len(reminded(local(2026, 3, 12, 11))) == 1
    assert reminded(local(2026, 3, 12, 11, 5)) == []
    assert reminded(local(2026, 3, 17, 11)) == []  # it is over


def test_what_was_planned_for_today_is_not_reminded_of_twice(world):
    one = plan(world, on=date(2026, 3, 11), when=local(2026, 3, 10, 12))
    assert one.clock == "same-day"
    late = plan(world, on=date(2026, 3, 11), when=local(2026, 3, 11, 9, 30))
    assert late.clock == ""


def test_one_that_fails_costs_the_others_nothing(world, monkeypatch):
    first, second = plan(world), plan(world)
    truly = reminding.remind

    def fails(*, appointment_id, **given):
        if appointment_id == first.pk:
            raise Invalid("no")
        return truly(appointment_id=appointment_id, **given)

    monkeypatch.setattr(reminding, "remind", fails)
    assert len(reminded(local(2026, 3, 11, 10))) == 1
    monkeypatch.undo()
    assert reminded(local(2026, 3, 11, 10, 5)) == []
    assert len(reminded(local(2026, 3, 11, 11))) == 1
    assert second.pk


# Who sees it.


@pytest.mark.parametrize(
    ("who", "sees"), [("target", True), ("source", True), ("resident", True), ("stranger", False)]
)
def test_the_person_and_both_sides_see_it(world, who, sees):
    referral = world.referral(status=Status.ACCEPTED)
    one = plan(world, referral)
    with acting_as(world.party(who, referral), at=make.AT):
        assert bool(planning.of_request(referral.pk)) is sees
        if not sees:
            with pytest.raises(NoSuchAppointment):
                planning.appointment(one.pk)


def test_the_database_takes_no_plan_from_who_was_not_asked(world):
    referral = world.referral(status=Status.ACCEPTED)
    row = {
        "person_id": referral.person_id, "referral_id": referral.pk, "starts_at": make.AT, "zone": "UTC", "minutes": 5,
        "place": "x", "made_at": make.AT, "said_at": make.AT,
    }  # fmt: skip
    for actor in (world.navigator, world.other_intake):
        with acting_as(actor, at=make.AT), pytest.raises(DatabaseError), transaction.atomic():
            Appointment.objects.create(keeper_id=actor.organization_id, **row)
    one = plan(world, referral)
    with acting_as(world.navigator, at=make.AT):
        assert Appointment.objects.filter(pk=one.pk).update(place="elsewhere") == 0
