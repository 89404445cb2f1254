"""A council that keeps a policy agenda."""

import pytest


@pytest.fixture
def room(world):
    import table

    return table.Table(world)
