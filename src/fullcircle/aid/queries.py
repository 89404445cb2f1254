"""Reading services delivered. Row security decides what is there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fullcircle.access.errors import NotFound
from fullcircle.aid.kinds import BY_CODE, Kind, usual_for
from fullcircle.aid.models import Delivered, Unit
from fullcircle.directory import queries as directory

if TYPE_CHECKING:
    from fullcircle.directory.models import Service


class NoSuchEntry(NotFound):
    """Not there, or not for this actor."""


@dataclass(frozen=True, slots=True)
class ServiceUnit:
    """What one tap of a service gives."""

    kind: Kind
    name: str
    usual: int
    in_ledger: bool = False


def entry(entry_id: UUID, *, lock: bool = False) -> Delivered:
    """Raises NoSuchEntry."""
    entries = Delivered.objects.select_for_update(of=("self",)) if lock else Delivered.objects
    found = entries.filter(pk=entry_id).first()
    if found is None:
        raise NoSuchEntry(_("There is no such entry here."))
    return found


def unit_of(service: Service) -> ServiceUnit:
    """As its staff said it; until then by what the service is for, so that one tap is enough on the first day."""
    said = Unit.objects.filter(pk=service.pk).first()
    if said:
        return ServiceUnit(BY_CODE[said.kind], said.name, said.usual, said.in_ledger)
    kind = usual_for(service.domains)
    return ServiceUnit(kind, service.unit or str(kind.unit), kind.usual)


def services_at_the_desk(organization_id: UUID) -> list[Service]:
    """What an organization can give: its services that are still offered, but for those that write nothing down."""
    found = directory.services_of(organization_id)
    return [one for one in found if one.status in directory.SHOWN and not one.takes_no_names]


def given_by(organization_id: UUID) -> QuerySet[Delivered]:
    """What this organization gave and did not take back, newest first."""
    kept = Delivered.objects.filter(keeper_id=organization_id, undone_at__isnull=True)
    return kept.order_by("-delivered_on", "-recorded_at", "id")


def service_given_last(organization_id: UUID) -> UUID | None:
    last = given_by(organization_id).filter(referral__isnull=True).order_by("-recorded_at")
    return last.values_list("service_id", flat=True).first()


def given_to(person_id: UUID, organization_id: UUID) -> QuerySet[Delivered]:
    return given_by(organization_id).filter(person_id=person_id)


def last_given(
    people: Collection[UUID], organization_id: UUID, services: Collection[UUID], *, since: date
) -> dict[UUID, Delivered]:
    """The last help of these services that each of these people got here since then."""
    found = given_by(organization_id).filter(
        person_id__in=people, service_id__in=services, delivered_on__gte=since
    )
    last: dict[UUID, Delivered] = {}
    for one in found:
        if one.person_id:
            last.setdefault(one.person_id, one)
    return last


def services_of_the_kind(organization_id: UUID, kind: Kind) -> list[UUID]:
    """An organization's own services that give the same kind of help."""
    return [one.pk for one in services_at_the_desk(organization_id) if unit_of(one).kind == kind]


def regulars(service_id: UUID, organization_id: UUID) -> set[UUID]:
    """The people whom its last hundred entries of this service name."""
    last = given_by(organization_id).filter(service_id=service_id, person__isnull=False)
    return {one for one in last.values_list("person_id", flat=True)[:100] if one}


def delivered_by(referral_id: UUID) -> QuerySet[Delivered]:
    return Delivered.objects.filter(referral_id=referral_id).order_by("delivered_on")
