"""The very sentences that a person hears, reads or ticks, and their SHA-256.

What 42 CFR 2.31(a) asks of a consent for substance use records stands in them: what, who discloses, to whom, for what, the
right to stop and how, when it ends, what a no means, and that the receiver could share it again. Name, signature and date
are the record's, or on the paper.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fullcircle.accounts import queries as accounts
from fullcircle.directory import queries as directory
from fullcircle.privacy import topics

ORIGINAL = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One line as it is asked. `organizations=None` is the whole network; `until` is the last day, None for no end.

    `classes` and `labels` are the topic's, unless a line is renewed that has none of our topics."""

    classes: tuple[str, ...]
    organizations: tuple[UUID, ...] | None
    purposes: tuple[str, ...]
    until: date | None
    labels: tuple[str, ...] = ()
    permit: bool = True
    need_id: UUID | None = None
    referral_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """What is shown as a whole: what to know first, one sentence a line, and what protects protected records."""

    before: list[str]
    lines: list[str]
    protected: list[str]

    @property
    def digest(self) -> str:
        """SHA-256 over every sentence in its order, one a line."""
        spelled = "\n".join([*self.before, *self.lines, *self.protected])
        return hashlib.sha256(spelled.encode()).hexdigest()


def document(shown: Sequence[Said]) -> Document:
    """The sentences in the active language."""
    names = directory.organization_names({one for said in shown for one in said.organizations or ()})
    return Document(
        before=before() if any(said.permit for said in shown) else [],
        lines=[sentence(said, names) for said in shown],
        protected=protected() if any(said.labels for said in shown) else [],
    )


def before() -> list[str]:
    return [
        _("You do not have to say yes. Saying no does not change the help you can get."),
        _("You can stop any line, any day: on your page, or by telling us. It ends at once."),
        _("A place you allow may write down what it sees. It keeps what it wrote down itself."),
        _("Some places do not have to follow the law on health records (HIPAA)."),
    ]


def protected() -> list[str]:
    """The effect of a no, and the chance of redisclosure (42 CFR 2.31(a))."""
    community = accounts.community().name
    return [
        _("Some of these records have extra protection by law. Only the places named above may see them."),
        _(
            "The places in {community} that keep these records may show them to the places named above."
        ).format(community=community),
        _("If you say no, you can still get help. The places named above then do not see these records."),
        _("A place that sees them could share them again. The law may then protect them no longer."),
    ]


def sentence(said: Said, names: dict[UUID, str]) -> str:
    """'Open Cupboard may see where I live, to help me, until March 2, 2027.'"""
    who, what = who_in(said.organizations, names), topics.what(said.classes, said.labels)
    if not said.permit:
        return _("{who} may not see {what}.").format(who=who, what=what)
    purpose = topics.for_what(said.purposes)
    if said.until is None:
        return _("{who} may see {what} {purpose}.").format(who=who, what=what, purpose=purpose)
    day = date_format(said.until, "DATE_FORMAT")
    return _("{who} may see {what} {purpose}, until {day}.").format(
        who=who, what=what, purpose=purpose, day=day
    )


def who_in(organizations: Sequence[UUID] | None, names: dict[UUID, str]) -> str:
    if organizations is None:
        return _("Every place in {community}").format(community=accounts.community().name)
    return topics.listed(sorted(names[one] for one in organizations if one in names)) or _("A place")


def reviewer(language: str) -> str:
    """Who reviewed these sentences in this language; '' for nobody yet. The original needs no translation."""
    reviewers: dict[str, str] = settings.CONSENT_REVIEWERS
    return reviewers.get(language, "")


def is_draft(language: str) -> bool:
    """A machine translated them, and nobody has checked them yet."""
    return language != ORIGINAL and not reviewer(language)


def end_of(day: date) -> datetime:
    """The midnight that ends this day in the community's time zone."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=ZoneInfo(settings.TIME_ZONE))


def day_of(ends_at: datetime) -> date:
    """The last day on which something that ends then is in force."""
    return (ends_at - timedelta(microseconds=1)).astimezone(ZoneInfo(settings.TIME_ZONE)).date()
