"""Measure the directory search against graded searches, beside simpler ways over the same rows.

    python tools/judge_search.py JUDGMENTS.json --source NAME

The directory that the judgments speak of must have been imported under NAME. Figures are nDCG@10 (gain
2^grade - 1), for all searches and by kind; "nothing" counts searches without anything graded among the first
ten. Location is ignored.
"""

import argparse
import json
import math
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django

DEPTH = 10
AT = datetime(2026, 1, 5, 17, tzinfo=UTC)  # opening hours play no part
KINDS = ("plain", "everyday", "typo", "spanish", "name")
Rank = Callable[[str], list[str]]

SIMPLE = """
select s.source_id from directory_searchtext t join directory_service s on s.id = t.service_id
where s.source = %s and s.status = 'active' and t.document @@ ({query})
order by ts_rank(t.document, ({query})) desc, s.source_id limit 10
"""
ALL_WORDS = "plainto_tsquery('directory_words', %s)"
ANY_WORD = "replace(plainto_tsquery('directory_words', %s)::text, '&', '|')::tsquery"


@dataclass(frozen=True)
class Figures:
    name: str
    scores: dict[str, float]
    nothing: int
    milliseconds: list[float]

    def line(self) -> str:
        shown = "  ".join(f"{self.scores.get(kind, 0):8.3f}" for kind in ("all", *KINDS))
        ordered = sorted(self.milliseconds)
        speed = (
            f"{ordered[len(ordered) // 2]:6.1f} {ordered[int(len(ordered) * 0.95)]:6.1f}"
            if ordered
            else "     –      –"
        )
        return f"{self.name:34}  {shown}  {self.nothing:7}  {speed}"


def ndcg(ranked: list[str], relevant: dict[str, int]) -> float:
    ideal = discounted(sorted(relevant.values(), reverse=True)[:DEPTH])
    return discounted(relevant.get(one, 0) for one in ranked[:DEPTH]) / ideal if ideal else 0.0


def discounted(grades: Iterable[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


def measure(name: str, rank: Rank, searches: list[dict[str, Any]]) -> Figures:
    kinds: dict[str, list[float]] = {}
    nothing, spent = 0, []
    for search in searches:
        began = time.perf_counter()
        ranked = rank(search["query"])
        spent.append((time.perf_counter() - began) * 1000)
        score = ndcg(ranked, search["relevant"])
        nothing += score == 0
        for kind in ("all", search["kind"]):
            kinds.setdefault(kind, []).append(score)
    return Figures(name, {kind: sum(of) / len(of) for kind, of in kinds.items()}, nothing, spent)


def ours(source: str) -> Rank:
    from fullcircle.directory import search
    from fullcircle.directory.models import Service

    named = dict(Service.objects.filter(source=source).values_list("id", "source_id"))

    def rank(query: str) -> list[str]:
        found = search.search(search.Wanted(words=query), at=AT)
        return [named[hit.service_id] for hit in found.hits if hit.service_id in named]

    return rank


def simple(source: str, query: str) -> Rank:
    from django.db import connection

    def rank(typed: str) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute(SIMPLE.format(query=query), [source, typed, typed])
            return [row[0] for row in cursor.fetchall()]

    return rank


def named_by_the_vocabulary(query: str) -> bool:
    """Would a line of the vocabulary alone answer this search? Then it says little about the next one."""
    from fullcircle.directory import vocabulary

    return tuple(map(vocabulary.stem, vocabulary.words(query))) in vocabulary.meanings()


def report(judged: dict[str, Any], source: str) -> Iterator[str]:
    searches = judged["queries"]
    fresh = [search for search in searches if not named_by_the_vocabulary(search["query"])]
    yield (f"{len(searches)} searches ({judged['part']}); {len(fresh)} stand in no line of our vocabulary")
    yield (
        f"{'nDCG@10':34}  "
        + "  ".join(f"{kind:>8}" for kind in ("all", *KINDS))
        + "  nothing     p50    p95 ms"
    )
    yield (measure("ours", ours(source), searches).line())
    yield (measure("ours, searches not in vocabulary", ours(source), fresh).line())
    yield (measure("PostgreSQL, all words", simple(source, ALL_WORDS), searches).line())
    yield (measure("PostgreSQL, any word, ts_rank", simple(source, ANY_WORD), searches).line())
    for other in judged["baselines"]:
        scores = other["ndcg10"]
        yield (
            Figures(
                f"given: {other['method']}"[:34], scores, other["queries_with_nothing_useful_in_top10"], []
            ).line()
        )


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("judgments", type=Path)
    arguments.add_argument("--source", required=True)
    said = arguments.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fullcircle.config.settings")
    django.setup()
    for line in report(json.loads(said.judgments.read_text(encoding="utf-8")), said.source):
        sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
