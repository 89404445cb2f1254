"""A provider and a phone for tests: what comes in is signed and posted as the provider does, and handled as the worker does."""

from __future__ import annotations

import itertools
import json

from django.db import connection
from django.test import Client

from fullcircle.infra import incoming, outbox, signatures

ACCOUNT, TOKEN, OURS = "AC1", "a token of the provider", "+10005550100"
PHONE = "0005550117"
SITE = "http://testserver"
_numbers = itertools.count(1)


def post(path, fields, *, token=TOKEN, signed_path=None, **headers):
    signature = signatures.twilio(SITE + (signed_path or path), fields, token)
    return Client().post(
        path,
        "&".join(f"{quoted(name)}={quoted(value)}" for name, value in fields.items()),
        content_type="application/x-www-form-urlencoded",
        headers={"X-Twilio-Signature": signature, **headers},
    )


def quoted(text):
    from urllib.parse import quote_plus

    return quote_plus(text)


def sms(body, number=PHONE, sid=None):
    return {
        "MessageSid": sid or f"SM{next(_numbers)}", "AccountSid": ACCOUNT, "From": f"+1{number}", "To": OURS, "Body": body,
    }  # fmt: skip


def waiting(task="handle"):
    """The arguments of queued jobs of `incoming`, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select args from procrastinate_jobs where task_name = %s order by id",
            [f"fullcircle.infra.incoming.{task}"],
        )
        return [json.loads(row[0]) if isinstance(row[0], str) else row[0] for row in cursor.fetchall()]


def work():
    """Every job of what came in is run, also those that ran before: they must bear it."""
    for arguments in waiting():
        incoming.handle.run(**arguments)
    for arguments in waiting("reach_otherwise"):
        incoming.reach_otherwise.run(**arguments)


def texts(body, number=PHONE):
    """Somebody texts us: posted by the provider, and handled."""
    answer = post("/texts/in/", sms(body, number))
    assert answer.status_code == 200, answer.status_code
    incoming.handle.run(**waiting()[-1])


def sent_to(number=PHONE):
    """Texts written to a number, the oldest first."""
    return [m for m in reversed(outbox.recent()) if m.channel == "sms" and m.to == number]


def last_to(number=PHONE):
    return sent_to(number)[-1].body


def provider(settings):
    """The settings of an installation with a provider, whose texts stay in the outbox: no token, no way out."""
    settings.SMS_TOKEN, settings.SMS_FROM, settings.SMS_ACCOUNT = TOKEN, OURS, ACCOUNT
