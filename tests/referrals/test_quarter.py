"""A quarter of a network in which some never answer, some answer late and some forget, while workers die and stand still.

The suite runs a small one; the whole of 40 organizations and 3,000 requests by
`FULLCIRCLE_QUARTER=40,3000 .venv/bin/python -m pytest tests/referrals/test_quarter.py`.
"""

import heapq
import os
import random
import re
from collections import Counter, defaultdict
from contextlib import suppress
from datetime import time, timedelta
from itertools import count, pairwise
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import connection

import agreed
import make
from fullcircle.access import actor as actors
from fullcircle.access import reply_codes
from fullcircle.access.actor import Role
from fullcircle.access.errors import Refused
from fullcircle.access.models import Event
from fullcircle.access.session import acting_as
from fullcircle.directory import answering, calendars, upkeep
from fullcircle.directory.models import DifferentHours, Organization, Schedule, Service
from fullcircle.infra import incoming, outbox
from fullcircle.people.actions import Reach
from fullcircle.referrals import actions, cards, chasing, choices, needs, rates, sending, worklists
from fullcircle.referrals.models import Need, Referral
from fullcircle.referrals.states import LIVE, OPEN_OUTCOMES
from fullcircle.referrals.time import clocks, ticking

ORGANIZATIONS, REQUESTS = map(int, os.environ.get("FULLCIRCLE_QUARTER", "8,40").split(","))
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TICK = 6 * HOUR
BEGINS, LASTS = make.AT, 90 * DAY
WEEKS = ("MO,TU,WE,TH,FR", "WE", "TU,TH", "SA", "MO,WE,FR", "", "1TH,3TH", "FR,SA")
BEHAVIOURS = ("never", "prompt", "late", "declines", "waits", "forgets", "goes on", "asks the person")
A_WEEK = max(1, REQUESTS // ORGANIZATIONS // 12)  # what every third organization takes of new requests
REMINDS = {
    clocks.Clock.REMIND,
    clocks.Clock.REMIND_AGAIN,
    clocks.Clock.UPDATE,
    clocks.Clock.RECHECK,
    clocks.Clock.RECHECK_AGAIN,
}
REMINDERS = ("Still waiting for you", "What became of it", "Is this person still")
DIGITS = {"accept": "1", "wait_list": "2", "decline": "3"}
SHARED = "0005550117"  # one phone of many
REACHES = (
    Reach(phone=SHARED, may_text=True, may_say_who=True),
    Reach(email="somebody@example.org"),
    Reach(phone="0005550118"),  # nobody may text there
)


class Killed(Exception):
    """The worker died between two steps."""


class Quarter:
    def __init__(self, seed: int) -> None:
        self.chance, self.number, self.due = random.Random(seed), count(), []  # noqa: S311 - a quarter, not a secret
        world = self.world = make.World(in_a_network=False)
        self.places = [world.cupboard, world.breadline]
        self.places += [
            Organization.objects.create(name=f"Place {n}", email=f"place{n}@example.org")
            for n in range(ORGANIZATIONS - 2)
        ]
        world.more = self.places[2:]
        agreed.network(world, make.AT)
        self.services = [self.opened(place, n) for n, place in enumerate(self.places)]
        self.phones = {place.id: self.texting(place, n) for n, place in enumerate(self.places) if n % 4 == 2}
        self.by_text: Counter = Counter()
        self.now = BEGINS
        self.asked: dict = defaultdict(set)
        self.known: set = set()
        self.went_on = 0
        for _ in range(REQUESTS):
            self.later(BEGINS + self.chance.random() * (LASTS - 30 * DAY), self.begins)

    def opened(self, place: Organization, number: int) -> Service:
        service = Service.objects.create(
            organization=place, name=f"Help {number}", domains=["food-insecurity"], unit="box"
        )
        if week := WEEKS[number % len(WEEKS)]:
            Schedule.objects.create(service=service, byday=week, opens_at=time(9), closes_at=time(15))
        if number % 3 == 1 or number % 5 == 0:
            staff = make.staff(place.id, Role.INTAKE)
            with acting_as(staff, at=BEGINS):
                upkeep.say_limits(
                    service_id=service.pk, weekly_limit=A_WEEK if number % 3 == 1 else None,
                    maximum=4 * A_WEEK if number % 5 == 0 else None, actor=staff, at=BEGINS,
                )  # fmt: skip
        if number % 3 == 0:
            first = (BEGINS + self.chance.randint(5, 60) * DAY).date()
            staff = make.staff(place.id, Role.INTAKE)
            with acting_as(staff, at=BEGINS):
                DifferentHours.objects.create(
                    organization=place,
                    first_on=first,
                    last_on=first + self.chance.randint(1, 30) * DAY,
                    said_at=BEGINS,
                )
        return service

    def texting(self, place: Organization, number: int) -> str:
        """A place that answers by text, from a phone that was confirmed by its code."""
        phone, staff = f"00055503{number:02d}", make.staff(place.id, Role.INTAKE)
        with acting_as(staff, at=BEGINS):
            answering.set_phone(organization_id=place.id, phone=phone, actor=staff, at=BEGINS)
            code = re.search(r"\d{6}", next(one.body for one in outbox.recent(20) if one.to == phone))[0]
            assert answering.confirm(organization_id=place.id, code=code, actor=staff, at=BEGINS)
        return phone

    def later(self, at, act, *said) -> None:
        heapq.heappush(self.due, (at, next(self.number), act, said))

    def within(self, at, least: float, most: float):
        return at + self.chance.uniform(least, most) * DAY

    # What people do.

    def begins(self, at) -> None:
        person = self.world.person(f"P {next(self.number)}", at=at, reach=self.chance.choice(REACHES))
        need = self.world.need(person, at=at, urgent=self.chance.random() < 0.1)
        self.sends(at, need)

    def sends(self, at, need) -> None:
        open_ones = [service for service in self.services if service.pk not in self.asked[need.pk]]
        if not open_ones or len(self.asked[need.pk]) >= 3:
            return
        service = self.chance.choice(open_ones)
        navigator = self.world.navigator
        with acting_as(navigator, at=at):
            made = sending.draft(
                need_id=need.pk,
                service_id=service.pk,
                fields=cards.default_fields(need.domain),
                actor=navigator,
                at=at,
            )
            agreed_by = sending.Agreed(manner="spoken", language="en")
            sent = sending.send(referral_id=made.pk, agreed=agreed_by, actor=navigator, at=at)
            self.asked[need.pk].add(service.pk)
            if self.chance.random() < 0.5:
                self.names(at, sent, [one for one in open_ones if one is not service], agreed_by)
        self.known.add(sent.pk)
        self.answers(at, sent, need)

    def names(self, at, sent, open_ones, agreed_by) -> None:
        named = self.chance.sample(open_ones, min(2, len(open_ones)))
        with suppress(Refused):  # who was named before
            choices.say(
                referral_id=sent.pk, service_ids=[one.pk for one in named], fields=["zip"], agreed=agreed_by,
                actor=self.world.navigator, at=at,
            )  # fmt: skip
            self.asked[sent.need_id] |= {one.pk for one in named}

    def those_that_went_on(self, at) -> None:
        """Who was asked by itself answers like anybody."""
        with acting_as(self.world.navigator, at=at):
            new = list(
                Referral.objects.exclude(pk__in=self.known).exclude(sent_at=None).select_related("need")
            )
        for sent in new:
            self.known.add(sent.pk)
            self.went_on += 1
            self.answers(at, sent, sent.need)

    def calls(self, at) -> None:
        """The hub, of what stands at its desk: most are called, some are taken from them."""
        hub = self.world.hub_manager
        with acting_as(hub, at=at):
            for line in worklists.at_the_desk():
                with suppress(Refused):
                    if self.chance.random() < 0.3:
                        actions.redirect(referral_id=line.referral_id, actor=hub, at=at)
                    else:
                        chasing.called(referral_id=line.referral_id, text="Soon.", actor=hub, at=at)

    def answers(self, at, sent, need) -> None:
        does = self.chance.choice(BEHAVIOURS)
        at = max(at, sent.asks_at)
        if does == "declines":
            self.later(self.within(at, 0, 3), self.step, sent, "decline", {"reason": "no-capacity"})
            self.later(self.within(at, 3, 6), self.sends_again, need)
        elif does == "waits":
            self.later(self.within(at, 0, 3), self.step, sent, "wait_list", {})
        elif does in {"prompt", "late", "forgets", "goes on"}:
            when = self.within(at, 2, 9) if does == "late" else self.within(at, 0, 1)
            self.later(when, self.step, sent, "accept", {})
            if does in {"prompt", "late"}:
                done = self.within(when, 1, 12)
                self.later(done, self.step, sent, "complete", {"what": "box"})
                self.later(self.within(done, 0, 20), self.says, sent)
            if does == "goes on":
                self.later(self.within(when, 4, 9), self.step, sent, "say_it_goes_on", {})
        elif does == "never":
            self.later(self.within(at, 20, 30), self.sends_again, need)
        else:
            self.later(self.within(at, 0, 2), self.step, sent, "ask_the_person", {"text": "Bring a paper."})
            self.later(self.within(at, 3, 20), self.brings, sent)

    def step(self, at, sent, name, said) -> None:
        if name in DIGITS and sent.target_id in self.phones:
            self.texts_an_answer(at, sent, DIGITS[name])
            return
        actor = actors.holder_of_answer_link(referral_id=sent.pk, organization_id=sent.target_id)
        with acting_as(actor, at=at):
            getattr(actions, name)(referral_id=sent.pk, actor=actor, at=at, **said)

    def brings(self, at, sent) -> None:
        resident = actors.resident(sent.person_id)
        with acting_as(resident, at=at):
            actions.answer_for_the_person(referral_id=sent.pk, text="Here it is.", actor=resident, at=at)

    def texts_an_answer(self, at, sent, digit) -> None:
        """A digit with the code of the request, and now and then the same once more."""
        code = self.texted(at, self.phones[sent.target_id], sent, digit)
        if code and self.chance.random() < 0.2:
            self.texted(at, self.phones[sent.target_id], sent, digit)
        with acting_as(self.world.navigator, at=at):
            self.by_text["place"] += Referral.objects.filter(pk=sent.pk, answered_at=at).exists()

    def texted(self, at, number, sent, reply) -> int:
        """What a phone says to the question about one request, taken in and handled as a worker does; 0: nothing was asked."""
        self.now = at
        with outbox.as_the_jobs():
            asked = [one for one in reply_codes.on_phone(number) if one.referral_id == sent.pk]
            if not asked:
                return 0
            code = asked[-1].code
            text = f"{code}{reply}" if reply.isalpha() else f"{code} {reply}"
            incoming.take_in(
                provider_id=f"SM{next(self.number)}", channel="sms", sender=f"+1{number}", receiver="+10005550100", body=text
            )  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(
                "select args->>'incoming_id' from procrastinate_jobs"
                " where task_name like '%%incoming.handle' order by id desc limit 1"
            )
            incoming.handle.run(incoming_id=cursor.fetchone()[0])
        return code

    def says(self, at, sent) -> None:
        if self.chance.random() < 0.6:
            resident = actors.resident(sent.person_id)
            reply = self.chance.choice(("yes", "yes", "some", "no"))
            if self.chance.random() < 0.5 and self.texted(at, SHARED, sent, reply[0].upper()):
                with acting_as(resident, at=at):
                    self.by_text["resident"] += Need.objects.filter(pk=sent.need_id, replied_at=at).exists()
                return
            with acting_as(resident, at=at):
                needs.confirm(need_id=sent.need_id, reply=reply, actor=resident, at=at)

    def sends_again(self, at, need) -> None:
        with acting_as(self.world.navigator, at=at):
            waits = Referral.objects.filter(need=need, status__in=LIVE).exists()
            told = Need.objects.get(pk=need.pk)
        if not waits and not told.outcome:
            self.sends(at, need)

    # What time does.

    def passes(self, monkeypatch) -> None:
        monkeypatch.setattr("fullcircle.infra.time.now", lambda: self.now)
        at, stands_until = BEGINS, BEGINS
        while at < BEGINS + LASTS + 40 * DAY:
            at += TICK
            while self.due and self.due[0][0] <= at:
                when, _number, act, said = heapq.heappop(self.due)
                with suppress(Refused):  # somebody, or time, was quicker
                    act(when, *said)
            if self.chance.random() < 0.1:
                self.calls(at)
            if at < stands_until:
                continue
            if self.chance.random() < 0.03:
                stands_until = at + self.chance.randint(1, 5) * DAY
                continue
            if self.chance.random() < 0.15:
                self.is_killed(at, monkeypatch)
            while ticking.run(at=at).left:
                pass
            self.those_that_went_on(at)
            self.check(at)

    def is_killed(self, at, monkeypatch) -> None:
        left, real = [self.chance.randint(0, 3)], ticking._taken

        def dies(*said):
            if not left[0]:
                raise Killed
            left[0] -= 1
            return real(*said)

        monkeypatch.setattr(ticking, "_taken", dies)
        with suppress(Killed):
            ticking.run(at=at)
        monkeypatch.setattr(ticking, "_taken", real)

    # What must hold at every tick.

    def check(self, at) -> None:
        with acting_as(self.world.navigator, at=at):
            waits = Referral.objects.filter(status__in=LIVE)
            assert not waits.filter(clock_at__isnull=True).exists()
            assert not waits.filter(clock_at__lte=at).exists()
            for one in waits:
                known = clocks.steps(one.status, waiting_on=one.waiting_on, urgent=one.urgent)
                assert one.clock in known or one.held
                assert one.held == (one.shared_with_id is None)
            cutoff = calendars.community().back(at, clocks.LATE)
            unheard = Need.objects.filter(
                wants_help=True, outcome__in=OPEN_OUTCOMES, last_heard_at__lt=cutoff
            )
            listed = worklists.today(organization_id=self.world.eastgate.id, at=at).overdue
            assert {need.pk for need in unheard} <= {line.need_id for line in listed}


@pytest.fixture(params=[20261122])
def quarter(db, request, monkeypatch):
    passed = Quarter(request.param)
    passed.passes(monkeypatch)
    return passed


def test_a_quarter_in_which_nothing_is_silent(quarter):
    world, end = quarter.world, BEGINS + LASTS + 40 * DAY
    messages = outbox.recent(100_000)
    with acting_as(world.navigator, at=end):
        referrals = list(Referral.objects.all())
        happened = list(Event.objects.filter(need_id__isnull=False).order_by("seq"))
        told = {need.pk: need for need in Need.objects.all()}

    # By day, and by a way that is safe.
    zone = ZoneInfo(settings.TIME_ZONE)
    for message in messages:
        if message.to_person:
            assert time(9) <= (message.not_before or message.written_at).astimezone(zone).time() < time(20)
            assert message.to != "0005550118"

    # Nobody is asked twice for one need, and nothing is sent twice.
    assert max(Counter((r.need_id, r.target_id) for r in referrals).values()) == 1
    assert quarter.went_on == sum(e.did == "need.go-on" and "referral" in e.detail for e in happened) > 0
    steps = [event for event in happened if event.did == "referral.clock"]
    reminders = [message for message in messages if message.subject.startswith(REMINDERS)]
    assert len(reminders) == sum(event.detail["clock"] in REMINDS for event in steps)
    answers = sum(message.subject.startswith("The person answered") for message in messages)
    assert answers == sum(event.did == "referral.person-answers" for event in happened) > 0
    asked = [message for message in messages if message.subject.startswith("A request for")]
    assert len(asked) == sum(r.shared_with_id is not None for r in referrals)
    by_referral = defaultdict(list)
    calls: Counter = Counter()  # a call sends the link at once, and begins the clock anew
    for event in happened:
        calls[event.referral_id] += event.did == "referral.call"
        if event.did == "referral.clock":
            which = event.referral_id, event.detail["clock"], calls[event.referral_id]
            by_referral[which].append(event.occurred_at)
    too_soon = {
        which: [str(b - a) for a, b in pairwise(times) if b - a <= DAY]
        for which, times in by_referral.items()
    }
    assert not any(too_soon.values()), {which: when for which, when in too_soon.items() if when}
    assert {event.detail["clock"] for event in steps} >= {
        "remind",
        "remind-again",
        "hub",
        "update",
        "recheck",
        "confirm",
    }

    # No week was fuller than its limit.
    weekly = {s.pk for n, s in enumerate(quarter.services) if n % 3 == 1}
    weeks = Counter(
        (r.service_id, r.asks_at.astimezone(zone).isocalendar()[:2])
        for r in referrals
        if r.service_id in weekly and r.shared_with_id and not r.urgent
    )
    assert max(weeks.values()) == A_WEEK
    assert any(r.asks_at > r.sent_at for r in referrals)

    # Whoever never answered was ended, and the figures are what the events say.
    did = Counter(event.did for event in happened)
    assert did["referral.expire"] > 0
    answers = ("referral.accept", "referral.decline", "referral.wait-list")
    with acting_as(world.hub_manager, at=end):
        found = rates.rates(since=BEGINS - DAY, until=end + DAY)  # a request may go on at the last tick
    assert found.sent == did["referral.send"] == len(referrals)
    assert found.answered == len({event.referral_id for event in happened if event.did in answers})
    assert found.helped == did["referral.complete"]
    assert found.void == did["referral.expire"]
    last_word = {
        e.need_id: e for e in happened if e.did in {"referral.send", "need.confirm", "need.leave-unconfirmed"}
    }
    yes = sum(e.did == "need.confirm" and e.detail["reply"] == "yes" for e in last_word.values())
    unconfirmed = sum(e.did == "need.leave-unconfirmed" for e in last_word.values())
    assert (found.met, found.confirmed, found.wanted) == (yes + unconfirmed, yes, len(told))
    assert min(yes, unconfirmed) > 0
    assert min(quarter.by_text["place"], quarter.by_text["resident"]) > 0
