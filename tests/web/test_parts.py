"""Every part escapes whatever people write into it."""

from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from fullcircle.web.platform import kit

HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>&"
NAMES_OF_SHAPES = {"icon", "kind", "lane", "state", "bar", "type", "ring", "step", "of"}
NEED_A_REQUEST = {"languages", "languages_small", "help_line", "small_print", "messages"}
INSIDE_OTHERS = {"ladder", "actions", "errors"}

TEMPLATES = Path(kit.__file__).parents[1] / "templates" / "components"
EXAMPLES = [
    pytest.param(part.template, example, id=f"{part.template}-{number}")
    for part in kit.parts()
    for number, example in enumerate(part.examples)
]


class Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += [name for name, _ in attributes]

    def handle_data(self, text):
        self.text += text


def hostile(value, name=""):
    if isinstance(value, dict):
        return {key: hostile(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [hostile(inner, name) for inner in value]
    if not isinstance(value, str) or name in NAMES_OF_SHAPES:
        return value
    return HOSTILE


@pytest.mark.parametrize(("template", "example"), EXAMPLES)
def test_a_part_escapes_hostile_text(template, example):
    example = {**example, "state": HOSTILE} if "state" in example else example

    html = render_to_string(f"components/{template}.html", hostile(example))

    page = Reader(html)
    assert "script" not in page.tags
    assert not [name for name in page.attributes if name.startswith("on")]
    assert "alert(1)" in html


@pytest.mark.parametrize(("template", "example"), EXAMPLES)
def test_a_part_has_no_inline_style_or_script(template, example):
    page = Reader(render_to_string(f"components/{template}.html", example))

    assert not {"style", "script"} & {*page.tags, *page.attributes}


def test_the_kit_shows_every_part():
    shown = {part.template for part in kit.parts()}

    assert {path.stem for path in TEMPLATES.iterdir()} == shown | NEED_A_REQUEST | INSIDE_OTHERS


def test_the_summary_of_errors_escapes_hostile_text():
    html = render_to_string("components/errors.html", {"errors": [{"text": HOSTILE, "url": "#zip"}]})

    assert "script" not in Reader(html).tags


def test_messages_escape_hostile_text():
    messages = [{"level_tag": tag, "__str__": HOSTILE} for tag in ("error", "warning", "success", "info")]

    html = render_to_string("components/messages.html", {"messages": messages})

    assert "script" not in Reader(html).tags
    assert html.count("fc-note") >= len(messages)


def test_a_met_need_folds_to_its_header():
    need = {
        "ring": 4,
        "icon": "food",
        "title": "Food",
        "state": "Met",
        "attempts": [{"name": "Open Cupboard", "when": "Sent March 2"}],
        "actions": [{"label": "Ask", "url": "#"}],
    }

    met = render_to_string("components/need_card.html", {"need": need})
    open_still = render_to_string("components/need_card.html", {"need": {**need, "ring": 3}})

    assert "Open Cupboard" not in met
    assert "<footer>" not in met
    assert "Open Cupboard" in open_still


def test_only_the_first_action_is_filled():
    actions = [{"label": "One", "url": "#1"}, {"label": "Two", "url": "#2"}]

    html = render_to_string("components/actions.html", {"actions": actions})

    assert html.count("fc-quiet") == 1
    assert html.index("One") < html.index("fc-quiet")


def test_each_group_of_rates_prints_its_own_denominator():
    (example,) = next(part for part in kit.parts() if part.template == "rates").examples

    html = render_to_string("components/rates.html", example)

    assert html.count("Out of") == 2
    assert "too few to show" in html
    assert "None%" not in html


def test_what_is_left_out_is_named_and_struck():
    slip = {
        "icon": "food",
        "title": "Food",
        "facts": [],
        "left_out": [{"label": "Last name", "reason": "no"}],
    }

    assert "<s>Last name</s>" in render_to_string("components/slip.html", {"slip": slip})
    assert "<s>" not in render_to_string("components/slip.html", {"slip": {**slip, "left_out": []}})
