"""Turning lines, openings, looks and questions into the parts that the pages draw."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fullcircle.access.grants import Decision, Opening, Rule
from fullcircle.agreements import words as agreement_words
from fullcircle.directory import queries as directory
from fullcircle.privacy import sentences, topics
from fullcircle.privacy.queries import Open, Permission, State
from fullcircle.privacy.states import Kind, Status
from fullcircle.web import words
from fullcircle.web.words import Chip

if TYPE_CHECKING:
    from fullcircle.access.models import Event
    from fullcircle.privacy.models import Request


RULES = {
    Rule.AGREEMENT: gettext_lazy("an agreement, without asking"),
    Rule.CONSENT: gettext_lazy("the person said yes"),
    Rule.EMERGENCY: gettext_lazy("opened in an emergency"),
}
ENDED = {
    "withdrawn": gettext_lazy("stopped"),
    "replaced": gettext_lazy("replaced by a newer one"),
    "": gettext_lazy("past its last day"),
}
COULD_SEE = {
    Rule.OWN: gettext_lazy("They keep your page, or this request was sent to them."),
    Rule.AGREEMENT: gettext_lazy(
        "The places here signed an agreement that lets them see it without asking you. You can say no to them."
    ),
    Rule.CONSENT: gettext_lazy("You said yes."),
    Rule.EMERGENCY: gettext_lazy("They opened it in an emergency. Somebody checks every one of these."),
}  # fmt: skip
NOT_KNOWN = gettext_lazy("The rules of today do not say. Ask, and a person looks into it.")
CHIPS = {Status.ANSWERED: ("good", "checkc"), Status.DECLINED: ("plain", "crossc")}


def consent(line: Permission, at: datetime, url: Callable[[str, UUID], str]) -> dict[str, Any]:
    """For components/consent.html: a sentence with its own Stop button, and Keep shortly before it ends. `url` gives the
    address of "stop" and "keep" for a line."""
    words = _("Take it back") if not line.permit else _("Let it end") if line.ends_soon else _("Stop this")
    stop = {"label": words, "url": url("stop", line.id)}
    keep = {"label": _("Keep for 1 year"), "url": url("keep", line.id), "main": True}
    return {
        "icon": "eye" if line.permit else "eyeoff", "who": line.who, "what": line.what, "purpose": line.purpose,
        "until": date_format(sentences.day_of(line.until), "DATE_FORMAT") if line.until else "",
        "says": "" if line.permit and line.until else line.sentence, "chip": _chip(line, at),
        "actions": [keep, stop] if line.ends_soon else [stop],
    }  # fmt: skip


def _chip(line: Permission, at: datetime) -> Chip | None:
    if line.state == State.WAITS:
        return Chip("wait", "wait", _("Opens when they say yes"))
    if line.ends_soon and line.until:
        days = (sentences.day_of(line.until) - localtime(at).date()).days
        return Chip("soon", "clock", ngettext("Ends in {n} day", "Ends in {n} days", days).format(n=days))
    return None


def ended(line: Permission) -> str:
    """'Open Cupboard: where I live. Over since March 12, 2026: stopped.'"""
    why = ENDED.get(line.ended_why) or _("the request ended")
    day = date_format(sentences.day_of(line.until), "DATE_FORMAT") if line.until else ""
    return _("{who}: {what}. Over since {day}: {why}.").format(who=line.who, what=line.what, day=day, why=why)


def by_agreement(row: Open) -> str:
    """One sentence for what an organization sees although nobody asked."""
    purposes = {str(one.purpose) for one in row.openings}
    return _("{who} may see {what} {purpose}, because the places here signed an agreement about it.").format(
        who=row.organization, what=topics.what(row.cells), purpose=topics.for_what(purposes)
    )


@dataclass(frozen=True, slots=True)
class Source:
    """The clause that something is open by: its number, the agreement's title, and where its words stand."""

    number: str
    title: str
    url: str


def grid(rows: list[Open], source: Callable[[Opening], Source | None]) -> dict[str, Any]:
    """Organizations down, kinds of information across; each line of a cell says for what, by which rule, until when, and
    links the clause that it comes from."""
    here = [kind for kind in topics.CLASS_WORDS if any(kind in row.cells for row in rows)]
    kinds = {kind: capfirst(agreement_words.data_class(kind)) for kind in here}

    def cells(row: Open) -> list[tuple[str, list[tuple[str, Source | None]]]]:
        return [
            (label, [(cell(one), source(one)) for one in row.cells.get(kind, [])])
            for kind, label in kinds.items()
        ]

    return {"kinds": list(kinds.values()), "rows": [(row.organization, cells(row)) for row in rows]}


def cell(one: Opening) -> str:
    parts = [str(agreement_words.PURPOSES[one.purpose]), str(RULES.get(one.rule, one.rule))]
    if one.until:
        parts.append(
            _("until {day}").format(day=date_format(sentences.day_of(one.until), "SHORT_DATE_FORMAT"))
        )
    return ", ".join(parts)


def days(
    looks: Iterable[Event], keeper_id: UUID, titles: Mapping[UUID, str]
) -> list[tuple[str, list[dict[str, Any]]]]:
    """Looks grouped by day, newest first; organizations by name, and never who works there. `titles`: of requests."""
    found = list(looks)
    names = directory.organization_names({one.grantee_id for one in found if one.grantee_id})
    grouped = groupby(found, key=lambda one: localtime(one.occurred_at).date())
    return [
        (date_format(day, "l, F j, Y"), [look(one, names, keeper_id, titles) for one in ones])
        for day, ones in grouped
    ]


def look(one: Event, names: dict[UUID, str], keeper_id: UUID, titles: Mapping[UUID, str]) -> dict[str, Any]:
    return {
        "who": names.get(one.grantee_id, "") if one.grantee_id else "", "text": _looked(one, titles),
        "keeps": one.grantee_id == keeper_id, "when": date_format(localtime(one.occurred_at), "TIME_FORMAT"),
        "why_url": reverse("privacy:why", args=[one.id]),
    }  # fmt: skip


def _looked(one: Event, titles: Mapping[UUID, str]) -> str:
    """'Opened my page to help me. They saw my name and how to reach me.'"""
    purpose = topics.for_what([one.purpose])
    if one.did == "person.read-refused":
        return _("Tried to open my page {purpose}. It stayed closed.").format(purpose=purpose)
    if one.did == "aid.ask-others":
        return _(
            "Asked whether I got the same help elsewhere lately {purpose}. The answer was a yes or a no."
        ).format(purpose=purpose)
    text = _("Opened my page {purpose}.")
    if one.did == "card.read":
        text = _("Opened my request “{request}” {purpose}.")
    title = titles.get(one.referral_id, "") if one.referral_id else ""
    seen = topics.what(one.detail.get("classes", ()))
    said = _("They saw {what}.").format(what=seen) if seen else ""
    return " ".join(filter(None, [text.format(purpose=purpose, request=title), said]))


def could_see(decision: Decision, one: Event) -> str:
    if one.did == "person.read-refused":
        return _("They could not: they saw nothing of you, not even that you have a page.")
    return str(COULD_SEE.get(decision.rule, NOT_KNOWN))


def question(one: Request, at: datetime, *, may_be_watched: bool = False) -> dict[str, Any]:
    """One question with its clock, as both sides see it. On the person's own phone, which others may hold, what was
    written about how to reach them or where they live is left out."""
    kind = Kind(one.kind).label
    parts = {topic.key: str(topic.words) for topic in topics.OPEN_TOPICS}
    return {
        "id": one.pk, "kind": str(kind), "part": parts.get(one.part, ""),
        "text": one.text, "right": one.right, "answer": one.answer,
        "asked": words.day(one.made_at), "due": date_format(localtime(one.due_at), "DATE_FORMAT"),
        "answered": date_format(localtime(one.answered_at), "DATE_FORMAT") if one.answered_at else "",
        "chip": _clock(one, at), "hidden": may_be_watched and one.part in {"me", "home"},
    }  # fmt: skip


def _clock(one: Request, at: datetime) -> Chip:
    if one.status != Status.OPEN:
        kind, icon = CHIPS[Status(one.status)]
        return Chip(kind, icon, str(Status(one.status).label))
    left = (localtime(one.due_at).date() - localtime(at).date()).days
    if left < 0:
        return Chip("late", "alert", ngettext("{n} day late", "{n} days late", -left).format(n=-left))
    day = date_format(localtime(one.due_at), "MONTH_DAY_FORMAT")
    return Chip("soon" if left < 7 else "ok", "clock", _("Answer by {day}").format(day=day))
