"""Phone numbers: kept as ten digits where they are North American, sent and received with the country before them (E.164)."""

from __future__ import annotations

import re

OURS = re.compile(r"\+1(\d{10})")


def ten_digits(typed: str) -> str:
    """What somebody typed as ten digits, '' for nothing. Raises ValueError."""
    digits = re.sub(r"\D", "", typed)
    if len(digits) == 11 and digits.startswith("1"):
        digits = digits[1:]
    if digits and len(digits) != 10:
        raise ValueError(typed)
    return digits


def kept(number: str) -> str:
    """'+10005550117' as it is kept: '0005550117'. Numbers of other countries stay as they are."""
    found = OURS.fullmatch(number.strip())
    return found[1] if found else number.strip()


def international(number: str) -> str:
    """'0005550117' as a provider wants it: '+10005550117'."""
    return f"+1{number}" if re.fullmatch(r"\d{10}", number) else number
