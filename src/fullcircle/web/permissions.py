"""Which pages are for whom. Every view of ours carries one of these; a test asks every address for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from django.http import HttpResponseBase

from fullcircle.access.actor import Actor, Kind, Purpose, Role

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


@dataclass(frozen=True, slots=True)
class Permission:
    """Who may open a page at all, and for which purpose staff then act. What stands on it is decided by policies and by
    the database."""

    name: str
    roles: frozenset[Role] = field(default_factory=frozenset)
    purpose: Purpose = Purpose.CARE

    def admits(self, actor: Actor | None) -> bool:
        if self.name == "public":
            return True
        if actor is None:
            return False
        if self.name == "resident":
            return actor.kind == Kind.RESIDENT
        return actor.kind == Kind.USER and actor.has(*self.roles)


PUBLIC = Permission("public")
RESIDENT = Permission("resident")
STAFF = Permission("staff", frozenset(Role))
NAVIGATORS = Permission("navigators", frozenset({Role.NAVIGATOR, Role.HUB}))
ANSWERERS = Permission("answerers", frozenset({Role.INTAKE, Role.NAVIGATOR, Role.HUB}))
DESK = Permission("the front desk", frozenset({Role.INTAKE, Role.NAVIGATOR, Role.ADMINISTRATOR}))
ROOM = Permission("who sits at the table", frozenset({Role.MEMBER, Role.HUB}))
TABLE = Permission(
    "the table, the hub and administrators", frozenset({Role.MEMBER, Role.HUB, Role.ADMINISTRATOR})
)
HUB = Permission("hub", frozenset({Role.HUB}))
MANAGERS = Permission("administrators and the hub", frozenset({Role.ADMINISTRATOR, Role.HUB}))
KEEPERS = Permission("keepers", frozenset({Role.NAVIGATOR, Role.HUB, Role.ADMINISTRATOR}))
ADMINISTRATORS = Permission("administrators", frozenset({Role.ADMINISTRATOR}))


def for_(permission: Permission, *, purpose: Purpose = Purpose.CARE) -> Callable[[View], View]:
    """`@for_(NAVIGATORS)` above a view; the screen chooses the purpose, nobody types it."""

    def mark(view: View) -> View:
        view.permission = replace(permission, purpose=purpose)  # type: ignore[attr-defined]
        return view

    return mark


def of(view: Any) -> Permission | None:
    return getattr(view, "permission", None)
