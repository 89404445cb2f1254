"""Explain access: the database's decision with the clause it stands on, for who keeps the record."""

import pytest
from django.test import Client
from django.urls import reverse

import make
import signing
from fullcircle.referrals.states import Status


@pytest.fixture
def page(world, pages_at):
    referral = world.referral(status=Status.SENT)
    client = Client()
    signing.enter(client, world, "navigator")
    url = reverse("privacy:explain", args=[referral.person_id])

    def asked(organization, what, **said):
        question = {
            "organization": str(organization.id),
            "what": what,
            "purpose": "care-coordination",
            **said,
        }
        return client.get(url, question).content.decode()

    asked.referral = referral
    return asked


def test_a_permission_is_explained_by_clause_and_consent(world, page):
    body = page(world.cupboard, f"identity:{page.referral.person_id}")

    assert "Yes, they may see it" in body
    assert "Network data sharing agreement" in body
    assert "clause 1" in body
    assert "Not reviewed by counsel" in body
    assert "Until" in body


@pytest.mark.parametrize(
    ("what", "said", "because"),
    [
        ("contact", {}, "the person has not agreed"),
        ("identity", {"purpose": "research"}, "No agreement in force permits it"),
        ("identity", {"on": "2029-01-01"}, "No agreement in force permits it"),
    ],
)
def test_a_refusal_is_explained(world, page, what, said, because):
    body = page(world.cupboard, f"{what}:{page.referral.person_id}", **said)

    assert "No, they may not see it" in body
    assert because in body


def test_a_request_can_be_asked_about_and_a_record_of_somebody_else_cannot(world, page):
    other = world.person("Malik")

    assert "Yes, they may see it" in page(world.cupboard, f"referral:{page.referral.pk}")
    refused = page(world.cupboard, f"identity:{other.pk}")
    assert "they may see it" not in refused
    assert "Select a valid choice" in refused


def test_nobody_else_opens_the_page(world, page, pages_at):
    client = Client()
    signing.enter(client, world, "other_navigator")

    answers = [
        client.get(reverse("privacy:explain", args=[one]))
        for one in (page.referral.person_id, make.uuid.uuid4())
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
