"""What an actor could make the database do with statements of their own: make links to what is not theirs, end others'."""

import pytest
from django.db import ProgrammingError

import make
from answering import answer_link
from fullcircle.access import links
from fullcircle.access.errors import NotFound
from fullcircle.access.links import LinkKind
from fullcircle.access.session import acting_as


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
