"""Two organizations act at once: what is compiled is what the tables say, once each."""

import pytest
from django.db import connection, connections

import between
import make
from fullcircle.access.session import acting_as
from fullcircle.agreements import actions, queries
from fullcircle.agreements.states import State
from together import run_together


def grants_of(made) -> tuple[int, int]:
    """How many rows are compiled, and how many are different."""
    with connections["migrator"].cursor() as cursor:
        cursor.execute(
            "select count(*), count(distinct (clause_id, from_id, to_id, data_class, purpose, starts_at)) from access_grant"
            " where agreement_id = %s",
            [made.pk],
        )
        return cursor.fetchone()


def signer(signing, made, who):
    actor = getattr(signing, who)

    def sign():
        with acting_as(actor, at=make.AT):
            return actions.sign(agreement_id=made.pk, typed_name=actor.name, level=4, actor=actor, at=make.AT)

    return sign


def compiler(made):
    def compile_it():
        with connection.cursor() as cursor:
            cursor.execute("select agreements_compile(%s)", [made.pk])

    return compile_it


def test_the_last_two_signatures_at_once_bring_it_into_force_once(committed):
    signing = between.Signing(make.World())
    for _round in range(4):
        made = signing.out()

        results = run_together(signer(signing, made, "riverlight"), signer(signing, made, "cupboard"))

        assert not [one for one in results if isinstance(one, Exception)]
        assert queries.standing(made, make.AT).state == State.IN_FORCE
        assert grants_of(made) == (1, 1)


@pytest.mark.parametrize("times", [6])
def test_compiling_from_several_sides_at_once_leaves_each_row_once(committed, times):
    signing = between.Signing(make.World())
    made = signing.sign(signing.out(), "riverlight", "cupboard")

    for _round in range(5):
        assert run_together(*[compiler(made)] * times) == [None] * times

    assert grants_of(made) == (1, 1)
