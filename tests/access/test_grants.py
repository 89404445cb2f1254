"""What agreement and consent open: what a receiver sees when, who may speak for a person, and the sentence that says why."""

import pytest
from django.db import ProgrammingError, connection, transaction

import make
from fullcircle.access import actor as actors
from fullcircle.access import consents, grants
from fullcircle.access.consents import How, Line
from fullcircle.access.grants import DataClass, Rule
from fullcircle.access.session import acting_as
from fullcircle.directory.models import Service
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
SPOKEN = How(manner="spoken", language="en")


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


def test_a_link_to_ones_own_organization_shows_its_card_and_no_more(world):
    mine = Service.objects.create(
        organization=world.eastgate, name="Block meals", domains=["food-insecurity"]
    )
    referral = world.referral(service=mine, status=Status.SENT)
    world.need(world.person("Malik"))
    holder = actors.holder_of_answer_link(referral_id=referral.pk, organization_id=world.eastgate.id)

    with acting_as(holder, at=make.AT):
        assert list(Person.objects.values_list("pk", flat=True)) == [referral.person_id]
        assert list(Need.objects.values_list("pk", flat=True)) == [referral.need_id]
        assert not Contact.objects.exists()


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


@pytest.mark.parametrize("who", ["other_navigator", "intake", "hub_manager", "clock"])
def test_nobody_says_yes_for_a_person_whose_record_they_do_not_keep(world, who):
    referral, actor = world.referral(status=Status.ACCEPTED), getattr(world, who)
    line = Line(
        person_id=referral.person_id, organizations=[actor.grantee_id], classes=["contact"], starts_at=make.AT, ends_at=None
    )  # fmt: skip

    with (
        acting_as(actor, at=make.AT),
        pytest.raises(ProgrammingError, match="may not speak"),
        transaction.atomic(),
    ):
        consents.give(line, SPOKEN)


def test_the_holder_of_an_answer_link_says_yes_for_nobody(world):
    """Not even for somebody whose record its organization keeps."""
    person = world.person()
    referral = world.referral(need=world.need(person))
    holder = actors.holder_of_answer_link(referral_id=referral.pk, organization_id=world.eastgate.id)
    line = Line(person_id=person.pk, organizations=None, classes=["contact"], starts_at=make.AT, ends_at=None)

    with (
        acting_as(holder, at=make.AT),
        pytest.raises(ProgrammingError, match="may not speak"),
        transaction.atomic(),
    ):
        consents.give(line, SPOKEN)


@pytest.mark.parametrize("table", ["access_grant", "access_consent", "access_keeping"])
def test_the_serving_role_cannot_write_access_past_the_functions(world, table):
    world.referral()

    with acting_as(world.navigator, at=make.AT), connection.cursor() as cursor:
        for statement in (f"update {table} set id = id", f"insert into {table} default values"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                cursor.execute(statement)


def test_handing_over_moves_the_whole_record(world):
    person = world.person()
    world.need(person)

    with acting_as(world.navigator, at=make.AT):
        people.hand_over(person_id=person.pk, to=world.riverlight.id, actor=world.navigator, at=make.AT)

    assert seen_by(world.navigator) == set()
    assert seen_by(world.other_navigator) == {"person", "contact", "household"}
    with acting_as(world.other_navigator, at=make.AT):
        assert Need.objects.count() == 1


def test_only_the_keeper_hands_a_record_over(world):
    person = world.person()

    for actor in (world.other_navigator, world.hub_manager, actors.resident(person.pk)):
        with (
            acting_as(actor, at=make.AT),
            connection.cursor() as cursor,
            pytest.raises(ProgrammingError),
            transaction.atomic(),
        ):
            cursor.execute("select people_hand_over(%s, %s, null)", [person.pk, world.riverlight.id])


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
    ("who", "record", "data_class", "rule"),
    [
        ("eastgate", "person_id", DataClass.CONTACT, Rule.OWN),
        ("cupboard", "person_id", DataClass.IDENTITY, Rule.CONSENT),
        ("cupboard", "person_id", DataClass.CONTACT, Rule.NEEDS_CONSENT),
        ("cupboard", "id", DataClass.REFERRAL, Rule.OWN),
        ("hub", "need_id", DataClass.NEED, Rule.AGREEMENT),
        ("hub", "person_id", DataClass.DEMOGRAPHICS, Rule.NO_AGREEMENT),
        ("riverlight", "person_id", DataClass.IDENTITY, Rule.NEEDS_CONSENT),
        ("riverlight", "need_id", DataClass.NEED, Rule.NEEDS_CONSENT),
    ],
)
def test_why_says_by_which_rule(world, who, record, data_class, rule):
    referral = world.referral()

    with acting_as(actors.resident(referral.person_id), at=make.AT):
        answer = grants.why(
            record_id=getattr(referral, record), organization_id=getattr(world, who).id, data_class=data_class
        )

    assert answer.rule == rule
    assert answer.permit is (rule in {Rule.OWN, Rule.CONSENT, Rule.AGREEMENT})
    assert answer.sentence


def test_why_answers_a_stranger_as_if_there_were_nothing(world):
    referral = world.referral()

    with acting_as(world.other_navigator, at=make.AT):
        hidden, absent = (
            grants.why(record_id=record, organization_id=organization.id, data_class=DataClass.IDENTITY)
            for record, organization in (
                (referral.person_id, world.eastgate),
                (make.uuid.uuid4(), world.eastgate),
            )
        )
        own = grants.why(
            record_id=referral.person_id,
            organization_id=world.riverlight.id,
            data_class=DataClass.IDENTITY,
        )

    assert hidden == absent == own
    assert hidden.rule == Rule.NOTHING


def test_all_that_is_open_of_a_person_is_told_to_them_and_to_nobody_else(world):
    referral = world.referral(status=Status.ACCEPTED)

    with acting_as(actors.resident(referral.person_id), at=make.AT):
        mine = {(row.organization_id, row.data_class) for row in grants.open_to(referral.person_id)}
    with acting_as(world.other_navigator, at=make.AT):
        theirs = grants.open_to(referral.person_id)

    assert (world.cupboard.id, DataClass.CONTACT) in mine
    assert (world.hub.id, DataClass.NEED) in mine
    assert world.riverlight.id not in {organization for organization, _kind in mine}
    assert theirs == []
