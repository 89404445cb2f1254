"""Invitations, memberships and hats."""

import re
from datetime import timedelta

import pytest
from django.test import Client

import make
import signing
from fullcircle.access import actor as actors
from fullcircle.access.actor import Role
from fullcircle.access.errors import Denied, Invalid, NotFound
from fullcircle.access.session import acting_as
from fullcircle.accounts import actions, queries
from fullcircle.accounts.models import Membership, User
from fullcircle.infra import outbox

PASSWORD = "correct horse battery"


@pytest.fixture
def administrator(world):
    signing.enter(Client(), world, "administrator")
    return world.administrator


def held_by(user_id):
    """Their one membership, as they see it themselves."""
    with acting_as(actors.account(user_id), at=make.AT):
        return Membership.objects.get(user_id=user_id)


def invited(world, actor, **said):
    with acting_as(actor, at=make.AT):
        actions.invite(
            organization_id=world.eastgate.id, actor=actor, at=make.AT,
            **{"email": "New@Example.org", "name": "New", "role": "navigator", **said},
        )  # fmt: skip
    return re.search(r"/join/(\S+)", outbox.recent(1)[0].body)[1]


def test_an_invitation_becomes_a_membership(world, administrator):
    token = invited(world, administrator)

    user = actions.accept_invitation(token=token, password=PASSWORD, at=make.AT)

    assert user.email == "new@example.org"
    assert queries.memberships(user.pk) == {world.eastgate.id: frozenset({Role.NAVIGATOR})}
    assert queries.actor_of(user).organization_id == world.eastgate.id


def test_an_invitation_works_once_and_not_for_ever(world, administrator):
    token = invited(world, administrator)
    with pytest.raises(NotFound):
        actions.accept_invitation(token=token, password=PASSWORD, at=make.AT + timedelta(days=15))
    actions.accept_invitation(token=token, password=PASSWORD, at=make.AT)

    for used in (token, token + "x"):
        with pytest.raises(NotFound):
            actions.accept_invitation(token=used, password=PASSWORD, at=make.AT)


def test_a_weak_password_is_refused_and_the_invitation_stays(world, administrator):
    token = invited(world, administrator)

    with pytest.raises(Invalid):
        actions.accept_invitation(token=token, password="short", at=make.AT)

    assert actions.invitation(token, at=make.AT).accepted_at is None


def test_who_has_an_account_keeps_its_password(world, administrator):
    first = actions.accept_invitation(token=invited(world, administrator), password=PASSWORD, at=make.AT)
    token = invited(world, administrator, role="intake")

    again = actions.accept_invitation(token=token, password="another long password", at=make.AT)

    assert again.pk == first.pk
    assert User.objects.get(pk=first.pk).check_password(PASSWORD)


@pytest.mark.parametrize("who", ["navigator", "hub_manager", "intake"])
def test_only_administrators_of_the_place_invite(world, who):
    actor = getattr(world, who)

    with acting_as(actor, at=make.AT), pytest.raises(Denied):
        actions.invite(
            email="x@example.org",
            name="X",
            role="navigator",
            organization_id=world.eastgate.id,
            actor=actor,
            at=make.AT,
        )


def test_an_administrator_does_not_take_themselves_off(world, administrator):
    own = held_by(administrator.user_id)

    with acting_as(administrator, at=make.AT), pytest.raises(Denied):
        actions.end_membership(membership_id=own.pk, actor=administrator, at=make.AT)


def test_a_membership_ends(world, administrator):
    user = actions.accept_invitation(token=invited(world, administrator), password=PASSWORD, at=make.AT)
    held = held_by(user.pk)

    with acting_as(administrator, at=make.AT):
        actions.end_membership(membership_id=held.pk, actor=administrator, at=make.AT)
        with pytest.raises(NotFound):
            actions.end_membership(membership_id=held.pk, actor=administrator, at=make.AT)

    assert queries.actor_of(user) is None


def test_only_the_hub_has_hub_managers(world, administrator):
    with acting_as(administrator, at=make.AT), pytest.raises(Invalid):
        actions.invite(
            email="x@example.org",
            name="X",
            role="hub",
            organization_id=world.eastgate.id,
            actor=administrator,
            at=make.AT,
        )


def test_a_member_of_another_team_and_nobody_answer_alike(world, administrator):
    signing.enter(Client(), world, "other_navigator")
    theirs = held_by(world.other_navigator.user_id)
    said = []

    for membership_id in (theirs.pk, make.uuid.uuid4()):
        with acting_as(administrator, at=make.AT), pytest.raises(NotFound) as refusal:
            actions.end_membership(membership_id=membership_id, actor=administrator, at=make.AT)
        said.append(str(refusal.value))

    assert said[0] == said[1]


def test_the_community_is_set_up_once(world):
    with pytest.raises(Denied):
        actions.set_up(
            community="Again", hub_id=world.hub.id, help_phone="", email="x@example.org", name="X", password=PASSWORD,
            at=make.AT,
        )  # fmt: skip


def test_an_unknown_role_is_refused(world, administrator):
    with acting_as(administrator, at=make.AT), pytest.raises(Invalid):
        actions.invite(
            email="x@example.org",
            name="X",
            role="emperor",
            organization_id=world.eastgate.id,
            actor=administrator,
            at=make.AT,
        )


def test_joining_by_the_page_signs_in(world, administrator, pages_at):
    token = invited(world, administrator)
    client = Client()

    assert client.get(f"/join/{token}").status_code == 200
    assert client.post(f"/join/{token}", {"password": "short"}).status_code == 400
    assert client.post(f"/join/{token}", {"password": PASSWORD}).status_code == 302
    assert client.get("/today/").status_code == 200
    assert client.get(f"/join/{token}").status_code == 404


def test_the_team_page_invites_and_takes_off(world, pages_at):
    client = Client()
    signing.enter(client, world, "administrator")

    assert (
        client.post("/team/", {"name": "Ayana", "email": "not an address", "role": "navigator"}).status_code
        == 400
    )
    assert (
        client.post(
            "/team/", {"name": "Ayana", "email": "ayana@example.org", "role": "navigator"}
        ).status_code
        == 302
    )
    client.get("/team/")  # says so once
    assert b"ayana" not in client.get("/team/").content  # and lists her only when she has joined
    assert outbox.recent(1)[0].to == "ayana@example.org"


def test_an_administrator_is_offered_to_take_off_everybody_else(world, pages_at):
    client = Client()
    user = signing.enter(client, world, "administrator")
    own = held_by(user.pk)
    hat = make.member(user=user, organization_id=world.eastgate.id, role="navigator", began_at=make.AT)

    shown = client.get("/team/").content.decode()

    assert f"/team/{own.pk}/end/" not in shown
    assert "Another administrator takes you off." in shown
    assert f"/team/{hat.pk}/end/" in shown


def test_one_person_wears_two_hats(world, pages_at):
    client = Client()
    user = signing.enter(client, world, "navigator")
    make.member(user=user, organization_id=world.cupboard.id, role="intake", began_at=make.AT)

    client.post("/hats/", {"organization": str(world.cupboard.id)})

    assert client.get("/inbox/").status_code == 200
    assert client.get("/people/").status_code == 403


def test_staff_without_a_second_factor_are_sent_to_set_one(world, pages_at, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    client = Client()
    signing.enter(client, world, "navigator")

    answer = client.get("/today/")

    assert answer.status_code == 302
    assert answer.url == "/accounts/2fa/"


def test_signing_in_with_a_password(world, administrator, pages_at):
    actions.accept_invitation(token=invited(world, administrator), password=PASSWORD, at=make.AT)
    client = Client()

    assert (
        client.post("/accounts/login/", {"login": "new@example.org", "password": "wrong"}).status_code == 200
    )
    answer = client.post("/accounts/login/", {"login": "new@example.org", "password": PASSWORD})

    assert answer.status_code == 302
    assert answer.url == "/today/"


def test_nobody_signs_up_by_themselves(world):
    assert b"closed" in Client().get("/accounts/signup/").content.lower()


def test_a_forgotten_password_goes_out_through_our_outbox(world, administrator, pages_at):
    actions.accept_invitation(token=invited(world, administrator), password=PASSWORD, at=make.AT)

    Client().post("/accounts/password/reset/", {"email": "new@example.org"})

    assert outbox.recent(1)[0].to == "new@example.org"


def test_nobody_takes_the_address_of_somebody_who_is_invited(world, administrator, pages_at):
    """Else the invitation would make the taker a member."""
    token = invited(world, administrator)
    stranger = Client()
    taker = signing.enter(stranger, world, "other_navigator")
    for said in (
        {"action_add": "", "email": "new@example.org"},
        {"action_primary": "", "email": "new@example.org"},
    ):
        stranger.post("/accounts/email/", said)

    joined = actions.accept_invitation(token=token, password=PASSWORD, at=make.AT)

    assert joined.pk != taker.pk
    assert world.eastgate.id not in queries.memberships(taker.pk)


def test_who_was_taken_off_does_not_come_back_by_an_older_invitation(world, administrator):
    first, second = invited(world, administrator), invited(world, administrator)
    user = actions.accept_invitation(token=first, password=PASSWORD, at=make.AT)
    with acting_as(administrator, at=make.AT):
        held = held_by(user.pk)
        actions.end_membership(membership_id=held.pk, actor=administrator, at=make.AT)

    with pytest.raises(NotFound):
        actions.accept_invitation(token=second, password=PASSWORD, at=make.AT)
