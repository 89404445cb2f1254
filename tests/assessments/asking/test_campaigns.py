"""A campaign from its plan to what was done about it: who may, what follows, when it ends."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

import asking
import make
from fullcircle.access.actor import Role
from fullcircle.access.errors import Denied, Invalid, NotFound
from fullcircle.access.models import Event
from fullcircle.access.session import acting_as
from fullcircle.assessments import jobs
from fullcircle.assessments.asking import actions, answering, audience, queries, sending
from fullcircle.assessments.asking.audience import Guest
from fullcircle.assessments.asking.policies import WrongState
from fullcircle.assessments.asking.states import LABELS, STATES, State
from fullcircle.infra import outbox

DAY, WEEK = timedelta(days=1), timedelta(days=7)


def test_every_state_is_a_row_of_the_table_and_has_its_words():
    assert set(STATES) == set(State) == set(LABELS)


@pytest.mark.parametrize("who", ["navigator", "administrator", "intake"])
def test_only_the_backbone_keeps_campaigns(world, who):
    campaign = asking.plan(world)
    actor = getattr(world, who)

    with acting_as(actor, at=make.AT), pytest.raises(Denied):
        actions.open_(campaign_id=campaign.pk, actor=actor, at=make.AT)
    with acting_as(actor, at=make.AT), pytest.raises(NotFound):
        queries.campaign(campaign.pk)


def test_a_manager_of_another_organization_is_no_backbone(world):
    asking.plan(world)
    other = make.staff(world.eastgate.id, Role.HUB)

    with acting_as(other, at=make.AT):
        assert queries.campaigns() == []


def test_it_needs_an_audience_to_open(world):
    campaign = asking.plan(world)

    with pytest.raises(Invalid, match="who is asked"):
        asking.step(world, campaign, "open_")
    with acting_as(world.hub_manager, at=make.AT):
        audience.open_link(campaign_id=campaign.pk, actor=world.hub_manager, at=make.AT)

    assert asking.step(world, campaign, "open_").state == State.OPEN


def test_the_window_ends_at_the_communitys_midnight(world, settings):
    settings.TIME_ZONE = "America/Detroit"
    campaign = asking.plan(world)

    assert campaign.closes_at.isoformat() == "2026-04-01T00:00:00-04:00"


@pytest.mark.parametrize(
    ("field", "value"), [("mode", "secret"), ("title", " "), ("closes_on", asking.FIRST - DAY), ("target", 0)]
)
def test_what_cannot_be_planned_is_refused_by_field(world, field, value):
    with pytest.raises(Invalid) as refused:
        asking.plan(world, **{field: value})
    assert refused.value.field == field


def test_what_was_promised_stays_once_it_is_open(world):
    campaign, _links = asking.opened(world)
    changed = actions.Planned(title="x", mode="named", opens_on=asking.FIRST, closes_on=asking.LAST)

    with pytest.raises(Invalid):
        asking.step(world, campaign, "change", planned=changed)
    with (
        pytest.raises(DatabaseError, match="promised"),
        acting_as(world.hub_manager, at=make.AT),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("update assessments_campaign set mode = 'named' where id = %s", [campaign.pk])


@pytest.mark.parametrize("to", ["reported", "planned", "acted-on"])
def test_the_database_skips_and_undoes_no_step(world, to):
    campaign, _links = asking.opened(world)

    with (
        pytest.raises(DatabaseError, match="assessments_campaign"),
        acting_as(world.hub_manager, at=make.AT),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("update assessments_campaign set state = %s where id = %s", [to, campaign.pk])


def test_it_ends_only_with_what_was_said_and_done_and_then_everybody_reads_it(world):
    campaign, _links = asking.opened(world)
    asking.closed(world, campaign)
    asking.step(world, campaign, "report")
    with pytest.raises(Invalid):
        asking.step(world, campaign, "act", you_said="Too far away", we_did=" ")
    assert queries.you_said_we_did() == []

    asking.step(world, campaign, "act", you_said="Too far away", we_did="A bus from May on")

    (told,) = queries.you_said_we_did()
    assert (told.you_said, told.we_did) == ("Too far away", "A bus from May on")


def test_a_reported_campaign_is_read_by_who_sits_at_the_table(world):
    campaign, _links = asking.opened(world)
    member = make.staff(world.eastgate.id, Role.MEMBER)
    asking.closed(world, campaign)
    with acting_as(member, at=make.AT):
        assert queries.campaigns() == []

    asking.step(world, campaign, "report")

    with acting_as(member, at=make.AT):
        assert queries.figures(queries.campaign(campaign.pk)) == {"answers": 0}


def test_it_is_reported_once_it_was_counted(world):
    campaign, _links = asking.opened(world)
    asking.step(world, campaign, "close")

    with pytest.raises(WrongState, match="counted"):
        asking.step(world, campaign, "report")


class TestInvitations:
    def test_pasted_lines_keep_what_is_good_and_list_what_is_not(self):
        guests, bad = audience.read(
            "ana@example.org\n\nnot an address\nBEN@example.org,Ben,food,North,es\nana@example.org"
        )

        assert [one.email for one in guests] == ["ana@example.org", "ben@example.org"]
        assert guests[1] == Guest("ben@example.org", "Ben", None, "food", "North", "es")
        assert [(one.line, one.text) for one in bad] == [(3, "not an address"), (5, "ana@example.org")]

    def test_a_file_may_name_its_columns(self):
        guests, bad = audience.read("Name,Email,Language\nAna,ana@example.org,xx\n")

        assert guests == [Guest("ana@example.org", "Ana")]
        assert bad == []

    def test_each_address_is_asked_once(self, world):
        campaign = asking.plan(world)
        assert asking.invite(world, campaign, asking.people(3)) == 3
        again = [Guest(email="P1@example.org"), Guest(organization_id=world.cupboard.id), Guest()]

        assert asking.invite(world, campaign, again) == 1
        assert asking.invite(world, campaign, again) == 0

    def test_they_are_sent_once_in_the_guests_language_with_the_promise(self, world):
        guests = [*asking.people(2), Guest(email="eva@example.org", language="es")]
        campaign, links = asking.opened(world, guests=guests)

        assert sending.invite(campaign.pk, at=make.AT) == 0
        assert len(links) == 3
        body = next(m.body for m in outbox.recent() if m.to == "p0@example.org")
        assert "Nobody can tell who said what" in body
        assert "March 31, 2026" in body
        spanish = next(m.body for m in outbox.recent() if m.to == "eva@example.org")
        assert "31 de marzo de 2026" in spanish

    def test_more_than_a_batch_is_sent(self, world, monkeypatch):
        monkeypatch.setattr(sending, "BATCH", 5)
        _campaign, links = asking.opened(world, guests=asking.people(12))

        assert len(links) == 12

    def test_only_hashes_of_links_are_kept(self, world):
        _campaign, links = asking.opened(world)

        with (
            pytest.raises(DatabaseError, match="permission denied"),
            acting_as(world.hub_manager, at=make.AT),
        ):
            with connection.cursor() as cursor:
                cursor.execute("select token_hash from assessments_campaignlink")
        assert all(len(token) == 43 for token in links.values())


class TestReminders:
    def test_once_a_week_at_most_and_only_to_who_is_silent(self, world):
        campaign, links = asking.opened(world, guests=asking.people(3))
        asking.answer(campaign, links["p0@example.org"], care__1="once")
        with pytest.raises(WrongState):
            asking.step(world, campaign, "remind", at=make.AT + 6 * DAY)

        asking.step(world, campaign, "remind", at=make.AT + WEEK)
        assert sending.remind(campaign.pk, at=make.AT + WEEK) == 2
        assert sending.remind(campaign.pk, at=make.AT + WEEK) == 0
        assert sending.remind(campaign.pk, at=make.AT + 2 * WEEK) == 2

    def test_the_first_link_still_works_beside_the_reminders(self, world):
        campaign, first = asking.opened(world, guests=asking.people(1))
        sending.remind(campaign.pk, at=make.AT + WEEK)
        later = asking.tokens()

        assert first != later
        asking.answer(campaign, first["p0@example.org"], care__1="once")
        assert answering.opened(later["p0@example.org"], at=make.AT).answered

    def test_a_job_reminds_before_the_end_and_closes_after_it(self, world):
        campaign, _links = asking.opened(world, guests=asking.people(2))
        before = len(outbox.recent())

        jobs.keep(at=make.AT + 5 * DAY)
        assert len(outbox.recent()) == before
        jobs.keep(at=campaign.closes_at - DAY)
        assert len(outbox.recent()) == before + 2
        jobs.keep(at=campaign.closes_at)
        jobs.keep(at=campaign.closes_at)

        with acting_as(world.hub_manager, at=make.AT):
            assert queries.campaign(campaign.pk).state == State.CLOSED


class TestAnswers:
    def test_a_link_works_once_and_until_the_window_closes(self, world):
        campaign, links = asking.opened(world)
        asking.answer(campaign, links["p0@example.org"], care__1="once")

        with pytest.raises(WrongState, match="answered already"):
            asking.answer(campaign, links["p0@example.org"], care__1="never")
        asking.answer(
            campaign, links["p1@example.org"], at=campaign.closes_at - timedelta(seconds=1), care__1="once"
        )
        with pytest.raises(WrongState, match="closed"):
            asking.answer(campaign, links["p2@example.org"], at=campaign.closes_at, care__1="once")

    def test_an_open_link_works_for_everybody(self, world):
        campaign = asking.plan(world)
        with acting_as(world.hub_manager, at=make.AT):
            token = audience.open_link(campaign_id=campaign.pk, actor=world.hub_manager, at=make.AT)
        with pytest.raises(NotFound):
            answering.opened(token, at=make.AT)  # not yet open
        asking.step(world, campaign, "open_")

        for _someone in range(3):
            asking.answer(campaign, token, care__1="once")

        with acting_as(world.hub_manager, at=make.AT):
            assert queries.taken(campaign).answers == 3

    def test_an_altered_link_opens_nothing(self, world):
        _campaign, links = asking.opened(world)

        with pytest.raises(NotFound):
            answering.opened(links["p0@example.org"] + "x", at=make.AT)

    def test_an_empty_answer_is_refused(self, world):
        campaign, links = asking.opened(world)

        with pytest.raises(Invalid, match="at least one"):
            asking.answer(campaign, links["p0@example.org"])

    def test_a_telephone_interview_is_marked_and_marks_the_invitation(self, world):
        campaign, links = asking.opened(world)
        with acting_as(world.hub_manager, at=make.AT):
            guest = queries.invitations(campaign).first()
            answering.interview(
                campaign_id=campaign.pk, invitation_id=guest.pk, answers=asking.said(campaign, care__1="once"),
                actor=world.hub_manager, at=make.AT,
            )  # fmt: skip
            assert queries.taken(campaign).by_channel == {"phone": 1}
        with pytest.raises(WrongState):
            asking.answer(campaign, links[guest.email], care__1="once")

    def test_nobody_but_the_backbone_enters_for_others(self, world):
        campaign, _links = asking.opened(world)

        with (
            pytest.raises(DatabaseError, match="backbone"),
            acting_as(world.navigator, at=make.AT),
            connection.cursor() as cursor,
        ):
            cursor.execute("select assessments_enter(%s, null, '{}', '{}', 'paper')", [campaign.pk])

    def test_how_many_answered_is_counted_by_sector_against_the_target(self, world):
        places = [
            Guest(f"{n}@food.example", sector="food", organization_id=uuid.uuid4()) for n in range(3)
        ] + [Guest("a@clinic.example", sector="clinic", organization_id=uuid.uuid4())]
        campaign, links = asking.opened(world, guests=places, target=4)
        asking.answer(campaign, links["1@food.example"], care__1="once")

        with acting_as(world.hub_manager, at=make.AT):
            found = queries.taken(campaign)
        assert (found.asked, found.written_to, found.invited_answered, found.answers) == (4, 4, 1, 1)
        assert [(one.sector, one.asked, one.answered) for one in found.sectors] == [
            ("clinic", 1, 0),
            ("food", 3, 1),
        ]

    def test_of_people_few_answers_in_a_sector_are_not_counted_out(self, world):
        campaign, links = asking.opened(world, guests=asking.people(12, sector="resident"))
        asking.answer(campaign, links["p0@example.org"], care__1="once")

        with acting_as(world.hub_manager, at=make.AT):
            assert [one.answered for one in queries.taken(campaign).sectors] == [None]


class TestPaper:
    def test_two_equal_entries_are_taken_and_forgotten(self, world):
        campaign, _links = asking.opened(world)
        assert not asking.sheet(world, campaign, care__1="once", care__2=("cost", "wait")).taken

        done = asking.sheet(world, campaign, care__1="once", care__2=("wait", "cost"))

        assert (done.taken, done.first, done.second) == (True, None, None)
        with pytest.raises(WrongState):
            asking.sheet(world, campaign, care__1="once")

    def test_differences_wait_for_a_third_look_and_hold_the_end(self, world):
        from fullcircle.assessments.asking import paper

        campaign, _links = asking.opened(world)
        asking.sheet(world, campaign, care__1="once", you__1="00412")
        typed = asking.sheet(world, campaign, care__1="never", you__1="00412", care__3="true")

        assert (typed.mismatches, paper.differing(typed.first, typed.second)) == (2, ["care.1", "care.3"])
        with pytest.raises(WrongState, match="third look"):
            asking.step(world, campaign, "close")
        jobs.keep(at=campaign.closes_at + DAY)
        with acting_as(world.hub_manager, at=make.AT):
            paper.settle(
                sheet_id=typed.pk,
                answers=asking.said(campaign, care__1="once"),
                actor=world.hub_manager,
                at=make.AT,
            )
            assert queries.taken(campaign).by_channel == {"paper": 1}
        assert asking.step(world, campaign, "close").state == State.CLOSED


def test_events_say_that_something_happened_and_never_what_was_answered(world):
    campaign, links = asking.opened(world, mode="confidential")
    asking.answer(campaign, links["p0@example.org"], care__1="once", you__1="00412")

    with acting_as(world.hub_manager, at=make.AT):
        told = list(Event.objects.filter(record_id=campaign.pk).order_by("seq").values_list("did", "detail"))
    assert [did for did, _detail in told] == ["survey.plan", "survey.invite", "survey.open"]
    assert "00412" not in str(told)
