"""Messages out: written with the action that causes them, delivered by a job, through SMTP and one SMS provider."""

from __future__ import annotations

import base64
import json
import smtplib
import ssl
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from email import policy
from email.message import EmailMessage
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from fullcircle.infra import phones, time
from fullcircle.infra.jobs import job
from fullcircle.infra.models import Message

TWILIO = "https://api.twilio.com/2010-04-01/Accounts/{account}/Messages.json"
TIMEOUT = 20
ATTEMPTS = 5
# A link in a header stays whole: folded at 78 it becomes encoded words, which List-Unsubscribe does not know.
WHOLE_LINES = policy.SMTP.clone(max_line_length=998)  # the most that RFC 5322 allows
THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


# The transaction of a delivery. `access` puts its own here, as the jobs' actor: the database gives a message to nobody else.
as_the_jobs: Callable[[], AbstractContextManager[object]] = transaction.atomic


def nothing_more(message_id: UUID, code: str) -> None:
    """Without `incoming` nobody looks for another way."""


# What follows where a text is given up; `incoming` puts its own here. The code is the provider's, or 'provider'.
given_up: Callable[[UUID, str], None] = nothing_more


class NotDelivered(Exception):
    """The provider did not take the message; the job tries again."""


class Refused(NotDelivered):
    """The provider will not take it, now or later: no number, no phone for texts, or one that said STOP to it."""


# twilio.com/docs/api/errors: said STOP, no valid number (two kinds), no phone that takes texts.
FOR_GOOD = frozenset({"21610", "21211", "21614", "21612"})


class Carrier(Protocol):
    def __call__(self, message: Message) -> None: ...


def write(
    *, channel: str, to: str, body: str, at: datetime, subject: str = "", language: str = "en",
    about_person: UUID | None = None, for_organization: UUID | None = None, to_person: UUID | None = None,
    by_day: bool = False, unsubscribe: str = "", answers_keyword: bool = False, reply_to: str = "",
) -> UUID:  # fmt: skip
    """Put a message into the outbox and queue its delivery, both within the running transaction.

    One that names a person to an organization says both: it is withdrawn if the organization may no longer see the name
    when its turn comes. So is one to a resident (`to_person`) if this is no longer the way that they said is safe.
    `by_day`: one that wakes nobody; at night it waits for the morning, also where it is the worker that comes late.
    `unsubscribe`: where mails of this kind are stopped by a POST without login. `answers_keyword`: leaves after STOP, too.
    `reply_to`: where an answer by mail is read."""
    message = Message(channel=channel, to=to, subject=subject, body=body, language=language, written_at=at)
    not_before = time.polite(at) if by_day else None
    with connection.cursor() as cursor:
        cursor.execute(
            'insert into infra_message (id, channel, "to", subject, body, language, written_at, failure, attempts, about_person,'
            " for_organization, to_person, not_before, unsubscribe, answers_keyword, reply_to)"
            " values (%s, %s, %s, %s, %s, %s, %s, '', 0, %s, %s, %s, %s, %s, %s, %s)",
            [message.id, channel, to, subject, body, language, at, about_person, for_organization, to_person, not_before,
             unsubscribe, answers_keyword, reply_to],
        )  # fmt: skip
    deliver.later_by(not_before - at if not_before else None, message_id=str(message.id))
    return message.id


COLUMNS = ("id", "channel", "to", "subject", "body", "language", "written_at")


def write_many(messages: Sequence[Message]) -> None:
    """Put messages into the outbox and queue their delivery, in two statements; none of them names a person to others."""
    columns = [[getattr(message, name) for message in messages] for name in COLUMNS]
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into infra_message ({names}, failure, attempts) select *, '', 0 from unnest(%s::uuid[], %s::text[],"  # noqa: S608 - our names
            " %s::text[], %s::text[], %s::text[], %s::text[], %s::timestamptz[])",
            columns,
        )
    deliver.later_each([{"message_id": str(message.id)} for message in messages])


def by_smtp(message: Message) -> None:
    """SMTPS or STARTTLS, as the address says: smtps://user:password@host or smtp://…

    Messages hold links that open records: they leave this machine only for a server whose certificate was checked."""
    address = urllib.parse.urlsplit(settings.SMTP_URL)
    mail = EmailMessage(policy=WHOLE_LINES)
    mail["From"], mail["To"], mail["Subject"] = settings.MAIL_FROM, message.to, message.subject
    if message.reply_to:
        mail["Reply-To"] = message.reply_to
    if message.unsubscribe:
        mail["List-Unsubscribe"] = f"<{message.unsubscribe}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(message.body)
    host, secure = address.hostname or "localhost", address.scheme == "smtps"
    try:
        with _mail_server(host, address.port, secure=secure) as server:
            if not secure:
                _start_tls(server, host, has_password=bool(address.username))
            if address.username:
                server.login(
                    urllib.parse.unquote(address.username), urllib.parse.unquote(address.password or "")
                )
            server.send_message(mail)
    except (OSError, smtplib.SMTPException) as error:
        raise NotDelivered(type(error).__name__) from error


def _mail_server(host: str, port: int | None, *, secure: bool) -> smtplib.SMTP:
    if secure:
        return smtplib.SMTP_SSL(host, port or 465, timeout=TIMEOUT, context=ssl.create_default_context())
    return smtplib.SMTP(host, port or 587, timeout=TIMEOUT)


def _start_tls(server: smtplib.SMTP, host: str, *, has_password: bool) -> None:
    """Plain only to this machine, and without a password. Raises NotDelivered, OSError, SMTPException."""
    server.ehlo_or_helo_if_needed()  # before it, no extension is known
    if server.has_extn("starttls"):
        server.starttls(context=ssl.create_default_context())
    elif has_password or host not in THIS_MACHINE:
        raise NotDelivered("The mail server offers no STARTTLS.")


def by_twilio(message: Message) -> None:
    """Twilio's Messages resource, with the account's own token; it says what became of the text at our address."""
    said = {"To": phones.international(message.to), "From": settings.SMS_FROM, "Body": message.body}
    if settings.SECURE:  # another address than https it refuses
        said["StatusCallback"] = f"{settings.SITE_URL}/texts/receipt/{message.id}/"
    form = urllib.parse.urlencode(said).encode()
    key = base64.b64encode(f"{settings.SMS_ACCOUNT}:{settings.SMS_TOKEN}".encode()).decode()
    request = urllib.request.Request(  # noqa: S310 - the scheme is the constant above
        TWILIO.format(account=urllib.parse.quote(settings.SMS_ACCOUNT)),
        data=form,
        headers={"Authorization": f"Basic {key}"},
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310 - as above
            json.load(answer)
    except urllib.error.HTTPError as error:
        if (code := _error_code(error)) in FOR_GOOD:
            raise Refused(code) from error
        raise NotDelivered(f"{type(error).__name__} {error.code}") from error
    except (OSError, ValueError) as error:
        raise NotDelivered(type(error).__name__) from error


def _error_code(error: urllib.error.HTTPError) -> str:
    """Twilio's own code of a refusal, '' where it says none."""
    try:
        said = json.load(error)
    except (OSError, ValueError):
        return ""
    return str(said.get("code", "")) if isinstance(said, dict) else ""


def keep_in_the_outbox(message: Message) -> None:
    """Without a provider the message stays where it can be read: the demo's outbox page."""


def carrier(channel: str) -> Carrier:
    if channel == Message.Channel.EMAIL:
        return by_smtp if settings.SMTP_URL else keep_in_the_outbox
    return by_twilio if settings.SMS_ACCOUNT else keep_in_the_outbox


@job
def deliver(*, message_id: str) -> None:
    """Deliver one message once: the row lock that `infra_take_message` holds keeps two workers from sending it twice."""
    with as_the_jobs(), connection.cursor() as cursor:
        cursor.execute("select * from infra_take_message(%s)", [message_id])
        row = cursor.fetchone()
        if row is None or row[0] is None:
            return
        message = Message(**dict(zip((column.name for column in cursor.description), row, strict=True)))
        if early := _too_early(message):
            deliver.later_by(early, message_id=message_id)
            return
        sent, failure, code = _hand_over(message)
        ended = not sent and (bool(code) or message.attempts + 1 >= ATTEMPTS)
        cursor.execute("select infra_message_done(%s, %s, %s, %s)", [message_id, sent, ended, failure])
        if (sent or ended) and carrier(message.channel) is not keep_in_the_outbox:
            cursor.execute("select infra_message_forget(%s)", [message_id])
        if ended and message.channel == Message.Channel.SMS:
            given_up(message.id, code or "provider")
    if not sent and not ended:
        raise NotDelivered(
            failure
        )  # after the commit: the attempt is counted, and the queue tries again later


def _too_early(message: Message) -> timedelta:
    """How long it waits still: its job may come before its time, as by a hold that was lifted, or as late as at night."""
    now = time.now()
    return time.polite(max(now, message.not_before)) - now if message.not_before else timedelta(0)


def _hand_over(message: Message) -> tuple[bool, str, str]:
    """(sent, why not, the provider's code where it will never take it)."""
    try:
        carrier(message.channel)(message)
    except Refused as error:
        return False, "Refused", str(error)
    except NotDelivered as error:
        return False, str(error), ""
    return True, "", ""


def recent(most: int = 200) -> list[Message]:
    """What was written last, newest first. Only the demo's `app` role may ask: elsewhere PostgreSQL refuses."""
    return list(Message.objects.raw("select * from infra_recent_messages(%s)", [most]))
