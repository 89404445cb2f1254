"""The server's part of the key that seals what a phone keeps while it has no network (docs/adr/0015).

One user acting for one organization gets the same part in every session, and nobody else gets it: what was sealed before a
log-out can be read after the next sign-in of the same user. It is worked out from SECRET_KEY and kept in no table.
"""

from __future__ import annotations

import hashlib
import hmac
from uuid import UUID

from django.conf import settings


def part(user_id: UUID, organization_id: UUID) -> bytes:
    """32 bytes. The device makes its key of them (HKDF) and never keeps them."""
    return _worked_out("part", user_id, organization_id)


def owner(user_id: UUID, organization_id: UUID) -> str:
    """A mark by which a device knows whose it is, without an id: 32 hexadecimal digits."""
    return _worked_out("owner", user_id, organization_id).hex()[:32]


def mark(user_id: UUID, organization_id: UUID, person_id: UUID) -> str:
    """By what a device of this user tells people apart where nothing is sealed: 32 hexadecimal digits, no id."""
    return _worked_out(f"person {person_id}", user_id, organization_id).hex()[:32]


def _worked_out(what: str, user_id: UUID, organization_id: UUID) -> bytes:
    key = hashlib.sha256(b"device key" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, f"{what}|{user_id}|{organization_id}".encode(), hashlib.sha256).digest()
