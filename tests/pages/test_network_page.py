"""The network page: ties by answers and by requests, who reads it, what is never counted, and what it exports."""

import io
from datetime import timedelta

import networkx
import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

import asking
import make
import networked
import signing
from fullcircle.access.actor import Purpose
from fullcircle.access.errors import Invalid
from fullcircle.access.session import acting_as
from fullcircle.assessments.asking.audience import Guest
from fullcircle.collaborative import members
from fullcircle.collaborative.states import Stage
from fullcircle.referrals.states import Status
from table import Table

EASTGATE, RIVERLIGHT, CUPBOARD, BREAD = (
    "Eastgate Neighbors",
    "Riverlight Clinic",
    "Open Cupboard",
    "Bread Table",
)
SAID = {
    EASTGATE: (RIVERLIGHT, CUPBOARD),
    RIVERLIGHT: (EASTGATE,),
    CUPBOARD: (RIVERLIGHT,),
}  # fmt: skip


@pytest.fixture(autouse=True)
def no_counts_of_before():
    cache.clear()


@pytest.fixture
def world(db, pages_at):
    pages_at(make.AT)
    return make.World()


def client_of(world, who="hub_manager"):
    client = Client()
    signing.enter(client, world, who)
    return client


def page(world, who="hub_manager", **query):
    answer = client_of(world, who).get(reverse("room:network"), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_who_was_never_asked_is_told_how_to_ask(world):
    said = page(world)

    assert "Nobody was asked yet" in said
    assert f"{reverse('asking:start')}?form=NetworkTie" in said


def test_the_survey_starts_with_the_form_and_by_name(world):
    form = asking.form("network-tie")
    answer = client_of(world).get(reverse("asking:start"), {"form": "NetworkTie"})

    begun = answer.context["form"].initial
    assert begun["form"] == str(form.pk)
    assert begun["mode"] == "named"


def test_a_list_of_names_is_asked_by_name_alone(world):
    with pytest.raises(Invalid, match="Named"):
        asking.plan(world, "network-tie", mode="confidential")


def test_one_organization_cannot_name_itself(world):
    campaign = asking.plan(world, "network-tie", mode="named")
    asking.invite(world, campaign, [Guest("one@example.org", CUPBOARD, world.cupboard.pk)])

    with pytest.raises(Invalid, match="ask 2 to 300"):
        asking.step(world, campaign, "open_")


def test_the_link_offers_the_others_and_not_oneself(world):
    _campaign, _ids = networked.named(world, {EASTGATE: (RIVERLIGHT,)}, silent=(RIVERLIGHT, CUPBOARD))
    token = asking.tokens()["open@example.org"]
    said = Client().get(reverse("asking:answer", args=[token])).content.decode()

    assert EASTGATE in said
    assert RIVERLIGHT in said
    assert CUPBOARD not in said


def test_an_open_link_names_nobody(world):
    campaign, _ids = networked.named(world, {EASTGATE: (RIVERLIGHT,)}, silent=(RIVERLIGHT,))
    with acting_as(world.hub_manager, at=make.AT):
        from fullcircle.assessments.asking import audience

        token = audience.open_link(campaign_id=campaign.pk, actor=world.hub_manager, at=make.AT)
    said = Client().get(reverse("asking:answer", args=[token])).content.decode()

    assert "Which of these organizations do you work with?" in said
    assert EASTGATE not in said


def test_answers_become_ties_with_their_figures(world):
    networked.reported(world, SAID, silent=(BREAD,))
    answer = client_of(world).get(reverse("room:network"))

    known = answer.context
    assert (known["confirmed"], known["one_sided"], known["parts"], known["silent"]) == (1, 2, 3, 1)
    assert known["density"] == 17  # 1 of 6
    assert known["alone"] == []
    assert "stroke-dasharray" in known["plot"]


def test_a_single_point_is_a_square_and_stands_in_words(world):
    star = {EASTGATE: (RIVERLIGHT, CUPBOARD), RIVERLIGHT: (EASTGATE,), CUPBOARD: (EASTGATE,)}
    networked.reported(world, star)
    answer = client_of(world).get(reverse("room:network"))

    assert answer.context["alone"] == [EASTGATE]
    assert [one["between"] for one in answer.context["organizations"]] == ["1.00", "0.00", "0.00"]
    assert "Without one of these the network falls apart:" in answer.content.decode()


def test_the_table_reads_it_once_it_is_reported(world):
    table = Table(world)
    world.seat = table.sitting[0]
    campaign, _ids = networked.named(world, SAID)
    asking.closed(world, campaign)
    assert "Nobody was asked yet" in page(world, "seat")
    assert "Plan this survey" not in page(world, "seat")
    assert "Ties that both name" in page(world)

    asking.step(world, campaign, "report")
    assert "Ties that both name" in page(world, "seat")


@pytest.mark.parametrize("who", ["navigator", "intake", "administrator"])
def test_who_does_not_sit_there_is_refused(world, who):
    assert client_of(world, who).get(reverse("room:network")).status_code == 403


def test_the_ties_leave_as_graphml(world):
    _campaign, ids = networked.reported(world, SAID)
    answer = client_of(world).get(reverse("room:network"), {"format": "graphml"})

    graph = networkx.read_graphml(io.BytesIO(answer.content))
    assert {graph.nodes[one]["label"] for one in graph} == set(ids)
    east, river, cup = (str(ids[name]) for name in (EASTGATE, RIVERLIGHT, CUPBOARD))
    assert graph.edges[east, river]["confirmed"] is True
    assert graph.edges[east, cup]["confirmed"] is False


def test_no_name_runs_as_a_formula_in_the_table(world):
    make.listed(type(world.cupboard), world.cupboard.pk, name="=cmd|' /C calc'!A0")
    world.cupboard.refresh_from_db()
    networked.reported(
        world,
        {EASTGATE: (world.cupboard.name,), world.cupboard.name: (EASTGATE,)} | {RIVERLIGHT: (EASTGATE,)},
    )
    said = client_of(world).get(reverse("room:network"), {"format": "csv"}).content.decode()

    assert "from,to,tie,people" in said
    assert "'=cmd" in said
    assert ",=cmd" not in said


def sit(world):
    """Eastgate, the pantry and the bread table sit at the table."""
    with acting_as(world.hub_manager, at=make.AT):
        for place in (world.eastgate, world.cupboard, world.breadline):
            members.add(
                name="", organization_id=place.pk, sector="food", stage=Stage.JOINED, actor=world.hub_manager, at=make.AT
            )  # fmt: skip


def send(world, people, *, service=None, status=Status.ACCEPTED):
    for number in range(people):
        person = world.person(f"Person {number} {service}")
        world.referral(need=world.need(person), service=service, status=status)


@pytest.mark.parametrize(("people", "shown"), [(10, 0), (11, 1)])
def test_a_pair_of_ten_people_makes_no_tie_and_one_of_eleven_does(world, pages_at, people, shown):
    sit(world)
    send(world, people)
    pages_at(make.AT + timedelta(minutes=1))
    answer = client_of(world).get(reverse("room:network"), {"ties": "requests"})

    assert len(answer.context.get("ties", [])) == shown


def test_requests_that_wait_make_no_tie(world, pages_at):
    sit(world)
    send(world, 11, status=Status.SENT)
    pages_at(make.AT + timedelta(minutes=1))
    assert "No tie to show" in page(world, ties="requests")


def test_protected_services_make_no_tie(world, pages_at):
    sit(world)
    send(world, 11)
    make.listed(type(world.food_box), world.food_box.pk, label="sud")
    pages_at(make.AT + timedelta(minutes=1))
    assert "No tie to show" in page(world, ties="requests")


def test_who_does_not_sit_at_the_table_is_in_no_tie(world, pages_at):
    send(world, 11)
    pages_at(make.AT + timedelta(minutes=1))
    assert "No tie to show" in page(world, ties="requests")


def test_where_no_agreement_opens_requests_for_operations_nothing_is_counted(db, pages_at):
    pages_at(make.AT)
    world = make.World(hub_sees_for=(str(Purpose.CARE),))
    sit(world)
    send(world, 11)
    pages_at(make.AT + timedelta(minutes=1))
    assert "No tie to show" in page(world, ties="requests")
