"""What a closed campaign comes to: plain counting over its answers, with small cells left out, as JSON.

Numbers are exact ("125/2"). Of a campaign that is not named nothing is said under eleven answers, and where a cell of one
to ten people could be told from what is shown, that is left out too.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from uuid import UUID

from fullcircle.access import small_cells
from fullcircle.assessments.asking import scoring
from fullcircle.assessments.asking.rules import Rules, Tracks
from fullcircle.assessments.engine.questionnaire import WITH_CHOICES, Item, Kind, Questionnaire

BOOLEANS = ("true", "false")
Means = dict[int, dict[str, Fraction]]  # by voice, by item


@dataclass(frozen=True, slots=True)
class Row:
    """One response: whose voice it belongs to, and the codes picked by linkId."""

    voice: int
    organization_id: UUID | None
    sector: str
    picked: Mapping[str, Sequence[str]]


def counted(form: Questionnaire, rules: Rules, rows: Sequence[Row], *, named: bool) -> dict[str, Any]:
    """All figures of a campaign. `rows` are what the database gave: none where there are too few."""
    if not rows:
        return {"answers": 0}
    count = _Count(form, rows, named=named)
    return {
        "answers": len(rows),
        "voices": len({row.voice for row in rows}),
        "sectors": sorted({row.sector for row in rows} - {""}),
        "items": {item.link_id: count.item(item) for item in form.asked},
        "tracks": count.tracks(rules.tracks) if rules.tracks else {},
        "disagreements": count.disagreements() if rules.tracks else [],
        "cut": count.cut(rules.cut.item, rules.cut.above) if rules.cut else None,
    }


class _Count:
    def __init__(self, form: Questionnaire, rows: Sequence[Row], *, named: bool) -> None:
        self.form, self.rows, self.named = form, rows, named
        self.weights = {
            item.link_id: {o.key: Fraction(o.weight) for o in item.options if o.weight is not None}
            for item in form.asked
        }
        self.means = self._means()
        self.sector_of = {row.voice: row.sector for row in rows}
        self.organization_of = {row.voice: row.organization_id for row in rows}
        self.size = Counter(row.voice for row in rows)

    def _means(self) -> Means:
        """What each voice says of each item: the mean of its answers that weigh something."""
        said: dict[int, dict[str, list[Fraction]]] = defaultdict(lambda: defaultdict(list))
        for row in self.rows:
            voice = said[row.voice]
            for link_id, keys in row.picked.items():
                weights = self.weights.get(link_id, {})
                if len(keys) == 1 and keys[0] in weights:
                    voice[link_id].append(weights[keys[0]])
        return {
            voice: {link: sum(each, Fraction(0)) / len(each) for link, each in items.items()}
            for voice, items in said.items()
        }

    def shown(self, cells: Sequence[int]) -> list[int | None]:
        return list(cells) if self.named else small_cells.shown(cells)

    def enough(self, people: int) -> bool:
        return people > 0 and (self.named or small_cells.enough(people))

    def item(self, item: Item) -> dict[str, Any]:
        """How often each choice was made; the mean of what weighs something; the median of numbers."""
        said = [row.picked[item.link_id] for row in self.rows if row.picked.get(item.link_id)]
        if not self.enough(len(said)):
            return {"answered": 0 if not said else None}
        answered, silent = self.shown([len(said), len(self.rows) - len(said)])
        found: dict[str, Any] = {"answered": answered if silent is not None else None}
        if item.kind == Kind.INTEGER:
            return found | {"median": _told(scoring.median([int(keys[0]) for keys in said]))}
        if item.kind not in WITH_CHOICES and item.kind != Kind.BOOLEAN:
            return found
        keys = BOOLEANS if item.kind == Kind.BOOLEAN else tuple(option.key for option in item.options)
        chosen = Counter(key for each in said for key in set(each))
        if item.repeats:
            return found | {"options": self._any_number(keys, chosen, len(said))}
        return found | self._one_each(item.link_id, keys, [chosen.get(key, 0) for key in keys])

    def _one_each(self, link_id: str, keys: Sequence[str], chosen: Sequence[int]) -> dict[str, Any]:
        """The cells of one table, who said nothing among them. With a mean beside them, two hidden cells could be solved."""
        *cells, silent = self.shown([*chosen, len(self.rows) - sum(chosen)])
        means = [of[link_id] for of in self.means.values() if link_id in of]
        every = None not in cells and silent is not None
        return {
            "answered": sum(chosen) if silent is not None else None,
            "options": dict(zip(keys, cells, strict=True)),
            "mean": _told(scoring.mean(means)) if every else None,
        }

    def _any_number(
        self, keys: Sequence[str], chosen: Mapping[str, int], people: int
    ) -> dict[str, int | None]:
        """Each choice beside who did not make it: a table of two."""
        cells = {}
        for key in keys:
            made, not_made = self.shown([chosen.get(key, 0), people - chosen.get(key, 0)])
            cells[key] = made if not_made is not None else None
        return cells

    def _by_sector(self, values: Mapping[int, Fraction]) -> dict[str, Fraction]:
        """The mean over the voices of each sector; a sector of few people, and one that would tell it, is left out."""
        sectors = sorted({self.sector_of[voice] for voice in values})
        voices = {sector: [v for v in values if self.sector_of[v] == sector] for sector in sectors}
        cells = self.shown([sum(self.size[voice] for voice in voices[sector]) for sector in sectors])
        found = {}
        for sector, cell in zip(sectors, cells, strict=True):
            if sector and cell is not None:
                found[sector] = sum((values[v] for v in voices[sector]), Fraction(0)) / len(voices[sector])
        return found

    def tracks(self, rule: Tracks) -> dict[str, dict[str, Any]]:
        return {group: self._track(group, rule) for group in rule.groups}

    def _track(self, group: str, rule: Tracks) -> dict[str, Any]:
        links = [
            p.item.link_id
            for p in self.form.places.values()
            if p.is_asked and group in {a.link_id for a in p.above}
        ]
        scores = {}
        for voice, of in self.means.items():
            score = scoring.track([of.get(link) for link in links], least=rule.least, times=rule.times)
            if score is not None:
                scores[voice] = score
        enough = self.enough(sum(self.size[voice] for voice in scores))
        sectors = self._by_sector(scores) if enough else {}
        found: dict[str, Any] = {
            "score": _told(scoring.mean(scores.values())) if enough else None,
            "sectors": {sector: _told(score) for sector, score in sectors.items()},
            "spread": _told(scoring.spread(sectors.values())),
        }
        if self.named:
            by = ((self.organization_of[voice], score) for voice, score in scores.items())
            found["organizations"] = {str(one): _told(score) for one, score in by if one}
        return found

    def disagreements(self) -> list[dict[str, Any]]:
        weighed = [link for link, weights in self.weights.items() if weights]
        by_item = {
            link: self._by_sector({voice: of[link] for voice, of in self.means.items() if link in of})
            for link in weighed
        }
        return [
            {
                "item": one.item, "gap": _told(one.gap), "low": one.low, "low_mean": _told(one.low_mean), "high": one.high,
                "high_mean": _told(one.high_mean),
            }
            for one in scoring.disagreements(by_item)
        ]  # fmt: skip

    def cut(self, link_id: str, above: Fraction) -> dict[str, Any]:
        """How many are positive, as far as the choices that are shown tell it."""
        told = self.item(self.form.item(link_id))
        options, answered = told.get("options", {}), told["answered"]
        sides: dict[bool, list[str]] = {True: [], False: []}
        for key, weight in self.weights[link_id].items():
            sides[scoring.positive(weight, above=above)].append(key)
        found, others = together(options, sides[True]), together(options, sides[False])
        if found is None and others is not None and answered is not None:
            found = answered - others
        return {"item": link_id, "positive": found if options else None, "of": answered}


def _told(number: Fraction | None) -> str | None:
    return None if number is None else str(number)


def together(options: Mapping[str, int | None], keys: Iterable[str]) -> int | None:
    """The sum of these cells; None where one of them is hidden."""
    found = [options.get(key) for key in keys]
    return None if None in found else sum(cell or 0 for cell in found)
