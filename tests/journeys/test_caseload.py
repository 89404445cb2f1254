"""A navigator's day in depth: a view of one's own, many at once, a call, an introduction to its end, a goal from both sides."""

import pytest
from playwright.sync_api import expect

from browsing import sideways, violations
from journeys.test_every_page import LANGUAGES
from journeys.test_no_silence import my_page
from journeys.test_tutorial import add_a_person_in_need


def test_a_day_in_depth(opened, picture):
    page = opened(role="navigator")
    add_a_person_in_need(page, "Ysolde Quarrington", phone="000 555 9310")
    page.goto("/today/")
    page.click("summary:has-text('Choose which lines')")
    page.select_option("#f-stands", "nobody-asked")
    page.click(".fc-filters button:has-text('Show')")
    page.fill("#v-name", "Nobody asked")
    page.click("button:has-text('Keep it')")
    expect(page.locator(".fc-views a[aria-current]")).to_have_text("Nobody asked")
    row = page.locator(".fc-row", has_text="Ysolde Quarrington").first
    row.locator("input[type=checkbox]").check()
    picture(page, "day-in-depth", whole=False)
    page.click(".fc-bulk button[value=snooze]")
    assert violations(page) == []
    page.fill("#until", page.locator("#until").get_attribute("min"))
    page.select_option("#reason", "papers")
    page.click("main form button[type=submit]")
    expect(page.locator("[role=status]")).to_contain_text("Done for 1")
    page.goto("/today/")
    page.click("summary:has-text('Put aside')")
    aside = page.locator("details .fc-row", has_text="Ysolde Quarrington")
    expect(aside).to_contain_text("Waiting for papers")
    aside.locator("p.who a").click()
    page.click("summary:has-text('More for this need')")
    page.click("button:has-text('Show it in my lists again')")
    page.goto("/today/")
    page.locator(".fc-row", has_text="Ysolde Quarrington").first.locator("p.who a").click()
    page.click("a:has-text('What to say on a call')")
    page.check("input[value=no-answer]")
    page.click("button:has-text('Write it down')")
    expect(page.locator("#tries + ol")).to_contain_text("No answer")
    picture(page, "call")


def test_an_introduction_and_a_goal(opened, picture):
    page = opened(role="navigator", width=375)
    page.goto("/introductions/")
    page.locator(".fc-row", has_text="Odette Fairweather").locator("a:has-text('Open')").click()
    page.click("summary:has-text('Name another time')")
    # Far enough: other walks move the town's time on.
    day = page.evaluate("new Date(Date.now() + 864e5 * 60).toISOString().slice(0, 10)")
    page.fill("#meets_at", f"{day}T10:30")
    page.fill("#who-new", "Marcus")
    page.click("button[value=propose]")
    pantry = opened(role="intake", width=375)
    pantry.goto(page.url)
    pantry.fill("#who-yes", "Ruth")
    pantry.click("button[value=agree]")
    page.reload()
    expect(page.locator("#introduction ~ p .fc-chip")).to_have_text("Both said yes")
    picture(page, "introduction")
    resident = my_page(opened, "0005559901")
    expect(resident.locator("main")).to_contain_text(
        "Your helper brings you and Open Cupboard Pantry together"
    )
    resident.goto("/me/goals/")
    assert violations(resident) == []
    resident.click("button:has-text('Done') >> nth=0")
    expect(resident.locator("main s")).to_have_count(1)
    picture(resident, "goals")


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_for_many(opened, language):
    page = opened(role="navigator", width=375, language=language)
    for deed in ("message", "reassign", "snooze"):
        page.goto("/today/?whose=team")
        page.locator(".fc-row input[type=checkbox]").first.check()
        page.click(f".fc-bulk button[value={deed}]")
        assert violations(page) == [], deed
        assert sideways(page) <= 0, deed
