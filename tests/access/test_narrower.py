"""What an actor could make the database do with statements of their own: give more than they hold, make links."""

import uuid

import pytest
from django.db import ProgrammingError, connection, transaction

import make
from answering import answer_link
from fullcircle.access import grants, links
from fullcircle.access.errors import NotFound
from fullcircle.access.grants import Clause, DataClass
from fullcircle.access.links import LinkKind
from fullcircle.access.session import acting_as
from fullcircle.people.models import Contact

GIVE = "select access_give(%s, %s, %s, %s, %s, %s, 'care-coordination', %s, %s, null)"


def give(actor, referral, *classes):
    with acting_as(actor, at=make.AT), connection.cursor() as cursor:
        cursor.execute(GIVE, [
            uuid.uuid4(), actor.grantee_id, referral.person_id, referral.need_id, referral.pk, list(classes),
            str(Clause.ACCEPTED), make.AT,
        ])  # fmt: skip


def test_who_may_share_a_referral_gives_no_more_of_it_than_they_hold(world):
    """The hub shares each referral it looks after, and is never told how to reach the resident."""
    referral = world.referral()

    for classes in (
        [DataClass.CONTACT],
        [DataClass.REFERRAL, DataClass.ADDRESS],
        [f"{DataClass.IDENTITY}:write"],
    ):
        with pytest.raises(ProgrammingError, match="may not share"), transaction.atomic():
            give(world.hub_manager, referral, *map(str, classes))

    with acting_as(world.hub_manager, at=make.AT):
        assert not Contact.objects.exists()
    give(world.hub_manager, referral, str(DataClass.REFERRAL))


def test_the_receiver_gives_nothing(world):
    with pytest.raises(ProgrammingError, match="may not share"):
        give(world.intake, world.referral(), str(DataClass.REFERRAL))


@pytest.mark.parametrize("who", ["other_navigator", "intake", "hub_manager"])
@pytest.mark.parametrize("kind", [LinkKind.RESIDENT, LinkKind.CONFIRM])
def test_only_who_may_share_everything_makes_a_link_to_everything(world, who, kind):
    referral, actor = world.referral(), getattr(world, who)

    with pytest.raises(ProgrammingError, match="row-level security"), acting_as(actor, at=make.AT):
        links.make(kind, at=make.AT, person_id=referral.person_id, referral_id=referral.pk)


@pytest.mark.parametrize("who", ["other_navigator", "intake"])
def test_only_who_may_share_a_referral_makes_its_answer_link(world, who):
    referral, actor = world.referral(), getattr(world, who)

    with pytest.raises(ProgrammingError, match="row-level security"), acting_as(actor, at=make.AT):
        links.make(
            LinkKind.ANSWER, at=make.AT, person_id=referral.person_id, referral_id=referral.pk,
            organization_id=referral.target_id,
        )  # fmt: skip


def test_a_receiver_of_one_request_ends_no_link_of_another(world):
    person = world.person()
    theirs = world.referral(need=world.need(person))
    other = world.referral(need=world.need(person), service=world.bread)
    token = answer_link(world, other)

    with acting_as(world.intake, at=make.AT):
        links.end(LinkKind.ANSWER, why="meddling", person_id=person.pk)
        links.end(LinkKind.ANSWER, why="meddling", referral_id=other.pk)

    assert links.opened(token, at=make.AT, kind=LinkKind.ANSWER).referral == other.pk
    with acting_as(world.intake, at=make.AT):
        mine = answer_link(world, theirs)
        links.end(LinkKind.ANSWER, why="answered", referral_id=theirs.pk)
    with pytest.raises(NotFound):
        links.opened(mine, at=make.AT, kind=LinkKind.ANSWER)


def test_a_steward_hands_over_everything(world):
    person = world.person()

    with acting_as(world.navigator, at=make.AT):
        grants.give(
            grantee_id=world.riverlight.id, person_id=person.pk, classes=(*grants.EVERYTHING, grants.SHARE),
            clause=Clause.STEWARD, starts_at=make.AT,
        )  # fmt: skip
