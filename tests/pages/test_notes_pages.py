"""Notes on the person's page and on the request's page, with photos and corrections."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

import make
from fullcircle.referrals.states import Status
from fullcircle.referrals.written import notes
from pictured import photo


def upload(name="a.jpg", content=None):
    return SimpleUploadedFile(name, photo() if content is None else content, content_type="image/jpeg")


def page(client, path) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.fixture
def marcus(browse):
    return browse("navigator")


def test_a_note_is_written_on_the_persons_page_and_shown_there(world, marcus):
    person = world.person()

    answer = marcus.post(f"/people/{person.pk}/notes/", {"text": "Door <on> the left", "photos": [upload()]})

    assert answer.status_code == 302
    assert answer.url == f"/people/{person.pk}/#notes"
    shown = page(marcus, f"/people/{person.pk}/")
    assert "Door &lt;on&gt; the left" in shown
    assert "Our team only" in shown
    with world.acting(world.navigator):
        [whole] = notes.of_person(person.pk)
    picture = marcus.get(f"/notes/photos/{whole.photos[0]}/")
    assert picture.headers["Content-Type"] == "image/jpeg"
    assert picture.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert picture.headers["X-Content-Type-Options"] == "nosniff"
    assert picture.headers["Cache-Control"] == "no-store"


def test_a_note_on_a_request_is_read_by_both_sides_if_its_writer_says_so(world, marcus, browse):
    asked = world.referral(status=Status.ACCEPTED)
    path = f"/requests/{asked.pk}/"

    marcus.post(f"{path}notes/", {"text": "Speaks softly", "visibility": "request"})
    marcus.post(f"{path}notes/", {"text": "Between us", "visibility": "team"})

    theirs = page(browse("intake"), path)
    assert "Speaks softly" in theirs
    assert "Between us" not in theirs
    assert "Between us" in page(marcus, path)


def test_a_refused_note_comes_back_with_its_words(world, marcus):
    asked = world.referral()

    for sent in (
        {"text": " "},
        {"text": "Seen", "photos": [upload(content=b"x")]},
        {"text": "Y", "visibility": "all"},
    ):
        answer = marcus.post(f"/requests/{asked.pk}/notes/", sent)
        assert answer.status_code == 400
        assert sent["text"].strip() in answer.content.decode()


def test_a_correction_shows_the_earlier_words_and_a_late_one_is_refused(world, marcus):
    person = world.person()
    marcus.post(f"/people/{person.pk}/notes/", {"text": "Bus 5"})
    with world.acting(world.navigator):
        [whole] = notes.of_person(person.pk)
    path = f"/notes/{whole.newest.note_id}/"

    assert marcus.post(path, {"text": "Bus 4", "version": "1"}).status_code == 302

    shown = page(marcus, path)
    assert "Earlier words" in shown
    assert "Bus 5" in shown
    assert "Bus 4" in shown
    late = marcus.post(path, {"text": "Bus 9", "version": "1"})
    assert late.status_code == 409
    assert "Bus 9" in late.content.decode()
    assert marcus.post(path, {"text": "Bus 9", "version": ""}).status_code == 409
    assert marcus.post(path, {"text": "Bus 9", "version": "x"}).status_code == 400
    assert make.AT
