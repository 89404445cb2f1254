"""The twenty cases of access, answered alike by row security, why(), page, list, count, search and export.

`access_policy_vectors.json` says each case in words; docs/reference/access.md prints it with what was asked here. The preview of
a card has tests/referrals/test_preview.py.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

import make
import opening
import signing
from access.test_existence import TOKENS
from between import Signing
from fullcircle.access import consents, grants
from fullcircle.access.actor import Actor, Kind, Purpose, Role
from fullcircle.access.consents import How, Line
from fullcircle.access.grants import DataClass, Rule
from fullcircle.access.session import acting_as
from fullcircle.agreements import actions as agreements
from fullcircle.agreements.actions import OnPaper
from fullcircle.agreements.drafting import ClauseSaid, Joining
from fullcircle.directory.models import Organization, Service
from fullcircle.people.actions import Described
from fullcircle.people.models import Contact, Person
from fullcircle.referrals import rates
from fullcircle.referrals.models import Need, Referral
from fullcircle.referrals.states import Status

CASES = {
    case["id"]: case
    for case in json.loads((Path(__file__).parent / "access_policy_vectors.json").read_text())
}
ZONE = ZoneInfo(settings.TIME_ZONE)
AT = make.AT
NAME = "Quentin Xylander"
TABLES: dict[DataClass, Any] = {
    DataClass.IDENTITY: Person, DataClass.CONTACT: Contact, DataClass.NEED: Need, DataClass.REFERRAL: Referral,
}  # fmt: skip
EVERY_CLASS = ("identity", "contact", "need", "referral", "assessment")


class Ask(NamedTuple):
    """One question, and the rule that must decide it."""

    who: str
    data_class: DataClass
    rule: Rule
    purpose: Purpose = Purpose.CARE
    at: datetime = AT
    record: str = ""  # by default the person's


@dataclass
class Town:
    """H a hospital, F a pantry, S a shelter, P a treatment program, V a victim service; the hub is the platform."""

    world: make.World
    agreement: Any = None
    person: Any = None
    keeper: str = "H"
    records: dict[str, uuid.UUID] = field(default_factory=dict)

    def __post_init__(self) -> None:
        world = self.world
        program, victims = (
            Organization.objects.create(name=name, email="")
            for name in ("Stillwater Recovery", "Lantern House")
        )
        Service.objects.create(
            organization=program, name="Recovery days", domains=["food-insecurity"], label="ETH"
        )
        Service.objects.create(organization=victims, name="Safe line", domains=["stress"], label="DV")
        self.of = {
            "H": world.riverlight,
            "F": world.cupboard,
            "S": world.breadline,
            "P": program,
            "V": victims,
            "hub": world.hub,
        }
        self.staff = {key: make.staff(one.id, Role.NAVIGATOR, Role.INTAKE) for key, one in self.of.items()}

    def agree(self, *, without: tuple[str, ...] = (), required: tuple[str, ...] = ("H",), clauses: tuple[ClauseSaid, ...] = (),
              kind: str = "dsa", parties: tuple[str, ...] = ("H", "F", "S")) -> Any:  # fmt: skip
        """Signed on paper on the first day of the year; `without` are parties that did not sign."""
        at = datetime(2026, 1, 1, 15, tzinfo=UTC)
        drafting = Signing(self.world)
        made = drafting.drafted(
            kind=kind, clauses=clauses or (SHARE,), effective_on=date(2026, 1, 1), expires_on=date(2026, 12, 31),
            parties=[Joining(organization_id=self.of[key].id, role=key.lower(), required=key in required) for key in parties],
        )  # fmt: skip
        drafting.out(made, at=at)
        signers = {
            self.of[key].id: OnPaper(name=f"Head of {key}")
            for key in parties
            if key not in without and key != "hub"
        }
        with acting_as(drafting.hub, at=at):
            agreements.record_paper(agreement_id=made.pk, signers=signers, actor=drafting.hub, at=at)
            if "hub" in parties and "hub" not in without:
                agreements.sign(
                    agreement_id=made.pk, typed_name=drafting.hub.name, level=4, actor=drafting.hub, at=at
                )
        self.agreement = made
        return made

    def keep(self, keeper: str, name: str = NAME, **described: Any) -> None:
        """A person, with a need and a referral that the keeper sent to somebody else."""
        world, actor = self.world, self.staff[keeper]
        self.keeper = keeper
        self.person = world.person(name, actor=actor, at=AT, **described)
        need = world.need(self.person, actor=actor)
        self.records = {"person": self.person.pk, "need": need.pk}
        self.records["referral"] = self._drafted(need, keeper)

    def _drafted(self, need: Need, keeper: str) -> uuid.UUID:
        """Not sent, so that nobody but its keeper has it by sending."""
        with acting_as(self.staff[keeper], at=AT):
            made = Referral.objects.create(
                person_id=need.person_id, need=need, service_id=self.world.food_box.pk, source_id=self.of[keeper].id,
                keeper_id=self.of[keeper].id, target_id=self.of[keeper].id, made_at=AT, label=need.label,
                status=Status.DRAFT,
            )  # fmt: skip
        return made.pk

    def say(self, *, permit: bool = True, to: tuple[str, ...] | None = None, at: datetime = AT, years: int = 1,
        labels: tuple[str, ...] = (),             **how: Any) -> uuid.UUID:  # fmt: skip
        """The person's word, written down by the keeper."""
        line = Line(
            person_id=self.person.pk, organizations=None if to is None else [self.of[key].id for key in to], permit=permit,
            classes=EVERY_CLASS, starts_at=at, ends_at=at + timedelta(days=365 * years), labels=labels,
            purposes=(Purpose.CARE, Purpose.RESEARCH),
        )  # fmt: skip
        with acting_as(self.staff[self.keeper], at=at):
            return consents.give(line, How(manner="written", language="en", **how))

    def record_of(self, ask: Ask) -> uuid.UUID:
        kind = ask.record or {"need": "need", "referral": "referral"}.get(ask.data_class, "person")
        return self.records[kind]


SHARE = ClauseSaid(
    text="Parties share contact, screening and referrals.", effect="permit", from_role="*", to_role="*",
    classes=("identity", "contact", "need", "referral", "assessment"), purposes=("care-coordination",), rule="opt_in",
)  # fmt: skip
ANNEX = ClauseSaid(
    text="Annex for substance use records.", effect="permit", from_role="p", to_role="s", rule="named", labels=("ETH",),
    classes=("identity", "need", "referral"), purposes=("care-coordination",),
    obligations=("redisclosure-notice", "copy-of-consent"),
)  # fmt: skip
IDENTITY, CONTACT, NEED, REFERRAL = DataClass.IDENTITY, DataClass.CONTACT, DataClass.NEED, DataClass.REFERRAL


def own(town: Town) -> list[Ask]:
    town.agree()
    town.keep("F")
    return [Ask("F", kind, Rule.OWN) for kind in (IDENTITY, CONTACT, NEED, REFERRAL)]


def no_consent(town: Town) -> list[Ask]:
    town.agree()
    town.keep("H")
    return [Ask("F", kind, Rule.NEEDS_CONSENT) for kind in (REFERRAL, NEED, IDENTITY, CONTACT)]


def consent(town: Town) -> list[Ask]:
    no_consent(town)
    town.say()
    return [Ask("F", kind, Rule.CONSENT) for kind in (REFERRAL, NEED, IDENTITY, CONTACT)]


def deny_wins(town: Town) -> list[Ask]:
    consent(town)
    town.say(permit=False, to=("F",), at=AT + timedelta(hours=1))
    later = AT + timedelta(hours=2)
    return [Ask("F", IDENTITY, Rule.REFUSED, at=later), Ask("F", REFERRAL, Rule.REFUSED, at=later),
            Ask("F", IDENTITY, Rule.CONSENT), Ask("S", IDENTITY, Rule.CONSENT, at=later)]  # fmt: skip


def purpose(town: Town) -> list[Ask]:
    consent(town)
    return [Ask("F", REFERRAL, Rule.NO_AGREEMENT, purpose=Purpose.RESEARCH)]


def class_(town: Town) -> list[Ask]:
    consent(town)
    return [Ask("F", DataClass.CLINICAL_SUMMARY, Rule.NO_AGREEMENT)]


def unsigned(town: Town) -> list[Ask]:
    town.agree(without=("F",))
    town.keep("H")
    town.say()
    return [
        Ask("F", IDENTITY, Rule.NO_AGREEMENT),
        Ask("F", REFERRAL, Rule.NO_AGREEMENT),
        Ask("S", IDENTITY, Rule.CONSENT),
    ]


def required_missing(town: Town) -> list[Ask]:
    town.agree(without=("S",), required=("H", "S"))
    town.keep("H")
    town.say()
    return [Ask(who, kind, Rule.NO_AGREEMENT) for who in ("F", "S") for kind in (IDENTITY, REFERRAL)]


def expiry(town: Town) -> list[Ask]:
    town.agree()
    town.keep("H")
    town.say(years=3)
    last = datetime(2026, 12, 31, 23, 59, tzinfo=ZONE)
    return [
        Ask("F", IDENTITY, Rule.CONSENT, at=last),
        Ask("F", IDENTITY, Rule.NO_AGREEMENT, at=last + timedelta(minutes=1)),
    ]


def withdraw(town: Town) -> list[Ask]:
    made = town.agree()
    town.keep("F", "Somebody Else")
    town.say()
    theirs = dict(town.records)
    town.keep("H")
    town.say()
    town.records |= {f"F's {kind}": record for kind, record in theirs.items()}
    pantry = make.staff(town.of["F"].id, Role.ADMINISTRATOR)
    gone = AT + timedelta(hours=1)
    with acting_as(pantry, at=gone):
        agreements.withdraw(agreement_id=made.pk, actor=pantry, at=gone)
    return [Ask("F", IDENTITY, Rule.CONSENT), Ask("F", IDENTITY, Rule.NO_AGREEMENT, at=gone),
            Ask("H", IDENTITY, Rule.CONSENT, record="F's person"),
            Ask("H", IDENTITY, Rule.NO_AGREEMENT, at=gone, record="F's person")]  # fmt: skip


def part2_general(town: Town) -> list[Ask]:
    town.agree(parties=("P", "S"), required=("P",), clauses=(SHARE, ANNEX))
    town.keep("P")
    town.say()
    return [Ask("S", kind, Rule.NEEDS_NAMING_CONSENT) for kind in (IDENTITY, NEED, REFERRAL)]


def part2_named(town: Town) -> list[Ask]:
    part2_general(town)
    town.say(to=("S",), labels=("ETH",))
    return [Ask("S", kind, Rule.CONSENT) for kind in (IDENTITY, NEED, REFERRAL)]


def revoke(town: Town) -> list[Ask]:
    town.agree()
    town.keep("H")
    given = town.say()
    ten = datetime(2026, 3, 11, 10, tzinfo=ZONE)
    with acting_as(town.staff["H"], at=ten):
        consents.end(given, why="withdrawn")
    return [
        Ask("F", IDENTITY, Rule.CONSENT, at=ten - timedelta(minutes=1)),
        Ask("F", IDENTITY, Rule.NEEDS_CONSENT, at=ten),
    ]


def dv(town: Town) -> list[Ask]:
    town.agree(parties=("V", "S", "hub"), required=("V",))
    town.keep("V")
    town.say()
    town.say(to=("S", "hub"))
    return [Ask(who, kind, Rule.NEVER_SHARED) for who in ("S", "hub") for kind in (IDENTITY, NEED, REFERRAL)]


def minor_age_out(town: Town) -> list[Ask]:
    town.agree()
    birthday = date(2026, 6, 1)
    town.keep("H", described=Described(born_on=birthday.replace(year=2008)))
    midnight = datetime(2026, 6, 1, tzinfo=ZONE)
    town.say(given_by="guardian", guardian_until=midnight)
    return [Ask("F", IDENTITY, Rule.CONSENT, at=midnight - timedelta(minutes=1)),
            Ask("F", IDENTITY, Rule.GUARDIAN_LAPSED, at=midnight + timedelta(days=1))]  # fmt: skip


def restrict_clause(town: Town) -> list[Ask]:
    town.agree()
    forbids = ClauseSaid(
        text="The pantry does not see referrals for this project.", effect="deny", from_role="h", to_role="f",
        classes=("referral",), purposes=("care-coordination",), rule="none",
    )  # fmt: skip
    town.agree(kind="dul", parties=("H", "F"), clauses=(forbids,))
    town.keep("H")
    town.say()
    return [
        Ask("F", REFERRAL, Rule.FORBIDDEN),
        Ask("F", NEED, Rule.CONSENT),
        Ask("S", REFERRAL, Rule.CONSENT),
    ]


def opt_out(town: Town) -> list[Ask]:
    serves = ClauseSaid(
        text="The platform works for the hospital.", effect="permit", from_role="h", to_role="hub", rule="none",
        classes=("identity", "contact", "need", "referral"), purposes=("care-coordination",),
    )  # fmt: skip
    town.agree(kind="baa", parties=("H", "hub"), clauses=(serves,))
    town.keep("H")
    return [Ask("hub", kind, Rule.AGREEMENT) for kind in (IDENTITY, CONTACT, NEED, REFERRAL)]


def break_glass(town: Town) -> list[Ask]:
    """Through the very action: nobody opens a record by naming its id."""
    town.agree()
    town.keep("H", described=Described(born_on=opening.BORN))
    ends = AT + timedelta(hours=4)
    assert opening.open_(town.world, town.staff["S"], name=NAME, at=AT)
    return [Ask("S", CONTACT, Rule.EMERGENCY), Ask("S", NEED, Rule.NEEDS_CONSENT), Ask("S", CONTACT, Rule.NEEDS_CONSENT, at=ends),
            Ask("F", CONTACT, Rule.NEEDS_CONSENT)]  # fmt: skip


def search(town: Town) -> list[Ask]:
    town.agree()
    town.keep("H")
    return [Ask("F", IDENTITY, Rule.NEEDS_CONSENT)]


ASKED: dict[str, Callable[[Town], list[Ask]]] = {
    "own": own, "no_consent": no_consent, "consent": consent, "deny_wins": deny_wins, "purpose": purpose, "class": class_,
    "unsigned": unsigned, "required_missing": required_missing, "expiry": expiry, "withdraw": withdraw,
    "part2_general": part2_general, "part2_named": part2_named, "revoke": revoke, "dv": dv, "minor_age_out": minor_age_out,
    "restrict_clause": restrict_clause, "opt_out": opt_out, "break_glass": break_glass, "search": search,
}  # fmt: skip
PERMITS = {Rule.OWN, Rule.CONSENT, Rule.AGREEMENT, Rule.EMERGENCY}


@pytest.fixture
def town(db, pages_at) -> Town:
    town = Town(make.World(in_a_network=False))
    town.pages_at = pages_at
    return town


def test_every_case_is_asked():
    assert set(ASKED) | {"aggregate"} == set(CASES)


@pytest.mark.parametrize("case", ASKED)
def test_a_case_is_answered_alike_everywhere(town, case):
    for ask in ASKED[case](town):
        expected = ask.rule in PERMITS
        answers = {
            "why": why(town, ask).permit,
            "row security": rows(town, ask) == 1 if ask.data_class in TABLES else expected,
            "count": counted(town, ask) == 1 if ask.data_class in TABLES else expected,
        }
        assert why(town, ask).rule == ask.rule, (case, ask)
        assert set(answers.values()) == {expected}, (case, ask, answers)
        if ask.data_class == IDENTITY and not ask.record:
            assert pages(town, ask, expected) == [], (case, ask)


def actor(town: Town, ask: Ask) -> Actor:
    staff = town.staff[ask.who]
    return Actor(
        kind=Kind.USER,
        grantee_id=staff.grantee_id,
        user_id=staff.user_id,
        roles=staff.roles,
        purpose=ask.purpose,
    )


def why(town: Town, ask: Ask) -> grants.Decision:
    """Asked by the one who keeps the record; an emergency is asked by who opened it."""
    keeper = (
        actor(town, ask) if ask.rule == Rule.EMERGENCY else town.staff["F" if ask.record else town.keeper]
    )
    with acting_as(keeper, at=ask.at):
        return grants.why(
            record_id=town.record_of(ask),
            organization_id=town.of[ask.who].id,
            data_class=ask.data_class,
            purpose=ask.purpose,
        )


def rows(town: Town, ask: Ask) -> int:
    with acting_as(actor(town, ask), at=ask.at):
        return len(TABLES[ask.data_class].objects.filter(pk=town.record_of(ask)))


def counted(town: Town, ask: Ask) -> int:
    with acting_as(actor(town, ask), at=ask.at):
        return TABLES[ask.data_class].objects.filter(pk=town.record_of(ask)).count()


def pages(town: Town, ask: Ask, expected: bool) -> list[str]:
    """What page, search, list and export say otherwise. A search and an export list one's own people and requests only."""
    town.pages_at(ask.at)
    client = Client()
    town.world.asking = actor(town, ask)
    signing.enter(client, town.world, "asking")
    person = client.get(reverse("people:person", args=[town.person.pk]))
    wrong = [] if (person.status_code == 200) is expected else [f"page {person.status_code}"]
    mine = ask.rule == Rule.OWN
    lists = (
        ("people:list", {"q": NAME}),
        ("inbox:inbox", {}),
        ("inbox:inbox", {"format": "csv"}),
        ("today:today", {}),
    )
    for name, asked in lists:
        body = client.get(reverse(name), asked).content.decode()
        found = str(town.person.pk) in body or NAME in body.replace(f'value="{NAME}"', "").replace(
            f"“{NAME}”", ""
        )
        if (found and not expected) or (name == "people:list" and found is not mine):
            wrong.append(name)
    return wrong


def test_whoever_is_permitted_with_duties_is_told_them(town):
    asks = part2_named(town)

    assert {tuple(sorted(why(town, ask).obligations)) for ask in asks} == {
        ("copy-of-consent", "redisclosure-notice")
    }
    assert all(why(town, ask).clause_id and why(town, ask).consent_id for ask in asks)


def test_a_search_for_a_hidden_person_answers_as_for_nobody(town):
    search(town)
    said = []
    for name in (NAME, "Nobody Atall"):
        client = Client()
        town.world.asking = town.staff["F"]
        signing.enter(client, town.world, "asking")
        answer = client.get(reverse("people:list"), {"q": name})
        said.append((answer.status_code, _without(answer.content.decode(), name)))

    (found, page), (nobody, other) = said
    assert found == nobody
    assert page.splitlines() == other.splitlines()


def _without(body: str, name: str) -> str:
    for spelled in (name, name.replace(" ", "%20"), name.replace(" ", "%2B")):
        body = body.replace(spelled, "…")
    return TOKENS.sub("", body)


@pytest.mark.parametrize(("small", "shown"), [(10, [None, None]), (11, [20, 11])])
def test_aggregate_hides_small_cells_and_what_would_give_them_away(db, small, shown):
    world = make.World()
    for reason, times in (("no-capacity", 20), ("no-funds", small)):
        for number in range(times):
            sent = world.referral(need=world.need(world.person(f"P {reason} {number}")))
            world.step(sent, "target", "decline", reason=reason)

    with acting_as(world.hub_manager, at=AT):
        cells = rates.unmet(since=AT - timedelta(days=1), until=AT + timedelta(days=1))
    assert [people for _domain, _reason, people in cells] == shown
