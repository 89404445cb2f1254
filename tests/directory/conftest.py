import pytest


@pytest.fixture(autouse=True)
def own_zips_are_read_anew():
    from fullcircle.directory import places

    places.forget()
    yield
    places.forget()
