"""A navigator's day on its pages: filters and views, many at once, calls, goals, introductions, how good requests were."""

import re
from datetime import timedelta

import pytest
from django.test import Client

import make
import signing
from fullcircle.access import actor as actors
from fullcircle.access import links
from fullcircle.access.actor import Role
from fullcircle.access.links import LinkKind
from fullcircle.access.session import acting_as
from fullcircle.accounts.models import User
from fullcircle.caseload import calls, goals, handoffs, lanes, rating
from fullcircle.people import actions as people_actions
from fullcircle.people import queries as people
from fullcircle.people import thread
from fullcircle.people.actions import Reach
from fullcircle.people.models import Person
from fullcircle.referrals import queries
from fullcircle.referrals.states import Status

UNTIL = "2026-03-20"


@pytest.fixture
def marcus(browse):
    return browse("navigator")


def page(client, url, status=200):
    answer = client.get(url)
    assert answer.status_code == status
    return answer.content.decode()


def colleague(world):
    user = User.objects.create(email="lena@eastgate.example", name="Lena Park")
    make.member(organization_id=world.eastgate.id, role=Role.NAVIGATOR, user=user)
    return user


def test_a_filter_is_kept_as_a_view_and_removed(world, marcus):
    food = world.need(detail="Halal food box")
    world.need(domain="housing-instability", detail="Rent", urgent=True)
    shown = page(marcus, "/today/?domain=food-insecurity")
    assert "Halal food box" in shown
    assert "Rent" not in shown

    marcus.post("/today/views/", {"domain": "food-insecurity", "name": "Food"})

    assert 'href="?domain=food-insecurity"' in page(marcus, "/today/")
    with world.acting(world.navigator):
        [view] = lanes.views_of(world.navigator)
    marcus.post(f"/today/views/{view.pk}/remove/")
    assert "Food</bdi>" not in page(marcus, "/today/")
    assert queries_need(world, food).outcome == ""


def queries_need(world, need):
    with world.acting(world.navigator):
        return queries.need(need.pk)


def many(client, needs, do, **said):
    return client.post("/today/many/", {"need": [need.pk for need in needs], "do": do, **said})


def test_many_are_written_to_and_who_cannot_be_is_named(world, marcus):
    can = world.need(world.person("Ana Ruiz", language="es"))
    cannot = world.need(world.person("Ben Quill", reach=Reach()))
    asks = many(marcus, [can, cannot], "message").content.decode()
    assert "Write to 2 people" in asks
    assert "Spanish (1)" in asks

    empty = many(marcus, [can], "message", confirm="yes", text=" ")
    assert (empty.status_code, "Type your message first" in empty.content.decode()) == (400, True)
    done = many(marcus, [can, cannot], "message", confirm="yes", text="We moved to Juniper Walk.")

    text = done.content.decode()
    assert "1 person needs you yourself" in text
    assert "Ben Quill" in text
    assert "Ana Ruiz" not in text
    with world.acting(world.navigator):
        assert [len(thread.of(need.person_id)) for need in (can, cannot)] == [1, 1]


def test_many_are_given_to_a_colleague(world, marcus):
    lena, needs = colleague(world), [world.need(), world.need()]

    stranger = many(marcus, needs, "reassign", confirm="yes", navigator=world.founder.pk)
    assert "Choose a navigator of your organization." in stranger.content.decode()
    assert many(marcus, needs, "reassign", confirm="yes", navigator=lena.pk).status_code == 302

    with world.acting(world.navigator):
        assert {people.person(need.person_id).navigator_id for need in needs} == {lena.pk}
    assert "Lena Park" in page(marcus, "/today/?whose=team")


def test_a_day_is_ones_own_a_colleagues_or_the_teams_and_nobody_elses(world, marcus):
    lena, need = colleague(world), world.need(detail="Halal food box")
    many(marcus, [need], "reassign", confirm="yes", navigator=lena.pk)

    assert "Halal food box" in page(marcus, f"/today/?whose={lena.pk}")
    assert "Halal food box" not in page(marcus, "/today/")
    mine = world.need(detail="A stove")
    for stranger in (world.other_navigator.user_id, "somebody"):
        assert mine.detail in page(marcus, f"/today/?whose={stranger}")


def test_many_are_put_aside_and_one_comes_back(world, marcus):
    needs = [world.need(detail="Rent"), world.need(detail="A stove")]
    bad = many(marcus, needs, "snooze", confirm="yes", until_on="soon", reason="papers")
    assert bad.status_code == 400
    many(marcus, needs, "snooze", confirm="yes", until_on=UNTIL, reason="papers", note="from the court")

    shown = page(marcus, "/today/")
    assert "Nothing waits for you." in shown
    assert "Put aside until March 20: Waiting for papers. from the court" in shown
    marcus.post(f"/needs/{needs[0].pk}/bring-back/")
    assert "Nothing waits for you." not in page(marcus, "/today/")
    marcus.post(f"/needs/{needs[0].pk}/put-aside/", {"until_on": UNTIL, "reason": "papers"})
    assert "Put aside until March 20" in page(marcus, f"/people/{needs[0].person_id}/")


@pytest.mark.parametrize("said", [{}, {"do": "message"}, {"do": "burn"}])
def test_nothing_chosen_does_nothing(world, marcus, said):
    world.need()

    assert marcus.post("/today/many/", said).status_code == 302


def test_needs_of_others_are_not_touched_by_their_ids(world, browse):
    theirs = world.need(detail="Rent")
    other = browse("other_navigator")

    assert many(other, [theirs], "snooze", confirm="yes", until_on=UNTIL, reason="papers").status_code == 302
    for did in ("put-aside", "bring-back"):
        said = {"until_on": UNTIL, "reason": "papers"}
        assert other.post(f"/needs/{theirs.pk}/{did}/", said).status_code in {403, 404}


def test_a_try_is_logged_and_the_page_says_when_it_was_enough(world, marcus):
    need = world.need()
    url = f"/people/{need.person_id}/call/"
    assert "Nobody has tried yet." in page(marcus, url)

    for means in ("call", "visit", "call"):
        marcus.post(
            f"/people/{need.person_id}/called/", {"result": "no-answer", "means": means, "note": "Rang long"}
        )

    shown = page(marcus, url)
    assert "3 tries" in shown
    assert "Before somebody counts as lost" in shown  # one time of the day
    wrong = marcus.post(f"/people/{need.person_id}/called/", {"result": "wrong-number", "means": "call"})
    assert wrong["Location"].endswith("/correct/")
    marcus.post(f"/people/{need.person_id}/called/", {"result": "", "means": "call"})
    with world.acting(world.navigator):
        assert len(calls.of(need.person_id)) == 4


def test_a_goal_is_worked_on_from_both_pages(world, marcus):
    person = world.person()
    marcus.post(f"/people/{person.pk}/goals/", {"words": "Cook at home", "wanted_by": "2026-06-01"})
    mine = Client()
    signing.enter_as_resident(mine, person.pk)
    assert "Cook at home" in page(mine, "/me/goals/")
    with world.acting(world.navigator):
        [goal] = goals.of(person.pk)

    mine.post(f"/me/goals/{goal.pk}/", {"do": "step", "words": "Find a stove"})
    with world.acting(world.navigator):
        [step] = goals.steps_of(goals.of(person.pk)[0])
    marcus.post(f"/goals/{goal.pk}/", {"do": f"done:{step.pk}"})
    marcus.post(f"/goals/{goal.pk}/", {"do": "end:reached"})

    assert "Reached on March 10" in page(mine, "/me/goals/")
    assert "Reached on March 10" in page(marcus, f"/people/{person.pk}/")
    other = Client()
    signing.enter_as_resident(other, world.person("Tomas").pk)
    assert other.post(f"/me/goals/{goal.pk}/", {"do": "end:let-go"}).status_code == 404


def test_whose_navigator_left_stands_on_the_day_of_the_others(world, marcus):
    world.need(world.person("Ada Stone"), urgent=True)
    left = world.person("Ben Field")
    world.need(left)
    with world.acting(world.navigator):
        Person.objects.filter(pk=left.pk).update(
            navigator_id=User.objects.create(email="gone@eastgate.example").pk
        )
    resident = actors.resident(left.pk)
    with acting_as(resident, at=make.AT):
        thread.write(person_id=left.pk, text="Who helps me now?", actor=resident, at=make.AT)

    assert "1 person without a navigator" in page(marcus, "/today/")
    shown = page(marcus, "/today/?whose=nobody")

    assert "Ben Field" in shown
    assert "Wrote to you" in shown
    assert "Ada Stone" not in shown


def test_a_goal_and_its_end_sent_twice_are_one(world, marcus):
    person = world.person()
    for _tap in range(2):
        marcus.post(f"/people/{person.pk}/goals/", {"words": "Cook at home"})
    with world.acting(world.navigator):
        [goal] = goals.of(person.pk)
    for _tap in range(2):
        marcus.post(f"/goals/{goal.pk}/", {"do": "step", "words": "Find a stove"})
    with world.acting(world.navigator):
        [_step] = goals.steps_of(goals.of(person.pk)[0])
    marcus.post(f"/goals/{goal.pk}/", {"do": "end:reached"})

    again = marcus.post(f"/goals/{goal.pk}/", {"do": "end:let-go"}, follow=True)

    assert again.status_code == 200
    assert "This goal has ended already." in again.content.decode()
    assert "Reached on March 10" in again.content.decode()


def test_an_introduction_from_a_word_to_the_ladder(world, marcus, pages_at):
    referral = world.referral(status=Status.ACCEPTED)
    with acting_as(world.navigator, at=make.AT):
        token = links.make(
            LinkKind.ANSWER, at=make.AT, person_id=referral.person_id, referral_id=referral.pk,
            organization_id=world.cupboard.id,
        )  # fmt: skip
    holder = Client()
    url = f"/a/{token}/introduction/"
    marcus.post(
        f"/requests/{referral.pk}/introduction/",
        {
            "do": "propose",
            "meets_at": "2026-03-12T10:30",
            "means": "visit",
            "place": "Juniper Walk",
            "who": "Marcus",
        },
    )
    assert "March 12, 10:30 a.m., In person, Juniper Walk" in page(holder, f"/a/{token}")
    assert "was asked for a day to meet" in page(marcus, "/today/")

    assert holder.post(url, {"do": "agree", "shown": "never"}).status_code == 400
    assert "Both said yes" not in page(marcus, "/today/")
    shown = re.search('name="shown" value="([^"]+)"', page(holder, f"/a/{token}"))[1]
    holder.post(url, {"do": "agree", "who": "Rosa", "shown": shown.replace("&#x2B;", "+")})

    assert "Both said yes" in page(marcus, "/today/")
    resident = Client()
    signing.enter_as_resident(resident, referral.person_id)
    assert "brings you and Open Cupboard together: March 12, 10:30 a.m" in page(resident, "/me/")
    pages_at(make.AT + timedelta(days=3))
    assert "Did the introduction to Open Cupboard happen?" in page(marcus, "/today/")
    marcus.post(f"/requests/{referral.pk}/introduction/", {"do": "happened"})
    ladder = page(marcus, f"/people/{referral.person_id}/")
    assert "Marcus (Eastgate Neighbors) and Rosa (Open Cupboard). It happened" in ladder
    with world.acting(world.navigator):
        assert handoffs.open_of(referral.pk) is None


def test_a_wrong_word_about_a_day_is_explained(world, marcus):
    referral = world.referral(status=Status.ACCEPTED)
    url = f"/requests/{referral.pk}/introduction/"

    for typed in ("soon", "2020-01-01T10:00"):
        answer = marcus.post(
            url,
            {"do": "propose", "meets_at": typed, "means": "visit", "place": "Juniper Walk", "who": "Marcus"},
        )
        assert answer.status_code == 400
        shown = answer.content.decode()
        assert "Choose a" in shown
        for kept in (
            f'value="{typed}"',
            '<option value="visit" selected>',
            'value="Juniper Walk"',
            'value="Marcus"',
        ):
            assert kept in shown
    assert marcus.post(url, {"do": "agree"}).status_code == 404


def test_receivers_say_how_good_it_was_and_senders_read_their_own(world, marcus, browse):
    referral = world.referral(status=Status.ACCEPTED)
    desk = browse("intake")
    assert "How good was this request?" in page(desk, f"/requests/{referral.pk}/")
    assert "How good was this request?" not in page(marcus, f"/requests/{referral.pk}/")

    desk.post(f"/requests/{referral.pk}/rate/", {"reached": "yes", "informed": "no"})

    with world.acting(world.navigator):
        said = rating.of(referral.pk)
    assert (said.reached, said.eligible, said.informed) == (True, None, False)
    shown = page(marcus, "/quality/")
    assert "You" in shown
    assert "100%" in shown
    assert "0 of 1" in shown
    table = page(marcus, "/quality/?format=csv")
    assert table.splitlines()[1].startswith("You,1,1,1,1,1,1,0,1,0,1")
    assert "Nothing was sent in this period" in page(browse("other_navigator"), "/quality/")


def test_the_list_of_introductions_is_for_both_sides(world, marcus, browse):
    referral = world.referral(status=Status.ACCEPTED)
    marcus.post(
        f"/requests/{referral.pk}/introduction/",
        {"do": "propose", "meets_at": "2026-03-12T10:30", "means": "call"},
    )

    for who, other in (("navigator", "Open Cupboard"), ("intake", "Eastgate Neighbors")):
        assert other in page(browse(who), "/introductions/")
    assert "No introduction is open" in page(browse("other_intake"), "/introductions/")


def test_a_place_that_asks_about_somebody_who_was_handed_on_is_answered_from_today(world, marcus):
    sent = world.referral()
    with acting_as(world.navigator, at=make.AT):
        people_actions.hand_over(
            person_id=sent.person_id, to=world.riverlight.id, actor=world.navigator, at=make.AT
        )
    world.step(sent, "target", "ask")
    shown = page(marcus, "/today/")
    assert f'href="/requests/{sent.pk}/">Reply' in shown
    assert f'value="{sent.need_id}"' not in shown  # another's person is put aside and given away by others
    marcus.post(f"/requests/{sent.pk}/step/", {"step": "reply", "reply": "There are four of them"})
    assert f'href="/requests/{sent.pk}/">Reply' not in page(marcus, "/today/")
