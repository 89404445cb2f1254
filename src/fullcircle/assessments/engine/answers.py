"""What was said so far, by linkId: one or more values, or a silence, which is an answer too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from fullcircle.assessments.engine import values
from fullcircle.assessments.engine.values import Value


class Silence(StrEnum):
    SKIPPED = "skipped"  # passed over: leaves no trace in the response
    DECLINED = "declined"  # "I'd rather not say": written down as asked and declined


@dataclass(frozen=True, slots=True)
class Given:
    values: tuple[Value, ...] = ()
    silence: Silence | None = None

    def __post_init__(self) -> None:
        if bool(self.values) == bool(self.silence):
            raise ValueError("An answer is either values or a silence.")


SKIPPED = Given(silence=Silence.SKIPPED)
DECLINED = Given(silence=Silence.DECLINED)
Answers = Mapping[str, Given]


def as_json(answers: Answers) -> dict[str, Any]:
    return {link_id: _as_json(given) for link_id, given in answers.items()}


def _as_json(given: Given) -> Any:
    return str(given.silence) if given.silence else [values.as_fhir(value) for value in given.values]


def from_json(kept: Mapping[str, Any]) -> dict[str, Given]:
    return {link_id: _from_json(said) for link_id, said in kept.items()}


def _from_json(said: Any) -> Given:
    if isinstance(said, str):
        return Given(silence=Silence(said))
    return Given(tuple(value for element in said if (value := values.from_fhir(element)) is not None))
