"""Agreements in words: where they stand, who signed, what they open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import groupby
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fullcircle.agreements import document, policies, queries, words
from fullcircle.agreements.states import LABELS, State
from fullcircle.directory import queries as directory
from fullcircle.web.words import Chip

if TYPE_CHECKING:
    from fullcircle.access.actor import Actor
    from fullcircle.agreements.models import Agreement, Clause, Party
    from fullcircle.agreements.queries import Opened, Standing

CHIPS = {
    State.DRAFT: ("plain", "edit"),
    State.LEGAL_REVIEW: ("wait", "eye"),
    State.OUT: ("wait", "send"),
    State.IN_FORCE: ("good", "checkc"),
    State.EXPIRING: ("soon", "clock"),
    State.RENEWED: ("plain", "go"),
    State.EXPIRED: ("plain", "cross"),
    State.TERMINATED: ("plain", "crossc"),
}
NAMED = 3
ENDS = frozenset({State.EXPIRING, State.EXPIRED})


def chip(state: State) -> Chip:
    kind, icon = CHIPS[state]
    return Chip(kind, icon, str(LABELS[state]))


def day(at: datetime | None) -> str:
    return date_format(localtime(at), "DATE_FORMAT") if at else ""


def last_day(ends_at: datetime | None) -> str:
    """The day before the midnight at which something ends."""
    return day(ends_at - timedelta(microseconds=1)) if ends_at else ""


def number(one: Agreement) -> str:
    return _("No. {number}, version {version}").format(number=one.number, version=one.version)


def term(one: Agreement) -> str:
    first = date_format(one.effective_on, "DATE_FORMAT")
    if one.expires_on is None:
        return _("From {first}, without an end").format(first=first)
    return _("From {first} to {last}").format(first=first, last=date_format(one.expires_on, "DATE_FORMAT"))


def ends(now: Standing, at: datetime) -> str:
    left = queries.days_left(now, at)
    if now.state != State.EXPIRING or left is None:
        return ""
    return ngettext("Ends in {n} day", "Ends in {n} days", left).format(n=left)


def line(found: queries.Line, at: datetime) -> dict[str, Any]:
    one = found.agreement
    return {
        "agreement": one,
        "chip": chip(found.standing.state),
        "number": number(one),
        "term": term(one),
        "ends": ends(found.standing, at),
        "ours": found.ours,
        "signed": _("{signed} of {all} signed").format(signed=found.signed, all=len(one.parties.all())),
    }


def names(one: Agreement) -> dict[UUID, str]:
    return directory.organization_names(
        {party.organization_id for party in one.parties.all()} | {one.drafted_for}
    )


def party(one: Party, known: dict[UUID, str]) -> dict[str, Any]:
    signature = queries.signature_of(one)
    gone = [each.withdrawn_at for each in one.signatures.all() if each.withdrawn_at]
    return {
        "party": one,
        "name": known.get(one.organization_id, ""),
        "signature": signature,
        "level": words.Level(signature.level).label.split(":")[0] if signature else "",
        "method": words.Method(signature.method).label if signature else "",
        "withdrawn": max(gone, default=None) if not signature else None,
    }


def clause(one: Clause) -> dict[str, Any]:
    """The machine part as sentences of a table."""
    return {
        "clause": one,
        "effect": words.EFFECTS[one.effect],
        "opens": bool(one.effect),
        "from": role(one.from_role),
        "to": role(one.to_role),
        "classes": ", ".join(words.data_class(code) for code in one.classes),
        "purposes": words.listed(one.purposes, words.PURPOSES),
        "rule": words.RULES[one.rule],
        "labels": words.listed(one.labels, words.LABELS),
        "obligations": words.listed(one.obligations, words.OBLIGATIONS),
    }


def role(code: str) -> str:
    return _("every party") if code == words.EVERY else code


def whole(one: Agreement) -> dict[str, Any]:
    """The document as people read it: on its page, before signing, on paper."""
    known = names(one)
    return {
        "agreement": one,
        "number": number(one),
        "term": term(one),
        "blocks": list(document.blocks(one.text)),
        "clauses": [clause(each) for each in queries.clauses(one)],
        "parties": [party(each, known) for each in queries.parties(one)],
    }


def opened(
    found: Iterable[Opened], known: dict[UUID, str], numbers: Mapping[UUID, int] = MappingProxyType({})
) -> list[dict[str, Any]]:
    """One row for each clause and group of organizations that see the same: one another's records, or the same ones.
    `numbers`: of the clauses, where their words stand on the same page."""
    to_each: dict[tuple[UUID, bool, UUID], list[Opened]] = {}
    for each in found:
        to_each.setdefault((each.clause_id, each.is_open, each.to_id), []).append(each)
    kept = {key: frozenset(each.from_id for each in group) for key, group in to_each.items()}
    circles = Counter((*key[:2], keepers | {key[2]}) for key, keepers in kept.items())
    rows: dict[tuple[UUID, bool, frozenset[UUID], bool], set[UUID]] = {}
    for (clause_id, is_open, to_id), keepers in kept.items():
        mutual = circles[clause_id, is_open, keepers | {to_id}] > 1
        whole = keepers | {to_id} if mutual else keepers
        rows.setdefault((clause_id, is_open, whole, mutual), set()).add(to_id)
    shown = [
        _opened_row(
            to_each[clause_id, is_open, next(iter(seers))], seers, whole - seers, mutual=mutual, known=known
        )
        | {"clause": numbers.get(clause_id)}
        for (clause_id, is_open, whole, mutual), seers in rows.items()
    ]
    return sorted(shown, key=lambda row: (not row["is_open"], row["to"], row["what"]))


def _opened_row(
    group: list[Opened], seers: set[UUID], keepers: frozenset[UUID], *, mutual: bool, known: dict[UUID, str]
) -> dict[str, Any]:
    first = group[0]
    whose = summed_up(known.get(key, "") for key in keepers)
    return {
        "to": summed_up(known.get(key, "") for key in seers),
        "whose": "; ".join(filter(None, [_("one another") if mutual else "", whose])),
        "what": ", ".join(words.data_class(code) for code in sorted({each.data_class for each in group})),
        "purposes": words.listed(sorted({each.purpose for each in group}), words.PURPOSES),
        "rule": words.RULES[first.rule] if first.effect == "permit" else words.EFFECTS["deny"],
        "labels": words.listed(first.labels, words.LABELS),
        "is_open": first.is_open,
        "already": all(each.already for each in group),
        "until": last_day(min((each.ends_at for each in group if each.ends_at), default=None)),
    }


def summed_up(names: Iterable[str]) -> str:
    """At most three names in full; all of them stand among the parties."""
    found = sorted(names)
    more = len(found) - NAMED
    if more <= 0:
        return ", ".join(found)
    tail = ngettext("and {n} more", "and {n} more", more).format(n=more)
    return f"{', '.join(found[:NAMED])} {tail}"


def counts(found: list[Opened]) -> tuple[int, int]:
    """Pairs of organizations that are open now, and once everybody has signed."""
    permits = [each for each in found if each.effect == "permit"]
    now = {(each.from_id, each.to_id) for each in permits if each.is_open}
    return len(now), len({(each.from_id, each.to_id) for each in permits})


MOMENTS = {
    "drafted": lambda: _("drafted it"),
    "out": lambda: _("The text was fixed, and the parties were asked to sign."),
    "signed": lambda: _("signed"),
    "withdrawn": lambda: _("withdrew its signature"),
    "in-force": lambda: _("Every required party has signed: it binds."),
    "ended": lambda: _("It ended."),
    "terminated": lambda: _("It was terminated."),
}


def timeline(one: Agreement, now: Standing, at: datetime, known: dict[UUID, str]) -> list[dict[str, Any]]:
    """Newest first; what several organizations did at once is one line."""
    lines = []
    for (moment_at, did), together in groupby(queries.timeline(one, now, at), lambda m: (m.at, m.did)):
        moments = list(together)
        names = [moment.name for moment in moments if moment.name]
        said = MOMENTS[did]()
        who = summed_up(known.get(m.organization_id, "") for m in moments if m.organization_id)
        text = f"{said} ({names[0]})" if len(names) == 1 else said
        lines.append({"kind": "other", "at": moment_at, "when": day(moment_at), "who": who, "text": text})
    return lines


def may(actor: Actor, one: Agreement, now: Standing) -> dict[str, bool]:
    """Which buttons stand on the page: exactly those whose action would pass."""
    mine = queries.party_of(one, actor.organization_id)
    stored = State(one.state)

    def move(after: State) -> bool:
        return policies.can_move(actor, one, one.hub_id, before=stored, after=after)

    signature = queries.signature_of(mine)
    return {
        "write": policies.can_write(actor, one, one.hub_id),
        "review": move(State.LEGAL_REVIEW),
        "take_back": stored == State.LEGAL_REVIEW and move(State.DRAFT),
        "send_out": move(State.OUT),
        "record_review": policies.can_review(actor, one.hub_id),
        "sign": policies.can_sign(actor, mine, now=now.state, signed=signature),
        "paper": policies.can_record_paper(actor, one.hub_id, now=now.state),
        "withdraw": mine is not None and policies.can_withdraw(actor, mine, signature, one.hub_id),
        "amend": policies.can_amend(actor, one, one.hub_id, now=now.state),
        "renew": now.state in ENDS and policies.can_renew(actor, one, one.hub_id, now=now.state),
        "terminate": policies.can_move(actor, one, one.hub_id, before=now.state, after=State.TERMINATED),
    }
