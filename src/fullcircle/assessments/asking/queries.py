"""Reading campaigns: the board, how many answered, the figures, what was written, and what was done about it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, models
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fullcircle.access import small_cells
from fullcircle.access.errors import NotFound
from fullcircle.assessments import queries as forms
from fullcircle.assessments.asking import rules
from fullcircle.assessments.asking.figures import Row, together
from fullcircle.assessments.asking.states import Mode, State
from fullcircle.assessments.engine.questionnaire import Item, Kind, Questionnaire
from fullcircle.assessments.models import (
    Campaign,
    CampaignFigures,
    CampaignInvitation,
    CampaignSheet,
    CampaignTheme,
)

M = TypeVar("M", bound=models.Model)


class NoSuchCampaign(NotFound):
    """Not there, or not for this actor."""


def _one(rows: QuerySet[M], pk: UUID, *, lock: bool = False) -> M:
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=pk).first()
    if found is None:
        raise NoSuchCampaign(_("There is no such survey."))
    return found


def campaign(campaign_id: UUID, *, lock: bool = False) -> Campaign:
    """With its form. Raises NoSuchCampaign."""
    return _one(Campaign.objects.select_related("form"), campaign_id, lock=lock)


def campaigns() -> list[Campaign]:
    """Those that this actor sees, the newest first."""
    return list(Campaign.objects.select_related("form").order_by("-made_at", "-id"))


def sheet(sheet_id: UUID, *, lock: bool = False) -> CampaignSheet:
    return _one(CampaignSheet.objects.all(), sheet_id, lock=lock)


def theme(theme_id: UUID, *, lock: bool = False) -> CampaignTheme:
    return _one(CampaignTheme.objects.all(), theme_id, lock=lock)


def has_audience(of: Campaign) -> bool:
    """An invitation, or a link that is open to everybody."""
    return CampaignInvitation.objects.filter(campaign=of).exists() or has_open_link(of)


def has_open_link(of: Campaign) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select assessments_has_open_link(%s)", [of.pk])
        return bool(cursor.fetchone()[0])


def invitations(of: Campaign) -> QuerySet[CampaignInvitation]:
    return CampaignInvitation.objects.filter(campaign=of).order_by("name", "email", "id")


def guests_named(of: Campaign, typed: str, most: int = 20) -> list[CampaignInvitation]:
    """Invitations without an answer whose name or address has these words."""
    rows = invitations(of).filter(answered=False)
    for word in typed.split():
        rows = rows.filter(Q(name__icontains=word) | Q(email__icontains=word))
    return list(rows[:most])


def organization_names(of: Campaign) -> dict[UUID, str]:
    """As they were invited."""
    rows = CampaignInvitation.objects.filter(campaign=of, organization_id__isnull=False)
    return {one: name for one, name in rows.values_list("organization_id", "name").distinct() if one and name}


def sheets(of: Campaign) -> list[CampaignSheet]:
    return list(CampaignSheet.objects.filter(campaign=of).order_by("number"))


def sheets_waiting(of: Campaign) -> int:
    return CampaignSheet.objects.filter(campaign=of, taken=False).count()


def over(*, at: datetime) -> list[Campaign]:
    """Open, with their last day behind them and no sheet that waits."""
    rows = Campaign.objects.filter(state=State.OPEN, closes_at__lte=at)
    return [one for one in rows if not sheets_waiting(one)]


def ending(*, at: datetime, until: datetime) -> list[Campaign]:
    return list(Campaign.objects.filter(state=State.OPEN, closes_at__gt=at, closes_at__lte=until))


@dataclass(frozen=True, slots=True)
class Share:
    """Of a sector: how many are asked, and how many answered; None where that would tell of one to ten people."""

    sector: str
    asked: int
    answered: int | None


@dataclass(frozen=True, slots=True)
class Taken:
    """How many answered so far. `invited` counts invitations; answers by the open link are beside them."""

    asked: int
    written_to: int
    invited_answered: int
    by_channel: dict[str, int]
    sectors: tuple[Share, ...]

    @property
    def answers(self) -> int:
        return sum(self.by_channel.values())


def taken(of: Campaign) -> Taken:
    """Counted by the database, at any time. That somebody answered is known; what, nobody knows before the end."""
    rows = (
        CampaignInvitation.objects.filter(campaign=of)
        .values("sector")
        .annotate(
            asked=Count("id"), sent=Count("sent_at"), said=Count("id", filter=Q(answered=True)),
            people=Count("id", filter=Q(organization_id__isnull=True)),
        )
        .order_by("sector")
    )  # fmt: skip
    found = list(rows)
    with connection.cursor() as cursor:
        cursor.execute("select channel, answers from assessments_taken(%s)", [of.pk])
        by_channel = dict(cursor.fetchall())
    return Taken(
        asked=sum(row["asked"] for row in found),
        written_to=sum(row["sent"] for row in found),
        invited_answered=sum(row["said"] for row in found),
        by_channel=by_channel,
        sectors=_shares(of, found),
    )


def _shares(of: Campaign, found: Sequence[Mapping[str, Any]]) -> tuple[Share, ...]:
    """Organizations are counted as they are; people not below eleven, unless the campaign is named."""
    said = [row["said"] for row in found]
    if of.mode != Mode.NAMED and any(row["people"] for row in found):
        cells = small_cells.shown([*said, *(row["asked"] - row["said"] for row in found)])
        pairs = zip(cells[: len(found)], cells[len(found) :], strict=True)
        said = [yes if no is not None else None for yes, no in pairs]
    return tuple(Share(row["sector"], row["asked"], told) for row, told in zip(found, said, strict=True))


def rows(of: Campaign) -> list[Row]:
    """The answers of a closed campaign; none where there are too few to show."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select voice, organization_id, sector, picked::text from assessments_results(%s)", [of.pk]
        )
        return [Row(row[0], row[1], row[2], json.loads(row[3])) for row in cursor.fetchall()]


def figures(of: Campaign) -> dict[str, Any] | None:
    """What the campaign comes to; None until a job has counted it, or where this actor may not read it."""
    found = CampaignFigures.objects.filter(campaign=of).first()
    return found.figures if found else None


def open_questions(form: Questionnaire) -> list[Item]:
    """Those that people answer in their own words, to be read and coded."""
    return [item for item in form.asked if item.kind == Kind.TEXT]


@dataclass(frozen=True, slots=True)
class Text:
    id: UUID
    text: str


def texts(of: Campaign, link_id: str) -> list[Text]:
    """What was written to a question, in no order: for the backbone, eleven answers or more."""
    with connection.cursor() as cursor:
        cursor.execute("select id, text from assessments_texts(%s, %s)", [of.pk, link_id])
        return [Text(*row) for row in cursor.fetchall()]


def themes(of: Campaign) -> list[CampaignTheme]:
    found = CampaignTheme.objects.filter(campaign=of)
    return sorted(found, key=lambda one: (one.link_id, -len(one.responses), one.name))


def theme_counts(of: Campaign) -> list[tuple[str, str, int | None]]:
    """(linkId, theme, answers with it), the most first; None for one to ten, unless the campaign is named."""
    told = []
    for one in themes(of):
        count = len(one.responses)
        hidden = of.mode != Mode.NAMED and 0 < count < small_cells.LEAST
        told.append((one.link_id, one.name, None if hidden else count))
    return told


@dataclass(frozen=True, slots=True)
class Gap:
    """One topic by leaders and by residents: who agrees that it is well, who says that it got in the way, of how many."""

    leaders: Item
    residents: Item
    trouble: str
    agree: int | None
    of_leaders: int | None
    troubled: int | None
    of_residents: int | None

    @property
    def agree_share(self) -> Fraction | None:
        return _share(self.agree, self.of_leaders)

    @property
    def troubled_share(self) -> Fraction | None:
        return _share(self.troubled, self.of_residents)


def _share(part: int | None, whole: int | None) -> Fraction | None:
    return Fraction(part, whole) if part is not None and whole else None


def compared(of: Campaign) -> tuple[Campaign, list[Gap]] | None:
    """The same topics in the newest counted campaign of the form that this one is compared with."""
    rule = rules.of(forms.questionnaire(of.form)).compared
    if rule is None:
        return None
    newest = Campaign.objects.filter(
        form__url=rule.with_url, state__in=[State.CLOSED, State.REPORTED, State.ACTED_ON]
    )
    other = newest.select_related("form").order_by("-closed_at").first()
    mine, theirs = figures(of), figures(other) if other else None
    if other is None or not mine or not theirs:
        return None
    form, residents = forms.questionnaire(of.form), forms.questionnaire(other.form)
    gaps = []
    for topic in rule.topics:
        one, two = _item(mine, topic.leaders), _item(theirs, topic.residents)
        gaps.append(
            Gap(
                leaders=form.item(topic.leaders), residents=residents.item(topic.residents), trouble=topic.trouble,
                agree=together(one.get("options", {}), sorted(rule.favorable)), of_leaders=one.get("answered"),
                troubled=two.get("options", {}).get(topic.trouble), of_residents=two.get("answered"),
            )
        )  # fmt: skip
    return other, gaps


def _item(found: dict[str, Any], link_id: str) -> dict[str, Any]:
    said: dict[str, Any] = found.get("items", {}).get(link_id, {})
    return said


@dataclass(frozen=True, slots=True)
class Ties:
    """Who names whom in a counted campaign, by organization id: (who names, who is named). `spoke`: who answered."""

    campaign: Campaign
    names: Mapping[str, str]
    said: Sequence[tuple[str, str]]
    spoke: frozenset[str]


def ties() -> Ties | None:
    """Of the newest campaign in which organizations named each other, as far as this actor reads its figures."""
    rows = CampaignFigures.objects.filter(figures__has_key="ties").select_related("campaign")
    found = rows.order_by("-campaign__closed_at").first()
    if found is None:
        return None
    told = found.figures
    return Ties(
        found.campaign, told["names"], [(one, two) for one, two in told["ties"]], frozenset(told["spoke"])
    )


@dataclass(frozen=True, slots=True)
class YouSaidWeDid:
    campaign_id: UUID
    title: str
    you_said: str
    we_did: str
    acted_at: datetime


def you_said_we_did(most: int = 50) -> list[YouSaidWeDid]:
    """For everybody, with or without an actor: what was asked, heard and done, the newest first."""
    rows = Campaign.objects.filter(state=State.ACTED_ON).order_by("-acted_at", "-id")[:most]
    return [
        YouSaidWeDid(one.pk, one.title, one.you_said, one.we_did, one.acted_at)
        for one in rows
        if one.acted_at is not None
    ]
