"""Bringing a directory in: what is kept, what is refused, and what a second time changes."""

import os
import zipfile
from pathlib import Path

import pytest
from django.db import connection

import listed
from fullcircle.access.actor import SYSTEM
from fullcircle.access.errors import Denied, Invalid
from fullcircle.access.session import acting_as
from fullcircle.directory import actions, upkeep
from fullcircle.directory.imports import files, formats
from fullcircle.directory.imports.files import Unreadable
from fullcircle.directory.models import Location, Organization, Phone, Schedule, Service, ServiceAtLocation

pytestmark = pytest.mark.django_db


def bring_in(path, *, source="town", **more):
    with acting_as(SYSTEM, at=listed.AT):
        return actions.bring_in(listing=formats.read(path), source=source, actor=SYSTEM, at=listed.AT, **more)


def with_services(*rows):
    return "id,location_id,name,description,fees,languages,taxonomy_ids,service_areas\n" + "".join(
        f"{row}\n" for row in rows
    )


def test_everything_a_service_needs_is_brought_in(tmp_path):
    outcome = bring_in(listed.folder(tmp_path))

    service = Service.objects.get(source_id="s1")
    assert (outcome.services, outcome.organizations, outcome.locations, outcome.faults) == (2, 2, 2, 0)
    assert service.domains == ["food-insecurity"]
    assert service.categories == ["Food Pantry"]
    assert service.free is True
    assert sorted(service.languages.values_list("code", flat=True)) == ["es", "fr"]
    assert sorted(service.areas.values_list("zip", "name")) == [("", "Tamarind County"), ("00412", "")]
    assert sorted(service.phones.values_list("number", "type")) == [
        ("(000) 555-0161", "voice"),
        ("(000) 555-0162", "fax"),
    ]
    assert service.schedules.get().byday == "WE"
    assert service.locations.get().city == "Larkhaven"
    assert service.organization.website == "http://cupboard.example"


def test_the_import_is_one_event_that_says_what_came(tmp_path):
    bring_in(listed.folder(tmp_path))

    with acting_as(SYSTEM, at=listed.AT), connection.cursor() as cursor:
        cursor.execute("select event from access_events(0, 1000)")
        events = [row[0] for row in cursor.fetchall()]
    happened = next(event for event in reversed(events) if "directory.import" in str(event))
    assert '"services": 2' in str(happened).replace("'", '"')


def test_a_second_import_changes_in_place(tmp_path):
    bring_in(listed.folder(tmp_path))
    before = set(Service.objects.values_list("id", "source_id"))
    phones = set(Phone.objects.values_list("id", flat=True))

    renamed = listed.CSV["services.csv"].replace("Food boxes", "Boxes of food")
    outcome = bring_in(listed.folder(tmp_path, services=renamed))

    assert set(Service.objects.values_list("id", "source_id")) == before
    assert set(Phone.objects.values_list("id", flat=True)) == phones
    assert (outcome.added, outcome.gone) == (0, 0)
    assert Service.objects.get(source_id="s1").name == "Boxes of food"
    counts = [model.objects.count() for model in (Organization, Location, ServiceAtLocation, Phone, Schedule)]
    assert counts == [2, 2, 2, 2, 1]


def test_what_vanished_is_marked_and_comes_back(tmp_path):
    whole = listed.CSV["services.csv"] + "s3,l1,Soup,Hot soup.,,,t1,\n"
    bring_in(listed.folder(tmp_path, services=whole))

    outcome = bring_in(listed.folder(tmp_path))
    assert outcome.gone == 1
    assert Service.objects.get(source_id="s3").status == "defunct"

    bring_in(listed.folder(tmp_path, services=whole))
    assert Service.objects.get(source_id="s3").status == "active"


def test_a_file_that_lost_most_services_is_refused_unless_allowed(tmp_path):
    more = [f"x{n},l1,Soup {n},,,,t1," for n in range(5)]
    bring_in(listed.folder(tmp_path, services=with_services(*more)))
    shrunk = listed.folder(tmp_path, services=with_services(more[0]))

    with pytest.raises(actions.WouldShrink, match="4 of 5"):
        bring_in(shrunk)
    assert Service.objects.filter(status="active").count() == 5
    assert bring_in(shrunk, may_shrink=True).gone == 4


def test_another_source_is_left_alone(tmp_path):
    bring_in(listed.folder(tmp_path), source="one")
    bring_in(listed.folder(tmp_path), source="two")

    assert Service.objects.filter(status="active").count() == 4


def test_what_an_organization_wrote_itself_survives_the_next_import(tmp_path):
    bring_in(listed.folder(tmp_path))
    service = Service.objects.get(source_id="s1")
    who = listed.staff(service.organization_id)
    words = upkeep.Texts(
        name=service.name,
        description="Ours.",
        eligibility_description="",
        application_process="",
        fees_description="Free",
    )
    with acting_as(who, at=listed.AT):
        upkeep.describe(service_id=service.pk, texts=words, actor=who, at=listed.AT)

    renamed = listed.CSV["services.csv"].replace("Food boxes", "Boxes of food")
    bring_in(listed.folder(tmp_path, services=renamed))

    service.refresh_from_db()
    assert (service.name, service.description) == ("Boxes of food", "Ours.")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("s9,l9,Soup,,,,,", "no location l9"),
        ("s9,l1,,,,,,", "no id or no name"),
        (",l1,Soup,,,,,", "no id or no name"),
        ("s1,l1,Again,,,,,", "second time"),
        ("s9,l1,Soup", "3 cells where the header has 8"),
        ("s9,l1,Soup,,,,,,,,", "11 cells"),
    ],
)
def test_a_bad_row_is_named_and_the_rest_loads(tmp_path, row, reason):
    good = ["s1,l1,Food boxes,,,,t1,", row, "s2,l2,Heat,,,,t2,"]
    listing = formats.read(listed.folder(tmp_path, services=with_services(*good)))

    assert [service.source_id for service in listing.services] == ["s1", "s2"]
    assert [(fault.file, fault.line) for fault in listing.faults] == [("services.csv", 3)]
    assert reason in listing.faults[0].reason


@pytest.mark.parametrize(
    ("table", "text", "reason"),
    [
        ("organizations", "id,name,email,website\no1,A,not an address,\no2,B,,\n", "no e-mail address"),
        ("organizations", "id,name,email,website\no1,A,,javascript:alert(1)\no2,B,,\n", "no web address"),
        (
            "locations",
            "id,organization_id,name,latitude,longitude\nl1,o1,Hall,999,1\nl2,o2,B,,\n",
            "no degree",
        ),
        ("phones", "id,service_id,number\n1,s1,( ) -\n", "no phone number"),
        ("regular_schedules", "id,service_id,weekday,opens_at,closes_at\n1,s1,Someday,9,10\n", "no day"),
        ("regular_schedules", "id,service_id,weekday,opens_at,closes_at\n1,s1,Monday,late,10\n", "no day"),
    ],
)
def test_a_bad_value_is_left_empty_and_said(tmp_path, table, text, reason):
    listing = formats.read(listed.folder(tmp_path, **{table: text}))

    assert len(listing.services) == 2
    assert [reason in fault.reason for fault in listing.faults] == [True]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"services": None}, "services.csv is missing"),
        ({"services": ""}, "services.csv is empty"),
        ({"services": "id,location_id,name\n"}, "no rows"),
        ({"services": "id,location_id\ns1,l1\n"}, "no column “name”"),
        ({"services": 'id,location_id,name\ns1,l1,"Food'}, "cut off"),
        ({"services": "id,location_id,name\ns1,l1,Food\ns2,l"}, "cut off"),
        ({"services": "id,location_id,name\ns1,l1,Fo\u00e9".encode()[:-1]}, "cut off"),
        ({"services": b"\x00\x01\x02 not a table \x00"}, "not a text file"),
        ({"services": b"id,location_id,name\ns1,l1,\x81\xff\n"}, "neither UTF-8 nor"),
        ({"services": 'id,location_id,name\ns1,l1,"a"b\n'}, "line 2"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused_whole(tmp_path, changed, sentence):
    with pytest.raises(Unreadable, match=sentence):
        formats.read(listed.folder(tmp_path, **changed))


def test_wrong_paths_and_formats_are_one_sentence(tmp_path):
    for path, sentence in [(tmp_path / "none", "no file or folder"), (tmp_path, "holds no .csv")]:
        with pytest.raises(Unreadable, match=sentence):
            formats.read(path)
    (tmp_path / "a.bin").write_bytes(b"MZ")
    with pytest.raises(Unreadable, match="neither a folder nor"):
        formats.read(tmp_path / "a.bin")
    (tmp_path / "b.zip").write_bytes(b"")
    with pytest.raises(Unreadable, match="is empty"):
        formats.read(tmp_path / "b.zip")
    with pytest.raises(Unreadable, match="cannot be imported yet"):
        formats.read(tmp_path, "hsds-3")


def test_text_is_cleaned_and_formulas_stay_text(tmp_path):
    row = 's1,l1,"=1+1 \x07Food",One\\nTwo\u202e,,,t1,'
    listing = formats.read(listed.folder(tmp_path, services=with_services(row)))

    assert listing.services[0].columns["name"] == "=1+1 Food"
    assert listing.services[0].columns["description"] == "One\nTwo"


def test_windows_1252_is_understood(tmp_path):
    text = with_services("s1,l1,Café “Sol”,,,,t1,").encode("cp1252")

    assert formats.read(listed.folder(tmp_path, services=text)).services[0].columns["name"] == "Café “Sol”"


def zipped(path: Path, **extra: str) -> Path:
    with zipfile.ZipFile(path / "d.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**{f"inside/{name}": text for name, text in listed.CSV.items()}, **extra}.items():
            archive.writestr(name, text)
    return path / "d.zip"


def test_an_archive_is_read_without_being_unpacked(tmp_path):
    assert bring_in(zipped(tmp_path)).services == 2
    assert [file.name for file in tmp_path.iterdir()] == ["d.zip"]


@pytest.mark.parametrize(
    ("extra", "sentence"),
    [
        ({"../evil.csv": "x"}, "outside itself"),
        ({"/etc/evil.csv": "x"}, "outside itself"),
        ({"C:\\evil.csv": "x"}, "outside itself"),
        ({"more.zip": "x"}, "another archive"),
        ({"other/services.csv": "x"}, "two files named"),
    ],
)
def test_a_hostile_archive_is_refused(tmp_path, extra, sentence):
    with pytest.raises(Unreadable, match=sentence):
        formats.read(zipped(tmp_path, **extra))


def test_an_archive_may_be_neither_too_large_nor_too_many_nor_damaged(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MOST_BYTES", 100)
    with pytest.raises(Unreadable, match="MB"):
        formats.read(zipped(tmp_path))
    monkeypatch.undo()
    monkeypatch.setattr(files, "MOST_FILES", 3)
    with pytest.raises(Unreadable, match="files; at most 3"):
        formats.read(zipped(tmp_path))
    monkeypatch.undo()
    whole = zipped(tmp_path).read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Unreadable):
        formats.read(tmp_path / "cut.zip")


def test_an_entry_that_holds_more_than_it_declares_is_refused(tmp_path):
    """Its declared size is changed after the fact, in the header that readers believe."""
    path = zipped(tmp_path)
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("inside/services.csv").file_size
    path.write_bytes(path.read_bytes().replace(size.to_bytes(4, "little"), (5).to_bytes(4, "little")))

    with pytest.raises(Unreadable, match="damaged"):
        formats.read(path)


def test_only_keepers_of_the_directory_import(tmp_path):
    who = listed.staff(listed.organization().pk)
    with acting_as(who, at=listed.AT), pytest.raises(Denied):
        actions.bring_in(
            listing=formats.read(listed.folder(tmp_path)), source="town", actor=who, at=listed.AT
        )


@pytest.mark.parametrize("source", ["", " ", "x" * 61])
def test_a_source_has_a_name(tmp_path, source):
    with pytest.raises(Invalid):
        bring_in(listed.folder(tmp_path), source=source)


def shared(name: str) -> Path:
    base = Path(os.environ.get("FULLCIRCLE_SHARED") or Path(__file__).resolve().parents[3] / "shared")
    path = base / "data" / "directory" / name
    if not path.is_dir():
        pytest.skip(f"no {path.name} in FULLCIRCLE_SHARED or ../shared")
    return path


@pytest.mark.conformance
def test_a_real_city_directory_is_brought_in_twice():
    path = shared("baltimore-charmcare")

    first = bring_in(path)
    second = bring_in(path)

    # 1,876 rows: one is a test record that belongs to no organization.
    assert (first.organizations, first.locations, first.services, first.added) == (748, 1482, 1875, 1875)
    assert (second.services, second.added, second.gone) == (1875, 0, 0)
    assert Service.objects.exclude(categories=[]).count() > 1700
    assert Service.objects.filter(domains=["sdoh-category-unspecified"]).count() < 260


@pytest.mark.conformance
def test_the_sample_of_the_format_is_brought_in():
    assert bring_in(shared("ohana-sample")).services == 23
