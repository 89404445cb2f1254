"""Invitations and reminders, by jobs in batches: links, messages and their jobs in three statements a batch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fullcircle.access.actor import SYSTEM
from fullcircle.access.session import acting_as
from fullcircle.accounts import queries as accounts
from fullcircle.assessments.asking import audience, queries
from fullcircle.assessments.asking.states import PROMISES, Mode, State
from fullcircle.assessments.models import CampaignInvitation, CampaignLink
from fullcircle.infra import outbox
from fullcircle.infra.models import Message

if TYPE_CHECKING:
    from fullcircle.assessments.models import Campaign

BATCH = 500
WEEK = timedelta(days=7)


def invite(campaign_id: UUID, *, at: datetime) -> int:
    """To every address that was not written to. To run it again writes to nobody twice."""

    def waiting() -> QuerySet[CampaignInvitation]:
        return CampaignInvitation.objects.filter(sent_at__isnull=True)

    return _in_batches(campaign_id, waiting, ("sent_at",), at)


def remind(campaign_id: UUID, *, at: datetime) -> int:
    """To who has not answered and was not written to for a week."""

    def quiet() -> QuerySet[CampaignInvitation]:
        rows = CampaignInvitation.objects.filter(answered=False, sent_at__lte=at - WEEK)
        return rows.filter(Q(reminded_at__isnull=True) | Q(reminded_at__lte=at - WEEK))

    return _in_batches(campaign_id, quiet, ("reminded_at",), at)


def _in_batches(
    campaign_id: UUID, waiting: Callable[[], QuerySet[CampaignInvitation]], marks: Sequence[str], at: datetime
) -> int:
    """Each batch in a transaction of its own: what was sent is marked with it, and another worker's rows are passed over."""
    written = 0
    while True:
        with acting_as(SYSTEM, at=at):
            campaign = queries.campaign(campaign_id)
            if campaign.state != State.OPEN or campaign.closes_at <= at:
                return written
            rows = waiting().filter(campaign=campaign).exclude(email="").select_for_update(skip_locked=True)
            batch = list(rows.order_by("id")[:BATCH])
            if not batch:
                return written
            _write(campaign, batch, again="reminded_at" in marks, at=at)
            CampaignInvitation.objects.filter(pk__in=[one.pk for one in batch]).update(
                **dict.fromkeys(marks, at)
            )
            written += len(batch)


def _write(campaign: Campaign, batch: Sequence[CampaignInvitation], *, again: bool, at: datetime) -> None:
    made = [audience.new_link(campaign.pk, one.pk) for one in batch]
    CampaignLink.objects.bulk_create([link for _token, link in made])
    known: dict[str, tuple[str, str]] = {}
    messages = []
    for one, (token, _link) in zip(batch, made, strict=True):
        if one.language not in known:
            known[one.language] = _texts(campaign, one.language, again=again)
        subject, body = known[one.language]
        link = f"{settings.SITE_URL}/ask-us/{token}/"
        messages.append(
            Message(
                channel=Message.Channel.EMAIL, to=one.email, subject=subject[:200], body=body.replace("{link}", link),
                language=one.language, written_at=at,
            )
        )  # fmt: skip
    outbox.write_many(messages)


def _texts(campaign: Campaign, language: str, *, again: bool) -> tuple[str, str]:
    """Subject and body in a language; the body keeps {link} open."""
    with translation.override(language):
        day = date_format(campaign.closes_on, "DATE_FORMAT")
        subject = (_("Still open: {title}") if again else _("We ask for your view: {title}")).format(
            title=campaign.title
        )
        said = [campaign.purpose] if campaign.purpose else []
        said += [
            _("Your answers until {day}, without signing in:").format(day=day) + "\n{link}",
            str(PROMISES[Mode(campaign.mode)]),
            accounts.community().name,
        ]
        return subject, "\n\n".join(said) + "\n"
