"""How the answers of a form are counted: data beside the form, `forms/*.toml`."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from fullcircle.assessments.engine.questionnaire import Questionnaire
from fullcircle.assessments.forms import SHIPPED

CAUTIONS = {
    "sils": _(
        "In its study this question found 54 of 100 people with limited reading, and passed 83 of 100 people without"
        " (Morris 2006): it is a hint, not a finding."
    ),
}


@dataclass(frozen=True, slots=True)
class Tracks:
    """Groups of items with a score each: the mean of the answered items × `times`, once `least` are answered."""

    groups: tuple[str, ...]
    least: int
    times: Fraction
    highest: Fraction  # of a score


@dataclass(frozen=True, slots=True)
class Cut:
    """Positive when the answer's weight is above this."""

    item: str
    above: Fraction


@dataclass(frozen=True, slots=True)
class Topic:
    """What leaders say, and the choice by which residents say the opposite."""

    leaders: str
    residents: str
    trouble: str


@dataclass(frozen=True, slots=True)
class Compared:
    with_url: str
    favorable: frozenset[str]
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """`validated` is None where nobody has said."""

    validated: bool | None = None
    caution: str = ""
    tracks: Tracks | None = None
    ranked: tuple[str, ...] = ()
    cut: Cut | None = None
    compared: Compared | None = None


def of(form: Questionnaire) -> Rules:
    """Rules of a form by its url; a form that a site brought in has none, and its answers are only counted."""
    return _shipped().get(form.url, Rules())


@cache
def _shipped() -> Mapping[str, Rules]:
    found = {}
    for path in SHIPPED.glob("*.toml"):
        url = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["url"]
        found[url] = read(tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Fraction))
    return found


def read(said: Mapping[str, Any]) -> Rules:
    """Raises KeyError where a part is not complete."""
    return Rules(
        validated=said["validated"],
        caution=said.get("caution", ""),
        tracks=_tracks(said["tracks"]) if "tracks" in said else None,
        ranked=tuple(said.get("ranked", ())),
        cut=Cut(said["cut"]["item"], Fraction(said["cut"]["above"])) if "cut" in said else None,
        compared=_compared(said["compared"]) if "compared" in said else None,
    )


def _tracks(said: Mapping[str, Any]) -> Tracks:
    return Tracks(tuple(said["groups"]), said["least"], Fraction(said["times"]), Fraction(said["highest"]))


def _compared(said: Mapping[str, Any]) -> Compared:
    topics = tuple(Topic(one["leaders"], one["residents"], one["trouble"]) for one in said["topics"])
    return Compared(said["with"], frozenset(said["favorable"]), topics)
