"""A survey from its plan to what was done: three organizations, one on paper that is typed twice, two by their link."""

import re

from playwright.sync_api import expect
from test_partners import clean, said, send

ORGANIZATIONS = (
    ("pearl@pearlhouse.example", "Pearl House", "housing-cbo"),
    ("desk@millford.example", "Millford Clinic", "clinic"),
    ("office@oxbow.example", "Oxbow Table", "food"),
)


def pick(page, place: int, *, but: int = 0) -> None:
    """The answer at this place (from 0) for every question on the page; for one the first, where `but` says which (from 1)."""
    page.evaluate(
        "([place, but]) => document.querySelectorAll('main form fieldset').forEach((one, n) =>"
        " one.querySelectorAll('input[type=radio]')[n + 1 === but ? 0 : place].checked = true)",
        [place, but],
    )


def links(opened, title: str) -> list[str]:
    """Of the invitations to this survey, as the outbox shows them."""
    outbox = opened()
    outbox.goto("/demo/outbox/")
    found = outbox.locator(f"article:has(h2:has-text('{title}')) a[href^='/ask-us/']")
    return found.evaluate_all("all => all.map(a => a.getAttribute('href'))")


def plan(hub, title: str) -> None:
    hub.goto("/asking/")
    clean(hub)
    hub.goto("/asking/start/")
    clean(hub)
    hub.locator("label:has-text('ready to connect') input[name=form]").first.check()
    hub.fill("#id_title", title)
    hub.check("input[name=mode][value=named]")
    hub.fill("#id_closes_on", "2031-01-01")
    hub.fill("#id_target", "3")
    send(hub)
    hub.fill("#lines", "\n".join(", ".join(one) for one in ORGANIZATIONS))
    hub.click("button[value=addresses]")
    assert "3 on the list" in said(hub)
    clean(hub)


def enter_twice(hub, campaign: str) -> None:
    """Sheet 7, with one question that was typed differently; somebody looks at the sheet once more."""
    for but in (0, 3):
        hub.goto(f"{campaign}paper/")
        hub.fill("#number", "7")
        pick(hub, 3, but=but)
        send(hub)
    assert "Where the two entries differ" in said(hub)
    clean(hub)
    pick(hub, 3)
    send(hub)
    assert "Sheet 7 is settled and taken." in said(hub)
    clean(hub)


def answer(page, link: str, place: int) -> None:
    page.goto(link)
    for _page in range(12):
        pick(page, place)
        place = 5 - place  # another one on the next page
        page.locator("button[value=next]").last.click()
        if page.url.endswith("?thanks"):
            break
    assert "Thank you" in said(page)


def wait_for_the_count(page, report: str) -> None:
    """A job counts."""
    for _try in range(40):
        page.goto(report)
        if "being counted" not in said(page):
            return
        page.wait_for_timeout(500)


def test_three_organizations_are_asked_and_the_table_reads_what_they_said(opened, picture):
    hub = opened(role="hub", width=375)
    plan(hub, "Ready for winter?")
    hub.goto("/asking/")
    hub.click("main a:has-text('Ready for winter?')")
    campaign = hub.url
    clean(hub)
    hub.click("button[value=open]")
    for _try in range(40):
        if len(invited := links(opened, "Ready for winter?")) >= len(ORGANIZATIONS):
            break
        hub.wait_for_timeout(500)
    answer(opened(width=375, script=False), invited[0], 2)
    second = opened(width=375)
    second.goto(invited[1])
    clean(second)
    answer(second, invited[1], 1)
    clean(second)
    enter_twice(hub, campaign)

    hub.goto(campaign)
    assert re.search(r"3 answers", said(hub))
    hub.click("button[value=close]")
    wait_for_the_count(hub, f"{campaign}report/")
    clean(hub, picture, "survey-report")
    expect(hub.locator("main figure svg")).to_have_count(1)
    expect(hub.locator("main table tr:has-text('Governance')").nth(0)).to_be_attached()
    hub.goto(campaign)
    hub.click("button[value=report]")
    member = opened(role="member", width=375)
    member.goto(f"{campaign}report/")
    clean(member)
    hub.goto(f"{campaign}act/")
    clean(hub)
    hub.fill("#id_you_said", "Nobody is paid for the time that this takes.")
    hub.fill("#id_we_did", "The hub pays small organizations for each meeting from January on.")
    send(hub)
    public = opened(width=375)
    public.goto("/community/")
    assert "The hub pays small organizations" in said(public)
    clean(public)
