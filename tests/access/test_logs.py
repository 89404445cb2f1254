"""The log keeps no link that opens something, whatever was refused."""

import io
import logging

import pytest
from django.conf import settings as from_environment
from django.test import Client
from django.utils.module_loading import import_string

from answering import answer_link


@pytest.fixture
def log():
    line = from_environment.LOGGING["formatters"]["line"]
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(import_string(line["class"])(line["format"], style=line["style"]))
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


def test_a_refused_answer_does_not_leave_its_link_in_the_log(world, pages_at, log):
    token = answer_link(world, world.referral())

    assert Client().post(f"/a/{token}", {"answer": "nothing"}).status_code == 400
    assert Client(enforce_csrf_checks=True).post(f"/a/{token}", {"answer": "accept"}).status_code == 403

    assert "/a/…" in log.getvalue()
    assert token not in log.getvalue()


@pytest.mark.parametrize(
    "path",
    [
        "/r/abc-DEF_1",
        "/c/abc-DEF_1",
        "/join/abc-DEF_1",
        "/calendar/abc-DEF_1.ics",
        "/ask-us/abc-DEF_1/",
        "/accounts/password/reset/key/1-abc-DEF_1/",
    ],
)
def test_no_link_stays_readable(log, path):
    logging.getLogger("django.request").warning("Not Found: %s", path)

    assert "abc-DEF_1" not in log.getvalue()
    assert "Not Found" in log.getvalue()
