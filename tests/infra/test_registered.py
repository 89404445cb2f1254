"""A worker knows every job as soon as it has started, whatever else was imported."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from fullcircle.infra.jobs import Job

SOURCE = Path(import_module("fullcircle").__file__).parent
WITH_JOBS = sorted(
    ".".join(("fullcircle", *file.relative_to(SOURCE).with_suffix("").parts))
    for file in SOURCE.rglob("*.py")
    if any(f"\n@{kind}\n" in file.read_text() for kind in ("job", "daily", "hourly", "often"))
)
SETUP = """
import django
django.setup()
from procrastinate.contrib.django import app
print(*app.tasks, *(f"periodic:{one.task.name}" for one in app.periodic_registry.periodic_tasks.values()))
"""


@pytest.fixture(scope="module")
def known():
    """Names of the tasks of a process that did nothing but start."""
    return set(
        subprocess.run(
            [sys.executable, "-c", SETUP], capture_output=True, text=True, check=True
        ).stdout.split()
    )


def test_there_are_jobs():
    assert len(WITH_JOBS) >= 9


@pytest.mark.parametrize("module", WITH_JOBS)
def test_a_process_that_starts_knows_the_jobs_of(module, known):
    jobs = [one.task.name for one in vars(import_module(module)).values() if isinstance(one, Job)]
    assert jobs
    assert set(jobs) <= known


def test_the_clocks_are_heard_in_rounds(known):
    assert {
        "periodic:fullcircle.referrals.jobs.hear_the_clocks",
        "periodic:fullcircle.referrals.jobs.remind_of_appointments",
        "periodic:fullcircle.collaborative.jobs.send_digests",
    } <= known
