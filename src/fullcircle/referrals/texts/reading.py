"""Reading a text or mail that answers a question. Pure rules: what is not clear is not guessed, and a person reads it.

A text answers by a code and a word ("4Y", "yes 4", "7 1"). Without a code a clear yes, some or no answers where one question
alone stands open on the phone and none was closed within three days: there is nothing else it could be about. An organization
always says the code: an acceptance opens how to reach somebody. `docs/reference/replies.md` is printed from the cases.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from fullcircle.access.links import LinkKind
from fullcircle.access.reply_codes import Question
from fullcircle.infra import keywords

LATELY = timedelta(days=3)  # after it a bare "yes" is not about a question that was closed
MANY = 3  # words beyond the answer that a person should read


class Why(StrEnum):
    """Why a text answers nothing."""

    UNCLEAR = "unclear"
    WHICH = "which"  # clear, but about which question?
    WRONG_CODE = "wrong-code"
    LATE = "late"  # that question is answered, or too old
    NOTHING_ASKED = "nothing-asked"


@dataclass(frozen=True, slots=True)
class Answer:
    question: Question
    reply: str  # yes, some, no to a resident's question; 1 to 4 to an organization's


@dataclass(frozen=True, slots=True)
class Read:
    answers: tuple[Answer, ...] = ()
    why: Why | None = None  # what is wrong with the rest, if anything
    more: bool = False  # said more than the answer: a person reads it, too


YES, SOME, NO, WAIT, FULL, CALL = "yes", "some", "no", "wait", "full", "call"
WORDS = {
    YES: "yes yess yeah yep yup yea ya si sii sip accept accepted acepto aceptar aceptamos",
    SOME: "some partly part half parte algo mitad",
    NO: "n no noo nope nah",
    WAIT: "wait waitlist waiting espera",
    FULL: "full lleno llenos decline declined",
    CALL: "call llamar llame llamen",
}
MEANT = {word: meaning for meaning, words in WORDS.items() for word in words.split()}
# What counts only beside a code, or where the question was asked in English: "y" is "and" in Spanish, "s" may be "sí".
LETTERS = {"y": YES, "s": SOME}
PHRASES: dict[tuple[str, ...], str] = {
    tuple(phrase.split()): meaning
    for meaning, phrases in {
        YES: "i got it;yes i got it;i received it;lo recibi;si lo recibi;ya lo recibi",
        SOME: "some of it;part of it;half of it;i got some;a little;una parte;un poco;solo una parte",
        NO: "not yet;no not yet;not really;i did not get it;did not get it;i didnt get it;didnt get it;i never got it;"
        "no lo recibi;no recibi nada;todavia no;aun no;no todavia;no aun;not at all",
        WAIT: "wait list;lista de espera", CALL: "call us;call me;llamenos;please call",
    }.items()
    for phrase in phrases.split(";")
}  # fmt: skip
LONGEST = max(len(phrase) for phrase in PHRASES)
THUMBS = {"👍": "thumbsup", "✅": "thumbsup", "✔": "thumbsup", "👎": "thumbsdown", "❌": "thumbsdown"}
THUMB = {"thumbsup": YES, "thumbsdown": NO}
AGAINST = frozenset(
    {
        "not",
        "dont",
        "didnt",
        "did",
        "cant",
        "cannot",
        "couldnt",
        "wont",
        "wouldnt",
        "isnt",
        "arent",
        "wasnt",
        "doesnt",
        "havent",
        "hasnt",
        "unable",
        "impossible",
        "imposible",
        "tampoco",
        "never",
        "nothing",
        "except",
        "but",
        "nunca",
        "nada",
        "pero",
        "excepto",
        "sin",
    }
)
SAID_BESIDE = (
    "the it i we thanks thank thx ty you please pls gracias por favor muchas so very much sorry mam maam sir hi hello hola"
    " god bless answer reply code request question number num respuesta codigo solicitud and"
)
BESIDE = frozenset(SAID_BESIDE.split())
BETWEEN = frozenset({"is", "es"})
SIGNATURE = re.compile(r"^\s*(--|[-–—~*]\s*\w|sent from|get outlook|enviado desde|sent via)", re.IGNORECASE)
DASH = re.compile(r"^\s*([-–—~*])(?!\1)")
QUOTED = re.compile(
    r"^\s*(>|on .{3,200} wrote:\s*$|el .{3,200} escribi|-{2,}\s*(original|forwarded|mensaje)|_{5,}|from:|de:|sent:)",
    re.IGNORECASE,
)
TO_AN_ORGANIZATION = {YES: "1", WAIT: "2", FULL: "3", NO: "3", CALL: "4"}
DIGITS = frozenset({"1", "2", "3", "4"})


@dataclass(frozen=True, slots=True)
class Token:
    """A number, a meaning, or a word that means nothing here."""

    kind: str  # number, meaning, letter, thumb, word
    value: str


def tokens(text: str) -> list[Token]:
    for thumb, word in THUMBS.items():
        text = text.replace(thumb, f" {word} ")
    said = keywords.words(re.sub(r"[’'`´]", "", text))
    found, at = [], 0
    while at < len(said):
        size = next((n for n in range(LONGEST, 1, -1) if tuple(said[at : at + n]) in PHRASES), 0)
        if size:
            found.append(Token("meaning", PHRASES[tuple(said[at : at + size])]))
        else:
            found.append(_token(said[at]))
        at += size or 1
    return found


def _token(word: str) -> Token:
    if word.isdecimal():  # what else counts as a digit, as of Ethiopic, is no number to Python
        return Token("number", str(int(word)) if len(word) < 6 else word)
    if word in THUMB:
        return Token("thumb", THUMB[word])
    if word in LETTERS:
        return Token("letter", LETTERS[word])
    return Token("meaning", MEANT[word]) if word in MEANT else Token("word", word)


@dataclass(slots=True)
class Parsed:
    pairs: list[tuple[str, Token]]
    alone: list[Token]
    numbers: list[str]
    words: list[str]


def read(text: str, questions: Sequence[Question], *, at: datetime) -> Read:
    """What a text answers, of the questions that were asked on its phone, open or not."""
    parsed = _parsed(tokens(_without_signature(text)), questions)
    if parsed.pairs:
        read = _by_code(parsed, {question.code: question for question in questions})
        return replace(read, more=read.more or _says_more_below(text)) if read.answers else read
    if not any(question.is_open for question in questions):
        answers_like = parsed.alone or parsed.numbers
        late = any(at - question.closed_at <= LATELY for question in questions)
        return Read(why=Why.LATE if late and answers_like else Why.NOTHING_ASKED)
    plain = _without_code(parsed, questions, at)
    return replace(plain, more=_says_more_below(text)) if plain.answers else plain


def _parsed(said: list[Token], questions: Iterable[Question]) -> Parsed:
    """Numbers beside meanings are pairs; of two numbers, one a request's code and one its digit, too."""
    parsed = Parsed([], [], [], [])
    requests = {str(question.code) for question in questions if question.kind == LinkKind.ANSWER}
    known = {str(question.code) for question in questions}
    left = [token for token in said if not (token.kind == "word" and token.value in BETWEEN)]
    at = 0
    while at < len(left):
        one, other = left[at], left[at + 1] if at + 1 < len(left) else None
        pair = _pair(one, other, requests) if other else None
        if pair:
            parsed.pairs.append(pair)
            at += 2
            continue
        if one.kind == "number":
            together = _together(one.value, requests, known)
            if together:
                parsed.pairs.append(together)
            else:
                parsed.numbers.append(one.value)
        elif one.kind == "word":
            parsed.words.append(one.value)
        else:
            parsed.alone.append(one)
        at += 1
    return parsed


def _pair(one: Token, other: Token, requests: set[str]) -> tuple[str, Token] | None:
    if one.kind == other.kind == "number":
        for code, digit in ((one.value, other.value), (other.value, one.value)):
            if code in requests and digit in DIGITS:
                return code, Token("digit", digit)
        unknown = requests and one.value not in DIGITS and other.value in DIGITS
        return (one.value, Token("digit", other.value)) if unknown else None
    if one.kind == "number" and other.kind != "word":
        return one.value, other
    return (other.value, one) if other.kind == "number" and one.kind != "word" else None


def _together(number: str, requests: set[str], known: set[str]) -> tuple[str, Token] | None:
    """'71' where there is a request 7 and no question 71."""
    if number not in known and number[:-1] in requests and number[-1] in DIGITS:
        return number[:-1], Token("digit", number[-1])
    return None


def _by_code(parsed: Parsed, by_code: dict[int, Question]) -> Read:
    said: dict[int, set[str]] = {}
    problem: Why | None = None
    for code, token in parsed.pairs:
        question = by_code.get(int(code)) if len(code) < 6 else None
        if question is None or not question.is_open:
            problem = problem or (Why.WRONG_CODE if question is None else Why.LATE)
        else:
            said.setdefault(question.code, set()).add(_reply(token, question, beside_code=True))
    answers = [Answer(by_code[code], next(iter(replies))) for code, replies in said.items()]
    if any(len(replies) > 1 for replies in said.values()) or any(not answer.reply for answer in answers):
        return Read(why=Why.UNCLEAR)
    if answers and _contradicts(parsed, answers, by_code):
        return Read(why=Why.UNCLEAR)
    more = len([word for word in parsed.words if word not in BESIDE]) >= MANY
    return Read(tuple(answers), problem, more)


def _contradicts(parsed: Parsed, answers: list[Answer], by_code: dict[int, Question]) -> bool:
    """Something else in the text says otherwise, or names another question."""
    others = {str(code) for code, question in by_code.items() if question.is_open}
    last = answers[-1]
    differs = any(
        _reply(token, last.question, beside_code=True) != last.reply
        for token in parsed.alone
        if token.kind != "thumb"
    )
    return differs or not AGAINST.isdisjoint(parsed.words) or bool(others & set(parsed.numbers))


def _reply(token: Token, question: Question, *, beside_code: bool) -> str:
    """What it says to this question; '' where it says nothing to it."""
    if token.kind == "thumb" and not beside_code:
        return ""
    if token.kind == "letter" and question.language != "en" and not (beside_code and token.value == YES):
        return ""
    if question.kind == LinkKind.ANSWER:
        return token.value if token.kind == "digit" else TO_AN_ORGANIZATION.get(token.value, "")
    return token.value if token.value in {YES, SOME, NO} else ""


def _without_code(parsed: Parsed, questions: Sequence[Question], at: datetime) -> Read:
    open_now = [question for question in questions if question.is_open]
    strange = [word for word in parsed.words if word not in BESIDE]
    replies = {_reply(token, open_now[0], beside_code=False) for token in parsed.alone}
    if strange or parsed.numbers or len(replies) != 1 or "" in replies:
        return Read(why=Why.UNCLEAR)
    lately = any(not question.is_open and at - question.closed_at <= LATELY for question in questions)
    if len(open_now) > 1 or lately or open_now[0].kind == LinkKind.ANSWER:
        return Read(why=Why.WHICH)
    return Read((Answer(open_now[0], next(iter(replies))),))


def read_mail(text: str, question: Question) -> Read:
    """What a mail answers, whose address says which question it is about: its first line, what was quoted cut off."""
    if not question.is_open:
        return Read(why=Why.LATE)
    lines = [line for line in _without_signature(without_quote(text)).splitlines() if line.strip()]
    said = tokens(lines[0]) if lines else []
    digits = [Token("digit", token.value) for token in said if token.kind == "number"]
    strange = [token.value for token in said if token.kind == "word" and token.value not in BESIDE]
    meant = [token for token in said if token.kind not in {"word", "number"}]
    if (question.kind != LinkKind.ANSWER and digits) or any(token.value not in DIGITS for token in digits):
        return Read(why=Why.UNCLEAR)
    replies = {_reply(token, question, beside_code=True) for token in (*digits, *meant)}
    if strange or len(replies) != 1 or "" in replies:
        return Read(why=Why.UNCLEAR)
    more = sum(len(line.split()) for line in lines[1:]) >= MANY
    return Read((Answer(question, next(iter(replies))),), more=more)


def without_quote(text: str) -> str:
    """A mail without the one that it answers."""
    kept = []
    for line in text.splitlines():
        if QUOTED.match(line):
            break
        kept.append(line)
    return "\n".join(kept)


def _without_signature(text: str) -> str:
    """Until a line that begins as signatures do; the first line is never one."""
    lines = text.strip().splitlines()
    return "\n".join(lines[: _signature_at(lines)])


def _signature_at(lines: Sequence[str]) -> int:
    return next((n for n, line in enumerate(lines) if n and SIGNATURE.match(line)), len(lines))


def _says_more_below(text: str) -> bool:
    """More than a name behind a dash: it answers nothing, but is no signature either."""
    lines = text.strip().splitlines()
    below = lines[_signature_at(lines) :]
    if not below or not DASH.match(below[0]):
        return False
    return len([word for word in keywords.words("\n".join(below)) if word not in BESIDE]) >= MANY
