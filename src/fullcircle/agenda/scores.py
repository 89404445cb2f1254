"""What voices say together: the median and how far apart they are, never a mean alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from fullcircle.agenda.states import POINTS


@dataclass(frozen=True, slots=True)
class Spread:
    """Of one scale. `counts`: how many voices gave 1, 2, 3, 4, 5. `median` may lie halfway."""

    voices: int
    median: Fraction
    low: int
    high: int
    counts: tuple[int, ...]

    @property
    def apart(self) -> int:
        return self.high - self.low


def spread(points: Sequence[int]) -> Spread | None:
    """None where nobody said anything."""
    if not points:
        return None
    ordered, middle = sorted(points), len(points) // 2
    median = (
        Fraction(ordered[middle]) if len(points) % 2 else Fraction(ordered[middle - 1] + ordered[middle], 2)
    )
    return Spread(
        len(points), median, ordered[0], ordered[-1], tuple(ordered.count(point) for point in POINTS)
    )
