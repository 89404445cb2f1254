"""The notice before an agreement ends, and the draft of its next term."""

import json
from datetime import date, timedelta

import pytest
from django.db import connection

import agreed
import make
from between import Signing
from fullcircle.access.actor import SYSTEM, Role
from fullcircle.access.errors import Denied
from fullcircle.access.session import acting_as
from fullcircle.accounts.models import User
from fullcircle.agreements import actions, jobs, reminding, shelf
from fullcircle.agreements.models import Agreement
from fullcircle.agreements.policies import WrongState
from fullcircle.agreements.states import State
from fullcircle.infra import outbox
from together import run_together

LAST = date(2026, 12, 31)
DAY = timedelta(days=1)


def before(days: int):
    """Ten in the morning in Detroit, so many days before the last day."""
    return make.AT.replace(month=12, day=31, hour=15) - days * DAY


@pytest.fixture
def between(world):
    """Riverlight, Cupboard and Bread Table, each with an administrator who has an account."""
    made = Signing(world)
    for name in ("riverlight", "cupboard", "breadline"):
        actor = getattr(made, name)
        user = User.objects.create(pk=actor.user_id, email=f"{name}@example.org", name="Staff")
        make.member(user=user, organization_id=actor.grantee_id, role=Role.ADMINISTRATOR)
    return made


@pytest.fixture
def signed(between):
    return between.sign(between.out(expires_on=LAST), "riverlight", "cupboard")


def mails() -> list[outbox.Message]:
    return [one for one in outbox.recent() if "ends soon" in one.subject or "end soon" in one.subject]


@pytest.mark.parametrize(
    ("days", "told"), [(61, 0), (60, 1), (59, 1), (15, 1), (14, 1), (1, 1), (0, 1), (-1, 0)]
)
def test_it_is_written_from_60_days_before_until_the_end(signed, days, told):
    assert reminding.of_endings(at=before(days)) == told


def test_each_notice_is_written_once_to_those_who_signed_and_the_hub(signed):
    for day in range(70, -3, -1):
        reminding.of_endings(at=before(day))
        reminding.of_endings(at=before(day))

    assert sorted(one.to for one in mails()) == sorted(
        2 * ["cupboard@example.org", "riverlight@example.org", "vera@hub.example"]
    )
    first, second = (
        {one.written_at for one in mails() if f"{n} days are left" in one.body} for n in (60, 14)
    )
    assert (first, second) == ({before(60)}, {before(14)})
    assert f"/agreements/{signed.pk}/" in mails()[0].body
    assert "Dec. 31, 2026" in mails()[0].body


def test_a_job_that_stood_still_catches_up_with_one_message(signed):
    assert reminding.of_endings(at=before(5)) == 1
    assert reminding.of_endings(at=before(4)) == 0

    assert len(mails()) == 3
    with acting_as(SYSTEM, at=before(4)):
        assert Agreement.objects.get(pk=signed.pk).reminded_days == 14


def test_many_that_end_are_one_message_a_reader(between, signed):
    other = between.sign(between.out(expires_on=LAST), "riverlight", "cupboard")

    assert reminding.of_endings(at=before(60)) == 2

    assert len(mails()) == 3
    assert all(f"/agreements/{one.pk}/" in mail.body for one in (signed, other) for mail in mails())


def test_what_was_signed_within_these_days_is_not_announced_on_the_next(between):
    between.sign(between.out(expires_on=make.AT.date() + 30 * DAY), "riverlight", "cupboard")

    assert reminding.of_endings(at=make.AT + DAY) == 0
    assert reminding.of_endings(at=make.AT + 16 * DAY) == 1


@pytest.mark.parametrize("how", ["no end", "unsigned", "terminated", "replaced"])
def test_nothing_is_written_of_what_does_not_end_by_its_date(between, how):
    made = between.out(expires_on=None if how == "no end" else LAST)
    if how != "unsigned":
        between.sign(made, "riverlight", "cupboard")
    at = before(70)
    if how == "terminated":
        with acting_as(between.hub, at=at):
            actions.terminate(agreement_id=made.pk, actor=between.hub, at=at)
    if how == "replaced":
        with acting_as(between.hub, at=at):
            following = actions.renew(agreement_id=made.pk, actor=between.hub, at=at)
        between.sign(between.out(following, at=at), "riverlight", "cupboard", at=at)

    assert reminding.of_endings(at=before(60)) == 0


def test_a_party_that_withdrew_hears_nothing_more(world, between):
    parties = between.parties(
        third=agreed.Joining(organization_id=world.breadline.id, role="pantry", required=False)
    )
    made = between.sign(between.out(parties=parties, expires_on=LAST), "riverlight", "cupboard", "breadline")
    between.withdraw(made, "breadline", at=make.AT + DAY)

    reminding.of_endings(at=before(60))

    assert "breadline@example.org" not in {one.to for one in mails()}
    assert len(mails()) == 3


def test_the_notice_leaves_an_event(signed):
    reminding.of_endings(at=before(60))

    with acting_as(SYSTEM, at=before(60)), connection.cursor() as cursor:
        cursor.execute(
            "select event->'detail' from access_events(0, 100000) where event->>'did' = 'agreement.remind'"
        )
        ((detail,),) = cursor.fetchall()
    assert json.loads(detail)["days"] == 60


def test_the_daily_job_is_known_to_the_queue(signed, monkeypatch):
    from procrastinate.contrib.django import app

    monkeypatch.setattr(jobs.time, "now", lambda: before(60))

    jobs.remind.run(timestamp=1)

    assert len(mails()) == 3
    names = {task.task.name for task in app.periodic_registry.periodic_tasks.values()}
    assert "fullcircle.agreements.jobs.remind" in names


def renew(between, made, at, actor=None):
    actor = actor or between.hub
    with acting_as(actor, at=at):
        return actions.renew(agreement_id=made.pk, actor=actor, at=at)


def test_renewing_drafts_the_next_term_with_the_same_words(between, signed):
    made = renew(between, signed, before(60))

    assert (made.number, made.version, made.state) == (signed.number, 2, State.DRAFT)
    assert made.supersedes_id == signed.pk
    assert made.effective_on == LAST + DAY
    assert made.expires_on - made.effective_on == LAST - signed.effective_on
    assert (made.title, made.text, made.clauses.count(), made.parties.count()) == (
        "Between us",
        "We share.",
        1,
        2,
    )
    assert made.reminded_days is None


def test_what_has_ended_is_renewed_from_today(between, signed):
    made = renew(between, signed, before(-10))

    assert made.effective_on == LAST + 10 * DAY


def test_the_next_term_is_begun_once(between, signed):
    made = renew(between, signed, before(60))
    with pytest.raises(WrongState):
        renew(between, signed, before(59))
    with acting_as(between.hub, at=before(58)):
        actions.terminate(agreement_id=made.pk, actor=between.hub, at=before(58))

    assert renew(between, signed, before(57)).version == 3


def test_what_has_no_end_and_a_draft_are_not_renewed(between):
    endless = between.sign(between.out(), "riverlight", "cupboard")
    for made in (endless, between.drafted(expires_on=LAST)):
        with pytest.raises(WrongState):
            renew(between, made, make.AT + DAY)


def test_a_party_that_did_not_write_it_does_not_renew_it(between, signed):
    with pytest.raises(Denied):
        renew(between, signed, before(60), between.cupboard)


@pytest.mark.parametrize(
    ("first", "last", "again", "until"),
    [
        ("2026-03-10", "2027-03-09", "2027-03-10", "2028-03-09"),
        ("2026-03-10", "2029-03-09", "2029-03-10", "2032-03-09"),
        ("2027-03-01", "2028-02-29", "2028-03-01", "2029-02-28"),
        ("2026-03-10", "2026-03-30", "2026-03-31", "2026-04-20"),
    ],
)
def test_a_term_is_as_long_as_the_one_before(first, last, again, until):
    said = shelf.same_term(*map(date.fromisoformat, (first, last, again)))

    assert said == date.fromisoformat(until)


def test_two_jobs_at_once_write_one_notice(committed):
    signing = Signing(make.World())
    signing.sign(signing.out(expires_on=LAST), "riverlight", "cupboard")

    def run():
        return reminding.of_endings(at=before(60))

    assert sorted(run_together(run, run)) == [0, 1]
    assert [one.to for one in mails()] == ["vera@hub.example"]
