"""The weekly digest: whom it reaches, what it says, once a week, and how it is stopped."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

import make
from fullcircle.access.actor import SYSTEM
from fullcircle.access.session import acting_as
from fullcircle.collaborative import bodies, digest, members, queries
from fullcircle.collaborative.members import Person
from fullcircle.infra import outbox
from table import Table

DAY = timedelta(days=1)
# make.AT is a Tuesday; Detroit is four hours behind UTC from 8 March 2026 on.
MONDAY = datetime(2026, 3, 16, 11, tzinfo=UTC)


@pytest.fixture
def table(db, settings):
    settings.TIME_ZONE = "America/Detroit"
    return Table(make.World())


def announce(table, title="New charter", *, at=make.AT + make.SOON, body_id=None):
    with acting_as(table.keeper, at=at):
        bodies.announce(
            body_id=body_id, title=title, text="Read it.", public=False, actor=table.keeper, at=at
        )


def take_on(table, number=0, *, what="Call the school", days=3, at=make.AT):
    with acting_as(table.keeper, at=at):
        return bodies.take_on(
            body_id=table.body.pk, what=what, owner_id=table.seats[number].holder_id, due_on=(at + days * DAY).date(),
            actor=table.keeper, at=at,
        )  # fmt: skip


def sent():
    """By address, the newest digest."""
    subjects = {"This week at the table", "Esta semana en la mesa"}
    return {one.to: one for one in reversed(outbox.recent()) if one.subject in subjects}


@pytest.mark.parametrize(
    ("at", "monday"),
    [
        (MONDAY - timedelta(seconds=1), MONDAY - 7 * DAY),
        (MONDAY, MONDAY),
        (MONDAY + 6 * DAY, MONDAY),
        (datetime(2026, 11, 2, 11, 59, tzinfo=UTC), datetime(2026, 10, 26, 11, tzinfo=UTC)),  # winter time begins
        (datetime(2026, 11, 2, 12, tzinfo=UTC), datetime(2026, 11, 2, 12, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_a_week_begins_on_monday_at_seven_where_the_community_lives(settings, at, monday):
    settings.TIME_ZONE = "America/Detroit"
    assert digest.monday(at) == monday


def test_it_is_written_on_monday_and_not_before(table):
    announce(table)

    assert digest.send_due(at=MONDAY - timedelta(minutes=1)) == 0
    assert digest.send_due(at=MONDAY) == 5
    assert set(sent()) == {f"seat{number}@example.org" for number in range(5)}


def test_to_run_it_again_writes_nothing_twice(table):
    announce(table)
    digest.send_due(at=MONDAY)

    assert digest.send_due(at=MONDAY) == 0
    assert digest.send_due(at=MONDAY + 6 * DAY) == 0


def test_a_worker_that_stood_still_writes_one_mail_about_all_of_it(table):
    for week in range(4):
        announce(table, f"News {week}", at=make.AT + make.SOON + 7 * week * DAY)

    assert digest.send_due(at=MONDAY + 23 * DAY) == 5
    assert all(f"News {week}" in sent()["seat0@example.org"].body for week in range(4))
    assert digest.send_due(at=MONDAY + 24 * DAY) == 0


def test_what_was_told_is_not_told_again(table):
    announce(table, "Old news")
    digest.send_due(at=MONDAY)
    announce(table, "Fresh news", at=MONDAY + DAY)
    digest.send_due(at=MONDAY + 7 * DAY)

    body = sent()["seat0@example.org"].body
    assert "Fresh news" in body
    assert "Old news" not in body


def test_nothing_to_say_is_no_mail(table):
    assert digest.send_due(at=MONDAY) == 0
    assert sent() == {}


def test_each_reads_their_own_part(table):
    table.open(at=MONDAY - DAY)
    meeting = table.meeting(at=MONDAY - DAY, days=10)
    table.meeting(at=MONDAY - DAY, days=16)
    take_on(table, 0)
    take_on(table, 0, what="Send the minutes", days=30)
    table.vote(queries.proposals([table.body])[0], 1, "yes", at=MONDAY - DAY)
    digest.send_due(at=MONDAY)

    one, two = (sent()[f"seat{number}@example.org"].body for number in (0, 1))
    for body in (one, two):
        assert f"/room/meetings/{meeting.pk}/meeting.ics" in body
        assert body.count("meeting.ics") == 1
        assert "Adopt the charter\nUntil March 22, 2026, midnight" in body
    assert "Your vote is not in yet." in one
    assert "Your vote is not in yet." not in two
    assert one.index("Overdue, and yours") < one.index("Call the school") < one.index("Yours to do")
    assert one.index("Yours to do") < one.index("Send the minutes")
    assert "Call the school" not in two


def test_what_a_body_says_to_itself_is_for_who_sits_there(table):
    announce(table, "For the council", body_id=table.body.pk)
    with acting_as(table.keeper, at=make.AT):
        other = members.add(
            name="Faith table", sector="faith", stage="active", actor=table.keeper, at=make.AT
        )
        person = Person(name="Ida", email="ida@example.org")
        members.represent(member_id=other.pk, person=person, actor=table.keeper, at=make.AT)

    assert digest.send_due(at=MONDAY) == 5
    assert "ida@example.org" not in sent()


@pytest.mark.parametrize(("stage", "mails"), [("dormant", 4), ("left", 4), ("active", 5)])
def test_members_that_are_not_active_get_none(table, stage, mails):
    announce(table)
    with acting_as(table.keeper, at=make.AT):
        member = table.seats[0].holder.member
        members.move(member_id=member.pk, to="active", actor=table.keeper, at=make.AT)
        if stage != "active":
            members.move(member_id=member.pk, to=stage, actor=table.keeper, at=make.AT)

    assert digest.send_due(at=MONDAY) == mails


def test_it_is_in_the_language_of_who_reads_it(table):
    announce(table)
    holder = table.seats[0].holder
    with acting_as(table.keeper, at=make.AT):
        person = Person(name=holder.name, email="seat0@example.org", language="es")
        members.represent(
            member_id=holder.member_id, person=person, representative_id=holder.pk, actor=table.keeper, at=make.AT
        )  # fmt: skip
    digest.send_due(at=MONDAY)

    assert sent()["seat0@example.org"].subject == "Esta semana en la mesa"
    assert sent()["seat1@example.org"].subject == "This week at the table"


def test_who_speaks_for_two_gets_one_mail(table):
    announce(table)
    with acting_as(table.keeper, at=make.AT):
        member = table.seats[1].holder.member
        person = Person(name="Head of Riverlight", email="seat0@example.org")
        members.represent(member_id=member.pk, person=person, actor=table.keeper, at=make.AT)

    assert digest.send_due(at=MONDAY) == 5


def link(number=0):
    return sent()[f"seat{number}@example.org"].unsubscribe.removeprefix("http://testserver")


def test_one_stops_it_by_the_link_and_starts_it_again(table, pages_at):
    announce(table)
    digest.send_due(at=MONDAY)
    pages_at(MONDAY)
    client, address = Client(enforce_csrf_checks=True), link()
    assert "Stop the digest" in client.get(address).content.decode()
    assert address in sent()["seat0@example.org"].body

    one_click = client.post(
        address, {"List-Unsubscribe": "One-Click"}
    )  # as a mail program does, without a page before
    announce(table, at=MONDAY + DAY)

    assert one_click.status_code == 302
    assert "It is stopped" in client.get(address).content.decode()
    assert digest.send_due(at=MONDAY + 7 * DAY) == 4
    client.post(address, {"do": "start"})
    announce(table, at=MONDAY + 8 * DAY)
    assert digest.send_due(at=MONDAY + 14 * DAY) == 5


def test_to_look_stops_nothing(table, pages_at):
    announce(table)
    digest.send_due(at=MONDAY)
    pages_at(MONDAY)
    Client().get(link())
    announce(table, at=MONDAY + DAY)

    assert digest.send_due(at=MONDAY + 7 * DAY) == 5


@pytest.mark.parametrize("said", ["x", "", "somebody else's"])
def test_another_link_opens_nothing(table, pages_at, said):
    pages_at(MONDAY)
    token = digest.token(make.uuid.uuid4()) if said == "somebody else's" else said or "a:b:c"
    address = reverse("community:digest", args=[token])

    assert Client().get(address).status_code == 404
    assert Client().post(address).status_code == 404


def test_the_hourly_job_is_known_to_the_queue(table):
    from procrastinate.contrib.django import app

    from fullcircle.collaborative import jobs

    jobs.send_digests.run(timestamp=1)
    hourly = {each.task.name: each.cron for each in app.periodic_registry.periodic_tasks.values()}
    assert hourly["fullcircle.collaborative.jobs.send_digests"] == "23 * * * *"


def test_each_digest_and_each_choice_leave_an_event_without_words(table, pages_at):
    announce(table)
    digest.send_due(at=MONDAY)
    pages_at(MONDAY)
    Client().post(link())

    with acting_as(SYSTEM, at=MONDAY), connection.cursor() as cursor:
        cursor.execute("select event from access_events(0, 10000)")
        events = [str(event) for (event,) in cursor.fetchall()]
    assert sum("digest.send" in one for one in events) == 5
    assert sum("digest.stop" in one for one in events) == 1
    assert not any("Read it." in one for one in events)
