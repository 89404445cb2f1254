import re
from html import unescape

import pytest
from django.utils import translation

from fullcircle.web import languages


def in_pseudo(client, path: str) -> str:
    client.cookies["django_language"] = "ar-xb"
    return client.get(path).content.decode()


def unmarked(html: str) -> str:
    """What is left of a page's words after taking out the translated texts and other languages' names."""
    html = re.sub(r"<head>.*?</head>", "", html, flags=re.DOTALL)
    named = " ".join(re.findall(r"(?:aria-label|placeholder|title)=\"([^\"]*)\"", html))
    html = re.sub(r"<li><(?:a|span) lang=.*?</li>", "", html)
    words = re.sub(r"⟦[^⟧]*⟧", "", unescape(re.sub(r"<[^>]+>", " ", html) + named))
    for made_up in ("Tamarind Together", "Fullcircle"):
        words = words.replace(made_up, "")
    return words.strip()


@pytest.mark.parametrize("path", ["/", "/privacy", "/accessibility", "/no-such-page"])
def test_every_text_of_a_residents_page_can_be_translated(client, path):
    assert unmarked(in_pseudo(client, path)) == ""


def test_the_search_for_plain_texts_would_find_one():
    assert unmarked("<p>Plain</p><p>⟦Marked⟧</p>") == "Plain"
    assert unmarked('<p aria-label="Plain">⟦Marked⟧</p>') == "Plain"


def test_a_right_to_left_language_turns_the_page(client):
    assert '<html lang="ar-xb" dir="rtl">' in in_pseudo(client, "/")
    assert '<html lang="en" dir="ltr">' in client.__class__().get("/").content.decode()


@pytest.mark.parametrize(
    ("accepts", "says"),
    [("es-MX,es;q=0.9", "¿Qué necesita?"), ("fi", "What do you need?"), ("", "What do you need?")],
)
def test_the_browsers_language_is_the_first_choice(client, accepts, says):
    assert says in client.get("/", headers={"accept-language": accepts}).content.decode()


def test_the_persons_choice_wins_over_the_browsers(client):
    client.get("/language/es/")

    assert "¿Qué necesita?" in client.get("/", headers={"accept-language": "en"}).content.decode()


def test_choosing_a_language_goes_back_to_the_page(client):
    assert client.get("/language/es/?next=/privacy%3Fa%3D1")["Location"] == "/privacy?a=1"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        " //evil.example",
        "",
    ],
)
def test_choosing_a_language_never_leads_elsewhere(client, elsewhere):
    answer = client.get("/language/es/", {"next": elsewhere})

    assert answer["Location"] == "/"


def test_a_language_we_do_not_speak_is_not_found(client):
    assert client.get("/language/fi/").status_code == 404


def test_languages_are_listed_by_their_own_names_and_lead_back_here(asked):
    with translation.override("es"):
        english, spanish = languages.choices(asked("/privacy?a=1"))
    with translation.override("ar-xb"):
        *_others, pseudo = languages.choices(asked("/privacy"))

    assert (english.name, english.current) == ("English", False)
    assert (spanish.name, spanish.current, spanish.draft) == ("Español", True, True)
    assert (pseudo.dir, pseudo.current) == ("rtl", True)  # offered to nobody who is not in it
    assert english.url == "/language/en/?next=%2Fprivacy%3Fa%3D1"


def test_a_draft_says_that_it_is_one(client):
    client.cookies["django_language"] = "es"

    assert "Una máquina tradujo esta página" in client.get("/").content.decode()
    assert "machine" not in client.__class__().get("/").content.decode()


def test_a_language_is_a_draft_exactly_as_long_as_one_of_its_texts_is(translations):
    drafts = {
        language
        for language, path in translations.translations().items()
        if any(
            translations.AWAITING in message.user_comments for message in translations.read(language, path)
        )
    }

    assert drafts == languages.AWAITING_REVIEW


def test_no_translation_is_behind_or_missing(translations):
    assert list(translations.problems()) == []


def test_the_pseudo_language_keeps_placeholders_and_all_forms(translations):
    one, many = translations.pseudo_text(("%(number)s thing", "%(number)s things"))

    assert one.startswith("⟦%(number)s thing ")
    assert many.endswith("⟧")
