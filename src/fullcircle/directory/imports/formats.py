"""Which reader takes which files."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _

from fullcircle.directory.imports import files, ohana
from fullcircle.directory.imports.files import Texts, Unreadable
from fullcircle.directory.imports.listing import Listing

READERS = {"ohana": ohana.listing}
LATER = ("hsds-3", "hsds-2", "hsds-1", "flat")
AUTO = "auto"
NAMES = (AUTO, *READERS, *LATER)


def read(path: Path, wanted: str = AUTO) -> Listing:
    """A directory in one of the formats we know. Raises Unreadable."""
    if wanted in LATER:
        raise Unreadable(_("The format {name} cannot be imported yet; ohana can.").format(name=wanted))
    texts = files.read(path)
    return READERS[_recognized(texts) if wanted == AUTO else wanted](texts)


def _recognized(texts: Texts) -> str:
    if "datapackage.json" in texts:
        raise Unreadable(
            _("This is an HSDS data package, which cannot be imported yet; the Ohana tables can.")
        )
    if not {"organizations.csv", "locations.csv", "services.csv"} & set(texts):
        raise Unreadable(
            _("No table of a known format is there: organizations.csv, locations.csv, services.csv.")
        )
    return "ohana"
