"""A caseload's lanes: filters, needs put aside that hide no silence, and the views that a user keeps."""

from datetime import date, timedelta

import pytest

import make
from fullcircle.access.actor import Role
from fullcircle.access.errors import Denied, Invalid, NotFound
from fullcircle.caseload import lanes, snoozing
from fullcircle.caseload.lanes import Filter
from fullcircle.people import actions as people
from fullcircle.referrals.states import Status

UNTIL = date(2026, 3, 20)


def aside(world, need, actor=None, at=make.AT, **said):
    actor = actor or world.navigator
    with world.acting(actor, at):
        return snoozing.put_aside(
            need_id=need.pk, actor=actor, at=at, **{"until_on": UNTIL, "reason": "papers", **said}
        )


def day(world, at=make.AT, actor=None, **chosen):
    actor = actor or world.navigator
    with world.acting(actor, at):
        return lanes.day(organization_id=actor.organization_id, user_id=None, chosen=Filter(**chosen), at=at)


def test_a_need_put_aside_leaves_its_lane_and_comes_back_on_its_day(world):
    need = world.need()

    aside(world, need)

    today = day(world)
    assert (today.lists.mine, [line.need_id for line, _snooze in today.aside]) == ([], [need.pk])
    assert [one.need_id for one in day(world, at=make.AT + timedelta(days=10)).lists.overdue] == [need.pk]
    assert day(world, at=make.AT + timedelta(days=10)).aside == []


def test_nobody_who_waits_too_long_to_hear_is_hidden(world):
    need = world.need()
    aside(world, need)

    late = day(
        world, at=make.AT + timedelta(days=7)
    )  # five working days; it is put aside until the tenth day

    assert [line.need_id for line in late.lists.overdue] == [need.pk]
    assert late.snoozed[need.pk].reason == "papers"
    assert late.aside == []


def test_it_can_be_brought_back_and_put_aside_anew(world):
    need = world.need()
    aside(world, need)
    aside(world, need, reason="person-away")

    with world.acting(world.navigator):
        snoozing.bring_back(need_id=need.pk, actor=world.navigator, at=make.AT)
        with pytest.raises(NotFound):
            snoozing.bring_back(need_id=need.pk, actor=world.navigator, at=make.AT)

    assert [line.need_id for line in day(world).lists.mine] == [need.pk]


@pytest.mark.parametrize(
    "said",
    [
        {"until_on": date(2026, 3, 10)},
        {"until_on": date(2026, 6, 9)},
        {"reason": "because"},
        {"reason": ""},
    ],
)
def test_a_day_and_a_reason_are_asked_for(world, said):
    need = world.need()

    with pytest.raises(Invalid):
        aside(world, need, **said)


def test_only_who_keeps_the_record_puts_aside_and_knows_why(world):
    need = world.need()
    aside(world, need)

    for stranger in (world.other_navigator, world.intake, world.hub_manager):
        with pytest.raises((Denied, NotFound)):
            aside(world, need, actor=stranger)
        with world.acting(stranger):
            assert snoozing.running({need.pk}, at=make.AT) == {}


def test_the_next_keeper_sees_it_again(world):
    need = world.need()
    aside(world, need)

    with world.acting(world.navigator):
        people.hand_over(person_id=need.person_id, to=world.riverlight.id, actor=world.navigator, at=make.AT)

    assert [line.need_id for line in day(world, actor=world.other_navigator).lists.mine] == [need.pk]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({}, {"asked", "nobody", "declined", "urgent"}),
        ({"stands": "nobody-asked"}, {"nobody", "urgent"}),
        ({"stands": "unanswered"}, {"asked"}),
        ({"stands": "no-help"}, {"declined"}),
        ({"stands": "in-hand"}, set()),
        ({"urgent": True}, {"urgent"}),
        ({"domain": "housing-instability"}, {"urgent"}),
        ({"domain": "housing-instability", "stands": "unanswered"}, set()),
    ],
)
def test_a_filter_narrows_every_lane(world, chosen, expected):
    needs = {
        "asked": world.referral().need_id,
        "nobody": world.need().pk,
        "declined": world.referral(status=Status.DECLINED).need_id,
        "urgent": world.need(domain="housing-instability", urgent=True).pk,
    }

    lists = day(world, **chosen).lists

    shown = {line.need_id for line in (*lists.overdue, *lists.mine, *lists.waiting)}
    assert shown == {needs[name] for name in expected}


def keep(world, actor, name="Food, urgent", **chosen):
    with world.acting(actor):
        return lanes.keep_view(
            name=name, chosen=Filter(**{"urgent": True, **chosen}), actor=actor, at=make.AT
        )


def test_views_are_ones_own(world):
    colleague = make.staff(world.eastgate.id, Role.NAVIGATOR)
    mine = keep(world, world.navigator, domain="food-insecurity")

    with world.acting(colleague):
        assert lanes.views_of(colleague) == []
        with pytest.raises(NotFound):
            lanes.remove_view(view_id=mine.pk, actor=colleague, at=make.AT)
    with world.acting(world.navigator):
        assert [(one.name, one.query) for one in lanes.views_of(world.navigator)] == [
            ("Food, urgent", "domain=food-insecurity&urgent=yes")
        ]
        lanes.remove_view(view_id=mine.pk, actor=world.navigator, at=make.AT)
        assert lanes.views_of(world.navigator) == []


def test_a_name_that_exists_means_the_new_filter_and_twelve_are_enough(world):
    keep(world, world.navigator)
    keep(world, world.navigator, stands="wait-list")
    for number in range(11):
        keep(world, world.navigator, name=f"View {number}")

    with pytest.raises(Invalid):
        keep(world, world.navigator, name="One more")
    with world.acting(world.navigator):
        kept = {one.name: one.query for one in lanes.views_of(world.navigator)}
    assert (len(kept), kept["Food, urgent"]) == (12, "stands=wait-list&urgent=yes")


@pytest.mark.parametrize(("name", "chosen"), [("  ", {}), ("Everything", {"urgent": False})])
def test_a_view_has_a_name_and_a_filter(world, name, chosen):
    with pytest.raises(Invalid):
        keep(world, world.navigator, name=name, **chosen)


def test_what_an_address_says_wrongly_counts_as_nothing():
    assert Filter.read({"domain": "x", "stands": "'; drop", "urgent": "1", "whose": "team"}) == Filter(
        whose="team"
    )
