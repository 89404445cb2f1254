"""Time passes: reminders, the hub's desk, expiry, "did you get it?", and what residents are told in between."""

from datetime import timedelta

import pytest

import make
from fullcircle.access.models import Event
from fullcircle.infra import outbox
from fullcircle.people.actions import Reach
from fullcircle.referrals import actions, jobs, needs, queries, telling
from fullcircle.referrals.states import LIVE, Outcome, Status
from fullcircle.referrals.time import ticking

DAY = timedelta(days=1)
WEEK = 7 * DAY


def pass_time(until, *, since=make.AT, every=DAY):
    """The clocks are heard once in every `every`."""
    at = since
    while at + every <= until:
        at += every
        ticking.run(at=at)


def now(world, referral):
    with world.acting(world.navigator):
        return queries.referral(referral.pk)


def need_of(world, referral):
    with world.acting(world.navigator):
        return queries.need(referral.need_id)


def mails() -> list[str]:
    return [m.subject for m in reversed(outbox.recent()) if m.channel == "email"]


def texts() -> list[str]:
    return [m.body for m in reversed(outbox.recent()) if m.channel == "sms"]


def test_a_request_that_nobody_answers_is_reminded_shown_to_the_hub_and_ended(world):
    sent = world.referral()
    first = len(mails())

    pass_time(make.AT + DAY)  # Wednesday at ten
    assert len(mails()) - first == 1
    pass_time(make.AT + 2 * DAY, since=make.AT + DAY)
    assert len(mails()) - first == 2
    pass_time(make.AT + 5 * DAY, since=make.AT + 2 * DAY)
    assert now(world, sent).hub_since is None
    pass_time(make.AT + 7 * DAY, since=make.AT + 5 * DAY)
    assert now(world, sent).hub_since is not None
    assert now(world, sent).status == Status.SENT
    pass_time(make.AT + 10 * DAY, since=make.AT + 7 * DAY)

    assert now(world, sent).status == Status.EXPIRED
    assert now(world, sent).clock_at is None
    assert len(mails()) - first == 2
    assert all("Denise" not in m.subject + m.body for m in outbox.recent() if "Still waiting" in m.subject)


def test_the_links_of_reminders_answer_and_an_answer_stops_them(world):
    sent = world.referral()
    pass_time(make.AT + 2 * DAY)
    before = len(mails())

    world.step(sent, "link", "accept", at=make.AT + 2 * DAY)
    pass_time(make.AT + 6 * DAY, since=make.AT + 2 * DAY)

    assert len(mails()) == before
    assert now(world, sent).hub_since is None


def test_to_run_it_again_does_nothing_twice(world):
    world.referral()
    at = make.AT + 2 * DAY
    ticking.run(at=at)
    before = len(outbox.recent())

    assert [ticking.run(at=at).steps for _ in range(3)] == [0, 0, 0]
    assert len(outbox.recent()) == before


def test_a_worker_that_stood_still_sends_one_reminder_and_expires_nothing_that_nobody_was_reminded_of(world):
    sent = world.referral()
    before = len(mails())

    ticking.run(at=make.AT + 30 * DAY)
    assert (len(mails()) - before, now(world, sent).status) == (1, Status.SENT)
    ticking.run(at=make.AT + 30 * DAY)
    assert len(mails()) - before == 1
    pass_time(make.AT + 40 * DAY, since=make.AT + 30 * DAY)
    assert (len(mails()) - before, now(world, sent).status) == (2, Status.EXPIRED)


@pytest.mark.parametrize(("closed", "at_once"), [(False, False), (True, True)])
def test_an_urgent_request_goes_to_the_hub_after_four_hours_and_at_once_where_the_target_is_closed(
    world, closed, at_once
):
    at = make.AT + (4 * DAY if closed else timedelta(0))  # Saturday
    sent = world.referral(urgent=True, at=at)

    assert (now(world, sent).hub_since is not None) is at_once
    ticking.run(at=at + timedelta(hours=4))
    assert now(world, sent).hub_since is not None
    pass_time(at + 2 * DAY, since=at)
    assert now(world, sent).status == Status.EXPIRED


def test_an_unanswered_question_goes_to_the_hub(world):
    sent = world.referral()
    world.step(sent, "target", "ask", text="Which day?")

    pass_time(make.AT + WEEK)
    assert now(world, sent).hub_since is not None
    with world.acting(world.navigator):
        actions.reply(referral_id=sent.pk, text="Wednesday", actor=world.navigator, at=make.AT + WEEK)
    assert now(world, sent).hub_since is None


def test_who_took_it_on_is_asked_what_became_of_it_again_and_again(world):
    taken = world.referral(status=Status.ACCEPTED)
    before = len(mails())

    pass_time(make.AT + 60 * DAY)

    asked = [subject for subject in mails()[before:] if "became" in subject]
    assert len(asked) in {4, 5}  # each ten working days
    assert now(world, taken).status == Status.ACCEPTED
    assert now(world, taken).clock_at > make.AT + 60 * DAY


def test_to_say_that_it_goes_on_winds_the_clock_anew(world):
    taken = world.referral(status=Status.ACCEPTED)
    before = now(world, taken).clock_at

    with world.acting(world.intake, make.AT + 6 * DAY):
        actions.say_it_goes_on(referral_id=taken.pk, actor=world.intake, at=make.AT + 6 * DAY)

    assert now(world, taken).clock_at > before + 5 * DAY


def test_a_wait_is_checked_twice_and_then_ended(world):
    waits = world.referral(status=Status.WAIT_LISTED)
    before = len(mails())

    pass_time(make.AT + 89 * DAY)
    assert (len(mails()) - before, now(world, waits).status) == (2, Status.WAIT_LISTED)
    pass_time(make.AT + 91 * DAY, since=make.AT + 89 * DAY)
    assert now(world, waits).status == Status.EXPIRED


def test_did_you_get_it_is_asked_after_three_days_and_seven_then_left_unconfirmed(world):
    done = world.referral(status=Status.COMPLETED)
    assert not [text for text in texts() if "/c/" in text]

    pass_time(make.AT + 3 * DAY)
    assert len([text for text in texts() if "/c/" in text]) == 1
    pass_time(make.AT + 7 * DAY, since=make.AT + 3 * DAY)
    assert len([text for text in texts() if "/c/" in text]) == 2
    assert need_of(world, done).outcome == ""
    pass_time(make.AT + 15 * DAY, since=make.AT + 7 * DAY)
    assert need_of(world, done).outcome == Outcome.MET_UNCONFIRMED
    assert now(world, done).clock_at is None


def test_who_has_said_so_is_not_asked_again(world):
    done = world.referral(status=Status.COMPLETED)
    pass_time(make.AT + 3 * DAY)
    resident = world.party("resident", done)
    with world.acting(resident, make.AT + 4 * DAY):
        needs.confirm(need_id=done.need_id, reply="yes", actor=resident, at=make.AT + 4 * DAY)

    pass_time(make.AT + 20 * DAY, since=make.AT + 4 * DAY)

    assert len([text for text in texts() if "/c/" in text]) == 1
    assert need_of(world, done).outcome == Outcome.MET


def test_nobody_is_asked_whether_it_came_while_another_attempt_runs(world):
    done = world.referral(status=Status.COMPLETED)
    world.referral(need=need_of(world, done), service=world.bread)

    pass_time(make.AT + 4 * DAY)

    assert not [text for text in texts() if "/c/" in text]


def test_the_silent_are_told_in_between_and_stay_on_the_list(world):
    sent = world.referral()
    before = len(texts())

    pass_time(make.AT + 8 * DAY)
    said = texts()[before:]
    assert len([text for text in said if "go on asking" in text]) == 1
    assert need_of(world, sent).last_heard_at == make.AT


def test_nobody_is_told_at_night(world):
    world.referral()
    night = make.AT + 9 * DAY + timedelta(hours=12)  # ten in the evening in Detroit
    before = len(texts())

    assert ticking.run(at=night).told == 0
    assert len(texts()) == before
    assert ticking.run(at=night + timedelta(hours=12)).told == 1


def test_who_cannot_be_told_safely_is_tried_again_later_and_stays_on_the_list(world):
    person = world.person(reach=Reach())
    sent = world.referral(need=world.need(person))

    ticking.run(at=make.AT + 9 * DAY)

    assert need_of(world, sent).told_by_clock_at is not None
    assert need_of(world, sent).last_heard_at == make.AT
    assert ticking.run(at=make.AT + 9 * DAY).told == 0


def test_what_goes_wrong_with_one_keeps_no_other_from_being_told(world, monkeypatch):
    wrong, right = world.need(world.person("Abel Stroud"), at=make.AT - DAY), world.need()
    real = telling.nobody_forgot

    def breaks(*, person_id, **said):
        assert person_id != wrong.person_id
        return real(person_id=person_id, **said)

    monkeypatch.setattr(telling, "nobody_forgot", breaks)
    at = make.AT + 9 * DAY
    assert [ticking.tell_the_silent(at=at, most=1) for _run in range(3)] == [(0, 1), (1, 1), (0, 0)]
    monkeypatch.undo()

    assert ticking.tell_the_silent(at=at + DAY) == (1, 1)  # the next working day
    with world.acting(world.navigator):
        assert queries.need(wrong.pk).told_by_clock_at == at + DAY
        assert queries.need(right.pk).told_by_clock_at == at


def test_every_step_of_time_leaves_an_event(world):
    sent = world.referral()
    pass_time(make.AT + 10 * DAY)

    with world.acting(world.navigator):
        steps = list(Event.objects.filter(referral_id=sent.pk, actor_kind="clock").order_by("seq"))
    assert [(e.did, e.detail.get("clock", "")) for e in steps] == [
        ("referral.clock", "remind"),
        ("referral.clock", "remind-again"),
        ("referral.clock", "hub"),
        ("referral.expire", ""),
    ]


@pytest.mark.parametrize("status", sorted(LIVE))
def test_whatever_is_open_has_a_next_moment(world, status):
    made = world.referral(status=status)

    assert now(world, made).clock_at > make.AT


def test_the_job_is_known_to_the_queue_and_goes_on_while_more_is_due(world, monkeypatch):
    from procrastinate.contrib.django import app

    sent = [world.referral(need=world.need(world.person(f"P {n}"))) for n in range(3)]
    monkeypatch.setattr(jobs.time, "now", lambda: make.AT + DAY)
    monkeypatch.setattr(ticking.run, "__kwdefaults__", {"most": 2})
    again = []
    monkeypatch.setattr(jobs.hear_the_clocks, "later", lambda: again.append(True))

    jobs.hear_the_clocks.run(timestamp=1)
    assert again == [True]
    jobs.hear_the_clocks.run(timestamp=2)

    assert again == [True]
    assert {now(world, one).clock for one in sent} == {"remind-again"}
    names = {task.task.name for task in app.periodic_registry.periodic_tasks.values()}
    assert "fullcircle.referrals.jobs.hear_the_clocks" in names


def test_one_that_cannot_be_done_stops_no_other_and_is_tried_again(world, monkeypatch):
    bad, good = world.referral(), world.referral(need=world.need(world.person("Malik")))
    real = telling.target_is_reminded

    def fails(referral, *, at):
        if referral.pk == bad.pk:
            raise RuntimeError
        return real(referral, at=at)

    monkeypatch.setattr(telling, "target_is_reminded", fails)
    assert ticking.run(at=make.AT + DAY).steps == 1
    assert now(world, good).clock == "remind-again"
    assert (now(world, bad).clock, now(world, bad).clock_at) == ("remind", make.AT + DAY + ticking.LATER)

    monkeypatch.setattr(telling, "target_is_reminded", real)
    ticking.run(at=make.AT + DAY + ticking.LATER)
    assert now(world, bad).clock == "remind-again"
