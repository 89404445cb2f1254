"""A year in the practice town: what residents need, and how organizations answer, with honest proportions.

Everything happens through the same actions that people use, with the time passed in, so every event, message and
version is there. Proportions follow what studies of such networks report: about a third of requests end in help,
many are never answered, and not everybody who was helped says so.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID
from zlib import crc32

from fullcircle.access import actor as actors
from fullcircle.access.actor import Actor
from fullcircle.access.session import acting_as
from fullcircle.assessments import actions as screening
from fullcircle.assessments import queries as assessments
from fullcircle.demo import places
from fullcircle.directory import queries as directory
from fullcircle.people import actions as people
from fullcircle.people import queries as people_queries
from fullcircle.people.actions import Described, Details, Reach
from fullcircle.referrals import actions, cards, matching, needs, queries, sending
from fullcircle.referrals.states import DeclineReason, Status
from fullcircle.referrals.time import ticking

if TYPE_CHECKING:
    from fullcircle.referrals.models import Need, Referral


YEAR = timedelta(days=365)
ASKED_AFTER, REPLY = timedelta(days=3), 0.62
FRIDAY, WEEK, MONTH = 4, 7, 30
DOMAIN_WEIGHTS = {
    places.FOOD: 22, places.HEAT: 14, places.RIDE: 12, places.RENT: 11, places.HEALTH: 9, places.MONEY: 8, places.GOODS: 7,
    places.JOB: 5, places.SCHOOL: 4, places.TALK: 4, places.NET: 2, places.SPEAK: 2, places.COST: 2, places.SHELTER: 2,
    places.COMPANY: 1,
}  # fmt: skip
DECLINES = (
    [DeclineReason.NO_CAPACITY] * 5 + [DeclineReason.NO_FUNDS] * 4 + [DeclineReason.OUTSIDE_AREA] * 2
    + [DeclineReason.NOT_ELIGIBLE_INCOME, DeclineReason.ALREADY_SERVED, DeclineReason.CANNOT_SERVE_LANGUAGE_OR_DISABILITY]
)  # fmt: skip
SCREENED = 0.2
EVERYDAY_NEEDS = "urn:fullcircle:questionnaire:everyday-needs"
# By question, the answers from the most to the least common; what is not here was skipped.
ANSWERS: dict[str, tuple[str, str, str]] = {
    "food": ("enough", "almost", "not-enough"),
    "home": ("fine", "may-lose", "repair"),
    "utilities": ("on", "hard", "notice"),
    "rides": ("yes", "sometimes", "no"),
    "money": ("just", "yes", "no"),
    "work": ("fine", "better", "find"),
    "talk": ("fine", "company", "feelings"),
}
# What an organization does with a request: (never answers, declines, wait-lists, accepts).
HABITS = ((0.10, 0.15, 0.10, 0.65), (0.25, 0.20, 0.15, 0.40), (0.45, 0.25, 0.05, 0.25))


@dataclass(frozen=True)
class Navigator:
    actor: Actor
    organization_id: UUID


@dataclass
class Year:
    """One seeded year. `now` is when it ends; `answerers` act for organizations that have an account."""

    chance: random.Random
    now: datetime
    navigators: list[Navigator]
    answerers: dict[UUID, Actor]
    hub_id: UUID

    def live(self, residents: int) -> Iterator[UUID]:
        """Add the residents one by one, with everything that happened to their needs."""
        for number in range(residents):
            yield self._resident(number)

    def _resident(self, number: int) -> UUID:
        navigator = self.chance.choices(self.navigators, weights=[4, 2, 2, 3, 2][: len(self.navigators)])[0]
        added_at = self._working_hour(self.now - YEAR * self.chance.random() ** 0.8)
        with acting_as(navigator.actor, at=added_at):
            person = people.add(
                details=self._details(number),
                steward_id=navigator.organization_id,
                actor=navigator.actor,
                at=added_at,
            )
        if self.chance.random() < SCREENED:
            self._screen(navigator, person.pk, added_at)
        for _ in range(self.chance.choices((1, 2, 3, 4), weights=(65, 25, 8, 2))[0]):
            began = added_at + timedelta(days=self.chance.expovariate(1 / 12))
            if began < self.now:
                self._need(navigator, person.pk, self._working_hour(began))
        return person.pk

    def _screen(self, navigator: Navigator, person_id: UUID, at: datetime) -> None:
        """The everyday needs, asked at the first talk; what is found and wanted becomes a need like any other."""
        typed = {
            link_id: self.chance.choices(answers, weights=(5, 3, 1))[0]
            for link_id, answers in ANSWERS.items()
        }
        with acting_as(navigator.actor, at=at):
            form = assessments.newest_form(EVERYDAY_NEEDS)
            response = screening.ask_all(
                form_id=form.pk, person_id=person_id, typed=typed, actor=navigator.actor, at=at
            )
            found = assessments.findings(response)[:2]
        for finding in found:
            with acting_as(navigator.actor, at=at):
                need = needs.add(
                    person_id=person_id, domain=finding.domain, detail=str(finding.detail)[:300], found_by="screening",
                    wants_help=self.chance.random() < 0.8, actor=navigator.actor, at=at,
                )  # fmt: skip
            if need.wants_help:
                self._attempts(navigator, need, at)
            self._tidy_up(navigator, need)

    def _details(self, number: int) -> Details:
        chance = self.chance
        name = f"{chance.choice(places.FIRST_NAMES)} {chance.choice(places.LAST_NAMES)}"
        texts, phone = chance.random() < 0.75, chance.random() < 0.92
        reach = Reach(
            phone=f"000555{number % 10000:04d}" if phone else "", may_text=texts and phone,
            email=f"resident{number}@example.org" if not phone and chance.random() < 0.5 else "",
            may_voicemail=chance.random() < 0.6, may_say_who=chance.random() < 0.7,
        )  # fmt: skip
        born = datetime(
            chance.randint(1938, 2006), chance.randint(1, 12), chance.randint(1, 28), tzinfo=UTC
        ).date()
        return Details(
            name=name, language=chance.choices(("en", "es", "ar", "bn"), weights=(70, 18, 8, 4))[0],
            zip=chance.choice(list(places.ZIPS)), street=f"{chance.randint(1, 240)} {chance.choice(places.STREETS)}",
            adults=chance.choice((1, 1, 2, 2, 3)), children=chance.choice((0, 0, 1, 2, 3)), reach=reach,
            described=Described(born_on=born) if chance.random() < 0.8 else None,
        )  # fmt: skip

    def _need(self, navigator: Navigator, person_id: UUID, at: datetime) -> None:
        domain = self.chance.choices(list(DOMAIN_WEIGHTS), weights=list(DOMAIN_WEIGHTS.values()))[0]
        with acting_as(navigator.actor, at=at):
            need = needs.add(
                person_id=person_id, domain=domain, detail=self.chance.choice(places.DETAILS[domain]), actor=navigator.actor,
                at=at, wants_help=self.chance.random() < 0.93, urgent=self.chance.random() < 0.06,
                found_by=self.chance.choice(("navigator", "resident", "screening")),
            )  # fmt: skip
        if need.wants_help:
            self._attempts(navigator, need, at)
        self._tidy_up(navigator, need)

    def _attempts(self, navigator: Navigator, need: Need, at: datetime) -> None:
        """Send, and after a refusal or silence try the next best, up to three times."""
        for _ in range(3):
            at = self._later(at, hours=30)
            if at >= self.now:
                return
            sent = self._send(navigator, need, at)
            if sent is None:
                return
            ended_at = self._answer(navigator, sent, at)
            if ended_at is None:
                return
            at = ended_at

    def _send(self, navigator: Navigator, need: Need, at: datetime) -> Referral | None:
        with acting_as(navigator.actor, at=at):
            person = people_queries.person(need.person_id)
            found = matching.matches(need, person, at=at)
            # A protected request is nobody's to count: the year tells of the others.
            fitting = [match for match in found if match.fits and not match.service.protected][:4]
            if not fitting:
                return None
            weights = (60, 20, 12, 8)[: len(fitting)]
            service = self.chance.choices(fitting, weights=weights)[0].service
            drafted = sending.draft(
                need_id=need.pk,
                service_id=service.pk,
                fields=cards.default_fields(need.domain),
                actor=navigator.actor,
                at=at,
            )
            agreed = sending.Agreed(
                manner=self.chance.choice(("spoken", "written")), language=person.language
            )
            return sending.send(referral_id=drafted.pk, agreed=agreed, actor=navigator.actor, at=at)

    def _answer(self, navigator: Navigator, sent: Referral, at: datetime) -> datetime | None:
        """What the organization does; the time when another try is due, or None where the story pauses or ends."""
        habit = HABITS[self._kind_of(sent.target_id)]
        says = self.chance.choices(("silent", "decline", "wait", "accept"), weights=habit)[0]
        answered_at = self._later(at, hours=40)
        target = self._target(sent)
        if says == "silent" or answered_at >= self.now:
            return self._let_time_pass(sent)
        if says == "decline":
            with acting_as(target, at=answered_at):
                actions.decline(
                    referral_id=sent.pk, reason=self.chance.choice(DECLINES), actor=target, at=answered_at
                )
            return answered_at
        if says == "wait":
            with acting_as(target, at=answered_at):
                actions.wait_list(referral_id=sent.pk, actor=target, at=answered_at)
            if self.chance.random() < 0.5:
                return self._let_time_pass(sent)
            answered_at = self._later(answered_at, hours=300)
            if answered_at >= self.now:
                return self._let_time_pass(sent)
        return self._work(sent, target, answered_at)

    def _kind_of(self, organization_id: UUID) -> int:
        """By name: ids differ from town to town, and the same seed gives the same town."""
        return crc32(directory.organization(organization_id).name.encode()) % len(HABITS)

    def _target(self, sent: Referral) -> Actor:
        """Staff where the organization has an account, else whoever holds the link."""
        linked = actors.holder_of_answer_link(referral_id=sent.pk, organization_id=sent.target_id)
        return self.answerers.get(sent.target_id, linked)

    def _let_time_pass(self, sent: Referral, *, until: datetime | None = None) -> datetime | None:
        """Every clock of this request, each step at its own time; when one ended it without an answer, or None."""
        until = until or self.now
        hub = actors.clock(self.hub_id)
        while True:
            with acting_as(hub, at=self.now):
                referral = queries.referral(sent.pk)
            at = referral.clock_at
            if at is None or at >= until:
                return referral.ended_at if referral.status == Status.EXPIRED else None
            keeper = actors.clock(referral.keeper_id)
            with acting_as(keeper, at=at):
                ticking.tick(referral_id=sent.pk, actor=keeper, steward=keeper, at=at)

    def _work(self, sent: Referral, target: Actor, at: datetime) -> datetime | None:
        with acting_as(target, at=at):
            actions.accept(referral_id=sent.pk, actor=target, at=at)
        done_at = self._later(at, hours=130)
        if done_at >= self.now or self.chance.random() < 0.06:
            return self._let_time_pass(sent)
        with acting_as(target, at=done_at):
            if self.chance.random() < 0.1:
                actions.not_reached(referral_id=sent.pk, actor=target, at=done_at)
                return done_at
            unit = self._unit(sent)
            actions.complete(
                referral_id=sent.pk, actor=target, at=done_at, what=unit if self.chance.random() < 0.92 else "",
                quantity=self.chance.choice((1, 1, 1, 2)),
            )  # fmt: skip
        self._hear_from_the_resident(sent, done_at)
        return None

    def _unit(self, sent: Referral) -> str:
        return directory.service(sent.service_id).unit or "help"

    def _hear_from_the_resident(self, sent: Referral, at: datetime) -> None:
        """Most say it once they were asked, three days later; time leaves the others met by the organization's word."""
        replied_at = self._later(at + ASKED_AFTER, hours=40)
        if replied_at < self.now and self.chance.random() < REPLY:
            resident = actors.resident(sent.person_id)
            self._let_time_pass(sent, until=replied_at)
            with acting_as(resident, at=replied_at):
                need = queries.need(sent.need_id)
                if need.asked_at is not None and not need.could_not_ask and need.replied_at is None:
                    reply = self.chance.choices(("yes", "some", "no"), weights=(80, 12, 8))[0]
                    needs.confirm(need_id=need.pk, reply=reply, actor=resident, at=replied_at)
        self._let_time_pass(sent)

    def _tidy_up(self, navigator: Navigator, need: Need) -> None:
        """Nobody leaves needs open for a year: most are settled, of the rest the resident is told how things stand."""
        with acting_as(navigator.actor, at=self.now):
            need = queries.need(need.pk)
            days = (self.now - need.last_heard_at).days
            if need.outcome not in {"", "not-met"} or not need.wants_help or days < WEEK:
                return
            told_at = self.now - timedelta(days=self.chance.choice((1, 2, 3, 5, 8, 11)))
        with acting_as(navigator.actor, at=told_at):
            if self.chance.random() < (0.75 if days > MONTH else 0.2):
                outcome = self.chance.choice(
                    ("resolved-another-way", "no-longer-a-need", "lost-contact", "moved")
                )
                needs.settle(need_id=need.pk, outcome=outcome, actor=navigator.actor, at=told_at)
            else:
                needs.heard(need_id=need.pk, how="call", actor=navigator.actor, at=told_at)

    def _later(self, at: datetime, *, hours: float) -> datetime:
        return self._working_hour(at + timedelta(hours=1 + self.chance.expovariate(1 / hours)))

    def _working_hour(self, at: datetime) -> datetime:
        """Most of life in the town happens between nine and five on working days."""
        day = at + timedelta(days=(7 - at.weekday()) if at.weekday() > FRIDAY else 0)
        return max(at, day.replace(hour=14 + self.chance.randint(0, 7), minute=self.chance.randint(0, 59)))
