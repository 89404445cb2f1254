"""Who is asked: organizations, addresses pasted or from a file, or whoever holds the open link."""

from __future__ import annotations

import csv
import hashlib
import io
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.utils.translation import gettext as _

from fullcircle.access.actor import Actor
from fullcircle.access.errors import Invalid
from fullcircle.accounts import queries as accounts
from fullcircle.assessments.asking import policies, queries
from fullcircle.assessments.asking.recording import record
from fullcircle.assessments.asking.states import State
from fullcircle.assessments.models import Campaign, CampaignInvitation, CampaignLink

MOST = 100_000
COLUMNS = ("organization_id", "name", "email", "sector", "region", "language")
LENGTHS = {"name": 200, "sector": 40, "region": 80}


@dataclass(frozen=True, slots=True)
class Guest:
    """One who is asked. Several of one organization are one voice."""

    email: str = ""
    name: str = ""
    organization_id: UUID | None = None
    sector: str = ""
    region: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Bad:
    """A line that could not be read, and why."""

    line: int
    text: str
    why: str


def read(text: str) -> tuple[list[Guest], list[Bad]]:
    """Guests from pasted lines, or from CSV whose first line names email, name, sector, region or language.

    A bad line is listed and the rest kept; an address that comes twice is asked once.
    """
    lines = list(csv.reader(io.StringIO(text.replace("\x00", ""))))
    head = [cell.strip().lower() for cell in lines[0]] if lines else []
    columns = head if "email" in head else ["email", "name", "sector", "region", "language"]
    found: dict[str, Guest] = {}
    bad = []
    for number, cells in enumerate(lines, 1):
        if not any(cell.strip() for cell in cells) or (number == 1 and columns is head):
            continue
        guest = _guest(dict(zip(columns, (cell.strip() for cell in cells), strict=False)))
        try:
            validate_email(guest.email)
        except ValidationError:
            bad.append(Bad(number, ", ".join(cells)[:100], _("This is not an e-mail address.")))
            continue
        if guest.email in found:
            bad.append(Bad(number, guest.email, _("This address is on the list already.")))
        found.setdefault(guest.email, guest)
    return list(found.values()), bad


def _guest(said: dict[str, str]) -> Guest:
    language = said.get("language", "").lower()
    known = {code for code, _name in settings.LANGUAGES}
    name, sector, region = (said.get(one, "")[:most] for one, most in LENGTHS.items())
    return Guest(
        email=said.get("email", "").lower(), name=name, sector=sector, region=region,
        language=language if language in known else "en",
    )  # fmt: skip


@transaction.atomic
def add(*, campaign_id: UUID, guests: Iterable[Guest], actor: Actor, at: datetime) -> int:
    """How many were added; who is on the list already stays as they are. Raises Denied, WrongState, Invalid."""
    campaign = _planned_or_open(campaign_id, actor)
    new = _not_yet(campaign, list(guests))
    if len(new) > MOST:
        raise Invalid(_("A survey asks {most} addresses at most.").format(most=MOST))
    _insert(campaign, new)
    record("survey.invite", campaign.pk, actor, at, count=len(new))
    if campaign.state == State.OPEN and new:
        from fullcircle.assessments import jobs  # it sends what these tables hold

        jobs.send.later(campaign_id=str(campaign.pk))
    return len(new)


def _insert(campaign: Campaign, guests: Sequence[Guest]) -> None:
    """In one statement: ten thousand addresses are one request."""
    columns = [[getattr(one, name) for one in guests] for name in COLUMNS]
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into assessments_campaigninvitation (id, campaign_id, answered, {', '.join(COLUMNS)})"  # noqa: S608 - our names
            " select gen_random_uuid(), %s, false, * from unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[],"
            " %s::text[])",
            [campaign.pk, *columns],
        )


def _not_yet(campaign: Campaign, guests: Sequence[Guest]) -> list[Guest]:
    """By address; an organization without one, by itself."""
    rows = CampaignInvitation.objects.filter(campaign=campaign).values_list("email", "organization_id")
    emails, places = set(), set()
    for email, organization_id in rows:
        emails.add(email)
        places.add(organization_id)
    new = []
    for one in guests:
        guest = one if one.email.islower() or not one.email else replace(one, email=one.email.lower())
        if (
            guest.email in emails
            if guest.email
            else guest.organization_id is None or guest.organization_id in places
        ):
            continue
        emails.add(guest.email)
        places.add(guest.organization_id)
        new.append(guest)
    return new


@transaction.atomic
def open_link(*, campaign_id: UUID, actor: Actor, at: datetime) -> str:
    """The token of a link that everybody may use, more than once. Shown now and never again: only its hash is kept.

    Raises Denied, WrongState."""
    campaign = _planned_or_open(campaign_id, actor)
    token, link = new_link(campaign.pk)
    CampaignLink.objects.bulk_create([link])
    record("survey.open-link", campaign.pk, actor, at)
    return token


def new_link(campaign_id: UUID, invitation_id: UUID | None = None) -> tuple[str, CampaignLink]:
    """A token of 256 bits, and the row that knows its hash."""
    token = secrets.token_urlsafe(32)
    return token, CampaignLink(token_hash=hashed(token), campaign_id=campaign_id, invitation_id=invitation_id)


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _planned_or_open(campaign_id: UUID, actor: Actor) -> Campaign:
    policies.check_can_keep(actor, accounts.community().hub_id)
    campaign = queries.campaign(campaign_id, lock=True)
    policies.check_is(campaign, State.PLANNED, State.OPEN)
    return campaign
