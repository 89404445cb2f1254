from __future__ import annotations

import json

import pytest


@pytest.fixture
def town(db):
    import screened

    return screened.build()


@pytest.fixture
def everyday():
    import screened

    return json.loads(screened.EVERYDAY.read_text(encoding="utf-8"))
