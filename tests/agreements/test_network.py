"""The network of the tests itself: what nearly every test stands on."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

import agreed
import make


def test_founding_the_network_of_the_tests_is_cheap(world):
    with CaptureQueriesContext(connection) as run:
        agreed.network(world, make.AT)

    assert 0 < len(run) < 64
