"""A text that came in does what the page does, once, and what is unclear goes to a person."""

from datetime import timedelta

import pytest

import make
import texting
from fullcircle.access import actor as actors
from fullcircle.access import links, reply_codes
from fullcircle.access.links import LinkKind
from fullcircle.access.models import Event
from fullcircle.access.session import acting_as
from fullcircle.infra import incoming, outbox
from fullcircle.people import reaching, thread
from fullcircle.people.actions import Reach
from fullcircle.referrals import needs, queries, telling
from fullcircle.referrals.states import Outcome
from texting import PHONE


@pytest.fixture(autouse=True)
def provider(settings, monkeypatch):
    texting.provider(settings)
    settings.SMS_ACCOUNT = ""  # nothing answers keywords for us
    monkeypatch.setattr(texting, "ACCOUNT", "")
    monkeypatch.setattr("fullcircle.infra.time.now", lambda: make.AT)
    monkeypatch.setattr("fullcircle.web.acting.now", lambda: make.AT)


def need_of(world, referral):
    with world.acting(world.navigator):
        return queries.need(referral.need_id)


def code_in(body: str) -> str:
    return body.split("Reply ")[1].split("Y")[0]


def threads(world, person_id):
    with world.acting(world.navigator):
        return [(one.text, one.channel, one.needs_answer) for one in thread.of(person_id)]


def for_the_hub(world):
    with world.acting(world.hub_manager):
        return [(one.number, one.text, one.why) for one in thread.unmatched()]


def test_the_question_carries_a_code_and_how_to_stop(world):
    world.asked()

    first, *_rest, asked = [one.body for one in texting.sent_to()]
    assert "Reply 1Y for yes, 1S for some of it, 1N for no" in asked
    assert "Reply STOP to stop texts, HELP for help." in first
    assert "Reply STOP" not in asked


@pytest.mark.parametrize(
    ("text", "outcome"), [("1Y", Outcome.MET), ("some of it", Outcome.PARTLY_MET), ("1 no", Outcome.NOT_MET)]
)
def test_a_reply_does_what_the_page_does_as_the_resident(world, text, outcome):
    asked = world.asked()

    texting.texts(text)

    need = need_of(world, asked)
    assert (need.outcome, need.replied_at) == (outcome, make.AT)
    with world.acting(world.navigator):
        event = Event.objects.get(did="need.confirm")
    assert (event.actor_kind, event.grantee_id) == ("resident", asked.person_id)
    assert texting.last_to().startswith("Thank you. We wrote down")
    assert threads(world, asked.person_id) == []


def test_a_replay_and_a_second_worker_do_nothing_twice(world):
    asked = world.asked()
    said = texting.sms("1Y")

    assert [texting.post("/texts/in/", said).status_code for _ in range(2)] == [200, 200]
    assert len(texting.waiting()) == 1
    texting.work()
    before = len(outbox.recent())
    texting.work()

    assert need_of(world, asked).reply == "yes"
    assert len(outbox.recent()) == before


def test_what_came_is_forgotten_once_it_is_handled(world):
    world.asked()
    texting.texts("1Y it helped us so much in a hard week")

    with world.acting(actors.SYSTEM):
        kept = incoming._one(
            "select body || sender from infra_incoming_take(%s)", texting.waiting()[-1]["incoming_id"]
        )
    assert not kept


def test_two_persons_on_one_phone_have_two_codes(world):
    first, second = world.asked(), world.asked(need=world.need(world.person("Rana Haddad")))
    assert [
        code_in(one.body) for one in texting.sent_to() if "Reply 1Y" in one.body or "Reply 2Y" in one.body
    ] == ["1", "2"]

    texting.texts("2Y")
    assert (need_of(world, first).reply, need_of(world, second).reply) == ("", "yes")

    texting.texts("yes")  # an hour later, about whom?
    assert need_of(world, first).reply == ""
    assert for_the_hub(world) == [(PHONE, "yes", "which")]


def test_the_same_question_keeps_its_code_and_another_gets_a_new_one(world):
    person = world.person()
    asked = world.asked(need=world.need(person))
    with world.acting(world.clock):
        telling.ask_the_resident(asked, at=make.AT)
    other = world.asked(need=world.need(person))

    codes = [
        code_in(one.body) for one in texting.sent_to() if "Reply " in one.body and "Y for yes" in one.body
    ]
    assert codes == ["1", "1", "2"]
    texting.texts("2N")
    texting.texts("1Y")
    assert (need_of(world, asked).reply, need_of(world, other).reply) == ("yes", "no")


def test_what_is_unclear_is_not_guessed_and_goes_to_the_thread(world):
    asked = world.asked()

    texting.texts("4Y")
    texting.texts("Yes but the milk was sour")

    assert need_of(world, asked).reply == ""
    assert sorted(threads(world, asked.person_id)) == [
        ("4Y", "sms", True), ("Yes but the milk was sour", "sms", True),
    ]  # fmt: skip
    said = [one.body for one in texting.sent_to() if "A person reads" in one.body]
    assert len(said) == 1  # one automatic answer an hour
    assert "To answer, reply 1Y, 1S or 1N." in said[0]
    assert for_the_hub(world) == []


def test_an_answer_that_comes_late_says_so(world):
    asked = world.asked()
    texting.texts("1Y")

    texting.texts("1N")

    assert need_of(world, asked).reply == "yes"
    assert "answered already" in texting.last_to()


def test_an_answer_on_the_page_ends_the_code(world):
    asked = world.asked()
    person = actors.resident(asked.person_id)
    with world.acting(person):
        needs.confirm(need_id=asked.need_id, reply="no", actor=person, at=make.AT)

    texting.texts("1Y")

    assert need_of(world, asked).reply == "no"


def test_a_number_that_nobody_has_goes_to_the_hub_and_the_hub_deals_with_it(world):
    texting.texts("Hello, who is this?", number="0005550999")

    assert for_the_hub(world) == [("0005550999", "Hello, who is this?", "nothing-asked")]
    with world.acting(world.navigator):
        assert thread.unmatched() == []
    with world.acting(world.hub_manager):
        thread.settle_unmatched(text_id=thread.unmatched()[0].pk, actor=world.hub_manager, at=make.AT)
        assert thread.unmatched() == []


def test_in_spanish_the_letters_do_not_collide(world):
    asked = world.asked(need=world.need(world.person(language="es")))

    assert "1SI" in texting.last_to()
    assert "1S " not in texting.last_to()
    texting.texts("1 sí")
    assert need_of(world, asked).reply == "yes"
    assert texting.last_to().startswith("Gracias")


def test_after_stop_nothing_leaves_and_who_waited_is_to_be_called(world):
    asked = world.asked()

    texting.texts("1Y stop")

    assert need_of(world, asked).reply == ""
    assert need_of(world, asked).could_not_ask
    assert texting.last_to() == "You get no more texts from this number. Reply START to get them again."
    for message in texting.sent_to():
        outbox.deliver.run(message_id=str(message.id))
    fate = {one.body[:20]: one.failure for one in texting.sent_to()}
    assert fate.pop("You get no more text") == ""
    assert set(fate.values()) == {"stopped"}
    with world.acting(world.navigator):
        assert thread.not_to_be_written_to([asked.person_id]) == {asked.person_id: "stopped"}
        assert thread.not_to_be_written_to([]) == {}
    with world.acting(world.other_navigator):  # of one's own people alone
        assert thread.not_to_be_written_to([asked.person_id]) == {}


def test_after_stop_a_mail_asks_where_there_is_one(world):
    person = world.person(reach=Reach(phone=PHONE, may_text=True, email="denise@example.org"))
    asked = world.asked(need=world.need(person))

    texting.texts("STOP")

    mail = next(one for one in outbox.recent() if one.to == "denise@example.org")
    assert "Did you get the help" in mail.body
    assert not need_of(world, asked).could_not_ask
    with world.acting(world.navigator):
        assert thread.not_to_be_written_to([asked.person_id]) == {}


@pytest.mark.parametrize("word", ["START", "unstop", "Yes", "comenzar"])
def test_start_opens_texts_again(world, word):
    person = world.person()
    texting.texts("STOP")
    with world.acting(actors.SYSTEM):
        assert not incoming.takes_texts(PHONE)

    texting.texts(word)

    with world.acting(actors.SYSTEM):
        assert incoming.takes_texts(PHONE)
    assert threads(world, person.pk) == []


def test_a_yes_to_a_question_is_an_answer_also_after_stop(world):
    asked = world.asked()
    texting.texts("STOP")

    texting.texts("yes")

    assert need_of(world, asked).reply == "yes"
    with world.acting(actors.SYSTEM):
        assert not incoming.takes_texts(PHONE)


def test_help_says_whom_to_call_and_our_name_only_where_that_is_safe(world):
    world.person()
    texting.texts("HELP")
    assert (
        texting.last_to()
        == "Tamarind Together: Call 000 555 0142 to talk to a person. Reply STOP to stop texts."
    )

    world.person("Ana", reach=Reach(phone=PHONE, may_text=True, may_say_who=False))
    texting.texts("ayuda")
    assert "Tamarind" not in texting.last_to()
    assert texting.last_to().startswith("Llame")


def test_what_the_provider_answers_itself_we_do_not(world, settings, monkeypatch):
    settings.SMS_ACCOUNT = "AC1"
    monkeypatch.setattr(texting, "ACCOUNT", "AC1")

    texting.texts("Stop")
    assert texting.sent_to() == []
    texting.texts("alto")
    assert len(texting.sent_to()) == 1


def test_a_code_is_not_used_again_for_sixty_days(world):
    codes = []
    for days in (0, 31, 59, 61, 200):
        at = make.AT + timedelta(days=days)
        person = world.person(f"P {days}")
        with world.acting(actors.resident(person.pk), at=at):
            token = links.make(LinkKind.CONFIRM, at=at, person_id=person.pk)
            codes.append(reply_codes.code_for(token, kind=LinkKind.CONFIRM, number=PHONE, language="en"))

    assert codes == [1, 2, 3, 1, 1]


def test_a_code_is_made_by_whoever_made_the_link_alone(world):
    with pytest.raises(Exception, match="no such link"), world.acting(world.navigator):
        reply_codes.code_for("a guess", kind=LinkKind.CONFIRM, number=PHONE, language="en")


def fails(message, code="30003"):
    with world_jobs():
        incoming.receipt(message_id=message.id, status="undelivered", code=code)
    incoming.reach_otherwise.run(**texting.waiting("reach_otherwise")[-1])


def world_jobs():
    return acting_as(actors.SYSTEM, at=make.AT)


def mails_to(address):
    return [one.body for one in outbox.recent() if one.to == address]


def test_a_question_that_did_not_arrive_is_asked_by_mail(world):
    person = world.person(reach=Reach(phone=PHONE, may_text=True, email="denise@example.org"))
    asked = world.asked(need=world.need(person))

    fails(texting.sent_to()[-1])

    assert "Did you get the help" in mails_to("denise@example.org")[0]
    assert not need_of(world, asked).could_not_ask


def test_of_two_texts_that_did_not_arrive_the_question_is_asked_by_mail_once(world):
    person = world.person(reach=Reach(phone=PHONE, may_text=True, email="denise@example.org"))
    asked, later = world.asked(need=world.need(person)), make.AT + timedelta(hours=1)
    with world.acting(actors.resident(person.pk), at=later):
        reaching.hears(person.pk, reaching.NEWS, at=later)

    for message in texting.sent_to()[-2:]:
        fails(message)

    mails = mails_to("denise@example.org")
    assert len([one for one in mails if "Did you get the help" in one]) == 1
    assert len([one for one in mails if "There is news" in one]) == 1
    assert need_of(world, asked).asked_at is not None


@pytest.mark.parametrize("code", ["30003", "provider", "21610"])
def test_news_that_did_not_arrive_comes_by_mail(world, code):
    person = world.person(reach=Reach(phone=PHONE, may_text=True, email="denise@example.org"))
    world.referral(need=world.need(person))

    fails(texting.sent_to()[-1], code)

    assert "There is news about your request." in mails_to("denise@example.org")[0]
    with world_jobs():
        assert incoming.takes_texts(PHONE) is (code == "provider")


def test_where_no_other_way_is_safe_they_are_to_be_called(world):
    asked = world.asked()

    fails(texting.sent_to()[-1])

    assert need_of(world, asked).could_not_ask
    with world.acting(world.navigator):
        assert thread.not_to_be_written_to([asked.person_id]) == {asked.person_id: "failed"}
    texting.texts("1Y")  # it arrived after all
    assert need_of(world, asked).reply == "yes"


@pytest.mark.parametrize(
    ("text", "reply"), [("Yes, thank you\n> Did you", "yes"), ("no", "no"), ("who are you?", "")]
)
def test_a_resident_answers_a_mail_by_a_reply(world, settings, text, reply):
    settings.MAIL_IN_KEY, settings.MAIL_IN_DOMAIN = "key", "in.example"
    person = world.person(reach=Reach(email="denise@example.org"))
    asked = world.asked(need=world.need(person))
    mail = next(one for one in outbox.recent() if one.to == "denise@example.org")

    with world_jobs():
        incoming.take_in(
            provider_id="mail:1", channel="email", sender="x@y.example", receiver=mail.reply_to, body=text
        )
        incoming.take_in(
            provider_id="mail:2", channel="email", sender="x@y.example", receiver="reply+0@in", body="yes"
        )
    texting.work()

    assert need_of(world, asked).reply == reply
    assert [one[0] for one in threads(world, person.pk)] == ([] if reply else ["who are you?"])


def test_a_mail_that_is_too_long_shows_that_it_goes_on(world, settings):
    settings.MAIL_IN_KEY, settings.MAIL_IN_DOMAIN = "key", "in.example"
    person = world.person(reach=Reach(email="denise@example.org"))
    world.asked(need=world.need(person))
    mail = next(one for one in outbox.recent() if one.to == "denise@example.org")

    with world_jobs():
        incoming.take_in(
            provider_id="mail:1", channel="email", sender="x@y.example", receiver=mail.reply_to,
            body="It is a long story. " * 150,
        )  # fmt: skip
    texting.work()

    (said,) = [one[0] for one in threads(world, person.pk)]
    assert (len(said), said[:19], said[-1]) == (thread.LONGEST, "It is a long story.", "…")


def test_what_is_sent_by_text_says_how_to_stop_once_a_number(world):
    world.asked()
    world.asked(need=world.need(world.person("Rana Haddad")))

    assert sum("Reply STOP to stop texts" in one.body for one in texting.sent_to()) == 1
