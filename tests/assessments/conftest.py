from __future__ import annotations

import json
from typing import Any

import pytest

import screening_town


@pytest.fixture
def town(db) -> screening_town.Town:
    return screening_town.build()


@pytest.fixture
def everyday() -> dict[str, Any]:
    return json.loads(screening_town.EVERYDAY.read_text(encoding="utf-8"))
