"""Goals: in the person's words, written by the person or their helper, read by nobody else."""

import pytest

import make
from fullcircle.access import actor as actors
from fullcircle.access.errors import Denied, Invalid, NotFound
from fullcircle.caseload import goals


def test_a_person_and_their_helper_work_on_the_same_goal(world):
    person = world.person()
    resident = actors.resident(person.pk)
    with world.acting(resident):
        goal = goals.add(person_id=person.pk, words="  Cook at home\nagain ", actor=resident, at=make.AT)
    with world.acting(world.navigator):
        step = goals.add_step(
            goal_id=goal.pk, words="Ask about a stove", by_helper=True, actor=world.navigator, at=make.AT
        )
        goals.tick(step_id=step.pk, done=True, actor=world.navigator, at=make.AT)
    with world.acting(resident):
        goals.tick(step_id=step.pk, done=False, actor=resident, at=make.AT)
        goals.end(goal_id=goal.pk, how=goals.REACHED, actor=resident, at=make.AT)
        [shown] = goals.of(person.pk)
        [ticked] = goals.steps_of(shown)

    assert (shown.words, shown.made_by, shown.ended_how) == ("Cook at home again", None, "reached")
    assert (ticked.done_at, ticked.by_helper) == (None, True)
    with world.acting(resident), pytest.raises(goals.Ended):
        goals.add_step(goal_id=goal.pk, words="More", actor=resident, at=make.AT)


def test_nobody_else_reads_or_writes_them(world):
    person = world.person()
    with world.acting(world.navigator):
        goal = goals.add(person_id=person.pk, words="A job", actor=world.navigator, at=make.AT)
        step = goals.add_step(goal_id=goal.pk, words="Papers", actor=world.navigator, at=make.AT)

    other = actors.resident(world.person("Tomas").pk)
    for stranger in (world.other_navigator, world.intake, world.hub_manager, other):
        with world.acting(stranger):
            assert goals.of(person.pk) == []
            with pytest.raises((Denied, NotFound)):
                goals.add(person_id=person.pk, words="No", actor=stranger, at=make.AT)
            for act in (
                lambda who=stranger: goals.tick(step_id=step.pk, done=True, actor=who, at=make.AT),
                lambda who=stranger: goals.end(goal_id=goal.pk, how="reached", actor=who, at=make.AT),
                lambda who=stranger: goals.add_step(goal_id=goal.pk, words="x", actor=who, at=make.AT),
            ):
                with pytest.raises(NotFound):
                    act()


@pytest.mark.parametrize("words", ["", "  ", "\x00"])
def test_a_goal_has_words(world, words):
    person = world.person()

    with world.acting(world.navigator), pytest.raises(Invalid):
        goals.add(person_id=person.pk, words=words, actor=world.navigator, at=make.AT)


def test_an_end_says_how(world):
    person = world.person()
    with world.acting(world.navigator):
        goal = goals.add(person_id=person.pk, words="A job", actor=world.navigator, at=make.AT)

        with pytest.raises(Invalid):
            goals.end(goal_id=goal.pk, how="", actor=world.navigator, at=make.AT)
