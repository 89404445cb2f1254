"""The one browser of a run: its driver keeps a loop in the thread, and a second one beside it would refuse to start.

A press ends here when the page that it leads to is whole. The driver's own ends with that page's first byte: what is read in
the moment after it is nothing, or half a page."""

import functools
import shutil

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, Locator, Page

CHROMIUM = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--no-first-run",
]


def whole(page) -> None:
    """Asks the page itself: of the driver's own events one got lost, once in some thousand pages of a very slow browser."""
    for _a_moment in range(1500):
        try:
            if page.evaluate("document.readyState") == "complete":
                return
        except Error:
            pass  # the page went on to another one meanwhile
        page.wait_for_timeout(20)
    raise AssertionError(f"{page.url} is not whole after 30 seconds")


def then_whole(press):
    @functools.wraps(press)
    def patient(self, *args, **options):
        press(self, *args, **options)
        whole(self if isinstance(self, Page) else self.page)

    return patient


for kind in (Page, Locator):
    for name in ("click", "press"):
        setattr(kind, name, then_whole(getattr(kind, name)))


def violations(page) -> list[str]:
    """What axe finds wrong on this page: the rule, and the first place that breaks it."""
    whole(page)
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]


def sideways(page) -> int:
    """By how many pixels the page is wider than its window; a page of ours scrolls down alone."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
