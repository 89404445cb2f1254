"""Who reads a grievance, asked of the database as the serving role: its reviewer, and no organization that it is about."""

import uuid

import pytest
from django.db import DatabaseError, connection, transaction

import make
from fullcircle.access import actor as actors
from fullcircle.access.actor import SYSTEM, Role
from fullcircle.access.models import Event
from fullcircle.access.session import acting_as
from fullcircle.accounts.models import User
from fullcircle.grievances import filing
from fullcircle.grievances.filing import Said
from fullcircle.grievances.models import Grievance, Step
from fullcircle.grievances.queries import NoSuchGrievance

ROLES = (Role.NAVIGATOR, Role.INTAKE, Role.HUB, Role.ADMINISTRATOR, Role.MEMBER)


def seen(actor) -> int:
    with acting_as(actor, at=make.AT):
        return Grievance.objects.count() + Step.objects.count()


def test_the_reviewers_organization_reads_it(review):
    one = review.file()

    with acting_as(review.reader, at=make.AT):
        assert [each.pk for each in Grievance.objects.all()] == [one.id]


@pytest.mark.parametrize("place", ["cupboard", "hub", "eastgate", "breadline"])
def test_no_other_place_reads_or_counts_it_in_any_role(review, place):
    review.step("acknowledge", review.file())
    somebody = make.staff(getattr(review.world, place).id, *ROLES)

    assert seen(somebody) == 0
    assert seen(review.reader) == 2


@pytest.mark.parametrize("roles", [(Role.NAVIGATOR,), (Role.INTAKE,), (Role.MEMBER,), ()])
def test_at_the_reviewer_only_who_reviews_reads(review, roles):
    review.file()

    assert seen(make.staff(review.first.id, *roles)) == 0


@pytest.mark.parametrize("who", ["clock", "resident", "system", "link"])
def test_time_jobs_and_residents_read_none(review, who):
    review.file(about=[])
    actor = {
        "clock": actors.clock(review.first.id), "resident": filing.nobody(), "system": SYSTEM,
        "link": actors.holder_of_answer_link(referral_id=review.first.id, organization_id=review.first.id),
    }[who]  # fmt: skip

    assert seen(actor) == 0


def test_another_hat_opens_nothing_about_ones_own_place(review):
    """Somebody who works for the Open Cupboard and for the council does not read what is said of the Open Cupboard."""
    about_cupboard, about_eastgate = review.file(), review.file(about=[review.world.eastgate.id])
    user = User.objects.create(pk=review.reader.user_id, email="two@example.org", name="Two hats")
    make.member(user=user, organization_id=review.world.cupboard.id, role=Role.INTAKE)

    with acting_as(review.reader, at=make.AT):
        assert [each.pk for each in Grievance.objects.all()] == [about_eastgate.id]
    with pytest.raises(NoSuchGrievance):
        review.step("acknowledge", about_cupboard)


@pytest.mark.parametrize(
    ("said", "reader"),
    [
        ({"about": []}, "first"),
        ({"about": ["first"]}, "second"),
        ({"about": [], "about_text": "the residents council downtown"}, "second"),
        ({"about": [], "text": "A man of the Resident Council shouted."}, "second"),
        ({"about": ["first", "second"]}, "hub"),
        ({"about": ["first", "second", "hub"]}, None),
    ],
)
def test_the_first_of_the_list_whom_it_is_not_about_reads_it(review, said, reader):
    places = {"first": review.first, "second": review.second, "hub": review.world.hub}
    one = review.file(**{**said, "about": [places[name].id for name in said["about"]]})

    for name, place in places.items():
        assert seen(make.staff(place.id, *ROLES)) == (1 if name == reader else 0), name
    assert one.has_reviewer is (reader is not None)


def test_what_nobody_independent_may_read_waits_for_the_next_who_may(review):
    waits = review.file(about=[review.first.id, review.second.id, review.world.hub.id])

    review.list(review.world.breadline, 3)

    with acting_as(make.staff(review.world.breadline.id, Role.ADMINISTRATOR), at=make.AT):
        assert [each.pk for each in Grievance.objects.all()] == [waits.id]


def test_a_constraint_keeps_it_from_whom_it_is_about(review):
    """Also where a function of ours would choose wrongly."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_get_constraintdef(oid) from pg_constraint where conname = 'grievances_reviewer_is_independent'"
        )
        (said,) = cursor.fetchone()

    assert "reviewer_id = ANY (closed_to)" in said
    assert "reviewer_id = ANY (about)" in said


@pytest.mark.parametrize(
    "change",
    [
        "state = 'closed', closed_at = now()",
        "state = 'accepted'",
        "state = 'appealed'",
        "state = 'answered', answered_at = now(), answer = 'x'",
    ],
)
def test_not_even_the_reviewer_skips_a_step_by_sql(review, change):
    review.file()

    with (
        pytest.raises(DatabaseError, match="does not follow"), transaction.atomic(),
        acting_as(review.reader, at=make.AT), connection.cursor() as cursor,
    ):  # fmt: skip
        cursor.execute(f"update grievances_grievance set {change}")


@pytest.mark.parametrize(
    "statement",
    [
        "update grievances_grievance set text = 'x'",
        "update grievances_grievance set reviewer_id = null",
        "update grievances_grievance set about = '{}', closed_to = '{}'",
        "update grievances_grievance set code_hash = 'x'",
        "delete from grievances_grievance",
        "update grievances_step set note = 'x'",
        "select grievances_choose('{}', '', '')",
    ],
)
def test_what_was_filed_is_nobodys_to_change(review, statement):
    review.file()

    with (
        pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(),
        acting_as(review.reader, at=make.AT), connection.cursor() as cursor,
    ):  # fmt: skip
        cursor.execute(statement)


def test_an_answer_is_not_rewritten(review):
    review.answered()

    with (
        pytest.raises(DatabaseError, match="does not follow"), transaction.atomic(),
        acting_as(review.reader, at=make.AT), connection.cursor() as cursor,
    ):  # fmt: skip
        cursor.execute("update grievances_grievance set answer = 'We never said that.'")


@pytest.mark.parametrize("who", ["navigator", "administrator", "reader"])
def test_only_the_hub_names_reviewers_also_by_sql(review, who):
    actor = review.reader if who == "reader" else getattr(review.world, who)

    with (
        pytest.raises(DatabaseError, match="the list is the hub"), transaction.atomic(),
        acting_as(actor, at=make.AT), connection.cursor() as cursor,
    ):  # fmt: skip
        cursor.execute("update grievances_reviewer set organization_id = %s", [actor.organization_id])


def test_events_name_no_filer_and_give_the_place_nothing_to_count(review):
    """Not even where its own staff wrote it down."""
    intake = review.world.intake
    said = Said(topic="respect", text="They shouted.", reach="000 555 0199", about=[review.world.cupboard.id])
    with acting_as(intake, at=make.AT):
        filing.enter(said=said, manner="phone", actor=intake, at=make.AT, grievance_id=uuid.uuid4())
        assert Event.objects.filter(data_class="grievance").count() == 0
        assert Grievance.objects.count() == 0
    with acting_as(SYSTEM, at=make.AT), connection.cursor() as cursor:
        cursor.execute("select event from access_events(0, 10000)")
        rows = [str(event) for (event,) in cursor.fetchall() if "grievance.file" in str(event)]
    assert len(rows) == 1
    for secret in ("0199", "shouted", str(intake.user_id), str(intake.organization_id)):
        assert secret not in rows[0]


def test_no_column_keeps_an_address_or_a_browser():
    names = {field.name for model in (Grievance, Step) for field in model._meta.get_fields()}

    assert not {name for name in names if any(word in name for word in ("ip", "agent", "browser", "session"))}


def test_a_reviewer_who_steps_aside_reads_it_no_more(review):
    one = review.file()
    review.step("acknowledge", one)

    assert review.step("hand_on", one, aside=True)

    assert seen(review.reader) == 0
    with acting_as(review.next_reader, at=make.AT):
        assert Grievance.objects.get().state == "acknowledged"
        assert not Step.objects.exists()  # notes stay with who wrote them


def test_it_is_about_one_more_place(review):
    one = review.file()

    review.step("hand_on", one, about=[review.world.hub.id])

    with acting_as(review.reader, at=make.AT):
        assert set(Grievance.objects.get().closed_to) == {review.world.cupboard.id, review.world.hub.id}


def test_nobody_hands_on_what_another_reviews(review):
    one = review.file()

    with (
        pytest.raises(DatabaseError, match="another organization reads this"), transaction.atomic(),
        acting_as(review.next_reader, at=make.AT), connection.cursor() as cursor,
    ):  # fmt: skip
        cursor.execute("select grievances_hand_on(%s, '{}', true)", [one.id])
