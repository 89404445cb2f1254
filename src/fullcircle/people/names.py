"""Folding what people type, so that equal things compare equal."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from fullcircle.access.errors import Invalid
from fullcircle.infra import phones


def folded(name: str) -> str:
    """Lower case, without accents or doubled spaces: 'José  Núñez' is 'jose nunez'."""
    plain = unicodedata.normalize("NFKD", name)
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(letters.casefold().split())


def short(name: str) -> str:
    """As little of a name as tells somebody whom they are to see: 'Denise Robles' is 'Denise R.'."""
    first, *others = name.split() or [""]
    return f"{first} {others[-1][0]}." if others else first


def phone_number(typed: str, *, field: str = "phone") -> str:
    """Ten digits, or '' for nothing. Raises Invalid."""
    try:
        return phones.ten_digits(typed)
    except ValueError:
        raise Invalid(_("Type 10 numbers, like 000 555 0142."), field=field) from None


def zip_code(typed: str, *, field: str = "zip") -> str:
    """Five digits, or '' for nothing. Raises Invalid."""
    if typed and not re.fullmatch(r"[0-9]{5}", typed.strip()):
        raise Invalid(_("Type 5 numbers, like 00412."), field=field)
    return typed.strip()


def spoken(phone: str) -> str:
    """'0005550142' as people read it: '000 555 0142'."""
    return f"{phone[:3]} {phone[3:6]} {phone[6:]}" if len(phone) == 10 else phone
