"""Reading accounts: the community, memberships, who works where."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import connection
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
    """Organizations that a user works for now, each with the roles there. Asked before there is an actor."""
    roles: dict[UUID, set[Role]] = {}
    with connection.cursor() as cursor:
        cursor.execute("select organization_id, role from accounts_hats(%s)", [user_id])
        rows = cursor.fetchall()
    for organization_id, role in rows:
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
    """For the organization itself, and the hub."""
    rows = Membership.objects.filter(organization_id=organization_id, ended_at__isnull=True)
    return list(rows.select_related("user").order_by("user__name", "role"))


def staff_with(organization_id: UUID, roles: Collection[Role]) -> dict[UUID, str]:
    """Who works there now in one of these roles, by name: for the organization itself, and the hub."""
    return {one.user_id: one.user.name for one in staff_of(organization_id) if one.role in roles}


def every_member() -> list[Membership]:
    """Who works anywhere in the network now: for the hub."""
    rows = Membership.objects.filter(ended_at__isnull=True)
    return list(rows.select_related("user").order_by("user__name", "user__email"))


def administrators(organization_ids: Iterable[UUID]) -> list[Membership]:
    """Who administers these organizations now, with the user, by e-mail. For anybody: they are whom others write to."""
    rows = Membership.objects.raw(
        "select * from accounts_administrators(%s::uuid[])", [list(organization_ids)]
    )
    return list(rows.prefetch_related("user"))


def user_by_email(email: str) -> User | None:
    return User.objects.filter(email=email.lower(), is_active=True).first()
