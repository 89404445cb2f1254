"""Messages out: written with the action, delivered once, by SMTP and by one SMS provider, checked against real servers here."""

import json
import smtplib
import socketserver
import ssl
import threading
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.db import connection, transaction

import make
from fullcircle.access.actor import SYSTEM
from fullcircle.access.session import acting_as
from fullcircle.infra import incoming, outbox, time
from fullcircle.infra.models import Message

SAID = {"channel": "email", "to": "a@example.org", "body": "Hello", "at": make.AT, "subject": "News"}


def kept(message_id):
    return next(message for message in outbox.recent() if message.id == message_id)


def jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from procrastinate_jobs where task_name = 'fullcircle.infra.outbox.deliver'"
        )
        return cursor.fetchone()[0]


def test_a_message_and_its_job_are_written_together(db):
    before = jobs()

    message_id = outbox.write(**SAID)

    assert kept(message_id).body == "Hello"
    assert jobs() == before + 1


def test_many_messages_and_their_jobs_are_written_together(db):
    before = jobs()
    many = [
        Message(
            channel="email",
            to=f"{n}@example.org",
            subject="News",
            body="Hello",
            language="es",
            written_at=make.AT,
        )
        for n in range(3)
    ]

    outbox.write_many(many)
    outbox.write_many([])

    assert jobs() == before + 3
    assert (kept(many[2].id).to, kept(many[2].id).language) == ("2@example.org", "es")
    outbox.deliver.run(message_id=str(many[0].id))
    assert kept(many[0].id).sent_at is not None


def test_a_rolled_back_message_never_existed(db):
    before = jobs()

    with pytest.raises(RuntimeError), transaction.atomic():
        outbox.write(**SAID)
        raise RuntimeError

    assert jobs() == before


def test_delivery_happens_once(db, monkeypatch):
    delivered = []
    monkeypatch.setattr(outbox, "keep_in_the_outbox", lambda message: delivered.append(message.to))
    message_id = outbox.write(**SAID)

    outbox.deliver.run(message_id=str(message_id))
    outbox.deliver.run(message_id=str(message_id), unknown="tolerated")

    assert delivered == ["a@example.org"]
    assert kept(message_id).sent_at is not None


def test_a_message_that_cannot_be_delivered_is_tried_again_and_then_given_up(db, settings):
    settings.SMTP_URL = "smtp://127.0.0.1:1"
    message_id = outbox.write(**SAID)

    for _attempt in range(outbox.ATTEMPTS - 1):
        with pytest.raises(outbox.NotDelivered):
            outbox.deliver.run(message_id=str(message_id))
        assert kept(message_id).failed_at is None
    outbox.deliver.run(message_id=str(message_id))

    assert kept(message_id).failed_at is not None
    assert kept(message_id).attempts == outbox.ATTEMPTS
    assert kept(message_id).failure
    assert kept(message_id).body == ""


def test_a_job_for_a_message_that_is_gone_does_nothing(db):
    outbox.deliver.run(message_id="00000000-0000-0000-0000-000000000000")


class Letterbox(socketserver.StreamRequestHandler):
    """As much of SMTP (RFC 5321) as a client needs."""

    def handle(self):
        self.wfile.write(b"220 ready\r\n")
        reading = False
        for line in self.rfile:
            text = line.decode().rstrip("\r\n")
            if reading:
                reading = text != "."
                self.server.lines.append(text)
                answer = None if reading else "250 taken"
            else:
                reading = text.upper() == "DATA"
                self.server.said.append(text)
                answer = self.server.answers.get(text[:4].upper(), "250 ok")
            if answer:
                self.wfile.write(f"{answer}\r\n".encode())


@contextmanager
def serving(server):
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def letterbox(**answers):
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Letterbox)
    server.daemon_threads, server.lines, server.said = True, [], []
    server.answers = {"EHLO": "250 here", "DATA": "354 go on", "QUIT": "221 bye", **answers}
    return server


def test_mail_goes_out_by_smtp(db, settings):
    server = letterbox()
    with serving(server):
        settings.SMTP_URL = f"smtp://127.0.0.1:{server.server_address[1]}"
        message_id = outbox.write(**{**SAID, "body": "Café\n.\nend"})
        outbox.deliver.run(message_id=str(message_id))

    assert kept(message_id).sent_at is not None
    assert kept(message_id).body == ""  # it may hold a link, and copies of the database open nothing
    assert "Subject: News" in server.lines
    assert "To: a@example.org" in server.lines


def test_a_mail_that_can_be_stopped_says_so_to_mail_programs(db, settings):
    server, link = letterbox(), "https://fullcircle.example/digest/" + "Ab-_:" * 28 + "/"
    with serving(server):
        settings.SMTP_URL = f"smtp://127.0.0.1:{server.server_address[1]}"
        message_id = outbox.write(**SAID, unsubscribe=link)
        outbox.deliver.run(message_id=str(message_id))

    head = "\n".join(server.lines).replace("\n ", " ")
    assert f"List-Unsubscribe: <{link}>" in head  # whole: RFC 8058 knows no encoded words
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in head
    assert kept(message_id).unsubscribe == ""


def refused(settings, server, address):
    with serving(server):
        settings.SMTP_URL = address.format(port=server.server_address[1])
        with pytest.raises(outbox.NotDelivered):
            outbox.deliver.run(message_id=str(outbox.write(**SAID)))
    assert server.lines == []


def test_mail_is_not_sent_in_the_clear_to_a_server_that_offers_better(db, settings):
    server = letterbox(EHLO="250-here\r\n250 STARTTLS", STAR="454 not now")

    refused(settings, server, "smtp://127.0.0.1:{port}")

    assert "STARTTLS" in server.said


def test_a_password_is_not_said_in_the_clear(db, settings):
    server = letterbox(EHLO="250-here\r\n250 AUTH PLAIN LOGIN", AUTH="235 come in")

    refused(settings, server, "smtp://me:secret@127.0.0.1:{port}")

    assert not [line for line in server.said if line.startswith("AUTH")]


def test_mail_does_not_leave_this_machine_in_the_clear(db, settings, monkeypatch):
    monkeypatch.setattr(outbox, "THIS_MACHINE", frozenset())

    refused(settings, letterbox(), "smtp://127.0.0.1:{port}")


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_mail_server_shows_a_certificate_that_can_be_checked(settings, monkeypatch, scheme):
    """For both ways: without a context of ours, smtplib takes any certificate."""
    contexts = []

    class Server(smtplib.SMTP):
        def __init__(self, host, port, timeout, context=None):
            contexts.append(context)

        def __exit__(self, *error):
            pass

        def ehlo_or_helo_if_needed(self):
            pass

        def has_extn(self, name):
            return True

        def starttls(self, *, context=None):
            contexts.append(context)

        def send_message(self, mail):
            pass

    monkeypatch.setattr(smtplib, "SMTP", Server)
    monkeypatch.setattr(smtplib, "SMTP_SSL", Server)
    settings.SMTP_URL = f"{scheme}://mail.example"

    outbox.by_smtp(Message(channel="email", to="a@example.org", subject="", body="", written_at=make.AT))

    used = [context for context in contexts if context is not None]
    assert [context.verify_mode for context in used] == [ssl.CERT_REQUIRED]
    assert used[0].check_hostname


class Provider(BaseHTTPRequestHandler):
    def do_POST(self):
        length = int(self.headers["Content-Length"])
        self.server.said.append((self.path, self.headers["Authorization"], self.rfile.read(length).decode()))
        self.send_response(self.server.code)
        self.end_headers()
        self.wfile.write(json.dumps(getattr(self.server, "answer", {"sid": "SM1"})).encode())

    def log_message(self, *arguments):
        pass


@pytest.mark.parametrize(("code", "sent"), [(201, True), (500, False), (401, False)])
def test_texts_go_out_by_the_provider(db, settings, monkeypatch, code, sent):
    server = HTTPServer(("127.0.0.1", 0), Provider)
    server.said, server.code = [], code
    monkeypatch.setattr(
        outbox, "TWILIO", f"http://127.0.0.1:{server.server_address[1]}/{{account}}/Messages.json"
    )
    settings.SMS_ACCOUNT, settings.SMS_TOKEN, settings.SMS_FROM = "AC1", "secret", "+10005550100"
    with serving(server):
        message_id = outbox.write(channel="sms", to="+10005550117", body="News: x & y", at=make.AT)
        try:
            outbox.deliver.run(message_id=str(message_id))
        except outbox.NotDelivered:
            assert not sent

    assert (kept(message_id).sent_at is not None) is sent
    path, authorization, body = server.said[0]
    assert path == "/AC1/Messages.json"
    assert authorization.startswith("Basic ")
    assert "Body=News%3A+x+%26+y" in body


@pytest.mark.parametrize(
    ("answer", "ends"),
    [({"code": 21610}, True), ({"code": 21211}, True), ({"code": 20429}, False), ([], False)],
)
def test_what_the_provider_will_never_take_is_not_tried_again(db, settings, monkeypatch, answer, ends):
    server = HTTPServer(("127.0.0.1", 0), Provider)
    server.said, server.code, server.answer = [], 400, answer
    monkeypatch.setattr(
        outbox, "TWILIO", f"http://127.0.0.1:{server.server_address[1]}/{{account}}/Messages.json"
    )
    settings.SMS_ACCOUNT, settings.SMS_TOKEN, settings.SECURE = "AC1", "secret", True
    with serving(server):
        message_id = outbox.write(channel="sms", to="0005550117", body="News", at=make.AT)
        try:
            outbox.deliver.run(message_id=str(message_id))
        except outbox.NotDelivered:
            assert not ends

    found = kept(message_id)
    assert (found.failed_at is not None, found.receipt) == (ends, "failed" if ends else "")
    assert "To=%2B10005550117" in server.said[0][2]
    assert f"StatusCallback=http%3A%2F%2Ftestserver%2Ftexts%2Freceipt%2F{message_id}%2F" in server.said[0][2]
    with acting_as(SYSTEM, at=time.now() + timedelta(days=8)):
        assert incoming.takes_texts("0005550117") is (answer != {"code": 21610})


def test_a_text_that_a_silent_provider_never_took_says_nothing_of_its_number(db, settings, monkeypatch):
    monkeypatch.setattr(outbox, "TWILIO", "http://127.0.0.1:1/{account}")
    settings.SMS_ACCOUNT, settings.SMS_TOKEN = "AC1", "secret"
    message_id = outbox.write(channel="sms", to="0005550117", body="News", at=make.AT)

    for _attempt in range(outbox.ATTEMPTS - 1):
        with pytest.raises(outbox.NotDelivered):
            outbox.deliver.run(message_id=str(message_id))
    outbox.deliver.run(message_id=str(message_id))

    assert (kept(message_id).receipt, kept(message_id).receipt_code) == ("failed", "provider")
    with acting_as(SYSTEM, at=make.AT):
        assert incoming.takes_texts("0005550117")


def test_an_answer_to_a_mail_has_an_address_of_its_own(db, settings):
    server = letterbox()
    with serving(server):
        settings.SMTP_URL = f"smtp://127.0.0.1:{server.server_address[1]}"
        message_id = outbox.write(**SAID, reply_to="reply+ab@in.example")
        outbox.deliver.run(message_id=str(message_id))

    assert "Reply-To: reply+ab@in.example" in server.lines
    assert kept(message_id).reply_to == ""


def test_the_serving_role_may_read_messages_only_through_the_demo(db):
    with (
        pytest.raises(Exception, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("select * from infra_message")
