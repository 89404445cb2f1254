"""Messages with a resident, calls, and the hub's list of texts that nobody could match."""

from datetime import timedelta

import pytest
from django.test import Client

import make
import signing
import texting
from fullcircle.access import actor as actors
from fullcircle.access.errors import Denied
from fullcircle.access.session import acting_as
from fullcircle.infra import incoming, outbox
from fullcircle.people import actions, thread
from fullcircle.people.actions import Details, Reach
from fullcircle.referrals import queries

PHONE = "0005550117"


@pytest.fixture
def marcus(world, pages_at):
    client = Client()
    signing.enter(client, world, "navigator")
    return client


def writes(person, text):
    resident = actors.resident(person.pk)
    with acting_as(resident, at=make.AT):
        thread.write(person_id=person.pk, text=text, actor=resident, at=make.AT)


def page(client, path) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_what_a_resident_wrote_waits_on_today_until_it_is_answered(world, marcus):
    person = world.person()
    need = world.need(person, at=make.AT - timedelta(days=9))
    client = Client()
    signing.enter_as_resident(client, person.pk)
    assert client.post("/me/messages/", {"text": "Is it open on <Sunday>?"}).status_code == 302
    assert "Is it open on &lt;Sunday&gt;?" in page(client, "/me/messages/")

    assert "Wrote to you" in page(marcus, "/today/?whose=team")
    assert "Is it open on" in page(marcus, f"/people/{person.pk}/")
    assert marcus.post(f"/people/{person.pk}/write/", {"text": "From ten o'clock."}).status_code == 302

    assert "Wrote to you" not in page(marcus, "/today/?whose=team")
    assert "From ten o&#x27;clock." in page(client, "/me/messages/")
    with world.acting(world.navigator):
        assert queries.need(need.pk).last_heard_at == make.AT
    text = next(one.body for one in outbox.recent() if one.to == PHONE)
    assert "There is a message for you." in text
    assert "ten" not in text


def test_what_needs_no_answer_is_said_so(world, marcus):
    person = world.person()
    writes(person, "Thank you!")

    assert "Needs no answer" in page(marcus, f"/people/{person.pk}/")
    marcus.post(f"/people/{person.pk}/settle/")

    assert "Wrote to you" not in page(marcus, "/today/?whose=team")


@pytest.mark.parametrize("text", ["", "  ", "\x00"])
def test_an_empty_message_is_refused(world, marcus, text):
    person = world.person()
    client = Client()
    signing.enter_as_resident(client, person.pk)

    assert client.post("/me/messages/", {"text": text}).status_code == 400
    marcus.post(f"/people/{person.pk}/write/", {"text": text})
    with world.acting(world.navigator):
        assert thread.of(person.pk) == []


@pytest.mark.parametrize("who", ["intake", "hub_manager", "other_navigator"])
def test_nobody_else_reads_or_writes_in_a_thread(world, who):
    person = world.person()
    world.referral(need=world.need(person), status="accepted")  # the intake sees the card, and no thread
    writes(person, "Only for my helper")
    client, other = Client(), getattr(world, who)
    signing.enter(client, world, who)

    with world.acting(other):
        assert thread.of(person.pk) == []
        assert thread.waiting(organization_id=world.eastgate.id) == []
    assert client.post(f"/people/{person.pk}/write/", {"text": "Hello"}).status_code in {403, 404}
    with world.acting(world.navigator):
        assert [one.text for one in thread.of(person.pk)] == ["Only for my helper"]


def test_a_helper_reads_what_became_of_the_text_that_told_of_a_message(world, marcus, settings, monkeypatch):
    texting.provider(settings)
    settings.SMS_ACCOUNT = ""
    monkeypatch.setattr("fullcircle.infra.time.now", lambda: make.AT)
    person = world.person()
    marcus.post(f"/people/{person.pk}/write/", {"text": "Come at ten"})
    text = outbox.recent()[0]
    assert "Text on its way" in page(marcus, f"/people/{person.pk}/")

    outbox.deliver.run(message_id=str(text.id))
    assert "Text sent" in page(marcus, f"/people/{person.pk}/")
    says(text, "delivered")
    assert "Text arrived" in page(marcus, f"/people/{person.pk}/")

    marcus.post(f"/people/{person.pk}/write/", {"text": "Come at eleven"})
    says(outbox.recent()[0], "undelivered", "30003")
    shown = page(marcus, f"/people/{person.pk}/")
    assert "The text did not arrive" in shown
    assert shown.count("Text arrived") == 1


def says(message, status, code=""):
    with acting_as(actors.SYSTEM, at=make.AT):
        incoming.receipt(message_id=message.id, status=status, code=code)


@pytest.mark.parametrize(
    ("reach", "hour", "receipt"),
    [
        (Reach(phone=PHONE, may_text=True), 6, ["by-day"]),
        (Reach(email="d@example.org"), 6, ["by-day"]),
        (Reach(email="d@example.org"), 16, ["waits"]),
        (Reach(phone=PHONE), 16, []),
    ],
)
def test_at_night_it_waits_and_without_a_safe_way_there_is_none(world, reach, hour, receipt):
    person, at = world.person(reach=reach), make.AT.replace(hour=hour)
    with acting_as(world.navigator, at=at):
        said = thread.write(person_id=person.pk, text="Come at ten", actor=world.navigator, at=at)
        assert [str(one.became) for one in thread.receipts([said]).values()] == receipt
    assert (said.told_by is not None) is bool(receipt)


@pytest.mark.parametrize("who", ["intake", "hub_manager", "other_navigator"])
def test_nobody_else_learns_that_a_text_went_to_them(world, who):
    person = world.person()
    with world.acting(world.navigator):
        said = thread.write(person_id=person.pk, text="Come at ten", actor=world.navigator, at=make.AT)
        assert set(thread.receipts([said])) == {said.pk}
    resident = actors.resident(person.pk)

    with world.acting(getattr(world, who)):
        assert thread.receipts([said]) == {}
    with acting_as(resident, at=make.AT):
        assert thread.receipts([said]) == {}


def test_a_thread_follows_the_record_to_its_new_keeper(world):
    person = world.person()
    writes(person, "Only for my helper")
    with world.acting(world.navigator):
        actions.hand_over(person_id=person.pk, to=world.riverlight.id, actor=world.navigator, at=make.AT)
        assert thread.of(person.pk) == []
    with world.acting(world.other_navigator):
        assert [one.text for one in thread.of(person.pk)] == ["Only for my helper"]


def test_who_cannot_be_written_to_stands_on_the_list_of_calls(world, marcus):
    silent = world.person("Denise Robles", reach=Reach(phone=PHONE))
    stopped = world.person("Rana Haddad", reach=Reach(phone="0005550118", may_text=True))
    world.need(silent)
    world.need(stopped)
    world.need(world.person("Written To", reach=Reach(email="a@example.org")))
    world.person("Without Need", reach=Reach())
    with acting_as(actors.SYSTEM, at=make.AT):
        incoming.stop("0005550118")

    shown = page(marcus, "/calls/")

    assert "2 people whom nobody can write to" in shown
    assert ("No safe way to write" in shown, "They said STOP" in shown) == (True, True)
    assert ("Written To" in shown, "Without Need" in shown) == (False, False)
    assert "Call 2 people" in page(marcus, "/today/")
    assert "it said STOP" in page(marcus, f"/people/{stopped.pk}/")


def test_a_call_has_its_words_in_their_language_and_what_is_never_said(world, marcus):
    person = world.person("Ana Ruiz", language="es", reach=Reach(phone=PHONE, note="Mornings only"))

    shown = page(marcus, f"/people/{person.pk}/call/")

    assert "Hola, ¿puedo hablar con Ana Ruiz?" in shown
    assert "Nothing on voicemail" in shown
    assert "To nobody else where you are from" in shown
    assert "Mornings only" in shown
    need = world.need(person, at=make.AT - timedelta(days=9))
    reached = {"result": "reached", "means": "call", "told": "yes"}
    assert marcus.post(f"/people/{person.pk}/called/", reached).status_code == 302
    with world.acting(world.navigator):
        assert queries.need(need.pk).last_heard_at == make.AT
    told = world.person("Ben", reach=Reach(phone=PHONE, may_voicemail=True, may_say_who=True))
    shown = page(marcus, f"/people/{told.pk}/call/")
    assert "This is a message for Ben. Please call 000 555 0142." in shown
    assert "Nothing on voicemail" not in shown


def test_a_call_in_a_language_that_we_have_no_words_in_says_so_in_english(world, marcus):
    person = world.person("Layla Haddad", language="ar", reach=Reach(phone=PHONE))

    shown = page(marcus, f"/people/{person.pk}/call/")

    assert '<ol lang="en"><li>Hello, may I speak with Layla Haddad?' in shown
    assert "prefers Arabic" in shown


def test_the_hub_reads_what_nobody_could_match_and_forgets_it(world, pages_at):
    with acting_as(actors.SYSTEM, at=make.AT):
        thread.keep_unmatched(number="0005550999", text="Who is this?", why="nothing-asked", at=make.AT)
    client = Client()
    signing.enter(client, world, "hub_manager")
    assert "Who is this?" in page(client, "/desk/")
    with world.acting(world.hub_manager):
        key = thread.unmatched()[0].pk

    assert client.post(f"/desk/texts/{key}/").status_code == 302
    assert client.post(f"/desk/texts/{key}/").status_code == 404
    assert "Who is this?" not in page(client, "/desk/")


def test_the_pretend_phone_answers_as_a_real_one(world, pages_at, settings, monkeypatch):
    texting.provider(settings)
    settings.SMS_ACCOUNT = settings.SMS_FROM = ""  # as in the practice town
    monkeypatch.setattr("fullcircle.infra.time.now", lambda: make.AT)
    asked = world.asked()
    client = Client()
    assert "Answer as this phone" in page(client, f"/demo/outbox/?to={PHONE}")

    assert client.post("/demo/text/", {"number": PHONE, "body": "1Y"}).status_code == 302
    texting.work()

    with world.acting(world.navigator):
        assert queries.need(asked.need_id).reply == "yes"
    assert "Thank you. We wrote down" in page(client, f"/demo/outbox/?to={PHONE}")
    assert client.post("/demo/text/", {"number": "", "body": "1Y"}).status_code == 302
    assert len(texting.waiting()) == 1


def test_the_words_stand_in_a_text_only_where_the_resident_allowed_it_for_this_number(world, marcus):
    person = world.person()
    client = Client()
    signing.enter_as_resident(client, person.pk)

    def texted(text):
        marcus.post(f"/people/{person.pk}/write/", {"text": text})
        return next(one.body for one in outbox.recent() if one.channel == "sms")

    assert client.post("/me/messages/words/", {"allow": "yes"}).status_code == 302
    assert "Come at ten" in texted("Come at ten")
    client.post("/me/messages/words/", {"allow": "no"})
    assert "at eleven" not in texted("Come at eleven")
    client.post("/me/messages/words/", {"allow": "yes"})
    with world.acting(world.navigator):
        reach = Reach(phone="0005550119", may_text=True)
        actions.correct(
            person_id=person.pk,
            details=Details(name="Denise", reach=reach),
            actor=world.navigator,
            at=make.AT,
        )
        with pytest.raises(Denied):
            thread.allow_words(person_id=person.pk, allow=True, actor=world.navigator, at=make.AT)
    assert "at noon" not in texted("Come at noon")
