"""Collect the texts of the pages, and compile their translations.

    python tools/translations.py collect   brings every .po file up to date with the code
    python tools/translations.py compile   writes the .mo files that the program reads
    python tools/translations.py check     fails when a .po file is behind the code or not complete

Babel does the work, so no gettext programs are needed.
"""

import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "fullcircle"
LOCALES = PACKAGE / "web" / "locale"
PSEUDO = "ar_XB"
AWAITING = "Machine draft, awaiting review by a person"
HEADER = (
    "# Texts of Fullcircle. A machine's draft says so until a person who speaks the language has read it."
)

# A date in every file would make two people's work collide for nothing.
NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
LEFT_AS_IT_IS = re.compile(r"%\(\w+\)[a-z]|%%|<[^>]+>")


def collected() -> Catalog:
    catalog = Catalog(domain="django", project="Fullcircle", creation_date=NO_DATE, charset="utf-8")
    for path in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html")]):
        for text, comments, context in texts_in(path):
            place = (path.relative_to(ROOT).as_posix(), 0)
            catalog.add(text, locations=[place], auto_comments=comments, context=context)
    return catalog


def texts_in(path: Path) -> Iterator[tuple[str | tuple[str, ...], list[str], str | None]]:
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        source = as_python(source, path.name)
    found = extract("python", io.BytesIO(source.encode()), KEYWORDS, ("Translators:",))
    for _, text, comments, context in found:
        yield text, comments, context


def as_python(template: str, name: str) -> str:
    """Django's own way: only the calls stay, the rest becomes X. Indents would not be Python's."""
    if not settings.configured:
        settings.configure()
    return re.sub(r"(?m)^[ \t]+", "", templatize(template, origin=name))


def translations() -> dict[str, Path]:
    return {path.parent.parent.name: path for path in sorted(LOCALES.glob("*/LC_MESSAGES/django.po"))}


def read(language: str, path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language, domain="django")


def brought_up_to_date(language: str, path: Path, now: Catalog) -> Catalog:
    catalog = read(language, path)
    catalog.update(now, no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    catalog.header_comment = HEADER
    catalog.fuzzy = False
    return catalog


def as_po(catalog: Catalog) -> bytes:
    written = io.BytesIO()
    write_po(written, catalog, width=100, sort_output=True, include_lineno=False, omit_header=False)
    return written.getvalue()


def collect() -> None:
    now = collected()
    for language, path in translations().items():
        path.write_bytes(as_po(brought_up_to_date(language, path, now)))


def compile_all() -> None:
    catalogs = {language: read(language, path) for language, path in translations().items()}
    for language, catalog in catalogs.items():
        write(language, catalog)
    if catalogs:
        write(PSEUDO, pseudo(next(iter(catalogs.values()))))


def write(language: str, catalog: Catalog, folder: Path = LOCALES) -> None:
    path = folder / language / "LC_MESSAGES" / "django.mo"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_mo(file, catalog)


def pseudo(catalog: Catalog) -> Catalog:
    """English in brackets, a third longer, with right-to-left letters: what was never marked stays plain."""
    copy = Catalog(domain="django", charset="utf-8", creation_date=NO_DATE)
    for message in catalog:
        if message.id:
            copy.add(message.id, pseudo_text(message.id), context=message.context)
    return copy


def pseudo_text(text: str | tuple[str, ...] | list[str]) -> str | tuple[str, ...]:
    if not isinstance(text, str):
        return tuple(f"⟦{form}{padding(form)}⟧" for form in text)
    return f"⟦{text}{padding(text)}⟧"


def padding(text: str) -> str:
    longer = max(2, len(LEFT_AS_IT_IS.sub("", text)) // 3)
    return " " + ("سلام " * longer)[:longer].strip()


def problems() -> Iterator[str]:
    now = collected()
    for language, path in translations().items():
        catalog = brought_up_to_date(language, path, now)
        if as_po(catalog) != path.read_bytes():
            yield f"{path.relative_to(ROOT)} is behind the code. Run: make messages"
        yield from (f"{language}: no translation of {message.id!r}" for message in catalog if lacks(message))


def lacks(message: Message) -> bool:
    forms = [message.string] if isinstance(message.string, str) else message.string
    return bool(message.id) and not all(forms or [])


def check() -> None:
    found = list(problems())
    if found:
        raise SystemExit("\n".join(found))


COMMANDS = {"collect": collect, "compile": compile_all, "check": check}

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in COMMANDS:
        raise SystemExit(__doc__)
    COMMANDS[sys.argv[1]]()
