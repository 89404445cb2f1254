"""Plots: a Vega-Lite specification drawn to SVG here, in the design's colours and letters. Nothing is fetched, no script runs.

A plot never stands alone: the page has the same numbers in a table beside it.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import vl_convert
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

# The tokens of the style sheet; a test compares them.
INK, SECOND, LINE, EDGE, CARD = "#171716", "#5d5d52", "#cac9c0", "#76766a", "#ffffff"
BARS = ("#9287d8", "#5e519e", "#261f5b")  # by order: bar-1, bar-2, bar-3
UNMET = "#c3512c"
FONT = "Public Sans, system-ui, sans-serif"
VEGA_LITE = "5.21"
THEME: dict[str, Any] = {
    "background": None,
    "font": FONT,
    "padding": 4,
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK, "titleColor": SECOND, "gridColor": LINE, "domainColor": EDGE, "tickColor": EDGE, "labelFontSize": 14,
        "titleFontSize": 14, "titleFontWeight": 600, "labelLimit": 260,
    },
    "legend": {"labelColor": INK, "titleColor": SECOND, "labelFontSize": 14, "titleFontSize": 14, "orient": "bottom"},
    "title": {"color": INK, "fontSize": 16, "anchor": "start"},
    "range": {"category": [BARS[1], UNMET, BARS[0], BARS[2], SECOND], "ordinal": list(BARS)},
    "bar": {"color": BARS[1]},
    "line": {"color": BARS[1], "strokeWidth": 2},
    "point": {"color": BARS[1], "filled": True, "size": 60},
    "rule": {"color": EDGE},
    "text": {"color": INK, "fontSize": 14},
}  # fmt: skip
INNER_ROLES = re.compile(r' (?:role="graphics-[a-z]+"|aria-[a-z]+="[^"]*")')
STYLED = re.compile(r' style="[^"]*"')


class NotDrawn(Exception):
    """The specification names data outside of it, or has no description."""


def svg(spec: Mapping[str, Any]) -> SafeString:
    """The plot as inline SVG: one picture to a screen reader, named by the specification's `description`.

    Raises NotDrawn where there is no description, or where data would be fetched."""
    if not spec.get("description"):
        raise NotDrawn("A plot needs a description: it is what a screen reader says.")
    if _asks_elsewhere(spec):
        raise NotDrawn("A plot brings its data along.")
    return _drawn(json.dumps(spec, sort_keys=True, ensure_ascii=False))


def _asks_elsewhere(part: Any) -> bool:
    if isinstance(part, Mapping):
        return any(
            name in {"url", "href"} or _asks_elsewhere(inner)
            for name, inner in part.items()
            if name != "$schema"
        )
    return isinstance(part, list | tuple) and any(map(_asks_elsewhere, part))


@lru_cache(maxsize=64)
def _drawn(said: str) -> SafeString:
    """Kept in memory: the first plot of a process starts a script engine (about half a second), the others take 30 ms."""
    spec = json.loads(said)
    title = escape(spec.pop("description"))
    drawn = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE, config=THEME, allowed_base_urls=[])
    # The content policy allows no style in the page, and roles inside of a picture say nothing.
    inner = INNER_ROLES.sub("", STYLED.sub("", drawn.partition(">")[2]))
    size = re.search(r'width="([0-9.]+)" height="([0-9.]+)" viewBox="([^"]+)"', drawn)
    if size is None:
        raise NotDrawn("The drawing has no size.")
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="fc-plot" role="img" aria-label="{title}"'
        f' width="{size[1]}" height="{size[2]}" viewBox="{size[3]}"><title>{title}</title>'
    )
    return mark_safe(head + inner)  # noqa: S308 - drawn by the library, which escapes what the data say; the title is escaped


def radar(description: str, spokes: Sequence[tuple[str, float | None]], *, highest: float) -> dict[str, Any]:
    """Scores on spokes around a centre, from 0 to `highest`; a spoke without a score breaks the line.

    Vega-Lite has no such mark: rings, spokes and line are points computed here."""
    number = len(spokes)
    ends = [_at(index, number, 1) for index in range(number)]
    rings = [
        {"x": x, "y": y, "ring": ring, "order": order}
        for ring in (0.25, 0.5, 0.75, 1)
        for order, (x, y) in enumerate(_at(index % number, number, ring) for index in range(number + 1))
    ]
    placed = [
        None if score is None else _at(index, number, score / highest)
        for index, (_name, score) in enumerate(spokes)
    ]
    pieces = [
        {"x": a[0], "y": a[1], "x2": b[0], "y2": b[1]}
        for a, b in zip(placed, [*placed[1:], placed[0]], strict=True)
        if a and b
    ]
    points = [{"x": place[0], "y": place[1]} for place in placed if place]
    plain = {"x": _axis("x", 2.35), "y": _axis("y", 1.35)}
    return {
        "description": description,
        "width": 520,  # 111 pixels a unit both ways, and room for the longest name of a track
        "height": 300,
        "layer": [
            {
                "data": {"values": rings},
                "mark": {"type": "line", "color": LINE, "strokeWidth": 1},
                "encoding": {**plain, "detail": {"field": "ring"}, "order": {"field": "order"}},
            },
            {
                "data": {"values": [{"x": 0, "y": 0, "x2": x, "y2": y} for x, y in ends]},
                "mark": {"type": "rule", "color": LINE},
                "encoding": {**plain, "x2": {"field": "x2"}, "y2": {"field": "y2"}},
            },
            {
                "data": {"values": pieces},
                "mark": {"type": "rule", "color": BARS[1], "strokeWidth": 2.5},
                "encoding": {**plain, "x2": {"field": "x2"}, "y2": {"field": "y2"}},
            },
            {"data": {"values": points}, "mark": {"type": "point"}, "encoding": plain},
            *[
                _name(_label(name, score, highest), _at(index, number, 1.12), plain)
                for index, (name, score) in enumerate(spokes)
            ],
        ],
    }


def _said(score: float, highest: float) -> str:
    return f"{score:.0f}" if highest > 10 else f"{score:.1f}"


def _label(name: str, score: float | None, highest: float) -> list[str]:
    """The name, and below it the score: beside the point it would lie on a line."""
    return [name] if score is None else [name, _said(score, highest)]


def _at(index: int, of: int, radius: float) -> tuple[float, float]:
    """The first spoke points up, the others follow the clock."""
    angle = 2 * math.pi * index / of
    return round(radius * math.sin(angle), 4), round(radius * math.cos(angle), 4)


def _axis(name: str, reach: float) -> dict[str, Any]:
    return {
        "field": name,
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [-reach, reach], "nice": False},
    }


def _name(name: Sequence[str], place: tuple[float, float], plain: Mapping[str, Any]) -> dict[str, Any]:
    """Left of the centre a name ends at its spoke, right of it it begins there."""
    x, y = place
    side = "center" if abs(x) < 0.01 else "left" if x > 0 else "right"
    return {
        "data": {"values": [{"x": x, "y": y, "name": list(name)}]},
        "mark": {"type": "text", "align": side, "baseline": "middle", "limit": 170},
        "encoding": {**plain, "text": {"field": "name"}},
    }


def network(
    description: str, dots: Sequence[tuple[str, tuple[float, float], bool]], lines: Sequence[tuple[str, str, bool]]
) -> dict[str, Any]:  # fmt: skip
    """Dots with their labels (label, place from -1 to 1, stands alone between others) and lines (from, to, confirmed).

    A confirmed line is whole, another dashed; who stands alone between others is a square, so that no colour is needed."""
    places = {label: place for label, place, _alone in dots}
    plain = {"x": _axis("x", 1.15), "y": _axis("y", 1.15)}
    ends = [
        {"x": places[a][0], "y": places[a][1], "x2": places[b][0], "y2": places[b][1], "sure": sure}
        for a, b, sure in lines
    ]
    return {
        "description": description, "width": 480, "height": 360,
        "layer": [
            _ties([each for each in ends if each["sure"]], plain, []),
            _ties([each for each in ends if not each["sure"]], plain, [6, 5]),
            _dots([one for one in dots if not one[2]], plain, "circle", BARS[1]),
            _dots([one for one in dots if one[2]], plain, "square", BARS[2]),
            {
                "data": {"values": [{"x": x, "y": y, "label": label} for label, (x, y), _alone in dots]},
                "mark": {"type": "text", "color": CARD, "fontSize": 14, "fontWeight": 600, "baseline": "middle"},
                "encoding": {**plain, "text": {"field": "label"}},
            },
        ],
    }  # fmt: skip


def _ties(ends: Sequence[Any], plain: Mapping[str, Any], dash: list[int]) -> dict[str, Any]:
    mark = {"type": "rule", "color": EDGE, "strokeWidth": 1.5 if dash else 2.5}
    return {
        "data": {"values": list(ends)},
        "mark": mark | ({"strokeDash": dash} if dash else {}),
        "encoding": {**plain, "x2": {"field": "x2"}, "y2": {"field": "y2"}},
    }


def _dots(
    dots: Sequence[tuple[str, tuple[float, float], bool]], plain: Mapping[str, Any], shape: str, color: str
) -> dict[str, Any]:
    mark = {"type": "point", "shape": shape, "color": color, "filled": True, "opacity": 1, "size": 620}
    return {
        "data": {"values": [{"x": x, "y": y} for _l, (x, y), _a in dots]},
        "mark": mark,
        "encoding": plain,
    }


def sides(
    description: str, topics: Sequence[tuple[str, Sequence[float | None]]], names: Sequence[str], hidden: str
) -> dict[str, Any]:  # fmt: skip
    """Shares (0 to 1) of each topic by each side, one below the other: its name and number, and a bar under them.
    `hidden` stands where there is none to show."""
    words, bars = [], []
    for order, (topic, shares) in enumerate(topics):
        words.append({"order": order, "line": "topic", "said": topic, "weight": 600})
        for side, (name, share) in enumerate(zip(names, shares, strict=True)):
            said = hidden if share is None else f"{100 * share:.0f}%"
            words.append({"order": order, "line": f"words {side}", "said": f"{name}: {said}", "weight": 400})
            bars.append({"order": order, "line": f"bar {side}", "side": name, "share": share or 0})
    lines = ["topic", *[f"{part} {side}" for side in range(len(names)) for part in ("words", "bar")]]
    plain = {
        "y": {"field": "order", "type": "ordinal", "axis": None},
        "yOffset": {"field": "line", "type": "nominal", "scale": {"domain": lines}},
    }
    scale = {"domain": [0, 1], "nice": False}
    shades = {"domain": list(names), "range": [BARS[2], BARS[0]]}
    return {
        "description": description, "width": 460, "height": {"step": 20, "for": "offset"},
        "layer": [
            {
                "data": {"values": bars},
                "mark": {"type": "bar", "height": 11},
                "encoding": {
                    **plain,
                    "x": {"field": "share", "type": "quantitative", "scale": scale, "axis": None},
                    "color": {"field": "side", "type": "nominal", "legend": None, "scale": shades},
                },
            },
            *[
                {
                    "data": {"values": [one for one in words if one["weight"] == weight]},
                    "mark": {"type": "text", "align": "left", "baseline": "middle", "fontWeight": weight, "limit": 460},
                    "encoding": {**plain, "x": {"value": 0}, "text": {"field": "said"}},
                }
                for weight in (600, 400)
            ],
        ],
    }  # fmt: skip
