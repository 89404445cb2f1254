"""Pages as people meet them: on a phone and a desk, in both directions, by keyboard."""

import threading
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application

from browsing import CHROMIUM, sideways, violations

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]

NEUTRAL = "/static/dist/brand.svg"
OTHER_PAGES = ["/kit/", "/frames/link", "/frames/staff", "/frames/public"]
RESIDENT_PAGES = ["/", "/privacy", "/accessibility", "/no-such-page"]


class Quiet(WSGIRequestHandler):
    def log_message(self, *words):
        pass


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


@pytest.fixture
def address(site, settings) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, StaticFilesHandler(get_wsgi_application()), Server, Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    settings.QUICK_EXIT_URL = address + NEUTRAL
    yield address
    server.shutdown()
    server.server_close()


@pytest.fixture
def visit(chromium, address):
    """Opens a page; what the content policy refused is an error."""
    refused: list[str] = []
    contexts = []

    def make(path: str, *, width: int = 375, language: str = "en", script: bool = True):
        context = chromium.new_context(
            viewport={"width": width, "height": 800}, locale="en-US", java_script_enabled=script
        )
        contexts.append(context)
        context.add_cookies([{"name": "django_language", "value": language, "url": address}])
        page = context.new_page()
        page.on("console", lambda said: refused.append(said.text) if "Security Policy" in said.text else None)
        page.goto(address + path)
        return page

    yield make
    for context in contexts:
        context.close()
    assert refused == []


@pytest.mark.parametrize("language", ["en", "es", "ar-xb"])
@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("path", [*RESIDENT_PAGES, *OTHER_PAGES])
def test_a_page_breaks_no_rule_of_accessibility_and_does_not_scroll_sideways(visit, path, width, language):
    page = visit(path, width=width, language=language)

    assert violations(page) == []
    assert sideways(page) <= 0


@pytest.mark.parametrize("path", RESIDENT_PAGES)
def test_what_a_finger_hits_is_large_enough(visit, path):
    page = visit(path)

    small = page.evaluate(
        """[...document.querySelectorAll("a, button, input")]
        .filter(e => !e.closest("p:not(.row)") && !e.matches(".usa-skipnav"))
        .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect().height])
        .filter(([, height]) => height < 44)"""
    )
    assert small == []


def test_a_residents_page_downloads_two_fonts(visit):
    page = visit("/")
    page.evaluate("document.fonts.ready")

    fonts = page.evaluate(
        "performance.getEntriesByType('resource').map(e => e.name).filter(name => name.endsWith('.woff2'))"
    )
    assert len(fonts) == 2


def test_escape_three_times_leaves_and_the_page_is_gone_from_the_history(visit):
    page = visit("/privacy")

    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert page.url.endswith("/privacy")
    page.keyboard.press("Escape")
    page.wait_for_url(f"**{NEUTRAL}")

    page.go_back()
    assert "/privacy" not in page.url


def test_quick_exit_works_without_script(visit):
    page = visit("/", script=False)

    page.get_by_role("link", name="Quick exit").click()

    page.wait_for_url(f"**{NEUTRAL}")


def test_the_summary_of_errors_has_the_focus(visit):
    page = visit("/kit/")

    assert page.evaluate("document.activeElement.className") == "fc-errors"


def test_the_first_tab_offers_to_skip_to_the_content(visit):
    page = visit("/")

    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
