"""How the directory's words are read (accents off, stems), and what `app` may do with the new tables."""

from django.db import migrations

WORDS = """
create text search configuration directory_words (copy = pg_catalog.english);
alter text search configuration directory_words
  alter mapping for hword, hword_part, word with unaccent, english_stem;
create text search configuration directory_plain (copy = pg_catalog.simple);
alter text search configuration directory_plain alter mapping for hword, hword_part, word with unaccent, simple;
"""
GRANTS = """
grant select, insert, update, delete on directory_searchtext, directory_term, directory_spelling to fullcircle_app;
grant select, insert, update on directory_zip, directory_unmet to fullcircle_app;
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0003_search")]
    operations = [
        migrations.RunSQL(
            WORDS,
            "drop text search configuration directory_plain; drop text search configuration directory_words;",
        ),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
