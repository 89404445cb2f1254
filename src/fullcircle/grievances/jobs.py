"""The daily look at the clocks of grievances. Who is reminded reads how to get there, and nothing of any complaint."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from fullcircle.access.actor import SYSTEM
from fullcircle.access.session import acting_as
from fullcircle.accounts import queries as accounts
from fullcircle.grievances import queries
from fullcircle.infra import outbox, time
from fullcircle.infra.jobs import daily

AHEAD = timedelta(days=1)


@daily
def remind() -> None:
    """To run it again the same day reminds nobody twice."""
    remind_reviewers(at=time.now())


def remind_reviewers(*, at: datetime) -> int:
    """One message to each reviewer of whom something is late, or due by tomorrow. How many addresses were written to."""
    with acting_as(SYSTEM, at=at):
        with connection.cursor() as cursor:
            cursor.execute(
                "select reviewer_id, late from grievances_to_remind(%s, %s)",
                [at + AHEAD, localtime(at).date()],
            )
            waiting = cursor.fetchall()
        return sum(_write(organization_id, at, late=late) for organization_id, late in waiting)


def _write(organization_id: UUID, at: datetime, *, late: bool) -> int:
    addresses = _addresses(organization_id)
    for language, email in sorted(addresses):
        with translation.override(language):
            subject = _("A complaint is late") if late else _("A complaint waits for you")
            body = _("Somebody waits for your organization's word. It stands here:\n{link}\n")
            outbox.write(
                channel="email", to=email, subject=subject, at=at, language=language,
                body=body.format(link=f"{settings.SITE_URL}/room/grievances/"),
            )  # fmt: skip
    return len(addresses)


def _addresses(organization_id: UUID) -> set[tuple[str, str]]:
    """The address of the list; of the hub, which need not be on it, its administrators."""
    listed = {
        (one.language, one.email) for one in queries.reviewers() if one.organization_id == organization_id
    }
    return listed or {
        (one.user.language, one.user.email) for one in accounts.administrators([organization_id])
    }
