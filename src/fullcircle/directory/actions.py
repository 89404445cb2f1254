"""What comes into the directory: listings, places and services. Each checks, changes, and records one event."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from datetime import datetime, time
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from fullcircle.access.actor import Actor
from fullcircle.access.errors import Conflict, Invalid, NotFound
from fullcircle.directory import domains as need_domains
from fullcircle.directory import index, places, policies, queries, said
from fullcircle.directory.imports import load, reading
from fullcircle.directory.imports.listing import Listing
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
    Zip,
)
from fullcircle.directory.places import ZIP
from fullcircle.directory.recording import record


class WouldShrink(Conflict):
    """More than half of a source's services would go: more often a broken file than the truth."""


@transaction.atomic
def bring_in(
    *,
    listing: Listing,
    source: str,
    actor: Actor,
    at: datetime,
    may_shrink: bool = False,
    on_progress: Callable[[int], None] = lambda rows: None,
) -> load.Outcome:
    """Load a directory of another system, or bring it up to date. Raises Denied, Invalid, WouldShrink."""
    policies.check_can_keep(actor)
    name = source.strip()
    if not name or len(name) > 60:
        raise Invalid(_("Give the source a name of at most 60 letters."), field="source")
    if not listing.services:
        raise Invalid(_("No service in these files can be used."))
    gone, known = load.vanishing(listing, name)
    if gone * 2 > known and not may_shrink:
        sentence = _(
            "{gone} of {known} services of {source} are not in these files. If that is right, allow shrinking."
        )
        raise WouldShrink(str(sentence).format(gone=gone, known=known, source=name))
    outcome = load.load(listing, name, on_progress)
    index.rebuild()
    counts = {one.name: getattr(outcome, one.name) for one in fields(outcome)}
    record("directory.import", actor, at, {"source": name, **counts})
    return outcome


@transaction.atomic
def add_organization(
    *,
    name: str,
    actor: Actor,
    at: datetime,
    description: str = "",
    email: str = "",
    website: str = "",
    clinical: bool = False,
    victim_services: bool = False,
    phone: str = "",
) -> Organization:
    """List an organization; `email` is where requests are sent for an answer. Raises Denied, Invalid."""
    policies.check_can_keep(actor)
    added = Organization.objects.create(
        name=said.named(name),
        description=said.text(description),
        email=said.email(email),
        website=said.website(website),
        clinical=clinical,
        victim_services=victim_services,
    )
    if phone:
        Phone.objects.create(organization=added, number=reading.cut(reading.clean(phone), 60))
    record("organization.add", actor, at, {"organization": str(added.id)})
    return added


@transaction.atomic
def add_location(
    *,
    organization_id: UUID,
    name: str,
    actor: Actor,
    at: datetime,
    address_1: str = "",
    city: str = "",
    state_province: str = "",
    postal_code: str = "",
    latitude: float | None = None,
    longitude: float | None = None,
    accessibility: str = "",
    transportation: str = "",
) -> Location:
    """List a place of an organization. Raises Denied, Invalid, NotListed."""
    policies.check_can_describe(actor, queries.organization(organization_id).id)
    added = Location.objects.create(
        organization_id=organization_id,
        name=said.named(name),
        address_1=address_1.strip(),
        city=city.strip(),
        state_province=state_province.strip(),
        postal_code=postal_code.strip(),
        **places.located(latitude, longitude, postal_code.strip()),
        accessibility=said.text(accessibility),
        transportation=said.text(transportation),
    )
    record("location.add", actor, at, {"organization": str(organization_id), "location": str(added.id)})
    return added


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Weekly hours; `byday` as in `hours.py`: "MO,TU", "1TH" for the first Thursday."""

    byday: str
    opens_at: time
    closes_at: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """All that is said of a service when it is listed. `free`: None where nobody knows."""

    name: str
    domains: tuple[str, ...]
    description: str = ""
    eligibility_description: str = ""
    application_process: str = ""
    fees_description: str = ""
    free: bool | None = None
    unit: str = ""
    website: str = ""
    email: str = ""
    by_phone: bool = False
    label: str = ""  # access.labels
    minimum_age: float | None = None
    maximum_age: float | None = None
    phone: str = ""
    languages: tuple[tuple[str, str], ...] = ()  # (code, name)
    documents: tuple[str, ...] = ()
    zips: tuple[str, ...] = ()  # where it serves; none means everywhere
    hours: tuple[Opening, ...] = field(default_factory=tuple)
    location_ids: tuple[UUID, ...] = ()


COLUMNS = (
    "eligibility_description",
    "application_process",
    "fees_description",
    "free",
    "unit",
    "by_phone",
    "label",
    "minimum_age",
    "maximum_age",
)


@transaction.atomic
def add_service(*, organization_id: UUID, described: Described, actor: Actor, at: datetime) -> Service:
    """List a service, checked today. Raises Denied, Invalid, NotListed."""
    policies.check_can_describe(actor, queries.organization(organization_id).id)
    if unknown := set(described.domains) - set(need_domains.BY_CODE):
        raise Invalid(str(_("There is no domain {name}.")).format(name=min(unknown)), field="domains")
    added = Service.objects.create(
        organization_id=organization_id,
        name=said.named(described.name),
        description=said.text(described.description),
        website=said.website(described.website),
        email=said.email(described.email),
        domains=list(described.domains),
        assured_on=localtime(at).date(),
        **{name: getattr(described, name) for name in COLUMNS},
    )
    _write_parts(added, described)
    index.refresh([added.id])
    record("service.add", actor, at, {"organization": str(organization_id), "service": str(added.id)})
    return added


def _write_parts(service: Service, described: Described) -> None:
    ours = set(
        Location.objects.filter(
            organization_id=service.organization_id, id__in=described.location_ids
        ).values_list("id", flat=True)
    )
    if ours != set(described.location_ids):
        raise NotFound(_("This place is not one of the organization."))
    ServiceAtLocation.objects.bulk_create(
        ServiceAtLocation(service=service, location_id=one) for one in described.location_ids
    )
    Language.objects.bulk_create(
        Language(service=service, code=code, name=name) for code, name in described.languages
    )
    RequiredDocument.objects.bulk_create(
        RequiredDocument(service=service, document=one) for one in described.documents
    )
    ServiceArea.objects.bulk_create(ServiceArea(service=service, zip=one) for one in described.zips)
    Schedule.objects.bulk_create(
        Schedule(service=service, byday=one.byday, opens_at=one.opens_at, closes_at=one.closes_at)
        for one in described.hours
    )
    if described.phone:
        Phone.objects.create(service=service, number=reading.cut(reading.clean(described.phone), 60))


@dataclass(frozen=True, slots=True)
class Centre:
    code: str
    latitude: float
    longitude: float
    place: str = ""


@transaction.atomic
def set_zips(*, centres: Iterable[Centre], actor: Actor, at: datetime) -> int:
    """ZIP codes of our own, or better centres of known ones. Raises Denied, Invalid."""
    policies.check_can_keep(actor)
    rows = [
        Zip(code=one.code, latitude=one.latitude, longitude=one.longitude, place=one.place) for one in centres
    ]
    for row in rows:
        if not ZIP.fullmatch(row.code):
            raise Invalid(_("A ZIP code has 5 numbers, like 00412."), field="code")
        if not (-90 <= row.latitude <= 90 and -180 <= row.longitude <= 180):
            raise Invalid(
                _("A latitude lies from -90 to 90, a longitude from -180 to 180."), field="latitude"
            )
    Zip.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["code"], update_fields=["latitude", "longitude", "place"]
    )
    places.forget()
    record("directory.set-zips", actor, at, {"codes": [row.code for row in rows][:100], "count": len(rows)})
    return len(rows)
