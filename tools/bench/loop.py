"""One closed loop as people walk it: sent, accepted by link, completed, confirmed by the resident. Each answer is checked."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import count
from typing import Protocol

from bench.visitor import Answer, Unexpected

FOOD = "food-insecurity"
CHOSEN = re.compile(r'name="to" value="([0-9a-f-]{36})"')
FIELDS = re.compile(r'type="hidden" name="field" value="(\w+)"')
REQUESTS = 10
NUMBER = count(1)

# (kind of link: "a" or "r") -> its token, read from the outbox.
Tokens = Callable[[str], str]
Told = Callable[[str], None]


class Browser(Protocol):
    def get(self, path: str, *, expect: int = 200) -> Answer: ...
    def post(self, path: str, fields: dict[str, object], *, expect: int = 302) -> Answer: ...


def add_person(navigator: Browser, number: int) -> str:
    """A resident who may be texted, so that they can be asked."""
    navigator.get("/people/add/")
    said = {
        "name": f"Test Resident {number}", "language": "en", "zip": "00412", "phone": f"000556{number:04d}",
        "may_text": "on", "adults": 1, "children": 2, "new": "yes",
    }  # fmt: skip
    return navigator.post("/people/add/", dict(said)).location.split("/")[2]


def add_need(navigator: Browser, person_id: str) -> str:
    navigator.get(f"/people/{person_id}/need/")
    # Each in its own words: the same ones a moment later are a page that was sent twice.
    said: dict[str, object] = {"domain": FOOD, "detail": f"food for {next(NUMBER)} days", "wants_help": "on"}
    return navigator.post(f"/people/{person_id}/need/", said).location.split("/")[2]


def send(navigator: Browser, need_id: str) -> None:
    page = navigator.get(f"/needs/{need_id}/match/").text
    chosen = CHOSEN.search(page.partition('class="fc-send"')[2])
    if chosen is None:
        raise Unexpected("No place fits the need")
    fields: dict[str, object] = {"to": chosen[1], "manner": "spoken", "field": FIELDS.findall(page)}
    navigator.post(f"/needs/{need_id}/send/", fields)


def accept(target: Browser, token: str) -> None:
    _has(target.get(f"/a/{token}"), 'value="accept"')
    target.post(f"/a/{token}", {"answer": "accept"})


def complete(target: Browser, token: str) -> None:
    _has(target.get(f"/a/{token}"), 'value="complete"')
    target.post(f"/a/{token}", {"answer": "complete", "what": "food box", "quantity": 1}, expect=200)


def confirm(resident: Browser, token: str, need_id: str) -> None:
    """On their own page: who knows already that help came does not wait for the question."""
    resident.get(f"/r/{token}")
    resident.post(f"/r/{token}", {})
    _has(resident.get("/me/"), need_id)
    resident.post(f"/me/needs/{need_id}/reply/", {"reply": "yes"})


def walk(
    navigator: Browser, other: Browser, need_id: str, tokens: Tokens, told: Told = lambda step: None
) -> None:
    """`told` hears of each step after its answer came."""
    send(navigator, need_id)
    told("send")
    answer = tokens("a")
    accept(other, answer)
    told("accept")
    complete(other, answer)
    told("complete")
    confirm(other, tokens("r"), need_id)
    told("confirm")


def _has(page: Answer, text: str) -> None:
    if text not in page.text:
        raise Unexpected(f"The page lacks {text}")
