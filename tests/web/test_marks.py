import pytest
from django.template import Context, Template

from fullcircle.web import icons
from fullcircle.web.templatetags import fullcircle as marks


def drawn(source: str, **context) -> str:
    return Template("{% load fullcircle %}" + source).render(Context(context))


def test_an_icon_is_decoration():
    assert 'aria-hidden="true"' in drawn('{% icon "food" %}')
    assert "<path" in drawn('{% icon "food" %}')


@pytest.mark.parametrize(
    ("name", "turns"), [("back", True), ("send", True), ("ring1", True), ("clock", False), ("ring4", False)]
)
def test_only_what_points_along_the_line_turns_in_right_to_left_pages(name, turns):
    assert ("flip" in marks.icon(name)) is turns


def test_an_icon_that_does_not_exist_is_refused():
    with pytest.raises(icons.UnknownIcon, match="unicorn"):
        marks.icon("unicorn")


def test_every_icon_that_turns_exists():
    assert set(icons.drawings()) >= icons.DIRECTED


@pytest.mark.parametrize(("quarters", "met"), [(0, False), (1, False), (3, False), (4, True)])
def test_the_ring_turns_green_only_when_closed(quarters, met):
    assert ("ring--met" in marks.ring(quarters)) is met


@pytest.mark.parametrize("quarters", [-1, 5])
def test_the_ring_has_four_quarters(quarters):
    with pytest.raises(marks.UnknownKind):
        marks.ring(quarters)


def test_a_chip_says_its_state_in_words_beside_its_shape():
    chip = drawn('{% chip "late" "alert" words %}', words="2 days late")

    assert "fc-chip--late" in chip
    assert "<svg" in chip
    assert chip.endswith("2 days late</span>")


def test_a_chip_can_do_without_a_shape():
    assert "<svg" not in marks.chip("act", "", "1 new")


def test_a_chip_of_no_known_kind_is_refused():
    with pytest.raises(marks.UnknownKind):
        marks.chip("red", "alert", "?")


@pytest.mark.parametrize(("kind", "pips"), [("open", 4), ("few", 2), ("list", 1), ("full", 0)])
def test_capacity_shows_five_pips(kind, pips):
    bar = marks.capacity(kind, "words")

    assert bar.count("<rect") == 5
    assert bar.count('class="on"') == pips


def test_capacity_says_how_old_the_word_is():
    assert "<small>they said so today</small>" in marks.capacity("open", "Has room", "they said so today")
    assert "<small>" not in marks.capacity("open", "Has room")


def test_capacity_may_count_its_own_pips():
    assert marks.capacity("open", "Has room", pips=5).count('class="on"') == 5


def test_a_capacity_of_no_known_kind_is_refused():
    with pytest.raises(marks.UnknownKind):
        marks.capacity("maybe", "words")


@pytest.mark.parametrize(
    ("share", "of", "width"),
    [(0, 100, "0.0"), (50, 100, "50.0"), (1, 3, "33.3"), (120, 100, "100"), (-1, 100, "0.0"), (1, 0, "0.0")],
)
def test_a_bar_starts_at_zero_and_stays_in_its_frame(share, of, width):
    assert f'width="{width}' in marks.bar(share, of=of).rpartition("<rect")[2]


def test_a_phone_number_is_dialled_without_its_dashes_and_read_from_left_to_right():
    link = marks.phone("(555) 014-2")

    assert 'href="tel:5550142"' in link
    assert '<bdi dir="ltr">(555) 014-2</bdi>' in link
