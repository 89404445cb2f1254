from django.db import connection
from django.test.utils import CaptureQueriesContext

import agreed


def test_the_network_of_the_tests_is_cheap(world):
    with CaptureQueriesContext(
        connection,
    ) as run:
        agreed.network(world)

    assert len(run) < 60
