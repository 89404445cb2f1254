"""A survey of many addresses: planned, sent, reminded, answered, closed, counted and read, each request by the wall clock."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from bench import processes
from bench.installation import Installation
from bench.visitor import Answer, Unexpected, Visitor

MOST = 0.5  # seconds a request may take
FORM = "https://fullcircle.example/fhir/Questionnaire/collaborative-readiness"
# As if these people had answered by their links; every answer of the 36 is there.
ANSWERED = """
update assessments_campaigninvitation set answered = true where id in (
  select id from assessments_campaigninvitation where campaign_id = %(campaign)s order by id limit %(answers)s);
insert into assessments_campaignresponse (id, campaign_id, invitation_id, sector, channel, answered_on, picked, written)
select gen_random_uuid(), i.campaign_id, i.id, i.sector, 'web', current_date, (
  select jsonb_object_agg(track || '.' || n, jsonb_build_array(((hashtext(i.id::text || track || n) & 255) %% 5)::text))
  from unnest(array['governance', 'legal', 'technology', 'clinical', 'community', 'sustainability']) track,
    generate_series(1, 6) n
), '{}' from assessments_campaigninvitation i where i.campaign_id = %(campaign)s and i.answered;
"""


@dataclass
class Found:
    requests: dict[str, float] = field(default_factory=dict)
    jobs: dict[str, float] = field(default_factory=dict)
    server_mb: int = 0
    worker_mb: int = 0


def measure(here: Installation, addresses: int) -> Found:
    from fullcircle.assessments.asking import counting, sending

    found, hub = Found(), Visitor(here.port, timeout=120)
    hub.enter("hub")
    campaign = _planned(here, hub, found, addresses)
    page, now = f"/asking/{campaign}/", datetime.now(UTC)  # noqa: TID251 - a program of its own
    _timed(found, "open", hub, lambda: _step(hub, page, "open"))
    _job(found, "send", lambda: sending.invite(campaign, at=now), addresses)
    _timed(found, "one survey, open", hub, lambda: hub.get(page))
    _job(found, "remind", lambda: sending.remind(campaign, at=now + timedelta(days=8)), addresses)
    with here.admin() as admin:
        for statement in filter(str.strip, ANSWERED.split(";")):
            admin.execute(statement.encode(), {"campaign": campaign, "answers": addresses * 4 // 5})
    _timed(found, "one survey, answered", hub, lambda: hub.get(page))
    _timed(found, "close", hub, lambda: _step(hub, page, "close"))
    _job(found, "count", lambda: counting.count(campaign, at=now))
    _timed(found, "report, first in a process", hub, lambda: _report(hub, page))
    _timed(found, "report", hub, lambda: _report(hub, page))
    _timed(found, "all figures as a table", hub, lambda: hub.get(f"{page}report.csv"))
    found.worker_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    found.server_mb = _memory(here)
    return found


def _planned(here: Installation, hub: Visitor, found: Found, addresses: int) -> UUID:
    with here.admin() as admin:
        row = admin.execute("select id from assessments_form where url = %s", [FORM]).fetchone()
    if row is None:
        raise Unexpected("The form is not on the shelf")
    hub.get("/asking/start/")
    today = datetime.now(UTC).date()  # noqa: TID251 - a program of its own
    said = {
        "form": row[0], "title": "Bench", "mode": "confidential", "opens_on": today, "closes_on": today + timedelta(days=30),
    }  # fmt: skip
    where = hub.post("/asking/start/", said).location
    sectors = ("food", "clinic", "hospital", "legal", "library")
    lines = "\n".join(f"p{n}@bench.example,,{sectors[n % len(sectors)]}" for n in range(addresses))
    hub.get(where)
    _timed(found, "add the addresses", hub, lambda: hub.post(where, {"do": "addresses", "addresses": lines}))
    return UUID(where.split("/")[2])


def _step(hub: Visitor, page: str, does: str) -> Answer:
    hub.get(page)
    return hub.post(f"{page}step/", {"do": does})


def _report(hub: Visitor, page: str) -> None:
    if 'role="img"' not in hub.get(f"{page}report/").text:
        raise Unexpected("The report has no plot")


def _timed(found: Found, name: str, hub: Visitor, ask: Callable[[], object]) -> None:
    """The slowest request of these, and whether it is quick enough."""
    hub.seconds.clear()
    ask()
    found.requests[name] = max(hub.seconds)


def _job(found: Found, name: str, run: Callable[[], int | None], expect: int | None = None) -> None:
    began = time.perf_counter()
    did = run()
    found.jobs[name] = time.perf_counter() - began
    if expect is not None and did != expect:
        raise Unexpected(f"{name} wrote to {did} of {expect}")


def _memory(here: Installation) -> int:
    """The largest resident size so far among the server's processes, in MB."""
    return max(processes.peak_mb(pid) for pid in processes.tree(here.server.pid)) if here.server else 0
