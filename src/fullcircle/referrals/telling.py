"""Telling people: the resident by their safe way, the target by e-mail with an answer link.

The resident is told as the resident: reading their contact and writing what they heard uses their own grants, so that
no organization needs a right to either. Nothing sensitive stands in a text, and our name only where that is safe.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fullcircle.access import actor as actors
from fullcircle.access import links
from fullcircle.access.links import LinkKind
from fullcircle.access.session import acting_as
from fullcircle.accounts import queries as accounts
from fullcircle.directory import queries as directory
from fullcircle.infra import outbox
from fullcircle.people import reaching
from fullcircle.referrals.models import Need, Referral

NEWS = gettext_lazy("There is news about your request.")


def resident_hears(*, person_id: UUID, need_id: UUID, at: datetime) -> bool:
    """Send 'there is news' with a link to their page. False where there is no safe way: somebody must call."""
    with acting_as(actors.resident(person_id), at=at):
        told = reaching.hears(person_id, NEWS, at=at)
        if told:
            Need.objects.filter(pk=need_id).update(last_heard_at=at)
    return told


def ask_the_resident(referral: Referral, *, at: datetime) -> None:
    """Ask 'did you get it?' by a link; where no way is safe, that is written down and counted."""
    with acting_as(actors.resident(referral.person_id), at=at):
        way = reaching.safe_way(referral.person_id)
        asked: dict[str, Any] = {
            "asked_at": at,
            "replied_at": None,
            "reply": "",
            "could_not_ask": way is None,
        }
        if way is not None:
            token = links.make(LinkKind.CONFIRM, at=at, person_id=referral.person_id, referral_id=referral.pk)
            with translation.override(way.language):
                reaching.write(
                    way, _("Did you get the help you asked for? Please tell us here:"), f"/c/{token}", at
                )
            asked["last_heard_at"] = at
        Need.objects.filter(pk=referral.need_id).update(**asked)


def target_is_asked(referral: Referral, *, name: str, at: datetime) -> bool:
    """E-mail the target a link that shows the card and takes an answer. False where no address is known."""
    service = directory.service(referral.service_id)
    address = service.email or service.organization.email
    if not address:
        return False
    token = links.make(
        LinkKind.ANSWER,
        at=at,
        person_id=referral.person_id,
        referral_id=referral.pk,
        organization_id=referral.target_id,
    )
    due = date_format(localtime(referral.answer_by or at), "l, F j, P")
    body = _(
        "{community} asks {organization}: can you help {name} with {service}?\n\n"
        "See the request and answer, without an account:\n{link}\n\nPlease answer by {due}.\n"
    ).format(
        community=accounts.community().name, organization=service.organization.name, name=name, service=service.name,
        link=f"{settings.SITE_URL}/a/{token}", due=due,
    )  # fmt: skip
    subject = _("A request for {service}").format(service=service.name)
    outbox.write(
        channel="email", to=address, subject=subject, body=body, at=at, about_person=referral.person_id,
        for_organization=referral.target_id,
    )  # fmt: skip
    return True
