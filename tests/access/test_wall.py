"""Row security on every table with a person's data: forced, complete, and missed when it is gone."""

import uuid
from datetime import date, time, timedelta

import pytest
from django.apps import apps
from django.db import connection, connections

import asking as asking_
import make
from fullcircle.access import actor as actors
from fullcircle.access import links
from fullcircle.access.links import LinkKind
from fullcircle.access.session import acting_as
from fullcircle.access.wall import Protected
from fullcircle.aid import actions as aid
from fullcircle.aid import cards, sheets
from fullcircle.aid.imports import actions as imports
from fullcircle.assessments import carried
from fullcircle.assessments import queries as assessments
from fullcircle.caseload import calls, goals, handoffs, rating, snoozing
from fullcircle.caseload.handoffs import Proposal
from fullcircle.collaborative import bodies, members
from fullcircle.grievances import filing, reviewing
from fullcircle.grievances.filing import Said
from fullcircle.people import actions as people
from fullcircle.people import thread
from fullcircle.people.actions import Described
from fullcircle.privacy import asking, emergencies
from fullcircle.referrals import choices, plans
from fullcircle.referrals.appointments import planning
from fullcircle.referrals.own_questions import intake
from fullcircle.referrals.sending import Agreed
from fullcircle.referrals.states import Status
from fullcircle.referrals.wait_lists import waiting
from fullcircle.referrals.written import notes
from pictured import photo
from table import Table

BORN = date(1981, 4, 2)
TABLES = sorted(model._meta.db_table for model in apps.get_models() if issubclass(model, Protected))
# Row security stands on these without being a model of the guard: only functions read them.
FUNCTION_ONLY = {"infra_message", "access_link", "access_replycode"}


def tables_with_row_security() -> dict[str, bool]:
    with connection.cursor() as cursor:
        cursor.execute("select relname, relforcerowsecurity from pg_class where relrowsecurity")
        return dict(cursor.fetchall())


def full_world():
    """A world with at least one row in every protected table."""
    world = make.World()
    person = world.person(street="27 Juniper Walk", described=Described(gender="female", born_on=BORN))
    with acting_as(world.navigator, at=make.AT):
        people.add_proxy(
            person_id=person.pk, name="Rana", relation="caregiver", phone="", scope="", ends_on=None,
            actor=world.navigator, at=make.AT,
        )  # fmt: skip
        links.make(LinkKind.RESIDENT, at=make.AT, person_id=person.pk)
    asked = world.referral(need=world.need(person))
    world.step(asked, "target", "ask")
    world.referral(need=world.need(person), status=Status.COMPLETED)
    with acting_as(world.navigator, at=make.AT):
        agreed_to = Agreed(manner="spoken", language="en")
        choices.say(
            referral_id=asked.pk, service_ids=[world.bread.pk], fields=[], agreed=agreed_to, actor=world.navigator, at=make.AT
        )  # fmt: skip
    fill_assessments(world, person)
    with acting_as(world.navigator, at=make.AT):
        asking.ask(person_id=person.pk, kind="complaint", text="test", actor=world.navigator, at=make.AT)
    at_the_front_desk(world)
    emergency(world, person)
    asking_.one_of_each(world)
    with acting_as(world.navigator, at=make.AT):
        plans.print_plan(person_id=person.pk, actor=world.navigator, at=make.AT)
    complaint(world)
    dispute(world)
    texts(world, person)
    a_caseload(world, asked)
    expected(world, person)
    with acting_as(world.navigator, at=make.AT):
        notes.write(person_id=person.pk, text="x", photos=[photo()], actor=world.navigator, at=make.AT)
    carried_answers(world, person)
    return world


def a_caseload(world, referral) -> None:
    """A call, a need put aside, a goal with a step, an introduction, and a word on how good the request was."""
    mine = {"actor": world.navigator, "at": make.AT}
    with acting_as(world.navigator, at=make.AT):
        calls.log(person_id=referral.person_id, result="no-answer", **mine)
        snoozing.put_aside(need_id=referral.need_id, until_on=date(2026, 3, 20), reason="papers", **mine)
        goal = goals.add(person_id=referral.person_id, words="Cook at home", **mine)
        goals.add_step(goal_id=goal.pk, words="Ask about a stove", **mine)
        day = Proposal(meets_at=make.AT + timedelta(days=1))
        handoffs.propose(referral_id=referral.pk, proposal=day, **mine)
    rated = world.referral(status=Status.ACCEPTED)
    with acting_as(world.intake, at=make.AT):
        rating.rate(
            referral_id=rated.pk, reached=True, eligible=None, informed=None, actor=world.intake, at=make.AT
        )


def expected(world, person) -> None:
    """An appointment and own questions on a request in hand, and one that was moved on a wait list."""
    taken_on = world.referral(need=world.need(person), status=Status.ACCEPTED)
    said = planning.Said(on=make.AT.date() + timedelta(days=2), at=time(14), minutes=30, place="here")
    with acting_as(world.intake, at=make.AT):
        planning.plan(referral_id=taken_on.pk, said=said, actor=world.intake, at=make.AT)
        asked = [intake.Question("Any allergies?", "line")]
        intake.say_questions(service_id=world.food_box.pk, questions=asked, actor=world.intake, at=make.AT)
        intake.write_down(referral_id=taken_on.pk, given={}, actor=world.intake, at=make.AT)
    waits = world.referral(need=world.need(person), status=Status.WAIT_LISTED)
    with acting_as(world.intake, at=make.AT):
        waiting.move(referral_id=waits.pk, number=1, reason="a newborn", actor=world.intake, at=make.AT)


def carried_answers(world, person) -> None:
    """A phone kept them while it had no network."""
    with acting_as(world.navigator, at=make.AT):
        form = assessments.forms_in_use()[0]
        carried.take_in(
            form_id=form.pk, person_id=person.pk, given={}, stood="", over=True, draft_id=uuid.uuid4(), language="en",
            actor=world.navigator, at=make.AT,
        )  # fmt: skip


def at_the_front_desk(world) -> None:
    """A card, and help given by name."""
    with acting_as(world.intake, at=make.AT):
        person = world.person("Malik Freeman", actor=world.intake)
        aid.give(service_id=world.food_box.pk, person_id=person.pk, actor=world.intake, at=make.AT)
        cards.make(person_id=person.pk, actor=world.intake, at=make.AT)
        imports.start(name="x.csv", content=b"Name\nRosa Lind\n", actor=world.intake, at=make.AT)
        day = make.AT.date()
        sheets.make(service_id=world.food_box.pk, day=day, expected=[], actor=world.intake, at=make.AT)


def texts(world, person) -> None:
    """A resident and their helper wrote to each other, and a text came that nobody could match."""
    with acting_as(world.navigator, at=make.AT):
        thread.write(person_id=person.pk, text="We found a place", actor=world.navigator, at=make.AT)
    with acting_as(actors.SYSTEM, at=make.AT):
        thread.keep_unmatched(number="0005550999", text="Hello?", why="unclear", at=make.AT)


def complaint(world) -> None:
    """Filed by nobody in particular, and acknowledged by the hub: nobody else is named."""
    key = uuid.uuid4()
    filing.file(said=Said(topic="wait", text="Too long"), at=make.AT, grievance_id=key)
    with acting_as(world.hub_manager, at=make.AT):
        reviewing.acknowledge(grievance_id=key, actor=world.hub_manager, at=make.AT)


def dispute(world) -> None:
    """At a table whose people can be reached, and with one touch of outreach."""
    table = Table(world)
    member = table.seats[0].holder.member
    with acting_as(table.keeper, at=make.AT):
        members.touch(member_id=member.pk, said="Coffee", on=make.AT.date(), actor=table.keeper, at=make.AT)
        bodies.raise_dispute(
            body_id=table.body.pk, matter="Who pays", parties="Two of us", actor=table.keeper, at=make.AT
        )


def emergency(world, person) -> None:
    """The hub opens the record; only a function writes that down."""
    wanted = emergencies.Wanted(name=person.name, born_on=BORN, reason="No answer to the door, dog barks")
    with acting_as(world.hub_manager, at=make.AT):
        assert emergencies.open_record(wanted=wanted, actor=world.hub_manager, at=make.AT)


def fill_assessments(world, person) -> None:
    """One response, once there is a table for it."""
    if not any(name.startswith("assessments_") for name in TABLES):
        return
    import screened

    screened.one_response(world, person)


def rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")
        return cursor.fetchone()[0]


def test_every_protected_model_has_row_security_forced(db):
    secured = tables_with_row_security()

    assert {table: secured.get(table) for table in TABLES} == dict.fromkeys(TABLES, True)


def test_what_the_models_say_of_row_security_is_what_stands(db):
    said = {one._meta.db_table for one in apps.get_models() if getattr(one, "row_security", False)}

    assert said == {table for table, forced in tables_with_row_security().items() if forced}


def test_every_table_that_names_a_person_is_protected():
    named = {
        model._meta.db_table
        for model in apps.get_models()
        if any(f.name in {"person", "person_id"} for f in model._meta.get_fields() if f.concrete)
    }

    assert named <= set(TABLES)


def test_backup_may_read_every_secured_table_and_app_may_delete_from_none(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname from pg_class c where c.relrowsecurity and not exists (select 1 from pg_policy p"
            " where p.polrelid = c.oid and 'fullcircle_backup'::regrole = any (p.polroles))"
            " or c.relrowsecurity and has_table_privilege('fullcircle_app', c.oid, 'delete')"
        )
        assert cursor.fetchall() == []


@pytest.mark.parametrize("table", [t for t in TABLES if t not in FUNCTION_ONLY])
def test_a_stranger_sees_no_row_and_would_without_the_policy(committed, table):
    world = full_world()

    with acting_as(world.other_navigator, at=make.AT):
        assert rows(table) == 0
    with connections["migrator"].cursor() as cursor:
        cursor.execute(f"alter table {table} disable row level security")
    try:
        with acting_as(world.other_navigator, at=make.AT):
            assert rows(table) > 0, (
                f"make a row of {table} in full_world(), so that this test can miss its policy"
            )
    finally:
        with connections["migrator"].cursor() as cursor:
            cursor.execute(f"alter table {table} enable row level security")


@pytest.mark.parametrize(
    "table", ["access_link", "infra_message", "access_replycode", "infra_incoming", "infra_number"]
)
def test_nobody_reads_links_or_messages_directly(committed, table):
    world = full_world()

    with pytest.raises(Exception, match="permission denied"), acting_as(world.navigator, at=make.AT):
        rows(table)


def test_force_is_needed_the_owner_sees_nothing_either(committed):
    full_world()

    with connections["migrator"].cursor() as cursor:
        cursor.execute("select count(*) from people_person")
        assert cursor.fetchone()[0] == 0


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("people_person", "name = 'x'"),
        ("people_contact", "phone = '0005550000'"),
        ("referrals_need", "detail = 'x'"),
    ],
)
def test_a_receiver_may_not_write_what_it_may_read(world, table, change):
    accepted = world.referral(status=Status.ACCEPTED)

    with acting_as(world.intake, at=make.AT), connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")
        assert cursor.fetchone()[0] == 1
        cursor.execute(f"update {table} set {change}")
        assert cursor.rowcount == 0
    assert accepted.status == Status.ACCEPTED
