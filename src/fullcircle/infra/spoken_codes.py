"""Codes that are read aloud, written by hand and typed on a phone: Crockford's base 32 (no I, L, O, U)."""

from __future__ import annotations

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MISREAD = str.maketrans("OIL", "011")


def drawn(letters: int) -> str:
    """So many random letters, of 5 bits each."""
    return "".join(secrets.choice(ALPHABET) for _ in range(letters))


def shown(plain: str, *, letters: int) -> str:
    """In groups of so many letters."""
    return "-".join(plain[n : n + letters] for n in range(0, len(plain), letters))


def plain(typed: str, *, letters: int) -> str:
    """The code without what people add or misread; '' where it cannot be one of so many letters."""
    read = "".join(letter for letter in typed.upper().translate(MISREAD) if letter.isalnum())
    return read if len(read) == letters and set(read) <= set(ALPHABET) else ""


def check_letter(plain: str) -> str:
    """The letter that follows a code, so that one letter misread or two exchanged are found (Luhn's sum modulo 32)."""
    total = 0
    for place, letter in enumerate(reversed(plain)):
        value = ALPHABET.index(letter) * (2 - place % 2)
        total += value // 32 + value % 32
    return ALPHABET[-total % 32]
