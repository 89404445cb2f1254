"""Small marks in templates: icons, the ring, chips, capacity, bars, phone numbers, form controls."""

import re
from typing import Any

from django import template
from django.forms import BoundField, widgets
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from fullcircle.web import icons

register = template.Library()

CHIPS = frozenset({"ok", "plain", "good", "soon", "late", "silent", "wait", "act"})
PIPS = {"open": 4, "few": 2, "list": 1, "full": 0}
PIP_COUNT = 5
RING_CLOSED = 4


class UnknownKind(Exception):
    pass


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """Decoration: the words beside it say the same."""
    names = ["i", *(["flip"] if name in icons.DIRECTED else []), *classes.split()]
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        " ".join(names),
        icons.drawing(name),
    )


@register.simple_tag
def ring(quarters: int, classes: str = "ring") -> SafeString:
    """Sent, answered, worked on, resident said yes. It closes only on the resident's word."""
    if quarters not in range(RING_CLOSED + 1):
        raise UnknownKind(f"The ring has four quarters, not {quarters}.")
    closed = " ring--met" if quarters == RING_CLOSED else ""
    return icon(f"ring{quarters}", classes + closed)


@register.simple_tag
def chip(kind: str, icon_name: str, text: str) -> SafeString:
    """A state: shape, words and colour. The words say what and when."""
    if kind not in CHIPS:
        raise UnknownKind(f"There is no chip of the kind {kind!r}.")
    shape = icon(icon_name) if icon_name else ""
    return format_html('<span class="fc-chip fc-chip--{}">{}{}</span>', kind, shape, text)


@register.simple_tag
def capacity(kind: str, words: str, age: str = "", pips: int | None = None) -> SafeString:
    """Five pips, words, and how old the word is and whose."""
    if kind not in PIPS:
        raise UnknownKind(f"There is no capacity of the kind {kind!r}.")
    filled = PIPS[kind] if pips is None else pips
    drawn = format_html_join(
        "",
        '<rect{} x="{}" width="12" height="12" rx="3"/>',
        ((SafeString(' class="on"') if n < filled else "", n * 14) for n in range(PIP_COUNT)),
    )
    aged = format_html(" <small>{}</small>", age) if age else ""
    return format_html(
        '<span class="fc-cap fc-cap--{}"><svg viewBox="0 0 68 12" aria-hidden="true" focusable="false">'
        "{}</svg> <span>{}{}</span></span>",
        kind,
        drawn,
        words,
        aged,
    )


@register.simple_tag
def bar(share: float, classes: str = "bar-1", of: float = 100) -> SafeString:
    """A bar from zero. Its value stands beside it in words."""
    width = round(max(0.0, min(1.0, share / of if of else 0.0)) * 100, 1)
    return format_html(
        '<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect class="bar-0" width="100" height="10"/><rect class="{}" width="{}" height="10"/></svg>',
        classes,
        str(width),
    )


@register.filter
def dialled(number: str) -> str:
    """A phone number as a telephone dials it."""
    return re.sub(r"[^0-9+]", "", number)


@register.simple_tag
def phone(number: str) -> SafeString:
    return format_html('<a href="tel:{}"><bdi dir="ltr">{}</bdi></a>', dialled(number), number)


@register.filter
def control(field: BoundField) -> SafeString:
    """The form field's own control, with the design system's class."""
    widget = field.field.widget
    own = widget.attrs.get("class", "")
    return field.as_widget(attrs={"class": " ".join(filter(None, [own, *control_classes(field, widget)]))})


def control_classes(field: BoundField, widget: widgets.Widget) -> list[str]:
    if isinstance(widget, widgets.Textarea):
        base = "usa-textarea"
    elif isinstance(widget, widgets.Select):
        base = "usa-select"
    elif isinstance(widget, widgets.CheckboxInput | widgets.RadioSelect | widgets.ClearableFileInput):
        return []
    else:
        base = "usa-input"
    return [base, "usa-input--error"] if field.errors else [base]


@register.filter
def shape(field: BoundField) -> str:
    """Which of our four pieces of markup a field needs."""
    widget = field.field.widget
    if isinstance(widget, widgets.RadioSelect | widgets.CheckboxSelectMultiple):
        return "picks"
    if isinstance(widget, widgets.CheckboxInput):
        return "tick"
    return "group" if field.use_fieldset else "line"


@register.filter
def summary(form: Any) -> list[dict[str, str]]:
    """Everything to mend, in the order of the page, each with the address of its field."""
    whole = [{"text": text, "url": ""} for text in form.non_field_errors()]
    return whole + [
        {
            "text": f"{field.label}{'' if str(field.label).endswith('?') else ':'} {text}",
            "url": f"#{field.auto_id if field.use_fieldset else field.id_for_label}",
        }
        for field in form
        for text in field.errors
    ]
