"""The floor: the SQL of one loop, recorded in this process, replayed by pgbench as the role that serves.

One loop is recorded inside a transaction that is rolled back, and replayed inside begin and rollback, so that the same
statements with the same values fit again and again. What the floor leaves out is the commit.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg.sql
from django.db import connection, transaction
from django.test import Client

from bench import loop
from bench.installation import Installation, settled
from bench.visitor import Answer, Unexpected

LINK = re.compile(r"/([ar])/([\w-]{20,})")
NAMED = re.compile(r"%\((\w+)\)s")
CASTS: dict[type, str] = {
    bool: "boolean", int: "bigint", float: "float8", datetime: "timestamptz", date: "date", UUID: "uuid", bytes: "bytea",
}  # fmt: skip


class InProcess:
    """Django's test client behind the same two verbs as the visitor over HTTP."""

    def __init__(self) -> None:
        self.client = Client()

    def get(self, path: str, *, expect: int = 200) -> Answer:
        return self._checked(self.client.get(path), path, expect)

    def post(self, path: str, fields: dict[str, object], *, expect: int = 302) -> Answer:
        return self._checked(self.client.post(path, fields), path, expect)

    @staticmethod
    def _checked(got: Any, path: str, expect: int) -> Answer:
        if got.status_code != expect:
            raise Unexpected(f"{path.split('/')[1]} said {got.status_code}")
        return Answer(got.status_code, {"location": got.get("Location", "")}, got.content.decode(), 0.0)


class Recorder:
    def __init__(self) -> None:
        self.statements: list[tuple[str, list[Any]]] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if isinstance(params, dict):
            self.statements.append((NAMED.sub("%s", sql), [params[name] for name in NAMED.findall(sql)]))
        else:
            self.statements.append((sql, list(params or ())))
        return execute(sql, params, many, context)

    def token(self, kind: str) -> str:
        """From the messages that were just written."""
        texts = [value for _sql, values in self.statements for value in values if isinstance(value, str)]
        return [token for text in texts for what, token in LINK.findall(text) if what == kind][-1]


def record() -> Recorder:
    """The statements of one loop, after one loop to warm up; the person and the need are kept, the loop is not."""
    navigator, recorder = InProcess(), Recorder()
    navigator.post("/demo/as/navigator", {})
    person_id = loop.add_person(navigator, 9000)
    for wanted in (Recorder(), recorder):
        need_id = loop.add_need(navigator, person_id)
        with transaction.atomic():
            with connection.execute_wrapper(wanted):
                loop.walk(navigator, InProcess(), need_id, wanted.token)
            transaction.set_rollback(True)
    return recorder


def script(statements: list[tuple[str, list[Any]]]) -> tuple[str, dict[str, str]]:
    """pgbench's script and its variables: NULL and the empty text cannot be variables, all else is."""
    lines, values = ["begin;"], {}
    for number, (sql, params) in enumerate(statements):
        parts = sql.replace("%%", "%").split("%s")
        text = parts[0]
        for place, (value, rest) in enumerate(zip(params, parts[1:], strict=True)):
            if isinstance(value, list) and value and isinstance(value[0], tuple):
                text += literal(value) + rest
                continue
            name = f"v{number}_{place}"
            said, cast = spelled(value)
            if not said:
                text += ("NULL" if said is None else "''") + rest
                continue
            values[name] = said
            text += f":{name}{cast}{rest}"
        lines.append(text.strip().rstrip(";") + ";")
    return "\n".join([*lines, "rollback;"]) + "\n", values


def literal(value: Any) -> str:
    """Rows within an array, as the driver itself spells them."""
    connection.ensure_connection()
    return psycopg.sql.Literal(value).as_string(connection.connection)


def spelled(value: Any) -> tuple[str | None, str]:
    """A value as PostgreSQL reads it, and its cast."""
    if value is None:
        return None, ""
    if hasattr(value, "obj"):
        return json.dumps(value.obj), "::jsonb"
    if isinstance(value, list | tuple):
        kind = CASTS.get(type(value[0]), "text") if value else "text"
        inside = ",".join('"' + str(each).replace("\\", "\\\\").replace('"', '\\"') + '"' for each in value)
        return "{" + inside + "}", f"::{kind}[]"
    cast = _whole(value) if type(value) is int else CASTS.get(type(value))
    return str(value), f"::{cast}" if cast else ""


def _whole(number: int) -> str:
    """The smallest type that holds it, as the driver sends it: functions are found by the types of what they are given."""
    return "smallint" if abs(number) < 1 << 15 else "integer" if abs(number) < 1 << 31 else "bigint"


def replay(here: Installation, statements: list[tuple[str, list[Any]]], times: int) -> tuple[float, float]:
    """CPU milliseconds a loop of pgbench and of PostgreSQL."""
    text, values = script(statements)
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(text)
        file.flush()
        with here.admin() as admin:
            # A loop that was rolled back leaves dead rows, which the next would read.
            admin.execute("vacuum analyze")
        _run(here, file.name, values, 10)
        settled()  # a server process that ends is counted once its parent has waited for it
        before, before_pg = _children_cpu(), here.cpu()[1]
        _run(here, file.name, values, times)
        settled()
        return (_children_cpu() - before) / times, (here.cpu()[1] - before_pg) / times


def _run(here: Installation, file: str, values: dict[str, str], times: int) -> None:
    from fullcircle.infra.database import binaries, programs

    place, environment = programs.address_arguments(here.addresses.of("app"))
    command = [
        binaries.find().program("pgbench"),
        "-n",
        "-M",
        "prepared",
        "-c",
        "1",
        "-t",
        str(times),
        "-f",
        file,
    ]
    command += [f"-D{name}={value}" for name, value in values.items()]
    ended = subprocess.run(
        [*command, place.removeprefix("--dbname=")],
        capture_output=True, text=True, check=False, env={**os.environ, **environment}, timeout=600,
    )  # fmt: skip
    if ended.returncode or f"{times}/{times}" not in ended.stdout:
        raise Unexpected(f"pgbench failed: {ended.stderr[-600:]}")


def _children_cpu() -> float:
    spent = os.times()
    return 1000 * (spent.children_user + spent.children_system)


def write(statements: list[tuple[str, list[Any]]], path: Path) -> None:
    path.write_text(script(statements)[0], encoding="utf-8")
