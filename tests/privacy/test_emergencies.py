"""Break-glass: found by exact name and date of birth alone, for one user and some hours, told, reviewed by another."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, connection
from django.test import Client

import make
import opening
import signing
from fullcircle.access import actor as actors
from fullcircle.access.actor import Role
from fullcircle.access.errors import Conflict, Denied, Invalid
from fullcircle.access.models import Emergency, Event
from fullcircle.access.session import acting_as
from fullcircle.accounts.models import User
from fullcircle.directory.models import Organization, Service
from fullcircle.people import queries as people
from fullcircle.privacy import emergencies
from fullcircle.privacy.duties import AlreadyReviewed
from fullcircle.privacy.emergencies import JUSTIFIED, NOT_JUSTIFIED, TooManyTries
from together import run_together

LATER = make.AT + timedelta(hours=2)


def administrator(world, organization):
    """An administrator with an account, so that mail reaches them."""
    actor = make.staff(organization.pk, Role.ADMINISTRATOR)
    user = User.objects.create(pk=actor.user_id, email=f"{actor.user_id}@example.org", name="Administrator")
    make.member(user=user, organization_id=organization.pk, role=Role.ADMINISTRATOR, began_at=make.AT)
    return actor


def sees(actor, person, at=make.AT):
    """Whether the record opens, and its number with it."""
    with acting_as(actor, at=at):
        return people.may_be_seen(person.pk), people.contact_of(person.pk) is not None


def events(actor, did, at=make.AT):
    with acting_as(actor, at=at):
        return list(Event.objects.filter(did=did).order_by("seq"))


def mail(monkeypatch):
    sent = []
    from fullcircle.infra import outbox

    real = outbox.write
    monkeypatch.setattr(outbox, "write", lambda **said: sent.append(said) or real(**said))
    return sent


def test_it_opens_name_and_number_to_one_user_until_it_ends(world):
    person = opening.person(world, street="27 Juniper Walk")
    colleague = make.staff(world.cupboard.id, Role.INTAKE)
    assert sees(world.intake, person) == (False, False)

    opened = opening.open_(world, hours=2)

    assert opened.keeper_id == world.eastgate.id
    assert sees(world.intake, person) == (True, True)
    assert sees(world.intake, person, at=LATER - timedelta(microseconds=1)) == (True, True)
    assert sees(world.intake, person, at=LATER) == (False, False)
    assert sees(colleague, person) == (False, False)
    with acting_as(world.intake, at=make.AT):
        assert people.unlogged_record(person.pk).address is None


@pytest.mark.parametrize(
    ("name", "born_on", "found"),
    [
        ("Denise Robles", opening.BORN, True),
        ("  denise  RÓBLES ", opening.BORN, True),
        ("Denise", opening.BORN, False),
        ("Denise Roble%", opening.BORN, False),
        ("Denise Robles", date(1981, 4, 3), False),
    ],
)
def test_only_the_exact_name_and_date_of_birth_find_somebody(world, name, born_on, found):
    opening.person(world)

    assert bool(opening.open_(world, name=name, born_on=born_on)) == found
    searched = events(world.intake, "emergency.search")
    assert [event.detail for event in searched] == [{"found": found}]
    assert searched[0].person_id is None


@pytest.mark.parametrize("why", ["label", "victim services", "own"])
def test_who_is_protected_is_not_found_and_the_answer_is_the_same(world, why):
    person, actor = opening.person(world), world.intake
    if why == "label":
        program = Organization.objects.create(name="Stillwater Recovery")
        Service.objects.create(organization=program, name="Recovery days", label="ETH")
        counselor = make.staff(program.id, Role.NAVIGATOR)
        person = opening.person(world, "Quill Sable", actor=counselor)
        assert opening.open_(world, actor, name="Quill Sable") is None
    elif why == "victim services":
        make.listed(Organization, world.eastgate.id, victim_services=True)
        assert opening.open_(world, actor) is None
    else:
        assert opening.open_(world, world.navigator) is None
        return
    assert sees(actor, person) == (False, False)


def test_five_tries_an_hour_whatever_they_find(world):
    for _ in range(5):
        opening.open_(world, name="Nobody Here")

    with pytest.raises(TooManyTries):
        opening.open_(world, name="Nobody Here", at=make.AT + timedelta(minutes=59))
    assert opening.open_(world, world.hub_manager, name="Nobody Here") is None
    assert opening.open_(world, name="Nobody Here", at=make.AT + timedelta(minutes=61)) is None


def test_eight_tries_at_once_are_five(committed):
    world = make.World()

    def search():
        return opening.open_(world, name="Nobody Here")

    results = run_together(*[search] * 8)

    assert results.count(None) == 5
    assert sum(isinstance(one, TooManyTries) for one in results) == 3


@pytest.mark.parametrize(
    "said",
    [{"reason": "short"}, {"hours": 5}, {"hours": 0}, {"name": "  "}],
    ids=lambda said: next(iter(said)),
)
def test_a_reason_and_hours_are_asked_for(world, said):
    opening.person(world)

    with pytest.raises(Invalid):
        opening.open_(world, **said)


@pytest.mark.parametrize("who", ["administrator", "clock"])
def test_only_who_helps_people_opens(world, who):
    with pytest.raises(Denied):
        opening.open_(world, getattr(world, who))


def test_nobody_writes_an_emergency_by_naming_an_id(world):
    person = opening.person(world)

    with pytest.raises(ProgrammingError, match="permission denied"), acting_as(world.intake, at=make.AT):
        Emergency.objects.create(
            person_id=person.pk, organization_id=world.cupboard.id, user_id=world.intake.user_id, reason="x" * 30,
            starts_at=make.AT, ends_at=LATER, review_by=LATER,
        )  # fmt: skip


def test_who_opened_it_neither_prolongs_nor_reviews_it_in_the_database(world):
    opening.person(world)
    opened = opening.open_(world)

    with acting_as(world.intake, at=make.AT), connection.cursor() as cursor:
        cursor.execute("update access_emergency set reviewed_by = access_user(), reviewed_at = access_at()")
        assert cursor.rowcount == 0
    for change in ("ends_at = ends_at + interval '1 day'", "reason = 'another'"):
        with pytest.raises(ProgrammingError, match="permission denied"):
            with acting_as(world.intake, at=make.AT), connection.cursor() as cursor:
                cursor.execute(f"update access_emergency set {change}")
    with acting_as(world.intake, at=make.AT):
        assert emergencies.emergency(opened.pk) == opened


def test_it_is_ended_early_by_who_opened_it(world):
    person = opening.person(world)
    opened = opening.open_(world)
    soon = make.AT + timedelta(minutes=5)

    with pytest.raises(Denied), acting_as(make.staff(world.cupboard.id, Role.INTAKE), at=soon):
        emergencies.end(emergency_id=opened.pk, actor=make.staff(world.cupboard.id, Role.INTAKE), at=soon)
    with acting_as(world.intake, at=soon):
        emergencies.end(emergency_id=opened.pk, actor=world.intake, at=soon)

    assert sees(world.intake, person, at=soon) == (False, False)
    with acting_as(world.intake, at=soon), pytest.raises(Conflict):
        emergencies.end(emergency_id=opened.pk, actor=world.intake, at=soon)


def test_administrators_of_both_and_the_person_are_told_without_a_name(world, monkeypatch):
    opening.person(world)
    theirs, ours = administrator(world, world.eastgate), administrator(world, world.cupboard)
    sent = mail(monkeypatch)

    opening.open_(world)

    assert {said["to"] for said in sent} == {
        f"{theirs.user_id}@example.org", f"{ours.user_id}@example.org", "0005550117",
    }  # fmt: skip
    assert not any("Denise" in said["body"] or "gas" in said["body"] for said in sent)


def test_the_person_is_not_told_where_that_is_unsafe(world, monkeypatch):
    opening.person(world)
    sent = mail(monkeypatch)

    opened = opening.open_(world, unsafe_because="Somebody else reads their phone")

    assert [said["channel"] for said in sent] == []
    assert opened.unsafe_because == "Somebody else reads their phone"
    assert not opened.person_is_told


def test_another_administrator_reviews_it_once_and_the_keeper_hears(world, monkeypatch):
    opening.person(world)
    administrator(world, world.eastgate)
    reviewer = administrator(world, world.cupboard)
    opened = opening.open_(world)
    sent = mail(monkeypatch)

    def review(actor, finding=NOT_JUSTIFIED, note="They knew the number"):
        with acting_as(actor, at=LATER):
            return emergencies.review(
                emergency_id=opened.pk, finding=finding, note=note, actor=actor, at=LATER
            )

    with pytest.raises(Invalid):
        review(reviewer, note="")
    assert review(reviewer).finding == NOT_JUSTIFIED

    assert len(sent) == 1
    assert "not justified" in sent[0]["body"]
    with pytest.raises(AlreadyReviewed):
        review(reviewer, JUSTIFIED)


def test_nobody_reviews_their_own_use_and_the_keeper_only_reads(world):
    opening.person(world)
    both = make.staff(world.cupboard.id, Role.INTAKE, Role.ADMINISTRATOR)
    opened = opening.open_(world, both)

    for actor in (both, world.administrator):
        with pytest.raises(Denied), acting_as(actor, at=LATER):
            emergencies.review(emergency_id=opened.pk, finding=JUSTIFIED, note="", actor=actor, at=LATER)
    with acting_as(world.administrator, at=LATER):
        assert list(emergencies.of_our_people(world.eastgate.id)) == [opened]
    with acting_as(world.other_navigator, at=LATER):
        assert Emergency.objects.count() == 0


@pytest.mark.parametrize(
    ("opened_on", "day"), [(date(2026, 3, 10), 12), (date(2026, 3, 12), 16), (date(2026, 3, 14), 17)]
)
def test_a_use_is_reviewed_within_two_working_days(opened_on, day):
    opened_at = make.AT.replace(day=opened_on.day)

    due = emergencies.review_by(opened_at)

    assert (due.day, due.hour) == (day, 17)


@pytest.fixture
def entering(world, pages_at):
    def enter(actor):
        world.somebody = actor
        client = Client()
        signing.enter(client, world, "somebody")
        return client

    return enter


FORM = {"name": "Denise Robles", "born_on": "1981-04-02", "reason": opening.REASON, "hours": "4"}


def test_the_pages_open_show_and_end(world, entering, pages_at):
    opening.person(world)
    client = entering(world.intake)

    assert client.post("/emergencies/", {**FORM, "reason": "short"}).status_code == 400
    nobody = client.post("/emergencies/", {**FORM, "name": "Nobody Here"})
    assert "Nobody can be opened" in nobody.content.decode()
    answer = client.post("/emergencies/", FORM, follow=True)
    page = answer.content.decode()
    assert "Open in an emergency until" in page
    assert "Denise Robles" in page
    assert "000 555 0117" in page
    url = answer.redirect_chain[-1][0]
    assert entering(make.staff(world.cupboard.id, Role.INTAKE)).get(url).status_code == 404
    pages_at(make.AT + timedelta(minutes=1))
    assert client.post(f"{url}end/").status_code == 302
    assert "Denise" not in client.get(url).content.decode()
    assert len(events(world.intake, "emergency.search")) == 2


def test_the_sixth_try_says_so_on_the_page(world, entering):
    client = entering(world.intake)
    for _ in range(5):
        client.post("/emergencies/", {**FORM, "name": "Nobody Here"})

    answer = client.post("/emergencies/", FORM)

    assert answer.status_code == 409
    assert "5 times within an hour" in answer.content.decode()


def test_the_queue_shows_a_clock_and_a_finding_suggests_a_hold(world, entering, pages_at):
    opening.person(world)
    user = User.objects.create(pk=world.intake.user_id, email="intake@example.org", name="Ines")
    make.member(user=user, organization_id=world.cupboard.id, role=Role.INTAKE, began_at=make.AT)
    opened = opening.open_(world)
    reviewer = entering(make.staff(world.cupboard.id, Role.ADMINISTRATOR))
    assert "Review by March 12" in reviewer.get("/emergencies/review/").content.decode()
    pages_at(make.AT + timedelta(days=4))

    late = reviewer.get("/emergencies/review/").content.decode()
    assert "2 days late" in late
    assert "Denise" not in late
    assert opening.REASON in reviewer.get("/emergencies/review/?format=csv").content.decode()
    url = f"/emergencies/{opened.pk}/review/"
    assert reviewer.post(url, {"finding": NOT_JUSTIFIED}).status_code == 400
    answer = reviewer.post(url, {"finding": NOT_JUSTIFIED, "note": "No danger"})
    assert answer.url == f"/holds/?account={user.pk}"
    assert "Not justified" in reviewer.get("/emergencies/review/?tab=reviewed").content.decode()
    assert "Nothing here" in reviewer.get("/emergencies/review/").content.decode()


def test_an_emergency_that_is_not_there_is_not_there(world, entering):
    assert entering(world.intake).get(f"/emergencies/{uuid.uuid4()}/").status_code == 404


def test_the_resident_reads_of_it_too(world):
    person = opening.person(world)
    opened = opening.open_(world)

    with acting_as(actors.resident(person.pk), at=make.AT):
        assert emergencies.emergency(opened.pk).keeper_id == world.eastgate.id


def test_a_rolled_back_opening_leaves_nothing(world, monkeypatch):
    opening.person(world)
    monkeypatch.setattr(emergencies.telling, "of_an_emergency", lambda *_a, **_k: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        opening.open_(world)

    assert events(world.intake, "emergency.search") == []
