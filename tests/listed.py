"""A small made-up directory, built by the real actions."""

from __future__ import annotations

from datetime import UTC, datetime, time
from pathlib import Path

from fullcircle.access.actor import SYSTEM, Actor, Kind, Role
from fullcircle.access.session import acting_as
from fullcircle.directory import actions, upkeep

AT = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)  # a Wednesday, noon in Detroit
HERE, NEXT_DOOR, FAR, TOO_FAR = (42.0, -84.0), (42.02, -84.0), (42.6, -84.0), (43.5, -84.0)
CSV = {
    "organizations.csv": "id,name,description,email,website\n"
    "o1,Cupboard,Feeds people,office@cupboard.example,cupboard.example\n"
    "o2,Warm Homes,Keeps homes warm,,\n",
    "locations.csv": "id,organization_id,name,latitude,longitude\nl1,o1,Hall,42.0,-84.0\nl2,o2,Office,,\n",
    "addresses.csv": "id,location_id,address_1,city,state_province,postal_code\n"
    "1,l1,1 Elm,Larkhaven,MI,00412\n",
    "phones.csv": "id,service_id,number,number_type\n1,s1,(000) 555-0161,voice\n2,s1,(000) 555-0162,fax\n",
    "regular_schedules.csv": "id,service_id,weekday,opens_at,closes_at\n1,s1,Wednesday,9am,17:00\n",
    "services.csv": "id,location_id,name,description,fees,languages,taxonomy_ids,service_areas\n"
    's1,l1,Food boxes,A box of food.,Free,"Spanish and French",t1,"00412, Tamarind County"\n'
    "s2,l2,Heating help,Pays for heating.,$5,,t2,\n",
    "taxonomy.csv": "taxonomy_id,name\nt1,Food Pantry\nt2,Help Pay for Utilities\n",
}


def folder(path: Path, **changed: str | bytes | None) -> Path:
    """The tables as files; `services="…"` puts another one in its place, None leaves it away."""
    for name, text in {**CSV, **{f"{key}.csv": value for key, value in changed.items()}}.items():
        if text is not None:
            (path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def staff(organization_id, *roles: Role, user_id=None) -> Actor:
    return Actor(
        kind=Kind.USER, grantee_id=organization_id, user_id=user_id, roles=frozenset(roles or {Role.INTAKE})
    )


def organization(name="Cupboard", **more):
    with acting_as(SYSTEM, at=AT):
        return actions.add_organization(name=name, actor=SYSTEM, at=AT, **more)


def location(owner, point=HERE, **more):
    with acting_as(SYSTEM, at=AT):
        return actions.add_location(
            organization_id=owner.pk,
            name="Hall",
            latitude=point and point[0],
            longitude=point and point[1],
            actor=SYSTEM,
            at=AT,
            **more,
        )


def service(name="Food boxes", domain="food-insecurity", *, owner=None, point=HERE, hours=(), **more):
    owner = owner or organization()
    places = (location(owner, point).pk,) if point else ()
    openings = tuple(actions.Opening(byday=day, opens_at=time(o), closes_at=time(c)) for day, o, c in hours)
    described = actions.Described(name=name, domains=(domain,), location_ids=places, hours=openings, **more)
    with acting_as(SYSTEM, at=AT):
        return actions.add_service(organization_id=owner.pk, described=described, actor=SYSTEM, at=AT)


def capacity(one, state, *, at=AT, **more):
    who = staff(one.organization_id)
    with acting_as(who, at=at):
        return upkeep.say_capacity(service_id=one.pk, state=state, actor=who, at=at, **more)


def zips(**points):
    centres = [
        actions.Centre(code=code.lstrip("z"), latitude=lat, longitude=lon)
        for code, (lat, lon) in points.items()
    ]
    with acting_as(SYSTEM, at=AT):
        actions.set_zips(centres=centres, actor=SYSTEM, at=AT)
