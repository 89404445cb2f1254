"""What the providers post. Nothing is done with it before its signature was checked; what it means is a job's to find out.

A text: Twilio's form with X-Twilio-Signature. A mail: JSON {"from", "to", "text"} with X-Fullcircle-Timestamp, -Token (new
with each mail) and -Signature. Without a key there is no such address.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from fullcircle.access.actor import SYSTEM
from fullcircle.access.session import acting_as
from fullcircle.infra import incoming, signatures
from fullcircle.web import permissions
from fullcircle.web.acting import Request

MOST_BYTES = 64 * 1024
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
NOTHING_TO_SAY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'  # TwiML: answers go out by the outbox
View = Callable[..., HttpResponse]


def _refused(status: int) -> HttpResponse:
    return HttpResponse(status=status, content_type="text/plain")


def _webhook(key: str, content_type: str) -> Callable[[View], View]:
    """What every webhook asks first: is there a key (a name in the settings), the right kind of body, not too long."""

    def around(view: View) -> View:
        @wraps(view)
        def asked(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            if not getattr(settings, key):
                return _refused(404)
            if request.content_type != content_type:
                return _refused(415)
            length = request.headers.get("Content-Length", "")
            if not length.isdigit() or int(length) > MOST_BYTES:
                return _refused(413)
            return view(request, *args, **kwargs)

        return asked

    return around


def _fields(request: Request) -> dict[str, str]:
    """The form; none where a field came twice, which no signature covers."""
    once = all(len(values) == 1 for _name, values in request.POST.lists())
    return {name: request.POST[name] for name in request.POST} if once else {}


def _is_the_providers(fields: dict[str, str], *, path: str, signature: str) -> bool:
    """Signed for this address with our token, and about our account."""
    url = f"{settings.SITE_URL}{path}"
    signed = signatures.is_twilio(signature, url=url, fields=fields, token=settings.SMS_TOKEN)
    return bool(fields) and signed and fields.get("AccountSid", "") == settings.SMS_ACCOUNT


def text_taken(fields: dict[str, str], *, path: str, signature: str, at: datetime) -> int:
    """Take a text in; the status of the answer. The practice town's pretend phone comes through here, too."""
    if (
        not _is_the_providers(fields, path=path, signature=signature)
        or fields.get("To", "") != settings.SMS_FROM
    ):
        return 403
    sid, sender = fields.get("MessageSid", ""), fields.get("From", "")
    if not sid or not sender:
        return 400
    with acting_as(SYSTEM, at=at):
        incoming.take_in(
            provider_id=sid, channel="sms", sender=sender, receiver=fields["To"] or "-", body=fields.get("Body", "")
        )  # fmt: skip
    return 200


@permissions.for_(permissions.PUBLIC)
@csrf_exempt  # a provider posts here without a page of ours before; its signature says who it is
@require_POST
@_webhook("SMS_TOKEN", FORM)
def text_came(request: Request) -> HttpResponse:
    signature = request.headers.get("X-Twilio-Signature", "")
    status = text_taken(_fields(request), path=request.get_full_path(), signature=signature, at=request.at)
    return HttpResponse(NOTHING_TO_SAY, content_type="text/xml") if status == 200 else _refused(status)


@permissions.for_(permissions.PUBLIC)
@csrf_exempt  # as above
@require_POST
@_webhook("SMS_TOKEN", FORM)
def receipt_came(request: Request, message_id: UUID) -> HttpResponse:
    """The signature covers the address, and with it which message it is about."""
    fields, signature = _fields(request), request.headers.get("X-Twilio-Signature", "")
    if not _is_the_providers(fields, path=request.get_full_path(), signature=signature):
        return _refused(403)
    with acting_as(SYSTEM, at=request.at):
        incoming.receipt(
            message_id=message_id, status=fields.get("MessageStatus", ""), code=fields.get("ErrorCode", "")
        )
    return HttpResponse(NOTHING_TO_SAY, content_type="text/xml")


@permissions.for_(permissions.PUBLIC)
@csrf_exempt  # as above
@require_POST
@_webhook("MAIL_IN_KEY", JSON)
def mail_came(request: Request) -> HttpResponse:
    token = request.headers.get("X-Fullcircle-Token", "")
    if not signatures.is_mail(
        request.headers.get("X-Fullcircle-Signature", ""),
        timestamp=request.headers.get("X-Fullcircle-Timestamp", ""),
        token=token,
        body=request.body,
        key=settings.MAIL_IN_KEY,
        at=request.at,
    ):
        return _refused(403)
    said = _mail(request.body)
    if said is None:
        return _refused(400)
    with acting_as(SYSTEM, at=request.at):
        incoming.take_in(
            provider_id=f"mail:{token[:70]}", channel="email", sender=said["from"], receiver=said["to"], body=said["text"]
        )  # fmt: skip
    return HttpResponse(status=204)


def _mail(body: bytes) -> dict[str, str] | None:
    try:
        said = json.loads(body)
    except ValueError:
        return None
    names = ("from", "to", "text")
    right = isinstance(said, dict) and all(isinstance(said.get(name), str) for name in names)
    return said if right else None
