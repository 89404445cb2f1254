"""An organization's phone for texts: typed by its staff, confirmed by a code that was sent to it, and taken back."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from fullcircle.access.actor import Actor
from fullcircle.access.errors import Invalid
from fullcircle.directory import policies, said
from fullcircle.directory.models import Answering
from fullcircle.directory.recording import record
from fullcircle.infra import incoming, keywords, outbox

CODE_LIVES = timedelta(minutes=15)
TRIES = 5


def of(organization_id: UUID) -> Answering | None:
    """For its own staff."""
    return Answering.objects.filter(pk=organization_id).first()


@transaction.atomic
def set_phone(*, organization_id: UUID, phone: str, actor: Actor, at: datetime) -> None:
    """Send a code to this number; until it is typed, nothing else is sent there. Empty: no more texts.

    Raises Denied, Invalid."""
    policies.check_can_speak_for(actor, organization_id)
    number = said.phone(phone)
    now = Answering.objects.select_for_update().filter(pk=organization_id).first()
    if number and now and now.code_sent_at and at - now.code_sent_at < timedelta(minutes=1):
        raise Invalid(_("A code was just sent. Wait a minute."), field="phone")
    if number and not incoming.takes_texts(number):
        raise Invalid(
            _("This number said STOP, or texts do not reach it. Text START from it first."), field="phone"
        )
    code = f"{secrets.randbelow(1_000_000):06d}"
    Answering.objects.update_or_create(
        organization_id=organization_id,
        defaults={
            "phone": number, "code_hash": _hash(organization_id, code) if number else "", "tries": 0,
            "code_sent_at": at if number else None, "confirmed_at": None,
        },
    )  # fmt: skip
    record(
        "organization.set-text-phone", actor, at, {"organization": str(organization_id), "has": bool(number)}
    )
    if number:
        incoming.is_told_first(number, language="en")
        body = _("Your code is {code}. Type it on the page Our services to answer requests by text.").format(
            code=code
        )
        outbox.write(channel="sms", to=number, body=f"{body} {keywords.HOW_TO_STOP}", at=at)


@transaction.atomic
def confirm(*, organization_id: UUID, code: str, actor: Actor, at: datetime) -> bool:
    """The code that came by text, within 15 minutes and five tries; False where it is another. Raises Denied, Invalid."""
    policies.check_can_speak_for(actor, organization_id)
    now = Answering.objects.select_for_update().filter(pk=organization_id).first()
    if now is None or not now.code_sent_at or at - now.code_sent_at > CODE_LIVES or now.tries >= TRIES:
        raise Invalid(_("This code is too old. Ask for a new one."), field="code")
    if not hmac.compare_digest(now.code_hash, _hash(organization_id, code.strip())):
        now.tries += 1
        now.save(update_fields=["tries"])
        return False
    now.confirmed_at, now.code_hash, now.code_sent_at = at, "", None
    now.save(update_fields=["confirmed_at", "code_hash", "code_sent_at"])
    record("organization.confirm-text-phone", actor, at, {"organization": str(organization_id)})
    return True


def text_phone(organization_id: UUID) -> str:
    """Where it answers by text, '' where nowhere: for whoever sent it a request."""
    with connection.cursor() as cursor:
        cursor.execute("select directory_text_phone(%s)", [organization_id])
        number: str = cursor.fetchone()[0]
    return number


def answered(organization_id: UUID) -> bool:
    """Count one more answer without an account; True once, when it is time to say what an account would give."""
    with connection.cursor() as cursor:
        cursor.execute("select directory_answered(%s)", [organization_id])
        return bool(cursor.fetchone()[0])


def _hash(organization_id: UUID, code: str) -> str:
    return hashlib.sha256(f"{organization_id} {code}".encode("utf-8", "replace")).hexdigest()
