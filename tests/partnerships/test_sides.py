"""Who writes for a side, who sees a partnership, and that nobody gets past it by SQL."""

import pytest
from django.db import DatabaseError, connection, transaction

import make
from fullcircle.access.errors import Denied, Invalid
from fullcircle.access.models import Event
from fullcircle.access.session import acting_as
from fullcircle.partnerships import actions, queries
from fullcircle.partnerships.queries import NoSuchPartnership
from fullcircle.partnerships.states import Stage


@pytest.mark.parametrize("who", ["keeper", "grocer"])
@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("write_side", {"motivations": "a", "expectations": "b", "capacity": "c"}),
        ("agree", {"to": "goal", "yes": True}),
        ("say_how_it_goes", {"says": "Well."}),
        ("give_notice", {"why": "x"}),
        ("take_back_notice", {}),
    ],
)
def test_nobody_else_speaks_for_a_side_not_even_the_backbone(pair, who, what, said):
    pair.terms()

    with pytest.raises(Denied, match="its own people"):
        pair.do(what, side_id=pair.doctors_side.pk, actor=getattr(pair, who), **said)


def by_sql(actor, statement, values):
    with transaction.atomic(), acting_as(actor, at=make.AT), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


@pytest.mark.parametrize("who", ["keeper", "grocer", "stranger"])
@pytest.mark.parametrize("change", ["motivations = 'x'", "goal_agreed_at = now()", "noticed_on = now()"])
def test_nor_by_sql(pair, who, change):
    statement = f"update partnerships_side set {change} where id = %s"

    with pytest.raises(DatabaseError, match="only that side"):
        by_sql(getattr(pair, who), statement, [pair.doctors_side.pk])
    assert by_sql(pair.doctor, statement, [pair.doctors_side.pk]) == 1


def test_a_side_is_not_made_somebody_elses_first(pair):
    with pytest.raises(DatabaseError, match="stays who it is"):
        by_sql(
            pair.grocer, "update partnerships_side set organization_id = %s, motivations = 'x' where id = %s",
            [pair.cupboard.id, pair.doctors_side.pk],
        )  # fmt: skip


def test_whoever_represents_no_more_writes_no_more(pair):
    from fullcircle.collaborative import members

    with acting_as(pair.keeper, at=make.AT):
        (person,) = pair.member.representatives.all()
        members.end_representing(representative_id=person.pk, actor=pair.keeper, at=make.AT)

    with pytest.raises(DatabaseError, match="only that side"):
        by_sql(
            pair.doctor, "update partnerships_side set capacity = 'x' where id = %s", [pair.doctors_side.pk]
        )
    with pytest.raises(NoSuchPartnership):
        pair.now(pair.doctor)


def test_who_is_of_no_side_sees_it_as_absent(pair):
    with acting_as(pair.stranger, at=make.AT):
        assert queries.partnerships(pair.stranger) == []
    with pytest.raises(NoSuchPartnership):
        pair.now(pair.stranger)
    for who in ("doctor", "grocer", "keeper"):
        with acting_as(getattr(pair, who), at=make.AT):
            assert [one.pk for one in queries.partnerships(getattr(pair, who))] == [pair.one.pk], who


def test_a_stranger_and_a_single_side_propose_nothing(pair):
    both = [pair.clinic.id, pair.cupboard.id]
    with acting_as(pair.stranger, at=make.AT), pytest.raises(Denied):
        actions.propose(title="x", organizations=both, actor=pair.stranger, at=make.AT)
    said = {"title": "x", "members": [pair.member.pk], "organizations": [pair.clinic.id]}
    with acting_as(pair.keeper, at=make.AT), pytest.raises(Invalid, match="two sides"):
        actions.propose(**said, actor=pair.keeper, at=make.AT)


def test_every_write_leaves_an_event(pair):
    pair.to(Stage.RUN)
    pair.do("give_notice", side_id=pair.doctors_side.pk, why="x")
    pair.settle_all()
    pair.do("unsettle", item="data")
    pair.do("take_back_notice", side_id=pair.doctors_side.pk)

    with acting_as(pair.doctor, at=make.AT):
        did = set(Event.objects.filter(data_class="partnership").values_list("did", flat=True))
    verbs = "propose write-side write-terms agree check review move notice settle unsettle take-back-notice"
    assert did == {f"partnership.{verb}" for verb in verbs.split()}
