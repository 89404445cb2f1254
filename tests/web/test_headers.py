import re

import pytest
from django.http import HttpResponse

from fullcircle.web.middleware import SafeHeaders, content_security_policy

PAGES = ["/", "/privacy", "/accessibility", "/kit/", "/no-such-page"]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_forbids_inline_code_and_other_sites(client, path):
    policy = client.get(path)["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize("path", PAGES)
def test_no_page_needs_what_the_policy_forbids(client, path):
    html = client.get(path).content.decode()

    assert not re.findall(r"<style|\sstyle=|<script(?![^>]* src=)|\son[a-z]+=", html)
    assert not re.findall(r"(?:src|<link[^>]*href)=\"(?:https?:)?//", html)


def test_a_page_is_not_kept_on_a_shared_phone(client):
    assert client.get("/")["Cache-Control"] == "no-store"


def test_other_sites_learn_nothing_and_our_own_forms_still_name_their_origin(client):
    assert client.get("/")["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Frame-Options", "DENY"),
        ("X-Content-Type-Options", "nosniff"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ],
)
def test_a_page_stands_alone(client, name, value):
    assert client.get("/")[name] == value


def test_a_view_may_set_its_own_header(rf):
    own = HttpResponse(headers={"Cache-Control": "public, max-age=60"})

    answer = SafeHeaders(lambda _: own)(rf.get("/"))

    assert answer["Cache-Control"] == "public, max-age=60"
    assert answer["X-Frame-Options"] == "DENY"


def test_a_sign_in_elsewhere_is_named():
    policy = content_security_policy(form_targets=["https://login.example"])

    assert "form-action 'self' https://login.example;" in policy
