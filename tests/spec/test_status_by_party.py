"""Status × party: every cell of the product's table, allowed and refused, through action, page and link."""

import pytest
from django.test import Client

import make
import signing
from fullcircle.access import actor as actors
from fullcircle.access import links
from fullcircle.access.errors import Denied
from fullcircle.access.links import LinkKind
from fullcircle.access.session import acting_as
from fullcircle.referrals import actions, policies, queries
from fullcircle.referrals.states import FINAL, LABELS, LIVE, WHO, Party, Status

# product.md, section 2, typed once more by hand: (from, to) -> who. The code's table must say the same.
UNANSWERED = ("sent", "in-review")
LIVING = ("sent", "in-review", "accepted", "wait-listed", "in-progress", "paused")
BY_HAND: dict[tuple[str, str], set[str]] = {}


def say(sources, targets, who):
    for before in sources:
        for after in targets:
            BY_HAND.setdefault((before, after), set()).update(who.split())


say(["draft"], ["sent", "cancelled"], "source resident")
say(["sent"], ["in-review"], "target")
say(UNANSWERED, ["accepted", "wait-listed", "declined", "not-reached", "redirected"], "target")
say(UNANSWERED, ["recalled"], "source")
say([*UNANSWERED, "wait-listed"], ["expired"], "clock")
say([*UNANSWERED, "wait-listed"], ["redirected"], "hub")
say(LIVING, ["cancelled"], "resident source target")
say(["wait-listed"], ["accepted", "in-progress"], "target")
say(["accepted"], ["wait-listed", "in-progress", "paused", "completed", "not-reached"], "target")
say(["in-progress"], ["paused", "completed", "not-reached"], "target")
say(["paused"], ["in-progress", "completed", "not-reached"], "target")
say([s.value for s in Status if s != "draft" and s != "entered-in-error"], ["entered-in-error"], "source")

STEPS = {
    Status.SENT: "send", Status.IN_REVIEW: "open_for_review", Status.ACCEPTED: "accept", Status.WAIT_LISTED: "wait_list",
    Status.DECLINED: "decline", Status.NOT_REACHED: "not_reached", Status.REDIRECTED: "redirect", Status.IN_PROGRESS: "start",
    Status.PAUSED: "pause", Status.COMPLETED: "complete", Status.RECALLED: "recall", Status.CANCELLED: "cancel",
    Status.EXPIRED: "expire", Status.ENTERED_IN_ERROR: "enter_in_error",
}  # fmt: skip
PARTIES = ("source", "target", "link", "resident", "hub", "clock", "stranger")
LINK_STEPS = {
    Status.ACCEPTED: "accept", Status.WAIT_LISTED: "wait-list", Status.DECLINED: "decline", Status.COMPLETED: "complete",
    Status.IN_PROGRESS: "start", Status.NOT_REACHED: "not-reached",
}  # fmt: skip


def test_the_table_of_the_code_is_the_table_of_the_product():
    assert {(str(a), str(b)): {str(p) for p in who} for (a, b), who in WHO.items()} == BY_HAND


def test_every_status_has_words_and_a_walk_that_reaches_it():
    assert set(LABELS) == set(make.WALKS) == set(Status)
    assert FINAL.isdisjoint(LIVE)


def allowed(before, after, who):
    return ("target" if who == "link" else who) in BY_HAND.get((str(before), str(after)), set())


@pytest.mark.parametrize("before", list(Status))
def test_each_party_may_take_exactly_the_steps_of_the_table(world, before):
    """Fourteen steps for seven parties from each status: what is refused changes nothing."""
    from django.db import transaction

    referral = world.referral(status=before)
    wrong = []
    for after, step in STEPS.items():
        for who in PARTIES:
            undo = transaction.savepoint()
            try:
                moved = world.step(referral, who, step)
            except (Denied, policies.WrongStatus, queries.NoSuchReferral):
                moved = None
            transaction.savepoint_rollback(undo)
            if (moved is not None) != allowed(before, after, who) or (moved and moved.status != after):
                wrong.append((before, after, who, moved and moved.status))

    assert wrong == []


@pytest.mark.parametrize("before", [s for s in Status if s != Status.DRAFT])
def test_a_link_takes_the_steps_of_the_target_and_no_others(world, pages_at, before):
    from django.db import transaction

    referral = world.referral(status=before)
    with acting_as(world.navigator, at=make.AT):
        token = links.make(
            LinkKind.ANSWER,
            at=make.AT,
            person_id=referral.person_id,
            referral_id=referral.pk,
            organization_id=world.cupboard.id,
        )
    wrong = []
    for after, name in LINK_STEPS.items():
        undo = transaction.savepoint()
        answer = Client().post(f"/a/{token}", {"answer": name, "reason": "no-capacity", "what": "food box"})
        done = answer.status_code in {200, 302}
        transaction.savepoint_rollback(undo)
        if done != allowed(before, after, "target"):
            wrong.append((before, after, answer.status_code))

    assert wrong == []


PAGE_STEPS = {
    **LINK_STEPS, Status.IN_REVIEW: "review", Status.PAUSED: "pause", Status.REDIRECTED: "redirect",
    Status.RECALLED: "recall", Status.CANCELLED: "cancel", Status.ENTERED_IN_ERROR: "error",
}  # fmt: skip
PAGE_WORDS = {"reason": "no-capacity", "what": "food box", "cancel_text": "changed their mind"}


@pytest.mark.parametrize("before", [s for s in Status if s != Status.DRAFT])
def test_the_page_takes_the_steps_of_each_side_and_no_others(world, pages_at, before):
    from django.db import transaction

    referral, wrong = world.referral(status=before), []
    staff = {"source": "navigator", "target": "intake", "hub": "hub_manager", "stranger": "other_intake"}
    for party, who in staff.items():
        client = Client()
        signing.enter(client, world, who)
        for after, name in PAGE_STEPS.items():
            undo = transaction.savepoint()
            answer = client.post(f"/requests/{referral.pk}/step/", {"step": name, **PAGE_WORDS})
            transaction.savepoint_rollback(undo)
            if (answer.status_code == 302) != allowed(before, after, party):
                wrong.append((before, after, party, answer.status_code))

    assert wrong == []


@pytest.mark.parametrize("party", list(Party))
def test_parties_stand_where_they_should(world, party):
    referral = world.referral()
    who = str(party)

    stands = policies.parties(world.party(who, referral), referral, hub_id=world.hub.id)

    assert party in stands
    assert policies.parties(world.party("stranger", referral), referral, hub_id=world.hub.id) == frozenset()


def test_an_organization_may_be_source_and_target_at_once(world):
    world.eastgate_service = make.Service.objects.create(
        organization=world.eastgate, name="Block meals", domains=["food-insecurity"]
    )
    referral = world.referral(service=world.eastgate_service)

    assert policies.parties(world.navigator, referral, hub_id=None) == {Party.SOURCE, Party.TARGET}


def test_a_link_of_another_referral_is_no_party(world):
    first, second = world.referral(), world.referral(need=world.need(world.person("Malik")))
    holder = actors.holder_of_answer_link(referral_id=second.pk, organization_id=world.cupboard.id)

    with acting_as(holder, at=make.AT), pytest.raises(queries.NoSuchReferral):
        actions.accept(referral_id=first.pk, actor=holder, at=make.AT)
