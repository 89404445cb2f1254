"""The pages' own icons, drawn into the page where they stand.

Inline, not one sheet a page: a part that htmx fetches brings its own icons, and the first view
asks for nothing more.
"""

import re
from functools import cache
from pathlib import Path

from django.utils.safestring import SafeString, mark_safe

SHEET = Path(__file__).with_name("icons.svg")
SYMBOL = re.compile(r'<symbol id="i-(?P<name>[a-z0-9]+)"[^>]*>(?P<drawing>.*?)</symbol>', re.DOTALL)

# What points along the line of reading turns round in right-to-left pages; check and clock do not.
DIRECTED = frozenset(
    {"back", "exit", "go", "next", "ring1", "ring2", "ring3", "send", "talk", "text", "undo"}
)


class UnknownIcon(Exception):
    pass


@cache
def drawings() -> dict[str, SafeString]:
    sheet = SHEET.read_text(encoding="utf-8")
    return {found["name"]: mark_safe(found["drawing"]) for found in SYMBOL.finditer(sheet)}  # noqa: S308


def drawing(name: str) -> SafeString:
    try:
        return drawings()[name]
    except KeyError:
        raise UnknownIcon(f"There is no icon named {name!r}.") from None
