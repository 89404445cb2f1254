"""What would be open if somebody agreed: for the keeper, the person and the organization itself. A stranger hears nothing."""

import pytest

import make
from access.test_existence import Town
from fullcircle.access import actor as actors
from fullcircle.access import grants
from fullcircle.access.grants import DataClass, Rule
from fullcircle.access.session import acting_as
from fullcircle.people import queries as people

ASKED = (DataClass.IDENTITY, DataClass.NEED)


def would(actor, town, person, to, label=""):
    with acting_as(actor, at=make.AT):
        return grants.would(
            keeper_id=person.steward_id, organization_id=to.id, classes=ASKED, person_id=person.pk, label=label
        )  # fmt: skip


@pytest.fixture
def town(db):
    return Town()


@pytest.mark.parametrize("who", ["other_navigator", "other_intake", "hub_manager", "counselor", "clock"])
def test_a_stranger_hears_nothing_of_anybody(town, who):
    person = town.person()

    assert would(getattr(town, who), town, person, town.cupboard) == {}


@pytest.mark.parametrize("who", ["other_navigator", "other_intake", "hub_manager"])
def test_nor_of_whom_a_program_keeps_or_what_a_label_would_open(town, who):
    hidden = town.person("Quill Sable", actor=town.counselor)
    stranger = getattr(town, who)

    assert would(stranger, town, hidden, town.cupboard) == {}
    assert would(stranger, town, town.person(), town.program, label="ETH") == {}


def test_the_holder_of_a_link_hears_of_its_own_organization_alone(town):
    referral = town.referral()
    with acting_as(town.navigator, at=make.AT):
        person = people.person(referral.person_id)
    link = town.party("link", referral)

    assert would(link, town, person, town.breadline) == {}
    assert would(link, town, person, town.cupboard) == dict.fromkeys(ASKED, Rule.CONSENT)


def test_nobody_hears_of_an_id_that_is_no_ones_of_theirs(town):
    """With a keeper's id of one's own and a person of another, the label of that person would show."""
    hidden = town.person("Quill Sable", actor=town.counselor)
    with acting_as(town.navigator, at=make.AT):
        found = grants.would(
            keeper_id=town.eastgate.id, organization_id=town.cupboard.id, classes=ASKED, person_id=hidden.pk
        )  # fmt: skip

    assert found == {}


def test_the_keeper_and_the_person_hear_it(town):
    person = town.person()

    for actor in (town.navigator, actors.resident(person.pk)):
        assert would(actor, town, person, town.cupboard) == dict.fromkeys(ASKED, Rule.CONSENT)
