from __future__ import annotations

import json

import pytest


@pytest.fixture
def town(db):
    import screening_town

    return screening_town.build()


@pytest.fixture
def everyday():
    import screening_town

    return json.loads(screening_town.EVERYDAY.read_text(encoding="utf-8"))
