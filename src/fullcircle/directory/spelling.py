"""Mending mistyped words by the directory's own, and by the vocabulary."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from fullcircle.directory import vocabulary

SHORTEST = 4
# Long words may be two letters wrong, short ones one.
LONG = 8

UNKNOWN = """
select w.word, s.word, s.services from unnest(%s::text[]) as w(word)
cross join lateral (
  select word, services from directory_spelling
  where word %% w.word and abs(length(word) - length(w.word)) <= 2
  order by similarity(word, w.word) desc, services desc limit 20) s
where not exists (select 1 from directory_spelling k where k.word = w.word)
  and not exists (select 1 from unnest(to_tsvector('directory_words', w.word)) l
                  join directory_term t on t.lexeme = l.lexeme)
"""


@dataclass(frozen=True, slots=True)
class Mended:
    typed: str
    meant: str


def mended(typed: list[str]) -> tuple[list[str], list[Mended]]:
    """Words that nobody writes are replaced by the nearest that somebody does."""
    doubtful = [
        word
        for word in typed
        if len(word) >= SHORTEST
        and word.isalpha()
        and word not in vocabulary.AROUND
        and (vocabulary.stem(word),) not in vocabulary.meanings()
    ]
    if not doubtful:
        return typed, []
    with connection.cursor() as cursor:
        cursor.execute(UNKNOWN, [doubtful])
        rows: list[tuple[str, str, int]] = cursor.fetchall()
    better: dict[str, str] = {}
    for word in doubtful:
        near = [(distance(word, meant), -services, meant) for said, meant, services in rows if said == word]
        fitting = sorted(one for one in near if one[0] <= (2 if len(word) >= LONG else 1))
        if fitting:
            better[word] = fitting[0][2]
    return [better.get(word, word) for word in typed], [Mended(*pair) for pair in better.items()]


def distance(a: str, b: str) -> int:
    """Letters put in, left out, changed or swapped with the next (Damerau and Levenshtein)."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, start=1):
        before, last, row = row, before, [i]
        for j, other in enumerate(b, start=1):
            least = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                least = min(least, last[j - 2] + 1)
            row.append(least)
    return row[-1]
