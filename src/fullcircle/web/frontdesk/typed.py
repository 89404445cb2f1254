"""What was typed into the desk's forms, as homes and ids."""

from __future__ import annotations

from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from fullcircle.access.errors import Invalid
from fullcircle.aid.actions import Home
from fullcircle.web.forms import whole_number


def home(said: QueryDict, *, people: str = "household", zip_code: str = "zip") -> Home:
    """Who eats of it; a number typed under `more` counts before a key. Raises Invalid."""
    size = whole_number(said, "more") if people == "household" else None
    return Home(people=size or whole_number(said, people), zip=said.get(zip_code, "")[:10])


def uuid(said: QueryDict, name: str) -> UUID | None:
    """None where nothing was said. Raises Invalid."""
    typed = said.get(name, "")
    try:
        return UUID(typed) if typed else None
    except ValueError:
        raise Invalid(_("This form is not whole. Open the page again."), field=name) from None
