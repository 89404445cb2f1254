import re

import pytest

FRAMES = ["resident", "link", "staff", "public"]


def html(client, name: str) -> str:
    return client.get(f"/frames/{name}").content.decode()


@pytest.mark.parametrize("name", FRAMES)
def test_each_frame_has_one_main_part_a_way_to_skip_and_the_communitys_name(client, name):
    page = html(client, name)

    assert page.count("<main ") == 1
    assert 'class="usa-skipnav" href="#main"' in page
    assert "<title>A page – Tamarind Together</title>" in page


@pytest.mark.parametrize("name", FRAMES)
def test_each_frame_shows_what_just_happened(client, name):
    assert re.search(r'role="status".*Sent\. Malik got a text\.', html(client, name), re.DOTALL)


@pytest.mark.parametrize(
    ("name", "has_it"), [("resident", True), ("link", False), ("staff", False), ("public", False)]
)
def test_only_residents_need_a_quick_exit(client, name, has_it):
    assert ("data-exit" in html(client, name)) is has_it


def test_a_page_by_link_leads_nowhere_and_into_no_search_engine(client):
    page = html(client, "link")

    assert "fc-nav" not in page
    assert "noindex, nofollow, noarchive" in page
    assert "No sign-in needed" in page


def test_the_staff_bar_says_where_i_am_who_i_am_and_for_whom(client):
    page = html(client, "staff")

    assert '<a href="/" aria-current="page">Today</a>' in page
    assert "Marcus Bell" in page
    assert '<a href="/switch">Eastgate Neighbors</a>' in page
    assert 'action="/search"' in page


def test_htmx_runs_no_code_from_pages_and_keeps_none_of_them(client):
    page = html(client, "staff")

    assert '"allowEval":false' in page
    assert '"includeIndicatorStyles":false' in page
    assert '"historyCacheSize":0' in page


@pytest.mark.parametrize(
    ("name", "loads"), [("staff", True), ("resident", False), ("link", False), ("public", False)]
)
def test_only_staff_pages_load_htmx(client, name, loads):
    assert ("dist/htmx.js" in html(client, name)) is loads


def test_the_public_may_be_sent_by_search_engines_but_not_search_people(client):
    page = html(client, "public")

    assert "noindex" not in page
    assert "fc-find" not in page
