"""Rewriting what decides: whose a record is, a service's label, an agreement. Each by a statement of one's own, and closed."""

from contextlib import nullcontext

import pytest
from django.db import Error

import make
from between import Signing
from fullcircle.access.actor import Role
from fullcircle.directory.models import Organization, Service
from fullcircle.referrals.states import Status
from statements import run


@pytest.mark.parametrize(
    "change",
    [
        "person_id = (select id from people_person where id <> person_id limit 1)",
        "need_id = gen_random_uuid()",
        "target_id = source_id",
        "source_id = target_id",
        "service_id = gen_random_uuid()",
        "keeper_id = target_id",
        "shared_with_id = gen_random_uuid()",
        "shared_with_id = null",
        "label = 'ETH'",
        "id = gen_random_uuid()",
    ],
)
@pytest.mark.parametrize("who", ["navigator", "intake"])
def test_whose_request_it_is_and_what_it_is_about_stays(world, change, who):
    world.person("Malik")
    world.referral(status=Status.ACCEPTED)

    with world.acting(getattr(world, who)), pytest.raises(Error, match=r"not changed|drafted, then sent"):
        run(f"update referrals_referral set {change}")


def test_a_request_is_not_made_as_if_it_had_been_answered(world):
    need = world.need()
    with world.acting(world.navigator), pytest.raises(Error, match="drafted, then sent"):
        run(
            "insert into referrals_referral (id, person_id, need_id, service_id, source_id, target_id, keeper_id, shared_with_id,"
            " label, status, waiting_on, urgent, card, reach_by, made_at, sent_at, answer, reason, reason_text, helped)"
            " values (gen_random_uuid(), %s, %s, %s, %s, %s, %s, %s, '', 'accepted', '', false, '{}', '',"
            " now(), now(), '', '', '', false)",
            [need.person_id, need.pk, world.food_box.pk, *[world.eastgate.id, world.cupboard.id] * 2],
        )  # fmt: skip


@pytest.mark.parametrize(
    "statement",
    [
        "update people_person set steward_id = gen_random_uuid()",
        "update people_person set label = 'ETH'",
        "update people_contact set person_id = (select id from people_person where id <> person_id limit 1)",
        "update referrals_need set person_id = (select id from people_person where id <> person_id limit 1)",
        "update referrals_need set steward_id = gen_random_uuid()",
    ],
)
def test_who_keeps_a_record_is_changed_by_functions_alone(world, statement):
    world.need()
    world.person("Malik")

    with world.acting(world.navigator), pytest.raises(Error, match="not changed"):
        run(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "update directory_service set label = '' where label <> ''",
        "delete from directory_service where label <> ''",
        "update directory_service set organization_id = access_organization() where label <> ''",
        "update directory_organization set victim_services = false where victim_services",
        "delete from directory_organization where victim_services",
        "update directory_organization set email = 'x@example.org' where victim_services",
    ],
)
@pytest.mark.parametrize("who", ["navigator", "administrator", "intake", "clock", None])
def test_the_label_of_a_service_is_not_taken_away_by_others(world, statement, who):
    program = Organization.objects.create(name="Stillwater Recovery", victim_services=True)
    Service.objects.create(organization=program, name="Recovery days", label="ETH")

    with world.acting(getattr(world, who)) if who else nullcontext():
        with pytest.raises(Error, match="not for this actor"):
            run(statement)


def test_the_label_of_a_service_is_its_administrators_to_say(world):
    program = Organization.objects.create(name="Stillwater Recovery")
    service = Service.objects.create(organization=program, name="Recovery days", label="ETH")

    with world.acting(make.staff(program.pk, Role.NAVIGATOR)):
        with pytest.raises(Error, match="not for this actor"):
            run("update directory_service set label = ''")
    with world.acting(make.staff(program.pk, Role.ADMINISTRATOR)):
        run("update directory_service set label = 'HIV' where id = %s", [service.pk])


REPLACE = (
    "insert into agreements_agreement (id, number, version, title, kind_id, text, effective_on, zone, notice_days, supersedes_id,"
    " state, drafted_for, drafted_at, drafted_by, document, sha256, counsel) select gen_random_uuid(), number, version + 1,"
    " title, kind_id, text, effective_on, zone, notice_days, id, 'draft', access_organization(), now(), access_user(), '', '', ''"
    " from agreements_agreement"
)
AGREEMENTS = [
    "update agreements_agreement set state = 'terminated', terminated_at = now(), terminated_by = access_user()",
    "update agreements_agreement set terminated_at = now()",
    "update agreements_agreement set drafted_for = gen_random_uuid()",
    REPLACE,
]


@pytest.mark.parametrize("statement", AGREEMENTS)
@pytest.mark.parametrize("who", ["intake", "other_navigator", "party", "clock"])
def test_an_agreement_is_ended_or_replaced_by_its_drafter_and_the_hub(world, statement, who):
    actor = make.staff(world.cupboard.id, Role.ADMINISTRATOR) if who == "party" else getattr(world, who)

    with world.acting(actor), pytest.raises(Error, match="who drafted it"):
        run(statement)


def test_parties_and_clauses_of_a_draft_are_its_drafters_and_the_hubs(world):
    draft = Signing(world).drafted()
    adds = (
        "insert into agreements_party (id, agreement_id, organization_id, role, required)"
        " values (gen_random_uuid(), %s, gen_random_uuid(), 'x', false)"
    )
    for statement in (
        "delete from agreements_clause where agreement_id = %s",
        "update agreements_clause set effect = 'permit' where agreement_id = %s",
        "delete from agreements_party where agreement_id = %s",
        adds,
    ):
        with world.acting(world.administrator), pytest.raises(Error, match="who drafted it"):
            run(statement, [draft.pk])
