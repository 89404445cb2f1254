"""Grants: who may give, what a receiver sees when, and the sentence that says why."""

import pytest
from django.db import ProgrammingError, connection, transaction

import make
from fullcircle.access import actor as actors
from fullcircle.access import grants
from fullcircle.access.grants import Clause, DataClass
from fullcircle.access.session import acting_as
from fullcircle.people import actions as people
from fullcircle.people import queries
from fullcircle.people.models import Address, Contact, Demographics, Household, Person
from fullcircle.referrals import queries as referrals
from fullcircle.referrals.models import Need, Referral
from fullcircle.referrals.states import Status

PARTS = {
    "person": Person,
    "contact": Contact,
    "address": Address,
    "household": Household,
    "demographics": Demographics,
}


def seen_by(actor, at=make.AT):
    with acting_as(actor, at=at):
        return {name for name, model in PARTS.items() if model.objects.exists()}


@pytest.mark.parametrize(
    ("status", "seen"),
    [
        (Status.DRAFT, set()),
        (Status.SENT, {"person", "household"}),
        (Status.IN_REVIEW, {"person", "household"}),
        (Status.WAIT_LISTED, {"person", "household"}),
        (Status.ACCEPTED, {"person", "household", "contact"}),
        (Status.IN_PROGRESS, {"person", "household", "contact"}),
        (Status.COMPLETED, {"person", "household", "contact"}),
        (Status.DECLINED, set()),
        (Status.RECALLED, set()),
        (Status.CANCELLED, set()),
        (Status.EXPIRED, set()),
        (Status.NOT_REACHED, set()),
        (Status.REDIRECTED, set()),
        (Status.ENTERED_IN_ERROR, set()),
    ],
)
def test_what_the_receiver_sees_follows_the_status(world, status, seen):
    world.referral(status=status)

    assert seen_by(world.intake) == seen


def test_a_field_left_off_the_card_is_not_open_to_the_receiver(world):
    world.referral(status=Status.ACCEPTED, fields=["zip"])

    assert seen_by(world.intake) == {"person"}


def test_the_receiver_sees_neither_other_needs_nor_other_attempts(world):
    person = world.person()
    other = world.need(person, domain="stress", detail="private")
    need = world.need(person)
    world.referral(need=need, service=world.bread, status=Status.DECLINED)
    world.referral(need=need, status=Status.ACCEPTED)

    with acting_as(world.intake, at=make.AT):
        assert list(Need.objects.values_list("id", flat=True)) == [need.pk]
        assert Referral.objects.count() == 1
    assert other.pk != need.pk


def test_the_holder_of_a_link_sees_one_referral_of_their_organization(world):
    first, second = world.referral(), world.referral(need=world.need(world.person("Malik")))
    holder = actors.holder_of_answer_link(referral_id=first.pk, organization_id=world.cupboard.id)

    with acting_as(holder, at=make.AT):
        assert list(Referral.objects.values_list("id", flat=True)) == [first.pk]
        assert Person.objects.count() == 1
    assert second.pk != first.pk


def test_the_hub_sees_referrals_and_needs_but_no_contact(world):
    world.referral()
    world.need(world.person("Malik"))

    with acting_as(world.hub_manager, at=make.AT):
        assert Need.objects.count() == 2
        assert Referral.objects.count() == 1
        assert list(Person.objects.values_list("name", flat=True)) == ["Denise Robles"]
        assert not Contact.objects.exists()


def test_a_resident_sees_their_own_and_nobody_elses(world):
    mine = world.referral()
    world.referral(need=world.need(world.person("Malik")))

    with acting_as(actors.resident(mine.person_id), at=make.AT):
        assert Person.objects.get().pk == mine.person_id
        assert Referral.objects.get().pk == mine.pk


def test_nobody_gives_a_grant_on_a_person_they_may_not_share(world):
    person = world.person()

    for actor in (world.other_navigator, world.intake, world.hub_manager):
        with acting_as(actor, at=make.AT), pytest.raises(ProgrammingError), transaction.atomic():
            grants.give(
                grantee_id=actor.grantee_id, person_id=person.pk, classes=("identity",), clause=Clause.STEWARD,
                starts_at=make.AT,
            )  # fmt: skip


def test_a_receiver_cannot_pass_on_what_it_received(world):
    referral = world.referral(status=Status.ACCEPTED)

    with acting_as(world.intake, at=make.AT), pytest.raises(ProgrammingError), transaction.atomic():
        grants.give(
            grantee_id=world.breadline.id, person_id=referral.person_id, referral_id=referral.pk,
            classes=("contact",), clause=Clause.ACCEPTED, starts_at=make.AT,
        )  # fmt: skip


def test_the_serving_role_cannot_write_grants_past_the_function(world):
    world.person()

    with acting_as(world.navigator, at=make.AT), connection.cursor() as cursor:
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute("update access_grant set ends_at = null")


def test_handing_over_moves_the_whole_record(world):
    person = world.person()

    with acting_as(world.navigator, at=make.AT):
        people.hand_over(person_id=person.pk, to=world.riverlight.id, actor=world.navigator, at=make.AT)

    assert seen_by(world.navigator) == set()
    assert seen_by(world.other_navigator) == {"person", "contact", "household"}


def test_a_former_steward_keeps_the_referrals_it_sent(world):
    referral = world.referral()

    with acting_as(world.navigator, at=make.AT):
        people.hand_over(
            person_id=referral.person_id, to=world.riverlight.id, actor=world.navigator, at=make.AT
        )
    with acting_as(world.navigator, at=make.AT + make.SOON):
        assert referrals.referral(referral.pk).pk == referral.pk
        assert not Contact.objects.exists()


def test_a_hidden_person_and_an_absent_one_answer_alike(world):
    hidden = world.person()
    said = []

    for person_id in (hidden.pk, make.uuid.uuid4()):
        with acting_as(world.other_navigator, at=make.AT), pytest.raises(queries.NoSuchPerson) as refusal:
            queries.record(person_id)
        said.append(str(refusal.value))

    assert said[0] == said[1]


@pytest.mark.parametrize(
    ("who", "data_class", "permit", "because"),
    [
        ("eastgate", DataClass.CONTACT, True, "keeps the record"),
        ("cupboard", DataClass.IDENTITY, True, "agreed to share this card"),
        ("cupboard", DataClass.CONTACT, False, "No agreement or consent"),
        ("hub", DataClass.REFERRAL, True, "hub of the network"),
        ("riverlight", DataClass.IDENTITY, False, "No agreement or consent"),
    ],
)
def test_why_says_in_a_sentence_who_may_see_what(world, who, data_class, permit, because):
    referral = world.referral()
    organization = getattr(world, who)

    with acting_as(actors.resident(referral.person_id), at=make.AT):
        answer = grants.why(
            person_id=referral.person_id, organization_id=organization.id, data_class=data_class
        )

    assert answer.permit is permit
    assert because in " ".join(answer.reasons)


def test_why_answers_a_stranger_as_if_there_were_nothing(world):
    referral = world.referral()

    with acting_as(world.other_navigator, at=make.AT):
        answer = grants.why(
            person_id=referral.person_id, organization_id=world.eastgate.id, data_class=DataClass.IDENTITY
        )

    assert not answer.permit
