"""Journeys walk the practice town itself: served as `make demo` serves it, in a real browser."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from browsing import CHROMIUM

ROOT = Path(__file__).resolve().parents[2]
# With FULLCIRCLE_PICTURES=yes the journeys write the pictures of the docs; else they go to a temporary place.
PICTURES = ROOT / "docs" / "pictures"


def pytest_collection_modifyitems(items) -> None:
    """Each worker walks its journeys through a town of its own. Time goes one way there: requests expire and surveys close, so
    whoever moves it on walks last."""
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.journey)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))
    items.sort(key=lambda item: item.get_closest_marker("moves_time") is not None)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def town(tmp_path_factory) -> Iterator[str]:
    """The address of a small practice town, started by the very command that a newcomer runs."""
    port, data_dir = free_port(), tmp_path_factory.mktemp("town")
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("FULLCIRCLE_") and name != "DATABASE_URL"
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    environment["FULLCIRCLE_PSEUDO_LANGUAGE"] = "yes"
    if "FULLCIRCLE_POSTGRES_BIN" in os.environ:
        environment["FULLCIRCLE_POSTGRES_BIN"] = os.environ["FULLCIRCLE_POSTGRES_BIN"]
    command = [
        sys.executable,
        "-m",
        "fullcircle",
        "demo",
        "--data-dir",
        str(data_dir),
        "--port",
        str(port),
        "--people",
        "25",
    ]
    said = (data_dir / "demo.log").open("w+")
    demo = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=said, text=True)
    lines = []
    for line in demo.stdout:
        lines.append(line)
        if line.startswith("ready: "):
            break
    else:
        raise AssertionError("".join(lines) + Path(said.name).read_text())
    yield f"http://127.0.0.1:{port}"
    demo.send_signal(signal.SIGTERM)
    demo.wait(timeout=30)
    demo.stdout.close()
    subprocess.run(
        [sys.executable, "-m", "fullcircle", "db", "stop", "--data-dir", str(data_dir)],
        env=environment,
        check=False,
    )
    said.close()


@pytest.fixture
def opened(chromium, town):
    """A new browser window on the town; what the content policy refuses is an error."""
    windows, refused = [], []

    def make(*, width: int = 1280, language: str = "en", script: bool = True, role: str = ""):
        window = chromium.new_context(
            base_url=town,
            viewport={"width": width, "height": 800},
            java_script_enabled=script,
            locale="en-US",
        )
        windows.append(window)
        window.add_cookies([{"name": "django_language", "value": language, "url": town}])
        page = window.new_page()
        page.on("console", lambda said: refused.append(said.text) if "Security Policy" in said.text else None)
        page.on("pageerror", lambda error: refused.append(str(error)))
        if role:
            page.goto("/demo/")
            page.click(f"form[action='/demo/as/{role}'] button")
        return page

    yield make
    for window in windows:
        window.close()
    assert refused == []


@pytest.fixture
def picture():
    """Take a picture for the docs at both widths: of the whole page, or of its first screen.

    Only where pictures are asked for: nobody looks at the others, and Chromium refuses one in some thousands that it
    takes a moment later.
    """

    def take(page, name: str, *, whole: bool = True) -> None:
        if os.environ.get("FULLCIRCLE_PICTURES") != "yes":
            return
        PICTURES.mkdir(parents=True, exist_ok=True)
        size = page.viewport_size
        for width in (375, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            page.screenshot(path=PICTURES / f"{name}.{width}.png", full_page=whole)
        page.set_viewport_size(size)

    return take
