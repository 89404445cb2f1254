"""Two people act at once: one wins, the other is told what happened, and nothing is half done."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection

import make
from fullcircle.access import actor as actors
from fullcircle.access.models import Event
from fullcircle.access.session import acting_as
from fullcircle.referrals import actions, queries
from fullcircle.referrals.models import Referral
from fullcircle.referrals.policies import WrongStatus
from fullcircle.referrals.states import Status
from fullcircle.referrals.wait_lists import waiting
from together import run_together

HOUR = timedelta(hours=1)
LATER = make.AT + timedelta(days=2)
STEPS = {
    "accept": lambda r, a: actions.accept(referral_id=r.pk, actor=a, at=make.AT),
    "decline": lambda r, a: actions.decline(referral_id=r.pk, reason="no-capacity", actor=a, at=make.AT),
    "recall": lambda r, a: actions.recall(referral_id=r.pk, actor=a, at=make.AT),
    "complete": lambda r, a: actions.complete(referral_id=r.pk, what="food box", actor=a, at=make.AT),
    "cancel": lambda r, a: actions.cancel(referral_id=r.pk, text="moved", actor=a, at=make.AT),
    "expire": lambda r, a: actions.expire(referral_id=r.pk, actor=a, at=make.AT),
}
RACES = [
    (Status.SENT, ("link", "accept"), ("target", "decline")),
    (Status.SENT, ("target", "accept"), ("source", "recall")),
    (Status.ACCEPTED, ("target", "complete"), ("resident", "cancel")),
    (Status.SENT, ("target", "accept"), ("clock", "expire")),
    (Status.SENT, ("link", "accept"), ("link", "accept")),
]


@pytest.mark.parametrize(("status", "first", "second"), RACES)
def test_one_wins_and_the_other_is_told(committed, status, first, second):
    world = make.World()
    for _round in range(5):
        referral = world.referral(status=status, need=world.need(world.person()))

        def call(who, step, referral=referral):
            def run():
                actor = world.party(who, referral)
                with acting_as(actor, at=make.AT):
                    return STEPS[step](referral, actor)

            return run

        results = run_together(call(*first), call(*second))
        assert_one_won(world, referral, results)


def assert_one_won(world, referral, results):
    won = [result for result in results if isinstance(result, Referral)]
    told = [result for result in results if isinstance(result, WrongStatus)]
    assert (len(won), len(told)) == (1, 1), results
    assert "now" in str(told[0])
    with acting_as(world.navigator, at=make.AT):
        kept = queries.referral(referral.pk)
        last = Event.objects.filter(referral_id=referral.pk).order_by("-seq").first()
        assert kept.status == won[0].status == last.detail["to"]


def test_who_takes_the_next_of_a_list_a_second_later_takes_nobody_unseen(committed):
    world = make.World()
    first = world.referral(status=Status.WAIT_LISTED, need=world.need(world.person()))
    second = world.referral(status=Status.WAIT_LISTED, need=world.need(world.person()), at=make.AT + HOUR)
    taken = threading.Event()

    def take():
        return waiting.take_next(service_id=world.food_box.pk, actor=world.intake, at=LATER)

    def quick():
        with acting_as(world.intake, at=LATER):
            mine = take()
            taken.set()
            wait_until(somebody_waits_for_a_lock)
        return mine

    def slow():
        taken.wait(timeout=10)
        with acting_as(world.intake, at=LATER):
            return take()

    mine, told = run_together(quick, slow)

    assert mine.pk == first.pk
    assert isinstance(told, WrongStatus)
    with acting_as(world.intake, at=LATER):
        assert [one.referral_id for one in waiting.places(world.food_box.pk)] == [second.pk]


def somebody_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select 1 from pg_locks l where not l.granted and exists (select 1 from pg_locks m"
            " where m.granted and m.pid = pg_backend_pid() and m.transactionid = l.transactionid))"
        )
        return cursor.fetchone()[0]


def wait_until(holds) -> None:
    for _try in range(200):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError("It did not come to a race.")


def test_two_confirmations_count_once(committed):
    world = make.World()
    referral = world.referral(status=Status.COMPLETED)
    resident = actors.resident(referral.person_id)

    def confirm(reply):
        def run():
            from fullcircle.referrals import needs

            with acting_as(resident, at=make.AT):
                return needs.confirm(need_id=referral.need_id, reply=reply, actor=resident, at=make.AT)

        return run

    results = run_together(confirm("yes"), confirm("no"))

    assert sum(isinstance(result, WrongStatus) for result in results) == 1
    connection.close()
