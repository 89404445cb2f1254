"""Those who care for people: nothing is read wrongly, sent twice, or left on nobody's list."""

import json
import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

import screened
import signing
import texting
from answering import answer_link
from fullcircle.access import actor as actors
from fullcircle.access.links import LinkKind
from fullcircle.access.reply_codes import Question
from fullcircle.access.session import acting_as
from fullcircle.assessments.forms import actions as shelf
from fullcircle.caseload import snoozing
from fullcircle.infra import outbox, signatures
from fullcircle.people import thread
from fullcircle.people.actions import Reach
from fullcircle.people.models import Person
from fullcircle.referrals import queries
from fullcircle.referrals.states import Outcome, Status
from fullcircle.referrals.texts import reading
from make import AT

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def resident(person_id):
    client = Client()
    signing.enter_as_resident(client, person_id)
    return client


def left_without_navigator(world, person_id):
    with world.acting(world.navigator):
        Person.objects.filter(pk=person_id).update(navigator_id=uuid.uuid4())


def put_aside(world, need):
    with world.acting(world.navigator):
        snoozing.put_aside(
            need_id=need.pk, until_on=AT.date() + 5 * DAY, reason="day-set", actor=world.navigator, at=AT
        )  # fmt: skip


@pytest.fixture
def phones(settings, monkeypatch):
    texting.provider(settings)
    settings.SMS_ACCOUNT = ""  # nothing answers keywords for us
    monkeypatch.setattr(texting, "ACCOUNT", "")
    monkeypatch.setattr("fullcircle.infra.time.now", lambda: AT)


def asked(kind, code, language="en"):
    return Question(
        code=code, kind=kind, language=language, person_id=uuid.uuid4(), referral_id=uuid.uuid4(),
        organization_id=uuid.uuid4(), is_open=True, closed_at=AT + DAY,
    )  # fmt: skip


@pytest.mark.parametrize(
    "said",
    ["Cannot accept 7", "We can't accept 7", "we won't accept 7", "Unable to accept 7", "We cannot do 7 1",
     "7 1 isn't possible", "imposible aceptar 7"],
)  # fmt: skip
def test_who_cannot_has_not_accepted(said):
    read = reading.read(said, [asked(LinkKind.ANSWER, 7)], at=AT)

    assert (read.answers, read.why) == ((), reading.Why.UNCLEAR)


@pytest.mark.parametrize("said", ["፩", "1 ፪", "yes ①②"])
def test_digits_of_any_script_are_read(said):
    assert reading.read(said, [asked(LinkKind.CONFIRM, 1)], at=AT).answers == ()


def test_a_word_for_help_beside_an_answer_loses_no_answer(world, pages_at, phones):
    done = world.asked()

    texting.texts("1N help me")

    with world.acting(world.navigator):
        assert queries.need(done.need_id).outcome == Outcome.NOT_MET
        assert [one.text for one in thread.of(done.person_id)] == ["1N help me"]


def test_who_says_stop_twice_is_asked_by_mail_once(world, pages_at, phones):
    person = world.person(reach=Reach(phone="0005550117", may_text=True, email="d@example.org"))
    world.asked(need=world.need(person))

    texting.texts("STOP")
    texting.texts("stop!")

    mails = [one for one in outbox.recent() if one.channel == "email" and one.to == "d@example.org"]
    assert len([one for one in mails if "Did you get" in one.body]) == 1


@pytest.mark.parametrize(
    "more", ["- no milk in it, and we still need diapers", "~ please tell the lady we moved"]
)
def test_a_second_line_is_read_by_a_person(more):
    read = reading.read(f"1Y\n{more}", [asked(LinkKind.CONFIRM, 1)], at=AT)

    assert (len(read.answers), read.more) == (1, True) or read.why == reading.Why.UNCLEAR


def proposed(world, client, referral, **said):
    said = {
        "do": "propose",
        "meets_at": "2026-03-12T10:00",
        "means": "call",
        "place": "Library",
        "who": "Ana",
    } | said
    return client.post(f"/requests/{referral.pk}/introduction/", said, follow=True)


def test_odd_words_about_a_meeting_are_no_error(world, browse):
    sent = world.referral(status=Status.ACCEPTED)
    proposed(world, browse("navigator"), sent)

    answer = browse("intake").post(
        reverse("caseload:introduce", args=[sent.pk]), {"do": "agree", "shown": "2026-13-45T10:00:00Z"}
    )

    assert answer.status_code == 400


@pytest.mark.parametrize("meets_at", ["9999-12-31T23:59", "0001-01-01T00:00", "2026-03-12T10:00+05:00"])
def test_odd_days_of_a_meeting_are_no_error(world, browse, meets_at):
    sent = world.referral(status=Status.ACCEPTED)

    url = reverse("caseload:introduce", args=[sent.pk])
    assert (
        browse("navigator").post(url, {"do": "propose", "meets_at": meets_at, "means": "call"}).status_code
        < 500
    )


def test_a_meeting_named_twice_writes_once(world, browse):
    sent = world.referral(status=Status.ACCEPTED)
    navigator, url = browse("navigator"), reverse("caseload:introduce", args=[sent.pk])
    said = {
        "do": "propose",
        "meets_at": "2026-03-12T10:00",
        "means": "call",
        "place": "Library",
        "who": "Ana",
    }

    pages = [text(navigator.post(url, said, follow=True)) for _tap in range(2)]

    mails = [one for one in outbox.recent() if "An introduction" in one.subject]
    assert len(mails) == 1
    assert ["Written down. The other side sees it." in page for page in pages] == [True, True]


@pytest.mark.parametrize("by_link", [False, True])
def test_a_meeting_called_off_twice_is_called_off(world, browse, by_link):
    sent = world.referral(status=Status.ACCEPTED)
    browse("navigator").post(
        reverse("caseload:introduce", args=[sent.pk]),
        {"do": "propose", "meets_at": "2026-03-12T10:00", "means": "call"},
    )
    pantry, url = browse("intake"), reverse("caseload:introduce", args=[sent.pk])
    if by_link:
        pantry, url = Client(), reverse("caseload:introduce_by_link", args=[answer_link(world, sent)])

    answers = [pantry.post(url, {"do": "called-off"}).status_code for _tap in range(2)]

    assert answers == [302, 302]


def test_yes_to_a_meeting_that_the_other_side_called_off_is_answered_in_words(world, browse):
    sent = world.referral(status=Status.ACCEPTED)
    url = reverse("caseload:introduce", args=[sent.pk])
    helper, pantry = browse("navigator"), browse("intake")
    helper.post(url, {"do": "propose", "meets_at": "2026-03-12T10:00", "means": "call"})
    shown = re.search('name="shown" value="([^"]+)"', text(pantry.get(f"/requests/{sent.pk}/")))[1]
    helper.post(url, {"do": "called-off"})

    late = pantry.post(url, {"do": "agree", "shown": shown})

    assert late.status_code == 409
    assert "This introduction has ended already." in text(late)


@pytest.mark.parametrize(
    ("query", "n"),
    [
        ("", 2),
        ("?whose=team", 3),
        ("?domain=food-insecurity", 2),
        ("?whose=nobody", 3),
        ("?urgent=yes&whose=team", 3),
    ],
)
def test_the_figure_of_calls_is_of_the_list_behind_it(world, browse, query, n):
    world.need(world.person("Ana Ruiz", reach=Reach()))
    aside = world.need(world.person("Ben Quill", reach=Reach()), domain="housing-instability")
    put_aside(world, aside)
    left_without_navigator(world, world.need(world.person("Cy Lamb", reach=Reach())).person_id)
    navigator = browse("navigator")

    day = text(navigator.get(f"/today/{query}"))

    [url] = re.findall(r'href="(/calls/[^"]*)"', day)
    assert f"Call {n} people" in day
    assert f"{n} people whom nobody can write to" in text(navigator.get(url))


def test_who_has_no_navigator_and_no_open_need_is_heard_by_somebody(world, browse):
    person = world.person()
    left_without_navigator(world, person.pk)
    resident(person.pk).post("/me/messages/", {"text": "I need help again"})
    marcus = browse("navigator")

    assert "1 person without a navigator" in text(marcus.get("/today/"))
    assert "Wrote to you" in text(marcus.get("/today/?whose=nobody"))
    assert "Wrote to you" not in text(marcus.get("/today/?whose=nobody&urgent=yes"))


def test_who_asked_by_themselves_and_writes_stands_at_the_desk(world, browse):
    person = world.person(actor=world.hub_manager)
    resident(person.pk).post("/me/messages/", {"text": "Is there news?"})

    desk = text(browse("hub_manager").get("/desk/"))

    assert "Wrote to you" in desk
    assert "Nobody waits at the desk" not in desk


@pytest.mark.parametrize("what", ["cancel", "stop_next", "reply"])
def test_a_resident_who_taps_twice_reads_no_error(world, pages_at, what):
    sent = world.referral(status=Status.ACCEPTED)
    mine = resident(sent.person_id)
    url = reverse(f"resident:{what}", args=[sent.pk if what == "cancel" else sent.need_id])

    answers = [mine.post(url, {"reply": "yes"}).status_code for _tap in range(2)]

    assert answers == [302, 302]


def test_a_goal_with_an_odd_day_loses_no_words(world, browse):
    person = world.person()

    page = text(
        browse("navigator").post(
            reverse("caseload:add_goal", args=[person.pk]),
            {"words": "My own kitchen", "wanted_by": "next May"},
            follow=True,
        )
    )

    assert "My own kitchen" in page


NUL = "a\x00b"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("people:called", {"result": "no-answer", "means": "call", "note": NUL}),
        ("people:heard", {"how": NUL}),
        ("today:keep_view", {"name": NUL, "domain": "food-insecurity"}),
        ("today:keep_view", {"name": "x", "whose": NUL}),
        ("people:write", {"text": NUL}),
        ("people:settle", {"outcome": NUL}),
        ("today:put_aside", {"until_on": "2026-03-20", "reason": "day-set", "note": NUL}),
        ("caseload:add_goal", {"words": NUL}),
    ],
)
def test_the_letter_that_is_not_kept_is_no_error(world, browse, name, said):
    need = world.need()
    key = {
        "today:keep_view": [],
        "people:heard": [need.pk],
        "people:settle": [need.pk],
        "today:put_aside": [need.pk],
    }
    url = reverse(name, args=key.get(name, [need.person_id]))

    assert browse("navigator").post(url, said).status_code < 500


def test_a_try_under_the_name_of_another_is_no_error(world, browse):
    first, other = world.person("Ana Ruiz"), world.person("Ben Quill")
    once, navigator = str(uuid.uuid4()), browse("navigator")
    said = {"result": "no-answer", "means": "call", "once": once}

    answers = [
        navigator.post(reverse("people:called", args=[one.pk]), said).status_code for one in (first, other)
    ]

    assert answers[0] == 302
    assert answers[1] < 500


@pytest.fixture
def form(world):
    with acting_as(actors.SYSTEM, at=AT):
        return screened.everyday(shelf.bring_in_shipped(actor=actors.SYSTEM, at=AT))


@pytest.mark.parametrize("said", [NUL, "9" * 5000, "1e999999", "NaN", "-0", "\ud800", "=" * 3, "9999-99-99"])
def test_odd_answers_of_a_phone_are_no_error(world, browse, form, said):
    from fullcircle.assessments import queries as assessments

    person = world.person()
    every = [item.link_id for item in assessments.questionnaire(form).asked]
    for link_id in every:
        answer = browse("navigator").post(
            f"/visits/drafts/{uuid.uuid4()}/",
            {"kind": "answers", "person": person.pk, "form": form.pk, "language": NUL,
             "answers": json.dumps({link_id: {"a": [said], "unit": NUL}})},
        )  # fmt: skip
        assert answer.status_code < 500, link_id


@pytest.mark.parametrize("said", ["yes \ud83d", "yes\x00"])
def test_half_a_letter_in_a_mail_loses_no_mail(world, pages_at, settings, said):
    settings.MAIL_IN_KEY, settings.MAIL_IN_DOMAIN = "a key of the mail server", "in.example.org"
    body = json.dumps(
        {"from": "d@example.org\x00", "to": "reply+" + "0" * 32 + "@in.example.org", "text": said}
    ).encode()
    stamp, token = str(int(AT.timestamp())), uuid.uuid4().hex

    answer = Client().post(
        "/mail/in/", body, content_type="application/json",
        headers={"X-Fullcircle-Timestamp": stamp, "X-Fullcircle-Token": token,
                 "X-Fullcircle-Signature": signatures.mail(stamp, token, body, settings.MAIL_IN_KEY)},
    )  # fmt: skip

    assert answer.status_code == 204
