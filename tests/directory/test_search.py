"""Finding help by what people say, near where they are."""

import pytest

import listed
from fullcircle.access.actor import SYSTEM
from fullcircle.access.session import acting_as
from fullcircle.directory import actions, places, search, spelling, unmet, vocabulary
from fullcircle.directory.models import Unmet
from fullcircle.directory.search import Wanted

pytestmark = pytest.mark.django_db


def found(words="", **more):
    hits = search.search(Wanted(words=words, **more), at=listed.AT).hits
    return [service.name for service in search.services(hits)]


@pytest.fixture
def town():
    owner = listed.organization("Larkhaven Neighbors")
    listed.service("Open Cupboard Pantry", owner=owner, description="A box of groceries for five days.")
    listed.service(
        "Warm Nights", "homelessness", owner=owner, description="An emergency shelter with forty beds."
    )
    listed.service(
        "Light Fund", "utility-insecurity", owner=owner, description="Pays electric bills before a shutoff."
    )
    listed.service(
        "Thrift Corner",
        "material-hardship",
        owner=owner,
        description="Clothing and furniture.\nDONATIONS: groceries welcome.",
    )
    return owner


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("pantry", "Open Cupboard Pantry"),
        ("GROCERIES!", "Open Cupboard Pantry"),
        ("I am hungry", "Open Cupboard Pantry"),
        ("grocereis", "Open Cupboard Pantry"),
        ("tengo hambre", "Open Cupboard Pantry"),
        ("nowhere to sleep tonight", "Warm Nights"),
        ("they turned my power off", "Light Fund"),
        ("Necesito pagar la luz", "Light Fund"),
        ("ropa", "Thrift Corner"),
        ("clothes", "Thrift Corner"),
    ],
)
def test_people_are_understood(town, words, first):
    assert found(words)[0] == first


def test_a_plea_for_donations_is_no_help(town):
    assert "Thrift Corner" not in found("groceries")


@pytest.mark.parametrize(
    "words", ["", "  ", "the", "'; drop table", "\x00", "%", "&|!():*", "x" * 5000, "💥"]
)
def test_odd_words_find_nothing_or_something_but_never_break(town, words):
    assert isinstance(found(words), list)


def test_a_tile_shows_its_domain_only(town):
    assert found(domain="homelessness") == ["Warm Nights"]
    assert found("pantry", domain="homelessness") == []


def test_what_was_mended_is_said(town):
    assert search.search(Wanted(words="shelterr"), at=listed.AT).mended == [
        spelling.Mended("shelterr", "shelter")
    ]


def test_nearer_comes_first_and_says_how_far():
    listed.zips(z00412=listed.HERE)
    listed.service("Far pantry", point=listed.FAR)
    listed.service("Near pantry", point=listed.NEXT_DOOR)

    hits = search.search(Wanted(words="pantry", zip="00412"), at=listed.AT).hits

    assert [one.name for one in search.services(hits)] == ["Near pantry", "Far pantry"]
    assert hits[0].miles == pytest.approx(1.38, abs=0.01)
    assert hits[1].miles == pytest.approx(41.46, abs=0.05)


def test_what_is_too_far_to_go_is_not_shown_unless_it_serves_there():
    listed.zips(z00412=listed.HERE)
    listed.service("Too far", point=listed.TOO_FAR)
    listed.service("Far, and serves here", point=listed.TOO_FAR, zips=("00412",))
    listed.service("Far, and by phone", point=listed.TOO_FAR, by_phone=True)

    assert sorted(found(domain="food-insecurity", zip="00412")) == [
        "Far, and by phone",
        "Far, and serves here",
    ]
    assert "Too far" in found(domain="food-insecurity")


def test_a_help_line_without_a_place_beats_a_place_far_away():
    listed.zips(z00412=listed.HERE)
    listed.service("Far pantry", point=listed.FAR)
    listed.service("Pantry line", point=None, by_phone=True)

    assert found("pantry", zip="00412") == ["Pantry line", "Far pantry"]


def test_a_service_for_other_zips_is_not_shown():
    listed.zips(z00412=listed.HERE)
    listed.service("For 00413", zips=("00413",))
    listed.service("For both", zips=("00412", "00413"))
    listed.service("For all")

    assert sorted(found(domain="food-insecurity", zip="00412")) == ["For all", "For both"]
    assert sorted(found(domain="food-insecurity")) == ["For 00413", "For all", "For both"]


def test_an_unknown_zip_is_said_and_hides_nothing(town):
    result = search.search(Wanted(words="pantry", zip="99999"), at=listed.AT)

    assert not result.zip_known
    assert result.hits[0].miles is None


def test_those_with_room_come_first():
    for state in ("closed", "wait-list", "limited", "open"):
        listed.capacity(listed.service(f"Pantry {state}"), state)
    listed.service("Pantry unsaid")

    assert found(domain="food-insecurity") == [
        f"Pantry {state}" for state in ("open", "limited", "unsaid", "wait-list", "closed")
    ]


def test_unlisted_services_are_not_found(town):
    actions.Service.objects.update(status="defunct")

    assert found("pantry") == []


@pytest.mark.parametrize(
    ("filter_", "yes", "no"),
    [
        ({"free": True}, {"free": True}, {"free": False}),
        ({"language": "es"}, {"languages": (("es", "Spanish"),)}, {"languages": (("fr", "French"),)}),
        ({"open_now": True}, {"hours": (("WE", 9, 17),)}, {"hours": (("TH", 9, 17),)}),
    ],
)
def test_a_filter_leaves_the_unknown_at_the_end_and_the_known_not_out(filter_, yes, no):
    listed.service("A unknown")
    listed.service("B no", **no)
    listed.service("C yes", **yes)

    assert found(domain="food-insecurity", **filter_) == ["C yes", "A unknown"]


def test_hours_of_the_place_count_where_the_service_has_none():
    service = listed.service("Hall pantry")
    service.locations.get().schedules.create(byday="WE", opens_at="09:00", closes_at="17:00")

    hit = search.search(Wanted(domain="food-insecurity", open_now=True), at=listed.AT).hits[0]
    assert hit.fits


def test_our_own_zips_come_before_the_bundled():
    bundled = places.centroid("48201")
    listed.zips(z48201=(1.0, 2.0), z00412=listed.HERE)

    assert bundled != (1.0, 2.0)
    assert places.centroid("48201") == (1.0, 2.0)
    assert places.centroid("00412") == listed.HERE
    assert places.centroid("00000") is None
    assert places.centroid("no zip") is None


def test_a_place_without_a_point_stands_at_its_zip():
    listed.zips(z00412=listed.HERE, z00413=listed.NEXT_DOOR)
    owner = listed.organization()
    place = listed.location(owner, None, postal_code="00413-1234")

    assert (place.latitude, place.longitude, place.by_zip) == (*listed.NEXT_DOOR, True)
    assert not listed.location(owner, listed.HERE, postal_code="00413").by_zip
    assert listed.location(owner, None, postal_code="").latitude is None


class TestUnmet:
    def note(self, words="", domain="", zip_code=""):
        unmet.note(words=words, domain=domain, zip_code=zip_code, at=listed.AT)

    def test_the_need_is_written_down_without_what_names_somebody(self):
        self.note("Call ME at 555-0142 or me@home.example: Piñata repair", zip_code="00412")

        row = Unmet.objects.get()
        assert (row.words, row.zip, str(row.on), row.times) == (
            "call me at or pinata repair",
            "00412",
            "2026-03-04",
            1,
        )

    def test_the_same_need_on_one_day_is_one_row_with_a_count(self):
        self.note("pinata repair")
        self.note("Piñata  repair")

        assert Unmet.objects.get().times == 2

    def test_nothing_is_written_for_nothing_and_for_made_up_domains(self):
        self.note("12345", domain="no-such", zip_code="abc")

        assert not Unmet.objects.exists()

    def test_a_flood_ends(self, monkeypatch):
        monkeypatch.setattr(unmet, "MOST_UNMET_A_DAY", 2)
        for words in ("pinata", "yoyo", "kite"):
            self.note(words)

        assert Unmet.objects.count() == 2


def test_every_line_of_the_vocabulary_names_a_known_domain():
    from fullcircle.directory import domains

    named = {meaning.domain for meaning in vocabulary.meanings().values()}
    assert named - {""} <= set(domains.BY_CODE)


@pytest.mark.parametrize(
    ("a", "b", "letters"),
    [
        ("food", "food", 0),
        ("food", "fod", 1),
        ("food", "foood", 1),
        ("food", "fodo", 1),
        ("form", "farm", 1),
        ("abcd", "badc", 2),
    ],
)
def test_how_far_two_spellings_are_apart(a, b, letters):
    assert spelling.distance(a, b) == letters


def test_the_directory_is_counted_anew_by_an_import(tmp_path):
    from fullcircle.directory.imports import formats

    with acting_as(SYSTEM, at=listed.AT):
        listing = formats.read(listed.folder(tmp_path))
        actions.bring_in(listing=listing, source="town", actor=SYSTEM, at=listed.AT)

    assert found("heeting") == ["Heating help"]
