"""From a first talk to a good end: which rules stand before each stage, and what a pilot may not do."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

import agreed
import make
from fullcircle.access.errors import Invalid
from fullcircle.access.session import acting_as
from fullcircle.agreements.drafting import Joining
from fullcircle.agreements.queries import NoSuchAgreement
from fullcircle.partnerships import jobs, queries, rules
from fullcircle.partnerships.policies import NotYet
from fullcircle.partnerships.states import CLOSING, FUNDING, LABELS, MAY_BECOME, RISKS, Stage, words

YEAR = timedelta(days=365)
WORDS = {"motivations": "a", "expectations": "b", "capacity": "c"}
STEPS = [(before, after) for before, afters in MAY_BECOME.items() for after in afters]


def missing(pair, to, *, at=make.AT):
    with acting_as(pair.keeper, at=at):
        one = queries.partnership(pair.one.pk, pair.keeper)
        (step,) = [each for each in queries.nexts(one, at=at) if each.stage == to]
    return {rule.code for rule in step.rules if not rule.met}


def test_every_stage_is_in_the_table_in_words_and_in_the_data():
    assert set(MAY_BECOME) == set(LABELS) == set(words()) == set(Stage)
    assert set(rules.RULES) == set(STEPS)


def test_every_form_of_funding_of_the_data_has_its_words():
    with Path(rules.__file__).with_name("funding.csv").open() as file:
        assert {row["code"] for row in csv.DictReader(file)} == set(FUNDING) == set(RISKS)


@pytest.mark.parametrize(("before", "after"), STEPS)
def test_what_the_data_asks_before_a_stage_is_asked(before, after):
    """Only a step back to talking needs nothing."""
    assert rules.RULES[before, after] or (before, after) == (Stage.DESIGN, Stage.EXPLORE)


def test_a_new_one_misses_every_rule_of_exploring(pair):
    assert missing(pair, "design") == {"motivations", "capacity", "goal", "goal-agreed"}
    with pytest.raises(NotYet, match="Each side wrote why"):
        pair.move("design")


def test_one_side_is_not_enough(pair):
    pair.do("write_side", side_id=pair.doctors_side.pk, **WORDS)
    pair.terms()
    pair.do("agree", side_id=pair.doctors_side.pk, to="goal", yes=True)

    assert missing(pair, "design") == {"motivations", "capacity", "goal-agreed"}


def test_a_changed_goal_asks_for_every_yes_anew(pair):
    pair.write_sides()
    pair.terms()
    pair.all_say_yes("goal")
    assert missing(pair, "design") == set()

    pair.terms(goal="Something else", at=make.AT + make.SOON)

    assert missing(pair, "design", at=make.AT + make.SOON) == {"goal-agreed"}


def test_a_yes_is_taken_back(pair):
    pair.write_sides()
    pair.terms()
    pair.all_say_yes("goal")

    pair.do("agree", side_id=pair.doctors_side.pk, to="goal", yes=False)

    assert missing(pair, "design") == {"goal-agreed"}


@pytest.mark.parametrize("left_out", ["structure", "funding", "scope", "measures", "data_needs"])
def test_a_pilot_needs_every_term(pair, left_out):
    pair.to(Stage.DESIGN)
    pair.sign()
    pair.terms(actor=pair.keeper, **{left_out: ""})
    pair.all_say_yes("terms")

    assert missing(pair, "pilot") == {"terms"}


@pytest.mark.parametrize(
    ("signed", "enough"),
    [
        ({"months": 12}, True),
        ({"months": 13}, False),
        ({"months": 11, "who": ("clinic",)}, False),
        (None, False),
    ],
)
def test_a_pilot_needs_an_agreement_of_all_sides_for_12_months_at_most(pair, signed, enough):
    pair.to(Stage.DESIGN)
    if signed:
        pair.sign(**signed)
    pair.terms(actor=pair.keeper)
    pair.all_say_yes("terms")

    assert (missing(pair, "pilot") == set()) is enough


def test_an_agreement_that_nobody_signed_is_not_in_force(pair, world):
    pair.to(Stage.DESIGN)
    hub = agreed.hub_of(world)
    with acting_as(hub, at=make.AT):
        places = [(pair.clinic, "member"), (pair.cupboard, "member"), (world.hub, "hub")]
        parties = [Joining(organization_id=one.id, role=role) for one, role in places]
        draft = agreed.drafted(world, "mou", hub, at=make.AT, effective_on=make.AT.date(), parties=parties)
    pair.agreement_id = draft.pk
    pair.terms(actor=pair.keeper)
    pair.all_say_yes("terms")

    assert missing(pair, "pilot") == {"agreement"}


def test_whoever_may_not_read_an_agreement_links_none(pair):
    pair.sign()

    with pytest.raises(NoSuchAgreement):
        pair.terms(actor=pair.doctor)


def test_a_pilot_runs_after_a_review_that_says_so(pair):
    pair.to(Stage.PILOT)
    assert missing(pair, "run") == {"voices", "review-grow"}
    for side, actor in pair.sides:
        pair.do("say_how_it_goes", side_id=side.pk, says="Well.", actor=actor)
    pair.review("change")
    assert missing(pair, "run") == {"review-grow"}
    assert missing(pair, "design") == set()

    pair.review("grow", at=make.AT + make.SOON)

    assert pair.move("run", at=make.AT + make.SOON).stage == Stage.RUN


def test_a_review_of_a_former_stage_does_not_count(pair):
    later = make.AT + timedelta(days=60)
    pair.to(Stage.PILOT)
    pair.review("grow")
    pair.review("change", at=make.AT + make.SOON)
    pair.move("design", at=make.AT + make.SOON)
    pair.sign(at=later)
    pair.terms(actor=pair.keeper, at=later)
    pair.all_say_yes("terms", later)
    pair.move("pilot", at=later)

    assert "review-grow" in missing(pair, "run", at=later)
    with pytest.raises(Invalid):
        pair.review("grow", at=later, held_on=make.AT.date())


def test_growing_needs_what_is_secured_and_a_new_signature(pair):
    pair.to(Stage.RUN)
    assert missing(pair, "grow") == {"review-grow", "secured"}
    later = make.AT + timedelta(days=90)
    pair.terms(actor=pair.keeper, at=later, capacity_secured="Two drivers, $40,000")
    pair.review("grow", at=later)
    pair.move("grow", at=later)

    assert missing(pair, "run", at=later) == {"new-scope"}
    pair.sign(at=later)
    pair.terms(actor=pair.keeper, at=later)
    assert missing(pair, "run", at=later) == set()


@pytest.mark.parametrize(
    ("since", "reviewed", "due"),
    [
        (date(2026, 3, 10), None, date(2027, 3, 10)),
        (date(2024, 2, 29), None, date(2025, 2, 28)),
        (date(2026, 3, 10), date(2026, 9, 1), date(2027, 9, 1)),
    ],
)
def test_a_review_is_due_12_months_after_the_begin_or_the_last_one(since, reviewed, due):
    assert rules.review_due(Stage.PILOT, since=since, reviewed_on=reviewed) == due
    assert rules.review_due(Stage.RUN, since=since, reviewed_on=reviewed) == due


@pytest.mark.parametrize("stage", [Stage.EXPLORE, Stage.DESIGN, Stage.WIND_DOWN, Stage.ENDED])
def test_before_and_after_none_is_due(stage):
    assert rules.review_due(stage, since=date(2020, 1, 1), reviewed_on=None) is None


def test_a_pilot_past_12_months_agrees_on_nothing_before_its_review(pair):
    pair.to(Stage.PILOT)
    pair.terms(actor=pair.keeper, at=make.AT + YEAR)
    late = make.AT + YEAR + timedelta(days=1)
    with pytest.raises(NotYet, match="past its 12 months"):
        pair.terms(actor=pair.keeper, at=late, scope="More")

    pair.review("change", at=late)

    assert pair.terms(actor=pair.keeper, at=late, scope="More").scope == "More"


def told() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute('select "to", subject from infra_recent_messages(200)')
        return {to for to, subject in cursor.fetchall() if subject.startswith("A review")}


@pytest.mark.parametrize(("days", "many"), [(300, 0), (340, 1), (366, 1)])
def test_sides_and_backbone_are_told_of_a_review_that_is_due(pair, days, many):
    pair.to(Stage.PILOT)

    assert jobs.remind_of_reviews(at=make.AT + timedelta(days=days)) == many
    assert jobs.remind_of_reviews(at=make.AT + timedelta(days=days, hours=1)) == 0

    assert ("doctor@example.org" in told()) is bool(many)
    assert ("vera@hub.example" in told()) is bool(many)


def test_they_are_told_again_after_a_week_and_not_after_the_review(pair):
    pair.to(Stage.PILOT)
    first = make.AT + timedelta(days=340)
    assert jobs.remind_of_reviews(at=first) == 1
    assert jobs.remind_of_reviews(at=first + timedelta(days=6)) == 0
    assert jobs.remind_of_reviews(at=first + timedelta(days=7)) == 1

    pair.review("grow", at=first + timedelta(days=8))

    assert jobs.remind_of_reviews(at=first + timedelta(days=20)) == 0


@pytest.mark.parametrize("item", list(CLOSING))
def test_it_does_not_end_before_everything_is_settled(pair, item):
    pair.do("give_notice", side_id=pair.doctors_side.pk, why="We move.")
    pair.settle_all(but=item)
    assert missing(pair, "ended") == {item}
    with pytest.raises(NotYet):
        pair.move("ended")

    pair.do("settle", item=item, how="Done.")

    assert pair.move("ended").stage == Stage.ENDED


def test_not_by_sql_either(pair):
    pair.do("give_notice", side_id=pair.doctors_side.pk, why="We move.")
    pair.settle_all(but="money")

    with (
        pytest.raises(DatabaseError, match="not everything is settled"), transaction.atomic(),
        acting_as(pair.keeper, at=make.AT), connection.cursor() as cursor,
    ):  # fmt: skip
        cursor.execute("update partnerships_partnership set stage = 'ended'")


def test_what_was_settled_is_opened_again_until_the_end(pair):
    pair.do("give_notice", side_id=pair.doctors_side.pk, why="We move.")
    pair.settle_all()
    pair.do("unsettle", item="data")
    assert missing(pair, "ended") == {"data"}
    pair.do("settle", item="data", how="Destroyed on March 9.")
    pair.move("ended")

    with pytest.raises(NotYet):
        pair.do("unsettle", item="data")
    with pytest.raises(NotYet):
        pair.review("grow")


def test_a_notice_is_taken_back_and_it_goes_on_where_it_was(pair):
    pair.to(Stage.PILOT)
    later = make.AT + timedelta(days=10)
    pair.do("give_notice", side_id=pair.grocers_side.pk, why="No van.", actor=pair.grocer, at=later)
    assert pair.now().stage == Stage.WIND_DOWN

    one = pair.do("take_back_notice", side_id=pair.grocers_side.pk, actor=pair.grocer, at=later)

    assert (one.stage, one.stage_since) == (Stage.PILOT, make.AT.date())


def test_one_of_two_notices_taken_back_still_ends_it(pair):
    for side, actor in pair.sides:
        pair.do("give_notice", side_id=side.pk, why="No van.", actor=actor)

    one = pair.do("take_back_notice", side_id=pair.grocers_side.pk, actor=pair.grocer)

    assert one.stage == Stage.WIND_DOWN
