"""Reading the directory."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fullcircle.access.errors import NotFound
from fullcircle.access.labels import NEVER_SHARED
from fullcircle.directory.models import Organization, Phone, Service

SHOWN = (Service.Status.ACTIVE, Service.Status.TEMPORARILY_CLOSED)


class NotListed(NotFound):
    """No such service or organization in the directory."""


def service(service_id: UUID) -> Service:
    """One service with its organization. Raises NotListed."""
    found = Service.objects.select_related("organization", "capacity").filter(pk=service_id).first()
    if found is None:
        raise NotListed(_("This service is not in the directory."))
    return found


def whole_service(service_id: UUID) -> Service:
    """One service with everything that a page of it shows, listed or not. Raises NotListed."""
    found = whole(Service.objects.filter(pk=service_id)).first()
    if found is None:
        raise NotListed(_("This service is not in the directory."))
    return found


def listed(service_id: UUID) -> Service:
    """One service as the public sees it; one no longer listed is as absent. Raises NotListed."""
    shown = Service.objects.filter(pk=service_id, status__in=SHOWN)
    found = whole(shown).first()
    if found is None:
        raise NotListed(_("This service is not in the directory."))
    return found


def whole(services: QuerySet[Service]) -> QuerySet[Service]:
    """With everything that a card or a page of a service shows."""
    parts = (
        "locations",
        "languages",
        "documents",
        "areas",
        "phones",
        "schedules",
        "locations__schedules",
        "locations__phones",
        "organization__phones",
    )
    return services.select_related("organization", "capacity").prefetch_related(*parts)


def organization(organization_id: UUID) -> Organization:
    """Raises NotListed."""
    found = Organization.objects.filter(pk=organization_id).first()
    if found is None:
        raise NotListed(_("This organization is not in the directory."))
    return found


def organization_names(ids: set[UUID]) -> dict[UUID, str]:
    return dict(Organization.objects.filter(id__in=ids).values_list("id", "name"))


def phones_of(organization_ids: set[UUID]) -> dict[UUID, str]:
    """A number to call for each organization: its own, else one of its services'."""
    rows = (
        Phone.objects.filter(
            Q(organization_id__in=organization_ids) | Q(service__organization_id__in=organization_ids)
        )
        .exclude(type__in=("fax", "tty"))
        .order_by(F("organization_id").desc(nulls_last=True), "id")
        .values_list("organization_id", "service__organization_id", "number")
    )
    found: dict[UUID, str] = {}
    for own, of_service, number in rows:
        found.setdefault(own or of_service, number)
    return found


def places_of_services(ids: set[UUID]) -> dict[UUID, str]:
    """The organization that offers each of these services, by name."""
    return dict(Service.objects.filter(id__in=ids).values_list("id", "organization__name")) if ids else {}


def every_organization() -> dict[UUID, str]:
    """All that are listed, by name."""
    return dict(Organization.objects.order_by("name", "id").values_list("id", "name"))


def organizations_offering(domain: str) -> list[Organization]:
    """Organizations with an active service for this domain, by name; never those of victim services."""
    return list(_offering(domains__contains=[domain]))


def organizations_with_services(typed: str) -> list[Organization]:
    """Up to 20 organizations with active services whose name has these words; never those of victim services."""
    found = _offering()
    for word in typed.split()[:6]:
        found = found.filter(name__icontains=word)
    return list(found[:20])


def _offering(**wanted: object) -> QuerySet[Organization]:
    offering = Service.objects.filter(status=Service.Status.ACTIVE, **wanted).exclude(label__in=NEVER_SHARED)
    return Organization.objects.filter(pk__in=offering.values("organization")).order_by("name", "pk")


def service_names(ids: set[UUID]) -> dict[UUID, str]:
    return dict(Service.objects.filter(id__in=ids).values_list("id", "name"))


def named(typed: str) -> list[Service]:
    """Active services whose own or whose organization's name has these words, for 'I know where'."""
    active = Service.objects.filter(status=Service.Status.ACTIVE).select_related("organization", "capacity")
    for word in typed.split()[:6]:
        active = active.filter(Q(name__icontains=word) | Q(organization__name__icontains=word))
    return list(active.order_by("organization__name", "name")[:20])


def organizations_named(typed: str, most: int = 12) -> list[Organization]:
    """Organizations whose name has all of these words."""
    found = Organization.objects.all()
    for word in typed.split()[:6]:
        found = found.filter(name__icontains=word)
    return list(found.order_by("name")[:most])


def services_of(organization_id: UUID) -> list[Service]:
    return list(
        Service.objects.filter(organization_id=organization_id).select_related("capacity").order_by("name")
    )


def label_of(organization_id: UUID) -> str:
    """The label of an organization all of whose services are protected in one way: to be known there tells it. Else ''."""
    labels = set(
        Service.objects.filter(organization_id=organization_id).values_list("label", flat=True).distinct()
    )
    return labels.pop() if len(labels) == 1 else ""
