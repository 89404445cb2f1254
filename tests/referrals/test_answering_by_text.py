"""Organizations answer by text and by mail, without an account: the same actions as the page behind the link."""

import re
from datetime import timedelta

import pytest
from django.test import Client

import make
import signing
import texting
from fullcircle.access.actor import Role
from fullcircle.access.errors import Denied, Invalid
from fullcircle.access.models import Event
from fullcircle.access.session import acting_as
from fullcircle.directory import answering
from fullcircle.infra import incoming, outbox
from fullcircle.people import thread
from fullcircle.privacy import freezes
from fullcircle.referrals import queries
from fullcircle.referrals.states import Status, WaitingOn
from fullcircle.referrals.time import ticking
from protected import Town

PANTRY = "0005550150"


@pytest.fixture(autouse=True)
def provider(settings, monkeypatch):
    texting.provider(settings)
    settings.SMS_ACCOUNT = ""
    monkeypatch.setattr(texting, "ACCOUNT", "")
    monkeypatch.setattr("fullcircle.infra.time.now", lambda: make.AT)
    monkeypatch.setattr("fullcircle.web.acting.now", lambda: make.AT)


def code_sent() -> str:
    return re.search(r"\d{6}", texting.last_to(PANTRY))[0]


def with_a_phone(world):
    with world.acting(world.intake):
        answering.set_phone(
            organization_id=world.cupboard.id, phone="(000) 555-0150", actor=world.intake, at=make.AT
        )
        assert answering.confirm(
            organization_id=world.cupboard.id, code=code_sent(), actor=world.intake, at=make.AT
        )


def now(world, referral):
    with world.acting(world.navigator):
        return queries.referral(referral.pk)


def test_a_phone_is_used_once_its_code_was_typed(world):
    with world.acting(world.intake):
        answering.set_phone(organization_id=world.cupboard.id, phone=PANTRY, actor=world.intake, at=make.AT)
        code = code_sent()
        wrong = f"{(int(code) + 1) % 1_000_000:06d}"
        assert "Reply STOP to stop texts" in texting.last_to(PANTRY)
        assert not answering.confirm(
            organization_id=world.cupboard.id, code=wrong, actor=world.intake, at=make.AT
        )
        assert answering.text_phone(world.cupboard.id) == ""
        assert answering.confirm(organization_id=world.cupboard.id, code=code, actor=world.intake, at=make.AT)
        assert answering.text_phone(world.cupboard.id) == PANTRY
        answering.set_phone(organization_id=world.cupboard.id, phone="", actor=world.intake, at=make.AT)
        assert answering.text_phone(world.cupboard.id) == ""


@pytest.mark.parametrize("spoilt", ["late", "tries"])
def test_a_code_is_not_guessed(world, spoilt):
    with world.acting(world.intake):
        answering.set_phone(organization_id=world.cupboard.id, phone=PANTRY, actor=world.intake, at=make.AT)
        code, at = code_sent(), make.AT
        if spoilt == "late":
            at += timedelta(minutes=16)
        for _try in range(5 if spoilt == "tries" else 0):
            answering.confirm(organization_id=world.cupboard.id, code="no", actor=world.intake, at=at)
        with pytest.raises(Invalid):
            answering.confirm(organization_id=world.cupboard.id, code=code, actor=world.intake, at=at)
        with pytest.raises(Invalid, match="Wait a minute"):
            answering.set_phone(
                organization_id=world.cupboard.id, phone=PANTRY, actor=world.intake, at=make.AT
            )


def test_nobody_sets_or_reads_the_phone_of_others(world):
    with_a_phone(world)

    with world.acting(world.other_intake):
        with pytest.raises(Denied):
            answering.set_phone(
                organization_id=world.cupboard.id, phone=PANTRY, actor=world.other_intake, at=make.AT
            )
        assert answering.of(world.cupboard.id) is None
        assert answering.text_phone(world.cupboard.id) == ""
    world.referral()
    with world.acting(world.navigator):  # sent it a request
        assert answering.text_phone(world.cupboard.id) == PANTRY


def test_a_request_comes_with_its_digits_and_says_what_the_mail_says(world):
    with_a_phone(world)
    world.referral()

    text = texting.last_to(PANTRY)
    assert "Request 5: can you help Denise Robles with Food box?" in text
    assert "Reply 5 1 accept, 5 2 wait list, 5 3 full, 5 4 call us." in text
    assert "/a/" in text
    message = texting.sent_to(PANTRY)[-1]
    assert (message.about_person is not None, message.for_organization) == (True, world.cupboard.id)
    assert sum(one.channel == "email" and "A request for" in one.subject for one in outbox.recent()) == 1


@pytest.mark.parametrize(
    ("text", "status", "said"),
    [
        ("5 1", Status.ACCEPTED, "Request 5: accepted."), ("Request 5: 2", Status.WAIT_LISTED, "Request 5: on your wait list."),
        ("53", Status.DECLINED, "Request 5: full."), ("5 4", Status.IN_REVIEW, "Request 5: whoever sent it is told to call"),
    ],
)  # fmt: skip
def test_a_text_does_what_the_answer_page_does(world, text, status, said):
    with_a_phone(world)
    sent = world.referral()

    texting.texts(text, number=PANTRY)

    assert now(world, sent).status == status
    assert texting.last_to(PANTRY).startswith(said)
    with world.acting(world.navigator):
        event = Event.objects.filter(referral_id=sent.pk).order_by("-seq").first()
    assert (event.actor_kind, event.grantee_id) == ("link", world.cupboard.id)


def test_a_call_is_asked_for_by_the_question_that_waits_with_the_source(world):
    with_a_phone(world)
    sent = world.referral()

    texting.texts("5 4", number=PANTRY)

    assert now(world, sent).waiting_on == WaitingOn.SOURCE
    with world.acting(world.navigator):
        assert [word.text for word in queries.words_of(sent.pk)] == ["Please call us about this request."]


def test_requests_have_codes_of_their_own_and_another_phone_answers_none(world):
    with_a_phone(world)
    first, second = world.referral(), world.referral(need=world.need(world.person("Rana Haddad")))

    texting.texts("6 1", number="0005550151")
    texting.texts("6 1", number=PANTRY)
    texting.texts("yes", number=PANTRY)

    assert (now(world, first).status, now(world, second).status) == (Status.SENT, Status.ACCEPTED)
    with world.acting(world.hub_manager):
        assert {(one.why, one.organization_id) for one in thread.unmatched()} == {
            ("nothing-asked", None), ("which", world.cupboard.id),
        }  # fmt: skip


def test_an_answer_that_no_longer_fits_says_why_and_changes_nothing(world):
    with_a_phone(world)
    sent = world.referral()
    world.step(sent, "target", "accept")

    texting.texts("5 1", number=PANTRY)

    assert "This request is now: Accepted" in texting.last_to(PANTRY)


def test_an_organization_on_hold_answers_nothing(world):
    with_a_phone(world)
    sent = world.referral()
    hub = make.staff(world.hub.id, Role.HUB, Role.ADMINISTRATOR)
    with acting_as(hub, at=make.AT):
        freezes.freeze_organization(
            organization_id=world.cupboard.id, reason="A lost phone, they say", actor=hub, at=make.AT
        )

    texting.texts("5 1", number=PANTRY)

    assert now(world, sent).status == Status.SENT


def test_a_reminder_keeps_the_code(world):
    with_a_phone(world)
    world.referral()

    ticking.run(at=make.AT + timedelta(days=1))

    texts = [one.body for one in texting.sent_to(PANTRY) if "Request 5" in one.body]
    assert len(texts) == 2
    assert "Denise" not in texts[-1]


def test_the_third_answer_without_an_account_brings_one_invitation(world):
    with_a_phone(world)
    for _ in range(5):
        world.referral(need=world.need(world.person()))
    for code in (5, 6, 7, 8):
        texting.texts(f"{code} 3", number=PANTRY)

    assert sum(one.subject == "An account would help you" for one in outbox.recent()) == 1


def test_who_has_an_account_is_not_invited(world):
    signing.enter(Client(), world, "intake")
    with_a_phone(world)
    for code in (5, 6, 7):
        world.referral(need=world.need(world.person()))
        texting.texts(f"{code} 3", number=PANTRY)

    assert not any(one.subject == "An account would help you" for one in outbox.recent())


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("1\n\nOn Tue, Mar 10, 2026 at 10:00 Tamarind wrote:\n> 3 full", Status.ACCEPTED),
        ("maybe full", Status.SENT),
        ("full, sorry", Status.DECLINED),
        ("3", Status.DECLINED),
    ],
)
def test_a_mail_is_answered_by_a_reply(world, settings, text, status):
    settings.MAIL_IN_KEY, settings.MAIL_IN_DOMAIN = "key", "in.example"
    sent = world.referral()
    mail = next(one for one in outbox.recent() if one.channel == "email")
    assert "Or reply to this mail with one digit" in mail.body

    with world.acting(make.actors.SYSTEM):
        incoming.take_in(
            provider_id="mail:1", channel="email", sender="a@b.example", receiver=mail.reply_to, body=text
        )
    incoming.handle.run(**texting.waiting()[-1])

    assert now(world, sent).status == status
    with world.acting(world.hub_manager):
        assert len(thread.unmatched()) == (status == Status.SENT)


def test_the_page_sets_and_confirms_the_phone(world):
    client = Client()
    signing.enter(client, world, "intake")

    assert client.post("/services/ours/texts/", {"phone": "12"}).status_code == 400
    assert client.post("/services/ours/texts/", {"phone": PANTRY}).status_code == 302
    assert "Code from the text" in client.get("/services/ours/").content.decode()
    assert client.post("/services/ours/texts/code/", {"code": "x"}).status_code == 400
    assert client.post("/services/ours/texts/code/", {"code": code_sent()}).status_code == 302
    assert PANTRY in client.get("/services/ours/").content.decode()
    assert client.post("/services/ours/texts/", {"phone": ""}).status_code == 302
    assert PANTRY not in client.get("/services/ours/").content.decode()


def test_a_protected_request_is_texted_without_a_name_and_its_yes_hands_it_over(db):
    town = Town()
    intake = make.staff(town.program.id, Role.INTAKE)
    with town.acting(intake):
        answering.set_phone(organization_id=town.program.id, phone=PANTRY, actor=intake, at=make.AT)
        answering.confirm(organization_id=town.program.id, code=code_sent(), actor=intake, at=make.AT)
    sent = town.referral(service=town.detox)

    assert "Request 5: Recovery days. It waits for your answer." in texting.last_to(PANTRY)
    assert "Denise" not in texting.last_to(PANTRY)
    texting.texts("5 1", number=PANTRY)
    with town.acting(town.counselor):
        assert queries.referral(sent.pk).keeper_id == town.program.id
