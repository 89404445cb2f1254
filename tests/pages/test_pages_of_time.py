"""Pages of time: how long each clock runs, when an organization is closed, the desk, and the practice town's next day."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

import make
import signing
from fullcircle.access.actor import SYSTEM
from fullcircle.access.errors import Denied
from fullcircle.access.grants import Purpose
from fullcircle.access.session import acting_as
from fullcircle.directory import calendars, closing
from fullcircle.directory.closing import NoSuchDays
from fullcircle.infra import outbox, time
from fullcircle.referrals import queries
from fullcircle.referrals.models import ClockAmount
from fullcircle.referrals.states import Status
from fullcircle.referrals.time import setting, ticking, winding
from fullcircle.referrals.time.clocks import DEFAULTS, Clock

DAY = timedelta(days=1)


def now(world, referral):
    with world.acting(world.navigator):
        return queries.referral(referral.pk)


def test_the_hub_sets_the_networks_clocks_and_one_organizations(world, browse):
    hub = browse("hub_manager")

    assert hub.post("/desk/clocks/", {"expire": "6"}).status_code == 302
    assert hub.post(f"/desk/clocks/?for={world.cupboard.id}", {"expire": "12", "hub": "9"}).status_code == 302

    assert winding.amounts(None)[Clock.EXPIRE].number == 6
    ours = winding.amounts(world.cupboard.id)
    assert (ours[Clock.EXPIRE].number, ours[Clock.HUB].number) == (12, 9)
    assert winding.amounts(world.breadline.id)[Clock.EXPIRE].number == 6
    shown = hub.get(f"/desk/clocks/?for={world.cupboard.id}").content.decode()
    assert 'value="12"' in shown
    assert 'placeholder="6"' in shown
    assert hub.post("/desk/clocks/", {"expire": ""}).status_code == 302
    assert winding.amounts(None)[Clock.EXPIRE] == DEFAULTS[Clock.EXPIRE]


@pytest.mark.parametrize(
    "typed", [{"remind": "3"}, {"hub": "0"}, {"hub": "two"}, {"expire": "99999"}, {"hub": "401"}]
)
def test_a_wrong_number_changes_nothing_and_says_why(world, browse, typed):
    answer = browse("hub_manager").post("/desk/clocks/", {"unconfirmed": "20", **typed})

    assert answer.status_code == 400
    assert "usa-error-message" in answer.content.decode()
    assert not ClockAmount.objects.exists()


@pytest.mark.parametrize("who", ["navigator", "intake", "administrator"])
def test_nobody_else_sets_a_clock_by_page_action_or_table(world, browse, who):
    actor = getattr(world, who)

    assert browse(who).post("/desk/clocks/", {"expire": "300"}).status_code == 403
    with acting_as(actor, at=make.AT):
        with pytest.raises(Denied):
            setting.set_amounts({Clock.EXPIRE: 300}, actor=actor, at=make.AT)
        with pytest.raises(DatabaseError), transaction.atomic():
            ClockAmount.objects.create(clock="expire", number=300, said_at=make.AT)


@pytest.mark.parametrize("call", ["referrals_due(now(), 5)", "referrals_clock_later(gen_random_uuid(), now())",
                                  "referrals_silent(now(), now(), '{}', 5)"])  # fmt: skip
@pytest.mark.parametrize("who", ["hub_manager", "navigator", "clock"])
def test_what_is_due_in_the_whole_network_is_told_to_jobs_alone(world, who, call):
    from django.db import connection

    with acting_as(getattr(world, who), at=make.AT), pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute(f"select * from {call}")
    with acting_as(SYSTEM, at=make.AT):
        connection.cursor().execute(f"select * from {call}")


def test_an_organizations_own_number_moves_its_requests(world):
    with world.acting(world.hub_manager):
        setting.set_amounts(
            {Clock.HUB: 9, Clock.EXPIRE: 12},
            actor=world.hub_manager,
            at=make.AT,
            organization_id=world.cupboard.id,
        )
    ours = world.referral()
    theirs = world.referral(need=world.need(world.person("Malik")), service=world.bread)

    for day in range(1, 10):
        ticking.run(at=make.AT + day * DAY)

    assert now(world, theirs).hub_since is not None
    assert now(world, ours).hub_since is None


def test_pages_say_the_clocks_that_hold(world, browse):
    with world.acting(world.hub_manager):
        setting.set_amounts(
            {Clock.HUB: 9, Clock.EXPIRE: 12, Clock.REMIND_AGAIN: 5, Clock.URGENT_HUB: 1, Clock.NUDGE: 1},
            actor=world.hub_manager, at=make.AT, organization_id=world.cupboard.id,
        )  # fmt: skip
    match = f"/needs/{world.need().pk}/match/"
    sending = browse("navigator").get(match, {"to": str(world.food_box.pk)}).content.decode()
    asking = browse("intake").get(f"/requests/{world.referral(status=Status.ACCEPTED).pk}/").content.decode()

    # Five working days after Tuesday, March 10.
    assert "are asked to answer by March 17." in sending
    assert "Urgent: answer in 1 hour" in sending
    assert "are reminded after 1 working day." in asking


def test_staff_say_when_they_are_closed_and_clocks_wait(world, browse):
    intake = browse("intake")
    answer = intake.post(
        "/services/ours/closed/", {"first_on": "2026-03-11", "last_on": "2026-03-13", "why": "Stock taking"}
    )
    assert answer.status_code == 302
    shown = intake.get("/services/ours/").content.decode()
    assert "Stock taking" in shown

    sent = world.referral()
    assert now(world, sent).clock_at == calendars.community().later(make.AT, 4, opening=True)  # Monday

    (days,) = closing.coming(world.cupboard.id, today=date(2026, 3, 10))
    assert browse("other_intake").post(f"/services/ours/closed/{days.pk}/").status_code == 404
    assert intake.post(f"/services/ours/closed/{days.pk}/").status_code == 302
    assert closing.coming(world.cupboard.id, today=date(2026, 3, 10)) == []
    with world.acting(world.intake), pytest.raises(NoSuchDays):
        closing.take_back(days_id=days.pk, actor=world.intake, at=make.AT)


@pytest.mark.parametrize(
    "typed",
    [
        {"last_on": "2026-03-10"}, {"opens_at": "09:00"}, {"opens_at": "nine", "closes_at": "12:00"},
        {"first_on": ""}, {"service": "00000000-0000-0000-0000-000000000000"},
    ],
)  # fmt: skip
def test_days_that_make_no_sense_are_refused_at_their_field(world, browse, typed):
    said = {"first_on": "2026-03-11", "last_on": "2026-03-13", **typed}

    answer = browse("intake").post("/services/ours/closed/", said)

    assert answer.status_code == 400
    assert closing.coming(world.cupboard.id, today=date(2026, 1, 1)) == []


def test_one_service_may_have_days_of_its_own(world):
    with world.acting(world.intake):
        closing.say(
            organization_id=world.cupboard.id, service_id=world.food_box.id, first_on=date(2026, 3, 11), last_on=None,
            actor=world.intake, at=make.AT,
        )  # fmt: skip

    assert not calendars.of_service(world.food_box.id).works_on(date(2026, 3, 11))
    assert calendars.of_service(world.bread.id).works_on(date(2026, 3, 11))


def test_the_desk_lists_what_time_brought_there(world, browse, pages_at):
    world.referral()
    urgent = world.referral(need=world.need(world.person("Malik Freeman")), urgent=True)
    assert "Malik" not in browse("hub_manager").get("/desk/").content.decode()

    ticking.run(at=make.AT + timedelta(hours=4))

    pages_at(make.AT + timedelta(hours=5))
    desk = browse("hub_manager").get("/desk/").content.decode()
    assert "Malik" in desk
    assert "1 request needs somebody" in desk
    world.step(urgent, "target", "accept", at=make.AT + timedelta(hours=5))
    assert "Malik" not in browse("hub_manager").get("/desk/").content.decode()


def test_the_desk_says_of_the_silent_who_was_asked(world, browse, pages_at):
    world.referral(status=Status.ACCEPTED)
    pages_at(make.AT + 20 * DAY)

    desk = browse("hub_manager").get("/desk/").content.decode()

    assert "Open Cupboard: Accepted" in desk
    assert "Nobody is asked yet" not in desk


def test_the_desk_says_who_keeps_the_silent_and_offers_no_step_of_theirs(db, pages_at):
    world, hub = make.World(hub_sees_for=(str(Purpose.OPERATIONS),)), Client()
    world.referral(status=Status.DECLINED)
    signing.enter(hub, world, "hub_manager")
    pages_at(make.AT + 20 * DAY)

    desk = hub.get("/desk/").content.decode()
    silent = desk.partition('aria-labelledby="silent"')[2].partition("</section>")[0]

    assert "Kept by Eastgate Neighbors. Open Cupboard: Declined" in silent
    assert "/match/" not in silent


@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.WAIT_LISTED])
def test_the_target_says_that_it_goes_on_by_page_and_by_link(world, browse, pages_at, status):
    taken = world.referral(status=status)
    ticking.run(at=make.AT + 40 * DAY)
    link = next(m.body for m in outbox.recent() if "/a/" in m.body).split("/a/")[1].split()[0]
    pages_at(make.AT + 41 * DAY)
    before = now(world, taken).clock_at

    assert Client().post(f"/a/{link}", {"answer": "goes-on"}).status_code == 302
    by_link = now(world, taken).clock_at
    pages_at(make.AT + 45 * DAY)
    assert browse("intake").post(f"/requests/{taken.pk}/step/", {"step": "goes-on"}).status_code == 302

    assert before < by_link < now(world, taken).clock_at


def test_the_next_day_in_the_practice_town_hears_the_clocks(world, pages_at):
    sent = world.referral()
    client = Client()

    answer = client.post("/demo/later/", {"days": "3"}, follow=True)

    assert "It is now Friday, March 13" in answer.content.decode()
    assert now(world, sent).clock == Clock.HUB
    assert time.now() - make.AT > timedelta(days=2)
    assert client.post("/demo/later/", {"days": "4000"}).status_code == 302  # one day
