"""Who may sign, withdraw and record: refused by the action, and by the database where somebody comes by SQL."""

import uuid
from datetime import timedelta

import pytest
from django.db import Error, connection, transaction

import agreed
import make
from between import OPENS, Signing
from fullcircle.access.actor import Role
from fullcircle.access.errors import Denied, Invalid
from fullcircle.access.session import acting_as
from fullcircle.agreements import actions, queries
from fullcircle.agreements.actions import OnPaper
from fullcircle.agreements.models import Signature
from fullcircle.agreements.policies import WrongState
from fullcircle.agreements.queries import NoSuchAgreement
from fullcircle.infra import outbox

LATER = make.AT + timedelta(days=1)
INSERT = """insert into agreements_signature (id, party_id, user_id, typed_name, intent,
  level, sha256, method, signed_at, recorded_by) values (%s, %s, %s, 'x', 'x', 4, %s, %s, %s, %s)"""


@pytest.fixture
def signing(world):
    return Signing(world)


def sign(made, actor, **said):
    with acting_as(actor, at=make.AT):
        words = {"typed_name": actor.name, "level": 4, **said}
        return actions.sign(agreement_id=made.pk, actor=actor, at=make.AT, **words)


def test_a_signature_keeps_who_what_and_the_hash_of_the_exact_document(signing):
    made = signing.out()

    signature = sign(made, signing.riverlight, typed_name=" Staff ")

    assert (signature.user_id, signature.typed_name) == (signing.riverlight.user_id, "Staff")
    assert (signature.sha256, signature.level, signature.method) == (made.sha256, 4, "typed")
    assert "Riverlight Clinic" in signature.intent
    assert "Between us" in signature.intent


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"typed_name": "Somebody Else"}, "typed_name"),
        ({"typed_name": ""}, "typed_name"),
        ({"level": 3}, "level"),
    ],
)
def test_a_wrong_name_and_too_low_a_level_are_refused(signing, said, field):
    made = signing.out()

    with pytest.raises(Invalid) as refusal:
        sign(made, signing.riverlight, **said)

    assert refusal.value.field == field


def test_the_kind_says_which_level_is_enough(signing):
    made = signing.out(kind="dul")

    assert sign(made, signing.riverlight, level=3).level == 3
    with pytest.raises(Invalid):
        sign(made, signing.cupboard, level=2)


@pytest.mark.parametrize("role", [Role.NAVIGATOR, Role.INTAKE])
def test_only_administrators_sign_and_others_see_nothing_of_it(signing, world, role):
    made = signing.out()

    with pytest.raises(NoSuchAgreement):
        sign(made, make.staff(world.riverlight.id, role))


def test_an_organization_that_is_no_party_sees_nothing_and_the_hub_does_not_sign_for_it(signing):
    made = signing.out()

    with pytest.raises(NoSuchAgreement):
        sign(made, signing.breadline)
    with pytest.raises(Denied):
        sign(made, signing.hub)


def test_nobody_signs_a_draft_or_twice(signing):
    made = signing.drafted()

    with pytest.raises(WrongState):
        sign(made, signing.riverlight)
    sign(signing.out(made), signing.riverlight)
    with pytest.raises(WrongState):
        sign(made, signing.riverlight)


def by_sql(made, actor, *, party, user=None, method="typed", recorded_by=None, at=make.AT, sha256=None):
    values = [uuid.uuid4(), party.pk, user, sha256 or made.sha256, method, at, recorded_by]
    with acting_as(actor, at=make.AT), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(INSERT, values)
        return cursor.rowcount


def test_by_sql_one_signs_for_oneself_and_for_nobody_else(signing, world):
    made = signing.out()
    ours = queries.party_of(made, world.riverlight.id)
    theirs = queries.party_of(made, world.cupboard.id)
    actor, user = signing.riverlight, signing.riverlight.user_id
    forged = [
        {"party": theirs, "user": user},
        {"party": ours, "user": uuid.uuid4()},
        {"party": theirs, "method": "paper", "recorded_by": user},
        {"party": ours, "user": user, "at": make.AT - timedelta(days=30)},
        {"party": ours, "user": user, "sha256": "0" * 64},
    ]

    for said in forged:
        with pytest.raises(Error, match="row-level security"):
            by_sql(made, actor, **said)

    assert by_sql(made, actor, party=ours, user=user) == 1


def test_by_sql_only_the_hub_writes_paper_down(signing, world):
    made = signing.out()
    theirs = queries.party_of(made, world.cupboard.id)

    said = {"party": theirs, "method": "paper"}

    assert by_sql(made, signing.hub, recorded_by=signing.hub.user_id, **said) == 1
    with pytest.raises(Error, match="row-level security"):
        by_sql(made, signing.hub, party=theirs, user=signing.hub.user_id)


def test_by_sql_nobody_withdraws_for_others_changes_a_signature_or_deletes_it(signing):
    made = signing.sign(signing.out(), "riverlight")
    withdrawn = (
        "update agreements_signature set withdrawn_at = %s, withdrawn_by = %s where typed_name = 'Staff'"
    )

    with acting_as(signing.cupboard, at=LATER), connection.cursor() as cursor:
        cursor.execute(withdrawn, [LATER, signing.cupboard.user_id])
        assert cursor.rowcount == 0
    for statement in ("update agreements_signature set typed_name = 'x'", "delete from agreements_signature"):
        with pytest.raises(Error, match="permission denied"), acting_as(signing.riverlight, at=LATER):
            with connection.cursor() as cursor:
                cursor.execute(statement)
    with acting_as(signing.riverlight, at=LATER):
        kept = queries.agreement(made.pk, signing.riverlight)
        assert queries.signature_of(queries.party_of(kept, signing.riverlight.organization_id))


def test_a_signature_is_seen_by_parties_and_the_hub_only(signing):
    signing.sign(signing.out(), "riverlight")

    def seen(actor):
        with acting_as(actor, at=make.AT):
            return Signature.objects.filter(typed_name="Staff").count()

    assert [seen(one) for one in (signing.hub, signing.cupboard, signing.breadline)] == [1, 1, 0]


def test_paper_is_for_parties_without_an_administrator_here(signing, world):
    third = make.Organization.objects.create(name="Paper Only")
    made = signing.out(
        parties=[*signing.parties(), agreed.Joining(organization_id=third.pk, role="pantry", required=False)]
    )

    def record(actor, organization_id, **said):
        signers = {organization_id: OnPaper(**{"name": "Head of it", **said})}
        with acting_as(actor, at=make.AT):
            return actions.record_paper(agreement_id=made.pk, signers=signers, actor=actor, at=make.AT)

    made_now = record(signing.hub, third.pk)
    assert (made_now[0].method, made_now[0].recorded_by, made_now[0].user_id) == (
        "paper",
        signing.hub.user_id,
        None,
    )
    for actor, who, error in [
        (signing.hub, third.pk, WrongState),  # twice
        (signing.hub, world.hub.id, Denied),  # no party, and has an administrator
        (signing.riverlight, world.cupboard.id, Denied),
    ]:
        with pytest.raises(error):
            record(actor, who)
    with pytest.raises(Invalid):
        record(signing.hub, world.cupboard.id, level=1)
    with pytest.raises(Invalid):
        record(signing.hub, world.cupboard.id, name=" ")


def test_the_hub_takes_back_a_paper_signature_and_no_typed_one(signing, world):
    third = make.Organization.objects.create(name="Paper Only")
    parties = [*signing.parties(), agreed.Joining(organization_id=third.pk, role="pantry", required=False)]
    made = signing.sign(signing.out(parties=parties), "riverlight")
    with acting_as(signing.hub, at=make.AT):
        actions.record_paper(
            agreement_id=made.pk, signers={third.pk: OnPaper("Head")}, actor=signing.hub, at=make.AT
        )

    def withdraw(organization_id):
        with acting_as(signing.hub, at=LATER):
            actions.withdraw(
                agreement_id=made.pk, organization_id=organization_id, actor=signing.hub, at=LATER
            )

    withdraw(third.pk)
    with pytest.raises(WrongState):
        signing.withdraw(made, "cupboard", at=LATER)
    for organization_id in (third.pk, world.riverlight.id, world.breadline.id):
        with pytest.raises(Denied):
            withdraw(organization_id)


def test_every_partys_administrators_hear_by_a_link_when_to_sign_and_when_all_have(signing, world):
    from django.test import Client

    import signing as entering

    world.riverlight_head = signing.riverlight
    user = entering.enter(Client(), world, "riverlight_head")
    made = signing.sign(signing.out(), "riverlight", "cupboard")

    told = [one for one in outbox.recent(20) if one.to == user.email]

    assert [one.subject for one in told] == ["Signed: Between us", "An agreement to sign: Between us"]
    assert all(f"/agreements/{made.pk}/" in one.body for one in told)
    assert not any(OPENS.text in one.body for one in told)


def test_a_refused_step_leaves_nothing_behind(signing):
    made = signing.out()
    before = len(outbox.recent(200))

    with pytest.raises(Invalid):
        sign(made, signing.riverlight, level=0)

    assert len(outbox.recent(200)) == before
    with acting_as(signing.riverlight, at=make.AT):
        assert Signature.objects.filter(party__agreement=made).count() == 0
        sign(made, signing.riverlight)
        assert Signature.objects.filter(party__agreement=made).count() == 1
