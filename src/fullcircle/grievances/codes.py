"""The code that follows a grievance: read aloud, written by hand, typed on a phone.

Three groups of five of Crockford's base 32 (no I, L, O, U): 75 random bits. The database keeps its SHA-256 alone.
"""

from __future__ import annotations

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS, LETTERS = 3, 5
MISREAD = str.maketrans("OIL", "011")


def make() -> str:
    """A new code, as people read it."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(GROUPS * LETTERS))
    return shown(drawn)


def shown(plain: str) -> str:
    return "-".join(plain[n : n + LETTERS] for n in range(0, len(plain), LETTERS))


def plain(typed: str) -> str:
    """The code without what people add or misread; '' where it cannot be one."""
    read = "".join(letter for letter in typed.upper().translate(MISREAD) if letter.isalnum())
    return read if len(read) == GROUPS * LETTERS and set(read) <= set(ALPHABET) else ""
