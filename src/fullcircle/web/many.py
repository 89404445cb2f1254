"""One thing done for many: each by itself, so that what cannot be done stops nothing else and is named with the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db import transaction

from fullcircle.access.errors import Refused

One = TypeVar("One")


@dataclass(frozen=True, slots=True)
class Left:
    """What was not done, or not wholly, and why. Without an address: there is no such thing here."""

    title: str
    url: str
    why: str


def each(
    ones: Iterable[One], do: Callable[[One], str], describe: Callable[[One], tuple[str, str]]
) -> list[Left]:
    """`do` says '' where all went well, else what is left to do; `describe` gives title and address. What was left."""
    left = []
    for one in ones:
        try:
            with transaction.atomic():
                why = do(one)
        except Refused as refusal:
            why = str(refusal)
        if why:
            left.append(Left(*describe(one), why))
    return left
