"""What is said of time and to whom: nobody is told too late, in another's language, or not at all."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

import make
import signing
from fullcircle.access import actor as actors
from fullcircle.access.session import acting_as
from fullcircle.caseload import handoffs
from fullcircle.caseload.handoffs import Proposal
from fullcircle.directory import closing, index
from fullcircle.directory.models import Schedule
from fullcircle.directory.search import Wanted, search
from fullcircle.infra import outbox
from fullcircle.infra.incoming import Failed
from fullcircle.infra.models import Message
from fullcircle.people import reaching
from fullcircle.people.actions import Reach
from fullcircle.referrals import chasing, choices, queries, sending, telling
from fullcircle.referrals.appointments import planning
from fullcircle.referrals.appointments.planning import Said
from fullcircle.referrals.models import Referral
from fullcircle.referrals.states import Status
from fullcircle.referrals.texts import replies
from fullcircle.referrals.time import ticking
from make import AT
from together import run_together

DETROIT, DAY, HOUR = ZoneInfo("America/Detroit"), timedelta(days=1), timedelta(hours=1)
PANTRY = "open@example.org"


def local(*when):
    return datetime(*when, tzinfo=DETROIT)


def planned(world, referral, *, at=AT, hour=time(14, 30), actor=None):
    actor = actor or world.intake
    said = Said(on=date(2026, 3, 12), at=hour, minutes=30, place="12 Mill Race")
    with acting_as(actor, at=at):
        return planning.plan(referral_id=referral.pk, said=said, actor=actor, at=at)[0]


def closed(world, first_on, last_on=None):
    with acting_as(world.intake, at=AT):
        closing.say(
            organization_id=world.cupboard.id, first_on=first_on, last_on=last_on, actor=world.intake, at=AT
        )


def mails_to(address):
    return [one for one in outbox.recent(50) if one.to == address]


class TestAppointments:
    def test_what_is_cancelled_at_night_for_the_early_morning_is_not_told_in_time(self, world):
        one = planned(world, world.referral(status=Status.ACCEPTED), hour=time(8, 30))
        night = local(2026, 3, 11, 20, 30)
        with acting_as(world.intake, at=night):
            _one, told = planning.cancel(appointment_id=one.pk, reason="ill", actor=world.intake, at=night)
        assert not told

    def test_what_is_cancelled_by_day_is(self, world):
        one = planned(world, world.referral(status=Status.ACCEPTED), hour=time(8, 30))
        with acting_as(world.intake, at=AT):
            assert planning.cancel(appointment_id=one.pk, reason="ill", actor=world.intake, at=AT)[1]

    def test_the_persons_page_shows_those_of_every_place(self, world, pages_at):
        need = world.need()
        first = world.referral(status=Status.ACCEPTED, need=need)
        planned(world, first)
        world.referral(status=Status.SENT, need=need, service=world.bread, at=AT + timedelta(minutes=5))
        client = Client()
        signing.enter_as_resident(client, first.person_id)
        assert "You are expected" in client.get("/me/").content.decode()

    def test_a_person_who_reads_spanish_writes_none_to_the_pantry(self, world, pages_at):
        referral = world.referral(status=Status.ACCEPTED)
        one = planned(world, referral)
        client = Client()
        signing.enter_as_resident(client, referral.person_id)
        client.cookies["django_language"] = "es"
        client.post(f"/me/appointments/{one.pk}/cannot-come/", {})
        assert mails_to(PANTRY)[0].subject.startswith("Cannot come")
        with acting_as(world.intake, at=AT):
            assert planning.of_request(referral.pk)[0].reason == "The person cannot come."

    def test_a_text_that_did_not_arrive_is_made_good_beside_an_open_question(self, world):
        person = world.person(
            reach=Reach(phone="0005550117", may_text=True, may_say_who=True, email="d@example.net")
        )
        world.referral(status=Status.COMPLETED, need=world.need(person))
        with acting_as(world.navigator, at=AT):
            done = Referral.objects.get(person_id=person.pk)
        with acting_as(world.clock, at=AT):
            telling.ask_the_resident(done, at=AT)
        other = world.referral(status=Status.ACCEPTED, need=world.need(person), service=world.bread)
        planned(world, other, at=AT + HOUR, actor=world.other_intake)
        with acting_as(actors.SYSTEM, at=AT + HOUR):
            replies.reach_otherwise(Failed("0005550117", person.pk, None, AT + HOUR), AT + HOUR)
        assert any("news" in one.body for one in mails_to("d@example.net"))


class TestClosedDays:
    @pytest.fixture
    def pantry(self, world):
        Schedule.objects.create(
            service=world.food_box, byday="MO,TU,WE,TH,FR", opens_at=time(9), closes_at=time(17)
        )
        return world

    @pytest.fixture(autouse=True)
    def on_pages(self, pages_at):
        self.pages_at = pages_at

    def said(self, world, at=AT):
        self.pages_at(at)
        with acting_as(actors.SYSTEM, at=AT):
            index.refresh([world.food_box.pk])
        found = search(Wanted(words="food box", open_now=True), at=at).hits
        page = Client().get(reverse("services:service", args=[world.food_box.pk])).content.decode()
        (hours,) = re.findall(r"(?:Open|Closed) now[^<]*", page)
        return hours.strip(), world.food_box.pk in {hit.service_id for hit in found if hit.fits}

    def test_a_day_like_others_is_open(self, pantry):
        assert self.said(pantry) == ("Open now, until 5 p.m.", True)

    def test_a_day_said_closed_is_not_open_now_nor_found(self, pantry):
        closed(pantry, date(2026, 3, 10))
        assert self.said(pantry) == ("Closed now. Opens tomorrow, 9 a.m.", False)

    def test_after_a_closure_of_weeks_the_first_day_is_named(self, pantry):
        closed(pantry, date(2026, 3, 10), date(2026, 3, 27))
        assert self.said(pantry) == ("Closed now. Opens March 30, 9 a.m.", False)

    def test_a_line_that_answers_day_and_night_answers_on_a_public_holiday(self, world):
        Schedule.objects.create(
            service=world.food_box, byday="MO,TU,WE,TH,FR,SA,SU", opens_at=time(0), closes_at=time(0)
        )
        assert self.said(world, local(2026, 11, 26, 12)) == ("Open now, day and night", True)

    def test_a_shorter_day_says_its_own_end(self, pantry):
        with acting_as(pantry.intake, at=AT):
            closing.say(
                organization_id=pantry.cupboard.id, first_on=date(2026, 3, 10), last_on=None, opens_at=time(9),
                closes_at=time(12), actor=pantry.intake, at=AT,
            )  # fmt: skip
        assert self.said(pantry) == ("Open now, until noon", True)


class TestClocks:
    def test_a_question_to_who_sent_counts_no_closure_of_who_was_asked(self, world):
        referral = world.referral(status=Status.SENT)
        closed(world, date(2026, 3, 11), date(2026, 3, 27))
        assert world.step(referral, "target", "ask").clock_at == local(2026, 3, 16, 9)

    def test_a_question_to_the_person_neither(self, world):
        referral = world.referral(status=Status.ACCEPTED)
        closed(world, date(2026, 3, 11), date(2026, 4, 3))
        world.step(referral, "target", "ask_the_person", text="Papers")
        for days in range(1, 13):
            ticking.run(at=AT + days * DAY)
        with acting_as(world.navigator, at=AT):
            assert queries.referral(referral.pk).hub_since is not None

    def test_after_a_reply_the_place_has_time_again(self, world):
        referral = world.referral(status=Status.SENT)
        world.step(referral, "target", "ask", at=AT + timedelta(hours=1))
        assert world.step(referral, "source", "reply", at=AT + 6 * DAY).answer_by > AT + 6 * DAY

    def test_called_about_an_urgent_one_the_link_goes_out_as_the_page_says(self, world):
        referral, later = world.referral(status=Status.SENT, urgent=True), AT + timedelta(hours=5)
        ticking.run(at=later)
        before = len(mails_to(PANTRY))
        with acting_as(world.hub_manager, at=later):
            chasing.called(referral_id=referral.pk, text="They look now", actor=world.hub_manager, at=later)
        ticking.run(at=later + timedelta(hours=1))
        assert len(mails_to(PANTRY)) == before + 1

    def test_a_word_that_another_try_overtook_is_waited_for_no_longer(self, world):
        need = world.need()
        done = world.referral(status=Status.COMPLETED, need=need)
        for days in (4, 8):
            ticking.run(at=AT + days * DAY)
        world.referral(status=Status.DECLINED, need=need, service=world.bread, at=AT + 9 * DAY)
        for hours in range(0, 72, 2):
            ticking.run(at=AT + 16 * DAY + timedelta(hours=hours))
        with acting_as(world.navigator, at=AT):
            assert queries.referral(done.pk).clock == ""

    def test_ask_nobody_else_beside_a_step_stops_neither(self, committed):
        world, failed = make.World(), []
        for _round in range(8):
            need = world.need(world.person())
            referral = world.referral(need=need)
            with acting_as(world.navigator, at=AT):
                choices.say(
                    referral_id=referral.pk, service_ids=[world.bread.pk], fields=[], actor=world.navigator, at=AT,
                    agreed=sending.Agreed(manner="spoken", language="en"),
                )  # fmt: skip

            def stop(need_id=need.pk):
                with acting_as(world.navigator, at=AT):
                    return choices.stop(need_id=need_id, actor=world.navigator, at=AT)

            def step(one=referral):
                return world.step(one, "target", "accept")

            failed += [one for one in run_together(stop, step) if isinstance(one, Exception)]
        assert failed == []


def test_a_message_that_waits_for_the_morning_is_not_delivered_before(world):
    referral = world.referral(status=Status.ACCEPTED)
    tomorrow = (datetime.now(UTC) + DAY).astimezone(DETROIT).date()
    assert reaching.hears(referral.person_id, "x", at=datetime.combine(tomorrow, time(22), DETROIT))
    waits = outbox.recent(1)[0]
    outbox.deliver.function(message_id=str(waits.id))
    (found,) = Message.objects.raw("select * from infra_recent_messages(1)")
    assert found.sent_at is None


def test_the_mail_that_calls_an_introduction_off_says_so(world):
    referral, meets_at = world.referral(status=Status.ACCEPTED), AT + 2 * DAY
    given = {"actor": world.navigator, "at": AT}
    with acting_as(world.navigator, at=AT):
        made, _told = handoffs.propose(referral_id=referral.pk, proposal=Proposal(meets_at=meets_at), **given)
    with acting_as(world.intake, at=AT):
        handoffs.agree(handoff_id=made.pk, meets_at=meets_at, actor=world.intake, at=AT)
    with acting_as(world.navigator, at=AT):
        handoffs.end(handoff_id=made.pk, how="called-off", **given)
    assert mails_to(PANTRY)[0].subject.startswith("Called off")
