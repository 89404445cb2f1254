import pytest

from fullcircle.web import errors


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (lambda request: errors.bad_request(request, Exception()), 400),
        (lambda request: errors.permission_denied(request, Exception()), 403),
        (lambda request: errors.csrf_failure(request, "no cookie"), 403),
        (lambda request: errors.page_not_found(request, Exception()), 404),
        (errors.server_error, 500),
        (errors.unavailable, 503),
    ],
)
def test_an_error_page_says_what_to_do(asked, answer, status):
    page = answer(asked())

    assert page.status_code == status
    assert b"<h1>" in page.content
    assert b"Quick exit" in page.content


@pytest.mark.parametrize(("frame", "body"), [("resident", b'class="resident"'), ("staff", b'class="staff"')])
def test_an_error_page_stays_in_the_frame_of_its_reader(asked, frame, body):
    page = errors.page_not_found(asked(frame=frame), Exception())

    assert body in page.content


def test_who_is_refused_reads_why(asked):
    page = errors.permission_denied(asked(), Exception("This referral was sent to <another> organization."))

    assert b"This referral was sent to &lt;another&gt; organization." in page.content


def test_when_all_else_breaks_the_page_needs_no_context(asked, settings):
    settings.TEMPLATES[0]["OPTIONS"]["context_processors"].append("no.such.processor")

    assert errors.server_error(asked()).status_code == 500


def test_a_reader_may_try_again_soon(asked):
    assert errors.unavailable(asked())["Retry-After"] == "30"


def test_a_missing_page_is_answered_in_plain_words(client):
    assert "We cannot find this page" in client.get("/no-such-page").content.decode()
