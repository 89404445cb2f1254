"""The code that follows a grievance: read aloud, written by hand, typed on a phone.

Three groups of five of Crockford's base 32: 75 random bits. The database keeps its SHA-256 alone.
"""

from __future__ import annotations

from fullcircle.infra import spoken_codes

GROUPS, LETTERS = 3, 5


def make() -> str:
    """A new code, as people read it."""
    return shown(spoken_codes.drawn(GROUPS * LETTERS))


def shown(plain: str) -> str:
    return spoken_codes.shown(plain, letters=LETTERS)


def plain(typed: str) -> str:
    """The code without what people add or misread; '' where it cannot be one."""
    return spoken_codes.plain(typed, letters=GROUPS * LETTERS)
