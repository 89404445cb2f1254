"""The policy agenda: who brings, scores and moves an item, one voice a member, and what the voices say together."""

from datetime import timedelta
from fractions import Fraction

import pytest
from django.db import DatabaseError, connection, transaction

import make
from fullcircle.access.errors import Conflict, Denied, Invalid
from fullcircle.access.models import Event
from fullcircle.access.session import acting_as
from fullcircle.agenda import actions, queries, scores
from fullcircle.agenda.actions import Words
from fullcircle.agenda.models import Voice
from fullcircle.agenda.states import LABELS, MAY_BECOME, State

WRITTEN = {
    "title": "Sick leave for home aides", "problem": "They come ill.", "level": "city", "decider": "City council",
    "lobbying": "direct", "position": "For it.", "asks": "Five days a year.", "champions": "Dr. Vale",
    "next_step": "Meet the chair", "next_on": make.AT.date() + timedelta(days=9),
}  # fmt: skip
POINTS = {"impact": 4, "feasibility": 2, "equity": 5}


def do(what, actor, at=make.AT, **said):
    with acting_as(actor, at=at):
        return getattr(actions, what)(actor=actor, at=at, **said)


def bring(room, **changed):
    return do("bring", room.sitting[0], words=Words(**{**WRITTEN, **changed}))


def member_of(room, number):
    with acting_as(room.sitting[number], at=make.AT):
        (key,) = queries.speaks_for(room.sitting[number])
    return key


def score(room, item, number, **points):
    points = {**POINTS, **points}
    return do(
        "score", room.sitting[number], item_id=item.pk, member_id=member_of(room, number), points=points
    )


def screened(room):
    item = bring(room)
    do("move", room.keeper, item_id=item.pk, to="screened")
    return item


def test_every_state_is_in_the_table_and_has_words():
    assert set(MAY_BECOME) == set(LABELS) == set(State)


@pytest.mark.parametrize(
    ("points", "median", "low", "high", "counts"),
    [
        ([3], Fraction(3), 3, 3, (0, 0, 1, 0, 0)),
        ([1, 5], Fraction(3), 1, 5, (1, 0, 0, 0, 1)),
        ([2, 3], Fraction(5, 2), 2, 3, (0, 1, 1, 0, 0)),
        ([5, 1, 1], Fraction(1), 1, 5, (2, 0, 0, 0, 1)),
        ([4, 4, 2, 5], Fraction(4), 2, 5, (0, 1, 0, 2, 1)),
    ],
)
def test_voices_together_are_a_median_and_a_spread(points, median, low, high, counts):
    assert scores.spread(points) == scores.Spread(len(points), median, low, high, counts)


def test_no_voice_is_no_number():
    assert scores.spread([]) is None


def test_one_voice_a_member_and_the_later_one_stands(room):
    item = screened(room)
    score(room, item, 0, impact=1)
    score(room, item, 1, impact=5)
    score(room, item, 0, impact=3)

    with acting_as(room.keeper, at=make.AT):
        found = queries.spreads(queries.item(item.pk, room.keeper))["impact"]
    assert (found.voices, found.median, found.low, found.high) == (2, Fraction(4), 3, 5)


def test_a_voice_is_taken_back(room):
    item = screened(room)
    score(room, item, 0)

    do("take_back_score", room.sitting[0], item_id=item.pk, member_id=member_of(room, 0))

    assert not Voice.objects.exists()


@pytest.mark.parametrize("who", ["keeper", "other seat"])
def test_nobody_gives_anothers_voice(room, who):
    item = screened(room)
    actor = room.keeper if who == "keeper" else room.sitting[1]
    member = member_of(room, 0)

    with pytest.raises(Denied):
        do("score", actor, item_id=item.pk, member_id=member, points=POINTS)
    with (
        pytest.raises(DatabaseError, match="own representatives"), transaction.atomic(),
        acting_as(actor, at=make.AT), connection.cursor() as cursor,
    ):  # fmt: skip
        cursor.execute(
            "insert into agenda_voice (id, item_id, member_id, impact, feasibility, equity, why, given_at)"
            " values (gen_random_uuid(), %s, %s, 5, 5, 5, '', now())",
            [item.pk, member],
        )


def test_an_anothers_voice_is_not_changed_or_deleted_by_sql(room):
    item = screened(room)
    score(room, item, 0)

    for statement in ("update agenda_voice set impact = 1", "delete from agenda_voice"):
        with (
            pytest.raises(DatabaseError, match="own representatives"), transaction.atomic(),
            acting_as(room.keeper, at=make.AT), connection.cursor() as cursor,
        ):  # fmt: skip
            cursor.execute(statement)


@pytest.mark.parametrize("points", [{"impact": 0}, {"equity": 6}, {"feasibility": None}])
def test_points_are_1_to_5(room, points):
    with pytest.raises(Invalid):
        score(room, screened(room), 0, **points)


@pytest.mark.parametrize("state", ["idea", "adopted"])
def test_it_is_scored_between_screening_and_adoption(room, state):
    item = bring(room) if state == "idea" else at_state(room, State.ADOPTED)

    with pytest.raises(Conflict, match="not being scored"):
        score(room, item, 0)


def at_state(room, state):
    item = screened(room)
    for number in range(3):
        score(room, item, number)
    for to in (State.SCORED, State.ADOPTED, State.ACTING, State.ENACTED):
        do("move", room.keeper, item_id=item.pk, to=to, note="It passed 7 to 2.")
        if to == state:
            return item
    raise AssertionError(state)


@pytest.mark.parametrize(
    ("left_out", "to"),
    [
        ("problem", State.SCREENED), ("level", State.SCREENED), ("decider", State.SCREENED), ("lobbying", State.SCREENED),
        ("position", State.ADOPTED), ("asks", State.ADOPTED),
        ("champions", State.ACTING), ("next_step", State.ACTING), ("next_on", State.ACTING),
    ],
)  # fmt: skip
def test_a_state_waits_for_what_it_needs(room, left_out, to):
    item = bring(room, **{left_out: None if left_out == "next_on" else ""})
    way = [State.SCREENED, State.SCORED, State.ADOPTED, State.ACTING]
    for step in way[: way.index(to)]:
        if step == State.SCORED:
            for number in range(3):
                score(room, item, number)
        do("move", room.keeper, item_id=item.pk, to=step)

    with pytest.raises(Conflict, match="first"):
        do("move", room.keeper, item_id=item.pk, to=to)

    do("write", room.keeper, item_id=item.pk, words=Words(**WRITTEN))
    assert do("move", room.keeper, item_id=item.pk, to=to).state == to


@pytest.mark.parametrize(("voices", "scored"), [(2, False), (3, True)])
def test_three_members_make_a_score(room, voices, scored):
    item = screened(room)
    for number in range(voices):
        score(room, item, number)

    if scored:
        assert do("move", room.keeper, item_id=item.pk, to="scored").state == State.SCORED
    else:
        with pytest.raises(Conflict, match="3 members"):
            do("move", room.keeper, item_id=item.pk, to="scored")


@pytest.mark.parametrize("to", [State.ENACTED, State.REJECTED, State.PARKED])
def test_an_end_says_what_came_of_it(room, to):
    item = at_state(room, State.ACTING)
    with pytest.raises(Invalid):
        do("move", room.keeper, item_id=item.pk, to=to)

    assert do("move", room.keeper, item_id=item.pk, to=to, note="Vetoed.").outcome == "Vetoed."


@pytest.mark.parametrize("to", ["acting", "enacted", "nonsense"])
def test_no_state_is_skipped(room, to):
    item = screened(room)

    with pytest.raises((Conflict, Invalid)):
        do("move", room.keeper, item_id=item.pk, to=to, note="x")


def test_the_last_step_is_taken_back_one_after_the_other(room):
    item = at_state(room, State.ADOPTED)

    states = [do("take_back", room.keeper, item_id=item.pk).state for _ in range(3)]

    assert states == [State.SCORED, State.SCREENED, State.IDEA]
    with pytest.raises(Conflict):
        do("take_back", room.keeper, item_id=item.pk)


@pytest.mark.parametrize(
    ("who", "early", "adopted"),
    [("keeper", True, True), ("who brought it", True, False), ("another", False, False)],
)
def test_who_changes_what_is_written(room, who, early, adopted):
    actor = {"keeper": room.keeper, "who brought it": room.sitting[0], "another": room.sitting[1]}[who]
    for item, may in ((screened(room), early), (at_state(room, State.ADOPTED), adopted)):
        if may:
            assert do("write", actor, item_id=item.pk, words=Words(title="New")).title == "New"
        else:
            with pytest.raises(Denied):
                do("write", actor, item_id=item.pk, words=Words(title="New"))


@pytest.mark.parametrize("who", ["navigator", "intake", "administrator"])
def test_who_sits_nowhere_sees_no_agenda(room, who):
    item, actor = bring(room), getattr(room.world, who)

    with acting_as(actor, at=make.AT):
        for ask in (lambda: queries.items(actor), lambda: queries.item(item.pk, actor)):
            with pytest.raises(Denied):
                ask()


def test_only_the_backbone_moves_an_item(room):
    item = bring(room)

    for what, said in (("move", {"to": "screened"}), ("take_back", {})):
        with pytest.raises(Denied):
            do(what, room.sitting[0], item_id=item.pk, **said)


@pytest.mark.parametrize(
    ("address", "taken"),
    [
        ("", True), ("/pulse/", True), ("https://city.example/report", True),
        ("javascript:alert(1)", False), ("//evil.example", False), ("/\\evil.example", False), ("data:text/html,x", False),
    ],
)  # fmt: skip
def test_evidence_links_pages_and_nothing_that_runs(room, address, taken):
    item = bring(room)
    said = {"item_id": item.pk, "kind": "measure", "title": "Days off", "shows": "None.", "address": address}
    if not taken:
        with pytest.raises(Invalid):
            do("show", room.sitting[0], **said)
        return

    made = do("show", room.sitting[0], **said)

    assert made.address == address
    do("remove_evidence", room.sitting[0], item_id=item.pk, evidence_id=made.pk)
    assert not item.evidence.exists()


def test_every_write_leaves_an_event(room):
    item = at_state(room, State.ADOPTED)
    do("write", room.keeper, item_id=item.pk, words=Words(**WRITTEN))
    made = do("show", room.keeper, item_id=item.pk, kind="survey", title="x", shows="y")
    do("remove_evidence", room.keeper, item_id=item.pk, evidence_id=made.pk)
    for _ in range(2):
        do("take_back", room.keeper, item_id=item.pk)
    do("take_back_score", room.sitting[0], item_id=item.pk, member_id=member_of(room, 0))

    with acting_as(room.keeper, at=make.AT):
        did = set(Event.objects.filter(data_class="agenda").values_list("did", flat=True))
    verbs = "bring write show remove-evidence score take-back-score move take-back"
    assert did == {f"agenda.{verb}" for verb in verbs.split()}
