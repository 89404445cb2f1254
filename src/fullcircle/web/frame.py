"""What the frame around every page shows: the community, where one can go, who one is and for whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fullcircle.access.actor import Actor, Role
from fullcircle.accounts import queries as accounts
from fullcircle.directory import queries as directory

# (address, words, who sees it): at most six for anybody.
PLACES: tuple[tuple[str, Promise, frozenset[Role]], ...] = (
    ("pulse:pulse", _("Pulse"), frozenset({Role.HUB})),
    ("desk:desk", _("Desk"), frozenset({Role.HUB})),
    ("today:today", _("Today"), frozenset({Role.NAVIGATOR})),
    ("room:room", _("Room"), frozenset({Role.HUB, Role.MEMBER})),
    ("people:list", _("People"), frozenset({Role.NAVIGATOR, Role.HUB})),
    ("frontdesk:desk", _("Front desk"), frozenset({Role.INTAKE, Role.ADMINISTRATOR})),
    ("inbox:inbox", _("Inbox"), frozenset({Role.INTAKE})),
    ("inbox:sent", _("Requests"), frozenset({Role.NAVIGATOR})),
    ("services:ours", _("Our services"), frozenset({Role.INTAKE, Role.NAVIGATOR})),
    ("reports:report", _("Reports"), frozenset({Role.INTAKE, Role.ADMINISTRATOR})),
    ("agreements:list", _("Agreements"), frozenset({Role.ADMINISTRATOR, Role.HUB})),
    ("team:team", _("Team"), frozenset({Role.ADMINISTRATOR})),
)
NOT_THE_HUBS = frozenset(
    {"frontdesk:desk", "reports:report"}
)  # it gives no help itself, and has six places as it is


@dataclass(frozen=True, slots=True)
class Place:
    label: str | Promise
    url: str
    current: bool


def frame(request: HttpRequest) -> dict[str, Any]:
    actor: Actor | None = getattr(request, "actor", None)
    known: dict[str, Any] = {"community": community()}
    if actor is not None and actor.user_id is not None and actor.organization_id is not None:
        known |= {"nav": places(request.path, actor), "find_url": reverse("people:list"), "me": me(actor)}
        if actor.has(Role.NAVIGATOR, Role.INTAKE, Role.HUB):
            known["emergency_url"] = reverse("duties:emergency")
    return known


def community() -> Any:
    """Error pages are drawn with or without a database."""
    try:
        return accounts.community()
    except (accounts.NoCommunity, DatabaseError):
        return {}


def places(path: str, actor: Actor) -> list[Place]:
    found = [
        (reverse(name), label)
        for name, label, roles in PLACES
        if not roles.isdisjoint(actor.roles) and not (name in NOT_THE_HUBS and actor.has(Role.HUB))
    ]
    return [Place(label=label, url=url, current=path.startswith(url)) for url, label in found]


def me(actor: Actor) -> dict[str, str]:
    names = directory.organization_names({actor.organization_id}) if actor.organization_id else {}
    return {
        "name": actor.name,
        "organization": next(iter(names.values()), ""),
        "switch_url": reverse("accounts:hats"),
    }
