"""Reading a table of people: which column is what, and what one row says."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fullcircle.access.errors import Invalid
from fullcircle.people import names
from fullcircle.people.actions import Described, Details, Reach

MOST_ROWS, MOST_COLUMNS, MOST_BYTES, LONGEST = 1000, 60, 2_000_000, 300
LONGEST_EMAIL = 254  # RFC 5321, 4.5.3.1.3

FIELDS: dict[str, Promise] = {
    "name": _("Name"), "first": _("First name"), "last": _("Last name"), "phone": _("Phone"), "email": _("E-mail"),
    "born_on": _("Date of birth"), "zip": _("ZIP code"), "street": _("Street and number"), "adults": _("Adults at home"),
    "children": _("Children at home"), "household": _("People at home"), "language": _("Language"),
}  # fmt: skip
# Folded words of a header, the more exact first.
GUESSES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("first", ("first name", "firstname", "given name", "first", "nombre de pila")),
    ("last", ("last name", "lastname", "surname", "family name", "last", "apellido", "apellidos")),
    (
        "name",
        ("name", "full name", "client", "client name", "head of household", "nombre", "nombre completo"),
    ),
    ("phone", ("phone", "phone number", "mobile", "cell", "cell phone", "telephone", "tel", "telefono")),
    ("email", ("email", "e mail", "e-mail", "mail", "correo")),
    (
        "born_on",
        ("date of birth", "dob", "birth date", "birthdate", "birthday", "born", "fecha de nacimiento"),
    ),
    ("zip", ("zip", "zip code", "zipcode", "postal code", "codigo postal")),
    ("street", ("address", "street", "street address", "address 1", "direccion")),
    ("adults", ("adults", "number of adults", "adultos")),
    ("children", ("children", "kids", "minors", "number of children", "ninos")),
    (
        "household",
        (
            "household",
            "household size",
            "family size",
            "people in household",
            "hh size",
            "# in household",
            "hogar",
        ),
    ),
    ("language", ("language", "preferred language", "primary language", "idioma")),
)
LANGUAGES = {
    "english": "en", "ingles": "en", "spanish": "es", "espanol": "es", "arabic": "ar", "bengali": "bn", "bangla": "bn",
    "french": "fr", "hindi": "hi", "portuguese": "pt", "russian": "ru", "urdu": "ur", "vietnamese": "vi", "chinese": "zh-hans",
    "mandarin": "zh-hans",
}  # fmt: skip
DAYS = ("%Y-%m-%d", "%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y", "%m.%d.%Y", "%d %b %Y", "%b %d, %Y")


def table(content: bytes) -> tuple[list[str], list[list[str]]]:
    """Header and rows of a CSV file, with commas, semicolons or tabs. Raises Invalid."""
    if len(content) > MOST_BYTES:
        raise Invalid(_("This file is larger than 2 MB. Divide it."), field="file")
    if b"\0" in content:
        raise Invalid(_("This is no CSV file. In your spreadsheet choose: save as, CSV."), field="file")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    read = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        rows = [[cell.strip()[:LONGEST] for cell in row] for row in read]
    except csv.Error:
        raise Invalid(
            _("This is no CSV file. In your spreadsheet choose: save as, CSV."), field="file"
        ) from None
    while rows and not any(rows[-1]):
        rows.pop()
    if len(rows) < 2 or not 0 < len(rows[0]) <= MOST_COLUMNS:
        raise Invalid(
            _("The first line names the columns, and each line after it is one person."), field="file"
        )
    if len(rows) - 1 > MOST_ROWS:
        raise Invalid(_("At most 1,000 people in one file. Divide it."), field="file")
    width = len(rows[0])
    return rows[0], [(row + [""] * width)[:width] for row in rows[1:]]


def guessed(header: Sequence[str]) -> list[str]:
    """What each column is, as far as its name tells; '' where it does not, and no field twice."""
    found: list[str] = []
    for column in header:
        folded = re.sub(r"[^a-z0-9# -]", " ", names.folded(column.replace("_", " "))).strip()
        fits = (field for field, words in GUESSES if folded in words and field not in found)
        found.append(next(fits, ""))
    return found


def details(columns: Sequence[str], row: Sequence[str], *, today: date) -> Details:
    """What one row says of a person. Raises Invalid, with the field that cannot be read."""
    said: dict[str, str] = {}
    for field, cell in zip(columns, row, strict=False):
        if field:
            said.setdefault(field, re.sub(r"^'(?=[=+\-@\t\r])", "", cell.replace("\x00", "")))
    name, first, last = said.get("name", ""), said.get("first", ""), said.get("last", "")
    if not name or (last and not first and names.folded(last) not in names.folded(name)):
        name = " ".join(filter(None, [name or first, last]))
    adults, children = _home(said)
    born_on = _day(said.get("born_on", ""), today)
    email = said.get("email", "")
    if email and (len(email) > LONGEST_EMAIL or not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email)):
        raise Invalid(_("This is no e-mail address."), field="email")
    spoken = said.get("language", "")
    code = names.folded(spoken)
    language = code if code in LANGUAGES.values() else LANGUAGES.get(code, "")
    return Details(
        name=name[:120], language=language or "en", other_languages="" if language else spoken[:120],
        zip=_zip(said.get("zip", "")),
        street=said.get("street", "")[:200], adults=adults, children=children,
        reach=Reach(phone=said.get("phone", ""), email=email), described=Described(born_on=born_on) if born_on else None,
    )  # fmt: skip


def _home(said: dict[str, str]) -> tuple[int, int]:
    """Adults and children: of the two and all of them together, any two tell the third. Raises Invalid."""
    adults, children, together = (_number(said, field) for field in ("adults", "children", "household"))
    if adults is None:
        return max((together or 1 + (children or 0)) - (children or 0), 0), children or 0
    if children is None:
        children = max((together or adults) - adults, 0)
    return adults, children


def _zip(typed: str) -> str:
    """The five digits of ZIP+4; and with the zeros that spreadsheets take away from the front."""
    code = typed.split("-")[0].strip()
    return code.zfill(5) if re.fullmatch(r"\d{3,4}", code) else code


def _number(said: dict[str, str], field: str) -> int | None:
    typed = said.get(field, "")
    if not typed:
        return None
    if not re.fullmatch(r"\d{1,2}(\.0)?", typed) or not 0 <= int(float(typed)) <= 30:
        raise Invalid(_("Type a number of people from 0 to 30."), field=field)
    return int(float(typed))


def _day(typed: str, today: date) -> date | None:
    if not typed:
        return None
    for shape in DAYS:
        try:
            day = datetime.strptime(typed, shape).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        # Two digits of a year are of the last hundred ones: nobody is born after their file was written.
        day = day.replace(year=day.year - 100) if "%y" in shape and day > today else day
        if day > today:
            break
        return day
    raise Invalid(_("Write the date of birth like 04/02/1981."), field="born_on")
