"""Putting the invented places into the directory."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from uuid import UUID

from fullcircle.demo import places
from fullcircle.directory.models import (
    Capacity,
    Location,
    Organization,
    Service,
    ServiceAtLocation,
)


def list_places(chance: random.Random, *, began: datetime, now: datetime) -> dict[str, UUID]:
    ids = {}
    for place in places.PLACES:
        o = Organization.objects.create(
            name=place.name, email=f"requests@{place.key}.example", clinical=place.clinical
        )
        lat, lon, city = places.ZIPS[place.zip]
        l = Location.objects.create(
            organization=o,
            name=place.name,
            address_1=place.street,
            city=city,
            state_province="MI",
            postal_code=place.zip,
            latitude=lat + chance.uniform(-0.02, 0.02),
            longitude=lon + chance.uniform(-0.02, 0.02),
        )
        for offer in place.offers:
            s = Service.objects.create(
                organization=o,
                name=offer.name,
                description=offer.words,
                domains=[offer.domain],
                unit=offer.unit,
                assured_on=(now - timedelta(days=chance.randint(1, 200))).date(),
            )
            ServiceAtLocation.objects.create(service=s, location=l)
            Capacity.objects.create(
                service=s,
                state=chance.choice(["open", "open", "limited", "wait-list", "closed"]),
                said_at=now - timedelta(days=chance.randint(0, 20)),
            )
        ids[place.key] = o.pk
    return ids
