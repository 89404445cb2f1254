"""Permissions: what a yes opens and a no closes, until when, and what is kept of how it was said."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import override_settings

import agreeing
import make
from agreeing import said
from fullcircle.access import actor as actors
from fullcircle.access import consents, grants
from fullcircle.access.actor import Role
from fullcircle.access.errors import Denied, Invalid
from fullcircle.access.grants import DataClass
from fullcircle.access.models import Event
from fullcircle.access.session import acting_as
from fullcircle.people import queries as people
from fullcircle.people.actions import Described
from fullcircle.privacy import actions, queries, sentences, topics
from fullcircle.privacy.queries import AlreadyEnded, NoSuchLine, State
from fullcircle.referrals import queries as referrals

LATER = make.AT + timedelta(days=1)


@pytest.fixture
def person(world):
    return world.person(street="27 Juniper Walk")


def lines(person, at=make.AT):
    with acting_as(actors.resident(person.pk), at=at):
        return queries.permissions(person.pk, at=at)


def sees(world, who, person, at=make.AT) -> tuple[bool, bool]:
    """Is the name, and is the address, open to this organization's staff?"""
    with acting_as(who, at=at):
        name = people.may_be_seen(person.pk)
        return name, bool(people.Address.objects.filter(person=person.pk).exists())


def last_event(person):
    with acting_as(actors.resident(person.pk), at=LATER):
        return Event.objects.filter(person_id=person.pk).order_by("-seq").first()


def test_a_yes_opens_what_it_names_to_whom_it_names(world, person):
    agreeing.agree(person, said("home", world.cupboard))

    assert sees(world, world.intake, person) == (False, True)
    assert sees(world, world.other_intake, person) == (False, False)


def test_the_whole_network_is_one_line(world, person):
    made = agreeing.agree(person, said("me"))

    assert len(made) == 1
    assert sees(world, world.intake, person)[0]
    assert sees(world, world.other_intake, person)[0]
    assert lines(person)[0].who == "Every place in Tamarind Together"


@pytest.mark.parametrize(("yes", "open_lines"), [((0, 1), 2), ((1,), 1), ((), 0)])
def test_only_what_was_ticked_is_written_down(world, person, yes, open_lines):
    shown = (said("me", world.cupboard), said("home", world.cupboard))

    agreeing.agree(person, *shown, yes=yes)

    assert [line.state for line in lines(person)] == [State.OPEN] * open_lines
    event = last_event(person)
    assert event.did == ("consent.agree" if yes else "consent.decline")
    assert (event.detail["asked"], event.detail["given"]) == (2, len(yes))


def test_a_no_closes_what_an_agreement_opens_and_leaves_others(world, person):
    world.need(person)
    with acting_as(actors.resident(person.pk), at=make.AT):
        assert [row.organization for row in queries.without_consent(person.pk)] == ["Hub"]

    agreeing.no(person, world.hub)

    with acting_as(actors.resident(person.pk), at=make.AT):
        assert queries.without_consent(person.pk) == []
    assert lines(person)[0].state == State.NO
    assert "Hub may not see anything about me." in lines(person)[0].sentence


def test_a_no_to_everybody_closes_a_yes_until_it_is_taken_back(world, person):
    agreeing.agree(person, said("me", world.cupboard))
    (no,) = agreeing.no(person)

    assert not sees(world, world.intake, person)[0]

    with acting_as(actors.resident(person.pk), at=LATER):
        actions.withdraw(
            person_id=person.pk, consent_id=no, actor=actors.resident(person.pk), at=LATER
        )  # the no, not the yes
    assert sees(world, world.intake, person, at=LATER)[0]


def test_stopping_a_line_closes_it_at_once(world, person):
    (made, other) = agreeing.agree(person, said("me", world.cupboard), said("home", world.cupboard))
    resident = actors.resident(person.pk)

    with acting_as(resident, at=LATER):
        actions.withdraw(person_id=person.pk, consent_id=made, actor=resident, at=LATER)

    assert sees(world, world.intake, person, at=LATER) == (False, True)
    states = {line.id: line.state for line in lines(person, LATER)}
    assert states == {made: State.ENDED, other: State.OPEN}
    assert (last_event(person).did, last_event(person).record_id) == ("consent.withdraw", made)
    with pytest.raises(AlreadyEnded), acting_as(resident, at=LATER):
        actions.withdraw(person_id=person.pk, consent_id=made, actor=resident, at=LATER)


def test_nobody_stops_a_line_of_somebody_else(world, person):
    other = world.person("Malik Freeman")
    (made,) = agreeing.agree(other, said("me", world.cupboard))
    resident = actors.resident(person.pk)

    with pytest.raises(NoSuchLine), acting_as(resident, at=LATER):
        actions.withdraw(person_id=person.pk, consent_id=made, actor=resident, at=LATER)
    with pytest.raises(people.NoSuchPerson), acting_as(resident, at=LATER):
        actions.withdraw(person_id=other.pk, consent_id=made, actor=resident, at=LATER)


@pytest.mark.parametrize(
    ("until", "fine"),
    [
        (date(2026, 3, 10), False),
        (date(2026, 3, 11), True),
        (date(2029, 3, 10), True),
        (date(2029, 3, 11), False),
        (None, False),
    ],
)
def test_a_yes_lasts_from_tomorrow_to_three_years(world, person, until, fine):
    if fine:
        assert agreeing.agree(person, said("home", world.cupboard, until=until))
        return
    with pytest.raises(Invalid) as refusal:
        agreeing.agree(person, said("home", world.cupboard, until=until))
    assert refusal.value.field == "until"


def test_the_last_day_is_whole_in_the_community_and_the_next_is_not(world, person):
    agreeing.agree(person, said("home", world.cupboard, until=date(2026, 6, 1)))
    midnight = datetime(2026, 6, 2, 4, tzinfo=UTC)  # Detroit

    assert sees(world, world.intake, person, at=midnight - timedelta(minutes=1))[1]
    assert not sees(world, world.intake, person, at=midnight)[1]
    assert "until June 1, 2026" in lines(person)[0].sentence


@pytest.mark.parametrize(
    ("today", "months", "day"),
    [
        (date(2026, 3, 10), 3, date(2026, 6, 10)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
    ],
)
def test_months_later_is_the_same_day_or_the_month_s_last(today, months, day):
    assert topics.last_day(today, months) == day


def test_a_protected_topic_names_its_places(world, person):
    with pytest.raises(Invalid) as refusal:
        agreeing.agree(person, said("substance-use"))
    assert refusal.value.field == "protected"

    agreeing.agree(person, said("substance-use", world.cupboard))

    with acting_as(actors.resident(person.pk), at=make.AT):
        (row,) = consents.lines_of(person.pk)
    assert (row.labels, row.organizations) == (["ETH"], [world.cupboard.id])


def test_a_yes_to_protected_records_opens_no_other_record(world, person):
    need = world.need(person)
    agreeing.agree(person, said("substance-use", world.cupboard))

    with acting_as(world.intake, at=make.AT):
        assert not needs_seen(person)
    with acting_as(actors.resident(person.pk), at=make.AT):
        assert not grants.why(
            record_id=need.pk, organization_id=world.cupboard.id, data_class=DataClass.NEED
        ).permit

    agreeing.agree(person, said("needs", world.cupboard))
    with acting_as(world.intake, at=make.AT):
        assert needs_seen(person)


def needs_seen(person) -> bool:
    return referrals.needs_of(person.pk).exists()


def test_the_text_of_a_protected_topic_says_what_the_law_asks(world, person):
    """42 CFR 2.31(a): the effect of a no, who discloses, the chance of redisclosure, and how to stop."""
    with acting_as(actors.resident(person.pk), at=make.AT):
        text = sentences.document([said("substance-use", world.cupboard)])
        plain = sentences.document([said("home", world.cupboard)])

    whole = " ".join([*text.before, *text.lines, *text.protected])
    for words in (
        "If you say no",
        "share them again",
        "You can stop any line",
        "that keep these records",
        "Open Cupboard",
    ):
        assert words in whole
    assert plain.protected == []


def test_nobody_is_asked_about_victim_services():
    assert all(topic.label != "DV" for topic in topics.BY_KEY.values())


def test_what_was_read_is_kept_as_its_digest_and_nothing_else_is_agreed(world, person):
    shown = (said("home", world.cupboard),)
    resident = actors.resident(person.pk)

    agreeing.agree(person, *shown)
    with acting_as(resident, at=make.AT):
        (row,) = consents.lines_of(person.pk)
        assert row.document == sentences.document(shown).digest
        assert len(row.document) == 64
        other = agreeing.ceremony([said("me", world.cupboard)])
        with pytest.raises(actions.NotWhatWasShown):
            actions.agree(
                person_id=person.pk, shown=shown, yes=[0], ceremony=other, actor=resident, at=make.AT
            )


def test_another_language_has_another_digest_and_its_reviewer_if_there_is_one(world, person):
    assert sentences.is_draft("es")
    assert not sentences.is_draft("en")
    with override_settings(CONSENT_REVIEWERS={"es": "Ana Ruiz"}):
        agreeing.agree(person, said("home", world.cupboard), language="es")
        assert not sentences.is_draft("es")
    agreeing.agree(person, said("home", world.cupboard))

    with acting_as(actors.resident(person.pk), at=make.AT):
        rows = {row.language: row for row in consents.lines_of(person.pk)}
    assert (rows["es"].translation_by, rows["en"].translation_by) == ("Ana Ruiz", "")
    assert rows["es"].document != rows["en"].document


@pytest.mark.parametrize(
    ("how", "field"),
    [
        ({"manner": "spoken"}, "witness"),
        ({"manner": "spoken", "witness": " "}, "witness"),
        ({"manner": "shouted"}, "manner"),
        ({"given_by": "a friend"}, "given_by"),
        ({"given_by": "guardian"}, "given_by"),
    ],
)
def test_how_it_was_said_has_to_be_said(world, person, how, field):
    with pytest.raises(Invalid) as refusal:
        agreeing.agree(person, said("home", world.cupboard), actor=world.navigator, **how)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    "how", [{"manner": "written"}, {"manner": "spoken", "witness": "Jo"}, {"manner": "self"}]
)
def test_the_keeper_writes_down_what_the_person_said(world, person, how):
    agreeing.agree(person, said("home", world.cupboard), actor=world.navigator, **how)

    with acting_as(world.navigator, at=make.AT):
        (row,) = consents.lines_of(person.pk)
    assert (row.manner, row.witness) == (how["manner"], how.get("witness", ""))
    assert row.recorded_by == world.navigator.user_id


@pytest.mark.parametrize("who", ["other_navigator", "intake", "hub_manager"])
def test_who_does_not_keep_the_record_writes_nothing_down(world, person, who):
    agreeing.agree(person, said("me"))  # they see the person, and still may not speak for them
    with pytest.raises(Denied):
        agreeing.agree(person, said("home", world.cupboard), actor=getattr(world, who))


@pytest.mark.parametrize(("role", "may"), [(Role.NAVIGATOR, True), (Role.HUB, True), (Role.INTAKE, False)])
def test_of_the_keeper_navigators_and_the_hub_write_down(world, person, role, may):
    actor = make.staff(world.eastgate.id, role)
    if may:
        assert agreeing.agree(person, said("home", world.cupboard), actor=actor)
        return
    with pytest.raises(Denied):
        agreeing.agree(person, said("home", world.cupboard), actor=actor)


def test_a_guardian_s_yes_ends_at_18(world):
    child = world.person("Ines", described=Described(born_on=date(2008, 9, 1)))
    agreeing.agree(child, said("me", world.cupboard), actor=world.navigator, given_by="guardian")

    birthday = datetime(2026, 9, 1, 4, tzinfo=UTC)
    assert sees(world, world.intake, child, at=birthday - timedelta(minutes=1))[0]
    assert not sees(world, world.intake, child, at=birthday)[0]
    with pytest.raises(Invalid):
        agreeing.agree(
            child, said("me", world.cupboard), actor=world.navigator, given_by="guardian", at=birthday
        )


def test_keeping_a_line_for_another_year_replaces_it(world, person):
    (made,) = agreeing.agree(person, said("me", world.cupboard, until=date(2026, 3, 20)))
    resident = actors.resident(person.pk)
    assert lines(person)[0].ends_soon

    with acting_as(resident, at=LATER):
        again = queries.renewed(person.pk, made, at=LATER)
        new = actions.renew(
            person_id=person.pk,
            consent_id=made,
            ceremony=agreeing.ceremony([again]),
            actor=resident,
            at=LATER,
        )

    states = {line.id: (line.state, line.ended_why) for line in lines(person, LATER)}
    assert states == {new: (State.OPEN, ""), made: (State.ENDED, "replaced")}
    assert sees(world, world.intake, person, at=make.AT + timedelta(days=300))[0]


def test_a_no_is_not_renewed(world, person):
    (no,) = agreeing.no(person, world.hub)
    with pytest.raises(NoSuchLine), acting_as(actors.resident(person.pk), at=LATER):
        queries.renewed(person.pk, no, at=LATER)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"purposes": ()}, "purposes"),
        ({"purposes": ("fun",)}, "purposes"),
    ],
)
def test_a_line_says_what_for(world, person, wrong, field):
    with pytest.raises(Invalid) as refusal:
        agreeing.agree(person, said("home", world.cupboard, **wrong))
    assert refusal.value.field == field


def test_nothing_shown_is_nothing_to_agree_to(world, person):
    with pytest.raises(Invalid):
        agreeing.agree(person)


def test_lines_given_with_a_request_are_lines_too(world, person):
    referral = world.referral(need=world.need(person))

    found = [line for line in lines(person) if line.referral_id == referral.pk]

    assert {line.state for line in found} == {State.OPEN, State.WAITS}
    assert any("Open Cupboard" in line.who for line in found)


def test_no_place_hears_that_there_are_lines(world, person):
    agreeing.agree(person, said("me", world.cupboard))
    with acting_as(world.other_navigator, at=make.AT):
        assert queries.permissions(person.pk, at=make.AT) == []
        assert queries.open_now(person.pk) == []


def test_what_is_open_says_by_which_rule(world, person):
    agreeing.agree(person, said("home", world.cupboard))
    world.need(person)

    with acting_as(world.navigator, at=make.AT):
        rows = {row.organization: row for row in queries.open_now(person.pk)}

    assert {name: sorted(row.cells) for name, row in rows.items()} == {
        "Open Cupboard": ["address"],
        "Hub": ["need"],
    }
    assert {one.rule for one in rows["Open Cupboard"].openings} == {"consent"}
    assert {one.rule for one in rows["Hub"].openings} == {"agreement"}
