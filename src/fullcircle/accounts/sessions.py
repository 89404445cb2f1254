"""Sessions in the database, kept so that reading or copying their table opens none.

The table has the SHA-256 of the key that the browser holds, and what a session says is signed together with that key: a
row copied under a hash of one's own reads as empty. Django's signing keeps anybody without SECRET_KEY from writing one.
Synchronous, as all pages are.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib.sessions.backends import db
from django.utils import timezone

from fullcircle.accounts.models import Session


class SessionStore(db.SessionStore):
    @classmethod
    def get_model_class(cls) -> Any:
        return Session

    @property
    def key_salt(self) -> str:
        return f"fullcircle.session.{self.session_key}"

    def _get_session_from_db(self) -> Session | None:
        living = Session.objects.filter(expire_date__gt=timezone.now())  # noqa: TID251 - a door
        found = living.filter(session_key=hashed(self.session_key or "")).first()
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str) -> bool:
        return super().exists(hashed(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        made = super().create_model_instance(data)
        made.session_key = hashed(made.session_key)
        return made

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            super().delete(hashed(key))


def hashed(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
