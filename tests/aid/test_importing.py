"""A spreadsheet of people: what its columns are, what would be made, and that one bad row stops no other."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

import make
import signing
from fullcircle.access.actor import Role
from fullcircle.access.errors import Conflict, Denied, Invalid
from fullcircle.access.models import Event
from fullcircle.access.session import acting_as
from fullcircle.aid.imports import actions, reading
from fullcircle.aid.models import Import
from fullcircle.people import queries as people
from fullcircle.people.actions import Reach
from fullcircle.people.models import Person

CLIENTS = """Client Name,Phone Number,DOB,Zip Code,Household Size,Preferred Language,Notes
Ana Zorn,(000) 555-0161,4/2/1981,00412,4,Spanish,x
Malik Freeman,000 555 0199,,413,1,,y
,000 555 0100,,,,,nameless
Rosa Lind,12345,,,,,bad phone
Ana Zorn,000-555-0161,,,,,again
Theo Weiss,,31/31/1999,,,,bad day
Lena Ortiz,,,,,,
"""
TODAY = make.AT.date()


def start(world, text=CLIENTS, actor=None):
    actor = actor or world.intake
    content = text if isinstance(text, bytes) else text.encode()
    with acting_as(actor, at=make.AT):
        return actions.start(name="clients.csv", content=content, actor=actor, at=make.AT)


def planned(world, one):
    with acting_as(world.intake, at=make.AT):
        return {row.number: row for row in actions.plan(one, at=make.AT)}


def take(world, one, *also):
    with acting_as(world.intake, at=make.AT):
        return actions.take_over(import_id=one.pk, also=also, actor=world.intake, at=make.AT)


def names(world) -> list[str]:
    with acting_as(world.intake, at=make.AT):
        return [one.name for one in people.kept_by(world.cupboard.id)]


class TestReading:
    @pytest.mark.parametrize(
        ("header", "field"),
        [
            ("Name", "name"), ("NOMBRE", "name"), ("client_name", "name"), ("First Name", "first"), ("Apellido", "last"),
            ("Cell", "phone"), ("D.O.B.", ""), ("DOB", "born_on"), ("Fecha de nacimiento", "born_on"), ("ZIP", "zip"),
            ("HH Size", "household"), ("Kids", "children"), ("Favourite colour", ""),
        ],
    )  # fmt: skip
    def test_columns_are_guessed_by_their_names(self, header, field):
        assert reading.guessed([header]) == [field]

    def test_no_field_twice(self):
        assert reading.guessed(["Phone", "Cell", "Name", "Client"]) == ["phone", "", "name", ""]

    @pytest.mark.parametrize("mark", [",", ";", "\t"])
    def test_commas_semicolons_and_tabs(self, mark):
        assert reading.table(f"Name{mark}Zip\nA{mark}00412\n\n{mark}\n".encode()) == (
            ["Name", "Zip"],
            [["A", "00412"]],
        )

    def test_old_windows_letters(self):
        assert reading.table("Name\nJosé\n".encode("cp1252"))[1] == [["José"]]

    @pytest.mark.parametrize(
        "content", [b"", b"Name\n", b"PK\x03\x04\0\0", b"x" * 2_000_001, b"Name\n" + b"A\n" * 1001]
    )
    def test_what_is_no_table(self, content):
        with pytest.raises(Invalid):
            reading.table(content)

    def test_one_row(self):
        said = reading.details(
            ["first", "last", "zip", "household", "born_on", "language", "children"],
            ["Ana", "Zorn", "412", "4", "4/2/81", "Spanish", "1"],
            today=TODAY,
        )

        assert (said.name, said.zip, said.adults, said.children, said.language) == (
            "Ana Zorn",
            "00412",
            3,
            1,
            "es",
        )
        assert said.described.born_on == date(1981, 4, 2)

    @pytest.mark.parametrize(
        ("typed", "day"),
        [
            ("04/02/1981", date(1981, 4, 2)),
            ("1981-04-02", date(1981, 4, 2)),
            ("1/5/26", date(2026, 1, 5)),
            ("1/5/27", date(1927, 1, 5)),
        ],
    )
    def test_days(self, typed, day):
        assert reading.details(["name", "born_on"], ["A", typed], today=TODAY).described.born_on == day


class TestWhatWouldBeMade:
    def test_each_row_says_what_becomes_of_it(self, world):
        rows = planned(world, start(world))

        assert {number: row.does for number, row in rows.items()} == {
            2: "new", 3: "new", 4: "refused", 5: "refused", 6: "twice", 7: "refused", 8: "new",
        }  # fmt: skip
        assert rows[6].earlier == 2
        assert rows[5].says == "Phone: Type 10 numbers, like 000 555 0142."
        assert names(world) == []

    def test_who_may_be_here_already_is_shown(self, world):
        world.person("Malik Freeman", actor=world.intake, reach=Reach(phone="0005550199"), zip="00413")

        row = planned(world, start(world))[3]
        assert (row.does, [one.name for one in row.alike]) == ("alike", ["Malik Freeman"])

    def test_somebody_hidden_is_no_match(self, world):
        world.person("Malik Freeman", reach=Reach(phone="0005550199"), zip="00413")

        assert planned(world, start(world))[3].does == "new"

    def test_columns_are_chosen(self, world):
        one = start(world, "Wer,Wo\nAna Zorn,00412\n")
        assert planned(world, one)[2].does == "refused"

        with acting_as(world.intake, at=make.AT):
            one = actions.say_columns(
                import_id=one.pk, columns=["name", "zip"], actor=world.intake, at=make.AT
            )
        assert planned(world, one)[2].does == "new"

    @pytest.mark.parametrize("columns", [["name"], ["name", "name"], ["x", "name"], ["zip", ""]])
    def test_what_is_no_choice_of_columns(self, world, columns):
        one = start(world, "Wer,Wo\nAna Zorn,00412\n")

        with pytest.raises(Invalid), acting_as(world.intake, at=make.AT):
            actions.say_columns(import_id=one.pk, columns=columns, actor=world.intake, at=make.AT)


class TestTakingOver:
    def test_one_bad_row_stops_no_other(self, world):
        done = take(world, start(world))

        assert names(world) == ["Ana Zorn", "Lena Ortiz", "Malik Freeman"]
        assert {row["row"]: row["did"] for row in done.results} == {
            2: "made", 3: "made", 4: "refused", 5: "refused", 6: "left", 7: "refused", 8: "made",
        }  # fmt: skip

    def test_the_organization_keeps_them_with_what_was_said(self, world):
        take(world, start(world))

        with acting_as(world.intake, at=make.AT):
            record = people.unlogged_record(Person.objects.get(name="Ana Zorn").pk)
        assert record.person.steward_id == world.cupboard.id
        assert (record.contact.phone, record.contact.may_text, record.household.adults) == (
            "0005550161",
            False,
            4,
        )
        assert record.demographics.born_on == date(1981, 4, 2)

    def test_nobody_is_merged_and_who_is_somebody_else_is_made(self, world):
        take(world, start(world), 6)

        assert names(world).count("Ana Zorn") == 2

    def test_nothing_of_the_file_is_kept(self, world):
        done = take(world, start(world))

        assert done.rows == []
        assert "Ana" not in str(done.results)
        with pytest.raises(Conflict):
            take(world, done)

    def test_forgotten_nobody_is_made(self, world):
        one = start(world)
        with acting_as(world.intake, at=make.AT):
            actions.forget(import_id=one.pk, actor=world.intake, at=make.AT)
            assert actions.import_of(one.pk).rows == []
        assert names(world) == []

    def test_a_second_file_forgets_the_first(self, world):
        first, second = start(world), start(world)

        with acting_as(world.intake, at=make.AT):
            assert actions.import_of(first.pk).done_at is not None
            assert actions.import_of(second.pk).done_at is None

    def test_a_colleagues_file_is_forgotten_after_a_day(self, world):
        colleague = make.staff(world.cupboard.id, Role.INTAKE)
        theirs = start(world, actor=colleague)
        start(world)
        with acting_as(colleague, at=make.AT):
            assert actions.import_of(theirs.pk).done_at is None
            actions.say_columns(import_id=theirs.pk, columns=theirs.columns, actor=colleague, at=make.AT)

        with acting_as(world.intake, at=make.AT + timedelta(days=2)):
            actions.start(
                name="x.csv", content=b"Name\nAna Zorn\n", actor=world.intake, at=make.AT + timedelta(days=2)
            )
            assert actions.import_of(theirs.pk).rows == []
            events = Event.objects.filter(did__startswith="aid.import", record_id=theirs.pk).order_by("seq")
            assert [one.did for one in events] == [
                "aid.import-start",
                "aid.import-columns",
                "aid.import-forget",
            ]

    def test_no_other_desk_sees_it(self, world):
        one = start(world)

        with acting_as(world.other_intake, at=make.AT):
            assert Import.objects.count() == 0
            with pytest.raises(actions.NoSuchImport):
                actions.take_over(import_id=one.pk, also=[], actor=world.other_intake, at=make.AT)
        with pytest.raises(Denied):
            start(world, actor=world.hub_manager)


def test_the_pages_from_file_to_people(world, pages_at):
    client = Client()
    signing.enter(client, world, "intake")
    hand_in = reverse("frontdesk:import_people")
    assert client.post(hand_in).status_code == 400
    assert client.post(hand_in, {"file": SimpleUploadedFile("x.csv", b"Name")}).status_code == 400

    sent = client.post(hand_in, {"file": SimpleUploadedFile("clients.csv", CLIENTS.encode())})
    page = client.get(sent["Location"]).content.decode()
    assert "3 new people" in page
    assert "Like row 2 of this file." in page
    assert client.post(sent["Location"], {"do": "columns", "column": ["name"]}).status_code == 400
    done = client.post(sent["Location"], {"do": "take", "also": ["6", "x"]}, follow=True).content.decode()
    assert "4 people are in" in done
    assert "Row 5: Phone: Type 10 numbers" in done
    assert client.post(sent["Location"], {"do": "take"}).status_code == 409


@pytest.mark.parametrize(
    ("columns", "row", "name"),
    [
        (["Nombre", "Apellido"], ["Ana", "Zorn"], "Ana Zorn"),
        (["Name", "Last name"], ["Ana Zorn", "Zorn"], "Ana Zorn"),
        (["First name", "Last name"], ["Ana", "Zorn"], "Ana Zorn"),
        (["Name"], ["'Alisi Fonua"], "'Alisi Fonua"),
        (["Name"], ["'=Ana"], "=Ana"),
    ],
)
def test_a_name_is_read_whole(columns, row, name):
    assert reading.details(reading.guessed(columns), row, today=make.AT.date()).name == name


@pytest.mark.parametrize(
    ("typed", "language", "others"),
    [("es", "es", ""), ("ES", "es", ""), ("Español", "es", ""), ("", "en", ""), ("Somali", "en", "Somali")],
)
def test_a_language_is_read_or_kept_in_its_words(typed, language, others):
    said = reading.details(["name", "language"], ["Ana", typed], today=make.AT.date())
    assert (said.language, said.other_languages) == (language, others)


def test_nobody_is_born_in_days_to_come():
    with pytest.raises(Invalid):
        reading.details(["name", "born_on"], ["Ana", "04/02/2081"], today=make.AT.date())


def test_rows_are_named_as_the_spreadsheet_numbers_them(world):
    with acting_as(world.intake, at=make.AT):
        content = b"Name,Phone\nAna Zorn,\n\nRosa Lind,12345\n"
        one = actions.start(name="x.csv", content=content, actor=world.intake, at=make.AT)
        assert {row.number: row.does for row in actions.plan(one, at=make.AT)} == {2: "new", 4: "refused"}


def test_a_file_with_old_line_ends_is_read_and_a_quote_that_never_closes_is_refused():
    assert reading.table(b"Name\rAna\rMalik\r")[1] == [["Ana"], ["Malik"]]
    with pytest.raises(Invalid):
        reading.table(b'Name\n"' + b"A" * 140_000)
