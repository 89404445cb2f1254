"""The daily look at reviews: who works together reads that one is due, and so does the backbone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fullcircle.access import events
from fullcircle.access.actor import SYSTEM
from fullcircle.access.events import Subject
from fullcircle.access.session import acting_as
from fullcircle.accounts import queries as accounts
from fullcircle.collaborative import queries as table
from fullcircle.infra import outbox, time
from fullcircle.infra.jobs import daily
from fullcircle.partnerships import queries
from fullcircle.partnerships.actions import CLASS

if TYPE_CHECKING:
    from datetime import date

    from fullcircle.partnerships.models import Partnership

AHEAD, AGAIN = timedelta(days=30), timedelta(days=7)


@daily
def remind() -> None:
    """To run it again the same week tells nobody twice."""
    remind_of_reviews(at=time.now())


def remind_of_reviews(*, at: datetime) -> int:
    """A month before a review is due, and then each week until it is held. How many partnerships were told of it."""
    today, told = queries.today(at), 0
    with acting_as(SYSTEM, at=at):
        for one in queries.due_for_review(until=today + AHEAD):
            if one.reminded_on is None or one.reminded_on + AGAIN <= today:
                told += 1
                _tell(one, today, at)
    return told


def _tell(one: Partnership, today: date, at: datetime) -> None:
    due = queries.review_due(one) or today
    for language, email in sorted(_addresses(one)):
        with translation.override(language):
            late = due < today
            subject = _("A review is late: {title}") if late else _("A review is due: {title}")
            body = _("{title}: hold a review by {day}, and write down what it decided.\n{link}\n")
            outbox.write(
                channel="email", to=email, at=at, language=language, subject=subject.format(title=one.title)[:200],
                body=body.format(
                    title=one.title, day=date_format(due, "DATE_FORMAT"),
                    link=f"{settings.SITE_URL}/room/partnerships/{one.pk}/",
                ),
            )  # fmt: skip
    one.reminded_on = today
    one.save(update_fields=["reminded_on"])
    events.record(actor=SYSTEM, did="partnership.remind", about=Subject(CLASS, record_id=one.pk), at=at)


def _addresses(one: Partnership) -> set[tuple[str, str]]:
    """(language, e-mail) of each side's representatives and administrators, and of the backbone's."""
    sides = list(one.sides.all())
    members = {side.member_id for side in sides}
    places = {side.organization_id for side in sides if side.organization_id} | {accounts.community().hub_id}
    speakers = [each for each in table.representatives() if each.member_id in members]
    reach = table.reach(speakers)
    spoken = {(each.language, reach[each.pk].email) for each in speakers if reach[each.pk].email}
    return spoken | {(each.user.language, each.user.email) for each in accounts.administrators(places)}
