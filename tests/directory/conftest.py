import pytest

from fullcircle.directory import places


@pytest.fixture(autouse=True)
def own_zips_are_read_anew():
    places.forget()
    yield
    places.forget()
