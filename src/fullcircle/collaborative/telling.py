"""Telling the table by mail, each in their language: an announcement, a meeting, a vote that opens, a result."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fullcircle.access.actor import SYSTEM
from fullcircle.access.session import acting_as
from fullcircle.collaborative.models import Representative
from fullcircle.collaborative.states import PHASE_LABELS, Phase
from fullcircle.infra import outbox

if TYPE_CHECKING:
    from fullcircle.collaborative.models import Announcement, Body, Meeting, Proposal


def at_the_table(body: Body | None, *, at: datetime) -> list[Representative]:
    """Holders and stand-ins of a body's seats; of all bodies without one. Each once, and only who can be written to.

    Looked up as the jobs' actor: whoever causes a message need not read the addresses that it goes to."""
    people = Representative.objects.filter(ended_on__isnull=True, reach__email__gt="").select_related("reach")
    if body is not None:
        seats = body.seats.filter(ended_on__isnull=True)
        ids = {pk for row in seats.values_list("holder_id", "alternate_id") for pk in row if pk}
        people = people.filter(pk__in=ids)
    with acting_as(SYSTEM, at=at):
        return list(people.order_by("reach__email"))


def announced(one: Announcement, *, at: datetime) -> int:
    """How many addresses were written to."""
    return _write(at_the_table(one.body, at=at), lambda: one.title, lambda: f"{one.text}\n", at)


def meeting_is_planned(meeting: Meeting, *, at: datetime, cancelled: bool = False) -> int:
    def subject() -> str:
        said = _("Cancelled: {title}") if cancelled else _("Meeting: {title}")
        return said.format(title=meeting.title)

    def text() -> str:
        when = date_format(meeting.starts_at.astimezone(ZoneInfo(meeting.body.zone)), "l, F j, P")
        return _("{title}\n{when}\n{place}\n\nSay whether you come, and what helps you take part:\n{link}\n").format(
            title=meeting.title, when=when, place=meeting.place, link=f"{settings.SITE_URL}/room/meetings/{meeting.pk}/"
        )  # fmt: skip

    return _write(at_the_table(meeting.body, at=at), subject, text, at)


def vote_opens(proposal: Proposal, *, at: datetime) -> int:
    def text() -> str:
        day = date_format(proposal.closes_on, "DATE_FORMAT") if proposal.closes_on else ""
        return _("“{asks}”\n\nVote until {day}, midnight ({zone}):\n{link}\n").format(
            asks=proposal.asks, day=day, zone=proposal.body.zone, link=_link(proposal)
        )

    return _write(
        at_the_table(proposal.body, at=at),
        lambda: _("A vote is open: {title}").format(title=proposal.title),
        text,
        at,
    )


def decided(proposal: Proposal, *, at: datetime) -> int:
    def text() -> str:
        return _("{result}: {yes} yes, {no} no, {abstain} abstained.\n\n{link}\n").format(
            result=PHASE_LABELS[Phase(proposal.phase)], yes=proposal.yes, no=proposal.no, abstain=proposal.abstain,
            link=_link(proposal),
        )  # fmt: skip

    return _write(
        at_the_table(proposal.body, at=at),
        lambda: _("Decided: {title}").format(title=proposal.title),
        text,
        at,
    )


def _link(proposal: Proposal) -> str:
    return f"{settings.SITE_URL}/room/proposals/{proposal.pk}/"


def _write(
    people: Iterable[Representative], subject: Callable[[], str], text: Callable[[], str], at: datetime
) -> int:
    told = set()
    for one in people:
        if one.reach.email in told:
            continue
        with translation.override(one.language):
            outbox.write(
                channel="email",
                to=one.reach.email,
                subject=subject()[:200],
                body=text(),
                at=at,
                language=one.language,
            )
        told.add(one.reach.email)
    return len(told)
