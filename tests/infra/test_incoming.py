"""Webhooks of the provider: forged, replayed, out of order, too long, of another kind, about another's number."""

import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

import make
import texting
from fullcircle.access import actor as actors
from fullcircle.access.session import acting_as
from fullcircle.infra import incoming, keywords, outbox, phones, signatures
from fullcircle.infra.keywords import Keyword
from texting import PHONE, SITE, TOKEN


@pytest.fixture(autouse=True)
def provider(settings, monkeypatch):
    texting.provider(settings)
    monkeypatch.setattr("fullcircle.web.acting.now", lambda: make.AT)
    monkeypatch.setattr("fullcircle.infra.time.now", lambda: make.AT)


def came() -> int:
    return len(texting.waiting())


def test_the_signature_is_twilios_own():
    """The example of twilio.com/docs/usage/security."""
    fields = {
        "CallSid": "CA1234567890ABCDE", "Caller": "+14158675310", "Digits": "1234", "From": "+14158675310",
        "To": "+18005551212",
    }  # fmt: skip
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"

    assert signatures.twilio(url, fields, "12345") == "GvWf1cFY/Q7PnoempGyD5oXAezc="
    assert not signatures.is_twilio("GvWf1cFY/Q7PnoempGyD5oXAezc=", url=url, fields=fields, token="")


def test_a_signed_text_is_taken_in_and_left_to_a_job(db):
    answer = texting.post("/texts/in/", texting.sms("Hello"))

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/xml")
    assert came() == 1
    assert list(texting.waiting()[0]) == ["incoming_id"]  # jobs hold ids alone


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"token": "another"}, 403), ({"token": ""}, 403), ({"signed_path": "/texts/in/?x=1"}, 403),
        ({"X-Twilio-Signature": ""}, 403), ({"X-Twilio-Signature": "é"}, 403),
    ],
)  # fmt: skip
def test_a_forged_text_is_refused(db, change, status):
    assert texting.post("/texts/in/", texting.sms("1Y"), **change).status_code == status
    assert came() == 0


@pytest.mark.parametrize("changed", [{"AccountSid": "AC2"}, {"To": "+10005550199"}])
def test_a_text_of_another_account_or_to_another_number_is_refused(db, changed):
    assert texting.post("/texts/in/", {**texting.sms("1Y"), **changed}).status_code == 403
    assert came() == 0


@pytest.mark.parametrize("missing", ["MessageSid", "From"])
def test_a_text_from_nobody_is_refused(db, missing):
    assert texting.post("/texts/in/", {**texting.sms("1Y"), missing: ""}).status_code == 400
    assert came() == 0


def test_a_field_that_was_added_breaks_the_signature(db):
    fields = texting.sms("1N")
    signature = signatures.twilio(f"{SITE}/texts/in/", fields, TOKEN)
    body = "&".join(f"{name}={texting.quoted(value)}" for name, value in fields.items()) + "&Body=1Y"

    answer = Client().post(
        "/texts/in/", body, content_type="application/x-www-form-urlencoded", headers={"X-Twilio-Signature": signature}
    )  # fmt: skip
    assert (answer.status_code, came()) == (403, 0)


def test_without_a_token_there_is_no_such_address(db, settings):
    settings.SMS_TOKEN = settings.MAIL_IN_KEY = ""

    for path in ("/texts/in/", "/texts/receipt/00000000-0000-0000-0000-000000000000/", "/mail/in/"):
        assert Client().post(path, {"a": "b"}).status_code == 404


def test_another_kind_of_body_and_one_too_long_are_refused_unread(db):
    assert Client().post("/texts/in/", "{}", content_type="application/json").status_code == 415
    assert Client().post("/texts/in/", texting.sms("multipart")).status_code == 415
    assert texting.post("/texts/in/", texting.sms("x" * 70_000)).status_code == 413
    assert Client().get("/texts/in/").status_code == 405


def test_a_replay_is_taken_in_once_and_whatever_it_says(db):
    texting.post("/texts/in/", texting.sms("1Y", sid="SM9"))
    texting.post("/texts/in/", texting.sms("1N", sid="SM9"))

    assert came() == 1


def test_nobody_but_jobs_takes_in_or_reads(world):
    for call in (
        lambda: incoming.take_in(provider_id="x", channel="sms", sender=PHONE, receiver="-", body="1Y"),
        lambda: incoming.stop(PHONE),
        lambda: incoming.language_of(PHONE),
    ):
        with pytest.raises(Exception, match="jobs only"), acting_as(world.hub_manager, at=make.AT):
            call()


def text_to(number=PHONE, **said):
    with acting_as(actors.SYSTEM, at=make.AT):
        return outbox.write(channel="sms", to=number, body="News.", at=make.AT, **said)


def receipts(message_id, *statuses, code=""):
    path = f"/texts/receipt/{message_id}/"
    for status in statuses:
        said = {
            "AccountSid": texting.ACCOUNT,
            "MessageStatus": status,
            "MessageSid": "SM1",
            "ErrorCode": code,
        }
        assert texting.post(path, said).status_code == 200


def receipt_of(message_id):
    return next(one.receipt for one in outbox.recent() if one.id == message_id)


@pytest.mark.parametrize(
    ("statuses", "stands"),
    [
        (("queued", "sent", "delivered"), "delivered"), (("delivered", "sent"), "delivered"),
        (("delivered", "failed"), "delivered"), (("delivered", "undelivered", "queued"), "delivered"),
        (("failed", "sent"), "failed"), (("undelivered", "sending"), "undelivered"), (("sent", "nonsense"), "sent"),
        (("undelivered", "delivered"), "delivered"), ((), ""),
    ],
)  # fmt: skip
def test_receipts_never_move_a_text_backwards(db, statuses, stands):
    message_id = text_to()

    receipts(message_id, *statuses)

    assert receipt_of(message_id) == stands


def test_a_receipt_is_about_the_message_that_its_signed_address_names(db):
    one, other = text_to(), text_to()
    said = {"AccountSid": texting.ACCOUNT, "MessageStatus": "failed"}

    answer = texting.post(f"/texts/receipt/{other}/", said, signed_path=f"/texts/receipt/{one}/")

    assert answer.status_code == 403
    assert (receipt_of(one), receipt_of(other)) == ("", "")
    receipts("00000000-0000-0000-0000-000000000000", "failed")  # of none of ours: nothing happens


def takes_texts():
    with acting_as(actors.SYSTEM, at=make.AT):
        return incoming.takes_texts(PHONE)


def test_a_text_that_failed_looks_for_another_way_once(db, monkeypatch):
    looked = []
    monkeypatch.setattr(incoming, "other_way", lambda failed, at: looked.append(failed.number))
    message_id = text_to("+10005550117")

    receipts(message_id, "failed", "undelivered", "failed", code="30003")
    assert not takes_texts()
    texting.work()

    assert looked == [PHONE]
    receipts(text_to(), "delivered")
    assert takes_texts()


def test_a_failed_number_is_tried_again_after_a_week_and_one_that_said_stop_is_not(db):
    receipts(text_to(), "failed", code="30003")
    receipts(text_to("0005550118"), "undelivered", code="21610")

    with acting_as(actors.SYSTEM, at=make.AT + timedelta(days=8)):
        assert incoming.takes_texts(PHONE)
        assert not incoming.takes_texts("0005550118")


def test_what_replays_are_known_by_is_forgotten_after_a_month(db, monkeypatch):
    texting.post("/texts/in/", texting.sms("1Y", sid="SM9"))
    texting.work()

    def known():
        with acting_as(actors.SYSTEM, at=make.AT):
            return not incoming.take_in(provider_id="SM9", channel="sms", sender="x", receiver="-", body="y")

    incoming.forget.run()
    assert known()
    monkeypatch.setattr("fullcircle.infra.time.now", lambda: make.AT + timedelta(days=31))
    incoming.forget.run()
    assert not known()


def test_the_serving_role_reads_no_table_of_these(db):
    for table in ("infra_incoming", "infra_number", "access_replycode"):
        with connection.cursor() as cursor:
            cursor.execute("select has_table_privilege('fullcircle_app', %s, 'select')", [table])
            assert cursor.fetchone()[0] is False


def mail(body, *, key="mail key", at=make.AT, nonce="t1", **changed):
    body, seconds = json.dumps(body), str(int(at.timestamp()))
    said = f"{seconds}\n{nonce}\n{body}".encode()
    headers = {
        "X-Fullcircle-Timestamp": seconds, "X-Fullcircle-Token": nonce,
        "X-Fullcircle-Signature": hmac.new(key.encode(), said, hashlib.sha256).hexdigest(), **changed,
    }  # fmt: skip
    return Client().post("/mail/in/", body, content_type="application/json", headers=headers)


MAIL = {"from": "intake@example.org", "to": "reply+00@in.example", "text": "1"}


def test_a_signed_mail_is_taken_in_once(db, settings):
    settings.MAIL_IN_KEY = "mail key"

    assert [mail(MAIL).status_code for _ in range(2)] == [204, 204]
    assert came() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"key": "another"}, {"at": make.AT - timedelta(minutes=6)}, {"at": make.AT + timedelta(minutes=6)}, {"nonce": ""},
        {"X-Fullcircle-Token": "other"}, {"X-Fullcircle-Timestamp": "now"}, {"X-Fullcircle-Signature": ""},
    ],
)  # fmt: skip
def test_a_forged_or_old_mail_is_refused(db, settings, change):
    settings.MAIL_IN_KEY = "mail key"

    assert mail(MAIL, **change).status_code == 403
    assert came() == 0


@pytest.mark.parametrize("body", [[], {"from": "a", "to": "b"}, {"from": 1, "to": "b", "text": "c"}, "x"])
def test_a_mail_of_another_shape_is_refused(db, settings, body):
    settings.MAIL_IN_KEY = "mail key"

    assert mail(body).status_code == 400


@pytest.mark.parametrize(
    ("sent", "kept"), [("+10005550117", "0005550117"), ("+442079460000", "+442079460000"), ("12345", "12345")]
)
def test_numbers_are_kept_as_ten_digits(sent, kept):
    assert phones.kept(sent) == kept
    assert phones.international(kept) == sent


@pytest.mark.parametrize(
    ("text", "meant"), [("START", Keyword.START), ("help me please", Keyword.HELP), ("", None), ("4Y", None)]
)
def test_keywords(text, meant):
    assert keywords.keyword(text) == meant
