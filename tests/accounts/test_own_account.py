"""What somebody changes of their own account, over the pages, with the database guarding it: passwords and second factors."""

import re
import time

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client

import make
import signing
from fullcircle.accounts.models import User
from fullcircle.infra import outbox

PASSWORD, OTHER = "correct horse battery", "another long password"


@pytest.fixture
def user(world, pages_at):
    cache.clear()  # allauth takes a code once, and counts tries
    user = User.objects.create_user("nav@example.org", PASSWORD, name="Nav")
    make.member(user=user, organization_id=world.eastgate.id, role="navigator")
    return user


def signed_in(user, password=PASSWORD) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": password})
    return client


def code(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def with_second_factor(user) -> tuple[Client, str]:
    client = signed_in(user)
    asked_again = client.get("/accounts/2fa/totp/activate/")
    assert "reauthenticate" in asked_again.url
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code(secret)})
    assert answer.status_code == 302, answer.content.decode()
    cache.clear()
    return client, secret


def test_a_forgotten_password_is_chosen_anew_by_the_link(user):
    client = Client()
    client.post("/accounts/password/reset/", {"email": user.email})
    link = re.search(r"/accounts/password/reset/key/\S+", outbox.recent(1)[0].body)[0]

    form = client.get(link, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": OTHER, "password2": OTHER})

    assert User.objects.get(pk=user.pk).check_password(OTHER)
    assert "_auth_user_id" in signed_in(user, OTHER).session


def test_a_password_is_changed_by_who_is_signed_in(user):
    client = signed_in(user)
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER})  # fmt: skip

    assert User.objects.get(pk=user.pk).check_password(OTHER)


def test_a_second_factor_is_added_and_asked_for(user):
    _client, secret = with_second_factor(user)

    client = signed_in(user)
    assert "_auth_user_id" not in client.session
    client.post("/accounts/2fa/authenticate/", {"code": code(secret)})

    assert "_auth_user_id" in client.session


def test_a_recovery_code_serves_once(user):
    client, _secret = with_second_factor(user)
    client.post("/accounts/2fa/recovery-codes/generate/")
    codes = client.get("/accounts/2fa/recovery-codes/").context["unused_codes"]

    said = []
    for _time in range(2):
        fresh = signed_in(user)
        fresh.post("/accounts/2fa/authenticate/", {"code": codes[0]})
        said.append("_auth_user_id" in fresh.session)
        cache.clear()

    assert said == [True, False]


def test_a_second_factor_is_taken_off_by_its_owner(user):
    client, _secret = with_second_factor(user)

    assert client.post("/accounts/2fa/totp/deactivate/").status_code == 302

    assert "_auth_user_id" in signed_in(user).session


def test_somebody_signed_in_already_signs_in_as_another(user, world):
    client = Client()
    signing.enter(client, world, "other_navigator")
    client.post("/accounts/logout/")

    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})

    assert client.session["_auth_user_id"] == str(user.pk)
