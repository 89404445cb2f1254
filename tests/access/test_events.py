"""Events are appended by every action, sealed, and verified: altered, removed and inserted ones are each found."""

import json
import threading
import time
import uuid

import pytest
from django.conf import settings
from django.db import connection, connections

import make
from fullcircle.access import events, seals
from fullcircle.access.actor import Actor, Kind
from fullcircle.access.events import Subject
from fullcircle.access.models import Event
from fullcircle.access.session import acting_as
from fullcircle.referrals.states import Status
from together import run_together


@pytest.fixture
def sealed(committed, tmp_path):
    """A run of the loop, sealed."""
    settings.SEAL_DIR = tmp_path
    world = make.World()
    world.referral(status=Status.COMPLETED)
    count = seals.seal(at=make.AT)
    return world, count


def as_owner(sql: str, *values) -> int:
    """What the tables' owner could do: switch row security off and write."""
    with connections["migrator"].cursor() as cursor:
        cursor.execute("alter table access_event no force row level security")
        cursor.execute(sql, values)
        changed = cursor.rowcount
        cursor.execute("alter table access_event force row level security")
        return changed


def faults():
    return seals.verify(at=make.AT).faults


def test_a_run_is_verified(sealed):
    _world, count = sealed

    verdict = seals.verify(at=make.AT)

    assert (verdict.faults, verdict.events, verdict.unsealed, verdict.seals) == ([], count, 0, 1)
    assert count > 5


@pytest.mark.parametrize(
    "change",
    ["did = 'need.delete'", "occurred_at = occurred_at - interval '1 day'", "user_id = gen_random_uuid()",
     "detail = detail || '{\"x\": 1}'", "recorded_at = now()", "mac = repeat('0', 64)"],
)  # fmt: skip
def test_an_altered_event_is_found(sealed, change):
    assert as_owner(f"update access_event set {change} where did = 'referral.accept'") == 1

    assert faults()


def test_a_removed_event_is_found(sealed):
    as_owner("delete from access_event where did = 'referral.accept'")

    assert faults()


def test_an_inserted_event_is_found(sealed):
    as_owner(
        "insert into access_event select gen_random_uuid(), nextval('access_event_seq'), did, data_class, actor_kind, user_id,"
        " grantee_id, purpose, person_id, need_id, referral_id, record_id, detail, occurred_at, recorded_at, mac"
        " from access_event where did = 'referral.accept'"
    )

    assert faults()


def test_a_removed_event_with_its_seal_is_found_by_the_copy_outside(sealed):
    as_owner("delete from access_sealed")
    as_owner("delete from access_seal")
    as_owner("delete from access_event")

    assert faults()


def test_a_seal_that_was_made_anew_is_found(sealed):
    path = settings.SEAL_DIR / "seals.jsonl"
    line = json.loads(path.read_text())
    path.write_text(json.dumps({**line, "root": "0" * 64}) + "\n")

    assert faults()


def test_sealing_twice_seals_nothing_twice_and_the_next_batch_is_chained(sealed):
    world, _count = sealed
    assert seals.seal(at=make.AT) == 0
    world.referral(need=world.need(world.person("Malik")))

    assert seals.seal(at=make.AT) > 0
    assert seals.verify(at=make.AT).seals == 2
    assert not faults()


def test_a_copy_that_was_lost_before_it_was_written_is_made_up(sealed):
    (settings.SEAL_DIR / "seals.jsonl").unlink()

    seals.copy_out()

    assert not faults()


def test_what_is_sealed_while_one_verifies_is_no_fault(sealed, monkeypatch):
    world, _count = sealed
    world.referral(need=world.need(world.person("Malik")))
    read = seals._events

    def sealed_meanwhile():
        assert seals.seal(at=make.AT) > 0
        yield from read()

    monkeypatch.setattr(seals, "_events", sealed_meanwhile)
    verdict = seals.verify(at=make.AT)

    assert (verdict.faults, verdict.seals) == ([], 1)
    assert verdict.unsealed > 0


def test_who_verifies_between_a_batch_and_its_copy_waits_for_the_copy(sealed, monkeypatch):
    world, _count = sealed
    world.referral(need=world.need(world.person("Malik")))
    copy_out, committed = seals.copy_out, threading.Event()

    def copied_late():
        committed.set()
        time.sleep(0.5)
        copy_out()

    def verify():
        committed.wait(timeout=10)
        return seals.verify(at=make.AT)

    monkeypatch.setattr(seals, "copy_out", copied_late)
    count, verdict = run_together(lambda: seals.seal(at=make.AT), verify)

    assert count > 0
    assert (verdict.faults, verdict.seals, verdict.unsealed) == ([], 2, 0)


@pytest.mark.parametrize(("n", "same"), [(0, True), (1, True), (2, True), (3, True), (5, True), (8, True)])
def test_the_merkle_root_changes_with_every_leaf(n, same):
    leaves = [uuid.uuid4().hex for _ in range(n)]
    root = seals.merkle_root(leaves)

    assert (seals.merkle_root(list(leaves)) == root) is same
    for index in range(n):
        assert seals.merkle_root([*leaves[:index], "x", *leaves[index + 1 :]]) != root
        assert seals.merkle_root(leaves[:index] + leaves[index + 1 :]) != root


def test_the_serving_role_cannot_change_or_remove_an_event(world):
    world.person()

    for sql in ("update access_event set did = ''", "delete from access_event"):
        with pytest.raises(Exception, match="permission denied"), acting_as(world.navigator, at=make.AT):
            connection.cursor().execute(sql)


def test_nobody_writes_an_event_in_another_name(world):
    with pytest.raises(Exception, match="row-level security"), acting_as(world.navigator, at=make.AT):
        events.record(actor=world.intake, did="person.read", about=Subject("access"), at=make.AT)


def test_a_rolled_back_action_leaves_no_event_message_or_job(world):
    need = world.need()
    before = counts()

    with pytest.raises(RuntimeError), acting_as(world.navigator, at=make.AT):
        world.referral(need=need)
        raise RuntimeError

    assert counts() == before


def counts() -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs")
        jobs = cursor.fetchone()[0]
    with acting_as(Actor(kind=Kind.SYSTEM), at=make.AT), connection.cursor() as cursor:
        cursor.execute("select count(*) from access_events(0, 1000000)")
        return jobs, cursor.fetchone()[0]


def test_reading_a_page_leaves_one_row_and_a_refused_one_too(world, client, pages_at):
    person = world.person()

    sign_in(client, world, "navigator")
    assert client.get(f"/people/{person.pk}/").status_code == 200
    sign_in(client, world, "other_navigator")
    assert client.get(f"/people/{person.pk}/").status_code == 404

    with acting_as(world.navigator, at=make.AT):
        said = list(Event.objects.filter(did__startswith="person.read").values_list("did", flat=True))
    assert sorted(said) == ["person.read", "person.read-refused"]


def sign_in(client, world, who):
    from signing import enter

    enter(client, world, who)
