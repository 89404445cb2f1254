"""The directory's pages as people meet them: on a phone and a desk, with axe."""

import pytest
from django.urls import reverse

from browsing import CHROMIUM, sideways, violations

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
SMALL = """[...document.querySelectorAll("a, button, input:not([type=hidden])")]
    .filter(e => !e.closest("p:not(.row)") && !e.matches(".usa-skipnav"))
    .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect().height]).filter(([, height]) => height < 44)"""


@pytest.fixture
def page_of(chromium, site):
    """Draws what the test's own client gets: the page's data lives in the test's transaction."""
    contexts = []

    def make(path, bodies, *, width=375):
        context = chromium.new_context(viewport={"width": width, "height": 800})
        contexts.append(context)
        page = context.new_page()
        page.route("**/*", lambda route: answer(route, bodies, path))
        page.goto(f"http://testserver{path}")
        return page

    yield make
    for context in contexts:
        context.close()


def answer(route, bodies, path):
    from django.contrib.staticfiles import finders

    asked = route.request.url.removeprefix("http://testserver")
    if asked.startswith("/static/"):
        found = finders.find(asked.removeprefix("/static/").split("?")[0])
        route.fulfill(path=found) if found else route.abort()
    else:
        route.fulfill(status=200, content_type="text/html; charset=utf-8", body=bodies[path])


@pytest.fixture
def drawn(page_of, client):
    """The page that the test's own client gets, in a browser: its data lives in the test's transaction."""

    def make(path, *, language="en", width=375):
        client.cookies["django_language"] = language
        return page_of(path, {path: client.get(path).content.decode()}, width=width)

    return make


def addresses(pantry):
    return {
        "door": "/",
        "results": "/find?need=food&zip=00412&free=1",
        "empty": "/find?need=pinata&zip=00412",
        "wrong zip": "/find?need=food&zip=412",
        "service": reverse("services:service", args=[pantry.pk]),
        "paper": reverse("services:print", args=[pantry.pk]),
    }


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("name", ["door", "results", "empty", "wrong zip", "service", "paper"])
def test_a_page_breaks_no_rule_and_is_large_enough_to_touch(drawn, pantry, name, width, language):
    page = drawn(addresses(pantry)[name], width=width, language=language)

    assert violations(page) == []
    assert sideways(page) <= 0
    assert page.evaluate(SMALL) == []


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("name", ["ours", "edit"])
def test_the_stewards_pages_break_no_rule(drawn, signed_in, pantry, name, width):
    signed_in(pantry.organization_id)
    path = "/services/ours/" if name == "ours" else reverse("services:edit", args=[pantry.pk])

    page = drawn(path, width=width)

    assert violations(page) == []
    assert sideways(page) <= 0
