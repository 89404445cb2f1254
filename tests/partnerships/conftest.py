"""A clinic and a food cupboard that want to work together."""

import pytest


@pytest.fixture
def pair(world):
    import partnered

    return partnered.Partnered(world)
