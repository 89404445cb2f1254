"""Putting the invented places into the directory, through the same actions that stewards use."""

from __future__ import annotations

import random
from datetime import datetime, time, timedelta
from uuid import UUID

from fullcircle.access.actor import SYSTEM, Actor, Kind, Role
from fullcircle.access.labels import Label
from fullcircle.access.session import acting_as
from fullcircle.assessments.forms import actions as shelf
from fullcircle.demo import places
from fullcircle.directory import actions as directory
from fullcircle.directory import upkeep
from fullcircle.directory.actions import Centre, Described, Opening

SPOKEN = {"es": "Spanish", "ar": "Arabic", "bn": "Bengali"}
STATES = ("open", "open", "open", "limited", "limited", "wait-list", "closed")
PAPERS = ("a bill or letter", "proof of address", "a photo identification")


def list_places(chance: random.Random, *, began: datetime, now: datetime) -> dict[str, UUID]:
    """Organizations by key: each with its place, its four services, hours, languages, papers and room."""
    with acting_as(SYSTEM, at=began):
        centres = [Centre(code, lat, lon, town) for code, (lat, lon, town) in places.ZIPS.items()]
        directory.set_zips(centres=centres, actor=SYSTEM, at=began)
        shelf.bring_in_shipped(actor=SYSTEM, at=began)
    return {place.key: _list(place, chance, began, now) for place in places.PLACES}


def _list(place: places.Place, chance: random.Random, began: datetime, now: datetime) -> UUID:
    with acting_as(SYSTEM, at=began):
        organization = directory.add_organization(
            name=place.name, email=f"requests@{place.key}.example", clinical=place.clinical, actor=SYSTEM, at=began,
            victim_services=place.label == Label.VICTIM_SERVICES, phone=f"000555{chance.randint(1000, 1999)}",
        )  # fmt: skip
        lat, lon, town = places.ZIPS[place.zip]
        location = directory.add_location(
            organization_id=organization.pk, name=place.name, address_1=place.street, city=town, state_province="MI",
            postal_code=place.zip, latitude=lat + chance.uniform(-0.02, 0.02), longitude=lon + chance.uniform(-0.02, 0.02),
            actor=SYSTEM, at=began,
        )  # fmt: skip
        services = [
            directory.add_service(
                organization_id=organization.pk,
                described=_described(offer, location.pk, chance, place.label),
                actor=SYSTEM,
                at=began,
            ).pk
            for offer in place.offers
        ]
    for service_id in services:
        _room(service_id, organization.pk, chance, now)
    return organization.pk


def _described(offer: places.Offer, location_id: UUID, chance: random.Random, label: str) -> Described:
    return Described(
        name=offer.name, domains=(offer.domain,), description=offer.words, unit=offer.unit, free=chance.random() < 0.8 or None,
        by_phone=chance.random() < 0.3, location_ids=(location_id,), hours=_hours(chance),
        languages=(("en", "English"), *((code, name) for code, name in SPOKEN.items() if chance.random() < 0.45)),
        documents=tuple(paper for paper in PAPERS if chance.random() < 0.2),
        zips=tuple(chance.sample(sorted(places.ZIPS), 4)) if chance.random() < 0.15 else (),
        label=label,
    )  # fmt: skip


def _hours(chance: random.Random) -> tuple[Opening, ...]:
    days = chance.choice(("MO,TU,WE,TH,FR", "MO,TU,WE,TH,FR", "TU,TH,SA", "MO,WE,FR"))
    return (
        Opening(
            byday=days, opens_at=time(chance.choice((8, 9, 10))), closes_at=time(chance.choice((15, 17, 18)))
        ),
    )


def _room(service_id: UUID, organization_id: UUID, chance: random.Random, now: datetime) -> None:
    """What the organization's own staff said lately about its room."""
    at = now - timedelta(days=chance.choice((0, 0, 1, 2, 5, 12, 30)), hours=2)
    staff = Actor(kind=Kind.USER, grantee_id=organization_id, roles=frozenset({Role.INTAKE}))
    state = chance.choice(STATES)
    with acting_as(staff, at=at):
        upkeep.say_capacity(
            service_id=service_id, state=state, actor=staff, at=at,
            room_this_week=chance.randint(2, 9) if state in {"open", "limited"} else None,
            wait_days=chance.randint(7, 40) if state == "wait-list" else None,
        )  # fmt: skip
        if chance.random() < 0.7:
            upkeep.assure(service_id=service_id, actor=staff, at=at)
