"""What an agreement opens, as rows that people can read: nobody is named who does not see, and nobody is left out."""

from uuid import UUID

import pytest

from fullcircle.agreements.queries import Opened
from fullcircle.web.agreements import present

A, B, C, D, E = (UUID(int=n) for n in range(5))
KNOWN = {A: "Ash", B: "Birch", C: "Cedar", D: "Dogwood", E: "Elm"}
CLAUSE = UUID(int=9)


def row(keeper, seer, *, is_open=True, data_class="need"):
    return Opened(CLAUSE, "permit", keeper, seer, data_class, "quality", "none", [], is_open, False, None)


def every_pair(some):
    return [row(a, b) for a in some for b in some if a != b]


@pytest.mark.parametrize(
    ("found", "rows"),
    [
        ([row(A, B)], [("Birch", "Ash")]),
        ([row(A, B), row(A, B, data_class="claims")], [("Birch", "Ash")]),
        ([row(A, B), row(A, C)], [("Birch, Cedar", "Ash")]),
        ([row(A, B), row(C, B)], [("Birch", "Ash, Cedar")]),
        (every_pair([A, B]), [("Ash, Birch", "one another")]),
        (every_pair([A, B, C]), [("Ash, Birch, Cedar", "one another")]),
        ([*every_pair([A, B]), row(C, A), row(C, B)], [("Ash, Birch", "one another; Cedar")]),
        ([*every_pair([A, B]), row(A, C)], [("Ash, Birch", "one another"), ("Cedar", "Ash")]),
        ([row(A, B), row(A, C, is_open=False)], [("Birch", "Ash"), ("Cedar", "Ash")]),
        (every_pair([A, B, C, D, E]), [("Ash, Birch, Cedar and 2 more", "one another")]),
        ([], []),
    ],
)
def test_rows_say_who_sees_whose(found, rows):
    shown = present.opened(found, KNOWN)

    assert [(each["to"], each["whose"]) for each in shown] == rows


def test_classes_of_a_clause_stand_together():
    shown = present.opened([row(A, B), row(A, B, data_class="need:write")], KNOWN)

    assert shown[0]["what"] == "needs, needs (may change)"


def test_counts_are_pairs_of_organizations_that_something_is_open_between():
    assert present.counts([row(A, B), row(A, B, data_class="claims"), row(B, A, is_open=False)]) == (1, 2)
