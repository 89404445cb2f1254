"""What people really text back, case by case. The page in the docs is printed from the same table."""

import json
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

import make
from fullcircle.access.links import LinkKind
from fullcircle.access.reply_codes import Question
from fullcircle.infra import keywords
from fullcircle.infra.keywords import Keyword
from fullcircle.referrals.texts import reading

VECTORS = json.loads((Path(__file__).parent / "reply_vectors.json").read_text())
SOMEBODY = UUID(int=1)


def question(code, *, kind=LinkKind.CONFIRM, language="en", closed=None):
    at = make.AT + timedelta(days=20) if closed is None else make.AT - closed
    return Question(code, kind, language, SOMEBODY, SOMEBODY, None, closed is None, at)


def request(code):
    return question(code, kind=LinkKind.ANSWER)


HOURS, MONTH = timedelta(hours=5), timedelta(days=30)
GIVEN = {
    "one": [question(4)],
    "one, and 3 closed today": [question(3, closed=HOURS), question(4)],
    "two": [question(4), question(6)],
    "one in Spanish": [question(4, language="es")],
    "closed": [question(4, closed=HOURS)],
    "closed a month ago": [question(4, closed=MONTH)],
    "none": [],
    "request": [request(7)],
    "requests 7 and 71": [request(7), request(71)],
}


def understood(text, questions):
    if keyword := keywords.keyword(text):
        return str(keyword)
    read = reading.read(text, questions, at=make.AT)
    said = [f"{answer.question.code}={answer.reply}" for answer in read.answers]
    return " ".join([*said, *([str(read.why)] if read.why else []), *(["+"] if read.more else [])])


def test_there_are_enough_cases():
    assert len(VECTORS) >= 60
    assert {one["given"] for one in VECTORS} == set(GIVEN)


@pytest.mark.parametrize("one", VECTORS, ids=lambda one: f"{one['given']}: {one['text']!r}")
def test_what_is_understood(one):
    assert understood(one["text"], GIVEN[one["given"]]) == one["expect"]


WORDS_AROUND = st.text(max_size=40)
SEPARATORS = st.sampled_from([" ", "\n", ". ", ", ", " - ", "!", " 4"])


@given(
    WORDS_AROUND,
    SEPARATORS,
    st.sampled_from(["stop", "STOP", "Stop", "stopall", "Unsubscribe", "REVOKE"]),
    SEPARATORS,
    WORDS_AROUND,
)
def test_stop_as_a_word_wins_whatever_stands_around_it(before, left, stop, right, after):
    assert keywords.keyword(f"{before}{left}{stop}{right}{after}") == Keyword.STOP


@given(st.text(max_size=80))
def test_any_text_is_read_and_answers_nothing_that_is_not_open(text):
    for questions in GIVEN.values():
        read = reading.read(text, questions, at=make.AT)

        assert all(answer.question.is_open for answer in read.answers)
        assert all(answer.reply for answer in read.answers)
        assert read.answers or read.why
        assert len({answer.question.code for answer in read.answers}) == len(read.answers)


@given(st.integers(0, 2000), st.sampled_from(["Y", "N", " yes", "S"]))
def test_a_code_answers_its_own_question_alone(code, word):
    read = reading.read(f"{code}{word}", GIVEN["two"], at=make.AT)

    assert [answer.question.code for answer in read.answers] == [code] * (code in {4, 6})


QUOTED = "\n\nOn Tue, Mar 10, 2026 at 10:00 Tamarind wrote:\n> Reply 3 if you are full\n> 1 accept"


@pytest.mark.parametrize(
    ("text", "expect"),
    [
        ("1", "1"), ("Yes", "1"), ("Yes, thank you", "1"), ("2" + QUOTED, "2"), ("3\n\nBest,\nRuth Amadi\nOpen Cupboard", "3 +"),
        ("full" + QUOTED, "3"), ("4", "4"), ("5", "unclear"), ("1 or 2", "unclear"), ("" + QUOTED, "unclear"),
        ("She can come on Tuesday", "unclear"), ("Accept\n-- \nRuth, 1 Main Street", "1"), ("Sí", "1"),
        ("1\nEl mar, 10 mar 2026 a las 10:00, Tamarind escribió:\n> 3", "1"),
    ],
)  # fmt: skip
def test_a_mail_is_read_by_its_first_line(text, expect):
    read = reading.read_mail(text, request(7))

    said = " ".join([answer.reply for answer in read.answers] or [str(read.why)])
    assert said + (" +" if read.more else "") == expect


def test_a_mail_about_a_question_that_is_closed_is_late():
    assert reading.read_mail("1", question(7, kind=LinkKind.ANSWER, closed=HOURS)).why == "late"
