"""A second opinion in plain Python: the rules of access, written from their description and not from the SQL.

`generated()` makes a community in which every rule has work to do; `decide()` says what each may see and why.
"""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

CLASSES = ("identity", "contact", "need", "referral", "assessment")
PURPOSES = ("care-coordination", "operations", "research")
LABELS = ("ETH", "HIV", "DV")


class Grant(NamedTuple):
    effect: str
    giver: uuid.UUID
    taker: uuid.UUID
    data_class: str
    purpose: str
    rule: str
    labels: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime | None


class Consent(NamedTuple):
    person: uuid.UUID
    effect: str
    organizations: frozenset[uuid.UUID] | None
    classes: frozenset[str]
    purposes: frozenset[str]
    labels: frozenset[str]
    need: uuid.UUID | None
    referral: uuid.UUID | None
    starts_at: datetime | None
    ends_at: datetime | None
    guardian_until: datetime | None


class Record(NamedTuple):
    id: uuid.UUID
    data_class: str
    person: uuid.UUID
    keeper: uuid.UUID
    shared_with: uuid.UUID | None
    label: str
    need: uuid.UUID | None


class Emergency(NamedTuple):
    person: uuid.UUID
    organization: uuid.UUID
    user: uuid.UUID
    starts_at: datetime
    ends_at: datetime


class Freeze(NamedTuple):
    """What one keeper opens to one organization is on hold."""

    giver: uuid.UUID
    taker: uuid.UUID
    starts_at: datetime
    ends_at: datetime | None


@dataclass
class Community:
    now: datetime
    organizations: list[uuid.UUID]
    user_of: dict[uuid.UUID, uuid.UUID]
    records: list[Record] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)
    consents: list[Consent] = field(default_factory=list)
    emergencies: list[Emergency] = field(default_factory=list)
    freezes: list[Freeze] = field(default_factory=list)

    def index(self) -> None:
        self.between: dict[tuple, list[Grant]] = {}
        for grant in self.grants:
            key = (grant.giver, grant.taker, grant.data_class, grant.purpose)
            self.between.setdefault(key, []).append(grant)
        self.on_hold: dict[tuple, list[Freeze]] = {}
        for freeze in self.freezes:
            self.on_hold.setdefault((freeze.giver, freeze.taker), []).append(freeze)
        self.said: dict[uuid.UUID, list[Consent]] = {}
        for consent in self.consents:
            self.said.setdefault(consent.person, []).append(consent)
        self.broken: dict[uuid.UUID, list[Emergency]] = {}
        for emergency in self.emergencies:
            self.broken.setdefault(emergency.person, []).append(emergency)
        self.kept: dict[uuid.UUID, list[Record]] = {}
        for record in self.records:
            self.kept.setdefault(record.person, []).append(record)

    def of_person(self, person: uuid.UUID) -> list[Record]:
        return self.kept[person]


def holds(thing, at: datetime) -> bool:
    """Half-open: from its start on, and no longer at its end."""
    return (
        thing.starts_at is not None
        and thing.starts_at <= at
        and (thing.ends_at is None or at < thing.ends_at)
    )


def decide(  # noqa: C901 - the rules in their order, one line each
    community: Community, record: Record, organization: uuid.UUID, purpose: str, at: datetime
) -> str:
    """The name of the rule that decides; see PERMITS for those that let see."""
    if organization in (record.keeper, record.shared_with):
        return "own"
    if breaks_the_glass(community, record, organization, at):
        return "emergency"
    if record.label == "DV":
        return "never-shared"
    said = [
        consent
        for consent in community.said.get(record.person, [])
        if (consent.organizations is None or organization in consent.organizations)
        and record.data_class in consent.classes
        and purpose in consent.purposes
    ]
    if any(consent.effect == "deny" and holds(consent, at) for consent in said):
        return "refused"
    if any(holds(freeze, at) for freeze in community.on_hold.get((record.keeper, organization), [])):
        return "frozen"
    key = (record.keeper, organization, record.data_class, purpose)
    in_force = [grant for grant in community.between.get(key, []) if holds(grant, at)]
    if any(grant.effect == "deny" for grant in in_force):
        return "forbidden"
    if not record.label and any(grant.rule in ("none", "opt_out") for grant in in_force):
        return "agreement"
    if not any(asks_for_consent(grant, record) for grant in in_force):
        return "no-agreement"
    if any(covers(consent, record, organization, at) for consent in said):
        return "consent"
    if any(lapsed(consent, organization, at) for consent in community.said.get(record.person, [])):
        return "guardian-lapsed"
    return "needs-naming-consent" if record.label else "needs-consent"


def breaks_the_glass(community: Community, record: Record, organization: uuid.UUID, at: datetime) -> bool:
    """How to reach somebody, and not where to be known tells something."""
    return (
        record.data_class in ("identity", "contact")
        and not record.label
        and any(
            emergency.organization == organization
            and emergency.user == community.user_of[organization]
            and holds(emergency, at)
            for emergency in community.broken.get(record.person, [])
        )
    )


def asks_for_consent(grant: Grant, record: Record) -> bool:
    """An agreement that opens this kind of record to whoever the person agreed to, or by name where it is protected."""
    if record.label:
        return grant.rule == "named" and record.label in grant.labels
    return grant.rule == "opt_in"


def lapsed(consent: Consent, organization: uuid.UUID, at: datetime) -> bool:
    """A guardian's yes that ended on the person's 18th birthday."""
    ended = consent.guardian_until is not None and consent.guardian_until == consent.ends_at
    here = consent.organizations is None or organization in consent.organizations
    return consent.effect == "permit" and ended and consent.ends_at <= at and here


LABELLED = ("need", "referral", "assessment")


def covers(consent: Consent, record: Record, organization: uuid.UUID, at: datetime) -> bool:
    if consent.effect != "permit" or not holds(consent, at):
        return False
    if record.need and consent.need and consent.need != record.need:
        return False
    if record.data_class == "referral" and consent.referral and consent.referral != record.id:
        return False
    if record.label:
        return (
            record.label in consent.labels
            and consent.organizations is not None
            and organization in consent.organizations
        )
    # Who agreed to protected records of a place said nothing of the others there.
    return not consent.labels or record.data_class not in LABELLED


PERMITS = {"own", "emergency", "agreement", "consent"}
REFUSES = {
    "never-shared", "refused", "frozen", "forbidden", "no-agreement", "needs-consent", "needs-naming-consent", "guardian-lapsed",
}  # fmt: skip


def generated(*, seed: int, organizations: int, people: int, now: datetime) -> Community:
    """People with a contact each, and per person on the average one need, one referral and one assessment."""
    chance = random.Random(seed)  # noqa: S311 - a made-up town, not a secret

    def new() -> uuid.UUID:
        return uuid.UUID(int=chance.getrandbits(128), version=4)

    ids = [new() for _ in range(organizations)]
    made = Community(now, ids, {one: new() for one in ids})
    midnight = now.replace(hour=5, minute=0, second=0, microsecond=0)

    def span() -> tuple[datetime, datetime | None]:
        """Mostly in force; some over, some to come, some ending at this very midnight."""
        starts = midnight - timedelta(days=chance.choice((700, 400, 30, -1)))
        ends = chance.choice(
            (None, None, midnight, midnight + timedelta(days=30), midnight - timedelta(days=2))
        )
        return starts, max(starts, ends) if ends else None

    for giver in ids:
        for taker in ids:
            if giver != taker:
                made.grants.extend(_grants(chance, giver, taker, span))
    made.freezes = [
        Freeze(giver, taker, *span())
        for giver in ids
        for taker in ids
        if giver != taker and chance.random() < 0.05
    ]
    for _ in range(people):
        _person(chance, made, new, span, midnight)
    made.index()
    return made


def _person(chance: random.Random, made: Community, new, span, midnight) -> None:
    ids, person = made.organizations, new()
    keeper, own = chance.choice(ids), _label(chance, 0.1)
    made.records.append(Record(person, "identity", person, keeper, None, own, None))
    made.records.append(Record(person, "contact", person, keeper, None, own, None))
    needs, referrals = [], []
    for _ in range(chance.choice((0, 1, 2))):
        need = new()
        needs.append(Record(need, "need", person, keeper, None, own or _label(chance), need))
    for need in needs:
        for _ in range(chance.choice((0, 1, 2, 3))):
            source, target = chance.sample(ids, 2)
            label = need.label or _label(chance, 0.05)
            referrals.append(Record(new(), "referral", person, source, target, label, need.id))
    made.records += needs + referrals
    if chance.random() < 0.5:
        made.records.append(Record(new(), "assessment", person, keeper, None, own or _label(chance), None))
    for _ in range(chance.choice((0, 1, 2, 3))):
        made.consents.append(_consent(chance, ids, person, needs, referrals, span, midnight))
    if chance.random() < 0.02:
        organization = chance.choice(ids)
        since = midnight - timedelta(hours=chance.choice((1, 9)))
        made.emergencies.append(
            Emergency(person, organization, made.user_of[organization], since, since + timedelta(hours=4))
        )


def _label(chance: random.Random, share: float = 0.3) -> str:
    return chance.choice(LABELS) if chance.random() < share else ""


def _grants(chance: random.Random, giver, taker, span) -> list[Grant]:
    made = []
    if chance.random() < 0.4:
        since = span()[0]
        made = [
            Grant(
                "permit", giver, taker, data_class, "care-coordination", "named", ("ETH", "HIV"), since, None
            )
            for data_class in CLASSES
        ]
    for data_class in CLASSES:
        if chance.random() < 0.8:
            starts, ends = span()
            rule = chance.choices(("opt_in", "none", "opt_out", "named"), weights=(5, 1, 1, 4))[0]
            labels = (
                tuple(sorted(chance.sample(("ETH", "HIV"), chance.choice((1, 2))))) if rule == "named" else ()
            )
            purpose = chance.choices(PURPOSES, weights=(6, 2, 1))[0]
            made.append(Grant("permit", giver, taker, data_class, purpose, rule, labels, starts, ends))
            if chance.random() < 0.08:
                starts, ends = span()
                made.append(Grant("deny", giver, taker, data_class, purpose, "none", (), starts, ends))
    return made


def _consent(chance: random.Random, ids, person, needs, referrals, span, midnight) -> Consent:
    starts, ends = span()
    guardian = None
    if chance.random() < 0.1:
        guardian = midnight + timedelta(days=chance.choice((-1, 0, 200)))
        starts = min(starts, guardian)
        ends = min(ends, guardian) if ends else guardian
    deny = chance.random() < 0.2
    named = None if chance.random() < 0.3 else frozenset(chance.sample(ids, chance.choice((1, 3, 12))))
    labels = (
        frozenset(chance.sample(("ETH", "HIV"), chance.choice((1, 2))))
        if named and chance.random() < 0.4
        else frozenset()
    )
    need = chance.choice(needs).id if needs and not deny and chance.random() < 0.5 else None
    referral = None
    if need:
        fitting = [one for one in referrals if one.need == need]
        referral = chance.choice(fitting).id if fitting and chance.random() < 0.7 else None
    return Consent(
        person=person, effect="deny" if deny else "permit", organizations=named,
        classes=frozenset(chance.sample(CLASSES, chance.choice((2, 4, 5)))),
        purposes=frozenset(chance.sample(PURPOSES, chance.choice((1, 3)))), labels=frozenset() if deny else labels,
        need=need, referral=referral, starts_at=None if chance.random() < 0.03 and not deny else starts, ends_at=ends,
        guardian_until=guardian,
    )  # fmt: skip
