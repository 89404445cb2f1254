"""Pages of room and of order: limits, a full week, who is asked next, and what each of them reads."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

import make
from fullcircle.access import links
from fullcircle.access.links import LinkKind
from fullcircle.access.session import acting_as
from fullcircle.referrals import choices, queries
from fullcircle.referrals.models import Referral
from fullcircle.referrals.queries import Happened
from fullcircle.web.people import sentences


def read(response) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def limit(browse, world, **said):
    return browse("intake").post(f"/services/ours/{world.food_box.pk}/limits/", said)


def test_a_pantry_says_its_limits_and_lets_in_what_waits(world, browse):
    pantry = browse("intake")
    assert limit(browse, world, maximum="8", weekly_limit="1").status_code == 302
    assert "Room for 8 now" in read(pantry.get("/services/ours/"))
    shown = world.referral()
    held = world.referral()
    page = read(pantry.get("/services/ours/"))
    assert "1 request waits until your week has room." in page
    inbox = read(pantry.get("/inbox/"))
    assert f"/requests/{shown.pk}/" in inbox
    assert f"/requests/{held.pk}/" not in inbox
    answered = pantry.post(f"/services/ours/{world.food_box.pk}/let-in/", follow=True)
    assert "1 request is on its way to your inbox." in read(answered)
    with acting_as(world.navigator, at=make.AT):
        assert queries.referral(held.pk).asks_at == queries.referral(held.pk).clock_at


@pytest.mark.parametrize("typed", [{"maximum": "0"}, {"weekly_limit": "many"}, {"maximum": "123456789"}])
def test_what_is_no_limit_is_refused_in_a_sentence(world, browse, typed):
    refused = limit(browse, world, **typed)
    assert refused.status_code == 400
    assert b'role="alert"' in refused.content
    assert b"Type a " in refused.content


def test_the_matching_page_says_that_a_week_is_full_and_sending_says_when_it_arrives(world, browse):
    limit(browse, world, weekly_limit="1")
    world.referral()
    need, navigator = world.need(), browse("navigator")
    page = read(navigator.get(f"/needs/{need.pk}/match/?to={world.food_box.pk}"))
    assert "Their week is full: a request sent now reaches them on March 16." in page
    said = {"to": str(world.food_box.pk), "manner": "spoken", "chosen": "1", "field": ["zip"]}
    sent = read(navigator.post(f"/needs/{need.pk}/send/", said, follow=True))
    assert "Kept for Open Cupboard: their week is full, and they are asked on March 16." in sent
    assert "Reaches them on March 16" in sent
    assert "Reaches Open Cupboard on March 16" in read(navigator.get("/today/?whose=team"))


def send_in_order(world, browse):
    need, navigator = world.need(), browse("navigator")
    said = {
        "to": str(world.food_box.pk), "manner": "spoken", "chosen": "1", "field": ["zip"], "next": [str(world.bread.pk), ""],
    }  # fmt: skip
    page = read(navigator.get(f"/needs/{need.pk}/match/?to={world.food_box.pk}"))
    assert f'<option value="{world.bread.pk}">Bread Table: Bread</option>' in page
    assert f'<option value="{world.food_box.pk}">' not in page
    return need, navigator, read(navigator.post(f"/needs/{need.pk}/send/", said, follow=True))


def test_a_navigator_names_who_is_asked_next_and_takes_it_back(world, browse):
    need, navigator, page = send_in_order(world, browse)
    assert "Asked next, if the ones before cannot" in page
    form = page.partition(f'action="/needs/{need.pk}/stop-next/">')[2].partition("</form>")[0]
    assert "csrfmiddlewaretoken" in form  # else a browser could not send it
    stopped = read(navigator.post(f"/needs/{need.pk}/stop-next/", follow=True))
    assert "Nobody else is asked by itself." in stopped
    assert "Asked next, if the ones before cannot" not in stopped
    with acting_as(world.navigator, at=make.AT):
        assert choices.pending(need.pk) == []


def test_the_person_reads_who_is_next_and_may_say_no(world, browse):
    need, _navigator, _page = send_in_order(world, browse)
    with acting_as(world.navigator, at=make.AT):
        token = links.make(LinkKind.RESIDENT, at=make.AT, person_id=need.person_id)
    resident = Client()
    resident.post(f"/r/{token}")
    page = read(resident.get("/me/"))
    assert "If they cannot help, we ask next: <bdi>Bread Table</bdi>." in page
    after = read(resident.post(f"/me/needs/{need.pk}/stop-next/", follow=True))
    assert "Nobody else is asked before you say so." in after
    assert "Bread Table" not in after
    with acting_as(world.navigator, at=make.AT):
        assert not Referral.objects.get(need=need).goes_on


def test_nobody_stops_what_is_anothers(world, browse):
    need, _navigator, _page = send_in_order(world, browse)
    assert browse("other_navigator").post(f"/needs/{need.pk}/stop-next/").status_code == 404
    with acting_as(world.navigator, at=make.AT):
        assert len(choices.pending(need.pk)) == 1


SOURCES = Path(__file__).resolve().parents[2] / "src" / "fullcircle" / "referrals"
RECORDED = sorted(
    {
        did
        for path in SOURCES.glob("*.py")
        for did in re.findall(r'"((?:need|referral)\.[a-z-]+)"', path.read_text())
    }
)


@pytest.mark.parametrize("did", RECORDED)
def test_each_step_of_a_need_or_a_request_has_a_sentence(did):
    event = Happened(did, make.AT, "Vera", False, False, "Open Cupboard", {}, None)
    with translation.override("en"):
        assert sentences.sentence(event) not in {did, ""} or did == "need.confirm"
