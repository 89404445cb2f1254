"""Reading grievances: as the code's holder, as a reviewer, and as everybody (themes alone)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models import Case, F, When
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from fullcircle.access.errors import NotFound
from fullcircle.grievances import codes
from fullcircle.grievances.models import Grievance, Reviewer, Step
from fullcircle.grievances.states import OPEN, TOPICS, State

NOTHING = _("There is no complaint with this code. Look at each letter once more.")


class NoSuchGrievance(NotFound):
    """No such code or id, or for another reviewer: all answer alike."""


@dataclass(frozen=True, slots=True)
class Followed:
    """What the code's holder reads. `reviewer` is '' while nobody independent is named."""

    id: UUID
    topic: str
    text: str
    state: State
    reviewer: str
    answer: str
    appeal: str
    final: str
    danger: bool
    filed_at: datetime
    acknowledge_by: datetime
    answer_by: datetime
    acknowledged_at: datetime | None
    answered_at: datetime | None
    appealed_at: datetime | None
    closed_at: datetime | None


def follow(code: str) -> Followed:
    """Raises NoSuchGrievance."""
    typed = codes.plain(code)
    with connection.cursor() as cursor:
        cursor.execute("select grievances_follow(%s)", [typed])
        (found,) = cursor.fetchone()
    if not typed or found is None:
        raise NoSuchGrievance(NOTHING)
    row = json.loads(found) if isinstance(found, str) else found
    times = {
        key: parse_datetime(value) for key, value in row.items() if key.endswith(("_at", "_by")) and value
    }
    return Followed(**{**row, **times, "id": UUID(row["id"]), "state": State(row["state"])})


def grievance(grievance_id: UUID, *, lock: bool = False) -> Grievance:
    """One that the acting organization reviews. Raises NoSuchGrievance."""
    rows = Grievance.objects.select_for_update() if lock else Grievance.objects.all()
    found = rows.filter(pk=grievance_id).first()
    if found is None:
        raise NoSuchGrievance(_("There is no such complaint for you to read."))
    return found


def to_answer() -> list[Grievance]:
    """Those that wait for the acting organization, what is due first."""
    first = Case(When(state=State.FILED, then=F("acknowledge_by")), default=F("answer_by"))
    return list(Grievance.objects.filter(state__in=list(OPEN)).order_by("-danger", first, "pk"))


def answered() -> list[Grievance]:
    """The others that the acting organization reviewed, the latest first."""
    return list(Grievance.objects.exclude(state__in=list(OPEN)).order_by("-answered_at", "pk"))


def steps(one: Grievance) -> list[Step]:
    """What this organization did and noted, the latest first."""
    return list(one.steps.order_by("-at", "pk"))


def reviewers() -> list[Reviewer]:
    """Who reads complaints, in the order in which they are asked."""
    return list(Reviewer.objects.filter(ended_on__isnull=True).order_by("rank", "since_on", "pk"))


def reviewer(reviewer_id: UUID) -> Reviewer:
    """Raises NoSuchGrievance."""
    found = Reviewer.objects.filter(pk=reviewer_id, ended_on__isnull=True).first()
    if found is None:
        raise NoSuchGrievance(_("There is no such reviewer."))
    return found


@dataclass(frozen=True, slots=True)
class Themes:
    """Counts by topic over whole quarters that are over, so that no single complaint moves one. None: 1 to 10."""

    since: datetime
    until: datetime
    counts: dict[str, int | None]


def themes(*, at: datetime) -> Themes:
    """The four quarters before this one."""
    local = at.astimezone(ZoneInfo(settings.TIME_ZONE))
    until = local.replace(
        month=(local.month - 1) // 3 * 3 + 1, day=1, hour=0, minute=0, second=0, microsecond=0
    )
    since = until.replace(year=until.year - 1)
    with connection.cursor() as cursor:
        cursor.execute("select topic, filed from grievances_themes(%s, %s)", [since, until])
        found = dict(cursor.fetchall())
    return Themes(since, until, {topic: found.get(topic, 0) for topic in TOPICS})
