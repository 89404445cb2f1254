"""The signed actor: nothing set, something forged, something altered — nothing seen."""

import time

import pytest
from django.db import connection

import make
from fullcircle.access import session
from fullcircle.access.actor import Actor, Kind
from fullcircle.access.session import NoActor, acting_as, signed
from fullcircle.people.models import Person


def people_seen_with(setting: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('fullcircle.actor', %s::text, true)", [setting])
        cursor.execute("/* raw */ select count(*) from " + "people_" + "person")
        return cursor.fetchone()[0]


@pytest.fixture
def unguarded(settings):
    settings.GUARD_PROTECTED_TABLES = False


def test_nothing_set_is_nothing_seen(world, unguarded):
    world.person()

    assert people_seen_with("") == 0


def test_the_signed_actor_sees_their_own(world, unguarded):
    world.person()

    assert people_seen_with(signed(world.navigator, make.AT)) == 1


@pytest.mark.parametrize(
    "forge",
    [
        lambda real, world: real[:-64] + "0" * 64,
        lambda real, world: real.replace(str(world.intake.grantee_id), str(world.navigator.grantee_id)),
        lambda real, world: real.split("|", 3)[0],
        lambda real, world: "|".join([*real.split("|")[:6], ""]),
        lambda real, world: real + "0",
        lambda real, world: "user|||" + str(world.navigator.grantee_id),
        lambda real, world: "x" * 10_000,
        lambda real, world: real.replace("intake|", "administrator|"),
    ],
)
def test_a_forged_actor_sees_nothing(world, unguarded, forge):
    world.person()
    forged = forge(signed(world.intake, make.AT), world)

    assert people_seen_with(forged) == 0


@pytest.mark.parametrize(("seconds", "seen"), [(-590, 1), (-610, 0), (590, 1), (610, 0)])
def test_a_signature_ends_by_the_clock_whatever_the_acting_time(world, unguarded, monkeypatch, seconds, seen):
    world.person()
    now = time.time()
    monkeypatch.setattr(session.time, "time", lambda: now + seconds)

    assert people_seen_with(signed(world.navigator, make.AT)) == seen


def test_a_long_transaction_goes_on(world, monkeypatch):
    world.person()
    now, began = time.time(), time.monotonic()
    with monkeypatch.context() as past:
        past.setattr(session.time, "time", lambda: now - 3600)
        past.setattr(session.time, "monotonic", lambda: began - 3600)
        acting = acting_as(world.navigator, at=make.AT)
        acting.__enter__()

    assert Person.objects.count() == 1

    acting.__exit__(None, None, None)


def test_another_key_signs_nothing(world, unguarded, settings):
    world.person()
    settings.ACTOR_KEY = "another key, of somebody else's"

    assert people_seen_with(signed(world.navigator, make.AT)) == 0


def test_the_serving_role_cannot_read_the_key(db):
    with pytest.raises(Exception, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("select * from access_key")


def test_a_query_on_a_protected_table_without_an_actor_raises(db):
    with pytest.raises(NoActor):
        Person.objects.count()


def test_the_former_actor_is_put_back_after_an_inner_one(world):
    world.person()

    with acting_as(world.navigator, at=make.AT):
        with acting_as(world.intake, at=make.AT):
            assert Person.objects.count() == 0
        assert Person.objects.count() == 1
        assert session.current() == (world.navigator, make.AT)


def test_the_former_actor_is_put_back_after_a_failure(world):
    world.person()

    with acting_as(world.navigator, at=make.AT):
        with pytest.raises(RuntimeError), acting_as(world.intake, at=make.AT):
            raise RuntimeError
        assert Person.objects.count() == 1


def test_the_serving_role_owns_nothing_and_bypasses_nothing(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "select rolsuper, rolbypassrls, (select count(*) from pg_class where relowner = r.oid)"
            " from pg_roles r where rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, 0)


def test_a_system_actor_sees_no_person(world):
    world.person()

    with acting_as(Actor(kind=Kind.SYSTEM), at=make.AT):
        assert Person.objects.count() == 0
