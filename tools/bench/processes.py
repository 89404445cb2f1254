"""What processes cost, from /proc: user and system time of a tree. Wall time says little on a shared machine."""

from __future__ import annotations

import os
from pathlib import Path

TICK = 1000 / os.sysconf("SC_CLK_TCK")


def children(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return []


def tree(pid: int) -> list[int]:
    return [pid, *(below for child in children(pid) for below in tree(child))]


def cpu(pid: int) -> float:
    """Milliseconds of a tree, with those of children that ended and were waited for."""
    return sum(_own(each, with_ended=True) for each in tree(pid))


def cpu_of_one(pid: int) -> float:
    return _own(pid, with_ended=False)


def _own(pid: int, *, with_ended: bool) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    # The fields after the name: utime and stime are the 12th and 13th, those of ended children follow.
    return TICK * sum(int(value) for value in fields[11 : 15 if with_ended else 13])


def peak_mb(pid: int) -> int:
    """The most memory that a process held at once so far."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM")), 0)
