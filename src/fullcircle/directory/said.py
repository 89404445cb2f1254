"""What people type about a service, made usable or refused in a sentence."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from fullcircle.access.errors import Invalid
from fullcircle.directory.imports import reading
from fullcircle.infra import phones

LONGEST_TEXT = 5_000


def named(name: str) -> str:
    cleaned = " ".join(reading.clean(name).split())
    if not cleaned or len(cleaned) > 255:
        raise Invalid(_("Type a name of at most 255 letters."), field="name")
    return cleaned


def text(typed: str) -> str:
    cleaned = reading.clean(typed)
    if len(cleaned) > LONGEST_TEXT:
        raise Invalid(str(_("Write at most {n} letters.")).format(n=LONGEST_TEXT))
    return cleaned


def email(address: str) -> str:
    cleaned = address.strip()
    try:
        if cleaned:
            validate_email(cleaned)
    except ValidationError:
        raise Invalid(_("Type an e-mail address, like office@example.org"), field="email") from None
    return cleaned


def phone(typed: str) -> str:
    try:
        return phones.ten_digits(typed)
    except ValueError:
        raise Invalid(_("Type 10 numbers, like 000 555 0142."), field="phone") from None


def website(address: str) -> str:
    found = reading.website(address.strip())
    if found is None:
        raise Invalid(_("Type a web address, like https://example.org"), field="website")
    return found


def between(number: int | None, most: int, name: str, *, least: int = 0) -> int | None:
    if number is not None and not least <= number <= most:
        raise Invalid(
            str(_("Type a number from {least} to {most}.")).format(least=least, most=most), field=name
        )
    return number
