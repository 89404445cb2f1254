"""Messages in: a text, a mail or a receipt is taken in once by a signed webhook, and handled by a job that may run again.

What came is kept until it was handled; then number and words are forgotten, and the provider's own id stays as long as a
replay could come. STOP is obeyed here; what else a text means is for whoever listens.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from fullcircle.infra import keywords, outbox, phones, time
from fullcircle.infra.jobs import daily, job
from fullcircle.infra.keywords import Keyword

LONGEST = 4_000  # characters of a text or mail that are read; Twilio's longest text has 1,600
REMEMBERED = timedelta(days=30)
RECEIPTS = frozenset({"queued", "sending", "sent", "delivered", "undelivered", "failed"})
ADDRESS = re.compile(r"reply\+([0-9a-fA-F]{32})@")


@dataclass(frozen=True, slots=True)
class Came:
    """A text from `number`, or a mail to the address whose token is `address`."""

    id: UUID
    channel: str
    number: str
    address: str
    body: str
    at: datetime
    stops_anew: bool = False  # it said STOP, and had not before

    @property
    def keyword(self) -> Keyword | None:
        return keywords.keyword(self.body) if self.channel == "sms" else None


@dataclass(frozen=True, slots=True)
class Failed:
    """A text that did not arrive."""

    number: str
    to_person: UUID | None
    for_organization: UUID | None
    written_at: datetime


def nobody_listens(came: Came) -> str:
    return "nobody"


def nobody_minds(failed: Failed, at: datetime) -> None:
    """Without people there is no other way to reach them."""


# Whoever knows what a text means puts itself here, as `access` does with the outbox; the answer is what became of it.
listener: Callable[[Came], str] = nobody_listens
other_way: Callable[[Failed, datetime], None] = nobody_minds


def take_in(*, provider_id: str, channel: str, sender: str, receiver: str, body: str) -> bool:
    """Write down what came and queue its handling. False for a replay. For jobs and webhooks alone."""
    made = _one("select infra_take_in(%s, %s, %s, %s, %s, %s)", uuid.uuid4(), provider_id[:80], channel, _kept(sender)[:254],
                _kept(receiver)[:254], _kept(body)[:LONGEST])  # fmt: skip
    if made is None:
        return False
    handle.later(incoming_id=str(made))
    return True


def _kept(said: str) -> str:
    """Without what PostgreSQL does not keep: the letter zero, and half a letter, as a mail cut in two has it."""
    return said.encode("utf-8", "replace").decode().replace("\x00", "")


@job
def handle(*, incoming_id: str) -> None:
    """What came in is understood once: the row's lock keeps two workers from doing it twice."""
    with outbox.as_the_jobs(), connection.cursor() as cursor:
        cursor.execute("select * from infra_incoming_take(%s)", [incoming_id])
        row = cursor.fetchone()
        if row is None or row[0] is None:
            return
        said: dict[str, Any] = dict(zip((column.name for column in cursor.description), row, strict=True))
        came = _came(said)
        if came.keyword == Keyword.STOP:
            came = replace(came, stops_anew=stop(came.number))
        became = listener(came)
        cursor.execute("select infra_incoming_done(%s, %s)", [incoming_id, became])


def _came(said: dict[str, Any]) -> Came:
    address = ADDRESS.search(said["receiver"]) if said["channel"] == "email" else None
    return Came(
        id=said["id"], channel=said["channel"], number=phones.kept(said["sender"]) if said["channel"] == "sms" else "",
        address=address[1].lower() if address else "", body=said["body"], at=said["came_at"],
    )  # fmt: skip


def receipt(*, message_id: UUID, status: str, code: str) -> None:
    """What the provider says became of a text; a failure looks for another way, in a job. For webhooks and jobs alone."""
    if status in RECEIPTS and _one("select infra_receipt(%s, %s, %s)", message_id, status, code[:10]):
        reach_otherwise.later(message_id=str(message_id))


@job
def reach_otherwise(*, message_id: str) -> None:
    """A text did not arrive: whoever it was for is reached in another way, or called."""
    with outbox.as_the_jobs(), connection.cursor() as cursor:
        cursor.execute("select * from infra_failed_text(%s)", [message_id])
        row = cursor.fetchone()
        if row is not None:
            other_way(Failed(*row), time.now())


def stop(number: str) -> bool:
    """No text leaves to this number any more. True where that is new. For jobs alone."""
    return bool(_one("select infra_number_stops(%s, true)", number))


def start(number: str) -> bool:
    """Texts leave to it again. True where that is new. For jobs alone."""
    return bool(_one("select infra_number_stops(%s, false)", number))


def takes_texts(number: str) -> bool:
    """Not after STOP, nor for a week after a text that did not arrive."""
    return bool(_one("select infra_number_takes_texts(%s)", number))


def is_told_first(number: str, *, language: str) -> bool:
    """Is this the first text to a number, which names the ways to stop and to get help? Remembers that it was told."""
    return bool(_one("select infra_number_is_told(%s, %s)", number, language))


def language_of(number: str) -> str:
    """Of the last text to this number; '' where there was none. For jobs alone."""
    return str(_one("select infra_number_language(%s)", number))


def may_be_answered(number: str) -> bool:
    """One automatic answer an hour to what nobody understood. For jobs alone."""
    return bool(_one("select infra_number_may_be_answered(%s)", number))


@daily
def forget() -> None:
    """What replays are known by, once none can come any more."""
    with outbox.as_the_jobs():
        _one("select infra_incoming_forget(%s)", time.now() - REMEMBERED)


def _one(sql: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row = cursor.fetchone()
        return row[0] if row else None


def _refused_at_once(message_id: UUID, code: str) -> None:
    receipt(message_id=message_id, status="failed", code=code)


outbox.given_up = _refused_at_once
