"""Finding services by what people say, near where they are. Public: no actor, nothing personal.

PostgreSQL finds and weighs; how a word counts is BM25's idea (rare words say more, a second mention little),
because its own ranking knows no rarity: measured in docs/explanation/search.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F

from fullcircle.directory import calendars, hours, places, queries, spelling, vocabulary
from fullcircle.directory.models import Language, Schedule, Service

PAGE = 10
MOST = 400
FARTHEST = 60.0  # miles
LONGEST_QUERY = 200
MOST_WORDS = 16
SQL = Path(__file__).with_name("search.sql").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Weights:
    """Tuned on the development half of the judgments; see docs/explanation/search.md."""

    name: float = 1.0
    category: float = 0.8
    organization: float = 0.35
    text: float = 0.6
    meaning: float = 0.3  # a word of ours beside the one typed
    later_meaning: float = 0.65  # each further one counts this much of the one before
    apart: float = 0.7  # the words of a phrase, not side by side
    together: float = 0.5  # how much counts that all that was typed is there
    domain: float = 0.05  # a share of the best there could be, for a service of the domain that was meant
    length: float = 0.3  # how much long texts count less
    least: float = 0.15  # of the best found: weaker ones are left out


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for. `domain` limits; other filters put the unknown last, the known-not out."""

    words: str = ""
    zip: str = ""
    domain: str = ""
    open_now: bool = False
    language: str = ""
    free: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    service_id: UUID
    score: float
    miles: float | None
    fits: bool = True  # False: a filter could not be answered for it


@dataclass(frozen=True, slots=True)
class Found:
    hits: list[Hit]
    units: list[vocabulary.Unit] = field(default_factory=list)
    domains: list[str] = field(default_factory=list)
    mended: list[spelling.Mended] = field(default_factory=list)
    zip_known: bool = True


@dataclass(frozen=True, slots=True)
class Term:
    unit: int
    query: str
    weight: float


def search(wanted: Wanted, *, at: datetime, weights: Weights = Weights()) -> Found:
    """The best services first, at most MOST. No words and no domain find nothing."""
    typed = vocabulary.words(wanted.words[:LONGEST_QUERY].replace("\x00", ""))[:MOST_WORDS]
    typed, mended = spelling.mended(typed)
    units = vocabulary.units(typed)
    meant = list(dict.fromkeys(unit.meaning.domain for unit in units if unit.meaning and unit.meaning.domain))
    terms = _terms(units, weights)
    point = places.centroid(wanted.zip) if wanted.zip else None
    hits = _hits(terms, meant, wanted, point, weights) if terms or (wanted.domain and not typed) else []
    return Found(
        hits=_filtered(hits, wanted, at),
        units=units,
        domains=meant,
        mended=mended,
        zip_known=not wanted.zip or point is not None,
    )


def services(hits: list[Hit]) -> list[Service]:
    """The services of a page, in its order, with all that a card shows."""
    rows = queries.whole(Service.objects.filter(id__in=[hit.service_id for hit in hits]))
    by_id = {row.pk: row for row in rows}
    return [by_id[hit.service_id] for hit in hits if hit.service_id in by_id]


TERMS = """
select a.unit, q.query::text, a.weight * q.share * coalesce((
  select max(ln(1 + (n.services - coalesce(t.services, 0) + 0.5) / (coalesce(t.services, 0) + 0.5)))
  from unnest(to_tsvector('directory_words', a.text)) l left join directory_term t on t.lexeme = l.lexeme), 0)
from unnest(%s::int[], %s::text[], %s::float8[]) as a(unit, text, weight)
cross join lateral (select phraseto_tsquery('directory_words', a.text) as phrase,
                           plainto_tsquery('directory_words', a.text) as plain) p
cross join lateral (values (p.phrase, 1.0), (p.plain, %s::float8)) as q(query, share)
cross join (select greatest(count(*), 1) as services from directory_searchtext) n
where numnode(q.query) > 0 and (q.share = 1 or numnode(q.query) > 1)
"""


def _terms(units: list[vocabulary.Unit], weights: Weights) -> list[Term]:
    """Each unit as typed and as it is meant, weighed by how rare the words are."""
    asked = [
        (number, text, weight) for number, unit in enumerate(units) for text, weight in _spoken(unit, weights)
    ]
    if not asked:
        return []
    with connection.cursor() as cursor:
        cursor.execute(TERMS, [*(list(column) for column in zip(*asked, strict=True)), weights.apart])
        return [Term(*row) for row in cursor.fetchall()]


def _spoken(unit: vocabulary.Unit, weights: Weights) -> list[tuple[str, float]]:
    said = {unit.text: 1.0}
    if unit.meaning:
        share = weights.meaning
        for term in unit.meaning.terms:
            said.setdefault(term, share)
            share *= weights.later_meaning
    return list(said.items())


def _hits(
    terms: list[Term], meant: list[str], wanted: Wanted, point: places.Point | None, weights: Weights
) -> list[Hit]:
    latitude, longitude = point or (None, None)
    given: dict[str, Any] = {
        "units": [term.unit for term in terms],
        "queries": [term.query for term in terms],
        "weights": [term.weight for term in terms],
        "meant": meant,
        "domain": wanted.domain,
        "zip": wanted.zip,
        "latitude": latitude,
        "longitude": longitude,
        "most": MOST,
        "farthest": FARTHEST,
        "least": weights.least,
        "shares": [weights.text, weights.organization, weights.category, weights.name],
        "together": weights.together,
        "bonus": weights.domain,
        "length": weights.length,
    }
    with connection.cursor() as cursor:
        cursor.execute(SQL, given)
        return [Hit(*row) for row in cursor.fetchall()]


def _filtered(hits: list[Hit], wanted: Wanted, at: datetime) -> list[Hit]:
    """What a filter knows not to fit goes; what it cannot know comes after what fits."""
    ids = [hit.service_id for hit in hits]
    for asked, answers in ((wanted.free, _free), (wanted.open_now, _open), (wanted.language, _speaks)):
        if asked:
            said = answers(ids, wanted, at)
            hits = [
                replace(hit, fits=hit.fits and bool(said.get(hit.service_id)))
                for hit in hits
                if said.get(hit.service_id) is not False
            ]
    return sorted(hits, key=lambda hit: not hit.fits)


Answers = dict[UUID, bool | None]


def _free(ids: list[UUID], wanted: Wanted, at: datetime) -> Answers:
    return dict(Service.objects.filter(id__in=ids).values_list("id", "free"))


def _speaks(ids: list[UUID], wanted: Wanted, at: datetime) -> Answers:
    """A service that names its languages and not this one does not speak it; English alone is no list."""
    spoken: dict[UUID, set[str]] = {}
    for service_id, code in Language.objects.filter(service_id__in=ids).values_list("service_id", "code"):
        spoken.setdefault(service_id, set()).add(code)
    return {
        one: wanted.language in codes if codes != {"en"} or wanted.language == "en" else None
        for one, codes in spoken.items()
    }


def _open(ids: list[UUID], wanted: Wanted, at: datetime) -> Answers:
    found: dict[UUID, list[Schedule]] = {}
    for row in Schedule.objects.filter(service_id__in=ids):
        found.setdefault(row.service_id, []).append(row)  # type: ignore[arg-type]
    bare = [one for one in ids if one not in found]
    places_hours = Schedule.objects.filter(location__services__in=bare).annotate(
        at_service=F("location__services")
    )
    for row in places_hours.filter(at_service__in=bare):
        found.setdefault(row.at_service, []).append(row)
    said = calendars.as_said(found)
    return {
        one: hours.is_open(rows, at) and (one not in said or said[one].is_open(at))
        for one, rows in found.items()
    }
