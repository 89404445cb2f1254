"""What was typed into the desk's forms, as numbers and ids."""

from __future__ import annotations

from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from fullcircle.access.errors import Invalid
from fullcircle.aid.actions import Home


def home(said: QueryDict, *, people: str = "household", zip_code: str = "zip") -> Home:
    """Who eats of it; a number typed under `more` counts before a key. Raises Invalid."""
    size = number(said, "more") if people == "household" else None
    return Home(people=size or number(said, people), zip=said.get(zip_code, "")[:10])


def number(said: QueryDict, name: str) -> int | None:
    """None where nothing was typed. Raises Invalid."""
    typed = said.get(name, "").strip()
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) < 8):
        raise Invalid(_("Type a whole number."), field=name)
    return int(typed)


def uuid(said: QueryDict, name: str) -> UUID | None:
    """None where nothing was said. Raises Invalid."""
    typed = said.get(name, "")
    try:
        return UUID(typed) if typed else None
    except ValueError:
        raise Invalid(_("This form is not whole. Open the page again."), field=name) from None
