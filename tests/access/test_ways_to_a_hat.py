"""Ways to another hat, each by a statement of one's own as the serving role with an actor that is signed: closed."""

import re
from datetime import timedelta

import pytest
from django.db import Error, connection
from django.test import Client

import make
import signing
from fullcircle.access.actor import Role
from fullcircle.accounts import actions, queries
from fullcircle.accounts.models import Invitation, Membership, User
from fullcircle.infra import outbox
from statements import run

JOIN = (
    "insert into accounts_membership (id, user_id, organization_id, role, began_at)"
    " values (gen_random_uuid(), %s, %s, %s, now())"
)
INVITE = (
    "insert into accounts_invitation (id, email, name, organization_id, role, token_hash, made_at, made_by_id, expires_at)"
    " values (gen_random_uuid(), 'x@example.org', 'x', %s, %s, 'x', now(), access_user(), now() + interval '1 day')"
)


@pytest.fixture
def staff(world):
    """World whose people have accounts."""
    for who in ("navigator", "administrator", "other_navigator", "hub_manager"):
        signing.enter(Client(), world, who)
    return world


@pytest.mark.parametrize("statement", [JOIN, INVITE])
@pytest.mark.parametrize(
    ("who", "place", "role"),
    [
        ("navigator", "eastgate", "administrator"),
        ("navigator", "riverlight", "navigator"),
        ("administrator", "riverlight", "administrator"),
        ("administrator", "hub", "hub"),
        ("administrator", "eastgate", "hub"),
        ("hub_manager", "eastgate", "administrator"),
        ("clock", "hub", "administrator"),
    ],
)
def test_nobody_lets_themselves_in(staff, statement, who, place, role):
    actor, organization = getattr(staff, who), getattr(staff, place).id
    values = [staff.founder.pk, organization, role] if statement == JOIN else [organization, role]

    with staff.acting(actor), pytest.raises(Error, match="row-level security"):
        run(statement, values)
    assert organization not in queries.memberships(staff.founder.pk) or place == "hub"


@pytest.mark.parametrize("statement", [JOIN, INVITE])
def test_without_an_actor_nobody_is_let_in(staff, statement):
    place = staff.hub.id
    values = [staff.founder.pk, place, "navigator"] if statement == JOIN else [place, "navigator"]

    with pytest.raises(Error, match="row-level security"):
        run(statement, values)


@pytest.mark.parametrize("change", ["role = 'administrator'", "organization_id = gen_random_uuid()"])
def test_a_membership_is_ended_and_never_changed(staff, change):
    with staff.acting(staff.administrator), pytest.raises(Error, match="permission denied"):
        run(f"update accounts_membership set {change}")


@pytest.mark.parametrize(("who", "ended"), [("administrator", 2), ("navigator", 0), ("other_navigator", 0)])
def test_an_administrator_ends_memberships_of_their_place_alone(staff, who, ended):
    with staff.acting(getattr(staff, who)):
        assert run("update accounts_membership set ended_at = now() where ended_at is null")[0] == ended


def test_who_works_elsewhere_is_not_read(staff):
    seen = {}
    for who in ("navigator", "other_navigator", "hub_manager"):
        with staff.acting(getattr(staff, who)):
            seen[who] = set(Membership.objects.values_list("organization_id", flat=True))

    assert seen["navigator"] == {staff.eastgate.id}
    assert seen["other_navigator"] == {staff.riverlight.id}
    assert seen["hub_manager"] == {staff.eastgate.id, staff.riverlight.id, staff.hub.id}
    assert Membership.objects.count() == 0


def test_an_invitation_is_accepted_by_its_token_and_its_address(staff):
    with staff.acting(staff.administrator):
        actions.invite(
            email="new@example.org", name="New", role=Role.NAVIGATOR, organization_id=staff.eastgate.id,
            actor=staff.administrator, at=make.AT,
        )  # fmt: skip
        kept = Invitation.objects.get()
    token = re.search(r"/join/(\S+)", outbox.recent(1)[0].body)[1]
    thief, invited = staff.other_navigator.user_id, User.objects.create(email="new@example.org", name="New")

    with staff.acting(staff.navigator):
        assert Invitation.objects.count() == 0
    assert not joined(kept.token_hash, invited.pk)
    assert not joined(token, thief)
    assert not joined(token, invited.pk, at=make.AT + timedelta(days=15))
    assert joined(token, invited.pk)
    assert not joined(token, invited.pk)
    assert queries.memberships(thief) == {staff.riverlight.id: {Role.NAVIGATOR}}


def joined(token, user_id, at=make.AT):
    with connection.cursor() as cursor:
        cursor.execute("select accounts_join(%s, %s, %s)", [token, user_id, at])
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    "statement",
    [
        "update accounts_user set password = 'x' where id = %s",
        "update accounts_user set email = 'x@example.org' where id = %s",
        "update accounts_user set is_active = false where id = %s",
        "insert into mfa_authenticator (user_id, type, data, created_at) values (%s, 'webauthn', '{}', now())",
        "insert into account_emailaddress (user_id, email, verified, \"primary\") values (%s, 'x@example.org', true, false)",
        "update account_emailaddress set email = 'x@example.org' where user_id = %s",
        "delete from mfa_authenticator where user_id = %s",
    ],
)
@pytest.mark.parametrize("who", ["navigator", "administrator", "hub_manager", "own", None])
def test_what_proves_who_somebody_is_is_changed_by_nobody_else(staff, statement, who):
    """Not even by themselves while they work: their account's own pages sign for it."""
    victim = staff.other_navigator.user_id
    with staff.acting(make.actors.account(victim)):
        run(
            "insert into account_emailaddress (user_id, email, verified, \"primary\") values (%s, 'a@example.org', true, true)",
            [victim],
        )
        run(
            "insert into mfa_authenticator (user_id, type, data, created_at) values (%s, 'totp', '{}', now())",
            [victim],
        )
    actor = staff.other_navigator if who == "own" else who and getattr(staff, who)

    with (
        staff.acting(actor or make.actors.account(staff.founder.pk)),
        pytest.raises(Error, match="their own"),
    ):
        run(statement, [victim])
