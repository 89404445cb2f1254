"""Which services can help with a need, best first, each with why and why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fullcircle.access import grants
from fullcircle.access.grants import DataClass
from fullcircle.directory import places
from fullcircle.directory.models import Service
from fullcircle.people.models import Person
from fullcircle.referrals import capacity
from fullcircle.referrals.capacity import Room
from fullcircle.referrals.cards import language_name
from fullcircle.referrals.models import Need, Referral
from fullcircle.referrals.states import LIVE, Status

WINDOW = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Reason:
    kind: str  # yes, maybe, no
    text: str


@dataclass(frozen=True, slots=True)
class Track:
    """How a service did lately, network-wide; counts are None where fewer than 11 were sent."""

    sent: int | None
    answered: int | None
    helped: int | None
    confirmed: int | None


@dataclass(frozen=True, slots=True)
class Match:
    service: Service
    miles: float | None
    reasons: list[Reason]
    room: Room | None = None
    turn: datetime | None = None  # when a request sent now reaches it, where that is not at once

    @property
    def fits(self) -> bool:
        return not any(reason.kind == "no" for reason in self.reasons)


def matches(need: Need, person: Person, *, at: datetime) -> list[Match]:
    """Every active service of the need's domain, the best first; those that do not fit come last and say why."""
    services = list(_services(need.domain))
    tried = _tried(need)
    tracks = track_records([service.id for service in services], at=at)
    may_take = grants.takers(person.steward_id, (DataClass.IDENTITY, DataClass.NEED))
    rooms = capacity.rooms(services, at=at)
    found = [
        _match(service, need, person, tried, tracks.get(service.id), may_take, rooms.get(service.pk), at)
        for service in services
    ]
    return sorted(found, key=lambda match: _rank(match, tracks.get(match.service.id)))


def _services(domain: str) -> QuerySet[Service]:
    active = Service.objects.filter(status=Service.Status.ACTIVE, domains__contains=[domain])
    parts = active.select_related("organization", "capacity")
    return parts.prefetch_related("locations", "languages", "areas", "documents").order_by("name", "id")


def _tried(need: Need) -> dict[UUID, str]:
    """Services that this need was sent to, with the last status: nobody is asked twice for one need."""
    return dict(Referral.objects.filter(need=need).order_by("made_at").values_list("service_id", "status"))


def _rank(match: Match, track: Track | None) -> tuple[bool, int, float, str]:
    state = "wait-list" if match.turn else match.room.state if match.room else ""
    helped = (track.helped or 0) / track.sent if track and track.sent else 0.5
    # A mile weighs as much as ten points of the share that was helped.
    distance = match.miles if match.miles is not None else 5.0
    return (not match.fits, capacity.ORDER[state], round(distance - 10 * helped, 3), match.service.name)


def _match(
    service: Service,
    need: Need,
    person: Person,
    tried: dict[UUID, str],
    track: Track | None,
    may_take: set[UUID],
    room: Room | None,
    at: datetime,
) -> Match:
    distance = nearest(service, person.zip)
    turn = capacity.turn(service, at=at, urgent=need.urgent)
    reasons = [
        *_reason_names(service, may_take),
        *_reason_tried(tried.get(service.id)),
        *_reason_room(service, room),
        *_reason_area(service, person),
        *_reason_language(service, person),
        *_reason_track(track, protected=service.protected),
        *_reason_documents(service),
    ]
    later = turn if turn > at else None
    return Match(service=service, miles=distance, reasons=reasons, room=room, turn=later)


def nearest(service: Service, zip_code: str) -> float | None:
    """Miles from a ZIP code's centre to the nearest place of a service; None where either is unknown."""
    here = places.centroid(zip_code) if zip_code else None
    if here is None:
        return None
    points = [
        (p.latitude, p.longitude)
        for p in service.locations.all()
        if p.latitude is not None and p.longitude is not None
    ]
    return min((places.miles(here, (float(lat), float(lon))) for lat, lon in points), default=None)


def _reason_tried(status: str | None) -> list[Reason]:
    if status is None or status in {Status.RECALLED, Status.ENTERED_IN_ERROR, Status.DRAFT}:
        return []
    if status in LIVE:
        return [Reason("no", _("Asked already, and the request is open"))]
    return [Reason("no", _("Asked already for this need"))]


def _reason_names(service: Service, may_take: set[UUID]) -> list[Reason]:
    """Why no card can go there, and what to do instead."""
    if service.takes_no_names:
        return [Reason("no", _("Takes no names: give the person its phone number, and write nothing down"))]
    if not service.protected and service.organization_id not in may_take:
        return [Reason("no", _("Has signed no agreement that lets it see a card: call them"))]
    return []


def _reason_room(service: Service, room: Room | None) -> list[Reason]:
    if service.protected:
        return []
    if room is None:
        return [Reason("maybe", _("Has not said how much room there is"))]
    if room.full:
        return [
            Reason("no", _("All its places are taken") if room.computed else _("Closed for new requests"))
        ]
    return []


def _reason_area(service: Service, person: Person) -> list[Reason]:
    zips = {area.zip for area in service.areas.all() if area.zip}
    if not zips:
        return []
    if not person.zip:
        return [Reason("maybe", _("Serves some ZIP codes; this person's is not known"))]
    return [Reason("yes", _("Serves {zip}").format(zip=person.zip)) if person.zip in zips
            else Reason("no", _("Does not serve {zip}").format(zip=person.zip))]  # fmt: skip


def _reason_language(service: Service, person: Person) -> list[Reason]:
    spoken = {language.code for language in service.languages.all()}
    if person.language in {"", "en"}:
        return []
    name = language_name(person.language)
    if person.language in spoken:
        return [Reason("yes", _("Speaks {language}").format(language=name))]
    return [Reason("maybe", _("{language}: not listed").format(language=name))]


def _reason_track(track: Track | None, *, protected: bool) -> list[Reason]:
    if protected:
        return []
    if track is None or track.sent is None:
        return [Reason("maybe", _("Fewer than 11 sent: too few to rate"))]
    said = _("Helped {helped} of {sent} sent; {confirmed} residents confirmed").format(
        helped=shown(track.helped), sent=track.sent, confirmed=shown(track.confirmed)
    )
    return [Reason("yes", said)]


def shown(count: int | None) -> str:
    return _("1 to 10") if count is None else str(count)


def _reason_documents(service: Service) -> list[Reason]:
    asked = [document.document for document in service.documents.all()]
    return [Reason("maybe", _("Bring: {papers}").format(papers=", ".join(asked[:3])))] if asked else []


def track_records(service_ids: list[UUID], *, at: datetime) -> dict[UUID, Track]:
    """Counts over the whole network, made and suppressed inside the database; nothing for protected services."""
    with connection.cursor() as cursor:
        cursor.execute("select * from referrals_track_records(%s, %s, %s)", [service_ids, at - WINDOW, at])
        return {row[0]: Track(*row[1:]) for row in cursor.fetchall()}
