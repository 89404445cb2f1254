from fullcircle.web.platform import views


def test_quick_exit_leaves_for_a_neutral_page(client):
    answer = client.get("/exit")

    assert answer.status_code == 302
    assert answer["Location"] == "https://elsewhere.example/"


def test_quick_exit_keeps_nothing(client):
    answer = client.get("/exit")

    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert '"cookies"' in answer["Clear-Site-Data"]


def test_quick_exit_ends_the_session(asked):
    request = asked("/exit")
    request.session["person"] = 7

    views.leave(request)

    assert "person" not in request.session


def test_quick_exit_does_nothing_on_a_post(client):
    assert client.post("/exit").status_code == 405


def test_quick_exit_is_a_link_that_works_without_script(client):
    assert 'href="/exit"' in client.get("/").content.decode()
