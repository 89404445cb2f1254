"""What every format is read into, before anything is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import time
from typing import Any


@dataclass(frozen=True, slots=True)
class Fault:
    """A row, or one value of a row, that could not be used."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, with the line on which it begins. An absent column reads as nothing."""

    file: str
    line: int
    values: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    def fault(self, reason: str) -> Fault:
        return Fault(self.file, self.line, reason)


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a phone or an hour is: the most exact record that the source names, by its id there."""

    kind: str  # service, location, organization
    source_id: str


@dataclass(frozen=True, slots=True)
class Phone:
    owner: Owner
    number: str
    extension: str = ""
    type: str = "voice"
    description: str = ""


@dataclass(frozen=True, slots=True)
class Hours:
    owner: Owner
    byday: str
    opens_at: time | None
    closes_at: time | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A record by its id in the source, with our columns; `refers` names others by their ids there."""

    source_id: str
    columns: dict[str, Any]
    refers: dict[str, str] = field(default_factory=dict)
    parts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


@dataclass(slots=True)
class Listing:
    organizations: list[Listed] = field(default_factory=list)
    locations: list[Listed] = field(default_factory=list)
    services: list[Listed] = field(default_factory=list)
    phones: list[Phone] = field(default_factory=list)
    hours: list[Hours] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    left_aside: list[str] = field(default_factory=list)  # files that hold nothing we may or can keep

    def __len__(self) -> int:
        return len(self.organizations) + len(self.locations) + len(self.services)

    def ids(self) -> Iterator[str]:
        return (service.source_id for service in self.services)
