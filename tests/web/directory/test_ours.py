"""An organization's own services: one tap each, and only theirs."""

import pytest
from django.urls import reverse

import listed
from fullcircle.access.actor import Role
from fullcircle.directory.models import Capacity, Organization, Service


def test_somebody_unknown_is_asked_to_sign_in(client, pantry):
    assert client.get("/services/ours/").status_code == 302


def test_an_administrator_has_another_page(signed_in, pantry):
    assert signed_in(pantry.organization_id, Role.ADMINISTRATOR).get("/services/ours/").status_code == 403


def test_only_ones_own_services_are_listed(signed_in, pantry):
    listed.service("Elsewhere", owner=listed.organization("Other"))

    page = signed_in(pantry.organization_id).get("/services/ours/").content.decode()
    assert "Open Cupboard Pantry" in page
    assert "Elsewhere" not in page


def test_one_tap_says_the_room(signed_in, pantry):
    client = signed_in(pantry.organization_id)

    answer = client.post(
        reverse("services:room", args=[pantry.pk]), {"state": "limited", "room_this_week": "4"}
    )
    assert (answer.status_code, answer["Location"]) == (302, "/services/ours/")
    assert Capacity.objects.get().room_this_week == 4
    assert "Room for 4 this week" in client.get("/services/ours/").content.decode()


@pytest.mark.parametrize(
    "said",
    [
        {"state": "maybe"},
        {"state": "limited", "room_this_week": "many"},
        {"state": "wait-list", "wait_days": "9999"},
    ],
)
def test_a_wrong_word_is_said_on_the_page(signed_in, pantry, said):
    answer = signed_in(pantry.organization_id).post(reverse("services:room", args=[pantry.pk]), said)

    assert answer.status_code == 400
    assert "usa-error-message" in answer.content.decode()
    assert not Capacity.objects.exists()


@pytest.mark.parametrize("name", ["room", "right"])
def test_another_organization_is_refused(signed_in, pantry, name):
    client = signed_in(listed.organization("Other").pk)

    assert client.post(reverse(f"services:{name}", args=[pantry.pk]), {"state": "closed"}).status_code == 403
    assert client.get(reverse("services:edit", args=[pantry.pk])).status_code == 403
    assert not Capacity.objects.exists()


def test_still_right_today(signed_in, pantry):
    Service.objects.update(assured_on=None)

    signed_in(pantry.organization_id).post(reverse("services:right", args=[pantry.pk]))
    assert Service.objects.get().assured_on is not None


def test_the_words_are_changed(signed_in, pantry):
    client, address = signed_in(pantry.organization_id), reverse("services:edit", args=[pantry.pk])

    assert "A box of food" in client.get(address).content.decode()
    assert client.post(address, {"name": ""}).status_code == 400
    assert client.post(address, {"name": "Pantry", "description": "Soup."}).status_code == 302
    assert Service.objects.get().description == "Soup."


def test_the_answer_address(signed_in, pantry):
    client = signed_in(pantry.organization_id)

    assert client.post("/services/ours/email/", {"email": "office@cupboard.example"}).status_code == 302
    assert Organization.objects.get().email == "office@cupboard.example"
    wrong = client.post("/services/ours/email/", {"email": "nobody"})
    assert (wrong.status_code, 'value="nobody"' in wrong.content.decode()) == (400, True)
