"""Jobs, in the database's own queue: a job of a rolled-back action never exists. Only ids go in as arguments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

EVERY_FIVE_MINUTES = "*/5 * * * *"
ONCE_A_DAY = "7 16 * * *"  # UTC: around noon in the United States, when a message wakes nobody
EVERY_HOUR = "23 * * * *"
RETRIES = RetryStrategy(max_attempts=5, exponential_wait=4)


class Job:
    """A function that a worker calls with the keywords it was deferred with. Unknown keywords are ignored,
    because an older version may have queued them."""

    def __init__(self, function: Callable[..., None]) -> None:
        self.function = function
        self.task = app.task(name=f"{function.__module__}.{function.__name__}", retry=RETRIES)(self.run)

    def run(self, **arguments: Any) -> None:
        known = self.function.__code__.co_varnames[: self.function.__code__.co_kwonlyargcount]
        self.function(**{name: value for name, value in arguments.items() if name in known})

    def later(self, **ids: str) -> None:
        """Queue it with the running transaction."""
        self.task.defer(**ids)

    def later_by(self, wait: timedelta | None, **ids: str) -> None:
        """Queue it with the running transaction, for after this time."""
        seconds = max(round(wait.total_seconds()), 0) if wait else 0
        task = self.task.configure(schedule_in={"seconds": seconds}) if seconds else self.task
        task.defer(**ids)

    def later_each(self, ids: Sequence[dict[str, Any]]) -> None:
        """Queue it many times, in one statement, with the running transaction."""
        if ids:
            self.task.batch_defer(*ids)


def job(function: Callable[..., None]) -> Job:
    return Job(function)


def daily(function: Callable[..., None]) -> Job:
    """A job that the workers queue once a day, whoever comes first; it must bear to run again."""
    return _periodic(function, ONCE_A_DAY)


def hourly(function: Callable[..., None]) -> Job:
    """A job that the workers queue once an hour: what is due at an hour of the community's clock. It must bear to run again."""
    return _periodic(function, EVERY_HOUR)


def often(function: Callable[..., None]) -> Job:
    """As `daily`, every five minutes."""
    return _periodic(function, EVERY_FIVE_MINUTES)


def _periodic(function: Callable[..., None], cron: str) -> Job:
    made = Job(function)
    app.periodic(cron=cron)(made.task)  # type: ignore[arg-type]  # `run` drops the timestamp that it adds
    return made
