"""Hostile input is answered properly: HTML, SQL, formulas, odd encodings and oversize in every field."""

import pytest
from django.test import Client

import make
import signing
from fullcircle.access.session import acting_as
from fullcircle.people.models import Person
from fullcircle.referrals.states import Status
from fullcircle.web.spreadsheet import cell

HOSTILE = [
    "<script>alert(1)</script>",
    "'; drop table people_person; --",
    "{{ 7 * 7 }}{% debug %}",
    "\u202eevil\u202c",
    '=HYPERLINK("http://evil.example")',
    "\x00null",
    "a" * 20_000,
    "😀😀😀",
    "../../etc/passwd",
    "%s%s%s %(name)s",
    "9" * 5000,
]
FIELDS = (
    "name",
    "pronouns",
    "other_languages",
    "zip",
    "phone",
    "email",
    "contact_note",
    "street",
    "adults",
    "born_on",
    "gender",
    "race",
)
PLAIN = {"name": "Ines", "language": "en", "adults": "1", "children": "0"}


@pytest.fixture
def navigator(world, pages_at):
    client = Client()
    signing.enter(client, world, "navigator")
    return client


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("field", FIELDS)
def test_adding_a_person_survives_anything_in_any_field(world, navigator, field, text):
    answer = navigator.post("/people/add/", {**PLAIN, field: text})

    assert answer.status_code in {302, 400}
    assert b"<script>alert" not in answer.content


@pytest.mark.parametrize("text", HOSTILE)
def test_what_was_accepted_is_shown_as_text(world, navigator, text):
    shown = text.replace("\x00", "")[:100]
    person = world.person(shown or "x")

    page = navigator.get(f"/people/{person.pk}/")

    assert page.status_code == 200
    assert b"<script>alert" not in page.content
    assert b"49" not in page.content.split(b"<h1>")[1].split(b"</h1>")[0]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "path", ["/people/?q=", "/people/?page=", "/inbox/?tab=", "/sent/?page=", "/today/?whose="]
)
def test_lists_survive_anything_in_the_address(world, navigator, path, text):
    from urllib.parse import quote

    assert navigator.get(path + quote(text.encode("utf-8", "replace")[:2000])).status_code < 500


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "field",
    ["answer", "reason", "reason_text", "question", "what", "quantity", "delivered_on", "expected_on"],
)
def test_the_answer_page_survives_anything(world, pages_at, field, text):
    from answering import answer_link

    token = answer_link(
        world, world.referral(status=Status.ACCEPTED if field in {"what", "quantity"} else Status.SENT)
    )
    answer = {"what": "complete", "quantity": "complete", "delivered_on": "complete", "question": "ask"}.get(
        field, "decline"
    )

    said = Client().post(
        f"/a/{token}", {"answer": answer, "reason": "other", "reason_text": "x", "what": "box", field: text}
    )

    assert said.status_code < 500
    assert b"<script>alert" not in said.content


@pytest.mark.parametrize("number", range(1, 4))
@pytest.mark.parametrize("text", HOSTILE)
def test_asking_for_help_survives_anything(world, pages_at, number, text):
    said = {"step": str(number), "name": text, "phone": "0005550199", "detail": text, "zip": "00412", "adults": "1",
            "children": "0", "confirmed": "1"}  # fmt: skip

    answer = Client().post(f"/ask/{world.food_box.pk}/", said)

    assert answer.status_code < 500
    assert b"<script>alert" not in answer.content


def test_invalid_utf8_is_answered_with_a_sentence(world, navigator):
    answer = navigator.generic(
        "POST",
        "/people/add/",
        b"name=%ff%fe&language=en&adults=1&children=0",
        content_type="application/x-www-form-urlencoded",
    )

    assert answer.status_code in {302, 400}


def test_a_form_that_is_too_large_is_refused(world, navigator):
    answer = navigator.post("/people/add/", {**PLAIN, "name": "x" * 2_000_000})

    assert answer.status_code in {400, 413}


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@x", "'@x"),
        ("\tx", "'\tx"),
        ("x=1", "x=1"),
        ("", ""),
    ],
)
def test_no_cell_begins_a_formula(text, safe):
    assert cell(text) == safe


def test_a_list_as_csv_keeps_formulas_as_text(world, navigator):
    world.referral(need=world.need(world.person("=cmd|' /C calc'!A0")))

    table = navigator.get("/sent/?format=csv")

    assert table.headers["Content-Type"].startswith("text/csv")
    assert "'=cmd" in table.content.decode()


def test_nothing_hostile_was_run(world, navigator):
    navigator.post("/people/add/", {**PLAIN, "name": HOSTILE[1]})

    with acting_as(world.navigator, at=make.AT):
        assert Person.objects.get().name == HOSTILE[1]
