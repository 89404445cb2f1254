"""Places in order: one hop at a time, by itself, only to whom the person named, and to nobody twice."""

from datetime import timedelta

import pytest
from django.db import connection

import make
from fullcircle.access import actor as actors
from fullcircle.access import consents
from fullcircle.access.actor import Role
from fullcircle.access.errors import Denied, Invalid
from fullcircle.access.labels import Label
from fullcircle.access.models import Event
from fullcircle.access.session import acting_as
from fullcircle.directory import upkeep
from fullcircle.directory.models import Organization, Service
from fullcircle.infra import outbox
from fullcircle.people import actions as people
from fullcircle.referrals import actions, choices, jobs, needs, queries, sending
from fullcircle.referrals.models import Choice, Referral
from fullcircle.referrals.states import Status
from fullcircle.referrals.time import ticking

DAY, MINUTE = timedelta(days=1), timedelta(minutes=5)
SPOKEN = sending.Agreed(manner="spoken", language="en", witness="Ana")


@pytest.fixture
def third(world):
    """A third organization of the network, with a service of its own."""
    place = Organization.objects.get(name="Riverlight Clinic")
    return Service.objects.create(organization=place, name="Meals", domains=["food-insecurity"])


def names(world, first, *services, at=make.AT, actor=None):
    actor = actor or world.navigator
    with acting_as(actor, at=at):
        return choices.say(
            referral_id=first.pk, service_ids=[one.pk for one in services], fields=["zip"], agreed=SPOKEN, actor=actor,
            at=at,
        )  # fmt: skip


def ladder(world, first):
    with acting_as(world.navigator, at=make.AT):
        rows = Referral.objects.filter(need_id=first.need_id).order_by("made_at")
        return [(row.service_id, row.status) for row in rows]


def need_of(world, first):
    with acting_as(world.navigator, at=make.AT):
        return queries.need(first.need_id)


def ended(world, first):
    with acting_as(world.navigator, at=make.AT):
        return list(
            Choice.objects.filter(need_id=first.need_id)
            .order_by("number")
            .values_list("ended_why", flat=True)
        )


def no(world, referral, *, at=make.AT, **said):
    return world.step(referral, "link", "decline", at=at, **said)


def test_a_no_goes_on_to_the_second_and_the_third_by_itself(world, third):
    first = world.referral()
    names(world, first, world.bread, third)
    no(world, first)
    ticking.run(at=make.AT + MINUTE)
    assert ladder(world, first) == [(world.food_box.pk, Status.DECLINED), (world.bread.pk, Status.SENT)]

    with acting_as(world.navigator, at=make.AT):
        second = Referral.objects.get(service_id=world.bread.pk)
    no(world, second, at=make.AT + 2 * MINUTE)
    ticking.run(at=make.AT + 3 * MINUTE)
    assert ladder(world, first)[-1] == (third.pk, Status.SENT)
    assert ended(world, first) == ["asked", "asked"]


def test_the_next_is_asked_at_once_and_not_at_the_next_round_of_the_clocks(world):
    def queued():
        with connection.cursor() as cursor:
            cursor.execute(
                "select count(*) from procrastinate_jobs where task_name = %s and scheduled_at is null",
                [jobs.hear_the_clocks.task.name],
            )
            return cursor.fetchone()[0]

    alone, first = world.referral(), world.referral(need=world.need(world.person("Malik")))
    names(world, first, world.bread)
    no(world, alone)
    assert queued() == 0
    no(world, first)
    assert queued() == 1


def test_silence_goes_on_as_well(world):
    first = world.referral()
    names(world, first, world.bread)
    at = make.AT
    while at < make.AT + 12 * DAY:
        at += DAY / 2
        ticking.run(at=at)
    assert ladder(world, first)[0][1] == Status.EXPIRED
    assert ladder(world, first)[1] == (world.bread.pk, Status.SENT)


def test_one_hop_at_a_time_and_no_hop_twice(world, third):
    first = world.referral()
    names(world, first, world.bread, third)
    no(world, first)
    for _ in range(3):
        ticking.run(at=make.AT + MINUTE)
    assert len(ladder(world, first)) == 2


def test_the_next_place_has_the_card_that_was_agreed_to_and_no_other(world):
    first = world.referral(fields=["zip", "household"])
    names(world, first, world.bread)  # of the optional lines, the ZIP code alone
    no(world, first)
    ticking.run(at=make.AT + MINUTE)
    with acting_as(world.other_intake, at=make.AT + MINUTE):
        card = queries.read_card(Referral.objects.get(service_id=world.bread.pk))
    assert "Lives in" in [str(fact.label) for fact in card.facts]
    assert "Household" not in [str(fact.label) for fact in card.facts if not fact.withheld]
    with acting_as(world.intake, at=make.AT + MINUTE):
        assert not Referral.objects.filter(service_id=world.bread.pk).exists()


def test_the_consent_keeps_how_and_before_whom_it_was_given(world):
    first = world.referral()
    names(world, first, world.bread)
    no(world, first)
    ticking.run(at=make.AT + MINUTE)
    with acting_as(world.navigator, at=make.AT + MINUTE):
        sent = Referral.objects.get(service_id=world.bread.pk)
        lines = [one for one in consents.lines_of(first.person_id) if one.referral_id == sent.pk]
    assert {(line.manner, line.witness) for line in lines} == {("spoken", "Ana")}


def test_the_places_named_see_nothing_before_they_are_asked(world):
    first = world.referral()
    names(world, first, world.bread)
    for actor in (world.other_intake, world.intake, world.other_navigator):
        with acting_as(actor, at=make.AT):
            assert not Choice.objects.exists()
    link = actors.holder_of_answer_link(referral_id=first.pk, organization_id=world.cupboard.id)
    with acting_as(link, at=make.AT):
        assert not Choice.objects.exists()


@pytest.mark.parametrize("reason", ["already-served", "duplicate", "safety"])
def test_after_some_answers_a_person_looks_first(world, reason):
    first = world.referral()
    names(world, first, world.bread)
    no(world, first, reason=reason)
    ticking.run(at=make.AT + MINUTE)
    assert len(ladder(world, first)) == 1
    assert ended(world, first) == [""]  # still named, for whoever looks


def test_who_is_full_unlisted_or_cannot_see_the_card_is_passed_over_with_the_reason(world, third):
    first = world.referral()
    names(world, first, world.bread, third)
    with acting_as(world.other_intake, at=make.AT):
        upkeep.say_capacity(service_id=world.bread.pk, state="closed", actor=world.other_intake, at=make.AT)
    make.listed(Service, third.pk, status="inactive")
    no(world, first)
    before = len(outbox.recent())
    ticking.run(at=make.AT + MINUTE)
    assert len(ladder(world, first)) == 1
    assert ended(world, first) == ["full", "not-listed"]
    news = [m for m in outbox.recent()[: len(outbox.recent()) - before] if m.channel == "sms"]
    assert len(news) == 1  # they hear that it did not work out, once


def test_a_computed_full_is_passed_over_too(world):
    with acting_as(world.other_intake, at=make.AT):
        upkeep.say_limits(
            service_id=world.bread.pk, maximum=1, weekly_limit=None, actor=world.other_intake, at=make.AT
        )
    world.referral(service=world.bread)
    first = world.referral()
    names(world, first, world.bread)
    no(world, first)
    ticking.run(at=make.AT + MINUTE)
    assert ended(world, first) == ["full"]


def test_who_was_asked_by_hand_meanwhile_is_not_asked_again(world):
    first = world.referral()
    names(world, first, world.bread)
    by_hand = world.referral(need=need_of(world, first), service=world.bread, at=make.AT + MINUTE)
    no(world, by_hand, at=make.AT + 2 * MINUTE)
    no(world, first, at=make.AT + 2 * MINUTE)
    ticking.run(at=make.AT + 3 * MINUTE)
    assert len(ladder(world, first)) == 2
    assert ended(world, first) == ["asked-before"]


def test_nobody_is_asked_while_another_answer_is_open_or_the_need_is_over(world, third):
    first = world.referral()
    names(world, first, world.bread)
    other = world.referral(need=need_of(world, first), service=third, at=make.AT + MINUTE)
    no(world, first, at=make.AT + 2 * MINUTE)
    ticking.run(at=make.AT + 3 * MINUTE)
    assert len(ladder(world, first)) == 2
    with acting_as(world.navigator, at=make.AT + 4 * MINUTE):
        needs.settle(
            need_id=first.need_id, outcome="no-longer-a-need", actor=world.navigator, at=make.AT + 4 * MINUTE
        )
    target = make.staff(third.organization_id, Role.INTAKE)
    with acting_as(target, at=make.AT + 5 * MINUTE):
        actions.decline(referral_id=other.pk, reason="no-capacity", actor=target, at=make.AT + 5 * MINUTE)
    ticking.run(at=make.AT + 6 * MINUTE)
    assert len(ladder(world, first)) == 2


def test_the_person_and_their_navigator_may_stop_it(world):
    for stopping in ("person", "navigator"):
        first = world.referral()
        names(world, first, world.bread)
        actor = actors.resident(first.person_id) if stopping == "person" else world.navigator
        with acting_as(actor, at=make.AT):
            assert choices.stop(need_id=first.need_id, actor=actor, at=make.AT) == 1
        no(world, first)
        ticking.run(at=make.AT + MINUTE)
        assert len(ladder(world, first)) == 1
        assert ended(world, first) == ["withdrawn"]


def test_a_yes_of_long_ago_serves_no_more(world):
    first = world.referral()
    names(world, first, world.bread)
    at = make.AT + choices.GOOD_FOR
    world.step(first, "target", "wait_list", at=make.AT)
    world.step(first, "hub", "redirect", at=at)
    ticking.run(at=at + MINUTE)
    assert ended(world, first) == ["too-old"]


def test_two_at_most_each_once_none_protected(world, third):
    first = world.referral()
    fourth = Service.objects.create(organization=world.hub, name="Hub meals", domains=["food-insecurity"])
    same_place = Service.objects.create(
        organization=world.breadline, name="Rolls", domains=["food-insecurity"]
    )
    for wrong in (
        (world.bread, third, fourth),
        (world.bread, world.bread),
        (world.bread, same_place),
        (world.food_box,),
    ):
        with pytest.raises(Invalid):
            names(world, first, *wrong)
    make.listed(Service, third.pk, label=Label.SUBSTANCE_USE)
    with pytest.raises(Invalid):
        names(world, first, third)
    assert ended(world, first) == []


def test_who_is_named_later_comes_after_who_was_named_before(world, third):
    fourth = Service.objects.create(organization=world.hub, name="Hub meals", domains=["food-insecurity"])
    first = world.referral()
    names(world, first, world.bread, third)
    no(world, first)
    ticking.run(at=make.AT + MINUTE)
    with acting_as(world.navigator, at=make.AT + MINUTE):
        second = Referral.objects.get(service_id=world.bread.pk)
        assert second.goes_on
    names(world, second, fourth, at=make.AT + 2 * MINUTE)
    with acting_as(world.navigator, at=make.AT + 2 * MINUTE):
        assert [one.service_id for one in choices.pending(first.need_id)] == [third.pk, fourth.pk]


def test_only_who_sends_for_the_person_names_places(world):
    first = world.referral()
    for actor in (world.intake, world.other_navigator, world.hub_manager):
        with pytest.raises((Denied, queries.NoSuchReferral, queries.NoSuchNeed)):
            names(world, first, world.bread, actor=actor)


def test_what_was_named_goes_with_the_record_to_who_keeps_it_then(world):
    first = world.referral()
    names(world, first, world.bread)
    with acting_as(world.navigator, at=make.AT):
        people.hand_over(person_id=first.person_id, to=world.riverlight.id, actor=world.navigator, at=make.AT)
    with acting_as(world.other_navigator, at=make.AT):
        assert [one.service_id for one in choices.pending(first.need_id)] == [world.bread.pk]
    no(world, first)
    ticking.run(at=make.AT + MINUTE)
    with acting_as(world.other_navigator, at=make.AT + MINUTE):
        sent = Referral.objects.get(service_id=world.bread.pk)
        assert (sent.status, sent.source_id) == (Status.SENT, world.riverlight.id)
        assert choices.pending(first.need_id) == []


def test_each_step_is_written_down_and_the_person_hears_one_thing_at_a_time(world):
    first = world.referral()
    names(world, first, world.bread)
    before = len([m for m in outbox.recent() if m.channel == "sms"])
    no(world, first)
    ticking.run(at=make.AT + MINUTE)
    assert len([m for m in outbox.recent() if m.channel == "sms"]) - before == 1
    with acting_as(world.navigator, at=make.AT + MINUTE):
        did = list(Event.objects.filter(need_id=first.need_id).order_by("seq").values_list("did", flat=True))
        voices = [one.voice for one in queries.timeline(first.person_id) if one.did == "referral.send"]
    assert did[-4:] == ["referral.decline", "referral.draft", "referral.send", "need.go-on"]
    assert voices == [False, False]  # going on is not the person's own hand
