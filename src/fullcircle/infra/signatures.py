"""Is this webhook the provider's own? Pure rules; what differs is compared in constant time."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta

# A mail that was signed longer ago, or in the future, is not taken: clocks of machines differ by less.
FRESH = timedelta(minutes=5)


def twilio(url: str, fields: Mapping[str, str], token: str) -> str:
    """X-Twilio-Signature of a form post: HMAC-SHA1 over the address and each field's name and value, names sorted
    (twilio.com/docs/usage/security)."""
    said = url + "".join(f"{name}{fields[name]}" for name in sorted(fields))
    return base64.b64encode(hmac.new(token.encode(), said.encode(), hashlib.sha1).digest()).decode()


def is_twilio(signature: str, *, url: str, fields: Mapping[str, str], token: str) -> bool:
    return bool(token) and _same(signature, twilio(url, fields, token))


def mail(timestamp: str, token: str, body: bytes, key: str) -> str:
    """HMAC-SHA-256 over timestamp, token (new with each mail) and body, as hexadecimal digits."""
    said = b"\n".join((timestamp.encode(), token.encode(), body))
    return hmac.new(key.encode(), said, hashlib.sha256).hexdigest()


def is_mail(signature: str, *, timestamp: str, token: str, body: bytes, key: str, at: datetime) -> bool:
    """Signed with our key, and within five minutes of `at`; `timestamp` in Unix seconds."""
    if not (key and token and timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12):
        return False
    right = _same(signature, mail(timestamp, token, body, key))
    return right and abs(at.timestamp() - int(timestamp)) <= FRESH.total_seconds()


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode())
