"""Django forms in our own markup and voice: `{{ form }}` is a whole form page's fields."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.forms import Field, ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

from fullcircle.access.errors import Invalid

if TYPE_CHECKING:
    from django.http import QueryDict


LONGEST_NUMBER = 8  # digits


class Renderer(TemplatesSetting):
    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"


def speak_plainly() -> None:
    """Say what to do, in every form of ours and of the libraries."""
    Field.default_error_messages["required"] = _("Please fill this in.")


def plainly(check: Any, typed: str) -> str:
    """What a check of ours gives back; its refusal becomes the field's error."""
    try:
        checked: str = check(typed)
    except Invalid as refusal:
        raise ValidationError(str(refusal)) from None
    return checked


def whole_number(said: QueryDict, name: str) -> int | None:
    """What was typed into a box of numbers; None for nothing. Raises Invalid."""
    typed = said.get(name, "").strip()
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) < LONGEST_NUMBER):
        raise Invalid(_("Type a whole number."), field=name)
    return int(typed)


def uuid_or_none(typed: object) -> UUID | None:
    """What a choice among records or a session says; None for nothing, and for what is no id."""
    try:
        return UUID(str(typed)) if typed else None
    except ValueError:
        return None


def plain(said: QueryDict, name: str) -> str:
    """What was typed, without the one letter that PostgreSQL does not keep."""
    return said.get(name, "").replace("\x00", "")


def day(said: QueryDict, name: str) -> date | None:
    """What was typed into a box of days; None for nothing. Raises Invalid."""
    try:
        return date.fromisoformat(said.get(name, "")) if said.get(name) else None
    except ValueError:
        raise Invalid(_("Type the day like 2026-03-18."), field=name) from None
