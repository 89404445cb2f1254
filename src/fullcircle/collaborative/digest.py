"""The weekly digest: what is new and what waits, by mail to everybody at the table, each in their language.

It is due on Monday at seven by the community's clock. A worker that stood still writes one mail when it comes back, about all
that came since the last one. Who has nothing to read gets no mail, and whoever does not want it stops it by a link.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fullcircle.access.actor import SYSTEM, Actor
from fullcircle.access.errors import NotFound
from fullcircle.access.session import acting_as
from fullcircle.collaborative.models import (
    Action,
    Announcement,
    Ballot,
    Body,
    Meeting,
    Proposal,
    Reach,
    Representative,
)
from fullcircle.collaborative.recording import record
from fullcircle.collaborative.states import Phase, Stage
from fullcircle.infra import outbox

HOUR = time(7)
AHEAD, LONGEST = timedelta(days=14), timedelta(days=35)
SALT = "collaborative-digest"
WRITTEN_TO = (Stage.JOINED, Stage.ACTIVE)


class NoSuchDigest(NotFound):
    """The link belongs to nobody, or to who speaks for nobody any more."""


def monday(at: datetime) -> datetime:
    """The last Monday at seven, by the community's clock."""
    local = at.astimezone(ZoneInfo(settings.TIME_ZONE))
    day = local.date() - timedelta(days=local.weekday())
    due = datetime.combine(day, HOUR, ZoneInfo(settings.TIME_ZONE))
    return due if due <= at else datetime.combine(day - timedelta(days=7), HOUR, due.tzinfo)


def send_due(*, at: datetime) -> int:
    """Write to whom no digest was written since Monday; how many mails. To run it again writes nothing twice."""
    with acting_as(SYSTEM, at=at):
        addresses = sorted({one.email for one in _waiting(at)})
    return sum(_send(address, at=at) for address in addresses)


def _waiting(at: datetime, address: str = "") -> list[Reach]:
    rows = Reach.objects.filter(
        Q(digest_at__isnull=True) | Q(digest_at__lt=monday(at)), representative__ended_on__isnull=True, email__gt="",
        digest_stopped_at__isnull=True, representative__member__stage__in=WRITTEN_TO,
    )  # fmt: skip
    if address:
        rows = rows.filter(email=address).select_for_update(skip_locked=True, of=("self",))
    return list(rows.select_related("representative__member").order_by("pk"))


def _send(address: str, *, at: datetime) -> bool:
    """One person, in a transaction of their own: two workers never write twice, and one that fails holds up nobody."""
    with acting_as(SYSTEM, at=at), transaction.atomic():
        reach = _waiting(at, address)
        if not reach:
            return False
        people = [one.representative for one in reach]
        since = min([one.digest_at for one in reach if one.digest_at] or [at - timedelta(days=7)])
        with translation.override(people[0].language):
            text = written(people, since=max(since, at - LONGEST), at=at)
            if text:
                _post(reach[0], text, at)
        Reach.objects.filter(pk__in=[one.pk for one in reach]).update(digest_at=at)
        if text:
            record("digest.send", people[0].pk, SYSTEM, at)
        return bool(text)


def _post(reach: Reach, text: str, at: datetime) -> None:
    link = f"{settings.SITE_URL}/digest/{token(reach.pk)}/"
    foot = _("You get this once a week because you sit at the table. Stop it here:\n{link}\n").format(
        link=link
    )
    outbox.write(
        channel="email", to=reach.email, subject=_("This week at the table"), body=f"{text}\n\n{foot}", at=at,
        language=reach.representative.language, unsubscribe=link,
    )  # fmt: skip


def written(people: Sequence[Representative], *, since: datetime, at: datetime) -> str:
    """The digest of one person, who may speak for several; empty where there is nothing to say."""
    bodies = list(_bodies(people))
    parts = [
        (_("Announced"), _announced(bodies, since)),
        (_("Meetings in the next two weeks"), _meetings(bodies, at)),
        (_("Votes that are open"), _votes(bodies, people, at)),
        (_("Overdue, and yours"), _actions(people, at, overdue=True)),
        (_("Yours to do"), _actions(people, at, overdue=False)),
    ]
    told = [(title, list(lines)) for title, lines in parts]
    return "\n\n".join(f"{title}\n\n" + "\n\n".join(lines) for title, lines in told if lines)


def _bodies(people: Sequence[Representative]) -> Iterator[Body]:
    seats = Q(seats__holder__in=people) | Q(seats__alternate__in=people)
    yield from Body.objects.filter(seats, ended_on__isnull=True, seats__ended_on__isnull=True).distinct()


def _announced(bodies: Sequence[Body], since: datetime) -> Iterator[str]:
    rows = Announcement.objects.filter(Q(body__isnull=True) | Q(body__in=bodies), made_at__gt=since)
    for one in rows.order_by("made_at"):
        yield f"{one.title}\n{one.text}"


def _meetings(bodies: Sequence[Body], at: datetime) -> Iterator[str]:
    rows = Meeting.objects.filter(
        body__in=bodies, starts_at__gt=at, starts_at__lte=at + AHEAD, cancelled_at__isnull=True
    )
    for one in rows.select_related("body").order_by("starts_at"):
        when = date_format(one.starts_at.astimezone(ZoneInfo(one.body.zone)), "l, F j, P")
        page = f"{settings.SITE_URL}/room/meetings/{one.pk}/"
        calendar = _("For your calendar: {link}").format(link=f"{page}meeting.ics")
        yield "\n".join(filter(None, (one.title, when, one.place, page, calendar)))


def _votes(bodies: Sequence[Body], people: Sequence[Representative], at: datetime) -> Iterator[str]:
    rows = Proposal.objects.filter(body__in=bodies, phase=Phase.VOTING, closes_at__gt=at)
    mine = Ballot.objects.filter(holder__in=people, voted=False, recused=False)
    waiting = set(mine.values_list("proposal_id", flat=True))
    for one in rows.select_related("body").order_by("closes_at"):
        day = date_format(one.closes_on, "DATE_FORMAT") if one.closes_on else ""
        until = _("Until {day}, midnight ({zone}).").format(day=day, zone=one.body.zone)
        yours = _("Your vote is not in yet.") if one.pk in waiting else ""
        yield f"{one.title}\n{' '.join(filter(None, (until, yours)))}\n{settings.SITE_URL}/room/proposals/{one.pk}/"


def _actions(people: Sequence[Representative], at: datetime, *, overdue: bool) -> Iterator[str]:
    today = at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    late = Q(due_on__lt=today)
    rows = Action.objects.filter(late if overdue else ~late | Q(due_on__isnull=True), owner__in=people)
    for one in rows.filter(closed_on__isnull=True).order_by("due_on", "made_at"):
        until = _("until {day}").format(day=date_format(one.due_on, "DATE_FORMAT")) if one.due_on else ""
        yield f"{one.what}{f' ({until})' if until else ''}\n{settings.SITE_URL}/room/bodies/{one.body_id}/"


@dataclass(frozen=True, slots=True)
class Choice:
    """What a link changes: whose digest it is does not come with it."""

    stopped: bool


def token(representative_id: UUID) -> str:
    """Signed with the installation's key: nobody guesses it, and no table holds it."""
    return signing.dumps(str(representative_id), salt=SALT)


def chosen(token: str, *, at: datetime) -> Choice:
    """Raises NoSuchDigest."""
    with acting_as(SYSTEM, at=at):
        return Choice(stopped=_of(token).digest_stopped_at is not None)


@transaction.atomic
def choose(*, token: str, stop: bool, actor: Actor, at: datetime) -> Choice:
    """Stop or start the digest of whoever holds the link, at all seats of the same address. Raises NoSuchDigest."""
    with acting_as(SYSTEM, at=at):
        one = _of(token)
        same = Reach.objects.filter(email=one.email) if one.email else Reach.objects.filter(pk=one.pk)
        same.update(digest_stopped_at=at if stop else None)
    with acting_as(actor, at=at):
        record("digest.stop" if stop else "digest.start", one.pk, actor, at)
    return Choice(stopped=stop)


def _of(token: str) -> Reach:
    try:
        representative_id = UUID(str(signing.loads(token, salt=SALT)))
    except (signing.BadSignature, ValueError):
        raise NoSuchDigest(_("This link opens nothing.")) from None
    found = Reach.objects.filter(pk=representative_id, representative__ended_on__isnull=True).first()
    if found is None:
        raise NoSuchDigest(_("This link opens nothing."))
    return found
