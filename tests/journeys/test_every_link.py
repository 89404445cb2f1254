"""Nobody is led to a page that is not theirs, is not there, or breaks: each role follows the links that it is shown."""

import re
from collections import Counter
from html import unescape

import pytest

LINK = re.compile(r'<a [^>]*?href="(/[^"#]*)')
LEAVES = re.compile(r"^/(exit|language/|accounts/logout|static/|demo/)")
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")
OF_A_KIND = 3  # pages that differ by their record alone


def shown_links(page, first: str) -> dict[str, tuple[str, int]]:
    """Each address that can be reached from this one, with the page that leads there and its status."""
    reached, kinds, ahead = {}, Counter(), [(first, "")]
    while ahead:
        address, led_by = ahead.pop(0)
        kind = ID.sub("#", address)
        if address in reached or LEAVES.match(address) or kinds[kind] >= OF_A_KIND:
            continue
        kinds[kind] += 1
        answer = page.request.get(address)
        reached[address] = (led_by, answer.status)
        if answer.headers["content-type"].startswith("text/html"):
            ahead += [(unescape(found), address) for found in LINK.findall(answer.text())]
    return reached


@pytest.mark.parametrize("role", ["public", "navigator", "intake", "hub", "member", "administrator"])
def test_no_link_leads_astray(opened, role):
    page = opened(role=None if role == "public" else role)

    reached = shown_links(page, "/" if role == "public" else page.url)

    assert len(reached) > 15
    assert {address: said for address, said in reached.items() if said[1] != 200} == {}
