"""The exact document that is signed: canonical JSON, its SHA-256, and its Markdown as blocks for pages and paper."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from fullcircle.agreements.models import Agreement, Clause, Party

FORMAT = "fullcircle-agreement-1"
MACHINE = ("effect", "from_role", "to_role", "rule")
LISTS = ("classes", "purposes", "labels", "obligations")


def canonical(agreement: Agreement, parties: Iterable[Party], clauses: Iterable[Clause]) -> str:
    """Title, parties, text, dates and clauses with their machine parts; keys and parties in order, so equal is equal."""
    said = {
        "format": FORMAT,
        "number": agreement.number,
        "version": agreement.version,
        "kind": agreement.kind_id,
        "title": agreement.title,
        "text": agreement.text.replace("\r\n", "\n"),
        "effective_on": agreement.effective_on.isoformat(),
        "expires_on": agreement.expires_on.isoformat() if agreement.expires_on else None,
        "time_zone": agreement.zone,
        "notice_days": agreement.notice_days,
        "parties": sorted(
            (
                {"organization": str(p.organization_id), "role": p.role, "required": p.required}
                for p in parties
            ),
            key=lambda party: str(party["organization"]),
        ),
        "clauses": [_clause(clause) for clause in sorted(clauses, key=lambda clause: clause.number)],
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True, indent=1)


def _clause(clause: Clause) -> dict[str, object]:
    machine = {name: getattr(clause, name) for name in MACHINE}
    lists = {name: sorted(getattr(clause, name)) for name in LISTS}
    dates = {
        name: day.isoformat() if (day := getattr(clause, name)) else None for name in ("starts_on", "ends_on")
    }
    return {"number": clause.number, "text": clause.text.replace("\r\n", "\n"), **machine, **lists, **dates}


def sha256(document: str) -> str:
    return hashlib.sha256(document.encode()).hexdigest()


class Block(NamedTuple):
    kind: str  # heading, paragraph, list
    lines: list[str]


def blocks(text: str) -> Iterator[Block]:
    """The little Markdown that agreements need: headings, paragraphs, lists. Everything else stays as typed."""
    for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        lines = [line.strip() for line in part.splitlines() if line.strip()]
        if not lines:
            continue
        if lines[0].startswith("#"):
            yield Block("heading", [lines[0].lstrip("#").strip()])
            lines = lines[1:]
        if lines and all(line.startswith(("- ", "* ")) for line in lines):
            yield Block("list", [line[2:].strip() for line in lines])
        elif lines:
            yield Block("paragraph", [" ".join(lines)])
