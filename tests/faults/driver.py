"""A few visitors who walk loops while things are killed, with a ledger of every step that was acknowledged."""

from __future__ import annotations

import http.client
import re
import threading
import time

import psycopg
from bench import loop
from bench.visitor import Unexpected, Visitor

FAULTS = (OSError, http.client.HTTPException, psycopg.Error, Unexpected, LookupError)
LINK = re.compile(r"/[ar]/([\w-]{20,})")
# The message whose link belongs to this need, or to its person: only the hash of its token is kept.
TOKEN = """
select m.body from access_link l
join infra_message m on encode(sha256(convert_to(substring(m.body from '/[ar]/([A-Za-z0-9_-]{20,})'), 'UTF8')), 'hex') = l.token_hash
where l.kind = %s and (exists (select 1 from referrals_referral r where r.id = l.referral_id and r.need_id = %s)
  or l.referral_id is null and l.person_id = (select n.person_id from referrals_need n where n.id = %s))
order by m.number
"""


class Driver(threading.Thread):
    """Walks loops until told to stop. A step that was not acknowledged is never taken for done."""

    def __init__(self, served, number):
        super().__init__(daemon=True)
        self.served, self.number = served, number
        self.stopping = threading.Event()
        self.ledger: list[tuple[str, str]] = []  # (step, need)
        self.residents = 0
        self.refused: list[str] = []
        self.wrong: list[BaseException] = []

    def run(self):
        try:
            while not self.stopping.is_set():
                self.session()
        except BaseException as error:
            self.wrong.append(error)

    def session(self):
        """Loops for one resident, until something breaks; then a fresh start."""
        navigator, other = Visitor(self.served.port), Visitor(self.served.port)
        try:
            navigator.enter("navigator")
            self.residents += 1
            person = loop.add_person(navigator, 100 * self.number + self.residents)
            self.ledger.append(("person", person))
            while not self.stopping.is_set():
                self.loop(navigator, other, person)
        except FAULTS as fault:
            self.refused.append(f"{type(fault).__name__}: {fault}")
            time.sleep(0.05)
        finally:
            navigator.close()
            other.close()

    def loop(self, navigator, other, person):
        need = loop.add_need(navigator, person)
        self.ledger.append(("need", need))

        def token(kind):
            bodies = self.served.asks(TOKEN, {"a": "answer", "r": "resident"}[kind], need, need)
            return LINK.search(bodies[-1][0])[1]

        loop.walk(navigator, other, need, token, lambda step: self.ledger.append((step, need)))


def driven(served, count=3):
    drivers = [Driver(served, number) for number in range(1, count + 1)]
    for driver in drivers:
        driver.start()
    return drivers


def acknowledged(drivers):
    return [step for driver in drivers for step in list(driver.ledger)]


def stopped(drivers):
    for driver in drivers:
        driver.stopping.set()
    for driver in drivers:
        driver.join(timeout=30)
    assert [driver.wrong for driver in drivers if driver.wrong] == []
    return acknowledged(drivers)
