"""Needs, the resident's word, what telling does, and the honest rates against a plain recount."""

from datetime import timedelta

import pytest

import make
from fullcircle.access import actor as actors
from fullcircle.access.errors import Denied, Invalid
from fullcircle.access.session import acting_as
from fullcircle.infra import outbox
from fullcircle.people.actions import Reach
from fullcircle.referrals import cards, needs, queries, rates, sending, telling, worklists
from fullcircle.referrals.policies import WrongStatus
from fullcircle.referrals.states import Outcome, Status
from fullcircle.referrals.time import ticking

WEEK = timedelta(days=7)


def confirm(world, referral, reply, at=make.AT):
    resident = actors.resident(referral.person_id)
    with acting_as(resident, at=at):
        return needs.confirm(need_id=referral.need_id, reply=reply, actor=resident, at=at)


@pytest.mark.parametrize(
    ("reply", "outcome"), [("yes", Outcome.MET), ("some", Outcome.PARTLY_MET), ("no", Outcome.NOT_MET)]
)
def test_the_outcome_follows_the_residents_word(world, reply, outcome):
    need = confirm(world, world.referral(status=Status.COMPLETED), reply)

    assert (need.outcome, need.reply, need.replied_at) == (outcome, reply, make.AT)


def test_only_the_resident_confirms_and_only_when_asked(world):
    referral = world.referral(status=Status.COMPLETED)
    with acting_as(world.navigator, at=make.AT), pytest.raises(Denied):
        needs.confirm(need_id=referral.need_id, reply="yes", actor=world.navigator, at=make.AT)
    unasked = world.referral(need=world.need(world.person("Malik")))

    with pytest.raises(WrongStatus):
        confirm(world, unasked, "yes")
    with pytest.raises(Invalid):
        confirm(world, referral, "perhaps")


def test_another_attempt_opens_the_need_again(world):
    referral = world.referral(status=Status.COMPLETED)
    confirm(world, referral, "no")
    with acting_as(world.navigator, at=make.AT):
        need = queries.need(referral.need_id)

    again = world.referral(need=need, service=world.bread)

    with acting_as(world.navigator, at=make.AT):
        need = queries.need(again.need_id)
    assert (need.outcome, need.reply, need.asked_at) == ("", "", None)


@pytest.mark.parametrize(("waited", "left"), [(WEEK - timedelta(minutes=1), False), (WEEK, True)])
def test_a_need_is_left_unconfirmed_after_a_week(world, waited, left):
    referral = world.asked()
    at = make.AT + waited
    with acting_as(world.clock, at=at):
        if not left:
            with pytest.raises(WrongStatus):
                needs.leave_unconfirmed(need_id=referral.need_id, actor=world.clock, at=at)
            return
        need = needs.leave_unconfirmed(need_id=referral.need_id, actor=world.clock, at=at)

    assert need.outcome == Outcome.MET_UNCONFIRMED


def test_nobody_but_time_leaves_a_need_unconfirmed(world):
    referral = world.referral(status=Status.COMPLETED)

    with acting_as(world.navigator, at=make.AT + WEEK), pytest.raises(Denied):
        needs.leave_unconfirmed(need_id=referral.need_id, actor=world.navigator, at=make.AT + WEEK)


def test_a_need_nobody_wants_help_with_is_not_sent(world):
    need = world.need(wants_help=False)

    with pytest.raises(Denied, match="Ask them first"):
        world.referral(need=need)


@pytest.mark.parametrize("said", [{"domain": "nonsense"}, {"found_by": "rumour"}])
def test_a_need_has_a_domain_and_somebody_who_found_it(world, said):
    with pytest.raises(Invalid):
        world.need(**said)


def test_settling_writes_down_how_a_need_ended(world):
    need = world.need()
    with acting_as(world.navigator, at=make.AT):
        settled = needs.settle(need_id=need.pk, outcome="moved", actor=world.navigator, at=make.AT)
        with pytest.raises(Invalid):
            needs.settle(need_id=need.pk, outcome="met", actor=world.navigator, at=make.AT)

    assert settled.outcome == Outcome.MOVED


@pytest.mark.parametrize(
    ("reach", "channel", "names_us"),
    [
        (Reach(phone="0005550117", may_text=True, may_say_who=True), "sms", True),
        (Reach(phone="0005550117", may_text=True), "sms", False),
        (Reach(phone="0005550117", email="d@example.org"), "email", False),
    ],
)
def test_the_resident_hears_in_the_safe_way(world, reach, channel, names_us):
    world.referral(need=world.need(world.person(reach=reach)))

    news = next(m for m in outbox.recent() if "/r/" in m.body)

    assert news.channel == channel
    assert ("Tamarind" in news.body) is names_us
    assert "ood" not in news.body  # nothing of what it is about


def test_where_no_way_is_safe_nothing_is_sent_and_silence_goes_on(world):
    referral = world.asked(need=world.need(world.person(reach=Reach(phone="0005550117"))))

    assert not [m for m in outbox.recent() if "/r/" in m.body or "/c/" in m.body]
    with acting_as(world.navigator, at=make.AT):
        assert queries.need(referral.need_id).could_not_ask


def test_the_resident_is_written_to_in_their_language(world):
    world.referral(need=world.need(world.person(language="es")))

    assert "noticias" in next(m.body for m in outbox.recent() if "/r/" in m.body).lower()


def test_the_target_gets_a_link_and_nothing_but_the_name(world):
    world.referral(need=world.need(detail="private words"))

    mail = next(m for m in outbox.recent() if "/a/" in m.body)

    assert mail.to == "open@example.org"
    assert "Denise Robles" in mail.body
    assert "private" not in mail.body
    assert "0005550117" not in mail.body


def test_the_preview_is_the_card_that_the_receiver_reads(world):
    need = world.need(world.person(street="27 Juniper Walk"), detail="for 5 days")
    from fullcircle.people import queries as people

    with acting_as(world.navigator, at=make.AT):
        record = people.unlogged_record(need.person_id)
        preview = cards.draw(
            record=record, need=need, fields=cards.default_fields(need.domain), reach_by=cards.reach_by(record.contact),
            accepted=False,
        )  # fmt: skip
    sent = world.referral(need=need)

    with acting_as(world.intake, at=make.AT):
        assert queries.card_of(sent) == preview


@pytest.mark.parametrize("field", ["birth date", "other needs", "shoe size"])
def test_what_never_travels_cannot_be_put_on_a_card(world, field):
    with pytest.raises(Invalid):
        world.referral(fields=["zip", field])


def test_a_reason_is_asked_for(world):
    sent = world.referral()

    for step, said in (("decline", {"reason": "bad mood"}), ("decline", {"reason": "other"}), ("cancel", {"text": " "}),
                       ("ask", {"text": ""}), ("complete", {"quantity": 0})):  # fmt: skip
        with pytest.raises(Invalid):
            world.step(sent, "target", step, **said)


def test_asking_and_replying(world):
    sent = world.referral()

    asked = world.step(sent, "link", "ask", text="Which day?")
    assert (asked.status, asked.waiting_on) == (Status.IN_REVIEW, "source")
    replied = world.step(sent, "source", "reply", text="Saturday")

    assert replied.waiting_on == "target"
    with acting_as(world.intake, at=make.AT):
        assert [word.text for word in queries.words_of(sent.pk)] == ["Which day?", "Saturday"]
    with pytest.raises(queries.NoSuchReferral):
        world.step(sent, "stranger", "ask")


@pytest.fixture
def quarter(world):
    """A few referrals of each kind, and needs that nobody sent."""
    statuses = [Status.SENT, Status.ACCEPTED, Status.DECLINED, Status.EXPIRED, Status.COMPLETED, Status.COMPLETED,
                Status.WAIT_LISTED, Status.CANCELLED, Status.ENTERED_IN_ERROR, Status.NOT_REACHED, Status.DRAFT]  # fmt: skip
    made = [world.referral(need=world.need(world.person(f"P {n}")), status=s) for n, s in enumerate(statuses)]
    confirm(world, made[4], "yes")
    empty = world.referral(need=world.need(world.person("Empty")), status=Status.ACCEPTED)
    world.step(empty, "target", "complete", what="")
    for done in (made[5], empty):
        with acting_as(world.clock, at=make.AT):
            telling.ask_the_resident(done, at=make.AT)
    world.need(world.person("Unsent"))
    world.need(world.person("Unwanted"), wants_help=False)
    return world


def test_the_rates_are_what_a_plain_recount_gives(quarter):
    """Of 12 referrals one is a draft and one an error; two gave something. Of 14 needs 13 are wanted."""
    since, until = make.AT - timedelta(days=1), make.AT + timedelta(days=1)

    with acting_as(quarter.hub_manager, at=until):
        found = rates.rates(since=since, until=until)

    assert (found.sent, found.answered, found.helped, found.void, found.still_open) == (10, 7, 2, 1, 3)
    assert (found.wanted, found.met, found.confirmed) == (13, 1, 1)
    assert (found.asked, found.replied, found.could_not_ask) == (3, 1, 0)


@pytest.mark.parametrize(
    ("which", "count"), [("sent", 10), ("answered", 7), ("helped", 2), ("void", 1), ("open", 3)]
)
def test_every_figure_opens_as_many_as_it_counts(quarter, which, count):
    since, until = make.AT - timedelta(days=1), make.AT + timedelta(days=1)

    with acting_as(quarter.hub_manager, at=until):
        assert len(worklists.in_network(since=since, until=until, which=which)) == count


@pytest.mark.parametrize(
    ("which", "count"),
    [("wanted", 13), ("met", 1), ("confirmed", 1), ("asked", 3), ("replied", 1), ("could-not-ask", 0)],
)
def test_every_figure_of_needs_opens_as_many_as_it_counts(quarter, which, count):
    since, until = make.AT - timedelta(days=1), make.AT + timedelta(days=1)

    with acting_as(quarter.hub_manager, at=until):
        assert len(worklists.needs_behind(since=since, until=until, which=which, at=until)) == count


def test_time_itself_counts_as_the_hub_does_for_the_public_page(quarter):
    since, until = make.AT - timedelta(days=1), make.AT + timedelta(days=1)
    with acting_as(quarter.hub_manager, at=until):
        counted = rates.rates(since=since, until=until)
    with acting_as(quarter.clock, at=until):
        assert rates.rates(since=since, until=until) == counted
    assert counted.sent


@pytest.mark.parametrize("who", ["navigator", "other_navigator", "intake"])
def test_the_network_is_counted_for_its_hub_alone(quarter, who):
    since, until = make.AT - timedelta(days=1), make.AT + timedelta(days=1)

    with acting_as(getattr(quarter, who), at=until):
        found = rates.rates(since=since, until=until)
        assert (found.sent, found.wanted) == (0, 0)
        assert rates.unmet(since=since, until=until) == []


def test_today_has_three_lanes(world):
    world.referral()  # waits on others
    world.referral(need=world.need(world.person("Malik")), status=Status.DECLINED)  # mine
    long_ago = make.AT - timedelta(days=10)
    world.need(world.person("Joyce", at=long_ago), at=long_ago)  # overdue
    done = world.referral(need=world.need(world.person("Gus")), status=Status.COMPLETED)
    confirm(world, done, "yes")

    with acting_as(world.navigator, at=make.AT):
        lists = worklists.today(organization_id=world.eastgate.id, at=make.AT)
        mine = worklists.today(organization_id=world.eastgate.id, at=make.AT, user_id=world.navigator.user_id)

    assert [line.person for line in lists.overdue] == ["Joyce"]
    assert [line.person for line in lists.mine] == ["Malik"]
    assert [line.person for line in lists.waiting] == ["Denise Robles"]
    assert lists.people == mine.people == 3


def test_a_question_and_a_no_need_my_answer(world):
    world.step(world.referral(), "target", "ask")
    confirm(world, world.referral(need=world.need(world.person("Malik")), status=Status.COMPLETED), "no")

    with acting_as(world.navigator, at=make.AT):
        lists = worklists.today(organization_id=world.eastgate.id, at=make.AT)

    assert sorted(line.person for line in lists.mine) == ["Denise Robles", "Malik"]


def test_the_silent_and_what_time_brought_to_the_hub_are_counted_and_listed(world):
    long_ago = make.AT - timedelta(days=20)
    world.referral(at=long_ago)
    for day in range(1, 7):
        ticking.run(at=long_ago + timedelta(days=day))

    with acting_as(world.hub_manager, at=make.AT):
        assert worklists.count_silent(at=make.AT) == len(worklists.silent_residents(at=make.AT)) == 1
        assert worklists.count_at_the_desk() == len(worklists.at_the_desk()) == 1


@pytest.mark.parametrize(("people", "shown"), [(1, None), (10, None), (11, 11)])
def test_what_people_could_not_get_hides_one_to_ten(world, people, shown):
    for number in range(people):
        world.referral(need=world.need(world.person(f"P {number}")), status=Status.DECLINED)

    with acting_as(world.hub_manager, at=make.AT):
        assert rates.unmet(since=make.AT - WEEK, until=make.AT + WEEK) == [
            ("food-insecurity", "no-capacity", shown)
        ]


def test_a_draft_waits_for_consent(world):
    drafted = world.referral(status=Status.DRAFT)

    with acting_as(world.navigator, at=make.AT), pytest.raises(Invalid):
        sending.send(
            referral_id=drafted.pk,
            agreed=sending.Agreed(manner="guessed", language="en"),
            actor=world.navigator,
            at=make.AT,
        )
    assert not [m for m in outbox.recent() if "/a/" in m.body]
