"""Is the right authority in the room? Asked before a meeting that decides, and answered with whom to ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from fullcircle.collaborative import sectors
from fullcircle.collaborative.sectors import RESIDENT, Needs

LEAST_PARITY = Fraction(8, 10)  # below it the room is told that lived experience is not heard


@dataclass(frozen=True, slots=True)
class Comes:
    """Somebody who is expected: their sector's code and level of authority, and whom they represent."""

    sector: str
    level: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class InTheRoom:
    """`share` is None where nobody but residents comes. `send` are those whose level is too low."""

    share: Fraction | None
    enough: bool
    send: tuple[Comes, ...]
    missing_quadrants: tuple[str, ...]
    missing_sectors: tuple[str, ...]

    @property
    def ready(self) -> bool:
        return self.enough and not self.missing_quadrants and not self.missing_sectors


def in_the_room(coming: Sequence[Comes], needs: Needs) -> InTheRoom:
    """Seats of residents speak from experience and are not counted in the share."""
    counted = [one for one in coming if one.sector != RESIDENT]
    able = [one for one in counted if one.level >= needs.level]
    share = Fraction(len(able), len(counted)) if counted else None
    enough = needs.share == 0 or (share is not None and share >= needs.share)
    here = {sectors.quadrant(one.sector) for one in coming}
    return InTheRoom(
        share=share,
        enough=enough,
        send=() if enough else tuple(one for one in counted if one.level < needs.level),
        missing_quadrants=tuple(each for each in needs.quadrants if each not in here),
        missing_sectors=tuple(each for each in needs.sectors if each not in {one.sector for one in coming}),
    )


def parity(*, spoken_lived: int, spoken: int, seats_lived: int, seats: int) -> Fraction | None:
    """Equity of voice: the share of contributions by lived-experience seats over their share of seats; None without either."""
    if not (spoken and seats and seats_lived):
        return None
    return Fraction(spoken_lived, spoken) / Fraction(seats_lived, seats)
