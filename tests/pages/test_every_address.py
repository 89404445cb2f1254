"""Every address × every role and nobody: who may open it, and that no stranger reads a person's data there."""

import uuid
from datetime import time, timedelta

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

import agreed
import asking as surveys
import make
import opening
import partnered
import signing
from fullcircle.access import consents, links
from fullcircle.access.links import LinkKind
from fullcircle.access.session import acting_as
from fullcircle.agenda import actions as agenda
from fullcircle.agenda.actions import Words
from fullcircle.aid import actions as aid
from fullcircle.aid import cards, sheets
from fullcircle.aid.imports import actions as imports
from fullcircle.caseload import goals
from fullcircle.grievances import filing, reviewing
from fullcircle.grievances.filing import Said
from fullcircle.people import queries as people
from fullcircle.privacy import asking
from fullcircle.privacy import queries as privacy
from fullcircle.referrals.appointments import planning
from fullcircle.referrals.states import Status
from fullcircle.referrals.written import notes
from fullcircle.web import permissions
from pictured import photo
from table import Table

ROLES = (
    "nobody",
    "resident",
    "navigator",
    "intake",
    "hub_manager",
    "administrator",
    "other_navigator",
    "other_intake",
    "member",
)
SECRETS = (b"Xylander", b"0005550117", b"000 555 0117", b"27 Juniper Walk", b"a private detail")
# What these may see of the person in the test, and why.
SEES = {
    "navigator": "the record steward",
    "intake": "the receiver of an accepted referral",
    "hub_manager": "the hub sees the referrals of its network",
    "resident": "it is their own",
}
# Questions are answered by administrators of the keeper too.
SEES_THERE = {
    ("administrator", name)
    for name in (
        "privacy:kept",
        "privacy:answer",
        "duties:disclosures",
        "frontdesk:person",
        "reports:people",
    )
}
# The demo's outbox shows every message, names and all: it is routed nowhere else.
OPEN_IN_THE_DEMO = "demo:outbox"


def ours(patterns, space=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from ours(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space)
        elif permissions.of(pattern.callback) is not None:
            arguments = sorted(pattern.pattern.converters)
            yield pytest.param(
                f"{space}{pattern.name}",
                arguments,
                permissions.of(pattern.callback),
                id=f"{space}{pattern.name}",
            )


ADDRESSES = list(ours(get_resolver().url_patterns))


def test_every_address_of_ours_says_who_may_open_it():
    silent = [
        pattern.lookup_str
        for pattern in leaves(get_resolver().url_patterns)
        if permissions.of(pattern.callback) is None and pattern.lookup_str.startswith("fullcircle.")
    ]

    assert silent == []
    assert len(ADDRESSES) > 40


def leaves(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from leaves(pattern.url_patterns)
        else:
            yield pattern


@pytest.fixture
def town(world, pages_at):
    person = opening.person(world, "Quentin Xylander", street="27 Juniper Walk")
    opened = opening.open_(world, world.hub_manager, name="Quentin Xylander")
    need = world.need(person, detail="a private detail")
    referral = world.referral(need=need, status=Status.ACCEPTED)
    with acting_as(world.navigator, at=make.AT):
        token = links.make(LinkKind.RESIDENT, at=make.AT, person_id=person.pk)
        people.record(person.pk)
        look = privacy.looks(person.pk).get()
        asked = asking.ask(
            person_id=person.pk, kind="why", text="a private detail", event_id=look.pk, actor=world.navigator, at=make.AT
        )  # fmt: skip
        line = consents.lines_of(person.pk)[0]
    with acting_as(world.administrator, at=make.AT):
        day = make.AT.date()
        draft = agreed.drafted(world, "dsa", world.administrator, at=make.AT, effective_on=day, out=False)
    table = Table(world)
    world.member = table.sitting[0]
    proposal = table.propose()
    campaign, _links = surveys.opened(world)
    sheet = surveys.sheet(world, campaign, care__1="once")
    return world, known_at_the_table(world) | {
        "body_id": table.body.pk, "seat_id": table.seats[0].pk, "proposal_id": proposal.pk,
        "member_id": table.seats[0].holder.member_id, "representative_id": table.seats[4].holder_id,
        "meeting_id": table.meeting().pk, "action_id": uuid.uuid4(), "dispute_id": uuid.uuid4(),
        "campaign_id": campaign.pk, "sheet_id": sheet.pk, "theme_id": uuid.uuid4(),
        "person_id": person.pk, "need_id": need.pk, "referral_id": referral.pk, "service_id": world.food_box.pk,
        "membership_id": uuid.uuid4(), "token": token + "x", "code": "es", "role": "nobody", "which": "sent", "table": "actions",
        "organization_id": world.cupboard.pk, "questionnaire_id": uuid.uuid4(), "response_id": uuid.uuid4(),
        "consent_id": line.pk, "event_id": look.pk, "request_id": asked.pk,
        "version_id": uuid.uuid4(), "slug": "x", "link_id": "x", "agreement_id": draft.pk,
        "emergency_id": opened.pk, "freeze_id": uuid.uuid4(), "leaving_id": uuid.uuid4(), "days_id": uuid.uuid4(),
        "clause_id": draft.clauses.first().pk,
        **at_the_front_desk(world), "goal_id": a_goal(world, person).pk, "view_id": uuid.uuid4(),
        "appointment_id": expected(world, referral),
        "message_id": uuid.uuid4(), "text_id": uuid.uuid4(),
        **a_note(world, person), "draft_id": uuid.uuid4(),
    }  # fmt: skip


def a_goal(world, person):
    with acting_as(world.navigator, at=make.AT):
        return goals.add(person_id=person.pk, words="a private detail", actor=world.navigator, at=make.AT)


def at_the_front_desk(world):
    """What a desk gave, and a card that it printed."""
    with acting_as(world.intake, at=make.AT):
        said = {"actor": world.intake, "at": make.AT}
        given = aid.give(service_id=world.food_box.pk, **said)
        person = world.person("Malik Freeman", actor=world.intake)
        paper = sheets.make(service_id=world.food_box.pk, day=make.AT.date(), expected=[], **said)
        file = imports.start(name="people.csv", content=b"Name\nRosa Lind\n", **said)
        return {
            "import_id": file.pk,
            "entry_id": given.pk,
            "card_id": cards.make(person_id=person.pk, **said).pk,
            "paper_id": paper.pk,
        }


def expected(world, referral):
    """An appointment on a request in hand."""
    said = planning.Said(
        on=make.AT.date() + timedelta(days=2), at=time(14), minutes=30, place="27 Juniper Walk"
    )
    with acting_as(world.intake, at=make.AT):
        return planning.plan(referral_id=referral.pk, said=said, actor=world.intake, at=make.AT)[0].pk


def a_note(world, person):
    """For the team alone, with a photo."""
    with acting_as(world.navigator, at=make.AT):
        written = notes.write(
            person_id=person.pk, text="a private detail", photos=[photo()], actor=world.navigator, at=make.AT
        )
        return {"note_id": written.note_id, "photo_id": notes.note(written.note_id).photos[0]}


def known_at_the_table(world):
    """A partnership, an item of the policy agenda and a complaint, each with what hangs on it."""
    pair, key = partnered.Partnered(world), uuid.uuid4()
    filing.file(said=Said(topic="wait", text="a private detail"), at=make.AT, grievance_id=key)
    hub = world.hub_manager
    with acting_as(hub, at=make.AT):
        item = agenda.bring(words=Words(title="Sick leave"), actor=hub, at=make.AT)
        shown = agenda.show(item_id=item.pk, kind="other", title="x", shows="y", actor=hub, at=make.AT)
        reviewer = reviewing.list_reviewer(
            organization_id=world.riverlight.id, email="a@b.example", rank=1, actor=hub, at=make.AT
        )
    return {
        "partnership_id": pair.one.pk, "side_id": pair.doctors_side.pk, "item": "data", "item_id": item.pk,
        "evidence_id": shown.pk, "member_id": pair.member.pk, "state": "screened", "grievance_id": key,
        "reviewer_id": reviewer.pk,
    }  # fmt: skip


def browser(world, who, person_id):
    client = Client(raise_request_exception=True)
    if who == "resident":
        signing.enter_as_resident(client, person_id)
    elif who != "nobody":
        signing.enter(client, world, who)
    return client


@pytest.mark.parametrize(("name", "arguments", "permission"), ADDRESSES)
def test_each_role_opens_what_it_may_and_strangers_read_nothing(town, name, arguments, permission):
    world, known = town
    url = reverse(name, kwargs={argument: known[argument] for argument in arguments})

    for who in ROLES:
        client = browser(world, who, known["person_id"])
        for send in (client.get, client.post):
            answer = send(url)
            assert answer.status_code < 500, (who, send)
            assert fits(answer, permission, world, who), (who, answer.status_code, getattr(answer, "url", ""))
            if who not in SEES and (who, name) not in SEES_THERE and name != OPEN_IN_THE_DEMO:
                assert not any(secret in answer.content for secret in SECRETS), who


def fits(answer, permission, world, who) -> bool:
    """Admitted where the permission says so; else sent to sign in, or told that the page is for others."""
    actor = getattr(world, who, None)
    admitted = permission.name == "public" or (
        who == "resident"
        if permission.name == "resident"
        else actor is not None and actor.has(*permission.roles)
    )
    if admitted:
        return not answer.headers.get("Location", "").startswith("/accounts/login/")
    if who in {"nobody", "resident"} and permission.name != "resident":
        return answer.status_code == 302 and answer.url.startswith("/accounts/login/")
    return answer.status_code == 403


@pytest.mark.parametrize("who", [role for role in ROLES if role not in SEES])
@pytest.mark.parametrize(
    "name",
    [
        "people:person",
        "people:match",
        "inbox:request",
        "privacy:of_person",
        "privacy:answer",
        "duties:disclosures",
        "duties:opened",
        "frontdesk:person",
        "notes:note",
        "notes:photo",
    ],
)
def test_a_hidden_record_and_an_absent_one_answer_alike(town, who, name):
    world, known = town
    client = browser(world, who, known["person_id"])
    argument = {
        "people:person": "person_id", "people:match": "need_id", "inbox:request": "referral_id",
        "privacy:of_person": "person_id", "privacy:answer": "request_id", "duties:disclosures": "person_id",
        "duties:opened": "emergency_id", "frontdesk:person": "person_id",
        "notes:note": "note_id", "notes:photo": "photo_id",
    }[name]  # fmt: skip
    if (who, name) in SEES_THERE:
        pytest.skip("their own organization keeps this record")

    hidden = client.get(reverse(name, args=[known[argument]]))
    absent = client.get(reverse(name, args=[uuid.uuid4()]))

    assert hidden.status_code == absent.status_code
    assert body(hidden) == body(absent)


def body(answer) -> str:
    text = answer.content.decode()
    return text.split("<main", 1)[-1].split("</main>")[0]


def test_who_leaves_a_team_sees_nothing_from_the_next_request_on(town):
    world, known = town
    client = browser(world, "navigator", known["person_id"])
    page = reverse("people:person", args=[known["person_id"]])
    assert client.get(page).status_code == 200

    from fullcircle.accounts.models import Membership

    with acting_as(world.administrator, at=make.AT):
        Membership.objects.filter(user_id=world.navigator.user_id).update(ended_at=make.AT)

    assert client.get(page).status_code == 403


def test_a_hat_that_one_does_not_have_is_not_worn(town):
    world, known = town
    client = browser(world, "other_navigator", known["person_id"])

    client.post(reverse("accounts:hats"), {"organization": str(world.eastgate.id)})
    session = client.session
    session["organization"] = str(world.eastgate.id)
    session.save()

    assert client.get(reverse("people:person", args=[known["person_id"]])).status_code == 404
