"""The real pages on the real database."""

from __future__ import annotations

import pytest
from django.test import Client


@pytest.fixture
def site():
    """The settings as they are: these pages need their middleware, actor and addresses."""


@pytest.fixture
def hub(world, pages_at):
    import signing

    client = Client()
    signing.enter(client, world, "hub_manager")
    return client


@pytest.fixture
def shelf(world):
    import asking

    return {name: asking.form(name) for name in ("access-survey", "collaborative-readiness", "leader-survey")}
