"""Monday morning: many organizations answer in the same minute, each request tapped by two volunteers at once.

Bounded: every request is answered once and the threads end. What it took stands beside a quiet run of the same steps.
"""

from __future__ import annotations

import re
import statistics
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bench import loop
from bench.visitor import Visitor

ORGANIZATIONS, EACH = 20, 3
# Where a card of the navigator's people may go: an active service of each of so many organizations.
PLACES = """
select distinct on (s.organization_id) s.id::text from directory_service s
join access_grant g on g.to_id = s.organization_id and g.data_class = 'identity' and g.effect = 'permit'
join accounts_membership m on m.organization_id = g.from_id join accounts_user u on u.id = m.user_id and u.name = 'Marcus Bell'
left join directory_capacity c on c.service_id = s.id
where s.label = '' and s.status = 'active' and c.weekly_limit is null order by s.organization_id, s.id limit %s
"""
REFERRAL = "select id::text from referrals_referral where need_id = %s"
FIELDS = re.compile(r'type="hidden" name="field" value="(\w+)"')

# (need) -> the token of its answer link.
Tokens = Callable[[str], str]


@dataclass(frozen=True)
class Took:
    """Milliseconds of one answer, page and tap."""

    median: float
    slowest: float


def prepare(port: int, services: list[str], each: int) -> list[str]:
    """Requests to each of these services: their needs."""
    navigator, needs = Visitor(port), []
    navigator.enter("navigator")
    for number in range(each):
        person = loop.add_person(navigator, 5000 + number)
        for service in services:
            need = loop.add_need(navigator, person)
            page = navigator.get(f"/needs/{need}/match/?to={service}").text
            said: dict[str, object] = {"to": service, "manner": "spoken", "field": FIELDS.findall(page)}
            navigator.post(f"/needs/{need}/send/", said)
            needs.append(need)
    navigator.close()
    return needs


def answered(port: int, tokens: Iterable[str], *, hands: int) -> tuple[Took, list[int]]:
    """All at once, each by so many hands; with how often each status was given."""
    held = list(tokens)
    ready, found, given = threading.Barrier(len(held) * hands), [], []

    def taps(token: str) -> None:
        volunteer = Visitor(port, timeout=60)
        ready.wait()
        page = volunteer.get(f"/a/{token}")
        tap = volunteer.post(f"/a/{token}", {"answer": "accept"}, expect=None)
        found.append(page.seconds + tap.seconds)
        given.append(tap.status)
        volunteer.close()

    threads = [threading.Thread(target=taps, args=[token]) for token in held for _hand in range(hands)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=300)
    return Took(1000 * statistics.median(found), 1000 * max(found)), given


def quiet(port: int, tokens: Iterable[str]) -> Took:
    """One after the other."""
    took = [answered(port, [token], hands=1)[0].median for token in tokens]
    return Took(statistics.median(took), max(took))
