"""What a person is asked about, in words of the sixth grade: topics, purposes, and how long."""

from __future__ import annotations

import calendar
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fullcircle.access.actor import Purpose
from fullcircle.access.consents import EVERY_CLASS, EVERY_PURPOSE
from fullcircle.access.grants import DataClass
from fullcircle.access.labels import Label


@dataclass(frozen=True, slots=True)
class Topic:
    key: str
    words: str | Promise  # after "may see"
    classes: tuple[str, ...]
    label: Label | None = None


# What a protected record can be: its label stands on the record, not on its class.
LABELLED = (DataClass.NEED, DataClass.REFERRAL, DataClass.ASSESSMENT, DataClass.SERVICE, DataClass.OUTCOME)
OPEN_TOPICS = (
    Topic("me", gettext_lazy("my name and how to reach me"), (DataClass.IDENTITY, DataClass.CONTACT)),
    Topic("home", gettext_lazy("where I live"), (DataClass.ADDRESS,)),
    Topic("household", gettext_lazy("who lives with me"), (DataClass.HOUSEHOLD,)),
    Topic("needs", gettext_lazy("what help I need"), (DataClass.NEED,)),
    Topic("requests", gettext_lazy("what happened with my requests"), (DataClass.REFERRAL, DataClass.SERVICE, DataClass.OUTCOME)),
    Topic("recent-aid", gettext_lazy("whether I got the same help elsewhere lately, yes or no"), (DataClass.RECENT_AID,)),
    Topic("answers", gettext_lazy("my answers to questions"), (DataClass.ASSESSMENT,)),
)  # fmt: skip
# Records of victim services are never shared (34 USC 12291(b)(2)), so nobody is asked about them.
PROTECTED_TOPICS = (
    Topic("substance-use", gettext_lazy("my treatment for drugs or alcohol"), LABELLED, Label.SUBSTANCE_USE),
    Topic("counseling-notes", gettext_lazy("my counseling notes about drugs or alcohol"), LABELLED, Label.COUNSELING_NOTES),
    Topic("hiv", gettext_lazy("my HIV care"), LABELLED, Label.HIV),
    Topic("minor", gettext_lazy("care that I may ask for alone as a minor"), LABELLED, Label.MINOR),
    Topic("justice", gettext_lazy("my time in court, jail or probation"), LABELLED, Label.JUSTICE),
    Topic("education", gettext_lazy("my school records"), LABELLED, Label.EDUCATION),
    Topic("shelter", gettext_lazy("my shelter records"), LABELLED, Label.HOMELESSNESS),
)  # fmt: skip
EVERYTHING = Topic("everything", gettext_lazy("anything about me"), EVERY_CLASS)
BY_KEY = {topic.key: topic for topic in (*OPEN_TOPICS, *PROTECTED_TOPICS, EVERYTHING)}

CLASS_WORDS: dict[str, str | Promise] = {
    DataClass.IDENTITY: gettext_lazy("my name"),
    DataClass.CONTACT: gettext_lazy("how to reach me"),
    DataClass.ADDRESS: gettext_lazy("where I live"),
    DataClass.DEMOGRAPHICS: gettext_lazy("my age and background"),
    DataClass.HOUSEHOLD: gettext_lazy("who lives with me"),
    DataClass.NEED: gettext_lazy("what help I need"),
    DataClass.REFERRAL: gettext_lazy("what happened with my requests"),
    DataClass.ASSESSMENT: gettext_lazy("my answers to questions"),
    DataClass.SERVICE: gettext_lazy("what help I got"),
    DataClass.RECENT_AID: gettext_lazy("whether I got the same help elsewhere lately, yes or no"),
    DataClass.OUTCOME: gettext_lazy("how it ended"),
    DataClass.CLINICAL_SUMMARY: gettext_lazy("a summary of my health"),
    DataClass.CLAIMS: gettext_lazy("what my insurance paid"),
    DataClass.ACCESS: gettext_lazy("who may see my page"),
}
PURPOSES: dict[str, str | Promise] = {
    Purpose.CARE: gettext_lazy("to help me"),
    Purpose.TREATMENT: gettext_lazy("to treat me"),
    Purpose.PAYMENT: gettext_lazy("to pay for my help"),
    Purpose.OPERATIONS: gettext_lazy("to run their program"),
    Purpose.QUALITY: gettext_lazy("to find out what works"),
    Purpose.PUBLIC_HEALTH: gettext_lazy("to keep the community healthy"),
    Purpose.RESEARCH: gettext_lazy("for research"),
    Purpose.EMERGENCY: gettext_lazy("in an emergency"),
}
OFFERED_PURPOSES = tuple(purpose for purpose in PURPOSES if purpose != Purpose.EMERGENCY)
MONTHS, USUAL_MONTHS, MOST_MONTHS = (3, 6, 12), 12, 36


def last_day(today: date, months: int) -> date:
    """The same day so many months later, or the last day of a shorter month."""
    years, month = divmod(today.month - 1 + months, 12)
    year = today.year + years
    return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))


def what(classes: Collection[str], labels: Collection[str] = ()) -> str:
    """What a consent opens, in the words of its topic, else class by class."""
    if set(EVERY_CLASS) <= set(classes):
        return str(EVERYTHING.words)
    protected = listed([str(topic.words) for topic in PROTECTED_TOPICS if topic.label in labels])
    if protected and set(classes) == set(LABELLED):
        return protected
    plain = next((str(topic.words) for topic in OPEN_TOPICS if set(topic.classes) == set(classes)), "")
    plain = plain or listed([str(words) for name, words in CLASS_WORDS.items() if name in classes])
    return _("{what} ({protected})").format(what=plain, protected=protected) if protected else plain


def for_what(purposes: Collection[str]) -> str:
    """'to help me and to pay for my help'; for everything, nothing has to be said."""
    if set(EVERY_PURPOSE) <= set(purposes):
        return ""
    return listed([str(words) for purpose, words in PURPOSES.items() if purpose in purposes])


def listed(words: list[str]) -> str:
    """'a, b and c'."""
    if len(words) < 2:
        return "".join(words)
    return _("{some} and {last}").format(some=", ".join(words[:-1]), last=words[-1])


def months(number: int) -> str | Promise:
    return format_lazy(gettext_lazy("{n} months"), n=number)
