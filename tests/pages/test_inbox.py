"""The inbox as a page: who sees to what, one step for many requests, keys."""

import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client

import make
import signing
from fullcircle.access.session import acting_as
from fullcircle.referrals import queries
from fullcircle.referrals.states import Status


def read(response, status=200) -> str:
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def now(world, referral):
    with acting_as(world.intake, at=make.AT):
        return queries.referral(referral.pk)


def people(world, *names):
    return [world.referral(need=world.need(world.person(name))) for name in names]


def test_mine_nobodys_and_everybodys(world, browse):
    hers, _free = people(world, "Ada Birch", "Bo Cedar")
    pantry = browse("intake")
    read(
        pantry.post(
            f"/requests/{hers.pk}/step/", {"step": "assign", "user": str(world.intake.user_id)}, follow=True
        )
    )

    assert "intake sees to it" in read(pantry.get("/inbox/"))
    mine, free_ones = read(pantry.get("/inbox/?whose=mine")), read(pantry.get("/inbox/?whose=nobody"))
    assert ("Ada Birch" in mine, "Bo Cedar" in mine) == (True, False)
    assert ("Ada Birch" in free_ones, "Bo Cedar" in free_ones) == (False, True)
    assert b"Bo Cedar" not in pantry.get("/inbox/?whose=mine&format=csv").content


@pytest.mark.parametrize(("step", "status"), [("accept", Status.ACCEPTED), ("wait-list", Status.WAIT_LISTED)])
def test_one_answer_for_many(world, browse, step, status):
    sent = people(world, "Ada Birch", "Bo Cedar")
    said = read(browse("intake").post("/inbox/many/", {"step": step, "referral": [one.pk for one in sent]}))

    assert "Done for 2 requests." in said
    assert {now(world, one).status for one in sent} == {status}


def test_what_could_not_be_done_is_named_with_the_reason_and_the_rest_is_done(world, browse):
    moved, waits = people(world, "Ada Birch", "Bo Cedar")
    elsewhere = world.referral(service=world.bread)
    world.step(moved, "target", "accept")
    chosen = [moved.pk, waits.pk, elsewhere.pk, uuid.uuid4()]
    said = read(browse("intake").post("/inbox/many/", {"step": "accept", "referral": chosen}))

    assert "Done for 1 request." in said
    assert "3 requests were left as they are" in said
    assert "Ada Birch, family of 3</bdi></a>: This request is now: Accepted." in said
    assert said.count("A request: There is no such request here.") == 2
    assert now(world, waits).status == Status.ACCEPTED


def test_many_are_still_at_it_and_have_one_who_sees_to_them(world, browse):
    work = [world.referral(status=Status.ACCEPTED), world.referral(status=Status.IN_PROGRESS)]
    pantry, chosen = browse("intake"), [one.pk for one in work]
    me = str(world.intake.user_id)
    assert "Done for 2 requests." in read(
        pantry.post("/inbox/many/", {"step": "goes-on", "tab": "working", "referral": chosen})
    )
    read(pantry.post("/inbox/many/", {"step": "assign", "user": me, "tab": "working", "referral": chosen}))
    assert {str(now(world, one).target_user_id) for one in work} == {me}


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"step": "accept"}, "Choose requests first."),
        ({"step": "accept", "referral": "x"}, "Choose requests first."),
        ({"step": "complete", "referral": str(uuid.uuid4())}, "Choose one of the answers."),
        (
            {"step": "accept", "referral": [str(uuid.uuid4()) for _n in range(51)]},
            "Choose requests first, 50 at most.",
        ),
    ],
)
def test_nothing_is_done_without_a_choice_and_an_answer(world, browse, said, says):
    assert says in read(browse("intake").post("/inbox/many/", said), 400)


def test_a_word_that_is_nobody_is_refused(world, browse):
    sent = world.referral()
    said = read(browse("intake").post("/inbox/many/", {"step": "assign", "user": "x", "referral": sent.pk}))
    assert "Choose somebody of your team." in said


def test_the_page_after_many_leads_back_to_lists(world, browse):
    sent = world.referral()
    page = read(
        browse("intake").post("/inbox/many/", {"step": "accept", "whose": "mine", "referral": sent.pk})
    )
    assert 'href="/inbox/?tab=working&amp;whose=mine"' in page
    assert 'href="?' not in page


def test_the_address_for_many_alone_leads_to_the_inbox(browse):
    assert browse("intake").get("/inbox/many/").url == "/inbox/"


@pytest.fixture
def line(world):
    """Three who wait, the last of them urgent."""
    at = make.AT - timedelta(days=1)
    names = ("Ada Birch", "Bo Cedar", "Cy Dogwood")
    return [
        world.referral(
            need=world.need(world.person(name)),
            status=Status.WAIT_LISTED,
            at=at + timedelta(hours=n),
            urgent=n == 2,
        )
        for n, name in enumerate(names)
    ]


def names(page: str) -> list[str]:
    return re.findall(r"<h2><a [^>]*><bdi>(\w+)", page)


def test_the_wait_list_stands_in_order_and_says_why(world, browse, line):
    pantry, there = browse("intake"), f"/inbox/waiting/{world.food_box.pk}/"
    inbox, page = read(pantry.get("/inbox/?tab=waiting")), read(pantry.get(there))
    assert "Food box: 3 wait, in order" in inbox
    assert names(inbox) == names(page) == ["Cy", "Ada", "Bo"]
    assert "Urgent. Asked on March 9" in page
    assert "Say in a few words why." in read(pantry.post(f"{there}{line[1].pk}/", {"number": "1"}), 400)
    assert "Type a whole number." in read(
        pantry.post(f"{there}{line[1].pk}/", {"number": "x", "reason": "y"}), 400
    )
    said = {"number": "1", "reason": "A newborn"}
    moved = read(pantry.post(f"{there}{line[1].pk}/", said, follow=True))
    assert names(moved) == ["Bo", "Cy", "Ada"]
    assert "Moved by hand: A newborn" in moved
    back = read(pantry.post(f"{there}{line[1].pk}/", {"does": "by-rule"}, follow=True))
    assert names(back) == ["Cy", "Ada", "Bo"]


def test_the_next_is_one_tap(world, browse, line):
    pantry = browse("intake")
    page = read(pantry.post(f"/inbox/waiting/{world.food_box.pk}/next/", follow=True))
    assert "Taken on: how to reach them" in page
    assert now(world, line[2]).status == Status.ACCEPTED
    other = browse("other_intake")
    assert other.post(f"/inbox/waiting/{world.food_box.pk}/next/").status_code == 404
    assert "Nobody waits" in read(other.get(f"/inbox/waiting/{world.food_box.pk}/"))


def test_the_person_reads_that_they_wait_and_no_small_number(world, line):
    client = Client()
    signing.enter_as_resident(client, line[0].person_id)
    page = read(client.get("/me/"))
    assert "You are on the wait list of Open Cupboard." in page
    assert "are before you" not in page


def test_the_person_reads_about_how_many_are_before_them(world, pages_at):
    line = [
        world.referral(need=world.need(world.person(f"P {n}")), status=Status.WAIT_LISTED, at=make.AT - timedelta(hours=20 - n))
        for n in range(12)
    ]  # fmt: skip
    client = Client()
    signing.enter_as_resident(client, line[11].person_id)
    assert "About 11 people are before you." in read(client.get("/me/"))
