"""The shop of a small organization: nobody is taken unseen, no row costs another, nothing typed is lost, no figure is wrong."""

import html
import io
import re
import struct
import uuid
from datetime import date, time, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageOps

import make
import signing
from fullcircle.access.session import acting_as
from fullcircle.aid import cards, sheets, welcoming
from fullcircle.aid import queries as aid
from fullcircle.infra import outbox
from fullcircle.people import queries as people
from fullcircle.people.models import Person
from fullcircle.referrals import queries as referrals
from fullcircle.referrals.appointments import planning
from fullcircle.referrals.appointments.planning import Said
from fullcircle.referrals.own_questions import intake
from fullcircle.referrals.own_questions.intake import Question
from fullcircle.referrals.states import Status
from fullcircle.referrals.written import pictures
from together import run_together

HOUR = timedelta(hours=1)


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_the_next_of_the_list_is_taken_once_however_often_it_is_tapped(world, browse):
    first, second = (
        world.referral(
            status=Status.WAIT_LISTED, need=world.need(world.person(name)), at=make.AT - HOUR * (2 - n)
        )
        for n, name in enumerate(("First Inline", "Second Inline"))
    )
    pantry = browse("intake")
    page = pantry.get(reverse("inbox:wait_list", args=[world.food_box.pk])).content.decode()
    said = dict(re.findall(r'<input type="hidden" name="(first)" value="([^"]*)"', page))

    for _tap in range(2):
        pantry.post(reverse("inbox:take_next", args=[world.food_box.pk]), said)

    with acting_as(world.intake, at=make.AT):
        assert referrals.referral(first.pk).status == Status.ACCEPTED
        assert referrals.referral(second.pk).status == Status.WAIT_LISTED


def brought(world, browse, content: str):
    desk = browse("intake")
    made = desk.post(
        reverse("frontdesk:import_people"), {"file": SimpleUploadedFile("x.csv", content.encode())}
    )
    return desk, made["Location"]


@pytest.mark.parametrize(
    "bad", ["Rosa Lind,{}@example.org".format("a" * 260), "{},".format("한" * 70)], ids=["e-mail", "name"]
)
def test_a_row_that_no_column_holds_costs_no_other_row(world, browse, bad):
    desk, url = brought(world, browse, f"Name,E-mail\n{bad}\nMalik Freeman,\n")
    assert desk.post(url, {"do": "take"}).status_code == 302
    with acting_as(world.intake, at=make.AT):
        assert Person.objects.filter(name="Malik Freeman").exists()


@pytest.mark.parametrize(
    ("head", "row", "home"),
    [
        ("Adults,Household size", "2,5", (2, 3)),
        ("Adults,Household size", "2,", (2, 0)),
        ("Adults,Household size", "2,1", (2, 0)),
        ("Children,Household size", "2,5", (3, 2)),
        ("Adults,Children,Household size", "2,1,5", (2, 1)),
    ],
)
def test_nobody_of_a_household_is_lost_on_the_way_in(world, browse, head, row, home):
    desk, url = brought(world, browse, f"Name,{head}\nRosa Lind,{row}\n")
    desk.post(url, {"do": "take"})
    with acting_as(world.intake, at=make.AT):
        found = people.unlogged_record(Person.objects.get().pk).household
    assert (found.adults, found.children) == home


def test_odd_numbers_of_rows_are_no_rows(world, browse):
    desk, url = brought(world, browse, "Name\nRosa Lind\n")
    assert desk.post(url, {"do": "take", "also": "9" * 5000}).status_code == 302


@pytest.mark.parametrize(
    "said",
    [
        {"more": "9999999"},
        {"household": "9999999"},
        {"zip": "\x00"},
        {"name": "한" * 119},
        {"quantity": "9999999"},
    ],
)
def test_what_cannot_be_at_the_desk_is_refused_in_words(world, browse, said):
    answer = browse("intake").post(reverse("frontdesk:new"), {"name": "Rosa Lind", **said})
    assert answer.status_code in {302, 400}


@pytest.mark.parametrize("day", ["2026-02-30", "2026-13-01", "9999-12-31", "x", ""])
def test_a_day_that_does_not_exist_makes_no_sheet(world, browse, day):
    said = {"service": str(world.food_box.pk), "day": day, "blank": "3"}
    answer = browse("intake").post(reverse("frontdesk:sheets"), said)
    assert answer.status_code == 400


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_with_odd_words_of_its_camera_is_a_photo_and_upright(world, browse, orientation):
    picture = Image.new("RGB", (64, 32), "red")
    picture.paste("blue", (0, 0, 32, 32))
    exif = Image.Exif()
    exif[0x0112] = orientation
    proper = io.BytesIO()
    picture.save(proper, "JPEG", exif=exif)
    unit_in_words = struct.pack("<HHL4s", 0x0128, 2, 2, b"a")
    said = struct.pack("<H", 2) + struct.pack("<HHLHH", 0x0112, 3, 1, orientation, 0) + unit_in_words
    odd = io.BytesIO()
    picture.save(odd, "JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0" + said + bytes(4))

    kept = [pictures.written_anew(one.getvalue()).content for one in (proper, odd)]

    with Image.open(proper) as turned:
        upright = ImageOps.exif_transpose(turned).getpixel((2, 2))
    for content in kept:
        with Image.open(io.BytesIO(content)) as shown:
            assert max(abs(a - b) for a, b in zip(shown.getpixel((2, 2)), upright, strict=True)) < 30


def asked(world):
    with acting_as(world.intake, at=make.AT):
        intake.say_questions(
            service_id=world.food_box.pk, questions=[Question("Any allergies?", "line")], actor=world.intake, at=make.AT
        )  # fmt: skip
    return world.referral(status=Status.ACCEPTED)


def hidden(page) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="(form|before)" value="([^"]*)"', page.content.decode()))


def test_two_who_write_answers_down_do_not_lose_each_others(world, browse):
    taken = asked(world)
    url = reverse("inbox:ask_questions", args=[taken.pk])
    one, other = browse("intake"), browse("intake")
    first, second = (hidden(desk.get(url)) for desk in (one, other))

    assert one.post(url, {**first, "q1-a": "Peanuts"}).status_code == 302
    late = other.post(url, {**second, "q1-a": "None"})

    assert late.status_code == 409
    assert 'value="None"' in text(late)
    with acting_as(world.intake, at=make.AT):
        assert intake.written(taken.pk).given["q1"].values == ("Peanuts",)
    assert other.post(url, {**hidden(late), "q1-a": "Peanuts, eggs"}).status_code == 302
    with acting_as(world.intake, at=make.AT):
        assert intake.written(taken.pk).given["q1"].values == ("Peanuts, eggs",)


def test_answers_that_were_sent_twice_are_written_down(world, browse):
    taken = asked(world)
    desk, url = browse("intake"), reverse("inbox:ask_questions", args=[taken.pk])
    said = {**hidden(desk.get(url)), "q1-a": "Peanuts"}
    assert [desk.post(url, said).status_code for _tap in range(2)] == [302, 302]


def planned(world, taken):
    said = Said(on=date(2026, 3, 12), at=time(14, 30), minutes=45, place="12 Mill Race")
    with acting_as(world.intake, at=make.AT):
        return planning.plan(referral_id=taken.pk, said=said, actor=world.intake, at=make.AT)[0]


def test_who_cannot_come_and_taps_twice_is_not_told_that_it_went_wrong(world, pages_at):
    one = planned(world, world.referral(status=Status.ACCEPTED))
    resident = Client()
    signing.enter_as_resident(resident, one.person_id)
    before = len(outbox.recent(200))

    pages = [
        resident.post(reverse("appointments:cannot_come", args=[one.pk]), follow=True) for _tap in range(2)
    ]

    assert [page.status_code for page in pages] == [200, 200]
    assert all("They know that you cannot come." in text(page) for page in pages)
    assert len(outbox.recent(200)) == before + 1


def test_who_stands_twice_in_a_file_is_shown_and_not_made_twice(world, browse):
    desk, url = brought(world, browse, "Name,Phone\nRosa Lind,\nrosa  lind,\nRosa Lind,000 555 0199\n")
    assert text(desk.get(url)).count("Like row 2 of this file.") == 2
    desk.post(url, {"do": "take"})
    with acting_as(world.intake, at=make.AT):
        assert Person.objects.count() == 1


def test_namesakes_in_a_file_who_differ_are_two(world, browse):
    desk, url = brought(world, browse, "Name,ZIP\nRosa Lind,00412\nRosa Lind,00413\n")
    desk.post(url, {"do": "take"})
    with acting_as(world.intake, at=make.AT):
        assert Person.objects.count() == 2


def test_a_name_on_a_blank_line_that_nobody_ticked_is_not_lost(world, browse):
    with acting_as(world.intake, at=make.AT):
        one = sheets.make(
            service_id=world.food_box.pk, day=make.AT.date(), expected=[], blank=2, actor=world.intake, at=make.AT
        )  # fmt: skip
    said = {"name-1": "Rosa Lind", "home-1": "3", "n-1": "1", "n-2": "1"}
    page = browse("intake").post(reverse("frontdesk:type_sheet", args=[one.pk]), said, follow=True)
    assert "Rosa Lind" in text(page)


def test_the_table_of_a_page_holds_that_page(world, browse):
    for n in range(52):
        need = world.need(world.person(f"Sent {n:02}"))
        world.referral(need=need, at=make.AT - timedelta(minutes=60 - n))
    pantry = browse("intake")
    page = pantry.get(reverse("inbox:inbox"), {"page": "2"}).content.decode()
    link = html.unescape(re.search(r'href="([^"]+format=csv[^"]*)"', page)[1])
    names = set(re.findall(r"Sent \d\d", page))
    assert set(re.findall(r"Sent \d\d", pantry.get(link).content.decode())) == names


def test_somebody_new_tapped_twice_at_once_is_one_person_with_one_card(committed):
    world = make.World()
    for n in range(4):
        once, name = uuid.uuid4(), f"Rosa Lind {n}"

        def run(once=once, name=name):
            with acting_as(world.intake, at=make.AT):
                return welcoming.welcome(
                    service_id=world.food_box.pk, name=name, with_card=True, entry_id=once, actor=world.intake, at=make.AT
                )  # fmt: skip

        one, other = run_together(run, run)

        assert one.card.pk == other.card.pk
        with acting_as(world.intake, at=make.AT):
            assert Person.objects.filter(name=name).count() == 1


def test_a_card_tapped_twice_at_once_is_made_and_one_works(committed):
    world = make.World()
    for n in range(4):
        person = world.person(f"Rosa Lind {n}", actor=world.intake)

        def run(person=person):
            with acting_as(world.intake, at=make.AT):
                return cards.make(person_id=person.pk, actor=world.intake, at=make.AT)

        made = run_together(run, run)

        with acting_as(world.intake, at=make.AT):
            assert cards.of_person(person.pk, world.cupboard.id).pk in {one.pk for one in made}


def test_a_sheet_that_was_asked_for_twice_is_one(world, browse):
    desk, said = browse("intake"), {"service": str(world.food_box.pk), "day": "2026-03-10", "blank": "3"}
    first, again = (desk.post(reverse("frontdesk:sheets"), said)["Location"] for _tap in range(2))
    other = desk.post(reverse("frontdesk:sheets"), {**said, "blank": "4"})["Location"]
    assert first == again != other


def test_taking_over_twice_shows_who_is_in(world, browse):
    desk, url = brought(world, browse, "Name\nRosa Lind\n")
    pages = [text(desk.post(url, {"do": "take"}, follow=True)) for _tap in range(2)]
    assert ["1 person is in" in page for page in pages] == [True, True]


def test_they_came_tapped_twice_is_saved(world, browse, pages_at):
    one = planned(world, world.referral(status=Status.ACCEPTED))
    pages_at(one.starts_at + HOUR)
    desk, url = browse("intake"), reverse("appointments:change", args=[one.pk])
    assert [desk.post(url, {"does": "came"}).status_code for _tap in range(2)] == [302, 302]
    assert desk.post(url, {"does": "did-not-come"}).status_code == 409


def in_spanish(page, client):
    """The page that somebody sees who chooses another language on this one."""
    found = re.search(r'href="([^"]*/language/es/[^"]*)"', page.content.decode())
    return client.get(html.unescape(found[1]), follow=True)


@pytest.mark.parametrize("which", ["new", "give", "calendar", "step"])
def test_another_language_on_a_page_that_was_sent_shows_a_page(world, browse, which):
    world.person("Malik Freeman", actor=world.intake)
    desk = browse("intake")
    address, said = {
        "new": (reverse("frontdesk:new"), {"name": "Malik Freeman"}),
        "give": (reverse("frontdesk:give"), {"quantity": "x"}),
        "calendar": (reverse("appointments:calendar"), {"does": "replace"}),
        "step": (reverse("inbox:step", args=[world.referral().pk]), {"step": "decline"}),
    }[which]
    assert in_spanish(desk.post(address, said), desk).status_code == 200


def test_who_turns_out_to_be_known_gets_what_was_typed(world, browse):
    world.person("Malik Freeman", actor=world.intake)
    desk = browse("intake")
    said = {"name": "Malik Freeman", "household": "6", "more": "8", "zip": "00413", "quantity": "3"}

    page = desk.post(reverse("frontdesk:new"), said).content.decode()
    form = page.split("Is it one of these people?")[1].split("</form>")[0]
    desk.post(reverse("frontdesk:give"), dict(re.findall(r'name="(\w+)"[^>]*? value="([^"]*)"', form)))

    with acting_as(world.intake, at=make.AT):
        (given,) = aid.given_by(world.cupboard.id)
    assert (given.person_id is not None, given.quantity, given.household, given.zip) == (True, 3, 8, "00413")


def test_a_refused_number_stays_where_it_was_typed(world, browse):
    malik = world.person("Malik Freeman", actor=world.intake)
    page = browse("intake").post(reverse("frontdesk:give"), {"person": str(malik.pk), "quantity": "1O"})
    assert page.status_code == 400
    assert 'value="1O"' in text(page)


def test_columns_that_were_chosen_and_not_looked_at_make_nobody_by_the_old_ones(world, browse):
    desk, url = brought(world, browse, "Client,Called\n1023,Rosa Lind\n")
    form = desk.get(url).content.decode().split('name="column"')[-1].split("</form>")[0]
    assert 'value="take"' in form  # what was chosen goes with the button

    page = text(desk.post(url, {"column": ["", "name"], "do": "take"}, follow=True))

    assert "You see what would be made before anything is." in page
    with acting_as(world.intake, at=make.AT):
        assert not Person.objects.exists()
    desk.post(url, {"column": ["", "name"], "do": "take"})
    with acting_as(world.intake, at=make.AT):
        assert [one.name for one in Person.objects.all()] == ["Rosa Lind"]


def test_an_id_that_is_taken_at_another_desk_answers_as_a_free_one(world, browse):
    once = str(uuid.uuid4())
    said = {"once": once, "household": "3"}
    browse("other_intake").post(reverse("frontdesk:new"), said)

    assert browse("intake").post(reverse("frontdesk:new"), said).status_code == 302

    with acting_as(world.intake, at=make.AT):
        assert aid.given_by(world.cupboard.id).count() == 1
