"""Scores, exactly: means of fractions over what was answered. What was not answered is not zero."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """An item whose means differ between two sectors, the lowest and the highest."""

    item: str
    low: str
    low_mean: Fraction
    high: str
    high_mean: Fraction

    @property
    def gap(self) -> Fraction:
        return self.high_mean - self.low_mean


def mean(values: Iterable[Fraction | None]) -> Fraction | None:
    """Of what is there; None where nothing is."""
    there = [value for value in values if value is not None]
    return sum(there, Fraction(0)) / len(there) if there else None


def track(items: Sequence[Fraction | None], *, least: int, times: Fraction) -> Fraction | None:
    """The mean of the answered items × `times`; None below `least` answers."""
    if sum(item is not None for item in items) < least:
        return None
    found = mean(items)
    return None if found is None else found * times


def one_voice(said: Mapping[Key, Sequence[Fraction]]) -> Fraction | None:
    """The mean inside each organization first, then across: many answers from one place weigh as one."""
    return mean(mean(values) for values in said.values())


def spread(scores: Iterable[Fraction | None]) -> Fraction | None:
    """From the lowest to the highest; None where fewer than two are known."""
    there = [score for score in scores if score is not None]
    return max(there) - min(there) if len(there) > 1 else None


def disagreements(by_item: Mapping[str, Mapping[str, Fraction]], most: int = 5) -> list[Disagreement]:
    """The items whose sectors differ most, the widest first; those on which all agree are left out."""
    found = []
    for item, means in by_item.items():
        if len(means) > 1:
            low, high = (pick(sorted(means), key=means.__getitem__) for pick in (min, max))
            found.append(Disagreement(item, low, means[low], high, means[high]))
    return sorted((one for one in found if one.gap), key=lambda one: (-one.gap, one.item))[:most]


def positive(score: Fraction, *, above: Fraction) -> bool:
    return score > above


def median(values: Sequence[int]) -> Fraction | None:
    there = sorted(values)
    if not there:
        return None
    return Fraction(there[(len(there) - 1) // 2] + there[len(there) // 2], 2)
