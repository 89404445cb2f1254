"""A daily job is queued once a day, whichever worker comes first, under the rights that workers have."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.periodic import PeriodicDeferrer

from fullcircle.infra.jobs import ONCE_A_DAY

NOON = 1_773_158_820  # March 10, 2026, 16:07 UTC
TASK = "fullcircle.privacy.jobs.remind"


def queued() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where task_name = %s", [TASK])
        return cursor.fetchone()[0]


def test_a_daily_job_is_queued_once_a_day(committed):
    (daily,) = [one for one in app.periodic_registry.periodic_tasks.values() if one.task.name == TASK]

    def defer(*timestamps):
        with app.replace_connector(app.connector.get_worker_connector()) as working:

            async def run():
                async with working.open_async():
                    deferrer = PeriodicDeferrer(registry=app.periodic_registry)
                    await deferrer.defer_jobs([(daily, timestamp) for timestamp in timestamps])

            # In a thread of its own: the browser's driver keeps a loop in that of the tests.
            with ThreadPoolExecutor(1) as thread:
                thread.submit(asyncio.run, run()).result()

    defer(NOON, NOON)
    defer(NOON)
    assert queued() == 1

    defer(NOON + 24 * 60 * 60)
    assert queued() == 2
    assert daily.cron == ONCE_A_DAY
