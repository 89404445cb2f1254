"""The backbone's pages: plan, say who is asked, open, enter paper, call, read the report, say what was done."""

from __future__ import annotations

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import asking
import make
import signing
from fullcircle.access.actor import Role
from fullcircle.access.session import acting_as
from fullcircle.assessments.asking import counting, queries, themes
from fullcircle.assessments.asking.audience import Guest
from fullcircle.collaborative import members
from fullcircle.collaborative.members import Person
from fullcircle.collaborative.states import Stage


def text(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def planned(shelf, **changed):
    return {
        "form": shelf["access-survey"].pk, "title": "What gets in the way?", "purpose": "", "mode": "anonymous",
        "opens_on": "2026-03-10", "closes_on": "2026-03-31", "target": "200", **changed,
    }  # fmt: skip


def the_campaign(world):
    with acting_as(world.hub_manager, at=make.AT):
        return queries.campaigns()[0]


def step(hub, campaign, do):
    return hub.post(f"/asking/{campaign.pk}/step/", {"do": do}, follow=True)


class TestPlanning:
    def test_an_empty_board_says_what_a_survey_is(self, hub):
        assert "Nobody was asked yet" in text(hub.get("/asking/"))

    def test_without_forms_it_says_how_to_get_them(self, hub):
        assert "fullcircle forms shipped" in text(hub.get("/asking/start/"))

    def test_it_is_planned_and_leads_to_who_is_asked(self, hub, shelf, world):
        assert "Not validated" in text(hub.get("/asking/start/"))

        done = hub.post("/asking/start/", planned(shelf), follow=True)

        assert done.redirect_chain[-1][0].endswith("/audience/")
        assert "What gets in the way?" in text(hub.get("/asking/"))
        assert the_campaign(world).target == 200

    @pytest.mark.parametrize(
        ("field", "typed", "says"),
        [
            ("closes_on", "2026-03-01", "The last day comes after the first."),
            ("title", "", "Please fill this in."),
            ("target", "0", "greater than or equal to 1"),
            ("form", "00000000-0000-4000-8000-000000000000", "Select a valid choice"),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_is_kept(self, hub, shelf, field, typed, says):
        page = hub.post("/asking/start/", planned(shelf, **{field: typed}))

        assert page.status_code == 400
        assert says in text(page)
        if field != "title":
            assert 'value="What gets in the way?"' in text(page)

    def test_it_can_be_changed_and_its_promise_cannot_once_it_is_open(self, hub, shelf, world):
        campaign, _links = asking.opened(world)
        page = f"/asking/{campaign.pk}/edit/"
        said = planned(shelf, title="Another title", closes_on="2026-04-15")
        assert "Another title" not in text(hub.get(page))

        assert hub.post(page, said).status_code == 302
        refused = hub.post(page, {**said, "mode": "named"})

        assert "Another title" in text(hub.get("/asking/"))
        assert (refused.status_code, "does not change" in text(refused)) == (400, True)


class TestAudience:
    def test_pasted_addresses_and_a_file_go_together_and_bad_lines_are_listed(self, hub, world):
        campaign = asking.plan(world)
        file = SimpleUploadedFile("list.csv", b"carla@example.org\nno address\n")

        page = hub.post(
            f"/asking/{campaign.pk}/audience/",
            {"do": "addresses", "addresses": "ana@example.org\nben@example.org", "file": file},
        )

        assert "1 line was left out" in text(page)
        assert "“no address”" in text(page)
        assert "3 more are asked." in text(page)

    def test_nothing_said_is_refused(self, hub, world):
        campaign = asking.plan(world)

        page = hub.post(f"/asking/{campaign.pk}/audience/", {"do": "addresses"})

        assert (page.status_code, "Choose or type who is asked." in text(page)) == (400, True)

    def test_organizations_of_the_directory_are_found_and_asked_with_their_sector(self, hub, world):
        campaign = asking.plan(world)
        page = f"/asking/{campaign.pk}/audience/"
        assert "Open Cupboard" in text(hub.get(page, {"find": "cupboard"}))

        said = {"do": "organizations", "organization": world.cupboard.pk, "sector": "food", "region": "North"}
        assert hub.post(page, said).status_code == 302
        refused = hub.post(page, {**said, "sector": "none"})

        with acting_as(world.hub_manager, at=make.AT):
            (one,) = queries.invitations(campaign)
        assert (one.name, one.email, one.sector, one.region) == (
            "Open Cupboard",
            "open@example.org",
            "food",
            "North",
        )
        assert refused.status_code == 400

    def test_members_are_asked_by_everybody_who_speaks_for_them(self, hub, world):
        said = {"actor": world.hub_manager, "at": make.AT}
        with acting_as(world.hub_manager, at=make.AT):
            member = members.add(
                name="Tenants United", sector="housing-cbo", region="East", stage=Stage.ACTIVE, **said
            )
            for name in ("a", "b"):
                person = Person(name=name, email=f"{name}@tenants.example")
                members.represent(member_id=member.pk, person=person, **said)
            silent = members.add(name="Paper Only", sector="faith", stage=Stage.JOINED, **said)
        campaign = asking.plan(world)
        page = f"/asking/{campaign.pk}/audience/"
        assert "Tenants United" in text(hub.get(page))

        hub.post(page, {"do": "members", "member": [member.pk, silent.pk]})

        with acting_as(world.hub_manager, at=make.AT):
            found = list(queries.invitations(campaign))
        assert [(one.name, one.email) for one in found] == [
            ("Paper Only", ""), ("Tenants United", "a@tenants.example"), ("Tenants United", "b@tenants.example"),
        ]  # fmt: skip
        assert len({one.organization_id for one in found}) == 2

    def test_an_open_link_is_shown_once_and_answers_once_it_is_open(self, hub, world):
        campaign = asking.plan(world)
        token = asking.TOKEN.search(text(hub.post(f"/asking/{campaign.pk}/link/")))[1]
        assert Client().get(f"/ask-us/{token}/").status_code == 404

        step(hub, campaign, "open")

        assert Client().get(f"/ask-us/{token}/").status_code == 200
        assert token not in text(hub.get(f"/asking/{campaign.pk}/"))


class TestSteps:
    def test_from_open_to_acted_on(self, hub, world):
        campaign = asking.plan(world)
        asking.invite(world, campaign, asking.people(2))
        assert "Open. Invitations are on their way." in text(step(hub, campaign, "open"))
        assert "less than a week ago" in text(step(hub, campaign, "remind"))
        assert "Closed. The answers are being counted." in text(step(hub, campaign, "close"))
        assert "being counted" in text(hub.get(f"/asking/{campaign.pk}/report/"))
        counting.count(campaign.pk, at=make.AT)
        assert "Reported." in text(step(hub, campaign, "report"))
        refused = hub.post(f"/asking/{campaign.pk}/act/", {"you_said": "It is far", "we_did": ""})
        assert (refused.status_code, "It is far" in text(refused)) == (400, True)

        done = hub.post(
            f"/asking/{campaign.pk}/act/", {"you_said": "It is far", "we_did": "A bus"}, follow=True
        )

        assert "A bus" in text(done)

    def test_a_step_that_is_none_and_one_out_of_order_change_nothing(self, hub, world):
        campaign = asking.plan(world)

        assert hub.post(f"/asking/{campaign.pk}/step/", {"do": "burn"}).status_code == 400
        assert "This survey is now: Planned" in text(step(hub, campaign, "close"))

    def test_who_answered_is_not_shown_unless_it_is_named(self, hub, world):
        for mode, shown in (("anonymous", False), ("confidential", False), ("named", True)):
            campaign, links = asking.opened(world, mode=mode, guests=asking.people(1))
            asking.answer(campaign, links["p0@example.org"], care__1="once")

            assert (">answered<" in text(hub.get(f"/asking/{campaign.pk}/"))) == shown


class TestPaperAndTelephone:
    def test_a_sheet_is_typed_twice_and_differences_are_listed_and_settled(self, hub, world):
        campaign, _links = asking.opened(world)
        page = f"/asking/{campaign.pk}/paper/"
        first = {"number": "7", "care.1-a": "=once", "you.1-a": "00412"}
        assert "needs its second entry" in text(hub.post(page, first, follow=True))

        differ = hub.post(page, {**first, "care.1-a": "=never"}, follow=True)
        assert "Where the two entries differ" in text(differ)
        assert re.findall(r'data-label="(\w+) entry">(\w+)<', text(differ)) == [
            ("First", "Once"), ("Second", "Never"),
        ]  # fmt: skip
        settled = hub.post(differ.redirect_chain[-1][0], {"care.1-a": "=never"}, follow=True)

        assert "Sheet 7 is settled and taken." in text(settled)
        assert "typed twice already" in text(hub.post(page, first))

    @pytest.mark.parametrize(
        ("typed", "says"), [({"number": ""}, "Type the number"), ({"number": "1"}, "at least one question")]
    )
    def test_a_sheet_without_number_or_answers_is_refused(self, hub, world, typed, says):
        campaign, _links = asking.opened(world)
        answers = {"care.1-a": "=once"} if not typed["number"] else {}

        page = hub.post(f"/asking/{campaign.pk}/paper/", {**typed, **answers})

        assert (page.status_code, says in text(page)) == (400, True)

    def test_an_interview_closes_the_link_of_whom_one_called(self, hub, world):
        campaign, links = asking.opened(world, guests=[Guest("ana@example.org", name="Ana Lund")])
        page = f"/asking/{campaign.pk}/phone/"
        found = text(hub.get(page, {"find": "lund"}))
        invitation = re.search(r'name="invitation" value="([0-9a-f-]{36})"', found)[1]

        hub.post(page, {"invitation": invitation, "care.1-a": "=once"})

        assert "By telephone: 1." in text(hub.get(f"/asking/{campaign.pk}/"))
        assert "Thank you for your answers" in text(Client().get(f"/ask-us/{links['ana@example.org']}/"))
        assert hub.post(page, {"invitation": "x", "care.1-a": "=once"}).status_code == 400

    def test_the_form_prints_in_each_language(self, hub, world):
        campaign, _links = asking.opened(world)

        assert "☐ The" not in text(hub.get(f"/asking/{campaign.pk}/print/"))
        assert "☐ El costo" in text(hub.get(f"/asking/{campaign.pk}/print/", {"language": "es"}))


def readiness(world, mode="named"):
    sectors = ("food", "clinic")
    guests = [
        Guest(f"{one}@example.org", name=f"The {one}", organization_id=uuid.uuid4(), sector=one)
        for one in sectors
    ]
    campaign, links = asking.opened(world, "collaborative-readiness", guests=guests, mode=mode)
    for guest, answer in zip(guests, ("4", "1"), strict=True):
        typed = {
            f"{track}__{n}": answer for track in ("governance", "legal", "clinical") for n in range(1, 5)
        }
        asking.answer(campaign, links[guest.email], **typed)
    asking.closed(world, campaign)
    return campaign


class TestReports:
    def test_readiness_is_a_radar_and_a_table(self, hub, world):
        campaign = readiness(world)

        page = text(hub.get(f"/asking/{campaign.pk}/report/"))

        assert 'role="img"' in page
        assert "Governance 62.5" in page
        assert (
            '>62.5</td><td class="num" data-label="Spread between sectors">75</td>'
            '<td data-label="Lowest and highest sector">Clinic or practice 25, Food organizations 100</td>'
            in page
        )
        assert "Apart by 3." in page
        assert "<bdi>The clinic</bdi>" in page
        assert "not validated" in page

    def test_barriers_are_ranked_and_small_ones_say_so(self, hub, world):
        campaign, links = asking.opened(world, guests=asking.people(26))
        for number, token in enumerate(links.values()):
            asking.answer(
                campaign,
                token,
                care__2=("cost",) if number < 14 else ("hours",) if number < 24 else ("wait",),
            )
        asking.closed(world, campaign)

        page = text(hub.get(f"/asking/{campaign.pk}/report/"))

        table = page.split("What got in the way?")[1].split("</table>")[0]
        assert (
            table.index("Cost")
            < min(table.index("Open hours"), table.index("Long wait"))
            < table.index("Language")
        )
        assert "People, of 26" in table
        assert "1–10, too few to show" in table

    def test_too_few_answers_show_nothing_at_all(self, hub, world):
        campaign, links = asking.opened(world)
        asking.answer(campaign, links["p0@example.org"], care__1="once")
        asking.closed(world, campaign)

        page = text(hub.get(f"/asking/{campaign.pk}/report/"))

        assert "Too few answers to show" in page
        assert "Once" not in page

    def test_the_table_is_safe_for_spreadsheets(self, hub, world):
        campaign = readiness(world)

        table = hub.get(f"/asking/{campaign.pk}/report.csv").content.decode()

        assert "Score,Governance,,62.5," in table
        assert "Score,Governance,Food organizations,100," in table
        assert not [line for line in table.splitlines() if line.startswith(("=", "+", "@"))]

    def test_the_table_of_the_collaborative_reads_what_was_reported_and_not_before(self, world, pages_at):
        campaign = readiness(world)
        world.member = make.staff(world.eastgate.id, Role.MEMBER)
        client = Client()
        signing.enter(client, world, "member")
        assert client.get(f"/asking/{campaign.pk}/report/").status_code == 404
        assert "No results yet" in text(client.get("/asking/"))

        asking.step(world, campaign, "report")

        assert "Governance 62.5" in text(client.get(f"/asking/{campaign.pk}/report/"))
        assert client.get(f"/asking/{campaign.pk}/").status_code == 403
        assert client.get(f"/asking/{campaign.pk}/themes/x/").status_code == 403

    def test_nothing_is_reported_while_it_is_open(self, hub, world):
        campaign, _links = asking.opened(world)

        assert hub.get(f"/asking/{campaign.pk}/report/").status_code == 409
        assert hub.get(f"/asking/{campaign.pk}/report.csv").status_code == 409

    def test_themes_are_named_ticked_and_counted(self, hub, world):
        campaign, links = asking.opened(world, "service-feedback")
        for number, token in enumerate(links.values()):
            asking.answer(campaign, token, fb__5=f"Call me back <b>{number}</b>")
        asking.closed(world, campaign)
        page = f"/asking/{campaign.pk}/themes/fb.5/"
        assert hub.post(page, {"name": ""}).status_code == 400
        added = hub.post(page, {"name": "Calls"}, follow=True)
        ids = re.findall(r'name="of" value="([^"]+)"', text(added))

        theme = added.redirect_chain[-1][0].partition("theme=")[2]
        done = hub.post(f"/asking/themes/{theme}/", {"of": ids, "on": ids}, follow=True)

        assert len(ids) == 12
        assert "Calls: 12 answers." in text(done)
        assert "&lt;b&gt;" in text(done)
        assert hub.get(f"/asking/{campaign.pk}/themes/fb.1/").status_code == 404
        with acting_as(world.hub_manager, at=make.AT):
            assert queries.theme_counts(campaign) == [("fb.5", "Calls", 12)]
            assert themes.LONGEST == 80

    def test_leaders_and_residents_are_set_side_by_side(self, hub, world):
        for name, typed in (("access-survey", {"care__2": ("cost",)}), ("leader-survey", {"policy__1": "5"})):
            campaign, links = asking.opened(world, name, guests=asking.people(12), title=name)
            for token in links.values():
                asking.answer(campaign, token, **typed)
            asking.closed(world, campaign)

        page = text(hub.get(f"/asking/{campaign.pk}/report/"))

        assert "Leaders and residents on the same topic" in page
        assert page.count(">100%</td>") == 2
        assert ">Cost</td>" in page
        assert (
            "Cost: Leaders who agree 100%, Residents who say so 100%" in page
        )  # what the plot says to a screen reader
        assert page.count("<svg") > 1

    def test_a_side_of_few_has_neither_a_number_nor_a_bar(self, hub, world):
        asked = (
            ("access-survey", [{"care__2": ("cost",)}] * 10 + [{"care__2": ("wait",)}] * 20),
            ("leader-survey", [{"policy__1": "5"}] * 11 + [{"policy__1": "1"}] * 13),
        )
        for name, said in asked:
            campaign, links = asking.opened(world, name, guests=asking.people(len(said)), title=name)
            for number, typed in enumerate(said):
                asking.answer(campaign, links[f"p{number}@example.org"], **typed)
            asking.closed(world, campaign)

        page = text(hub.get(f"/asking/{campaign.pk}/report/"))
        spanish = text(hub.get(f"/asking/{campaign.pk}/report/", headers={"accept-language": "es"}))

        assert "Cost: Leaders who agree 46%, Residents who say so too few to show" in page
        assert "33%" not in page
        assert "Líderes de acuerdo 46%" in spanish


def test_the_desk_leads_to_surveys(hub):
    assert 'href="/asking/"' in text(hub.get("/desk/"))
