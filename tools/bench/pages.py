"""What pages cost at one size: CPU a request of the application and of PostgreSQL, and the latency of one visitor."""

from __future__ import annotations

import statistics
from dataclasses import dataclass

from bench.installation import Installation
from bench.visitor import Unexpected, Visitor

WARM = 5


@dataclass(frozen=True)
class Page:
    name: str
    role: str
    path: str
    has: str


@dataclass(frozen=True)
class Cost:
    app: float
    database: float
    p50: float
    p95: float

    @property
    def cpu(self) -> float:
        return self.app + self.database


def listed(here: Installation) -> list[Page]:
    with here.admin() as admin:
        sql = """select p.id from people_person p join accounts_user u on u.id = p.navigator_id
          where u.email = 'marcus.bell@eastgate.example' order by p.added_at, p.id limit 1"""
        row = admin.execute(sql).fetchone()
    if row is None:
        raise Unexpected("The navigator has no people")
    return [
        Page("the navigator's day", "navigator", "/today/", "fc-"),
        Page("a person", "navigator", f"/people/{row[0]}/", "fc-"),
        Page("an inbox", "intake", "/inbox/", "fc-"),
        Page("the hub's pulse, 90 days", "hub", "/pulse/", "fc-"),
        Page("the hub's desk", "hub", "/desk/", "fc-"),
    ]


def measure(here: Installation, repeat: int) -> dict[str, Cost]:
    visitors = {role: Visitor(here.port, timeout=120) for role in ("navigator", "intake", "hub")}
    for role, visitor in visitors.items():
        visitor.enter(role)
    return {page.name: cost(here, page, visitors[page.role], repeat) for page in listed(here)}


def cost(here: Installation, page: Page, visitor: Visitor, repeat: int) -> Cost:
    for _ in range(WARM):
        if page.has not in visitor.get(page.path).text:
            raise Unexpected(f"{page.path} is empty")
    visitor.seconds.clear()
    app, database = here.cpu()
    for _ in range(repeat):
        visitor.get(page.path)
    after_app, after_database = here.cpu()
    p95 = statistics.quantiles(visitor.seconds, n=20)[18]
    return Cost(
        app=(after_app - app) / repeat,
        database=(after_database - database) / repeat,
        p50=1000 * statistics.median(visitor.seconds),
        p95=1000 * p95,
    )
