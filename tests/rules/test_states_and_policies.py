"""States and policies without a database: every cell and every refusal, quick enough for mutants."""

import uuid
from datetime import timedelta

import pytest

import make
from fullcircle.access import actor as actors
from fullcircle.access.actor import Actor, Kind, Role
from fullcircle.access.errors import Denied
from fullcircle.referrals import policies, states
from fullcircle.referrals.models import Need, Referral
from fullcircle.referrals.policies import WrongStatus
from fullcircle.referrals.states import (
    ANSWERED,
    FINAL,
    LABELS,
    LIVE,
    REASONS,
    UNANSWERED,
    WHO,
    DeclineReason,
    Party,
    Status,
)

SOURCE, TARGET, HUB, PERSON, ID = (uuid.UUID(int=n) for n in range(1, 6))
PARTIES = {
    Party.SOURCE: make.staff(SOURCE, Role.NAVIGATOR),
    Party.TARGET: make.staff(TARGET, Role.INTAKE),
    Party.RESIDENT: actors.resident(PERSON),
    Party.HUB: make.staff(HUB, Role.HUB),
    Party.CLOCK: actors.clock(HUB),
}
NOBODY = {
    "an administrator of the source": make.staff(SOURCE, Role.ADMINISTRATOR),
    "intake of the source": make.staff(SOURCE, Role.INTAKE),
    "an administrator of the target": make.staff(TARGET, Role.ADMINISTRATOR),
    "another organization": make.staff(ID, Role.NAVIGATOR, Role.INTAKE, Role.HUB),
    "another resident": actors.resident(ID),
    "the link of another referral": actors.holder_of_answer_link(referral_id=PERSON, organization_id=TARGET),
    "the link for another organization": actors.holder_of_answer_link(referral_id=ID, organization_id=SOURCE),
    "a navigator of the hub": make.staff(HUB, Role.NAVIGATOR),
    "the clock of another hub": actors.clock(SOURCE),
    "a job": actors.SYSTEM,
}


def referral(status=Status.SENT, **said):
    return Referral(id=ID, source_id=SOURCE, target_id=TARGET, person_id=PERSON, status=status, **said)


def need(**said):
    return Need(id=ID, person_id=PERSON, domain="food-insecurity", **{"wants_help": True, **said})


def may(actor, at_status, to):
    return policies.can_move(actor, referral(at_status), to, hub_id=HUB)


@pytest.mark.parametrize("before", list(Status))
@pytest.mark.parametrize("after", list(Status))
def test_a_party_may_exactly_what_the_table_says(before, after):
    who = {party for party, actor in PARTIES.items() if may(actor, before, after)}

    assert who == WHO.get((before, after), frozenset())


@pytest.mark.parametrize("who", NOBODY)
def test_nobody_else_may_anything(who):
    assert policies.parties(NOBODY[who], referral(), hub_id=HUB) == frozenset()
    assert not any(may(NOBODY[who], before, after) for before in Status for after in Status)


@pytest.mark.parametrize("roles", [(Role.INTAKE,), (Role.NAVIGATOR,), (Role.HUB,)])
def test_who_answers_for_a_target(roles):
    assert Party.TARGET in policies.parties(make.staff(TARGET, *roles), referral(), hub_id=None)


@pytest.mark.parametrize("roles", [(Role.NAVIGATOR,), (Role.HUB,)])
def test_who_sends_for_a_source(roles):
    assert Party.SOURCE in policies.parties(make.staff(SOURCE, *roles), referral(), hub_id=None)


def test_the_holder_of_its_link_is_the_target():
    holder = actors.holder_of_answer_link(referral_id=ID, organization_id=TARGET)

    assert policies.parties(holder, referral(), hub_id=HUB) == {Party.TARGET}


def test_a_step_of_somebody_else_is_denied_and_one_too_late_says_what_happened():
    with pytest.raises(Denied, match="somebody else"):
        policies.check_can_move(PARTIES[Party.SOURCE], referral(), Status.ACCEPTED, hub_id=HUB)
    with pytest.raises(WrongStatus, match="now: Declined"):
        policies.check_can_move(PARTIES[Party.TARGET], referral(Status.DECLINED), Status.ACCEPTED, hub_id=HUB)


def test_the_parts_of_the_table():
    assert set(LIVE) == {"sent", "in-review", "accepted", "wait-listed", "in-progress", "paused"}
    assert set(UNANSWERED) == {"sent", "in-review"}
    assert set(ANSWERED) == {"accepted", "wait-listed", "declined", "not-reached", "redirected"}
    assert {*FINAL, *LIVE, Status.DRAFT} == set(Status) == set(LABELS)
    assert FINAL.isdisjoint({*LIVE, Status.DRAFT})
    assert set(REASONS) == set(DeclineReason)


@pytest.mark.parametrize("status", FINAL)
def test_nothing_follows_a_final_status_but_error(status):
    assert {after for before, after in WHO if before == status} <= {Status.ENTERED_IN_ERROR}


def test_every_status_but_two_has_a_fhir_status():
    assert set(Status) - set(states.FHIR_STATUS_BEFORE) == {Status.NOT_REACHED, Status.REDIRECTED}


@pytest.mark.parametrize(
    ("actor", "allowed"),
    [
        (actors.resident(PERSON), True), (actors.resident(ID), False), (make.staff(SOURCE, Role.NAVIGATOR), True),
        (make.staff(SOURCE, Role.HUB), True), (make.staff(SOURCE, Role.INTAKE), False),
        (make.staff(TARGET, Role.NAVIGATOR), False),
        (Actor(kind=Kind.LINK, grantee_id=SOURCE, record_id=ID, roles=frozenset({Role.NAVIGATOR})), False),
    ],
)  # fmt: skip
def test_who_adds_sends_and_settles_a_need(actor, allowed):
    assert policies.can_add_need(actor, person_id=PERSON, steward_id=SOURCE) is allowed
    assert policies.can_send(actor, need(), steward_id=SOURCE) is allowed
    assert not policies.can_send(actor, need(wants_help=False), steward_id=SOURCE)
    assert (policies.allows(policies.check_can_settle))(actor, need(), steward_id=SOURCE) is allowed


@pytest.mark.parametrize("status", list(Status))
def test_asking_and_replying_are_for_requests_without_an_answer(status):
    asked = policies.can_ask(PARTIES[Party.TARGET], referral(status))
    replied = policies.can_reply(PARTIES[Party.SOURCE], referral(status))

    assert asked is replied is (status in UNANSWERED)
    assert not policies.can_ask(PARTIES[Party.SOURCE], referral(status))
    assert not policies.can_reply(PARTIES[Party.TARGET], referral(status))


@pytest.mark.parametrize(
    ("actor", "asked", "replied", "done", "allowed"),
    [
        (PERSON, True, False, False, True),
        (PERSON, False, False, True, True),  # the organization says so, and nobody has asked yet
        (PERSON, False, False, False, False),
        (PERSON, True, True, True, False),
        (ID, True, False, True, False),
    ],
)
def test_who_confirms(actor, asked, replied, done, allowed):
    said = need(asked_at=make.AT if asked else None, replied_at=make.AT if replied else None)

    assert policies.can_confirm(actors.resident(actor), said, done=done) is allowed


@pytest.mark.parametrize(
    ("actor", "said", "allowed"),
    [
        (actors.clock(HUB), {}, True), (actors.clock(SOURCE), {}, False), (make.staff(HUB, Role.HUB), {}, False),
        (actors.clock(HUB), {"asked_at": None}, False), (actors.clock(HUB), {"replied_at": make.AT}, False),
        (actors.clock(HUB), {"outcome": "met"}, False), (actors.clock(HUB), {"asked_at": make.AT + timedelta(seconds=1)}, False),
    ],
)  # fmt: skip
def test_who_leaves_a_need_unconfirmed(actor, said, allowed):
    waiting = need(**{"asked_at": make.AT, **said})
    at = make.AT + timedelta(days=7)

    question = policies.allows(policies.check_can_leave_unconfirmed)

    assert question(actor, waiting, hub_id=HUB, at=at) is allowed
