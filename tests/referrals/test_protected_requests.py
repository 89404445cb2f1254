"""A request to a protected service has a need of its own: whoever knew the need goes on to see it as it was."""

import pytest
from django.urls import reverse

import make
import signing
from fullcircle.access import actor as actors
from fullcircle.access.errors import Conflict
from fullcircle.access.models import Event
from fullcircle.access.session import acting_as
from fullcircle.infra import outbox
from fullcircle.referrals import actions, needs, queries, sending, worklists
from fullcircle.referrals.models import Need
from fullcircle.referrals.states import Status
from fullcircle.referrals.time import ticking
from protected import Town


@pytest.fixture
def town(db, pages_at):
    pages_at(make.AT)
    return Town()


@pytest.fixture
def known(town):
    """What others know before the program is asked."""
    return town.need(town.person("Quentin Xylander"), detail="for a family of four")


def seen_by(actor):
    with acting_as(actor, at=make.AT):
        return {need.pk: need for need in Need.objects.all()}


@pytest.mark.parametrize("status", [Status.SENT, Status.ACCEPTED, Status.COMPLETED, Status.DECLINED])
def test_the_need_that_others_know_stays_as_it_was(town, known, status):
    as_it_was = {name: value for name, value in vars(known).items() if name != "_state"}
    referral = town.referral(need=known, service=town.detox, status=status)

    assert referral.need_id != known.pk
    for who in (town.navigator, town.hub_manager):
        now = seen_by(who)[known.pk]
        assert {name: value for name, value in vars(now).items() if name in as_it_was} == as_it_was
    assert referral.need_id not in seen_by(town.hub_manager)


def test_the_sender_follows_it_until_the_program_says_yes(town, known):
    referral = town.referral(need=known, service=town.detox)
    assert referral.need_id in seen_by(town.navigator)
    assert referral.need_id in seen_by(town.counselor)

    with acting_as(town.counselor, at=make.AT):
        actions.accept(referral_id=referral.pk, actor=town.counselor, at=make.AT)
    assert seen_by(town.counselor)[referral.need_id].steward_id == town.program.id
    # What the person let the sender follow, and the program's agreement opens, stays open; all else ends with the yes.
    with acting_as(town.navigator, at=make.AT):
        own = Need.objects.filter(steward_id=town.navigator.organization_id).values_list("id", flat=True)
        assert set(own) == {known.pk}


def test_a_refused_one_is_used_for_the_next_protected_place(town, known):
    first = town.referral(need=known, service=town.detox, status=Status.DECLINED)
    with acting_as(town.navigator, at=make.AT):
        again = queries.need(first.need_id)
    second = town.referral(need=again, service=town.detox)
    assert second.need_id == first.need_id


def test_one_that_is_open_elsewhere_is_not(town, known):
    first = town.referral(need=known, service=town.detox)
    second_place = type(town.detox).objects.create(
        organization=town.program, name="Evening group", domains=["food-insecurity"], label="ETH"
    )
    with acting_as(town.navigator, at=make.AT):
        again = queries.need(first.need_id)
    second = town.referral(need=again, service=second_place)
    assert second.need_id not in {first.need_id, known.pk}


def test_the_same_request_is_not_sent_twice(town, known):
    town.referral(need=known, service=town.detox)
    with pytest.raises(Conflict, match="asked for this need already"):
        town.referral(need=known, service=town.detox)


def test_the_resident_reads_of_it_once(town, known, client):
    town.referral(need=known, service=town.detox)
    signing.enter_as_resident(client, known.person_id)
    page = client.get(reverse("resident:mine")).content.decode()
    assert page.count("<article") == 1
    assert "Stillwater Recovery" in page


def test_a_request_of_the_residents_own_leaves_no_need_behind(town):
    person = town.person("Quentin Xylander")
    actor = actors.resident(person.pk)
    with acting_as(actor, at=make.AT):
        need = needs.add(person_id=person.pk, domain="food-insecurity", actor=actor, at=make.AT, label="ETH")
        referral = sending.draft(
            need_id=need.pk, service_id=town.detox.pk, fields=[], actor=actor, at=make.AT
        )
        assert referral.need_id == need.pk
        assert Need.objects.filter(person_id=person.pk).count() == 1


@pytest.mark.parametrize(
    ("status", "days", "becomes", "outcome"),
    [
        (Status.SENT, 12, Status.EXPIRED, ""),
        (Status.ACCEPTED, 20, Status.ACCEPTED, ""),
        (Status.COMPLETED, 20, Status.COMPLETED, "met-unconfirmed"),
    ],
)
def test_time_acts_for_whoever_keeps_it_and_the_hub_learns_nothing(
    town, known, status, days, becomes, outcome
):
    referral = town.referral(need=known, service=town.detox, status=status)

    for day in range(1, days):
        at = make.AT + make.timedelta(days=day)
        ticking.run(at=at)
        with acting_as(town.hub_manager, at=at):
            assert worklists.at_the_desk() == []
            assert not Event.objects.filter(referral_id=referral.pk).exists()

    keeper = town.navigator if status == Status.SENT else town.counselor
    with acting_as(keeper, at=at):
        assert queries.referral(referral.pk).status == becomes
        assert queries.need(referral.need_id).outcome == outcome
    mails = [m for m in outbox.recent() if m.to == "stillwater@example.org" and m.written_at > make.AT]
    assert len(mails) == {Status.SENT: 2, Status.ACCEPTED: 1, Status.COMPLETED: 0}[status]
    assert all("Xylander" not in mail.subject + mail.body for mail in mails)
