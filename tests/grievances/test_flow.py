"""A grievance from filing to its end: the code, the clock, the answer, the one appeal, and what is published."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

import make
from fullcircle.access.actor import SYSTEM
from fullcircle.access.errors import Conflict, Denied, Invalid
from fullcircle.access.session import acting_as
from fullcircle.grievances import codes, filing, jobs, queries, reviewing
from fullcircle.grievances.filing import FiledAlready, Said
from fullcircle.grievances.models import Grievance
from fullcircle.grievances.policies import WrongState
from fullcircle.grievances.queries import NoSuchGrievance
from fullcircle.grievances.states import LABELS, MAY_BECOME, WHO, State, Who, clock, due
from fullcircle.infra import spoken_codes

TUESDAY = make.AT  # March 10, 2026, ten in the morning in Detroit


def test_every_state_is_in_the_table_and_has_words():
    assert set(MAY_BECOME) == set(LABELS) == set(State)
    assert {after for (_before, after), who in WHO.items() if who == Who.FILER} == {
        State.ACCEPTED,
        State.APPEALED,
    }


def test_a_code_has_75_bits_and_no_letter_that_is_misread():
    drawn = {codes.make() for _ in range(200)}

    assert len(drawn) == 200
    assert all(re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{5}-){2}[0-9A-HJKMNP-TV-Z]{5}", code) for code in drawn)
    assert len(spoken_codes.ALPHABET) ** (codes.GROUPS * codes.LETTERS) == 2**75


@given(st.data())
def test_a_code_is_read_however_it_is_typed(data):
    code = codes.make()
    typed = code.replace("0", data.draw(st.sampled_from("0Oo"))).replace(
        "1", data.draw(st.sampled_from("1IiLl"))
    )
    typed = typed.replace("-", data.draw(st.sampled_from(["", " ", "-", " – "])))

    assert codes.plain(data.draw(st.sampled_from([typed, typed.lower()]))) == code.replace("-", "")


@pytest.mark.parametrize(
    "typed", ["", "x", "7KQ2M-9FTRC-X4HJ", "7KQ2M-9FTRC-X4HJDD", "7KQ2M-9FTRC-X4HJU", "é" * 15, "\x00" * 15]
)
def test_what_cannot_be_a_code_is_none(typed):
    assert codes.plain(typed) == ""


def test_the_code_follows_it_and_the_database_keeps_its_hash_alone(review):
    one = review.file()

    found = queries.follow(one.code.lower().replace("-", " "))

    assert (found.id, found.state, found.reviewer) == (one.id, State.FILED, "Resident Council")
    with acting_as(review.reader, at=TUESDAY):
        row = Grievance.objects.values().get()
    assert codes.plain(one.code) not in str(row)
    assert one.code not in str(row)


def test_any_other_code_opens_nothing(review):
    review.file()

    for code in (codes.make(), "", "x", "' or true --"):
        with pytest.raises(NoSuchGrievance):
            queries.follow(code)


def test_the_hash_is_no_code(review):
    review.file()
    with acting_as(review.reader, at=TUESDAY):
        kept = Grievance.objects.get().code_hash

    with connection.cursor() as cursor:
        cursor.execute("select grievances_follow(%s)", [kept])
        assert cursor.fetchone() == (None,)


def test_the_clock_counts_working_days(review):
    one = queries.follow(review.file().code)

    assert clock() == {"acknowledge": 3, "answer": 15, "final": 15, "silent": 20}
    assert one.acknowledge_by == datetime(2026, 3, 13, 21, tzinfo=UTC)  # Friday, five in the afternoon
    assert one.answer_by == datetime(2026, 3, 31, 21, tzinfo=UTC)


def test_it_is_filed_once_however_often_it_is_sent(review):
    one = review.file()

    with pytest.raises(FiledAlready):
        filing.file(said=Said(topic="wait", text="Again"), at=TUESDAY, grievance_id=one.id)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"topic": "joke"}, "topic"),
        ({"text": " "}, "text"),
        ({"text": "a" * 5001}, "text"),
        ({"about": [make.uuid.uuid4()]}, "place"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_field(review, said, field):
    with pytest.raises(Invalid) as refusal:
        review.file(**said)
    assert refusal.value.field == field


@pytest.mark.parametrize("manner", ["page", "dream", ""])
def test_staff_say_how_it_reached_them(review, manner):
    navigator = review.world.navigator
    with acting_as(navigator, at=TUESDAY), pytest.raises(Invalid):
        filing.enter(
            said=Said(topic="wait", text="x"),
            manner=manner,
            actor=navigator,
            at=TUESDAY,
            grievance_id=make.uuid.uuid4(),
        )


def test_a_clock_enters_nothing(review):
    clock = review.world.clock
    with acting_as(clock, at=TUESDAY), pytest.raises(Denied):
        filing.enter(
            said=Said(topic="wait", text="x"),
            manner="phone",
            actor=clock,
            at=TUESDAY,
            grievance_id=make.uuid.uuid4(),
        )


def test_the_whole_way_to_an_accepted_answer(review):
    one = review.file()
    for what, state in (("acknowledge", "acknowledged"), ("look_into", "looked-into")):
        review.step(what, one)
        assert queries.follow(one.code).state == state
    review.step("answer", one, text="We are sorry.")

    filing.accept(code=one.code, at=TUESDAY)
    review.step("close", one)

    found = queries.follow(one.code)
    assert (found.state, found.answer, found.final, found.closed_at) == (
        State.CLOSED,
        "We are sorry.",
        "",
        TUESDAY,
    )


def test_an_appeal_goes_to_another_reviewer_who_answers_for_good(review):
    one = review.answered()
    later = TUESDAY + timedelta(days=1)

    filing.appeal(code=one.code, text="That is not what happened.", at=later)

    found = queries.follow(one.code)
    assert (found.state, found.reviewer, found.answer_by) == (
        State.APPEALED,
        "Legal Aid Bureau",
        due("final", later),
    )
    with pytest.raises(NoSuchGrievance):
        review.step("answer", one, text="As I said.", at=later)
    review.step("answer", one, actor=review.next_reader, text="You are right.", at=later)
    assert queries.follow(one.code).final == "You are right."
    assert queries.follow(one.code).state == State.CLOSED


@pytest.mark.parametrize("before", ["filed", "accepted", "appealed", "closed"])
def test_it_is_accepted_or_appealed_once_and_only_when_answered(review, before):
    one = review.file() if before == "filed" else review.answered()
    if before == "accepted":
        filing.accept(code=one.code, at=TUESDAY)
    if before in {"appealed", "closed"}:
        filing.appeal(code=one.code, text="No.", at=TUESDAY)
    if before == "closed":
        review.step("answer", one, actor=review.next_reader, text="Yes.")

    with pytest.raises(WrongState):
        filing.accept(code=one.code, at=TUESDAY)
    with pytest.raises(WrongState):
        filing.appeal(code=one.code, text="No!", at=TUESDAY)


def test_an_appeal_says_why(review):
    with pytest.raises(Invalid):
        filing.appeal(code=review.answered().code, text=" ", at=TUESDAY)


def test_an_appeal_without_another_reviewer_goes_to_the_hub_unless_it_is_about_the_hub(review):
    both = [review.world.hub.id, review.second.id]
    to_the_hub, to_nobody = review.answered(about=[review.second.id]), review.answered(about=both)
    for one in (to_the_hub, to_nobody):
        filing.appeal(code=one.code, text="No.", at=TUESDAY)

    assert queries.follow(to_the_hub.code).reviewer == "Hub"
    assert queries.follow(to_nobody.code).reviewer == ""


@pytest.mark.parametrize(
    ("what", "said", "state"),
    [
        ("look_into", {}, "filed"), ("answer", {"text": "x"}, "filed"), ("close", {}, "filed"),
        ("acknowledge", {}, "acknowledged"), ("answer", {"text": "x"}, "acknowledged"),
        ("acknowledge", {}, "answered"), ("answer", {"text": "x"}, "answered"), ("close", {}, "answered"),
    ],
)  # fmt: skip
def test_no_step_is_skipped_or_taken_twice(review, what, said, state):
    one = review.answered() if state == "answered" else review.file()
    if state == "acknowledged":
        review.step("acknowledge", one)

    with pytest.raises(WrongState):
        review.step(what, one, **said)


def test_an_answer_that_nobody_comes_for_is_closed_after_20_working_days(review):
    one = review.answered()
    last = due("silent", TUESDAY)

    with pytest.raises(WrongState):
        review.step("close", one, at=last - timedelta(seconds=1))
    review.step("close", one, at=last)

    assert queries.follow(one.code).state == State.CLOSED


def test_an_appeal_is_closed_by_its_answer_alone(review):
    one = review.answered()
    filing.appeal(code=one.code, text="No.", at=TUESDAY)

    with pytest.raises(WrongState):
        review.step("close", one, actor=review.next_reader)


def written(at) -> list[tuple[str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute('select "to", subject, body from infra_recent_messages(50)')
        return [row for row in cursor.fetchall() if "complaint" in row[1]]


@pytest.mark.parametrize(
    ("days", "hours", "subject"),
    [
        (1, 0, None),
        (2, 8, "A complaint waits for you"),
        (3, 0, "A complaint waits for you"),
        (4, 0, "A complaint is late"),
    ],
)
def test_reviewers_are_reminded_a_day_ahead_and_when_late(review, days, hours, subject):
    review.file()
    at = TUESDAY + timedelta(days=days, hours=hours)

    many = jobs.remind_reviewers(at=at)

    assert many == (0 if subject is None else 1)
    assert [row[:2] for row in written(at)] == ([] if subject is None else [("r1@example.org", subject)])
    assert jobs.remind_reviewers(at=at + timedelta(hours=1)) == 0


def test_a_reminder_says_nothing_of_the_complaint(review):
    one = review.file(text="They shouted at me.")
    jobs.remind_reviewers(at=TUESDAY + timedelta(days=4))

    ((_to, subject, body),) = written(TUESDAY)

    for secret in ("shout", "Cupboard", str(one.id), one.code):
        assert secret not in subject + body


def test_what_is_answered_is_reminded_of_no_more(review):
    review.answered()

    assert jobs.remind_reviewers(at=TUESDAY + timedelta(days=60)) == 0


def test_an_appeal_is_reminded_of_at_its_own_reviewer(review):
    one = review.answered()
    filing.appeal(code=one.code, text="No.", at=TUESDAY)

    jobs.remind_reviewers(at=TUESDAY + timedelta(days=30))

    assert [row[0] for row in written(TUESDAY)] == ["r2@example.org"]


def test_nobody_but_the_jobs_asks_whom_to_remind(review):
    review.file()
    with (
        pytest.raises(Exception, match="jobs only"), acting_as(review.world.hub_manager, at=TUESDAY),
        connection.cursor() as cursor,
    ):  # fmt: skip
        cursor.execute("select * from grievances_to_remind(now(), current_date)")


@pytest.mark.parametrize(("filed", "shown"), [(0, 0), (1, None), (10, None), (11, 11)])
def test_counts_of_1_to_10_are_not_published(review, filed, shown):
    for _ in range(filed):
        review.file(topic="wait", at=datetime(2026, 2, 3, 15, tzinfo=UTC))

    found = queries.themes(at=datetime(2026, 4, 2, 15, tzinfo=UTC))

    assert found.counts["wait"] == shown
    assert set(found.counts.values()) == {0, shown}


def test_only_quarters_that_are_over_are_counted(review):
    for _ in range(11):
        review.file(topic="wait", at=datetime(2026, 4, 2, 15, tzinfo=UTC))

    for at, shown in ((datetime(2026, 6, 30, tzinfo=UTC), 0), (datetime(2026, 7, 2, tzinfo=UTC), 11)):
        assert queries.themes(at=at).counts["wait"] == shown


@pytest.mark.parametrize("who", ["navigator", "administrator", "reader"])
def test_only_the_hub_keeps_the_list_of_reviewers(review, who):
    actor = review.reader if who == "reader" else getattr(review.world, who)
    with acting_as(actor, at=TUESDAY):
        with pytest.raises(Denied):
            reviewing.list_reviewer(
                organization_id=review.world.cupboard.id, email="a@b.example", rank=1, actor=actor, at=TUESDAY
            )
        with pytest.raises(Denied):
            reviewing.end_reviewer(reviewer_id=review.listed[0].pk, actor=actor, at=TUESDAY)


def test_an_organization_is_listed_once_and_asked_no_more_once_ended(review):
    with pytest.raises(Conflict):
        review.list(review.first, 3)
    hub = review.world.hub_manager
    with acting_as(hub, at=TUESDAY):
        reviewing.end_reviewer(reviewer_id=review.listed[0].pk, actor=hub, at=TUESDAY)

    assert queries.follow(review.file().code).reviewer == "Legal Aid Bureau"


def test_every_step_of_a_reviewer_leaves_an_event_and_so_does_reading(review):
    one = review.answered()
    review.step("read", one)
    review.step("note", one, text="Called them.")
    filing.appeal(code=one.code, text="No.", at=TUESDAY)
    filing.accept(code=review.answered().code, at=TUESDAY)

    with acting_as(SYSTEM, at=TUESDAY), connection.cursor() as cursor:
        cursor.execute("select event->>'did', event->>'record_id' from access_events(0, 10000)")
        did = [verb for verb, key in cursor.fetchall() if verb.startswith("grievance.")]
    assert {"grievance.file", "grievance.read", "grievance.note", "grievance.appeal", "grievance.accept",
            "grievance.reviewer-list"} <= set(did)  # fmt: skip
    assert did.count("grievance.step") == 6
