"""What a resident's phone downloads, and whether it can be read."""

import re
from pathlib import Path

import pytest

import fullcircle.web

DIST = Path(fullcircle.web.__file__).parent / "static" / "dist"
CSS = DIST / "fullcircle.css"
pytestmark = pytest.mark.skipif(not CSS.exists(), reason="not built: python tools/build_frontend.py")


@pytest.fixture
def css() -> str:
    return CSS.read_text()


@pytest.fixture
def colours(css) -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9-]+):\s*(#[0-9a-f]{3,6}|white)", css))


def luminance(colour: str) -> float:
    digits = {"white": "ffffff"}.get(colour, colour.lstrip("#"))
    digits = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    parts = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def test_the_style_sheet_stays_below_60_kilobytes(css):
    assert len(css.encode()) <= 60_000


def test_a_first_view_stays_below_150_kilobytes(client):
    page = len(client.get("/").content)
    files = [
        "fullcircle.css",
        "exit.js",
        "kept-visits.js",
        "brand.svg",
        "fonts/PublicSans-Regular.woff2",
        "fonts/PublicSans-Bold.woff2",
    ]

    assert page + sum((DIST / name).stat().st_size for name in files) <= 150_000


def test_a_residents_page_uses_two_weights_of_the_font(css):
    assert re.search(r"\.resident\{--semi:\s*700\}", css)
    assert set(re.findall(r"font-weight:\s*(\d+)", css.partition("--semi")[2])) <= {"400", "700"}


def test_the_style_sheet_loads_nothing_from_elsewhere(css):
    assert "http" not in re.sub(r"http://www\.w3\.org/\d+/svg", "", css)
    assert all((DIST / path).exists() for path in re.findall(r"url\(\"?([^\")]+)", css))


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "paper"),
        ("ink-2", "paper"),
        ("ink-2", "sand"),
        ("ink-2", "sunk"),
        ("act", "paper"),
        ("act-dark", "act-5"),
        ("card", "act"),
        ("soon", "soon-5"),
        ("late", "late-5"),
        ("wait", "wait-5"),
        ("good", "good-5"),
        ("card", "silent"),
    ],
)
def test_words_can_be_read_on_their_ground(colours, text, ground):
    assert contrast(colours[text], colours[ground]) >= 4.5


def test_the_edge_of_a_field_can_be_seen(colours):
    assert contrast(colours["edge"], colours["paper"]) >= 3


def test_the_palette_is_the_design_systems(colours):
    assert {name: colours[name] for name in ("paper", "ink", "act", "sun", "silent")} == {
        "paper": "#f9f9f7",
        "ink": "#171716",
        "act": "#3d2c9d",
        "sun": "#ffbe2e",
        "silent": "#8b0a03",
    }
