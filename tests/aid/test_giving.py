"""Help given at a desk: by name or without, once, taken back, and seen by nobody whom nothing opened it to."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import connection

import agreeing
import make
from fullcircle.access import actor as actors
from fullcircle.access.actor import Role
from fullcircle.access.errors import Conflict, Denied, Invalid, NotFound
from fullcircle.access.models import Event
from fullcircle.access.session import acting_as
from fullcircle.aid import actions, kinds, queries
from fullcircle.aid.actions import Home
from fullcircle.aid.models import Delivered
from fullcircle.directory.models import Service
from fullcircle.referrals.states import Status


def give(world, actor=None, *, at=make.AT, service=None, **said):
    actor = actor or world.intake
    with acting_as(actor, at=at):
        return actions.give(service_id=(service or world.food_box).pk, actor=actor, at=at, **said)


def undo(world, given, actor=None, *, at=make.AT):
    actor = actor or world.intake
    with acting_as(actor, at=at):
        return actions.undo(entry_id=given.pk, actor=actor, at=at)


def seen(actor, at=make.AT) -> int:
    with acting_as(actor, at=at):
        return Delivered.objects.count()


def events(actor, did="aid.give"):
    with acting_as(actor, at=make.AT):
        return list(Event.objects.filter(did=did))


def test_one_tap_gives_the_usual_unit_today(pantry):
    given = give(pantry)

    assert (given.what, given.quantity, given.delivered_on) == ("food box", 1, make.AT.date())
    assert given.person_id is None
    assert [event.record_id for event in events(pantry.intake)] == [given.pk]


def test_a_named_entry_remembers_the_home_as_it_was_then(pantry):
    person = pantry.person("Malik Freeman", actor=pantry.intake, adults=2, children=3, zip="00413")

    said = give(pantry, person_id=person.pk)
    other = give(pantry, person_id=person.pk, home=Home(people=2, zip="00411"))

    assert (said.household, said.zip) == (5, "00413")
    assert (other.household, other.zip) == (2, "00411")


def test_the_same_entry_twice_is_one(pantry):
    key = uuid.uuid4()

    assert give(pantry, entry_id=key).pk == give(pantry, entry_id=key).pk
    assert seen(pantry.intake) == 1
    assert len(events(pantry.intake)) == 1


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"quantity": 0}, "quantity"),
        ({"quantity": kinds.MOST + 1}, "quantity"),
        ({"home": Home(people=0)}, "household"),
        ({"home": Home(people=31)}, "household"),
        ({"home": Home(zip="123")}, "zip"),
        ({"on": date(2026, 3, 11)}, "on"),
        ({"on": date(2025, 3, 8)}, "on"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(pantry, said, field):
    with pytest.raises(Invalid) as refusal:
        give(pantry, **said)

    assert refusal.value.field == field


@pytest.mark.parametrize("who", ["navigator", "other_intake", "hub_manager", "clock"])
def test_only_the_desk_that_offers_it_gives_it(pantry, who):
    with pytest.raises(Denied):
        give(pantry, getattr(pantry, who))


def test_administrators_of_a_small_place_stand_at_its_desk(pantry):
    assert give(pantry, pantry.pantry_administrator).recorded_by == pantry.pantry_administrator.user_id


def test_services_of_survivors_write_nothing_down(pantry):
    make.listed(Service, pantry.food_box.pk, label="DV")

    with pytest.raises(Invalid):
        give(pantry)
    with acting_as(pantry.intake, at=make.AT):
        assert queries.services_at_the_desk(pantry.cupboard.id) == []


def test_a_hidden_person_and_an_absent_one_are_refused_alike(pantry):
    hidden = pantry.person("Quentin Xylander")

    said = []
    for person_id in (hidden.pk, uuid.uuid4()):
        with pytest.raises(NotFound) as refusal:
            give(pantry, person_id=person_id)
        said.append(str(refusal.value))
    assert said[0] == said[1]


@pytest.mark.parametrize("known", [True, False])
def test_the_database_refuses_a_hidden_person_as_an_absent_one(pantry, known):
    """The serving role alone, past every check of ours."""
    person_id = pantry.person("Quentin Xylander").pk if known else uuid.uuid4()
    row = [uuid.uuid4(), person_id, pantry.food_box.pk, pantry.cupboard.id, make.AT.date(), make.AT]

    with pytest.raises(Exception, match="row-level security"), acting_as(pantry.intake, at=make.AT):
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into aid_delivered (id, person_id, service_id, keeper_id, label, what, quantity, zip, delivered_on,"
                " recorded_at) values (%s, %s, %s, %s, '', 'x', 1, '', %s, %s)",
                row,
            )


def test_the_database_takes_no_entry_for_a_request_of_somebody_else(pantry):
    """Neither for a request that another answers, nor for one of one's own with another person in it."""
    theirs = pantry.referral(status=Status.ACCEPTED, service=pantry.bread)
    ours = pantry.referral(status=Status.ACCEPTED, need=pantry.need(pantry.person("Malik Freeman")))

    for referral_id, person_id in (
        (theirs.pk, theirs.person_id),
        (ours.pk, theirs.person_id),
        (uuid.uuid4(), ours.person_id),
    ):
        row = [
            uuid.uuid4(),
            person_id,
            referral_id,
            pantry.food_box.pk,
            pantry.cupboard.id,
            make.AT.date(),
            make.AT,
        ]
        with pytest.raises(Exception, match="row-level security"), acting_as(pantry.intake, at=make.AT):
            with connection.cursor() as cursor:
                cursor.execute(
                    "insert into aid_delivered (id, person_id, referral_id, service_id, keeper_id, label, what, quantity, zip,"
                    " delivered_on, recorded_at) values (%s, %s, %s, %s, %s, '', 'x', 1, '', %s, %s)",
                    row,
                )


class TestWhoSeesIt:
    def test_the_giver_and_the_person(self, pantry):
        person = pantry.person("Malik Freeman", actor=pantry.intake)
        give(pantry, person_id=person.pk)

        assert seen(pantry.intake) == 1
        assert seen(actors.resident(person.pk)) == 1
        for who in ("navigator", "hub_manager", "other_intake"):
            assert seen(getattr(pantry, who)) == 0, who

    def test_not_the_keeper_of_the_record_by_itself(self, pantry):
        """Eastgate keeps Denise; the pantry sees her name because she sent a request there. What the pantry gives her
        at its desk is the pantry's record, and neither row nor event tells Eastgate of it."""
        sent = pantry.referral(status=Status.ACCEPTED)
        given = give(pantry, person_id=sent.person_id)

        assert seen(pantry.intake) == 1
        assert seen(pantry.navigator) == 0
        assert events(pantry.navigator) == []
        assert [one.record_id for one in events(actors.resident(sent.person_id))] == [given.pk]

    def test_what_closed_a_request_is_seen_with_the_request(self, pantry):
        pantry.referral(status=Status.COMPLETED)

        assert seen(pantry.navigator) == seen(pantry.intake) == 1
        assert seen(pantry.other_intake) == 0

    def test_unnamed_help_is_a_count_of_the_giver_alone(self, pantry):
        give(pantry)

        assert seen(pantry.intake) == 1
        assert [seen(getattr(pantry, who)) for who in ("navigator", "hub_manager", "other_intake")] == [
            0,
            0,
            0,
        ]

    def test_a_person_who_agrees_to_requests_opens_no_desk(self, pantry):
        person = pantry.person("Malik Freeman", actor=pantry.intake)
        give(pantry, person_id=person.pk)
        agreeing.agree(person, agreeing.said("requests", pantry.eastgate))

        assert seen(pantry.navigator) == 0  # no agreement opens services given


class TestTakingBack:
    def test_it_counts_nowhere_and_stays_written(self, pantry):
        given = undo(pantry, give(pantry))

        with acting_as(pantry.intake, at=make.AT):
            assert list(queries.given_by(pantry.cupboard.id)) == []
        assert given.undone_by == pantry.intake.user_id
        assert len(events(pantry.intake, "aid.undo")) == 1

    def test_once(self, pantry):
        given = undo(pantry, give(pantry))

        with pytest.raises(Conflict):
            undo(pantry, given)

    @pytest.mark.parametrize(("days", "allowed"), [(0, True), (31, True), (32, False)])
    def test_for_a_month(self, pantry, days, allowed):
        given = give(pantry)
        later = make.AT + timedelta(days=days)

        if allowed:
            assert undo(pantry, given, at=later).undone_at == later
        else:
            with pytest.raises(Conflict):
                undo(pantry, given, at=later)

    def test_not_what_closed_a_request(self, pantry):
        done = pantry.referral(status=Status.COMPLETED)
        with acting_as(pantry.intake, at=make.AT):
            given = queries.delivered_by(done.pk).get()

        with pytest.raises(Conflict):
            undo(pantry, given)

    def test_not_by_another_organization(self, pantry):
        given = give(pantry)

        with pytest.raises(NotFound):
            undo(pantry, given, pantry.other_intake)

    def test_nothing_else_of_an_entry_changes(self, pantry):
        given = give(pantry)

        with pytest.raises(Exception, match="permission denied"), acting_as(pantry.intake, at=make.AT):
            Delivered.objects.filter(pk=given.pk).update(quantity=100)


class TestUnits:
    @pytest.mark.parametrize(
        ("domains", "unit", "code", "usual"),
        [
            (["food-insecurity"], "", "box", 1),
            (["transportation-insecurity"], "", "ride", 1),
            (["homelessness"], "", "night", 1),
            (["utility-insecurity"], "", "money", 50),
            (["stress"], "session", "time", 1),
            ([], "", "other", 1),
        ],
    )
    def test_every_service_has_one_before_anybody_says_it(self, pantry, domains, unit, code, usual):
        service = Service.objects.create(organization=pantry.cupboard, name="x", domains=domains, unit=unit)

        with acting_as(pantry.intake, at=make.AT):
            found = queries.unit_of(service)
        assert (found.kind.code, found.usual) == (code, usual)
        assert found.name == (unit or str(kinds.BY_CODE[code].unit))

    def test_its_staff_say_it_anew(self, pantry):
        with acting_as(pantry.intake, at=make.AT):
            actions.say_unit(
                service_id=pantry.food_box.pk,
                kind="time",
                name="15 minutes",
                usual=4,
                actor=pantry.intake,
                at=make.AT,
            )
        given = give(pantry)

        assert (given.what, given.quantity) == ("15 minutes", 4)

    @pytest.mark.parametrize(
        ("said", "field"),
        [({"kind": "x"}, "kind"), ({"name": " "}, "name"), ({"usual": 0}, "quantity")],
    )
    def test_what_cannot_be_a_unit(self, pantry, said, field):
        words = {"kind": "box", "name": "box", "usual": 1, **said}

        with pytest.raises(Invalid) as refusal, acting_as(pantry.intake, at=make.AT):
            actions.say_unit(service_id=pantry.food_box.pk, actor=pantry.intake, at=make.AT, **words)
        assert refusal.value.field == field

    def test_not_of_another_organization(self, pantry):
        with pytest.raises(Denied), acting_as(pantry.other_intake, at=make.AT):
            actions.say_unit(
                service_id=pantry.food_box.pk,
                kind="box",
                name="x",
                usual=1,
                actor=pantry.other_intake,
                at=make.AT,
            )


def test_roles_of_the_desk():
    assert {role for role in Role if role in actions.policies.AT_THE_DESK} == {
        Role.INTAKE, Role.NAVIGATOR, Role.ADMINISTRATOR,
    }  # fmt: skip
