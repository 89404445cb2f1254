"""The world of the tests: a real PostgreSQL, created and migrated as `migrator`, then used as `app`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

os.environ.setdefault("FULLCIRCLE_DATA_DIR", str(Path(__file__).resolve().parent.parent / ".fullcircle" / "test"))
os.environ.setdefault("FULLCIRCLE_GUARD", "yes")
