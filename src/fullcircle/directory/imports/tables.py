"""Reading a table of comma-separated values, with lines for those who must mend it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from fullcircle.directory.imports.files import Texts, Unreadable
from fullcircle.directory.imports.listing import Fault, Row
from fullcircle.directory.imports.reading import clean

Rows = tuple[list[Row], list[Fault]]


def rows(texts: Texts, name: str, *, needs: tuple[str, ...], may_lack: bool = False) -> Rows:
    """The rows of one table, each as long as its header. Raises Unreadable."""
    if name not in texts:
        if may_lack:
            return [], []
        raise Unreadable(_("{name} is missing.").format(name=name))
    lines = list(_cells(name, texts[name]))
    header = [column.strip().lower() for column in lines[0][1]] if lines else []
    if lacking := [column for column in needs if column not in header]:
        raise Unreadable(_("{name} has no column “{column}”.").format(name=name, column=lacking[0]))
    if len(lines) == 1 and not may_lack:
        raise Unreadable(_("{name} has a header and no rows.").format(name=name))
    if len(lines) > 1 and len(lines[-1][1]) < len(header):
        raise Unreadable(_("{name} ends in the middle of a row: it was cut off.").format(name=name))
    return _sorted_out(name, header, lines[1:])


def _cells(name: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line on which it begins; a cell may run over several."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    try:
        for cells in reader:
            if any(cells):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            raise Unreadable(
                _("{name} ends in the middle of a row: it was cut off.").format(name=name)
            ) from error
        where = {"name": name, "line": begins, "why": error}
        raise Unreadable(_("{name}, line {line}: {why}").format(**where)) from error


def _sorted_out(name: str, header: list[str], lines: list[tuple[int, list[str]]]) -> Rows:
    good, faults = list[Row](), list[Fault]()
    for line, cells in lines:
        if len(cells) != len(header):
            said = _("{n} cells where the header has {of}").format(n=len(cells), of=len(header))
            faults.append(Fault(name, line, said))
        else:
            good.append(
                Row(name, line, {column: clean(cell) for column, cell in zip(header, cells, strict=True)})
            )
    return good, faults
