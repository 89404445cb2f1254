"""Counting a closed campaign, once, by a job: no page looks at all answers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from fullcircle.access.actor import SYSTEM
from fullcircle.access.session import acting_as
from fullcircle.assessments.asking import figures, policies, queries, roster, rules
from fullcircle.assessments.asking.recording import record
from fullcircle.assessments.asking.states import Mode
from fullcircle.assessments.models import CampaignFigures


def count(campaign_id: UUID, *, at: datetime) -> None:
    """Write the figures down. Raises WrongState before the campaign is closed."""
    with acting_as(SYSTEM, at=at):
        campaign = queries.campaign(campaign_id)
        policies.check_is_counted(campaign)
        form, rows = roster.of(campaign), queries.rows(campaign)
        found = figures.counted(form, rules.of(form), rows, named=campaign.mode == Mode.NAMED)
        if campaign.mode == Mode.NAMED:
            found["names"] = {str(one): name for one, name in queries.organization_names(campaign).items()}
            if roster.links(form):
                found["ties"] = roster.ties(form, rows)
                found["spoke"] = sorted({str(row.organization_id) for row in rows if row.organization_id})
        CampaignFigures.objects.update_or_create(
            campaign=campaign, defaults={"figures": found, "counted_at": at}
        )
        record("survey.count", campaign.pk, SYSTEM, at)
