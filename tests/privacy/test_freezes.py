"""On hold: nothing is seen from the next request on, by account, organization or share, as the database has it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection
from django.test import Client

import make
import signing
from answering import answer_link
from fullcircle.access.actor import Purpose, Role
from fullcircle.access.errors import Conflict, Denied, Invalid, NotFound
from fullcircle.access.models import Event, Freeze
from fullcircle.access.session import acting_as
from fullcircle.accounts.models import User
from fullcircle.infra import outbox
from fullcircle.people import queries as people
from fullcircle.privacy import freezes
from fullcircle.referrals import queries as referrals
from fullcircle.referrals import rates
from fullcircle.referrals.states import Status

LATER = make.AT + timedelta(hours=1)


def account(actor):
    """The account and membership behind an actor of the tests."""
    user = User.objects.create(pk=actor.user_id, email=f"{actor.user_id}@example.org", name="Somebody")
    for role in actor.roles:
        make.member(user=user, organization_id=actor.grantee_id, role=role, began_at=make.AT)
    return actor


@pytest.fixture
def hub(world):
    return account(make.staff(world.hub.id, Role.ADMINISTRATOR))


def hold(actor, what, at=make.AT, **said):
    with acting_as(actor, at=at):
        return getattr(freezes, f"freeze_{what}")(
            **{"reason": "A phone was stolen", **said}, actor=actor, at=at
        )


def lift(actor, freeze, at=LATER):
    with acting_as(actor, at=at):
        freezes.lift(freeze_id=freeze.pk, actor=actor, at=at)


def seen(actor, person_id, at=make.AT):
    with acting_as(actor, at=at):
        return people.may_be_seen(person_id)


def test_an_account_on_hold_sees_nothing_and_its_colleagues_go_on(world):
    person = world.person()
    account(world.navigator)
    colleague = make.staff(world.eastgate.id, Role.NAVIGATOR)

    held = hold(world.administrator, "account", user_id=world.navigator.user_id)

    assert not seen(world.navigator, person.pk)
    assert seen(colleague, person.pk)
    lift(world.administrator, held)
    assert not seen(world.navigator, person.pk, at=LATER - timedelta(microseconds=1))
    assert seen(world.navigator, person.pk, at=LATER)


def test_an_organization_on_hold_sees_nothing_its_answer_links_included(world, hub, pages_at):
    referral = world.referral(status=Status.ACCEPTED)
    token = answer_link(world, referral)

    held = hold(hub, "organization", organization_id=world.cupboard.id)

    for actor in (world.intake, world.party("link", referral)):
        assert not seen(actor, referral.person_id)
        with acting_as(actor, at=make.AT), pytest.raises(NotFound):
            referrals.referral(referral.pk)
    page = Client().get(f"/a/{token}")
    assert page.status_code == 403
    assert "Access is on hold" in page.content.decode()
    assert "000 555 0142" in page.content.decode()
    lift(hub, held)
    assert seen(world.intake, referral.person_id, at=LATER)


def test_a_share_on_hold_closes_what_agreement_and_consent_opened(world, hub):
    referral = world.referral(status=Status.ACCEPTED)
    assert seen(world.intake, referral.person_id)

    held = hold(world.administrator, "share", from_id=world.eastgate.id, to_id=world.cupboard.id)

    assert not seen(world.intake, referral.person_id)
    with acting_as(world.intake, at=make.AT):
        assert referrals.card_of(referrals.referral(referral.pk)).facts == []
    assert seen(world.navigator, referral.person_id)
    lift(world.administrator, held)
    assert seen(world.intake, referral.person_id, at=LATER)


def test_a_message_to_it_waits_and_leaves_when_it_is_lifted(world, hub, monkeypatch):
    referral = world.referral()
    held = hold(hub, "organization", organization_id=world.cupboard.id)
    sent, queued = [], []
    monkeypatch.setattr(outbox, "keep_in_the_outbox", sent.append)
    monkeypatch.setattr(type(outbox.deliver), "later", lambda _job, **ids: queued.append(ids["message_id"]))
    with acting_as(world.navigator, at=make.AT):
        waiting = str(
            outbox.write(
                channel="email", to="c@example.org", body="x", at=make.AT, about_person=referral.person_id,
                for_organization=world.cupboard.id,
            )
        )  # fmt: skip

    with acting_as(world.clock, at=make.AT):
        outbox.deliver.function(message_id=waiting)
    assert sent == []
    queued.clear()
    lift(hub, held)
    assert waiting in queued
    with acting_as(world.clock, at=LATER):
        outbox.deliver.function(message_id=waiting)
    assert [str(message.id) for message in sent] == [waiting]


@pytest.mark.parametrize(
    ("who", "what", "error"),
    [
        ("navigator", "account", Denied),
        ("administrator", "stranger", Denied),
        ("administrator", "organization", Denied),
        ("hub", "hub", Denied),
        ("hub", "themselves", Denied),
        ("administrator", "foreign share", Denied),
        ("hub", "no reason", Invalid),
        ("hub", "nobody", NotFound),
    ],
)
def test_who_may_put_whom_on_hold(world, hub, who, what, error):
    actor = hub if who == "hub" else getattr(world, who)
    account(world.intake)
    kind, said = {
        "account": ("account", {"user_id": world.intake.user_id}),
        "stranger": ("account", {"user_id": world.intake.user_id}),
        "organization": ("organization", {"organization_id": world.cupboard.id}),
        "hub": ("organization", {"organization_id": world.hub.id}),
        "themselves": ("account", {"user_id": hub.user_id}),
        "foreign share": ("share", {"from_id": world.cupboard.id, "to_id": world.breadline.id}),
        "no reason": ("organization", {"organization_id": world.cupboard.id, "reason": " "}),
        "nobody": ("account", {"user_id": world.other_intake.user_id}),
    }[what]

    with pytest.raises(error):
        hold(actor, kind, **said)
    assert Freeze.objects.count() == 0


def test_the_hubs_last_administrator_stays(world):
    """Somebody who works for two organizations is not put on hold by the smaller one."""
    make.member(
        user_id=world.founder.pk, organization_id=world.eastgate.id, role=Role.NAVIGATOR, began_at=make.AT
    )

    with pytest.raises(Denied, match="last administrator"):
        hold(world.administrator, "account", user_id=world.founder.pk)


def test_twice_is_once_and_lifting_is_for_who_set_it_or_the_hub(world, hub):
    account(world.navigator)
    held = hold(world.administrator, "account", user_id=world.navigator.user_id)

    with pytest.raises(Conflict):
        hold(hub, "account", user_id=world.navigator.user_id)
    for stranger in (make.staff(world.cupboard.id, Role.ADMINISTRATOR), world.navigator):
        with pytest.raises(Denied):
            lift(stranger, held)
    lift(hub, held)
    with pytest.raises(Conflict):
        lift(hub, held)


def test_in_the_database_nobody_lifts_their_own_or_sets_one_in_anothers_name(world, hub):
    account(world.navigator)
    hold(world.administrator, "account", user_id=world.navigator.user_id)

    with acting_as(world.navigator, at=make.AT), connection.cursor() as cursor:
        cursor.execute("update access_freeze set ends_at = access_at(), lifted_by = access_user()")
        assert cursor.rowcount == 0
    with pytest.raises(ProgrammingError, match="permission denied"):
        with acting_as(world.administrator, at=make.AT), connection.cursor() as cursor:
            cursor.execute("update access_freeze set user_id = gen_random_uuid()")
    with pytest.raises(ProgrammingError, match="row-level security"), acting_as(world.intake, at=make.AT):
        Freeze.objects.create(
            organization_id=world.eastgate.id, reason="x", starts_at=make.AT, set_for=world.hub.id
        )


@pytest.fixture
def entering(world, pages_at):
    def enter(actor):
        world.somebody = actor
        client = Client()
        signing.enter(client, world, "somebody")
        return client

    return enter


def test_pages_say_that_access_is_on_hold_and_whom_to_call(world, hub, entering):
    client = entering(account(world.navigator))
    assert client.get("/people/").status_code == 200

    hold(world.administrator, "account", user_id=world.navigator.user_id)

    for path in ("/people/", "/hats/"):
        page = client.get(path)
        assert page.status_code == 403
        assert "Access is on hold" in page.content.decode()
        assert "000 555 0142" in page.content.decode()


def test_the_sign_in_page_says_so_too(world, pages_at):
    User.objects.get(pk=world.founder.pk)
    user = User.objects.create_user(email="nav@example.org", name="Nav", password="a long enough password")
    make.member(user=user, organization_id=world.eastgate.id, role=Role.NAVIGATOR, began_at=make.AT)
    hold(world.administrator, "account", user_id=user.pk)
    client = Client()

    page = client.post("/accounts/login/", {"login": user.email, "password": "a long enough password"})

    assert page.status_code == 403
    assert "Access is on hold" in page.content.decode()
    assert "_auth_user_id" not in client.session


def test_with_another_hat_one_goes_on(world, hub, entering):
    client = entering(account(world.intake))
    make.member(
        user_id=world.intake.user_id, organization_id=world.eastgate.id, role=Role.NAVIGATOR, began_at=make.AT
    )
    hold(hub, "organization", organization_id=world.cupboard.id)

    page = client.get("/inbox/")
    assert page.status_code == 403
    assert "/hats/" in page.content.decode()
    client.post("/hats/", {"organization": str(world.eastgate.id)})
    assert client.get("/people/").status_code == 200


def test_the_page_holds_an_account_an_organization_and_a_share_and_lifts(world, hub, entering):
    account(world.intake)
    client = entering(hub)
    assert "Nobody is on hold" in client.get("/holds/").content.decode()
    user, place = world.intake.user_id, world.breadline.id

    for said in (
        {"what": f"account:{user}", "reason": "Lost"},
        {"what": f"organization:{place}", "reason": "Lost"},
        {"giver": str(world.eastgate.id), "taker": str(world.cupboard.id), "reason": "Lost"},
    ):
        assert client.post("/holds/", said).status_code == 302
    page = client.get("/holds/").content.decode()
    assert "What Eastgate Neighbors shares with Open Cupboard" in page
    assert client.post("/holds/", {"what": f"account:{user}", "reason": "Lost"}).status_code == 400
    for freeze in Freeze.objects.all():
        assert client.post(f"/holds/{freeze.pk}/lift/").status_code == 302
    assert "Nobody is on hold" in client.get("/holds/").content.decode()


@pytest.mark.parametrize("taker", ["hub", "eastgate"])
def test_a_hold_on_what_is_shared_with_oneself_is_lifted_by_others(world, hub, taker):
    """Not even by the hub, which lifts every other one; a refusal leaves no event."""
    administrators = {"hub": hub, "eastgate": account(world.administrator)}
    own, other = administrators[taker], make.staff(world.cupboard.id, Role.ADMINISTRATOR)
    held = hold(other, "share", from_id=world.cupboard.id, to_id=getattr(world, taker).id)

    with pytest.raises(Denied):
        lift(own, held)
    held.refresh_from_db()
    assert held.ends_at is None
    with acting_as(own, at=LATER), connection.cursor() as cursor:
        cursor.execute("update access_freeze set ends_at = access_at(), lifted_by = access_user()")
        assert cursor.rowcount == 0
        assert not Event.objects.filter(did="freeze.lift").exists()
    lift(other, held)
    held.refresh_from_db()
    assert held.ends_at == LATER


def test_what_the_hub_put_on_hold_of_its_own_is_lifted_by_whose_records_they_are(world, hub):
    held = hold(hub, "share", from_id=world.eastgate.id, to_id=world.hub.id)

    with pytest.raises(Denied):
        lift(hub, held)
    lift(world.administrator, held)
    held.refresh_from_db()
    assert held.ends_at == LATER


def test_a_hub_account_on_hold_counts_nothing(world, hub):
    world.referral(status=Status.DECLINED)
    since, until = make.AT - timedelta(days=1), make.AT + timedelta(days=1)
    account(world.hub_manager)
    counting = replace(world.hub_manager, purpose=Purpose.OPERATIONS)
    with acting_as(counting, at=make.AT):
        assert rates.rates(since=since, until=until).sent == 1

    hold(hub, "account", user_id=world.hub_manager.user_id)

    with acting_as(counting, at=make.AT):
        assert rates.rates(since=since, until=until).sent == 0
