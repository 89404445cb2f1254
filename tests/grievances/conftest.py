"""A world where two organizations review grievances."""

import pytest


@pytest.fixture
def review(world):
    import reviewed

    return reviewed.Reviewed(world)
