"""What a campaign comes to: tracks, sectors, disagreements, barriers, and what is left out."""

from __future__ import annotations

import uuid
from fractions import Fraction

import pytest

import asking
import make
from fullcircle.access.session import acting_as
from fullcircle.assessments.asking import queries, themes
from fullcircle.assessments.asking.audience import Guest
from fullcircle.assessments.asking.figures import together
from fullcircle.assessments.asking.policies import WrongState

FOOD, CLINIC = uuid.uuid4(), uuid.uuid4()


def places(*sectors: str) -> list[Guest]:
    ids = {sector: uuid.uuid5(uuid.NAMESPACE_DNS, sector) for sector in sectors}
    return [
        Guest(f"g{n}@{sector}.example", name=sector, organization_id=ids[sector], sector=sector)
        for n, sector in enumerate(sectors)
    ]


def governance(*answers: str) -> dict[str, str]:
    return {f"governance__{number}": answer for number, answer in enumerate(answers, 1) if answer}


def counted(world, name, guests, answers, **said):
    """A closed campaign in which each guest said this, in order."""
    campaign, links = asking.opened(world, name, guests=guests, **said)
    for guest, typed in zip(guests, answers, strict=True):
        asking.answer(campaign, links[guest.email], **typed)
    return campaign, asking.closed(world, campaign)


class TestReadiness:
    def test_a_track_counts_what_was_answered_by_one_voice_an_organization(self, world):
        guests = places("food", "food", "food", "clinic")
        low = governance("0", "0", "0", "0", "na", "dk")
        _campaign, found = counted(
            world,
            "collaborative-readiness",
            guests,
            [governance("4", "4", "4", "4")] * 3 + [low],
            mode="named",
        )

        track = found["tracks"]["governance"]
        assert (track["score"], track["sectors"], track["spread"]) == (
            "50",
            {"clinic": "0", "food": "100"},
            "100",
        )
        assert track["organizations"] == {
            str(guests[0].organization_id): "100",
            str(guests[3].organization_id): "0",
        }
        assert found["tracks"]["legal"]["score"] is None
        assert (found["answers"], found["voices"]) == (4, 2)

    def test_three_answers_are_no_score(self, world):
        _campaign, found = counted(
            world, "collaborative-readiness", places("food"), [governance("4", "4", "4", "dk")], mode="named"
        )

        assert found["tracks"]["governance"]["score"] is None

    def test_disagreements_are_the_items_whose_sectors_differ_most(self, world):
        _campaign, found = counted(
            world, "collaborative-readiness", places("food", "clinic"),
            [governance("4", "3", "1", "1"), governance("4", "1", "2", "1")], mode="named",
        )  # fmt: skip

        assert [(one["item"], one["gap"], one["low"], one["high"]) for one in found["disagreements"]] == [
            ("governance.2", "2", "clinic", "food"), ("governance.3", "1", "food", "clinic"),
        ]  # fmt: skip

    def test_a_confidential_one_shows_no_small_sector_nor_who_would_tell_it(self, world):
        guests = [
            Guest(f"{sector}{n}@example.org", organization_id=uuid.uuid4(), sector=sector)
            for sector, many in (("food", 14), ("clinic", 12), ("legal", 3))
            for n in range(many)
        ]
        _campaign, found = counted(
            world,
            "collaborative-readiness",
            guests,
            [governance("2", "2", "2", "2")] * 29,
            mode="confidential",
        )

        assert found["sectors"] == ["food"]
        assert found["tracks"]["governance"]["sectors"] == {"food": "50"}
        assert found["tracks"]["governance"]["score"] == "50"
        assert "organizations" not in found["tracks"]["governance"]

    def test_ten_answers_are_too_few_for_anything(self, world):
        guests = [Guest(f"{n}@example.org", organization_id=uuid.uuid4(), sector="food") for n in range(10)]

        _campaign, found = counted(
            world,
            "collaborative-readiness",
            guests,
            [governance("2", "2", "2", "2")] * 10,
            mode="confidential",
        )

        assert found == {"answers": 0}


class TestAccess:
    def test_barriers_are_counted_and_small_ones_left_out_with_their_opposite(self, world):
        said = (
            [{"care__2": ("cost", "wait")}] * 12
            + [{"care__2": ("wait",)}] * 11
            + [{"care__2": ("hours",)}] * 3
        )
        _campaign, found = counted(world, "access-survey", asking.people(26), said)

        options = found["items"]["care.2"]["options"]
        assert found["items"]["care.2"]["answered"] == 26
        assert (options["cost"], options["hours"], options["language"]) == (12, None, 0)
        assert options["wait"] is None  # 3 people did not choose it

    def test_a_single_choice_is_a_table_and_who_was_silent_is_one_of_its_cells(self, world):
        said = [{"care__1": "never"}] * 20 + [{"care__1": "once"}] * 12 + [{"care__3": "true"}] * 4
        _campaign, found = counted(world, "access-survey", asking.people(36), said)

        item = found["items"]["care.1"]
        assert item == {
            "answered": None,
            "options": {"never": 20, "once": None, "sometimes": 0, "often": 0},
            "mean": None,
        }
        assert found["items"]["care.3"] == {"answered": None}

    def test_where_nothing_is_hidden_there_is_a_mean(self, world):
        said = [{"care__1": "never"}] * 12 + [{"care__1": "often"}] * 12
        _campaign, found = counted(world, "access-survey", asking.people(24), said)

        assert found["items"]["care.1"]["mean"] == "3/2"

    def test_no_words_of_anybody_are_in_the_figures(self, world):
        said = [{"care__1": "never", "you__1": "00412", "you__3": "Quechua"}] * 12
        _campaign, found = counted(world, "access-survey", asking.people(12), said)

        assert "00412" not in str(found)
        assert "Quechua" not in str(found)


def test_the_screener_says_how_many_are_positive_as_far_as_its_table_tells(world):
    said = [{"sils__1": "1"}] * 15 + [{"sils__1": "3"}] * 6 + [{"sils__1": "5"}] * 7
    _campaign, found = counted(world, "single-item-literacy-screener", asking.people(28), said)

    assert found["items"]["sils.1"]["options"] == {"1": 15, "2": 0, "3": None, "4": 0, "5": None}
    assert found["cut"] == {"item": "sils.1", "positive": 13, "of": 28}


def test_the_screener_stays_silent_where_its_table_would_not_tell(world):
    said = [{"sils__1": "1"}] * 15 + [{"sils__1": "2"}] * 6 + [{"sils__1": "5"}] * 12
    _campaign, found = counted(world, "single-item-literacy-screener", asking.people(33), said)

    assert found["items"]["sils.1"]["options"] == {"1": 15, "2": None, "3": 0, "4": 0, "5": None}
    assert found["cut"]["positive"] is None


def test_days_have_a_median_and_no_counts(world):
    _campaign, found = counted(
        world, "service-feedback", asking.people(11), [{"fb__4": str(n)} for n in range(11)]
    )

    assert found["items"]["fb.4"] == {"answered": 11, "median": "5"}


def test_leaders_and_residents_stand_side_by_side(world):
    counted(
        world,
        "access-survey",
        asking.people(24),
        [{"care__2": ("cost",)}] * 12 + [{"care__2": ("wait",)}] * 12,
    )
    leaders = [{"policy__1": "5"}] * 11 + [{"policy__1": "1"}] * 13
    campaign, _found = counted(world, "leader-survey", asking.people(24), leaders)

    with acting_as(world.hub_manager, at=make.AT):
        other, gaps = queries.compared(campaign)
    assert other.form.url.endswith("access-survey")
    cost = gaps[0]
    assert (cost.agree_share, cost.troubled_share) == (Fraction(11, 24), Fraction(1, 2))
    assert gaps[1].agree_share is None


def test_without_the_other_side_nothing_is_compared(world):
    campaign, _found = counted(world, "leader-survey", asking.people(11), [{"policy__1": "5"}] * 11)

    with acting_as(world.hub_manager, at=make.AT):
        assert queries.compared(campaign) is None


def test_the_sum_of_cells_is_hidden_with_one_of_them():
    assert together({"a": 3, "b": 4}, ["a", "b"]) == 7
    assert together({"a": 3, "b": None}, ["a", "b"]) is None


class TestThemes:
    def commented(self, world, mode="anonymous", people=12):
        said = [{"fb__5": f"Comment {n}"} for n in range(people)]
        return counted(world, "service-feedback", asking.people(people), said, mode=mode)[0]

    def test_people_tick_and_the_machine_counts(self, world):
        campaign, hub = self.commented(world), world.hub_manager
        with acting_as(hub, at=make.AT):
            theme = themes.add(
                campaign_id=campaign.pk, link_id="fb.5", name=" Call  back ", actor=hub, at=make.AT
            )
            texts = [one.id for one in queries.texts(campaign, "fb.5")]
            themes.tick(theme_id=theme.pk, on=texts, of=texts, actor=hub, at=make.AT)
            assert queries.theme_counts(campaign) == [("fb.5", "Call back", 12)]
            themes.tick(theme_id=theme.pk, on=[uuid.uuid4()], of=texts[:6], actor=hub, at=make.AT)
            assert queries.theme_counts(campaign) == [("fb.5", "Call back", None)]
            assert len(queries.theme(theme.pk).responses) == 6

    def test_nothing_is_coded_before_the_end(self, world):
        campaign, _links = asking.opened(world, "service-feedback")

        with acting_as(world.hub_manager, at=make.AT), pytest.raises(WrongState):
            themes.add(campaign_id=campaign.pk, link_id="fb.5", name="x", actor=world.hub_manager, at=make.AT)

    def test_under_eleven_nobody_reads_a_comment_unless_it_is_named(self, world):
        few, named = self.commented(world, people=10), self.commented(world, "named", 2)

        with acting_as(world.hub_manager, at=make.AT):
            assert queries.texts(few, "fb.5") == []
            assert len(queries.texts(named, "fb.5")) == 2
