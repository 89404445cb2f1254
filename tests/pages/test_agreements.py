"""Agreements on pages: drafted, sent out, read, signed, withdrawn, ended and kept as a PDF, by each side."""

import csv
import io
import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from pypdf import PdfReader

import agreed
import make
import signing as entering
from between import TODAY, Signing
from fullcircle.access.actor import Role
from fullcircle.agreements import document, queries
from fullcircle.agreements.models import Agreement
from fullcircle.agreements.states import State


@pytest.fixture
def between(world):
    return Signing(world)


@pytest.fixture
def browse(world, pages_at):
    def enter(who):
        client = Client()
        if who == "founder":
            client.force_login(world.founder, backend="allauth.account.auth_backends.AuthenticationBackend")
            return client
        if not hasattr(world, who):
            setattr(world, who, make.staff(getattr(world, who.removesuffix("_head")).id, Role.ADMINISTRATOR))
        entering.enter(client, world, who)
        return client

    return enter


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode().split("<main", 1)[1]))


def errors(answer) -> str:
    return answer.content.decode().split('class="fc-errors"')[1].split("</div>")[0]


def newest() -> Agreement:
    return Agreement.objects.order_by("-drafted_at", "-number", "-version").first()


def test_from_a_template_to_a_signature_in_force(world, browse):
    hub, head = browse("founder"), browse("cupboard_head")
    assert "Network data sharing agreement" in text(hub.get("/agreements/start/"))

    assert hub.post("/agreements/start/", {"template": "mou"}).status_code == 302
    made = newest()
    here = f"/agreements/{made.pk}/"
    found = hub.get(f"{here}edit/?find=open+cup")
    assert "Open Cupboard" in text(found)
    hub.post(
        f"{here}parties/",
        {"organization": world.cupboard.id, "role": "member", "required": "yes", "do": "set"},
    )
    hub.post(f"{here}step/", {"step": "review"})
    hub.post(f"{here}review/", {"counsel": "Ada Lane", "on": "2026-03-01"})
    hub.post(f"{here}step/", {"step": "send-out"})
    page = head.get(here)
    assert "Read and sign" in text(page)
    assert "Reviewed by counsel: Ada Lane" in text(page)

    for client, name in ((hub, "Vera Holm"), (head, "cupboard_head")):
        signed = client.post(f"{here}sign/", {"typed_name": name, "level": "4"})
        assert signed.status_code == 302, text(signed)

    assert "In force" in text(head.get(here))
    assert "Nothing: it opens no records." in text(head.get(here))


def test_a_kind_without_a_template_starts_blank(browse):
    head = browse("cupboard_head")

    assert head.post("/agreements/start/", {"kind": "ferpa"}).status_code == 302
    assert newest().kind_id == "ferpa"
    assert head.post("/agreements/start/", {"kind": "x"}).status_code == 400
    assert head.post("/agreements/start/", {"template": "x"}).status_code == 404


@pytest.mark.parametrize(
    "said", [{"typed_name": "Somebody", "level": "4"}, {"typed_name": "riverlight_head", "level": "2"}]
)
def test_a_wrong_name_or_level_is_said_at_the_field(between, browse, said):
    made, head = between.out(), browse("riverlight_head")

    answer = head.post(f"/agreements/{made.pk}/sign/", said)

    assert answer.status_code == 400
    assert ("Type your own name" in errors(answer)) or ("level 4 or higher" in errors(answer))


def test_the_page_to_sign_shows_the_exact_text_the_sentence_and_what_it_opens(between, browse):
    made = between.out()

    shown = text(browse("riverlight_head").get(f"/agreements/{made.pk}/sign/"))

    for part in (
        "We share.",
        "The pantry sees the clinic",
        made.sha256,
        "Riverlight Clinic",
        "What your signature opens",
        "I sign agreement",
    ):
        assert part in shown


def test_withdrawing_says_first_what_closes(between, browse):
    made = between.sign(between.out(), "riverlight", "cupboard")
    head, here = browse("riverlight_head"), f"/agreements/{made.pk}/"

    asked = head.get(f"{here}withdraw/")
    assert "requests" in text(asked)
    assert head.post(f"{here}withdraw/").status_code == 200  # not sure yet
    assert queries.what_it_opens(made, make.AT)[0].is_open
    assert head.post(f"{here}withdraw/", {"sure": "yes"}).status_code == 302

    assert "Withdrawn" in text(head.get(here))
    assert not queries.what_it_opens(made, make.AT)[0].is_open


def test_the_hub_writes_down_paper_and_that_they_withdrew(between, world, browse):
    third = make.Organization.objects.create(name="Paper Only")
    also = agreed.Joining(organization_id=third.pk, role="pantry", required=False)
    made, hub = between.out(parties=between.parties(third=also)), browse("founder")
    here = f"/agreements/{made.pk}/"
    said = {"organization": third.pk, "typed_name": "Head of Paper", "level": "4"}

    assert hub.post(f"{here}paper/", {**said, "level": "1"}).status_code == 400
    assert hub.post(f"{here}paper/", said).status_code == 302
    page = text(hub.get(here))
    assert "Head of Paper" in page
    assert "signed on paper" in page
    again = hub.post(f"{here}withdraw/", {"organization": third.pk, "sure": "yes"})

    assert again.status_code == 302
    assert browse("riverlight_head").get(f"{here}paper/").status_code == 403


def test_a_new_version_and_the_end_of_one(between, browse):
    made, hub = between.sign(between.out(), "riverlight", "cupboard"), browse("founder")
    here = f"/agreements/{made.pk}/"

    assert hub.post(f"{here}step/", {"step": "amend"}).status_code == 302
    assert (newest().version, newest().supersedes_id) == (2, made.pk)
    assert hub.get(f"{here}terminate/").status_code == 200
    assert hub.post(f"{here}terminate/", {"sure": "yes"}).status_code == 302
    assert "Terminated" in text(hub.get(here))
    assert hub.post(f"{here}terminate/", {"sure": "yes"}).status_code == 409


def test_the_editor_changes_words_clauses_and_their_order(between, browse):
    made, hub = between.drafted(), browse("founder")
    here = f"/agreements/{made.pk}/"
    words = {
        "title": "Ours",
        "text": "# Why",
        "effective_on": "2026-04-01",
        "expires_on": "",
        "notice_days": "30",
    }
    clause = {"text": "They see needs.", "effect": "permit", "from_role": "clinic", "to_role": "*",
              "classes": ["need", "need:write"], "purposes": ["quality"], "rule": "opt_in"}  # fmt: skip

    assert hub.post(f"{here}edit/", words).status_code == 302
    assert hub.post(f"{here}edit/", {**words, "expires_on": "2026-01-01"}).status_code == 400
    assert hub.post(f"{here}clauses/add/", clause).status_code == 302
    assert hub.post(f"{here}clauses/add/", {**clause, "classes": []}).status_code == 400
    added = made.clauses.get(number=2)
    assert hub.post(f"{here}clauses/", {"clause": added.pk, "do": "up"}).status_code == 302
    assert made.clauses.get(number=1).pk == added.pk
    assert hub.post(f"{here}clauses/{added.pk}/", {**clause, "rule": "none"}).status_code == 302
    assert "without asking the person" in text(hub.get(f"{here}edit/"))
    assert hub.post(f"{here}clauses/", {"clause": added.pk, "do": "remove"}).status_code == 302
    assert hub.post(f"{here}clauses/", {"clause": "x", "do": "remove"}).status_code == 400
    assert hub.post(f"{here}clauses/", {"clause": added.pk, "do": "sing"}).status_code == 400
    assert hub.post(f"{here}parties/", {"organization": "x"}).status_code == 400
    party = made.parties.first().organization_id
    assert hub.post(f"{here}parties/", {"organization": party, "do": "remove"}).status_code == 302

    assert hub.post(f"{here}step/", {"step": "sing"}).status_code == 400
    assert hub.post(f"{here}step/", {"step": "send-out"}).status_code == 409


def test_sending_out_says_what_is_missing(between, browse):
    made = between.drafted(parties=[agreed.Joining(organization_id=between.world.cupboard.id, role="pantry")])
    hub, here = browse("founder"), f"/agreements/{made.pk}/"
    hub.post(f"{here}step/", {"step": "review"})

    answer = hub.post(f"{here}step/", {"step": "send-out"})

    assert answer.status_code == 400
    assert "two parties" in errors(answer)
    assert hub.post(f"{here}step/", {"step": "take-back"}).status_code == 302


def test_the_list_in_each_state_empty_and_as_a_table(between, browse):
    expiring = between.sign(between.out(expires_on=TODAY + timedelta(days=20)), "riverlight", "cupboard")
    between.out()
    head, nobody = browse("riverlight_head"), browse("breadline_head")

    whole = text(head.get("/agreements/"))
    assert whole.index("Ends in 20 days") < whole.index("Waits for your signature")
    for state in State:
        assert head.get(f"/agreements/?state={state}").status_code == 200
    assert "None in this state" in text(nobody.get("/agreements/?state=draft"))
    rows = list(csv.DictReader(io.StringIO(head.get("/agreements/?format=csv").content.decode())))
    assert rows[0]["number"] == str(expiring.number)
    assert {row["state"] for row in rows} == {"expiring", "out-for-signature", "in-force"}


def test_an_empty_list_says_what_will_stand_there(world, browse):
    make.Organization.objects.create(name="Newcomers")
    world.newcomers = make.Organization.objects.get(name="Newcomers")

    assert "No agreement yet" in text(browse("newcomers_head").get("/agreements/"))


@pytest.mark.parametrize("what", ["", "sign/", "edit/", "agreement.pdf", "agreement.json", "withdraw/"])
def test_who_is_no_party_learns_nothing(between, browse, what):
    made = between.out()

    assert browse("breadline_head").get(f"/agreements/{made.pk}/{what}").status_code == 404


def test_the_exact_document_has_the_hash_that_stands_on_the_page(between, browse):
    made = between.out()

    answer = browse("riverlight_head").get(f"/agreements/{made.pk}/agreement.json")

    assert document.sha256(answer.content.decode()) == made.sha256
    assert json.loads(answer.content)["title"] == "Between us"


def test_the_pdf_has_text_clauses_parties_signatures_hash_and_page_numbers(between, browse):
    made = between.sign(between.out(), "riverlight")

    answer = browse("riverlight_head").get(f"/agreements/{made.pk}/agreement.pdf")

    assert answer["Content-Type"] == "application/pdf"
    said = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    for part in ("We share.", "The pantry sees the clinic", "Riverlight Clinic (clinic)", "I sign agreement", made.sha256,
                 "Not reviewed by counsel.", "Not signed.", "Page 1 of 1", "without asking the person"):  # fmt: skip
        assert part in re.sub(r"\s+", " ", said), part


def test_counting_people_is_asked_for(between, browse):
    made, head = between.out(), browse("cupboard_head")

    assert "Count people and records" in text(head.get(f"/agreements/{made.pk}/"))
    assert "now 0 people and 0 records" in text(head.get(f"/agreements/{made.pk}/?count=yes"))


def test_an_administrator_says_that_they_serve_survivors(world, browse):
    head = browse("cupboard_head")

    assert "no agreement may open its records" in text(head.get("/team/"))
    assert head.post("/team/victim-services/", {"serves": "yes"}).status_code == 302
    assert "no agreement opens its records to anybody" in text(head.get("/team/"))
    world.cupboard.refresh_from_db()
    assert world.cupboard.victim_services


def test_one_that_ends_soon_is_renewed_from_its_page(world, between, browse, pages_at):
    made = between.sign(
        between.out(expires_on=TODAY + timedelta(days=120)), "riverlight", "cupboard"
    )  # fmt: skip
    hub, here = browse("founder"), f"/agreements/{made.pk}/"
    assert "Renew" not in text(hub.get(here))

    pages_at(make.AT + timedelta(days=100))
    assert "Ends soon" in text(hub.get(here))
    assert "Renew: draft the next term" in text(hub.get(here))
    assert "Renew" not in text(browse("cupboard_head").get(here))
    answer = hub.post(f"{here}step/", {"step": "renew"})

    assert answer.url == f"/agreements/{newest().pk}/edit/"
    assert newest().supersedes_id == made.pk
    assert newest().effective_on == TODAY + timedelta(days=121)
    assert "Renew" not in text(hub.get(here))
    assert hub.post(f"{here}step/", {"step": "renew"}).status_code == 409
