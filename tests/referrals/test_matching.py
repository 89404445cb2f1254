"""Which services can help: who comes first, and why and why not."""

import pytest

import make
from fullcircle.access.session import acting_as
from fullcircle.directory.models import Capacity, Language, RequiredDocument, Service, ServiceArea
from fullcircle.referrals import matching
from fullcircle.referrals.states import Status


def found(world, need, at=make.AT):
    with acting_as(world.navigator, at=at):
        from fullcircle.people import queries as people

        return matching.matches(need, people.person(need.person_id), at=at)


def names(matches):
    return [match.service.name for match in matches]


def reasons(matches, name):
    return {(r.kind, r.text) for m in matches if m.service.name == name for r in m.reasons}


def say(service, state, **more):
    Capacity.objects.update_or_create(service=service, defaults={"state": state, "said_at": make.AT, **more})


def test_only_active_services_of_the_domain(world):
    Service.objects.create(organization=world.cupboard, name="Rent", domains=["housing-instability"])
    Service.objects.create(
        organization=world.cupboard, name="Old box", domains=["food-insecurity"], status="defunct"
    )

    assert sorted(names(found(world, world.need()))) == ["Bread", "Food box"]


@pytest.mark.parametrize(
    ("first", "then"),
    [("open", "limited"), ("limited", "wait-list"), ("open", "closed"), ("wait-list", "closed")],
)
def test_room_comes_first(world, first, then):
    say(world.bread, first)
    say(world.food_box, then)

    assert names(found(world, world.need())) == ["Bread", "Food box"]


def test_a_closed_service_does_not_fit_and_says_why(world):
    say(world.food_box, "closed")
    matches = found(world, world.need())

    assert [match.fits for match in matches] == [True, False]
    assert ("no", "Closed for new requests") in reasons(matches, "Food box")


def test_a_place_that_was_asked_is_not_asked_again(world):
    need = world.need()
    world.referral(need=need, status=Status.DECLINED)

    matches = found(world, need)

    assert names([m for m in matches if m.fits]) == ["Bread"]
    assert ("no", "Asked already for this need") in reasons(matches, "Food box")


@pytest.mark.parametrize("status", [Status.RECALLED, Status.ENTERED_IN_ERROR, Status.DRAFT])
def test_a_place_that_never_answered_for_our_own_reasons_may_be_asked_again(world, status):
    need = world.need()
    world.referral(need=need, status=status)

    assert all(match.fits for match in found(world, need))


@pytest.mark.parametrize(("zip_code", "kind"), [("00412", "yes"), ("00499", "no"), ("", "maybe")])
def test_where_a_service_serves(world, zip_code, kind):
    ServiceArea.objects.create(service=world.food_box, zip="00412")

    matches = found(world, world.need(world.person(zip=zip_code)))

    assert kind in {k for k, text in reasons(matches, "Food box") if "erve" in text}


@pytest.mark.parametrize(("spoken", "kind"), [("es", "yes"), ("ar", "maybe")])
def test_the_language_of_the_person(world, spoken, kind):
    Language.objects.create(service=world.food_box, code=spoken, name="x")

    matches = found(world, world.need(world.person(language="es")))

    assert kind in {k for k, text in reasons(matches, "Food box") if "Spanish" in text}


def test_papers_to_bring_are_said(world):
    RequiredDocument.objects.create(service=world.food_box, document="a bill")

    assert ("maybe", "Bring: a bill") in reasons(found(world, world.need()), "Food box")


@pytest.mark.parametrize(("sent", "rated"), [(10, False), (11, True)])
def test_fewer_than_eleven_sent_are_too_few_to_rate(world, sent, rated):
    for number in range(sent):
        world.referral(need=world.need(world.person(f"P {number}")))

    with acting_as(world.navigator, at=make.AT + make.SOON):
        track = matching.track_records([world.food_box.pk], at=make.AT + make.SOON)

    assert (world.food_box.pk in track) is rated


def test_counts_of_one_to_ten_people_are_hidden(world):
    for number in range(11):
        status = Status.COMPLETED if number < 3 else Status.SENT
        world.referral(need=world.need(world.person(f"P {number}")), status=status)

    with acting_as(world.navigator, at=make.AT + make.SOON):
        track = matching.track_records([world.food_box.pk], at=make.AT + make.SOON)[world.food_box.pk]

    assert (track.sent, track.answered, track.helped, track.confirmed) == (11, None, None, 0)
    assert matching.shown(None) == "1 to 10"


def test_nothing_is_computed_for_protected_services(world):
    for number in range(12):
        world.referral(need=world.need(world.person(f"P {number}")))
    make.listed(Service, world.food_box.pk, label="ETH")

    with acting_as(world.navigator, at=make.AT + make.SOON):
        assert matching.track_records([world.food_box.pk], at=make.AT + make.SOON) == {}


def test_nobody_learns_track_records_without_an_actor(world):
    for number in range(12):
        world.referral(need=world.need(world.person(f"P {number}")))

    assert matching.track_records([world.food_box.pk], at=make.AT + make.SOON) == {}
