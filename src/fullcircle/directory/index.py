"""Keeping what the search reads: words of services by weight, how rare each is, and how it is written.

Weights: A the name, B the categories, C the organization and who it is for, D the text.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from fullcircle.directory import vocabulary

# Paragraphs that ask the reader for help are no help: "DONATIONS: in need of clothing" finds no clothes.
ASKS_FOR_HELP = r"(^|\n)\s*(DONATIONS?|VOLUNTEERS?|HOLIDAY [A-Z ]*)\s*:[^\n]*"
LONGEST = 20_000

REFRESH = """
insert into directory_searchtext (service_id, document, words)
select found.id, found.document, length(found.document) from (
  select s.id,
    setweight(to_tsvector('directory_words', s.name || ' ' || s.alternate_name), 'A')
    || setweight(to_tsvector('directory_words', array_to_string(s.categories, ' ; ')), 'B')
    || setweight(to_tsvector('directory_words',
         o.name || ' ; ' || o.alternate_name || ' ; ' || s.eligibility_description), 'C')
    || setweight(to_tsvector('directory_words',
         regexp_replace(left(s.description, %(longest)s), %(asks)s, ' ', 'g')), 'D')
    as document
  from directory_service s join directory_organization o on o.id = s.organization_id
  where s.id = any(%(ids)s)) found
on conflict (service_id) do update set document = excluded.document, words = excluded.words
"""

COUNT = """
delete from directory_term;
insert into directory_term (lexeme, services)
select word, ndoc from ts_stat('select document from directory_searchtext');
delete from directory_spelling;
insert into directory_spelling (word, services)
select word, ndoc from ts_stat($$
  select to_tsvector('directory_plain',
                     s.name || ' ' || o.name || ' ' || array_to_string(s.categories, ' ')
                     || ' ' || left(s.description, 20000) || ' ' || s.eligibility_description)
  from directory_service s join directory_organization o on o.id = s.organization_id $$)
where word ~ '^[a-z]{4,24}$'
"""

ADD_TERMS = """
insert into directory_term (lexeme, services)
select lexeme, count(*) from directory_searchtext t, unnest(t.document)
where t.service_id = any(%s) group by lexeme
on conflict (lexeme) do nothing
"""

ADD_WORDS = """
insert into directory_spelling (word, services)
select word, 0 from unnest(%s::text[]) as word on conflict (word) do nothing
"""


ADD_SPELLINGS = """
insert into directory_spelling (word, services)
select word, count(*) from (
  select t.service_id, l.lexeme as word
  from directory_searchtext t
  join directory_service s on s.id = t.service_id join directory_organization o on o.id = s.organization_id,
  unnest(to_tsvector('directory_plain', s.name || ' ' || o.name || ' ' || left(s.description, 20000))) l
  where t.service_id = any(%s)) w
where word ~ '^[a-z]{4,24}$' group by word
on conflict (word) do nothing
"""


def refresh(ids: Iterable[UUID]) -> None:
    """After a few services were added or changed. How rare words are is counted anew at the next import."""
    wanted = list(ids)
    with connection.cursor() as cursor:
        cursor.execute(REFRESH, {"ids": wanted, "asks": ASKS_FOR_HELP, "longest": LONGEST})
        cursor.execute(ADD_TERMS, [wanted])
        cursor.execute(ADD_SPELLINGS, [wanted])
        cursor.execute(ADD_WORDS, [sorted(vocabulary.spellings())])


def rebuild() -> None:
    """Every service and every count, after an import."""
    with connection.cursor() as cursor:
        cursor.execute("select id from directory_service")
        refresh(row[0] for row in cursor.fetchall())
        for statement in COUNT.split(";\n"):
            cursor.execute(statement)
        cursor.execute(ADD_WORDS, [sorted(vocabulary.spellings())])
