"""Signing in to the pages as the people of the test world."""

from __future__ import annotations

from datetime import UTC, datetime

import make
from fullcircle.access.actor import Actor
from fullcircle.accounts.models import User
from fullcircle.web.acting import HAT_KEY, RESIDENT_KEY, RESIDENT_UNTIL_KEY

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def enter(client, world, who: str) -> User:
    """Sign in as a member of staff of the world."""
    actor: Actor = getattr(world, who)
    user = User.objects.filter(pk=actor.user_id).first()
    if user is None:
        user = User.objects.create(pk=actor.user_id, email=f"{actor.user_id}@example.org", name=who)
        for role in actor.roles:
            make.member(user=user, organization_id=actor.grantee_id, role=role, began_at=LONG_AGO)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session[HAT_KEY] = str(actor.grantee_id)
    session.save()
    return user


def enter_as_resident(client, person_id, until: float = 4102444800.0) -> None:
    session = client.session
    session[RESIDENT_KEY] = str(person_id)
    session[RESIDENT_UNTIL_KEY] = until
    session.save()
