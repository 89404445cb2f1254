"""Who is asked: members of the collaborative, other organizations, addresses, or whoever holds the open link."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from fullcircle.access.errors import Invalid
from fullcircle.accounts import queries as accounts
from fullcircle.assessments.asking import audience as audiences
from fullcircle.assessments.asking import policies, queries
from fullcircle.assessments.asking.audience import Guest
from fullcircle.assessments.asking.states import State
from fullcircle.collaborative import queries as collaborative
from fullcircle.collaborative import sectors
from fullcircle.collaborative.states import AT_THE_TABLE
from fullcircle.directory import queries as directory
from fullcircle.web import permissions
from fullcircle.web.acting import Request
from fullcircle.web.forms import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fullcircle.assessments.models import Campaign
    from fullcircle.collaborative.models import Member, Reach

LARGEST_FILE = 2_000_000


@permissions.for_(permissions.HUB)
@require_http_methods(["GET", "HEAD", "POST"])
def audience(request: Request, campaign_id: UUID) -> HttpResponse:
    policies.check_can_keep(request.actor, accounts.community().hub_id)
    campaign = queries.campaign(campaign_id)
    policies.check_is(campaign, State.PLANNED, State.OPEN)
    if request.method != "POST":
        return _page(request, campaign)
    try:
        guests, bad = _anybody(*_said(request))
        added = audiences.add(campaign_id=campaign_id, guests=guests, actor=request.actor, at=request.at)
    except Invalid as refusal:
        return _page(request, campaign, refusal=refusal)
    text = ngettext("{n} more is asked.", "{n} more are asked.", added).format(n=added)
    if bad:
        return _page(request, campaign, said=text, bad=bad)
    messages.success(request, text)
    return redirect("asking:audience", campaign_id)


def _anybody(guests: list[Guest], bad: list[audiences.Bad]) -> tuple[list[Guest], list[audiences.Bad]]:
    """Raises Invalid where nothing was said."""
    if not guests and not bad:
        raise Invalid(_("Choose or type who is asked."))
    return guests, bad


def _said(request: Request) -> tuple[list[Guest], list[audiences.Bad]]:
    does = request.POST.get("do", "")
    if does == "members":
        chosen = set(request.POST.getlist("member"))
        members = [one for one in _members() if str(one.pk) in chosen]
        reach = _reach(members)
        return [guest for one in members for guest in _guests(one, reach)], []
    if does == "organizations":
        return _organizations(request), []
    text = request.POST.get("addresses", "")
    if upload := request.FILES.get("file"):
        if upload.size is None or upload.size > LARGEST_FILE:
            raise Invalid(_("This file is larger than 2 MB. Send it in parts."), field="file")
        text += "\n" + _decoded(upload.read()) if text.strip() else _decoded(upload.read())
    return audiences.read(text)


def _decoded(content: bytes) -> str:
    """Spreadsheets write UTF-8 with a mark, or Windows' letters."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _members() -> list[Member]:
    return [one for one in collaborative.members() if one.stage in AT_THE_TABLE]


def _guests(member: Member, reach: Mapping[UUID, Reach]) -> list[Guest]:
    """Each who speaks for a member and can be written to; together they are one voice."""
    base = Guest(
        name=member.name,
        organization_id=member.organization_id or member.pk,
        sector=member.sector,
        region=member.region,
    )
    speakers = [(one, reach[one.pk].email) for one in member.representatives.all()]
    return [replace(base, email=email, language=one.language) for one, email in speakers if email] or [base]


def _reach(members: Iterable[Member]) -> dict[UUID, Reach]:
    return collaborative.reach(each for one in members for each in one.representatives.all())


def _organizations(request: Request) -> list[Guest]:
    sector = request.POST.get("sector", "")
    if sector not in sectors.sectors():
        raise Invalid(_("Choose a sector."), field="sector")
    region = request.POST.get("region", "").strip()[:80]
    guests = []
    for said in request.POST.getlist("organization"):
        try:
            one = directory.organization(UUID(said))
        except ValueError:
            raise Invalid(_("Choose or type who is asked.")) from None
        guests.append(
            Guest(email=one.email, name=one.name[:200], organization_id=one.pk, sector=sector, region=region)
        )
    return guests


def _page(
    request: Request,
    campaign: Campaign,
    *,
    refusal: Invalid | None = None,
    said: str = "",
    bad: list[audiences.Bad] | None = None,
) -> HttpResponse:
    find = plain(request.GET, "find")[:100]
    taken, members = queries.taken(campaign), _members()
    reach = _reach(members)
    context: dict[str, Any] = {
        "campaign": campaign,
        "asked": taken.asked,
        "members": [
            (one, len([1 for each in one.representatives.all() if reach[each.pk].email])) for one in members
        ],
        "find": find,
        "found": directory.organizations_named(find) if find.split() else [],
        "sectors": list(sectors.sectors().values()),
        "open_link": queries.has_open_link(campaign),
        "refusal": refusal,
        "said": said,
        "bad": bad,
        "typed": request.POST,
    }
    return render(request, "asking/audience.html", context, status=400 if refusal else 200)


@permissions.for_(permissions.HUB)
@require_POST
def open_link(request: Request, campaign_id: UUID) -> HttpResponse:
    """A link for everybody, shown once: only its hash is kept."""
    token = audiences.open_link(campaign_id=campaign_id, actor=request.actor, at=request.at)
    context = {"campaign": queries.campaign(campaign_id), "link": f"{settings.SITE_URL}/ask-us/{token}/"}
    return render(request, "asking/open_link.html", context)
