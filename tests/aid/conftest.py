import pytest


@pytest.fixture
def pantry(world):
    """The pantry's own desk, in the world of the tests."""
    import make
    from fullcircle.access.actor import Role

    world.pantry_administrator = make.staff(world.cupboard.id, Role.ADMINISTRATOR)
    return world
