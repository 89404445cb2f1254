"""Preview and card: the same lines, whatever was agreed."""

import pytest

import make
from fullcircle.access.session import acting_as
from fullcircle.agreements.drafting import ClauseSaid
from fullcircle.people import queries as people
from fullcircle.referrals import cards, queries
from fullcircle.referrals.states import Status
from spec.test_access_policy import AT, NAME, Town


@pytest.fixture
def town(db):
    return Town(make.World(in_a_network=False))


LEFT_OUT = ("household", "address", "reach", "zip")


@pytest.mark.parametrize("left_out", [(), *[(name,) for name in LEFT_OUT], ("reach", "address", "zip")])
@pytest.mark.parametrize("forbidden", ["", "household", "address", "contact"])
@pytest.mark.parametrize("accepted", [False, True])
def test_the_preview_is_what_the_receiver_sees_field_by_field(town, left_out, forbidden, accepted):
    everything = ("identity", "contact", "address", "household", "need", "referral")
    share = ClauseSaid(
        text="Parties share cards.", effect="permit", from_role="*", to_role="*", classes=everything,
        purposes=("care-coordination",), rule="opt_in",
    )  # fmt: skip
    clauses = [share]
    if forbidden:
        clauses.append(ClauseSaid(
            text="Except this.", effect="deny", from_role="h", to_role="f", classes=(forbidden,),
            purposes=("care-coordination",), rule="none",
        ))  # fmt: skip
    town.agree(clauses=tuple(clauses), parties=("H", "F", "hub"))
    world, sender = town.world, town.staff["H"]
    person = world.person(NAME, actor=sender, street="27 Juniper Walk")
    need = world.need(person, actor=sender, domain="utility-insecurity")
    fields = [name for name in cards.default_fields("utility-insecurity") if name not in left_out]
    world.navigator = sender
    with acting_as(sender, at=AT):
        preview = queries.preview(
            record=people.unlogged_record(person.pk), need=need, service=world.food_box, fields=fields,
            keeper_id=sender.grantee_id, person_id=person.pk,
        )  # fmt: skip
    sent = world.referral(need=need, fields=fields, status=Status.SENT)
    with acting_as(town.staff["F"], at=AT):
        card = queries.card_of(queries.referral(sent.pk))
        assert (card.title, card.facts, card.left_out) == (preview.title, preview.facts, preview.left_out)
    if accepted:
        world.intake = town.staff["F"]
        world.step(sent, "target", "accept")
        with acting_as(sender, at=AT):
            opened = queries.card_of(queries.referral(sent.pk))
        with acting_as(town.staff["F"], at=AT):
            card = queries.card_of(queries.referral(sent.pk))
        assert (card.facts, card.left_out) == (opened.facts, opened.left_out)
        shown = " ".join(fact.value for fact in card.facts)
        assert ("000 555 0117" in shown) is ("reach" in fields and forbidden != "contact")
        assert ("27 Juniper Walk" in shown) is ("address" in fields and forbidden != "address")
