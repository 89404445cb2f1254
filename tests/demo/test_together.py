"""What the practice town does together, seeded in this process: partnerships, ideas, complaints and their readers."""

import pytest

import make
from fullcircle.access.session import acting_as
from fullcircle.accounts import queries as accounts
from fullcircle.agenda import queries as agenda
from fullcircle.agenda.states import State
from fullcircle.demo import together, town
from fullcircle.grievances import queries as grievances
from fullcircle.partnerships import queries as partnerships
from fullcircle.partnerships.states import Stage


@pytest.fixture
def people(db):
    town.seed(people=0, now=make.AT, progress=lambda _n: None)
    return together.People()


def as_(people, key, query, **said):
    actor = people.of(key)
    with acting_as(actor, at=make.AT):
        return query(actor, **said)


def test_one_partnership_is_in_its_pilot_and_one_ended_well(people):
    pilot, ended = as_(people, "hub", partnerships.partnerships)
    with acting_as(people.of("hub"), at=make.AT):
        facts = partnerships.facts(pilot, at=make.AT)
        to_run = next(each for each in partnerships.nexts(pilot, at=make.AT) if each.stage == Stage.RUN)

    assert (pilot.stage, ended.stage) == (Stage.PILOT, Stage.ENDED)
    assert facts.agreement.in_force
    assert [rule.code for rule in to_run.rules if not rule.met] == ["voices", "review-grow"]
    assert {each.item for each in ended.closing.all()} == set(together.SETTLED)


def test_each_side_finds_its_own_and_no_other(people):
    mine = {
        key: [one.title for one in as_(people, key, partnerships.partnerships)]
        for key in ("riverlight", "eastgate", "cupboard", "rides")
    }

    assert mine == {
        "riverlight": [together.PILOT.title, together.ENDED.title], "eastgate": [together.PILOT.title],
        "cupboard": [together.ENDED.title], "rides": [],
    }  # fmt: skip


def test_one_idea_has_three_voices_and_evidence(people):
    scored, idea = as_(people, "hub", agenda.items)

    assert (scored.state, len(scored.voices.all()), len(scored.evidence.all())) == (State.SCORED, 3, 2)
    assert (idea.state, len(idea.voices.all())) == (State.IDEA, 0)


def test_two_organizations_review_and_the_hub_reads_nothing(people):
    read = {
        key: as_(people, key, lambda _actor: [one.state for one in [*grievances.to_answer(), *grievances.answered()]])
        for key in ("eastgate", "hub")
    }  # fmt: skip
    with acting_as(people.of("hub"), at=make.AT):
        named = {one.organization_id for one in grievances.reviewers()}

    assert read == {"eastgate": ["filed", "answered", "closed"], "hub": []}
    assert len(named) == 2
    assert accounts.community().hub_id not in named
