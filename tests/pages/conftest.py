"""Browsers of the pages' tests."""

import pytest
from django.test import Client


@pytest.fixture
def browse(world, pages_at):
    """The name of somebody of the world to a browser that is signed in as them."""

    import signing  # models are there only now

    def enter(who):
        client = Client()
        signing.enter(client, world, who)
        return client

    return enter
