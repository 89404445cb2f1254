"""The room as its people walk it: members, a council, a meeting, a vote; and the community's page afterwards."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

import make
import signing
from fullcircle.access.session import acting_as
from fullcircle.accounts import actions as accounts
from fullcircle.collaborative import meetings, members, queries
from fullcircle.collaborative.members import Person
from fullcircle.collaborative.models import Attendance, Body, Member, Proposal
from fullcircle.infra import outbox
from table import Table


@pytest.fixture(autouse=True)
def no_counts_of_before():
    cache.clear()


@pytest.fixture
def table(db, pages_at):
    pages_at(make.AT)
    return Table(make.World())


def browse(table, who="hub_manager"):
    client = Client()
    if isinstance(who, int):
        table.world.sitting = table.sitting[who]
        who = "sitting"
    signing.enter(client, table.world, who)
    return client


def written(subject):
    return sum(message.subject == subject for message in outbox.recent())


def page(client, address, *args, **query):
    answer = client.get(reverse(address, args=args), query)
    assert answer.status_code == 200, answer.content[:300]
    return answer.content.decode()


def post(client, address, *args, **said):
    answer = client.post(reverse(address, args=args), said, follow=True)
    return answer.content.decode(), answer.status_code


def test_who_is_named_before_they_have_an_account_acts_for_the_member_once_they_join(table):
    address, administrator = "noor@example.org", table.world.administrator
    browse(table, "administrator")  # makes their account
    with acting_as(table.keeper, at=make.AT):
        first, second = [
            members.represent(
                member_id=seat.holder.member_id, person=Person(name="Noor", email=email, level=3), actor=table.keeper, at=make.AT
            )
            for seat, email in zip(table.seats, (address, "another@example.org"), strict=False)
        ]  # fmt: skip
    with acting_as(administrator, at=make.AT):
        accounts.invite(
            email=address, name="Noor", role="member", organization_id=administrator.organization_id, actor=administrator,
            at=make.AT,
        )  # fmt: skip
    token = re.search(r"/join/(\S+)", outbox.recent(1)[0].body)[1]
    noor = Client()

    noor.post(f"/join/{token}", {"password": "a long password of mine"})

    first.refresh_from_db()
    second.refresh_from_db()
    assert str(first.user_id) == noor.session["_auth_user_id"]
    assert second.user_id is None


def test_a_newcomer_is_led_from_nothing_to_a_council(db, pages_at):
    pages_at(make.AT)
    world = make.World()
    client = Client()
    signing.enter(client, world, "hub_manager")
    assert "How a collaborative begins" in page(client, "room:room")
    post(client, "room:coalitions", name="Hunger Coalition", since="2014")
    post(client, "room:add_member", name="Lantern Street residents", sector="resident")
    member = Member.objects.get()
    said, status = post(
        client, "room:represent", member.pk, name="Ada Quill", level="0", language="en", needs=["stipend"]
    )
    assert status == 200
    assert "Ada Quill speaks for them." in said
    post(client, "room:move_member", member.pk, to="joined")
    post(
        client, "room:start_body", name="Council", kind="council", rule="two-thirds", quorum_numerator="1",
        quorum_denominator="2", lived_minimum="1", public="on",
    )  # fmt: skip
    body = Body.objects.get()
    with acting_as(world.hub_manager, at=make.AT):
        ada = queries.representatives()[0]
    said, _status = post(
        client,
        "room:add_seat",
        body.pk,
        kind="lived",
        title="",
        votes="on",
        stipend="75.00",
        holder=str(ada.pk),
    )
    assert "$75.00" in said
    assert "1 of 1 seats filled" in page(client, "room:room")


def test_the_map_names_the_gaps_and_the_list_opens_as_a_table(table):
    client = browse(table)
    said = page(client, "room:members")
    assert "Nobody speaks for:" in said
    assert "Health Department" in said
    answer = client.get(reverse("room:members"), {"format": "csv"})
    rows = answer.content.decode("utf-8-sig").splitlines()
    assert rows[0].startswith("name,sector,quadrant")
    assert len(rows) == 6
    assert "None in this stage" in page(client, "room:members", stage="left")


def test_a_stage_that_does_not_follow_is_refused_with_the_stage_that_is(table):
    client = browse(table)
    member = table.seats[0].holder.member
    said, status = post(client, "room:move_member", member.pk, to="invited")
    assert status == 409
    assert "This member is now: Joined." in said


def test_each_touch_is_kept_with_its_next_step(table):
    client = browse(table)
    member = table.seats[0].holder.member
    said, _status = post(
        client,
        "room:touch",
        member.pk,
        on="2026-03-01",
        said="Coffee with the director.",
        next_step="Send the charter",
    )
    assert "Coffee with the director." in said
    said, status = post(client, "room:touch", member.pk, on="2026-03-01", said="")
    assert status == 400
    assert "Please fill this in." in said


def test_a_meeting_warns_who_must_come_and_is_told_to_everybody(table):
    client = browse(table)
    post(
        client, "room:plan_meeting", table.body.pk, title="Spring meeting", kind="steering", starts_at="2026-04-01T17:00",
        ends_at="2026-04-01T19:00", place="Library", offers=["child-care"],
    )  # fmt: skip
    meeting = queries.meetings(of=table.body)[0]
    said = page(client, "room:meeting", meeting.pk)

    assert "5 p.m.–7 p.m." in said  # in the time zone of the body
    assert meeting.starts_at.utcoffset() == timedelta(0)
    assert meeting.starts_at.hour == 21
    assert "67% of those who are expected may decide; this kind of meeting asks for 75%." in said
    assert "Head of Health Department (Public health department) may decide up to level 3" in said
    assert "Nobody comes for: Social, public." in said
    assert written("Meeting: Spring meeting") == 5


def test_who_sits_says_whether_they_come_and_what_helps_them(table):
    meeting = table.meeting()
    client = browse(table, 3)
    who = table.seats[3].holder_id
    said, _status = post(client, "room:say", meeting.pk, who=who, says="yes", needs=["child-care"])
    assert "Thank you." in said
    assert "To arrange: Child care: 1" in " ".join(page(browse(table), "room:meeting", meeting.pk).split())
    _said, status = post(client, "room:say", meeting.pk, who=table.seats[1].holder_id, says="no")
    assert status == 403
    assert Attendance.objects.count() == 1


def test_attendance_shows_whether_lived_experience_was_heard(table, pages_at):
    meeting = table.meeting()
    pages_at(make.AT + timedelta(days=8))
    client = browse(table)
    spoke = {0: 20, 1: 20, 2: 11, 3: 6, 4: 3}
    said = {f"came-{table.seats[n].holder_id}": "1" for n in spoke}
    said |= {f"spoke-{table.seats[n].holder_id}": str(times) for n, times in spoke.items()}
    shown, _status = post(client, "room:attend", meeting.pk, **said)

    assert "Equity of voice: 0.38." in shown  # (9/60)/(2/5)
    assert "ask them first next time" in shown


def test_minutes_of_a_private_body_are_for_its_seats(table, pages_at):
    meeting = table.meeting()
    with acting_as(table.keeper, at=make.AT):
        meetings.write_minutes(
            meeting_id=meeting.pk, text="We talked of rent.", public=False, actor=table.keeper, at=make.AT
        )
    assert "We talked of rent." in page(browse(table, 0), "room:meeting", meeting.pk)
    assert "We talked of rent." not in page(Client(), "community:body", table.body.slug)


def test_an_agenda_is_typed_and_brings_proposals_to_the_vote(table):
    meeting, proposal = table.meeting(), table.propose()
    client = browse(table)
    said, _status = post(
        client, "room:agenda", meeting.pk, agenda="5: Welcome\n20: The charter #1\n\nAny other"
    )
    assert proposal.title in said
    assert "20 minutes" in said
    said, status = post(client, "room:agenda", meeting.pk, agenda="Something #7")
    assert status == 400
    assert "There is no proposal #7 in this body." in said


def test_the_calendar_file_holds_together(table):
    meeting = table.meeting()
    answer = browse(table, 0).get(reverse("room:calendar", args=[meeting.pk]))
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("text/calendar")
    assert "\r\nDTSTART;TZID=America/Detroit:20260317T" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    post(browse(table), "room:cancel_meeting", meeting.pk)
    assert (
        "STATUS:CANCELLED"
        in browse(table, 0).get(reverse("room:calendar", args=[meeting.pk])).content.decode()
    )


def test_a_vote_from_proposal_to_the_public_page(table, pages_at):
    member = browse(table, 0)
    said, _status = post(
        member, "room:propose", table.body.pk, title="Evening rides", asks="Pay for rides after 6 pm.", text="Many miss work.",
        dollars="12000",
    )  # fmt: skip
    assert "$12,000" in said
    one = Proposal.objects.get()
    post(member, "room:open_comment", one.pk, until="2026-03-12")
    post(browse(table, 3), "room:comment", one.pk, comment="Yes, and on Sundays.")
    client = browse(table)
    said, _status = post(client, "room:open_vote", one.pk, closes_on="2026-03-15")
    assert "The vote is open." in said
    assert written("A vote is open: Evening rides") == 5
    assert "Waits for your vote" in page(member, "room:room")

    said, _status = post(
        browse(table, 1), "room:declare", one.pk, seat=table.seats[1].pk, nature="We would be paid."
    )
    assert "This seat does not vote on it." in said
    _said, status = post(browse(table, 1), "room:vote", one.pk, seat=table.seats[1].pk, choice="yes")
    assert status == 403
    for number in (0, 3, 4):
        said, _status = post(
            browse(table, number), "room:vote", one.pk, seat=table.seats[number].pk, choice="yes"
        )
        assert "Your vote is in." in said
    pages_at(make.AT + timedelta(days=20))
    said, status = post(browse(table, 2), "room:vote", one.pk, seat=table.seats[2].pk, choice="no")
    assert status == 409
    assert "This vote is closed." in said
    said, _status = post(client, "room:step", one.pk, step="count")
    assert "3 ballots of 4 that could be cast; the quorum was 3. Seats that stepped out: 1." in " ".join(
        said.split()
    )

    public = page(Client(), "community:community")
    assert "Evening rides" in public
    assert "3 yes, 0 no, 0 abstained" in public
    assert "2 seats of residents with lived experience" in public
    assert "Head of" not in public  # members are named, people are not
    rows = (
        Client()
        .get(reverse("community:decisions"), {"format": "csv"})
        .content.decode("utf-8-sig")
        .splitlines()
    )
    assert rows[1].startswith("Council,1,Evening rides,Pay for rides after 6 pm.,Passed,")


def test_what_did_not_pass_is_proposed_again_in_the_same_words(table, pages_at):
    vote, later = table.open(), make.AT + timedelta(days=30)
    for number in range(3):
        table.vote(vote, number, "yes")
    held = table.count(vote, at=later)
    pages_at(later)
    hub = browse(table)
    assert "Propose it again" in page(hub, "room:proposal", held.pk)

    _said, status = post(hub, "room:step", held.pk, step="again")
    assert status == 200

    again = Proposal.objects.get(repeats=held.pk)
    assert (again.phase, again.title, again.asks, again.text) == ("draft", held.title, held.asks, held.text)
    assert "It was proposed before" in page(hub, "room:proposal", again.pk)
    assert "Propose it again" not in page(hub, "room:proposal", again.pk)
    _said, status = post(hub, "room:step", again.pk, step="again")
    assert status == 409
    assert Proposal.objects.filter(repeats__isnull=False).count() == 1


def test_a_body_that_is_not_public_is_absent_outside_and_for_members_who_do_not_sit_in_it(table):
    Body.objects.update(public=False)
    proposal = table.propose()
    assert Client().get(reverse("community:body", args=[table.body.slug])).status_code == 404
    assert (
        "Council"
        not in page(Client(), "community:community").split("<main")[1].split("Who sits at the table")[1][:400]
    )
    table.world.outsider = make.staff(table.world.hub.id, *table.sitting[0].roles)
    client = browse(table, "outsider")
    assert client.get(reverse("room:body", args=[table.body.pk])).status_code == 403
    assert client.get(reverse("room:proposal", args=[proposal.pk])).status_code == 403


def test_shared_measures_hide_what_points_at_few(table, pages_at):
    pages_at(make.AT + timedelta(days=1))
    for number in range(12):
        table.world.referral(need=table.world.need(table.world.person(f"Quill Resident {number}")))
    said = page(Client(), "community:community")
    assert "0 of 12" in said
    cache.clear()
    table.world.referral(status=make.Status.COMPLETED)
    said = page(Client(), "community:community")
    assert "too few to show" in said
    assert "1 of 13" not in said
