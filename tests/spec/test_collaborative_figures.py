"""The figures of the collaborative, by the vectors that were computed elsewhere; printed to docs/reference/collaborative.md."""

import io
import json
from fractions import Fraction
from pathlib import Path

import networkx
import pytest

from fullcircle.collaborative import authority, network, sectors, votes
from fullcircle.collaborative.authority import Comes
from fullcircle.collaborative.votes import RESULTS, Cast, Rule, Terms

VECTORS = {
    one["id"]: one for one in json.loads((Path(__file__).parent / "acceptance_vectors.json").read_text())
}


def of(prefix):
    return [
        pytest.param(one["input"], one["expect"], id=name)
        for name, one in VECTORS.items()
        if name.startswith(prefix)
    ]


SAID = {
    "passed": votes.Result.PASSED,
    "failed": votes.Result.FAILED,
    "no quorum": votes.Result.NO_QUORUM,
    "held: no lived-experience vote": votes.Result.HELD,
}


@pytest.mark.parametrize(("given", "expect"), of("vote."))
def test_votes_are_counted_by_integers(given, expect):
    assert (given["threshold_num"], given["threshold_den"]) == (2, 3)
    cast = Cast(
        given["seats"],
        given["recused"],
        given["yes"],
        given["no"],
        given["abstain"],
        given["lived_experience_votes"],
    )
    terms = Terms(Rule.TWO_THIRDS, (given["quorum_num"], given["quorum_den"]), given["lived_experience_min"])
    outcome = votes.count(cast, terms)

    assert outcome.eligible == expect["eligible"]
    assert outcome.quorum == expect["quorum"]
    assert outcome.result == SAID[expect["result"]]


@pytest.mark.parametrize(
    ("rule", "yes", "no", "passes"),
    [
        (Rule.MAJORITY, 4, 3, True), (Rule.MAJORITY, 4, 4, False), (Rule.MAJORITY, 0, 0, False),
        (Rule.TWO_THIRDS, 2, 1, True), (Rule.TWO_THIRDS, 199, 100, False), (Rule.TWO_THIRDS, 0, 0, False),
        (Rule.CONSENSUS, 7, 0, True), (Rule.CONSENSUS, 7, 1, False), (Rule.CONSENSUS, 0, 0, False),
    ],
)  # fmt: skip
def test_each_rule_at_its_edge(rule, yes, no, passes):
    everybody = Cast(seats=yes + no + 2, recused=0, yes=yes, no=no, abstain=2, lived=0)
    expected = votes.Result.PASSED if passes else votes.Result.FAILED
    assert votes.count(everybody, Terms(rule)).result == expected


def test_a_body_in_which_all_are_recused_decides_nothing():
    nobody = Cast(seats=5, recused=5, yes=0, no=0, abstain=0, lived=0)
    assert votes.count(nobody, Terms(Rule.MAJORITY)).result == votes.Result.NO_QUORUM


def test_every_result_has_its_words():
    assert set(RESULTS) == set(votes.Result)


@pytest.mark.parametrize(("given", "expect"), of("voice."))
def test_equity_of_voice(given, expect):
    found = authority.parity(
        spoken_lived=given["contributions_lived"], spoken=given["contributions"], seats_lived=given["seats_lived"],
        seats=given["seats"],
    )  # fmt: skip
    assert found == Fraction(expect["parity"])
    assert (found < authority.LEAST_PARITY) == expect["flag"]


@pytest.mark.parametrize(("given", "expect"), of("table."))
def test_whether_the_right_authority_is_in_the_room(given, expect):
    needs = sectors.meetings()[given["meeting"]]
    found = authority.in_the_room([Comes(one["sector"], one["level"]) for one in given["attendees"]], needs)

    assert float(found.share) == expect["authority_share"]
    assert found.enough == expect["ok"]
    said = [f"{one.sector}: send level {needs.level} in place of level {one.level}" for one in found.send]
    assert said == expect["fix"]


def test_a_room_says_who_is_missing():
    found = authority.in_the_room([Comes("hospital", 4)], sectors.meetings()["steering"])
    assert found.enough
    assert not found.ready
    assert found.missing_quadrants == ("health-public", "social-private", "social-public", "resident")
    assert found.missing_sectors == ("resident",)


@pytest.mark.parametrize(("given", "expect"), of("network."))
def test_a_network_by_its_confirmed_ties(given, expect):
    both = [tuple(tie) for tie in given["confirmed_ties"]]
    found = network.figures("abcde"[: given["nodes"]], [*both, *[(b, a) for a, b in both]])

    assert float(found.density) == expect["density"]
    assert {name: round(value, 3) for name, value in found.betweenness.items()} == expect["betweenness"]
    assert list(found.single_points) == expect["articulation_points"]
    assert found.parts == 1


def test_a_tie_that_one_end_names_counts_for_nothing_and_is_shown():
    found = network.figures(["a", "b", "c"], [("a", "b"), ("b", "a"), ("a", "c"), ("c", "c"), ("a", "x")])
    assert found.confirmed == (("a", "b"),)
    assert found.one_sided == (("a", "c"),)
    assert found.density == Fraction(1, 3)
    assert found.parts == 2


def test_an_empty_network_has_no_density():
    assert network.figures([], []).density is None
    assert network.figures(["a"], []).parts == 1


def test_graphml_is_read_back_by_who_reads_graphml():
    found = network.figures("abc", [("a", "b"), ("b", "a"), ("b", "c")])
    read = networkx.read_graphml(io.BytesIO(network.graphml(found)))
    assert {(a, b): data["confirmed"] for a, b, data in read.edges(data=True)} == {
        ("a", "b"): True, ("b", "a"): True, ("b", "c"): False,
    }  # fmt: skip


def test_a_network_is_drawn_alike_every_time_and_nobody_stands_on_another():
    found = network.figures("abcdefg", [("a", "b"), ("b", "a"), ("b", "c"), ("c", "d")])
    places = network.places(found)

    assert places == network.places(found)
    assert set(places) == set("abcdefg")
    assert len(set(places.values())) == 7
    assert all(-1 <= x <= 1 and -1 <= y <= 1 for x, y in places.values())
    assert {places[name][1] for name in "efg"} == {-1.0}  # who has no tie


@pytest.mark.parametrize("names", ["", "a", "ab"])
def test_a_network_without_ties_is_drawn_too(names):
    assert set(network.places(network.figures(names, []))) == set(names)
