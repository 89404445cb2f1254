"""A protected record does not exist for whoever the person did not name: no page, list, count, search, export or error
differs from what it was before the record was made."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

import make
import signing
from answering import answer_link
from fullcircle.access import consents
from fullcircle.access.consents import How, Line
from fullcircle.access.session import acting_as
from fullcircle.directory import upkeep
from fullcircle.referrals import actions, cards, sending
from fullcircle.referrals.models import Need
from fullcircle.referrals.states import Status
from pages.test_every_address import ADDRESSES, OPEN_IN_THE_DEMO
from protected import Town

STRANGERS = ("other_navigator", "other_intake", "intake", "hub_manager", "hub_administrator")
RECORDS = 200
# What differs from request to request, whoever asks and whatever there is.
TOKENS = re.compile(
    r'name="(csrfmiddlewaretoken|once)" value="[^"]*"|nonce="[^"]*"|"?X-CSRFToken"?: ?"[^"]*"|\b\d{1,2}:\d{2}(:\d{2})?\b',
    re.IGNORECASE,
)
SEARCHES = {
    "people:list": ["?q=Quill", "?q=Quentin", "?q=resident"],
    "services:search": ["?q=recovery", "?q=detox&zip=00412", "?q=food&zip=00412"],
    "pulse:figure": ["?page=2"],
}


@pytest.fixture
def town(db, pages_at):
    """Ordinary life, so that every list has something in it, looked at a week later, when it is late."""
    pages_at(make.AT + make.timedelta(days=8))
    town = Town()
    person = town.person("Quentin Xylander")
    for status in (Status.SENT, Status.ACCEPTED, Status.COMPLETED, Status.DECLINED):
        town.referral(need=town.need(person), status=status)
    return town


def known_needs(town: Town) -> list[Need]:
    """Needs that others know of before the program is asked."""
    return [
        town.need(actor=town.navigator, person=town.person(f"Quentin Other {number}"))
        for number in range(RECORDS // 4)
    ]


def protect(town: Town, known: list[Need]) -> list[tuple[str, uuid.UUID]]:
    """At least 200 protected records: people whom the program keeps, their needs, requests to the program, each with a
    need of its own."""
    made = []
    for number, other in enumerate(known):
        person = town.person(f"Quill Resident {number}", actor=town.counselor)
        need = town.need(person, actor=town.counselor, detail="after detox")
        made += [("person_id", person.pk), ("need_id", need.pk)]
        with acting_as(town.navigator, at=make.AT):
            referral = sending.draft(
                need_id=other.pk, service_id=town.detox.pk, actor=town.navigator, at=make.AT,
                fields=cards.default_fields(other.domain),
            )  # fmt: skip
            sending.send(
                referral_id=referral.pk, agreed=make.WORDS["send"]["agreed"], actor=town.navigator, at=make.AT
            )
        made += [("need_id", referral.need_id), ("referral_id", referral.pk)]
        if number % 2:
            with acting_as(town.counselor, at=make.AT):
                actions.accept(referral_id=referral.pk, actor=town.counselor, at=make.AT)
    with acting_as(town.counselor, at=make.AT):
        upkeep.say_capacity(
            service_id=town.detox.pk, state="wait-list", wait_days=9, actor=town.counselor, at=make.AT
        )
    return made


def shown(client: Client, url: str) -> tuple[int, str]:
    answer = client.get(url)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, TOKENS.sub("", body.decode(errors="replace"))


def everything(town: Town, known: dict[str, object]) -> dict[tuple[str, str], tuple[int, str]]:
    """Each page that opens with these ids or none, for each stranger, with each search."""
    seen = {}
    for who in STRANGERS:
        for parameter in ADDRESSES:
            name, arguments, _permission = parameter.values
            if name == OPEN_IN_THE_DEMO or not set(arguments) <= set(known):
                continue
            url = reverse(name, kwargs={argument: known[argument] for argument in arguments})
            client = Client()  # a fresh one: some pages sign out
            signing.enter(client, town, who)
            for query in ("", *SEARCHES.get(name, ())):
                seen[who, url + query] = shown(client, url + query)
    return seen


def test_whoever_was_not_named_sees_the_world_as_if_the_records_were_never_made(town):
    known = {"service_id": town.detox.pk, "organization_id": town.cupboard.pk, "which": "sent", "code": "es"}
    needs = known_needs(town)
    before = everything(town, known)
    hidden = protect(town, needs)
    after = everything(town, known)

    assert len(hidden) >= RECORDS
    assert sum(status == 200 for status, _text in before.values()) > 60
    different = [key for key in before if before[key] != after[key]]
    assert different == []


def test_an_ordinary_record_would_be_noticed(town):
    """Else the comparison above would show nothing."""
    known = {"service_id": town.detox.pk, "organization_id": town.cupboard.pk, "which": "sent", "code": "es"}
    before = everything(town, known)
    for number in range(12):  # fewer are not counted for anybody
        town.referral(need=town.need(town.person(f"Quill Ordinary {number}")))
    after = everything(town, known)

    noticed = {who for who, url in before if before[who, url] != after[who, url]}
    assert noticed == {"intake", "hub_manager"}


def test_errors_about_a_protected_record_are_those_about_none(town):
    hidden = protect(town, known_needs(town))
    names = {"person_id": "people:person", "need_id": "people:match", "referral_id": "inbox:request"}

    for who in STRANGERS:
        client = Client()
        signing.enter(client, town, who)
        absent = {kind: shown(client, reverse(name, args=[uuid.UUID(int=0)])) for kind, name in names.items()}
        for kind, record in hidden[:40]:
            status, text = shown(client, reverse(names[kind], args=[record]))
            assert (status, text.replace(str(record), str(uuid.UUID(int=0)))) == absent[kind], (who, kind)


def test_a_protected_card_carries_the_notice_and_what_the_person_agreed_to(town):
    need = town.need(town.person("Quentin Other"))
    referral = town.referral(need=need, service=town.detox)
    card = Client().get(f"/a/{answer_link(town, referral)}").content.decode()

    assert "Quentin Other" in card
    assert "42 CFR part 2 prohibits unauthorized use or disclosure of these records." in card
    assert "The person agreed on March 10" in card


def test_a_general_consent_changes_nothing_and_one_that_names_it_opens_the_record(town):
    hidden = dict(protect(town, known_needs(town)[:1])[:2])
    how, asked = (
        How(manner="written", language="en"),
        {"classes": ["identity", "need"], "starts_at": make.AT, "ends_at": None},
    )
    client = Client()
    signing.enter(client, town, "other_navigator")
    url = reverse("people:person", args=[hidden["person_id"]])

    with acting_as(town.counselor, at=make.AT):
        consents.give(Line(person_id=hidden["person_id"], organizations=None, **asked), how)
    assert client.get(url).status_code == 404
    with acting_as(town.counselor, at=make.AT):
        named = Line(
            person_id=hidden["person_id"], organizations=[town.riverlight.id], labels=["ETH"], **asked
        )
        consents.give(named, how)
    assert client.get(url).status_code == 200
