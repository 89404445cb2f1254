"""What people say for what directories list, in English and Spanish. The words stand in `vocabulary.txt`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fullcircle.directory import domains

WORD = re.compile(r"[a-z0-9]+")
# Said around a need, and of no use in finding what meets it.
AROUND = frozenset(
    WORD.findall(
        """
        i me my we our you your he she they it a an the and or of for to in on at by with without from
        near nearby around am is are was be been being do does did can could will would should have has
        had get getting got gets go going want wants wanted need needs needed find finding look looking
        search where how what who which when there here some any please someone somebody something
        somewhere help helps helping cant dont not im ive this that these those about de la el los las
        un una para por con sin en y o mi mis su sus que como donde quien cuando es soy estoy tengo
        necesito necesita busco buscar buscando quiero puedo ayuda ayudar ayudan encontrar al del lo le
        se no
        """
    )
)


@dataclass(frozen=True, slots=True)
class Meaning:
    terms: tuple[str, ...]
    domain: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """A word or phrase of what was typed, and what it may mean."""

    text: str
    meaning: Meaning | None = None


def fold(text: str) -> str:
    """Small letters without accents and apostrophes."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return (
        "".join(letter for letter in plain if not unicodedata.combining(letter))
        .replace("'", "")
        .replace("’", "")
    )


def words(text: str) -> list[str]:
    return WORD.findall(fold(text))


def stem(word: str) -> str:
    """One form for one and many, enough to look a word up."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


@cache
def meanings() -> dict[tuple[str, ...], Meaning]:
    """By the stems of the words said. A later line never takes a phrase from an earlier one."""
    found: dict[tuple[str, ...], Meaning] = {}
    for line in Path(__file__).with_name("vocabulary.txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        said, means = line.split(" = ")
        terms, _, domain = means.partition(" @")
        meaning = Meaning(tuple(term.strip() for term in terms.split(";")), domain.strip())
        for phrase in said.split(","):
            found.setdefault(tuple(map(stem, words(phrase))), meaning)
    for domain_ in domains.DOMAINS:
        for phrase in domain_.words:
            found.setdefault(tuple(map(stem, words(phrase))), Meaning((phrase,), domain_.code))
    return found


@cache
def longest() -> int:
    return max(map(len, meanings()))


@cache
def spellings() -> frozenset[str]:
    """Every word that the vocabulary knows, for mending what was mistyped."""
    text = Path(__file__).with_name("vocabulary.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return frozenset(
        word for line in lines for word in words(line.split(" @")[0]) if len(word) > 3 and word.isalpha()
    )


def units(typed: list[str]) -> list[Unit]:
    """The typed words as phrases we know, the longest first, and single words; empty words are left out."""
    found: list[Unit] = []
    at = 0
    while at < len(typed):
        unit, used = _phrase(typed, at)
        if unit is not None:
            found.append(unit)
        at += used
    return found


def _phrase(typed: list[str], at: int) -> tuple[Unit | None, int]:
    for length in range(min(longest(), len(typed) - at), 0, -1):
        part = typed[at : at + length]
        meaning = meanings().get(tuple(map(stem, part)))
        if meaning is not None:
            return Unit(" ".join(part), meaning), length
    word = typed[at]
    return (None if word in AROUND or len(word) < 2 else Unit(word)), 1
