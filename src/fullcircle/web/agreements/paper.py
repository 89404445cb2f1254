"""An agreement on paper: text, clauses with their rules, parties, signatures and the hash, each page numbered."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from fullcircle.agreements.states import LABELS
from fullcircle.web import sheet as sheets
from fullcircle.web.agreements import present
from fullcircle.web.sheet import SIZE, Sheet

if TYPE_CHECKING:
    from fullcircle.agreements.models import Agreement
    from fullcircle.agreements.queries import Standing


def pdf(one: Agreement, now: Standing, *, at: datetime) -> bytes:
    """The same bytes for the same agreement at the same time."""
    shown = present.whole(one)
    sheet = sheets.sheet(one.title, foot=f"{shown['number']}  {one.sha256}", at=at)
    sheet.say(one.title, bold=True, size=18)
    state = f"{one.kind.label}. {shown['number']}. {shown['term']}. {LABELS[now.state]}."
    sheet.say(state)
    sheet.say(counsel(one), after=4)
    _text(sheet, shown["blocks"])
    _clauses(sheet, shown["clauses"])
    _parties(sheet, shown["parties"])
    if one.sha256:
        sheet.say(_("SHA-256 of the exact document: {hash}").format(hash=one.sha256), size=9)
    return bytes(sheet.output())


def counsel(one: Agreement) -> str:
    if not one.counsel:
        return _("Not reviewed by counsel.")
    return _("Reviewed by counsel: {name}, {day}.").format(name=one.counsel, day=one.counsel_on)


def _text(sheet: Sheet, blocks: list[Any]) -> None:
    for block in blocks:
        for line in block.lines:
            said = f"•  {line}" if block.kind == "list" else line
            heading = block.kind == "heading"
            sheet.say(
                said, bold=heading, size=13 if heading else SIZE, after=1 if block.kind == "list" else 2.5
            )


def _clauses(sheet: Sheet, clauses: list[dict[str, Any]]) -> None:
    if clauses:
        sheet.say(_("Clauses"), bold=True, size=13)
    for each in clauses:
        sheet.say(f"{each['clause'].number}.  {each['clause'].text}", after=1)
        if each["opens"]:
            sheet.say(rule(each), size=9, after=3)


def rule(each: dict[str, Any]) -> str:
    """The machine part in one line."""
    said = _("{effect}: {what}. Kept by: {keeper}. Seen by: {seer}. For: {purposes}. {rule}.").format(
        effect=each["effect"], what=each["classes"], keeper=each["from"], seer=each["to"], purposes=each["purposes"],
        rule=each["rule"],
    )  # fmt: skip
    extra = "; ".join(str(part) for part in (each["labels"], each["obligations"]) if part)
    return f"{said} {extra}" if extra else said


def _parties(sheet: Sheet, parties: list[dict[str, Any]]) -> None:
    sheet.say(_("Parties and signatures"), bold=True, size=13)
    for each in parties:
        sheet.say(f"{each['name']} ({each['party'].role})", bold=True, after=0.5)
        signature = each["signature"]
        if signature is None:
            sheet.say(_("Not signed."), after=3)
            continue
        sheet.say(signature.intent, after=0.5)
        said = _("{name}, {day}, {method}. {level}.").format(
            name=signature.typed_name, day=signature.signed_at.isoformat(timespec="seconds"), method=each["method"],
            level=each["level"],
        )  # fmt: skip
        sheet.say(said, after=0.5)
        sheet.say(signature.sha256, size=8, after=3)
