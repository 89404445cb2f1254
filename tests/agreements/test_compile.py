"""What signatures, dates and clauses open: each case asks the rule that decides on a record, before and after."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

import agreed
import make
from between import OPENS, TODAY, Signing, day
from fullcircle.access import grants
from fullcircle.access.grants import DataClass, Rule
from fullcircle.access.session import acting_as
from fullcircle.agreements import actions, drafting, queries
from fullcircle.agreements.drafting import ClauseSaid, Joining
from fullcircle.agreements.states import State
from fullcircle.directory import upkeep

DETROIT = ZoneInfo("America/Detroit")
LATER = make.AT + timedelta(days=1)


@pytest.fixture
def signing(world):
    return Signing(world)


@pytest.fixture
def compiled(world):
    """The rows that an agreement compiles to."""

    def read(made, *columns):
        with connection.cursor() as cursor:
            cursor.execute(f"select {', '.join(columns)} from agreements_rows(%s, null)", [made.pk])
            return cursor.fetchall()

    return read


def opens(made) -> set[tuple]:
    """(from, to, class, purpose) of the rows that it has in access_grant now."""
    return {
        (one.from_id, one.to_id, one.data_class, one.purpose) for one in queries.what_it_opens(made, make.AT) if one.is_open
    }  # fmt: skip


def is_open(made, at, effect="permit") -> bool:
    """Does a grant of this agreement hold at this time?"""
    return any(one.is_open and one.effect == effect for one in queries.what_it_opens(made, at))


def pair(world):
    return (world.riverlight.id, world.cupboard.id, "referral", "care-coordination")


def test_unsigned_opens_nothing(signing):
    made = signing.out()

    assert opens(made) == set()
    assert queries.standing(made, make.AT).state == State.OUT


def test_one_of_two_opens_nothing_and_both_open_the_pair_one_way(signing, world):
    made = signing.out()

    signing.sign(made, "riverlight")
    assert opens(made) == set()
    signing.sign(made, "cupboard")

    assert opens(made) == {pair(world)}
    assert queries.standing(made, make.AT).state == State.IN_FORCE


def test_a_missing_required_signature_opens_nothing_for_anybody(signing, world):
    breadline = Joining(organization_id=world.breadline.id, role="member", required=True)
    made = signing.out(parties=signing.parties(third=breadline))

    signing.sign(made, "riverlight", "cupboard")
    assert opens(made) == set()
    signing.sign(made, "breadline")

    assert opens(made) == {pair(world)}


def test_a_party_that_need_not_sign_is_waited_for_only_in_its_own_pairs(signing, world):
    third = Joining(organization_id=world.breadline.id, role="pantry", required=False)
    made = signing.out(parties=signing.parties(third=third))

    signing.sign(made, "riverlight", "cupboard")
    assert opens(made) == {pair(world)}
    signing.sign(made, "breadline")

    assert opens(made) == {
        pair(world),
        (world.riverlight.id, world.breadline.id, "referral", "care-coordination"),
    }


def test_it_ends_at_the_midnight_of_the_community_with_no_job(signing):
    last = day("2026-12-31")
    made = signing.sign(signing.out(expires_on=last), "riverlight", "cupboard")
    midnight = datetime(2027, 1, 1, tzinfo=DETROIT)

    assert is_open(made, midnight - timedelta(minutes=1))
    assert not is_open(made, midnight)
    assert queries.standing(made, midnight - timedelta(minutes=1)).state == State.EXPIRING
    assert queries.standing(made, midnight).state == State.EXPIRED


def test_it_begins_at_the_midnight_of_its_first_day(signing):
    made = signing.sign(signing.out(effective_on=day("2026-04-01")), "riverlight", "cupboard")
    midnight = datetime(2026, 4, 1, tzinfo=DETROIT)

    assert not is_open(made, midnight - timedelta(seconds=1))
    assert is_open(made, midnight)


@pytest.mark.parametrize("who", ["riverlight", "cupboard"])
def test_withdrawing_closes_the_pair_at_once_and_history_stays(signing, compiled, who):
    made = signing.sign(signing.out(), "riverlight", "cupboard")

    signing.withdraw(made, who, at=LATER)

    assert is_open(made, LATER - timedelta(seconds=1))
    assert not is_open(made, LATER)
    assert compiled(made, "starts_at", "ends_at") == [(make.AT, LATER)]


def test_who_withdrew_may_sign_again_and_the_gap_stays_closed(signing, compiled):
    made = signing.sign(signing.out(), "riverlight", "cupboard")
    signing.withdraw(made, "cupboard", at=LATER)
    again = LATER + timedelta(days=3)

    signing.sign(made, "cupboard", at=again)

    assert sorted(compiled(made, "starts_at")) == [(make.AT,), (again,)]
    assert not is_open(made, LATER + timedelta(days=1))
    assert is_open(made, again)


def test_a_required_signature_withdrawn_before_all_had_signed_does_not_count(signing):
    made = signing.sign(signing.out(), "riverlight")
    signing.withdraw(made, "riverlight", at=LATER)

    signing.sign(made, "cupboard", at=LATER + timedelta(days=1))

    assert queries.standing(made, LATER + timedelta(days=1)).state == State.OUT
    assert not is_open(made, LATER + timedelta(days=1))


def test_terminating_closes_everything_at_once(signing, compiled):
    made = signing.sign(signing.out(), "riverlight", "cupboard")

    with acting_as(signing.hub, at=LATER):
        actions.terminate(agreement_id=made.pk, actor=signing.hub, at=LATER)

    assert compiled(made, "starts_at", "ends_at") == [(make.AT, LATER)]


def test_a_clause_of_another_agreement_forbids_what_one_permits(signing, world):
    made = signing.sign(signing.out(), "riverlight", "cupboard")
    person = world.person(actor=world.other_navigator)
    need = world.need(person, actor=world.other_navigator)
    need_clause = ClauseSaid(**{**_plain(OPENS), "classes": ("need",)})
    signing.sign(signing.out(clauses=[need_clause]), "riverlight", "cupboard")
    assert _decided(world, need) == Rule.AGREEMENT

    forbids = ClauseSaid(**{**_plain(need_clause), "effect": "deny"})
    restricting = signing.sign(signing.out(clauses=[forbids], kind="dul"), "riverlight", "cupboard")

    assert is_open(restricting, make.AT, effect="deny")
    assert _decided(world, need) == Rule.FORBIDDEN
    assert is_open(made, make.AT)


def _plain(said: ClauseSaid) -> dict:
    return {name: getattr(said, name) for name in ClauseSaid.__dataclass_fields__}


def _decided(world, need, at=make.AT):
    with acting_as(world.other_navigator, at=at):
        return grants.why(
            record_id=need.pk, organization_id=world.cupboard.id, data_class=DataClass.NEED
        ).rule


def test_what_was_compiled_is_what_the_wall_asks(signing, world):
    """Signing, withdrawing and expiry, seen through the decision on one need that Riverlight keeps."""
    need = world.need(world.person(actor=world.other_navigator), actor=world.other_navigator)
    clause = ClauseSaid(**{**_plain(OPENS), "classes": ("need",)})
    made = signing.out(clauses=[clause], expires_on=day("2026-12-31"))
    before = _decided(world, need)

    signing.sign(made, "riverlight", "cupboard")
    signed, midnight = _decided(world, need), datetime(2027, 1, 1, tzinfo=DETROIT)
    late = [_decided(world, need, at=at) for at in (midnight - timedelta(minutes=1), midnight)]
    signing.withdraw(made, "cupboard", at=LATER)

    assert (before, signed) == (Rule.NEEDS_CONSENT, Rule.AGREEMENT)
    assert late == [Rule.AGREEMENT, Rule.NEEDS_CONSENT]
    assert _decided(world, need, at=LATER) == Rule.NEEDS_CONSENT


def test_the_part_2_annex_names_its_label_and_its_obligations(signing, world, compiled):
    parties = [
        Joining(organization_id=world.riverlight.id, role="part2-program"),
        Joining(organization_id=world.hub.id, role="service-organization", required=False),
        Joining(organization_id=world.cupboard.id, role="member", required=False),
    ]
    with acting_as(signing.hub, at=make.AT):
        made = drafting.from_template(
            name="qsoa", effective_on=TODAY, parties=parties, actor=signing.hub, at=make.AT
        )
    signing.out(made)

    signing.sign(made, "riverlight", "cupboard")

    rows = compiled(made, "to_id", "rule", "labels", "obligations")
    assert {(to, rule, tuple(labels), tuple(sorted(goes))) for to, rule, labels, goes in rows} == {
        (world.cupboard.id, "named", ("ETH",), ("copy-of-consent", "redisclosure-notice")),
        (world.riverlight.id, "opt_in", (), ()),
        (world.riverlight.id, "named", ("ETH",), ("redisclosure-notice",)),
    }


def test_a_victim_service_provider_opens_nothing_and_closes_at_once_when_it_says_so(signing, world, compiled):
    both = ClauseSaid(**{**_plain(OPENS), "from_role": "*", "to_role": "*"})
    made = signing.sign(signing.out(clauses=[both]), "riverlight", "cupboard")
    assert {row[0] for row in compiled(made, "from_id")} == {world.riverlight.id, world.cupboard.id}

    with acting_as(signing.riverlight, at=make.AT):
        upkeep.set_victim_services(
            organization_id=world.riverlight.id, serves=True, actor=signing.riverlight, at=make.AT
        )

    assert opens(made) == {(world.cupboard.id, world.riverlight.id, "referral", "care-coordination")}


def test_a_new_version_takes_over_at_the_instant_it_comes_into_force(signing):
    former = signing.sign(signing.out(), "riverlight", "cupboard")
    with acting_as(signing.hub, at=LATER):
        made = actions.amend(agreement_id=former.pk, effective_on=LATER.date(), actor=signing.hub, at=LATER)
    assert (made.number, made.version) == (former.number, 2)
    made = signing.sign(signing.out(made, at=LATER), "riverlight", at=LATER)
    assert is_open(former, LATER)

    takes_over = LATER + timedelta(hours=5)
    signing.sign(made, "cupboard", at=takes_over)

    assert is_open(former, takes_over - timedelta(seconds=1))
    assert (is_open(former, takes_over), is_open(made, takes_over)) == (False, True)
    assert queries.standing(former, takes_over).state == State.RENEWED
    assert queries.standing(made, takes_over).state == State.IN_FORCE


def test_a_new_version_that_is_terminated_before_it_begins_leaves_the_former_in_force(signing):
    former = signing.sign(signing.out(), "riverlight", "cupboard")
    soon = LATER.date() + timedelta(days=30)
    with acting_as(signing.hub, at=LATER):
        made = actions.amend(agreement_id=former.pk, effective_on=soon, actor=signing.hub, at=LATER)
    signing.sign(signing.out(made, at=LATER), "riverlight", "cupboard", at=LATER)
    after = LATER + timedelta(days=60)
    assert queries.standing(former, after).state == State.RENEWED

    with acting_as(signing.hub, at=LATER):
        actions.terminate(agreement_id=made.pk, actor=signing.hub, at=LATER)

    assert queries.standing(former, after).state == State.IN_FORCE
    assert is_open(former, after)


def test_days_of_one_clause_narrow_it(signing, compiled):
    clause = ClauseSaid(**{**_plain(OPENS), "starts_on": day("2026-05-01"), "ends_on": day("2026-05-31")})

    made = signing.sign(signing.out(clauses=[clause]), "riverlight", "cupboard")

    assert compiled(made, "starts_at", "ends_at") == [
        (datetime(2026, 5, 1, tzinfo=DETROIT), datetime(2026, 6, 1, tzinfo=DETROIT))
    ]


def test_compiling_twice_gives_the_same_and_touches_no_other_agreement(signing, world, committed_grants):
    made = signing.sign(signing.out(), "riverlight", "cupboard")
    before = committed_grants()

    with connection.cursor() as cursor:
        cursor.execute("select agreements_compile(%s)", [made.pk])

    assert committed_grants() == before
    assert len({agreement for agreement, *_rest in before}) == 2


@pytest.fixture
def committed_grants(db):
    """Every compiled row, read through what the definer may read."""

    def read():
        with connection.cursor() as cursor:
            cursor.execute(
                "select a.id, o.* from agreements_agreement a cross join lateral agreements_opens(a.id, %s) o"
                " where o.is_open order by 1, 2, 4, 5, 6, 7",
                [make.AT],
            )
            return cursor.fetchall()

    return read


def test_what_it_opens_is_computed_and_never_written(signing, world):
    made = signing.out()

    found = queries.what_it_opens(made, make.AT)

    assert {(one.from_id, one.to_id, one.data_class, one.purpose) for one in found} == {pair(world)}
    assert not any(one.is_open for one in found)
    assert opens(made) == set()


def test_what_another_agreement_opens_already_is_said(signing, world):
    rows = [OPENS, ClauseSaid(**{**_plain(OPENS), "classes": ("claims",)})]

    found = queries.what_it_opens(signing.out(clauses=rows), make.AT)

    assert {one.data_class: one.already for one in found} == {"referral": True, "claims": False}


def test_the_reach_of_an_organization_is_counted_now_and_then_and_nothing_is_kept(signing, world):
    for n in range(11):
        world.need(world.person(f"Person {n}", actor=world.other_navigator), actor=world.other_navigator)
    clause = ClauseSaid(**{**_plain(OPENS), "classes": ("need",)})
    made = signing.out(clauses=[clause])

    with acting_as(signing.cupboard, at=make.AT):
        counted = queries.reach(made, make.AT)
    with acting_as(signing.breadline, at=make.AT):
        stranger = queries.reach(made, make.AT)

    assert (counted.people, counted.people_then, counted.records_then) == (0, 11, 11)
    assert stranger is None
    assert opens(made) == set()


def test_the_network_opens_what_its_clauses_say(world):
    made = agreed.network(world, make.AT)

    found = opens(made)

    assert (world.cupboard.id, world.hub.id, "referral:write", "operations") in found
    assert (world.hub.id, world.cupboard.id, "referral:write", "operations") not in found
    assert (world.hub.id, world.cupboard.id, "contact", "care-coordination") in found
    assert (world.eastgate.id, world.riverlight.id, "assessment", "care-coordination") in found
    assert (world.eastgate.id, world.hub.id, "assessment", "care-coordination") not in found
