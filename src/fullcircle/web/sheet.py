"""A document on paper: US Letter, our letters, a foot with the page on every page."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _
from fpdf import FPDF, XPos, YPos

FONTS = Path(__file__).resolve().parent / "static" / "dist" / "fonts"
FAMILY, SIZE, LINE = "paper", 10.5, 5.2  # points, millimetres
MARGIN = 22


class Sheet(FPDF):
    foot = ""

    def footer(self) -> None:
        self.set_y(-15)
        self.set_font(FAMILY, size=8)
        page = _("Page {number} of {of}").format(number=self.page_no(), of="{nb}")
        self.cell(0, 4, self.foot, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.cell(0, 4, page)

    def say(self, text: str, *, bold: bool = False, size: float = SIZE, after: float = 2.0) -> None:
        self.set_font(FAMILY, style="B" if bold else "", size=size)
        self.multi_cell(0, LINE * size / SIZE, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(after)


def sheet(title: str, *, foot: str, at: datetime) -> Sheet:
    """An empty first page; the same bytes for the same text at the same time."""
    made = Sheet(format="letter")
    made.add_font(FAMILY, "", FONTS / "paper-regular.ttf")
    made.add_font(FAMILY, "B", FONTS / "paper-bold.ttf")
    made.set_margins(MARGIN, MARGIN, MARGIN)
    made.set_auto_page_break(True, margin=MARGIN)
    made.set_creation_date(at)
    made.set_title(title)
    made.foot = foot
    made.add_page()
    return made
