"""An organization leaves: everybody it keeps goes to another, each once and with one event."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

import make
import signing
from access.test_existence import Town
from fullcircle.access.actor import Role
from fullcircle.access.errors import Denied, Invalid
from fullcircle.access.models import Event
from fullcircle.access.session import acting_as
from fullcircle.accounts.models import User
from fullcircle.directory.models import Organization, Service
from fullcircle.people import queries as people
from fullcircle.referrals import actions, jobs, leaving, queries
from fullcircle.referrals.leaving import OpenRequests
from fullcircle.referrals.states import Status


@pytest.fixture
def hub(world):
    return make.staff(world.hub.id, Role.ADMINISTRATOR)


def begin(world, actor, *, to=None, sure=False, giver=None, at=make.AT):
    with acting_as(actor, at=at):
        return leaving.begin(
            from_id=giver or world.eastgate.id, to_id=to or world.riverlight.id, sure=sure, actor=actor, at=at
        )


def kept(actor):
    with acting_as(actor, at=make.AT):
        return {person.name for person in people.kept_by(actor.organization_id)}


@pytest.mark.parametrize("who", ["administrator", "hub"])
def test_everybody_is_handed_on_with_one_event_each(world, hub, who):
    for name in ("Ada Blue", "Ben Red"):
        world.person(name)
    actor = hub if who == "hub" else world.administrator

    gone = begin(world, actor)

    assert (gone.total, gone.done, gone.finished_at) == (2, 2, make.AT)
    assert kept(world.other_navigator) == {"Ada Blue", "Ben Red"}
    assert kept(world.navigator) == set()
    with acting_as(world.other_navigator, at=make.AT):
        assert Event.objects.filter(did="person.hand-over", detail__leaving=str(gone.pk)).count() == 2


def test_open_requests_ask_for_a_second_yes(world):
    world.referral(status=Status.SENT)

    with pytest.raises(OpenRequests):
        begin(world, world.administrator)
    assert begin(world, world.administrator, sure=True).done == 1


def test_many_are_a_job_with_progress_that_may_run_twice(world, monkeypatch):
    for name in ("Ada Blue", "Ben Red", "Cy Green"):
        world.person(name)
    user = User.objects.create(pk=world.administrator.user_id, email="a@example.org", name="A")
    make.member(user=user, organization_id=world.eastgate.id, role=Role.ADMINISTRATOR, began_at=make.AT)
    monkeypatch.setattr(leaving, "AT_ONCE", 2)
    queued = []
    monkeypatch.setattr(type(jobs.hand_on), "later", lambda _job, **ids: queued.append(ids))

    gone = begin(world, world.administrator)
    assert (gone.done, gone.finished_at, len(queued)) == (0, None, 1)
    queued.clear()  # its job died
    assert begin(world, world.administrator).pk == gone.pk
    steps = []
    while queued:
        jobs.hand_on.function(**queued.pop())
        with acting_as(world.administrator, at=make.AT):
            steps.append(leaving.leaving(gone.pk).done)
    jobs.hand_on.function(leaving_id=str(gone.pk))

    assert steps == [2, 3]
    assert len(kept(world.other_navigator)) == 3
    with acting_as(world.other_navigator, at=make.AT):
        assert Event.objects.filter(did="person.hand-over").count() == 3


def test_a_job_of_somebody_who_left_the_team_hands_on_nobody(world, monkeypatch):
    world.person()
    monkeypatch.setattr(leaving, "AT_ONCE", 0)
    monkeypatch.setattr(type(jobs.hand_on), "later", lambda _job, **_ids: None)
    gone = begin(world, world.administrator)

    with pytest.raises(Denied):
        jobs.hand_on.function(leaving_id=str(gone.pk))
    assert kept(world.navigator) == {"Denise Robles"}


def test_the_hub_hands_on_and_counts_nobody_whom_a_protected_service_keeps(world, hub):
    program = Organization.objects.create(name="Stillwater Recovery")
    Service.objects.create(organization=program, name="Recovery days", label="ETH")
    counselor = make.staff(program.id, Role.NAVIGATOR, Role.ADMINISTRATOR)
    world.person("Quill Sable", actor=counselor)

    with acting_as(hub, at=make.AT):
        assert leaving.counts(program.id, actor=hub) == (0, 0)
    assert begin(world, hub, giver=program.id).done == 0
    assert kept(counselor) == {"Quill Sable"}
    assert begin(world, counselor, giver=program.id).done == 1


@pytest.fixture
def needs_protection(db):
    """Of two people whom Eastgate keeps, one's need went to a treatment program, which took it on."""
    town = Town()
    town.person("Ada Blue")
    need = town.need(town.person("Quill Sable"))
    referral = town.referral(need=need, service=town.detox)
    with acting_as(town.counselor, at=make.AT):
        actions.accept(referral_id=referral.pk, actor=town.counselor, at=make.AT)
    return town, referral


def test_the_hub_neither_counts_nor_hands_on_somebody_with_a_protected_need(needs_protection):
    town, _referral = needs_protection
    with acting_as(town.hub_administrator, at=make.AT):
        assert leaving.counts(town.eastgate.id, actor=town.hub_administrator) == (1, 0)

    gone = begin(town, town.hub_administrator)

    assert (gone.total, gone.done, gone.finished_at) == (1, 1, make.AT)
    assert kept(town.other_navigator) == {"Ada Blue"}
    assert kept(town.navigator) == {"Quill Sable"}


def test_its_own_administrator_hands_on_somebody_with_a_protected_need_and_the_program_keeps_the_request(
    needs_protection,
):
    town, referral = needs_protection

    begin(town, town.administrator, sure=True)

    assert kept(town.other_navigator) == {"Ada Blue", "Quill Sable"}
    with acting_as(town.other_navigator, at=make.AT):
        with pytest.raises(queries.NoSuchReferral):
            queries.referral(referral.pk)
        assert not Event.objects.filter(referral_id=referral.pk).exists()
    with acting_as(town.counselor, at=make.AT):
        assert queries.referral(referral.pk).keeper_id == town.program.id


@pytest.mark.parametrize("who", ["navigator", "other_navigator", "stranger"])
def test_only_its_own_administrator_and_the_hubs(world, who):
    actor = make.staff(world.cupboard.id, Role.ADMINISTRATOR) if who == "stranger" else getattr(world, who)

    with pytest.raises(Denied):
        begin(world, actor)


def test_records_of_survivors_are_handed_to_nobody_and_nobody_to_such_a_place(world):
    make.listed(Organization, world.eastgate.id, victim_services=True)
    with pytest.raises(Denied):
        begin(world, world.administrator)
    make.listed(Organization, world.eastgate.id, victim_services=False)
    make.listed(Organization, world.riverlight.id, victim_services=True)
    for to in (world.riverlight.id, world.eastgate.id):
        with pytest.raises(Invalid):
            begin(world, world.administrator, to=to)


def test_in_the_database_nobody_moves_anybody_by_anothers_leaving(world, hub):
    person = world.person()
    gone = begin(world, hub, giver=world.riverlight.id, to=world.cupboard.id)

    for actor in (world.other_navigator, world.intake, hub):
        with acting_as(actor, at=make.AT), connection.cursor() as cursor:
            cursor.execute("select referrals_leaving_move(%s, %s)", [gone.pk, person.pk])
            assert cursor.fetchone() == (False,)
    with pytest.raises(Exception, match="row-level security"), acting_as(world.intake, at=make.AT):
        leaving.Leaving.objects.create(
            from_id=world.eastgate.id, to_id=world.cupboard.id, started_by=world.intake.user_id,
            started_for=world.cupboard.id, started_at=make.AT, total=1,
        )  # fmt: skip


def test_one_leaves_once_at_a_time(world):
    with acting_as(world.administrator, at=make.AT):
        said = {
            "from_id": world.eastgate.id, "to_id": world.cupboard.id, "started_by": world.administrator.user_id,
            "started_for": world.eastgate.id, "started_at": make.AT, "total": 1,
        }  # fmt: skip
        leaving.Leaving.objects.create(**said)
        with pytest.raises(IntegrityError), transaction.atomic():
            leaving.Leaving.objects.create(**said)


def test_the_page_counts_first_and_then_hands_on(world, pages_at):
    world.referral()
    client = Client()
    signing.enter(client, world, "administrator")
    said = {"giver": str(world.eastgate.id), "taker": str(world.riverlight.id)}

    counted = client.post("/leaving/", said).content.decode()
    assert "1 person" in counted
    assert "1 open request" in counted
    assert client.post("/leaving/", {**said, "go": "yes"}).status_code == 400
    done = client.post("/leaving/", {**said, "go": "yes", "sure": "on"}, follow=True)
    assert "Everybody is handed on." in done.content.decode()


def test_the_hub_reads_no_small_count(world, hub, pages_at):
    world.person()
    world.hub_boss = hub
    client = Client()
    signing.enter(client, world, "hub_boss")

    page = client.post("/leaving/", {"giver": str(world.eastgate.id), "taker": str(world.riverlight.id)})

    assert "1 to 10 people" in page.content.decode()
