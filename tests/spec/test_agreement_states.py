"""The states of an agreement: the table typed once more by hand, what time makes of them, and who may take each step."""

from datetime import UTC, datetime, timedelta

import pytest

import between
import make
from fullcircle.access.actor import Role
from fullcircle.access.errors import Denied
from fullcircle.access.session import acting_as
from fullcircle.agreements import actions, states
from fullcircle.agreements.policies import WrongState
from fullcircle.agreements.queries import NoSuchAgreement
from fullcircle.agreements.states import LABELS, STORED, WHO, State

DRAFTERS, TIME = {"drafter", "hub"}, {"time"}
BY_HAND = {
    ("draft", "legal-review"): DRAFTERS,
    ("legal-review", "draft"): DRAFTERS,
    ("legal-review", "out-for-signature"): DRAFTERS,
    ("out-for-signature", "in-force"): TIME,
    ("out-for-signature", "expiring"): TIME,
    ("in-force", "expiring"): TIME,
    ("out-for-signature", "expired"): TIME,
    ("in-force", "expired"): TIME,
    ("expiring", "expired"): TIME,
    ("in-force", "renewed"): TIME,
    ("expiring", "renewed"): TIME,
    **{(before, "terminated"): DRAFTERS
       for before in ("draft", "legal-review", "out-for-signature", "in-force", "expiring")},
}  # fmt: skip


def test_the_table_of_the_code_is_the_table_of_the_specification():
    assert {(str(a), str(b)): {str(one) for one in who} for (a, b), who in WHO.items()} == BY_HAND
    assert set(LABELS) == set(State)
    assert {str(one) for one in STORED} == {"draft", "legal-review", "out-for-signature", "terminated"}


def day(n: int) -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=n)


# begins, ends, replaced by a later version, end of the last day; at, and the state then. Ten days of notice.
MOMENTS = [
    (None, None, None, None, 5, State.OUT),
    (None, None, None, 30, 29, State.OUT),
    (None, None, None, 30, 30, State.EXPIRED),
    (10, None, None, None, 9, State.OUT),
    (10, None, None, None, 10, State.IN_FORCE),
    (10, 100, None, 100, 89, State.IN_FORCE),
    (10, 100, None, 100, 90, State.EXPIRING),
    (10, 100, None, 100, 99, State.EXPIRING),
    (10, 100, None, 100, 100, State.EXPIRED),
    (10, 50, 50, 100, 39, State.IN_FORCE),
    (10, 50, 50, 100, 40, State.EXPIRING),
    (10, 50, 50, 100, 50, State.RENEWED),
    (10, 50, 50, 100, 200, State.RENEWED),
]


@pytest.mark.parametrize(("begins", "ends", "replaced", "expires", "at", "expected"), MOMENTS)
def test_what_time_makes_of_an_agreement_that_is_out(begins, ends, replaced, expires, at, expected):
    moments = {"begins_at": begins, "ends_at": ends, "replaced_at": replaced, "expires_at": expires}
    known = {name: None if n is None else day(n) for name, n in moments.items()}

    assert states.state("out-for-signature", **known, notice_days=10, at=day(at)) == expected


@pytest.mark.parametrize("stored", ["draft", "legal-review", "terminated"])
def test_what_is_stored_otherwise_does_not_move_with_time(stored):
    nothing = dict.fromkeys(("begins_at", "ends_at", "replaced_at", "expires_at"), day(1))

    assert states.state(stored, **nothing, notice_days=0, at=day(9)) == stored


STEPS = {
    State.LEGAL_REVIEW: actions.send_to_review,
    State.DRAFT: actions.take_back,
    State.OUT: actions.send_out,
    State.TERMINATED: actions.terminate,
}


@pytest.mark.parametrize("before", list(State))
@pytest.mark.parametrize("who", ["hub", "hub_manager", "cupboard", "breadline", "navigator"])
def test_each_may_take_exactly_the_steps_of_the_table(world, before, who):
    """Every stored step from every state: hub and its managers may, a party may not, a stranger finds nothing."""
    from django.db import transaction

    signing = between.Signing(world)
    made, at = walked(signing, before)
    actor = {
        "hub_manager": world.hub_manager,
        "navigator": make.staff(world.cupboard.id, Role.NAVIGATOR),
    }.get(who) or getattr(signing, who)
    wrong = []
    for after, step in STEPS.items():
        undo = transaction.savepoint()
        try:
            with acting_as(actor, at=at):
                step(agreement_id=made.pk, actor=actor, at=at)
            done = True
        except (Denied, WrongState, NoSuchAgreement):
            done = False
        transaction.savepoint_rollback(undo)
        allowed = who.startswith("hub") and "hub" in BY_HAND.get((str(before), str(after)), ())
        if done != allowed:
            wrong.append((before, after, who, done))

    assert wrong == []


def walked(signing, state):
    """An agreement that came to this state by its actions, and a time at which it is there."""
    soon = between.TODAY + timedelta(days=30)
    if state in {State.DRAFT, State.LEGAL_REVIEW}:
        made = signing.drafted()
        if state == State.LEGAL_REVIEW:
            with acting_as(signing.hub, at=make.AT):
                actions.send_to_review(agreement_id=made.pk, actor=signing.hub, at=make.AT)
        return made, make.AT
    made = signing.out(expires_on=soon if state in {State.EXPIRING, State.EXPIRED} else None)
    if state != State.OUT:
        signing.sign(made, "riverlight", "cupboard")
    if state == State.TERMINATED:
        with acting_as(signing.hub, at=make.AT):
            actions.terminate(agreement_id=made.pk, actor=signing.hub, at=make.AT)
    if state == State.RENEWED:
        with acting_as(signing.hub, at=make.AT):
            later = actions.amend(
                agreement_id=made.pk, effective_on=between.TODAY, actor=signing.hub, at=make.AT
            )
        signing.sign(signing.out(later), "riverlight", "cupboard")
    return made, make.AT + timedelta(days=60 if state == State.EXPIRED else 0)
