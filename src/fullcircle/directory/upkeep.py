"""What an organization keeps right itself: the words of its services, their room, and where requests go."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from fullcircle.access.actor import Actor
from fullcircle.access.errors import Invalid
from fullcircle.directory import index, policies, queries, said
from fullcircle.directory.imports import reading
from fullcircle.directory.models import Capacity, Organization, Service
from fullcircle.directory.recording import record

LONGEST_WAIT, MOST_ROOM = 730, 10_000  # days; people


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
        defaults={
            "state": state,
            "room_this_week": room,
            "wait_days": wait,
            "said_at": at,
            "counted_from": at,
        },
    )
    detail = {"service": str(service_id), "from": before or "", "to": state, "room": room, "wait_days": wait}
    record("service.say-capacity", actor, at, detail)
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
    record("service.say-limits", actor, at, {"service": str(service_id), **limits})
    return capacity


@transaction.atomic
def assure(*, service_id: UUID, actor: Actor, at: datetime) -> None:
    """Still right today: the listing, and the room as it was last said; no place that is taken since comes back by it.
    Raises Denied, NotListed."""
    service = queries.service(service_id)
    policies.check_can_say(actor, service)
    Service.objects.filter(pk=service_id).update(assured_on=localtime(at).date())
    Capacity.objects.filter(service_id=service_id).update(
        counted_from=Coalesce("counted_from", "said_at"), said_at=at
    )
    record("service.assure", actor, at, {"service": str(service_id)})


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
    record("service.describe", actor, at, {"service": str(service_id), "changed": changed})
    return service


@transaction.atomic
def set_answer_email(*, organization_id: UUID, email: str, actor: Actor, at: datetime) -> None:
    """Where requests are sent; the event does not keep the address. Raises Denied, Invalid, NotListed."""
    policies.check_can_speak_for(actor, queries.organization(organization_id).id)
    Organization.objects.filter(pk=organization_id).update(email=said.email(email))
    record(
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
    record(
        "organization.set-victim-services",
        actor,
        at,
        {"organization": str(organization_id), "serves": serves},
    )
