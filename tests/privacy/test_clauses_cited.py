"""Each line of the grid links the clause that it comes from: on the agreement's page, or explained for who may not read that."""

import re

import pytest
from django.test import Client

import agreed
import agreeing
import make
import screened
import signing
from agreeing import said
from fullcircle.access.actor import Role

LINK = re.compile(r'<a href="([^"]+)">clause (\d+)<span class="usa-sr-only">, ([^<]+)</span></a>')


@pytest.fixture
def person(world, pages_at):
    person = world.person()
    world.referral(need=world.need(person))
    agreeing.agree(person, said("me", world.cupboard))
    return person


def entered(world, who):
    client = Client()
    signing.enter(client, world, who)
    return client


def grid(client, person) -> str:
    page = client.get(f"/people/{person.pk}/permissions/").content.decode()
    return page.split('<caption id="grid">')[1].split("</table>")[0]


def test_a_navigator_finds_the_words_of_each_clause_explained(world, person):
    client = entered(world, "navigator")
    shown = grid(client, person)
    links = LINK.findall(shown)

    assert len(links) == shown.count("<p>") > 3
    assert {number for _url, number, _title in links} >= {"1", "2"}
    for url, number, title in links:
        page = client.get(url.replace("&amp;", "&")).content.decode()
        assert "Yes, they may see it" in page
        assert f"<strong>{title.split(', ')[0]}</strong>, clause {number}: " in page
        assert "/agreements/" not in page.split("<main")[1]


def test_who_may_read_the_agreement_is_led_to_the_clause_itself(world, person):
    world.both = make.staff(world.eastgate.id, Role.NAVIGATOR, Role.ADMINISTRATOR)
    client = entered(world, "both")

    for url, number, _title in LINK.findall(grid(client, person)):
        path, anchor = url.split("#")
        assert path.startswith("/agreements/")
        assert anchor == f"clause-{number}"
        assert f'<li id="{anchor}"><p><strong>{number}.</strong>' in client.get(path).content.decode()
    explained = client.get(
        f"/people/{person.pk}/explain/",
        {"organization": str(world.cupboard.pk), "what": f"identity:{person.pk}", "purpose": "care-coordination"},
    ).content.decode()  # fmt: skip
    assert re.search(r'<a href="/agreements/[^"]+#clause-1">clause 1</a>: A party', explained)


def test_screening_answers_are_explained_too(world, person):
    response = screened.one_response(world, person)
    agreeing.agree(person, said("answers", world.riverlight))
    client = entered(world, "navigator")

    url = next(url for url, number, _title in LINK.findall(grid(client, person)) if number == "4")

    assert str(response.pk) in url
    assert "Yes, they may see it" in client.get(url.replace("&amp;", "&")).content.decode()


def test_what_an_agreement_opens_names_its_clauses(world, person):
    world.boss = agreed.hub_of(world)
    client = entered(world, "boss")
    listed = client.get("/agreements/").content.decode()
    page = client.get(re.search(r'href="(/agreements/[0-9a-f-]{36}/)"', listed)[1]).content.decode()

    for anchor in set(re.findall(r'<a href="#(clause-\d)">', page)):
        assert f'<li id="{anchor}">' in page
    assert '<a href="#clause-1">clause 1</a>' in page
