"""Web processes and PostgreSQL are killed in the middle of loops: nothing acknowledged is lost, nothing is half done."""

import os
import signal
import time

import pytest
from bench import loop
from bench.visitor import Visitor

from faults import driver, holds
from faults.served import Served

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]
KILLS = 10


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    running = Served(tmp_path_factory.mktemp("faults"))
    yield running
    running.end()


@pytest.fixture
def drivers(served):
    running = driver.driven(served)
    yield running
    for each in running:
        each.stopping.set()
        each.join(timeout=30)


def check(served, steps):
    assert {step for step, _key in steps} == set(holds.KEPT)
    assert holds.lost(served, steps) == []
    assert holds.half_steps(served) == {}
    code, said = served.verify()
    assert code == 0, said


def go_on(served, drivers, by):
    """Wait until so many more steps are acknowledged."""
    before = len(driver.acknowledged(drivers))
    try:
        served.until(lambda: len(driver.acknowledged(drivers)) >= before + by, within=60)
    except AssertionError as error:
        refused = [each.wrong or each.refused[-3:] for each in drivers]
        raise AssertionError(f"{len(driver.acknowledged(drivers)) - before} steps; {refused}") from error


def test_a_killed_web_process_loses_nothing(served, drivers):
    for _kill in range(KILLS):
        go_on(served, drivers, 3)
        served.until(lambda: len(served.web_processes()) == 2, within=30)
        # The oldest: where the same one dies twice within seconds, granian takes it for a crash loop and ends.
        os.kill(served.web_processes()[0], signal.SIGKILL)

    go_on(served, drivers, 12)
    check(served, driver.stopped(drivers))


def test_a_killed_postgres_loses_nothing(served, drivers):
    for _kill in range(KILLS):
        go_on(served, drivers, 3)
        served.kill_postgres()
        served.start_postgres()

    go_on(served, drivers, 12)
    check(served, driver.stopped(drivers))


UNSENT = """
select 1 from infra_message m join procrastinate_jobs j on j.args ->> 'message_id' = m.id::text
where m.sent_at is null and j.status = 'todo' and m.not_before is null  -- whoever must not be woken waits for the morning
"""


def test_the_worker_delivers_again_after_postgres_was_killed(served):
    served.kill_postgres()
    served.start_postgres()
    visitor = Visitor(served.port)
    served.until(lambda: served.status("/readyz") == 200, within=20)
    visitor.enter("navigator")
    loop.send(visitor, loop.add_need(visitor, loop.add_person(visitor, 9001)))
    visitor.close()

    served.until(lambda: not served.asks(UNSENT), within=40)


def test_without_postgres_pages_say_when_to_come_back(served):
    navigator = Visitor(served.port)
    navigator.enter("navigator")
    served.kill_postgres()
    try:
        served.until(lambda: served.status("/readyz") == 503, within=20)
        for path in ("/demo/", "/a/" + "x" * 43, "/today/", "/people/"):
            answer = navigator.get(path, expect=503)
            assert int(answer.headers["retry-after"]) > 0
        assert served.status("/healthz") == 200
    finally:
        served.start_postgres()
        navigator.close()
    served.until(lambda: served.status("/readyz") == 200, within=20)
    assert served.status("/demo/") == 200


def test_a_safe_read_is_tried_again_when_its_connection_was_cut(served):
    for _ in range(5):
        served.asks("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'fullcircle_app'")
        time.sleep(0.05)
        assert served.status("/demo/") == 200
