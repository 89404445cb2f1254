"""A browser without a screen: cookies, forms with their token, one kept connection. Loopback only."""

from __future__ import annotations

import http.client
import re
import time
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
SENT_FORM = "application/x-www-form-urlencoded"


class Unexpected(Exception):
    """The answer was not what a working installation gives."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    text: str
    seconds: float

    @property
    def location(self) -> str:
        return self.headers.get("location", "")


class Visitor:
    def __init__(self, port: int, *, timeout: float = 20) -> None:
        self.port, self.timeout = port, timeout
        self.cookies: dict[str, str] = {}
        self.seconds: list[float] = []
        self._token = ""
        self._connection: http.client.HTTPConnection | None = None

    def get(self, path: str, *, expect: int = 200) -> Answer:
        answer = self.ask("GET", path, expect=expect)
        if found := TOKEN.search(answer.text):
            self._token = found[1]
        return answer

    def post(self, path: str, fields: dict[str, object], *, expect: int | None = 302) -> Answer:
        body = urlencode({"csrfmiddlewaretoken": self._token, **fields}, doseq=True)
        return self.ask("POST", path, body, expect=expect)

    def enter(self, role: str) -> None:
        """Through a door of the practice town."""
        self.get("/demo/")
        self.post(f"/demo/as/{role}", {})

    def ask(self, verb: str, path: str, body: str | None = None, *, expect: int | None = None) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = SENT_FORM
        began = time.perf_counter()
        try:
            got = self._send(verb, path, body, headers)
            text = got.read().decode()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        answer = Answer(
            got.status, {k.lower(): v for k, v in got.getheaders()}, text, time.perf_counter() - began
        )
        self.seconds.append(answer.seconds)
        for line in got.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        if expect not in {None, answer.status}:
            raise Unexpected(f"{verb} {re.sub(r'[0-9A-Za-z_-]{20,}', '…', path)} said {answer.status}")
        return answer

    def _send(
        self, verb: str, path: str, body: str | None, headers: dict[str, str]
    ) -> http.client.HTTPResponse:
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        self._connection.request(verb, path, body, headers)
        return self._connection.getresponse()

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
