"""Writing a listing: what we know of a source is brought up to date, and what it no longer has is marked.

Called by `actions.bring_in`, which checks, opens the transaction and records the event.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q

from fullcircle.directory.imports.listing import Listed, Listing, Owner
from fullcircle.directory.models import (
    Language,
    Location,
    Organization,
    Phone,
    RequiredDocument,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
)

BATCH = 500
Progress = Callable[[int], None]
Ids = dict[str, UUID]
PARTS: dict[str, type[models.Model]] = {
    "languages": Language,
    "documents": RequiredDocument,
    "areas": ServiceArea,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    organizations: int
    locations: int
    services: int
    added: int
    gone: int
    faults: int


def load(listing: Listing, source: str, on_progress: Progress) -> Outcome:
    """Everything of one source, in the running transaction."""
    before = Service.objects.filter(source=source).count()
    organizations = _keep(Organization, listing.organizations, source, {}, on_progress)
    places = _keep(Location, listing.locations, source, {"organization": organizations}, on_progress)
    services = _keep(Service, listing.services, source, {"organization": organizations}, on_progress)
    gone = _mark_the_vanished(source, listing)
    _write_places(listing, services, places)
    for name, model in PARTS.items():
        wanted = [
            {"service_id": services[one.source_id], **part}
            for one in listing.services
            for part in one.parts.get(name, [])
        ]
        _same(model, Q(service_id__in=services.values()), wanted)
    owners = {"service": services, "location": places, "organization": organizations}
    _write_phones_and_hours(listing, owners)
    after = Service.objects.filter(source=source).count()
    return Outcome(
        organizations=len(listing.organizations),
        locations=len(listing.locations),
        services=len(listing.services),
        added=after - before,
        gone=gone,
        faults=len(listing.faults),
    )


def vanishing(listing: Listing, source: str) -> tuple[int, int]:
    """How many live services of the source this listing lacks, and how many there are."""
    live = Service.objects.filter(source=source).exclude(status=Service.Status.DEFUNCT)
    known = set(live.values_list("source_id", flat=True))
    return len(known - set(listing.ids())), len(known)


def _keep(
    model: type[Organization | Location | Service],
    records: list[Listed],
    source: str,
    owners: dict[str, Ids],
    on_progress: Progress,
) -> Ids:
    """Insert or update by the source's id; our own ids stay."""
    known: Ids = dict(model.objects.filter(source=source).values_list("source_id", "id"))
    own = _own_words(source) if model is Service else {}
    ids: Ids = {}
    for start in range(0, len(records), BATCH):
        batch = records[start : start + BATCH]
        rows = []
        for one in batch:
            ids[one.source_id] = known.get(one.source_id) or uuid.uuid4()
            refers = {f"{name}_id": owners[name][one.refers[name]] for name in owners}
            columns = {**one.columns, **own.get(one.source_id, {})}
            rows.append(
                model(id=ids[one.source_id], source=source, source_id=one.source_id, **refers, **columns)
            )
        changing = [*batch[0].columns, *(f"{name}_id" for name in owners)]
        model.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=changing)  # type: ignore[arg-type]
        on_progress(len(batch))
    return ids


def _own_words(source: str) -> dict[str, dict[str, Any]]:
    """What an organization wrote about its services here: no import overwrites it."""
    rows = Service.objects.filter(source=source).exclude(own_fields=[])
    return {row.source_id: {name: getattr(row, name) for name in row.own_fields} for row in rows}


def _mark_the_vanished(source: str, listing: Listing) -> int:
    live = Service.objects.filter(source=source).exclude(status=Service.Status.DEFUNCT)
    return live.exclude(source_id__in=list(listing.ids())).update(status=Service.Status.DEFUNCT)


def _write_places(listing: Listing, services: Ids, places: Ids) -> None:
    wanted = [
        {"service_id": services[one.source_id], "location_id": places[one.refers["location"]]}
        for one in listing.services
        if "location" in one.refers
    ]
    _same(ServiceAtLocation, Q(service_id__in=services.values()), wanted)


def _write_phones_and_hours(listing: Listing, owners: dict[str, Ids]) -> None:
    ours = Q(service_id__in=owners["service"].values()) | Q(location_id__in=owners["location"].values())
    phones = [
        {
            **_owner(one.owner, owners, "service", "location", "organization"),
            "number": one.number,
            "extension": one.extension,
            "type": one.type,
            "description": one.description,
        }
        for one in listing.phones
        if one.owner.source_id in owners[one.owner.kind]
    ]
    _same(Phone, ours | Q(organization_id__in=owners["organization"].values()), phones)
    hours = [
        {
            **_owner(one.owner, owners, "service", "location"),
            "byday": one.byday,
            "opens_at": one.opens_at,
            "closes_at": one.closes_at,
        }
        for one in listing.hours
        if one.owner.kind != "organization" and one.owner.source_id in owners[one.owner.kind]
    ]
    _same(Schedule, ours, hours)


def _owner(owner: Owner, owners: dict[str, Ids], *kinds: str) -> dict[str, UUID | None]:
    return {f"{kind}_id": owners[kind][owner.source_id] if kind == owner.kind else None for kind in kinds}


def _same(model: Any, ours: Q, wanted: Iterable[dict[str, Any]]) -> None:
    """Rows without an id in the source: equal ones stay as they are, others go and come."""
    rows = list(wanted)
    if not rows:
        model.objects.filter(ours).delete()
        return
    names = list(rows[0])
    have: dict[tuple[Any, ...], list[UUID]] = defaultdict(list)
    for pk, *values in model.objects.filter(ours).values_list("pk", *names):
        have[tuple(values)].append(pk)
    new, seen = [], set()
    for row in rows:
        key = tuple(row[name] for name in names)
        if key in seen:
            continue
        seen.add(key)
        if have[key]:
            have[key].pop()
        else:
            new.append(model(**row))
    model.objects.filter(pk__in=[pk for left in have.values() for pk in left]).delete()
    model.objects.bulk_create(new, batch_size=BATCH)
