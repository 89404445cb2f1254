"""What changes the directory. Each checks, changes, and records one event; none is about a person."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from fullcircle.access import events
from fullcircle.access.actor import Actor, Kind
from fullcircle.access.errors import Conflict, Invalid, NotFound
from fullcircle.access.events import Subject
from fullcircle.access.grants import DataClass
from fullcircle.access.session import acting_as
from fullcircle.directory import domains as need_domains
from fullcircle.directory import index, places, policies, queries, said, vocabulary
from fullcircle.directory.imports import load, reading
from fullcircle.directory.imports.listing import Listing
from fullcircle.directory.models import (
    Capacity,
    Language,
    Location,
    Organization,
    Phone,
    RequiredDocument,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    Unmet,
    Zip,
)

MAIL, ZIP = re.compile(r"\S*@\S*"), re.compile(r"[0-9]{5}")
LONGEST_WAIT, MOST_ROOM = 730, 10_000


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
    _record("directory.import", actor, at, {"source": name, **counts})
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
    _record("organization.add", actor, at, {"organization": str(added.id)})
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
    _record("location.add", actor, at, {"organization": str(organization_id), "location": str(added.id)})
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
    _record("service.add", actor, at, {"organization": str(organization_id), "service": str(added.id)})
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


@transaction.atomic
def say_capacity(
    *,
    service_id: UUID,
    state: str,
    actor: Actor,
    at: datetime,
    room_this_week: int | None = None,
    wait_days: int | None = None,
) -> Capacity:
    """How much room there is, in the organization's own word. Raises Denied, Invalid, NotListed."""
    service = queries.service(service_id)
    policies.check_can_say(actor, service)
    if state not in Capacity.State.values:
        raise Invalid(_("Choose open, some room, wait list or closed."), field="state")
    room = said.between(room_this_week, MOST_ROOM, "room_this_week") if state in {"open", "limited"} else None
    wait = said.between(wait_days, LONGEST_WAIT, "wait_days") if state == "wait-list" else None
    before = Capacity.objects.filter(service_id=service_id).values_list("state", flat=True).first()
    capacity, _made = Capacity.objects.update_or_create(
        service_id=service_id,
        defaults={"state": state, "room_this_week": room, "wait_days": wait, "said_at": at},
    )
    detail = {"service": str(service_id), "from": before or "", "to": state, "room": room, "wait_days": wait}
    _record("service.say-capacity", actor, at, detail)
    return capacity


@transaction.atomic
def say_limits(
    *, service_id: UUID, maximum: int | None, weekly_limit: int | None, actor: Actor, at: datetime
) -> Capacity:
    """How many people at once and how many new requests a week; None: no limit. Not for protected services, of which
    nothing is computed. Raises Denied, Invalid, NotListed."""
    service = queries.service(service_id)
    policies.check_can_say(actor, service)
    limits = {
        "maximum": said.between(maximum, MOST_ROOM, "maximum", least=1),
        "weekly_limit": said.between(weekly_limit, MOST_ROOM, "weekly_limit", least=1),
    }
    if service.protected and any(limits.values()):
        raise Invalid(_("Nothing is counted for this service, to protect the people who use it."))
    capacity, _made = Capacity.objects.update_or_create(
        service_id=service_id, defaults=limits, create_defaults={**limits, "said_at": at}
    )
    _record("service.say-limits", actor, at, {"service": str(service_id), **limits})
    return capacity


@transaction.atomic
def assure(*, service_id: UUID, actor: Actor, at: datetime) -> None:
    """Still right today: the listing, and the room as it was last said. Raises Denied, NotListed."""
    service = queries.service(service_id)
    policies.check_can_say(actor, service)
    Service.objects.filter(pk=service_id).update(assured_on=localtime(at).date())
    Capacity.objects.filter(service_id=service_id).update(said_at=at)
    _record("service.assure", actor, at, {"service": str(service_id)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The plain words of a service that its organization keeps itself."""

    name: str
    description: str
    eligibility_description: str
    application_process: str
    fees_description: str


@transaction.atomic
def describe(*, service_id: UUID, texts: Texts, actor: Actor, at: datetime) -> Service:
    """Change a service's words: the organization's own from now on. Raises Denied, Invalid, NotListed."""
    service = queries.service(service_id)
    policies.check_can_say(actor, service)
    new = {one.name: said.text(getattr(texts, one.name)) for one in fields(texts)} | {
        "name": said.named(texts.name)
    }
    changed = [name for name, text in new.items() if getattr(service, name) != text]
    for name in changed:
        setattr(service, name, new[name])
    service.own_fields = sorted(
        {*service.own_fields, *changed, *(["free"] if "fees_description" in changed else [])}
    )
    if "fees_description" in changed:
        service.free = reading.is_free(service.fees_description)
    service.assured_on = localtime(at).date()
    service.save(update_fields=[*changed, "own_fields", "free", "assured_on"])
    index.refresh([service_id])
    _record("service.describe", actor, at, {"service": str(service_id), "changed": changed})
    return service


@transaction.atomic
def set_answer_email(*, organization_id: UUID, email: str, actor: Actor, at: datetime) -> None:
    """Where requests are sent; the event does not keep the address. Raises Denied, Invalid, NotListed."""
    policies.check_can_speak_for(actor, queries.organization(organization_id).id)
    Organization.objects.filter(pk=organization_id).update(email=said.email(email))
    _record(
        "organization.set-answer-email",
        actor,
        at,
        {"organization": str(organization_id), "has": bool(email.strip())},
    )


@transaction.atomic
def set_victim_services(*, organization_id: UUID, serves: bool, actor: Actor, at: datetime) -> None:
    """Whether it serves victims of violence: then no agreement opens its records (34 USC 12291(b)(2)).

    What agreements had opened closes in the same transaction. Raises Denied, NotListed.
    """
    policies.check_can_set_victim_services(actor, queries.organization(organization_id).id)
    Organization.objects.filter(pk=organization_id).update(victim_services=serves)
    _record(
        "organization.set-victim-services",
        actor,
        at,
        {"organization": str(organization_id), "serves": serves},
    )


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
    _record("directory.set-zips", actor, at, {"codes": [row.code for row in rows][:100], "count": len(rows)})
    return len(rows)


MOST_UNMET_A_DAY = 2_000
AT_THE_DOOR = Actor(kind=Kind.RESIDENT)  # whoever stands there: nobody asks for a name


def note_unmet(*, words: str, domain: str, zip_code: str, at: datetime) -> None:
    """Somebody looked for help and there is none. Kept are words without numbers, place, day and count."""
    plain = " ".join(word for word in vocabulary.words(MAIL.sub(" ", words)) if word.isalpha())[:80].rstrip()
    known = domain if domain in need_domains.BY_CODE else ""
    if not plain and not known:
        return
    row: dict[str, Any] = {
        "words": plain,
        "domain": known,
        "zip": zip_code if ZIP.fullmatch(zip_code) else "",
        "on": localtime(at).date(),
    }
    with acting_as(AT_THE_DOOR, at=at):
        if Unmet.objects.filter(**row).update(times=F("times") + 1):
            return
        # A flood of made-up searches must fill neither the disk nor the list that people read.
        if Unmet.objects.filter(on=row["on"]).count() < MOST_UNMET_A_DAY:
            Unmet.objects.bulk_create([Unmet(**row)], ignore_conflicts=True)
            _record("search.unmet", AT_THE_DOOR, at, {"domain": known})


def _record(did: str, actor: Actor, at: datetime, detail: dict[str, Any]) -> None:
    events.record(actor=actor, did=did, about=Subject(DataClass.ACCESS, detail=detail), at=at)
