"""Sealing events in batches, and verifying what is in the database against the copy outside it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.db import connection

from fullcircle.access import events
from fullcircle.access.actor import SYSTEM
from fullcircle.access.session import acting_as

BATCH = 5000
GENESIS = hashlib.sha256(b"fullcircle").hexdigest()


def merkle_root(leaves: list[str]) -> str:
    """Root over hex leaves, in order; leaf and node hashes are kept apart (RFC 6962, section 2.1)."""
    level = [hashlib.sha256(b"\0" + leaf.encode()).digest() for leaf in leaves]
    while len(level) > 1:
        pairs = [level[i : i + 2] for i in range(0, len(level), 2)]
        level = [
            hashlib.sha256(b"\1" + b"".join(pair)).digest() if len(pair) == 2 else pair[0] for pair in pairs
        ]
    return level[0].hex() if level else hashlib.sha256(b"").hexdigest()


def seal(*, at: datetime) -> int:
    """Seal what is not sealed yet, at most one batch; returns how many events. The copy is written after the commit."""
    with _one_by_one():
        sealed = _seal(at)
        copy_out()
    return sealed


@contextmanager
def _one_by_one() -> Iterator[None]:
    """Past the commit, which would end a transaction's lock: nobody may look between a batch and its copy."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(hashtext('fullcircle.seal'))")
        try:
            yield
        finally:
            cursor.execute("select pg_advisory_unlock(hashtext('fullcircle.seal'))")


def _seal(at: datetime) -> int:
    with acting_as(SYSTEM, at=at), connection.cursor() as cursor:
        cursor.execute("select * from access_unsealed(%s)", [BATCH])
        rows = cursor.fetchall()
        if rows:
            cursor.execute("select number, root from access_seal order by number desc limit 1")
            number, previous = cursor.fetchone() or (0, GENESIS)
            root = merkle_root([mac for _, mac in rows])
            signature = _private_key().sign(_signed_text(number + 1, len(rows), root, previous)).hex()
            cursor.execute(
                "select access_seal(%s, %s, %s, %s, %s, %s)",
                [number + 1, [seq for seq, _ in rows], root, previous, signature, at],
            )
    return len(rows)


def copy_out() -> None:
    """Append to the copy outside the database whatever seal it does not hold yet."""
    path = _copy()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    last = max((line["number"] for line in _kept()), default=0)
    with connection.cursor() as cursor, path.open("a", encoding="utf-8") as file:
        cursor.execute(
            "select number, count, root, previous, signature from access_seal where number > %s order by number",
            [last],
        )
        for row in cursor.fetchall():
            file.write(
                json.dumps(dict(zip(("number", "count", "root", "previous", "signature"), row, strict=True)))
                + "\n"
            )


@dataclass(frozen=True, slots=True)
class Verdict:
    events: int
    seals: int
    unsealed: int
    faults: list[str]


def verify(*, at: datetime) -> Verdict:
    """Every event against its code, every batch against the copy outside the database.

    What is sealed while this reads counts as not sealed yet.
    """
    with _one_by_one():
        kept = {line["number"]: line for line in _kept()}
        last = _last_batch()
    faults = list(_faults_of_the_chain(kept))
    seen, unsealed, leaves = 0, 0, dict[int, list[str]]()
    with acting_as(SYSTEM, at=at):
        for number, event in _events():
            seen += 1
            if events.code(event) != event["mac"]:
                faults.append(f"Event {event['id']} (number {event['seq']}) is not as it was written.")
            if number is None or number > last:
                unsealed += 1
            else:
                leaves.setdefault(number, []).append(event["mac"])
    for number, line in kept.items():
        macs = leaves.pop(number, [])
        if len(macs) != line["count"] or merkle_root(macs) != line["root"]:
            faults.append(
                f"Batch {number} holds {len(macs)} events that do not match the {line['count']} sealed."
            )
    faults += [f"Batch {number} is not in the copy outside the database." for number in leaves]
    return Verdict(events=seen, seals=len(kept), unsealed=unsealed, faults=faults)


def _last_batch() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(max(number), 0) from access_seal")
        return int(cursor.fetchone()[0])


def _faults_of_the_chain(kept: dict[int, dict[str, Any]]) -> Iterator[str]:
    previous = GENESIS
    for expected, (number, line) in enumerate(sorted(kept.items()), start=1):
        text = _signed_text(number, line["count"], line["root"], line["previous"])
        if number != expected or line["previous"] != previous or not _signature_fits(line["signature"], text):
            yield f"Batch {number} in the copy does not follow the one before, or is not signed by this installation."
        previous = line["root"]


def _events() -> Iterator[tuple[int | None, dict[str, Any]]]:
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute("select seal, event from access_events(%s, %s)", [last, BATCH])
            rows = cursor.fetchall()
        for number, text in rows:
            event = text if isinstance(text, dict) else json.loads(text)
            for name in ("occurred_at", "recorded_at"):
                event[name] = datetime.fromisoformat(event[name])
            last = event["seq"]
            yield number, event
        if not rows:
            return


def _kept() -> list[dict[str, Any]]:
    path = _copy()
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return [
        line
        for _, same in groupby(map(json.loads, lines), key=lambda line: line["number"])
        for line in [next(same)]
    ]


def _copy() -> Path:
    return Path(settings.SEAL_DIR) / "seals.jsonl"


def _signed_text(number: int, count: int, root: str, previous: str) -> bytes:
    return f"fullcircle seal {number} {count} {root} {previous}".encode()


def _private_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(
        hashlib.sha256(b"seal" + settings.EVENT_KEY.encode()).digest()
    )


def public_key() -> str:
    """Hex of the Ed25519 public key, to publish beside the copies."""
    return _private_key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def _signature_fits(signature: str, text: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key())).verify(bytes.fromhex(signature), text)
    except (InvalidSignature, ValueError):
        return False
    return True
