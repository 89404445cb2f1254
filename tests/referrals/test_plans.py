"""A plan on paper: what stands on it, what its code answers, and what nobody learns by it."""

from datetime import timedelta

import pytest
from django.test import Client

import make
import signing
from fullcircle.access import actor as actors
from fullcircle.access.errors import Denied, Invalid, NotFound
from fullcircle.access.models import Event
from fullcircle.access.session import acting_as
from fullcircle.people import actions as people
from fullcircle.referrals import plans, queries
from fullcircle.referrals.models import PaperPlan
from fullcircle.referrals.plans import NoSuchPlan
from fullcircle.referrals.policies import WrongStatus
from fullcircle.referrals.states import Outcome, Status
from protected import Town


def printed(world, person_id, *, actor=None, at=make.AT):
    actor = actor or world.navigator
    with acting_as(actor, at=at):
        return plans.print_plan(person_id=person_id, actor=actor, at=at)


def test_the_code_answers_for_its_numbers(world):
    taken = world.referral(status=Status.ACCEPTED)
    person_id = taken.person_id
    with acting_as(world.navigator, at=make.AT):
        person = queries.need(taken.need_id).person
    open_ = world.need(person, domain="transportation-insecurity", at=make.AT + timedelta(minutes=1))
    code, shown = printed(world, person_id)
    assert [need.pk for need in shown] == [taken.need_id, open_.pk]

    lines = plans.opened(code.lower().replace("-", " "), at=make.AT).lines
    assert [(line.number, line.reply, line.may_answer) for line in lines] == [(1, "", True), (2, "", False)]
    need = plans.answer(code, number="1", reply="yes", at=make.AT)
    assert (need.outcome, need.reply) == (Outcome.MET, "yes")
    with acting_as(world.navigator, at=make.AT):
        said = Event.objects.filter(need_id=need.pk, did="need.confirm").get()
    assert (said.actor_kind, said.detail) == ("resident", {"reply": "yes", "how": "paper"})
    with pytest.raises(WrongStatus):
        plans.answer(code, number="1", reply="no", at=make.AT)
    with pytest.raises(WrongStatus):  # no place has it in hand
        plans.answer(code, number="2", reply="yes", at=make.AT)
    for number in ("3", "0", "", "-1", "x"):
        with pytest.raises(Invalid):
            plans.answer(code, number=number, reply="yes", at=make.AT)


def test_what_is_no_code_old_or_replaced_opens_nothing(world):
    sent = world.referral()
    code, _shown = printed(world, sent.person_id)
    new, _shown = printed(world, sent.person_id, at=make.AT + timedelta(hours=1))
    later = make.AT + timedelta(hours=2)
    wrong = new[:-1] + ("A" if new[-1] != "A" else "B")
    for typed in (code, wrong, "", "x" * 200, "\x00", new[:-1]):
        with pytest.raises(NoSuchPlan):
            plans.opened(typed, at=later)
    assert plans.opened(new, at=later)
    with pytest.raises(NoSuchPlan):
        plans.opened(new, at=later + plans.GOOD_FOR)


def test_the_code_itself_is_kept_nowhere(world):
    sent = world.referral()
    code, _shown = printed(world, sent.person_id)
    with acting_as(world.navigator, at=make.AT):
        kept = PaperPlan.objects.get(person_id=sent.person_id)
    assert code.replace("-", "") not in str(vars(kept))


def test_nothing_protected_stands_on_paper(db):
    town = Town()
    person = town.person()
    plain = town.need(person)
    need = town.need(person, domain="transportation-insecurity")
    asked = town.referral(need=need, service=town.detox)
    _code, shown = printed(town, person.pk)
    assert asked.need_id not in {one.pk for one in shown}
    assert {one.pk for one in shown} == {plain.pk, need.pk}


def test_who_sends_for_the_person_and_the_person_print_and_nobody_else(world):
    sent = world.referral(status=Status.ACCEPTED)
    assert printed(world, sent.person_id, actor=actors.resident(sent.person_id))
    for actor in (world.intake, world.hub_manager, world.other_navigator):
        with pytest.raises((Denied, NotFound)):
            printed(world, sent.person_id, actor=actor)
    with pytest.raises(Invalid):
        printed(world, world.person("No Needs").pk)


def test_a_new_steward_replaces_the_old_ones_paper(world):
    sent = world.referral()
    code, _shown = printed(world, sent.person_id)
    with acting_as(world.navigator, at=make.AT):
        people.hand_over(person_id=sent.person_id, to=world.riverlight.id, actor=world.navigator, at=make.AT)
    assert printed(world, sent.person_id, actor=world.other_navigator)
    with pytest.raises(NoSuchPlan):
        plans.opened(code, at=make.AT)


def read(response, status=200):
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def test_the_paper_and_its_pages(world, pages_at):
    sent = world.referral(status=Status.ACCEPTED)
    navigator = Client(enforce_csrf_checks=False)
    signing.enter(navigator, world, "navigator")
    page = f"/people/{sent.person_id}/plan/"
    assert "A plan on paper" in read(navigator.get(page))
    paper = read(navigator.post(page))
    assert "Open Cupboard" in paper
    assert "Denise" not in paper.partition("<main")[2].partition("</main>")[0]
    code = paper.partition('class="fc-code" dir="ltr">')[2].partition("<")[0]

    anybody = Client()
    assert "No paper has this code." in read(anybody.post("/p/", {"code": "nonsense"}), 400)
    numbers = read(anybody.post("/p/", {"code": f" {code.lower()} "}, follow=True))
    assert "Number 1 on your paper" in numbers
    for word in ("Cupboard", "Food", "food", "Denise"):
        assert word not in numbers.partition("<main")[2].partition("</main>")[0]
    assert "Choose one of the numbers" in read(anybody.post(f"/p/{code}", {"answer": "7-yes"}), 400)
    assert "Yes, I got it" in read(anybody.post(f"/p/{code}", {"answer": "1-yes"}, follow=True))
    assert anybody.get("/p/ABCDE-FGHJK").status_code == 404


def test_the_paper_is_in_the_persons_language(world, pages_at):
    person = world.person("Rosa", language="es")
    world.need(person)
    navigator = Client()
    signing.enter(navigator, world, "navigator")
    paper = read(navigator.post(f"/people/{person.pk}/plan/"))
    assert "Mi plan" in paper
