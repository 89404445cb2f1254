"""The aid ledger in the practice town: three pantries signed it, and one family got a box from another of them two days ago."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from fullcircle.access.actor import Actor, Kind, Role
from fullcircle.access.session import acting_as
from fullcircle.aid import actions
from fullcircle.demo import founding, permissions
from fullcircle.directory import queries as directory
from fullcircle.people.actions import Described, Details, Reach

DAY = timedelta(days=1)
# Who signed it, with the service at whose desk a box is given.
DESKS = {"cupboard": "Food box", "breadline": "Bread and produce", "millpantry": "Food shelf"}
FAMILY = Details(
    name="Hester Vanbrook", zip="00412", street="17 Juniper Walk", adults=2, children=3,
    reach=Reach(phone="0005559905", may_text=True), described=Described(born_on=date(1988, 9, 3)),
)  # fmt: skip


def seed(ids: dict[str, UUID], *, hub: Actor, pantry: Actor, now: datetime) -> None:
    """Through the same actions that people use; nothing is drawn by lot."""
    began = now - 60 * DAY
    with acting_as(hub, at=began):
        founding.agree("aid", {"hub": "hub", **dict.fromkeys(DESKS, "member")}, ids, hub, began)
    clerks = {key: pantry if key == "cupboard" else _clerk(ids[key]) for key in DESKS}
    services = {key: _service(clerks[key], ids[key], name, began) for key, name in DESKS.items()}
    for key, clerk in clerks.items():
        with acting_as(clerk, at=began):
            actions.say_unit(
                service_id=services[key], kind="box", name="food box", usual=1, in_ledger=True, actor=clerk, at=began
            )  # fmt: skip
    family = permissions.added(FAMILY, pantry, began)
    for topic in ("me", "recent-aid"):
        permissions.agreed(family, topic, [ids[key] for key in DESKS], at=began + DAY, months=12)
    with acting_as(clerks["millpantry"], at=now - 2 * DAY):
        actions.give(
            service_id=services["millpantry"], person_id=family.pk, actor=clerks["millpantry"], at=now - 2 * DAY
        )  # fmt: skip


def _clerk(organization_id: UUID) -> Actor:
    """Somebody at the desk of a place whose people have no door in the town."""
    return Actor(kind=Kind.USER, grantee_id=organization_id, user_id=None, roles=frozenset({Role.INTAKE}))


def _service(clerk: Actor, organization_id: UUID, name: str, at: datetime) -> UUID:
    with acting_as(clerk, at=at):
        return next(one.pk for one in directory.services_of(organization_id) if one.name == name)
