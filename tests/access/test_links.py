"""Links: shown on GET, acted on by POST, alive until answered or expired; anything else opens nothing."""

import re
from datetime import timedelta

import pytest
from django.test import Client

import make
from answering import answer_link
from fullcircle.access import actor as actors
from fullcircle.access import links
from fullcircle.access.links import LinkKind
from fullcircle.access.models import Event
from fullcircle.access.session import acting_as
from fullcircle.referrals import queries
from fullcircle.referrals.states import Status


def confirm_link(world, referral, at=make.AT):
    with acting_as(world.navigator, at=at):
        return links.make(LinkKind.CONFIRM, at=at, person_id=referral.person_id, referral_id=referral.pk)


def status_of(world, referral):
    with acting_as(world.navigator, at=make.AT):
        return queries.referral(referral.pk).status


def test_opening_a_link_changes_nothing(world, pages_at):
    referral = world.referral()
    token = answer_link(world, referral)

    for _scan in range(3):
        assert Client().get(f"/a/{token}").status_code == 200
        assert Client().head(f"/a/{token}").status_code == 200

    assert status_of(world, referral) == Status.SENT


def test_a_link_answers_with_one_post(world, pages_at):
    referral = world.referral()

    answer = Client().post(f"/a/{answer_link(world, referral)}", {"answer": "accept"})

    assert answer.status_code == 302
    assert status_of(world, referral) == Status.ACCEPTED


def altered(token):
    return ("A" if token[0] != "A" else "B") + token[1:]


@pytest.mark.parametrize("what", ["altered", "expired", "answered", "wrong kind", "empty", "long", "hostile"])
def test_any_other_link_opens_nothing(world, pages_at, what):
    referral = world.referral()
    token = answer_link(world, referral)
    if what == "expired":
        pages_at(make.AT + timedelta(days=31))
    if what == "answered":
        Client().post(f"/a/{token}", {"answer": "decline", "reason": "no-capacity"})
    used = {
        "altered": altered(token), "wrong kind": confirm_link(world, referral), "empty": "-", "long": "x" * 3000,
        "hostile": "'; drop table x; --",
    }.get(what, token)  # fmt: skip

    shown, acted = Client().get(f"/a/{used}"), Client().post(f"/a/{used}", {"answer": "accept"})

    assert shown.status_code == acted.status_code == 404
    assert status_of(world, referral) in {Status.SENT, Status.DECLINED}
    assert b"Denise" not in shown.content


def test_every_refused_link_answers_alike(world, pages_at):
    referral = world.referral()
    token = answer_link(world, referral)
    pages_at(make.AT + timedelta(days=31))

    bodies = {Client().get(f"/a/{used}").content for used in (token, altered(token), "nothing")}

    texts = [body.decode().split("<main", 1)[1].split("</main>")[0] for body in bodies]
    assert len(set(texts)) == 1


def test_a_link_meant_for_another_referral_opens_only_its_own(world, pages_at):
    mine, other = world.referral(), world.referral(need=world.need(world.person("Malik Freeman")))
    token = answer_link(world, mine)

    shown = Client().get(f"/a/{token}")

    assert b"Denise Robles" in shown.content
    assert b"Malik" not in shown.content
    assert status_of(world, other) == Status.SENT


def test_the_number_shows_only_after_yes(world, pages_at):
    referral = world.referral()
    token = answer_link(world, referral)

    before = Client().get(f"/a/{token}").content
    Client().post(f"/a/{token}", {"answer": "accept"})
    after = Client().get(f"/a/{token}").content

    assert b"000 555 0117" not in before
    assert b"000 555 0117" in after


def test_confirming_answers_once(world, pages_at):
    referral = world.asked()
    token = confirm_link(world, referral)
    client = Client()

    assert client.get(f"/c/{token}").status_code == 200
    assert client.post(f"/c/{token}", {"reply": "yes"}).status_code == 200
    assert Client().post(f"/c/{token}", {"reply": "no"}).status_code == 404

    with acting_as(world.navigator, at=make.AT):
        assert queries.need(referral.need_id).outcome == "met"


def test_a_resident_link_opens_the_page_once(world, pages_at):
    person = world.person()
    with acting_as(world.navigator, at=make.AT):
        token = links.make(LinkKind.RESIDENT, at=make.AT, person_id=person.pk)
    first, second = Client(), Client()

    assert first.get(f"/r/{token}").status_code == 200
    assert first.get("/me/").status_code == 403
    assert first.post(f"/r/{token}").status_code == 302
    assert first.get("/me/").status_code == 200
    assert second.post(f"/r/{token}").status_code == 404


def in_page(client, path, name):
    return re.search(f'name="{name}" value="([^"]+)"', client.get(path).content.decode())[1]


def test_a_button_tapped_twice_opens_the_page_for_whoever_saw_it_alone(world, pages_at):
    person, other = world.person(), world.person("Malik Freeman")
    with acting_as(world.navigator, at=make.AT):
        token, elsewhere = (
            links.make(LinkKind.RESIDENT, at=make.AT, person_id=one.pk) for one in (person, other)
        )
    client, stranger = Client(), Client()
    said = {"shown": in_page(client, f"/r/{token}", "shown")}
    assert client.post(f"/r/{token}", said).status_code == 302

    assert (
        stranger.post(f"/r/{token}", {"shown": in_page(stranger, f"/r/{elsewhere}", "shown")}).status_code
        == 404
    )
    again = Client()  # the cookie of the first answer never came
    assert again.post(f"/r/{token}", said).status_code == 302
    assert "Denise Robles" in again.get("/me/").content.decode()
    assert client.get(f"/r/{token}").status_code == 404
    pages_at(make.AT + timedelta(minutes=2))
    assert Client().post(f"/r/{token}", said).status_code == 404


def test_the_same_word_tapped_twice_is_thanked_for_twice(world, pages_at):
    referral = world.asked()
    token = confirm_link(world, referral)
    first, second = (Client().post(f"/c/{token}", {"reply": "some"}) for _tap in range(2))

    assert (first.status_code, second.status_code) == (200, 200)
    assert "We look for the rest" in second.content.decode()
    assert Client().get(f"/c/{token}").status_code == 404
    with acting_as(world.navigator, at=make.AT):
        assert Event.objects.filter(did="need.confirm").count() == 1
    pages_at(make.AT + timedelta(minutes=2))
    assert Client().post(f"/c/{token}", {"reply": "some"}).status_code == 404


LAST = [
    ("decline", {"reason": "no-capacity"}, "Whoever helps the person looks for another place"),
    ("complete", {"what": "Box", "quantity": "1", "delivered_on": "2026-03-10"}, "We ask the person whether"),
    ("not-reached", {}, "The person can read it now"),
]


@pytest.mark.parametrize(("name", "said", "thanks"), LAST)
def test_the_last_button_tapped_twice_is_thanked_for_twice(world, pages_at, name, said, thanks):
    referral = world.referral(status="sent" if name == "decline" else "accepted")
    token = answer_link(world, referral)

    first, second = (Client().post(f"/a/{token}", {"answer": name, **said}) for _tap in range(2))

    assert (first.status_code, second.status_code) == (200, 200)
    assert thanks in second.content.decode()
    assert Client().post(f"/a/{token}", {"answer": "accept"}).status_code == 404
    pages_at(make.AT + timedelta(minutes=2))
    assert Client().post(f"/a/{token}", {"answer": name, **said}).status_code == 404


def test_a_link_that_went_to_a_wrong_number_was_not_answered(world, pages_at):
    person = world.person()
    with acting_as(world.navigator, at=make.AT):
        token = links.make(LinkKind.RESIDENT, at=make.AT, person_id=person.pk)
    client = Client()
    said = {"shown": in_page(client, f"/r/{token}", "shown")}
    with acting_as(actors.resident(person.pk), at=make.AT):
        links.end(LinkKind.RESIDENT, why="way-changed", person_id=person.pk)

    assert client.post(f"/r/{token}", said).status_code == 404


def test_a_residents_page_closes_after_half_an_hour(world, pages_at):
    person = world.person()
    with acting_as(world.navigator, at=make.AT):
        token = links.make(LinkKind.RESIDENT, at=make.AT, person_id=person.pk)
    client = Client()
    client.post(f"/r/{token}")

    pages_at(make.AT + timedelta(minutes=31))

    assert client.get("/me/").status_code == 403


def test_only_the_hash_of_a_token_is_kept(world):
    person = world.person()
    with acting_as(world.navigator, at=make.AT):
        token = links.make(LinkKind.RESIDENT, at=make.AT, person_id=person.pk)

    assert links.opened(token, at=make.AT, kind=LinkKind.RESIDENT).person_id == person.pk
    assert token not in repr(links.opened(token, at=make.AT, kind=LinkKind.RESIDENT))
