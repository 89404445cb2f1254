"""Reading accounts: the community, memberships, who works where."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fullcircle.access.actor import Actor, Kind, Role
from fullcircle.access.errors import NotFound
from fullcircle.accounts.models import Community, Membership, User


class NoCommunity(NotFound):
    """The installation was not set up yet."""


def community() -> Community:
    """The one network of this installation. Raises NoCommunity."""
    found = Community.objects.first()
    if found is None:
        raise NoCommunity(_("This installation has no community yet. An administrator sets it up."))
    return found


def memberships(user_id: UUID) -> dict[UUID, frozenset[Role]]:
    """Organizations that a user works for now, each with the roles there."""
    roles: dict[UUID, set[Role]] = {}
    rows = Membership.objects.filter(user_id=user_id, ended_at__isnull=True).order_by("began_at")
    for organization_id, role in rows.values_list("organization_id", "role"):
        roles.setdefault(organization_id, set()).add(Role(role))
    return {organization_id: frozenset(held) for organization_id, held in roles.items()}


def actor_of(user: User, organization_id: UUID | None = None) -> Actor | None:
    """The user as an actor for one of their organizations (the first if none is named); None if they have none."""
    held = memberships(user.id)
    if not held:
        return None
    here = organization_id if organization_id in held else next(iter(held))
    return Actor(kind=Kind.USER, grantee_id=here, user_id=user.id, roles=held[here], name=user.name)


def names(user_ids: set[UUID]) -> dict[UUID, str]:
    return dict(User.objects.filter(id__in=user_ids).values_list("id", "name"))


def staff_of(organization_id: UUID) -> list[Membership]:
    rows = Membership.objects.filter(organization_id=organization_id, ended_at__isnull=True)
    return list(rows.select_related("user").order_by("user__name", "role"))


def every_member() -> list[Membership]:
    """Who works anywhere in the network now: for the hub."""
    rows = Membership.objects.filter(ended_at__isnull=True)
    return list(rows.select_related("user").order_by("user__name", "user__email"))


def administrators(organization_ids: Iterable[UUID]) -> list[Membership]:
    """Who administers these organizations now, with the user."""
    rows = Membership.objects.filter(
        organization_id__in=list(organization_ids), role=Role.ADMINISTRATOR, ended_at__isnull=True
    )
    return list(rows.select_related("user").order_by("user__email", "organization_id"))


def user_by_email(email: str) -> User | None:
    return User.objects.filter(email=email.lower(), is_active=True).first()
