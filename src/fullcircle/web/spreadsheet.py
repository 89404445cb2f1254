"""Lists as CSV, for spreadsheets: one way to write them, so that no cell of any list runs as a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def cell(text: Any) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    plain = str(text)
    return f"'{plain}" if plain.startswith(DANGEROUS) else plain


def table(name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A download named `name`.csv: a row of column names, then the rows."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    writer = csv.writer(response)
    writer.writerow(head)
    writer.writerows([cell(value) for value in row] for row in rows)
    return response
