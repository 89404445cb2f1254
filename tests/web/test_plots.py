"""Plots: drawn here, named for a screen reader, in the colours of the style sheet, without styles, scripts or addresses."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

import fullcircle.web
from fullcircle.web import plots

CSS = Path(fullcircle.web.__file__).parent / "static" / "dist" / "fullcircle.css"
BAR = {
    "description": "Two bars: <b>a</b> 3 & b 4",
    "data": {"values": [{"x": "<script>alert(1)</script>", "y": 3}, {"x": "b", "y": 4}]},
    "mark": "bar",
    "encoding": {"x": {"field": "x"}, "y": {"field": "y", "type": "quantitative"}},
}


def test_it_is_one_picture_with_a_name():
    root = ElementTree.fromstring(plots.svg(BAR))  # noqa: S314 - our own drawing

    assert root.get("role") == "img"
    assert root.get("aria-label") == root[0].text == "Two bars: <b>a</b> 3 & b 4"
    assert [part for part in root.iter() if part is not root and part.get("role")] == []


def test_it_brings_no_style_script_or_address():
    drawn = plots.svg(BAR)

    assert not re.search(r"style=|<script|<style|href|url\(|on[a-z]+=", drawn)
    assert "&lt;script&gt;" in drawn


@pytest.mark.parametrize(
    "wrong",
    [
        {**BAR, "description": ""},
        {**BAR, "data": {"url": "https://elsewhere.example/data.json"}},
        {**BAR, "layer": [{"data": {"url": "x"}}]},
        {**BAR, "encoding": {"href": {"field": "x"}}},
    ],
)
def test_what_it_must_not_draw(wrong):
    with pytest.raises(plots.NotDrawn):
        plots.svg(wrong)


@pytest.mark.skipif(not CSS.exists(), reason="not built: python tools/build_frontend.py")
def test_its_colours_are_those_of_the_style_sheet():
    tokens = dict(re.findall(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6})", CSS.read_text()))

    assert (
        tokens["ink"], tokens["ink-2"], tokens["line-2"], tokens["edge"],
    ) == (plots.INK, plots.SECOND, plots.LINE, plots.EDGE)  # fmt: skip
    assert (tokens["bar-1"], tokens["bar-2"], tokens["bar-3"]) == plots.BARS
    assert tokens["bar-unmet"] == plots.UNMET


def test_text_can_be_read_on_card_and_page():
    from test_weight import contrast

    for colour in (plots.INK, plots.SECOND):
        assert contrast(colour, plots.CARD) >= 4.5
        assert contrast(colour, "#f9f9f7") >= 4.5


def test_a_radar_names_every_spoke_and_breaks_where_there_is_no_score():
    spokes = [("Governance", 50.0), ("Legal", None), ("Technology", 100.0), ("Clinical", 0.0)]
    spec = plots.radar("Four tracks", spokes, highest=100)
    drawn = plots.svg(spec)

    assert all(f">{name}<" in drawn for name, _score in spokes)
    assert len(spec["layer"][2]["data"]["values"]) == 2  # of four sides, those between two scores
    assert len(spec["layer"][3]["data"]["values"]) == 3
    assert names(spec) == [["Governance", "50"], ["Legal"], ["Technology", "100"], ["Clinical", "0"]]


def names(spec):
    return [layer["data"]["values"][0]["name"] for layer in spec["layer"][4:]]


def test_small_scales_keep_a_place_after_the_point():
    spec = plots.radar("Five", [("a", 2.5), ("b", 5.0), ("c", 1.0)], highest=5)

    assert names(spec) == [["a", "2.5"], ["b", "5.0"], ["c", "1.0"]]


def test_sides_say_their_numbers_in_words_and_hide_what_is_few():
    spec = plots.sides("Two sides", [("Cost", [0.46, None])], ["Leaders", "Residents"], "too few to show")
    drawn = plots.svg(spec)

    assert "Leaders: 46%" in drawn
    assert "Residents: too few to show" in drawn
    assert [bar["share"] for bar in spec["layer"][0]["data"]["values"]] == [0.46, 0]


def test_a_network_tells_by_shape_and_by_line_and_not_by_colour_alone():
    dots = [("1", (0.0, 0.0), True), ("2", (1.0, 1.0), False), ("3", (-1.0, 1.0), False)]
    sure = plots.svg(plots.network("All sure", dots, [("1", "2", True)]))
    both = plots.svg(plots.network("Both", dots, [("1", "2", True), ("1", "3", False)]))

    assert "stroke-dasharray" not in sure
    assert both.count("stroke-dasharray") == 1
    assert all(f">{label}<" in both for label in "123")
