"""The tables of the Ohana API, an ancestor of HSDS: one file a table, records joined by the source's own ids.

`contacts.csv` and `mail_addresses.csv` are left aside: they name people, and nobody needs them to find help.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from fullcircle.directory import places
from fullcircle.directory.imports import categories, reading
from fullcircle.directory.imports.files import Texts, Unreadable
from fullcircle.directory.imports.listing import Hours, Listed, Listing, Owner, Phone, Row
from fullcircle.directory.imports.tables import rows

KNOWN = ("organizations.csv", "locations.csv", "services.csv")
STATUSES = frozenset({"active", "inactive", "defunct", "temporarily closed"})
ASIDE = ("contacts.csv", "mail_addresses.csv", "programs.csv", "holiday_schedules.csv")
ZIP = re.compile(r"\b\d{5}\b")


def fits(texts: Texts) -> bool:
    return set(KNOWN) <= set(texts) and "datapackage.json" not in texts


def listing(texts: Texts) -> Listing:
    """Everything that can be used, and a fault for each row that cannot. Raises Unreadable."""
    return Reader(texts).read()


class Reader:
    def __init__(self, texts: Texts) -> None:
        self.texts = texts
        self.found = Listing(left_aside=[name for name in ASIDE if name in texts])

    def read(self) -> Listing:
        organizations, locations, services = (self.table(name, "id", "name") for name in KNOWN)
        addresses = {
            row["location_id"]: row for row in self.table("addresses.csv", "location_id", may_lack=True)
        }
        phones = self.table("phones.csv", "number", may_lack=True)
        found = self.found
        found.organizations = list(self.once(organizations, self.organization))
        known = _ids(found.organizations)
        found.locations = list(self.once(locations, lambda row: self.location(row, known, addresses)))
        found.services = list(self.once(services, self.service_reader(phones)))
        found.phones = [phone for row in phones if (phone := self.phone(row))]
        hours = self.table("regular_schedules.csv", "weekday", may_lack=True)
        found.hours = [one for row in hours if (one := self.hours(row))]
        return found

    def table(self, name: str, *needs: str, may_lack: bool = False) -> list[Row]:
        good, faults = rows(self.texts, name, needs=needs, may_lack=may_lack)
        self.found.faults += faults
        return good

    def once(self, table: list[Row], read: Any) -> Iterator[Listed]:
        """Rows with an id and a name, each id once."""
        seen: set[str] = set()
        for row in table:
            if not row["id"] or not row["name"]:
                self.fault(row, _("no id or no name"))
            elif row["id"] in seen:
                self.fault(row, _("the id {id} stands here a second time").format(id=row["id"]))
            elif (record := read(row)) is not None:
                seen.add(row["id"])
                yield record

    def fault(self, row: Row, reason: str) -> None:
        self.found.faults.append(row.fault(reason))

    def organization(self, row: Row) -> Listed:
        columns = {
            "name": reading.cut(row["name"], 255),
            "alternate_name": reading.cut(row["alternate_name"], 255),
            "description": row["description"],
            **self.reachable(row),
        }
        return Listed(row["id"], columns)

    def location(self, row: Row, organizations: set[str], addresses: dict[str, Row]) -> Listed | None:
        if row["organization_id"] not in organizations:
            self.fault(row, _("there is no organization {id}").format(id=row["organization_id"]))
            return None
        address = addresses.get(row["id"], Row("", 0, {}))
        columns = {
            "name": reading.cut(row["name"], 255),
            "description": row["description"],
            "accessibility": row["accessibility"],
            "transportation": row["transportation"],
            **self.point(row, address["postal_code"]),
            **{name: reading.cut(address[name], most) for name, most in ADDRESS.items()},
        }
        return Listed(row["id"], columns, refers={"organization": row["organization_id"]})

    def service_reader(self, phones: list[Row]) -> Any:
        named = self.categories()
        at = {place.source_id: place.refers["organization"] for place in self.found.locations}
        called = {row["service_id"]: row["organization_id"] for row in phones if row["service_id"]}
        known = _ids(self.found.organizations)

        def read(row: Row) -> Listed | None:
            organization = at.get(row["location_id"]) or row["organization_id"] or called.get(row["id"], "")
            if organization not in known:
                self.fault(row, _("there is no location {id}").format(id=row["location_id"] or "—"))
                return None
            refers = {"organization": organization}
            if row["location_id"] in at:
                refers["location"] = row["location_id"]
            return self.service(row, refers, named.get(row["id"]) or _split(row["taxonomy_ids"], self.names))

        return read

    def service(self, row: Row, refers: dict[str, str], named: list[str]) -> Listed:
        eligible = [row["eligibility"], row["audience"] if row["audience"] != row["eligibility"] else ""]
        columns = {
            "name": reading.cut(row["name"], 255),
            "alternate_name": reading.cut(row["alternate_name"], 255),
            "description": row["description"],
            "status": row["status"] if row["status"] in STATUSES else "active",
            "categories": [reading.cut(name, 120) for name in named],
            "domains": categories.domains(named, row["name"], row["keywords"]),
            "label": categories.label(named, row["name"]),
            "eligibility_description": "\n".join(filter(None, eligible)),
            "application_process": row["application_process"],
            "fees_description": row["fees"],
            "free": reading.is_free(row["fees"]),
            "wait_time": reading.cut(row["wait_time"], 255),
            **self.reachable(row),
        }
        parts = {
            "languages": reading.languages(row["languages"]),
            "documents": [{"document": paper} for paper in _listed(row["required_documents"])],
            "areas": [_area(name) for name in _listed(row["service_areas"])],
        }
        return Listed(row["id"], columns, refers, parts)

    def categories(self) -> dict[str, list[str]]:
        """The names of each service's categories, where they stand in a file of their own."""
        terms = self.table("taxonomy.csv", "name", may_lack=True)
        self.names = {key: row["name"] for row in terms for key in (row["taxonomy_id"], row["id"]) if key}
        text = self.texts.get("service_categories.json")
        if text is None:
            return {}
        try:
            given = {str(service): [str(one) for one in ids] for service, ids in json.loads(text).items()}
        except (ValueError, AttributeError, TypeError) as error:
            raise Unreadable(_("service_categories.json cannot be read: {why}").format(why=error)) from error
        by_number = {row["id"]: row["name"] for row in terms}
        return {
            service: _once(by_number[one] for one in ids if one in by_number)
            for service, ids in given.items()
        }

    def reachable(self, row: Row) -> dict[str, str]:
        """An e-mail and a website that can be used; others are left empty and said."""
        email, website = reading.email(row["email"]), reading.website(row["website"])
        if email is None:
            self.fault(
                row, _("“{text}” is no e-mail address; left empty").format(text=reading.cut(row["email"], 60))
            )
        if website is None:
            self.fault(
                row, _("“{text}” is no web address; left empty").format(text=reading.cut(row["website"], 60))
            )
        return {"email": email or "", "website": website or ""}

    def point(self, row: Row, postal_code: str) -> dict[str, float | bool | None]:
        try:
            latitude, longitude = reading.degrees(row["latitude"], 90), reading.degrees(row["longitude"], 180)
        except ValueError:
            self.fault(row, _("the latitude or longitude is no degree; left aside"))
            latitude = longitude = None
        return places.located(latitude, longitude, postal_code)

    def phone(self, row: Row) -> Phone | None:
        owner = _owner(row)
        if owner is None and row["contact_id"]:
            return None  # a person's own number
        if owner is None or not any(letter.isdigit() for letter in row["number"]):
            self.fault(
                row,
                _("a phone without a number, or nobody's")
                if owner is None or not row["number"]
                else _("“{text}” is no phone number").format(text=reading.cut(row["number"], 60)),
            )
            return None
        return Phone(
            owner,
            reading.cut(row["number"], 60),
            reading.cut(row["extension"], 20),
            reading.cut(row["number_type"] or "voice", 20),
            reading.cut(row["department"], 255),
        )

    def hours(self, row: Row) -> Hours | None:
        owner = _owner(row)
        try:
            if owner is not None:
                opens, closes = reading.clock(row["opens_at"]), reading.clock(row["closes_at"])
                return Hours(owner, reading.weekday(row["weekday"]), opens, closes)
        except (ValueError, KeyError):
            pass
        self.fault(row, _("hours that name no day, time or place"))
        return None


ADDRESS = {"address_1": 255, "address_2": 255, "city": 100, "state_province": 100, "postal_code": 20}


def _ids(records: list[Listed]) -> set[str]:
    return {record.source_id for record in records}


def _owner(row: Row) -> Owner | None:
    for kind in ("service", "location", "organization"):
        if row[f"{kind}_id"]:
            return Owner(kind, row[f"{kind}_id"])
    return None


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _split(ids: str, names: dict[str, str]) -> list[str]:
    return _once(names[one.strip()] for one in ids.split(",") if one.strip() in names)


def _listed(text: str) -> list[str]:
    return _once(filter(None, (part.strip() for part in re.split(r"[,;\n]", text))))


def _area(name: str) -> dict[str, str]:
    found = ZIP.fullmatch(name)
    return {"zip": name if found else "", "name": "" if found else reading.cut(name, 255)}
