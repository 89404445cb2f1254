"""When places do not answer, or say no: the next one is asked by itself, a volunteer texts a digit, the hub clears its desk."""

import re
import time
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from browsing import sideways, violations
from journeys.test_tutorial import add_a_person_in_need, days_later, newest_link

pytestmark = pytest.mark.moves_time
PANTRY_PHONE = "0150"
DESK_FORMS = "form[action^='/desk/requests/']:has(button[value=called])"


def says_no(opened, name: str) -> None:
    """The volunteer at the place that was asked last, by the link in the mail."""
    place = opened(width=375)
    place.goto(newest_link(opened, "a", about=name))
    place.click("summary:has-text('cannot help')")
    place.click("button[value=no-capacity]")


def my_page(opened, phone: str):
    resident = opened(width=375)
    resident.goto(newest_link(opened, "r", to=phone))
    resident.click("main form button")
    resident.goto("/me/")
    return resident


def test_a_no_goes_on_by_itself_to_the_third_place_and_the_resident_reads_each_step(opened, picture):
    page = opened(role="navigator")
    add_a_person_in_need(page, "Nora Lind", phone="000 555 9201")
    page.click("summary:has-text('Who to ask next')")
    named = []
    for number in (2, 3):
        choice = page.locator(f"#next{number}")
        options = [
            one for one in choice.locator("option").all_inner_texts() if one.split(":")[0] not in named
        ]
        choice.select_option(label=options[1])
        named.append(options[1].split(":")[0])
    picture(page, "order")
    page.click(".fc-send button[type=submit]")
    record = page.url
    expect(page.locator("text=Asked next, if the ones before cannot")).to_have_count(2)

    resident = my_page(opened, "9201")
    for name in named:
        expect(resident.locator("main")).to_contain_text(name)
    picture(resident, "my-page-order")
    for asked in named:
        says_no(opened, "Nora Lind")
        days_later(opened, 1)
        resident = my_page(opened, "9201")
        steps = resident.locator("main").inner_text()
        assert f"to {asked}" in steps
        expect(resident.locator("body")).to_contain_text("They have no room.")
    page.goto(record)
    expect(page.locator(".fc-ladder li")).to_have_count(3)
    picture(page, "ladder")


def test_a_volunteer_answers_by_text(opened, picture):
    page = opened(role="navigator")
    add_a_person_in_need(page, "Tomas Vale", phone="000 555 9202")
    page.goto(f"{page.url}?know=Open+Cupboard+Pantry")
    page.click(".fc-send button[type=submit]")
    record = page.url

    phone = opened(width=375)
    phone.goto(f"/demo/outbox/?to={PANTRY_PHONE}")
    text = phone.locator("article:has-text('Tomas')").first
    code = re.search(r"Request (\d+)", text.inner_text())[1]
    picture(phone, "text-to-a-pantry", whole=False)
    text.locator("summary").click()
    text.locator("input[name=body]").fill(f"{code} 1")
    began = time.perf_counter()
    text.locator("button").click()
    deadline = began + 60
    page.goto(record)
    while "Accepted" not in page.locator(".fc-need").first.inner_text() and time.perf_counter() < deadline:
        page.wait_for_timeout(300)
        page.reload()
    expect(page.locator(".fc-need").first).to_contain_text("Accepted")


def test_a_volunteer_says_when_by_the_link(opened, picture):
    page = opened(role="navigator")
    add_a_person_in_need(page, "Pia Hollis", phone="000 555 9204")
    page.goto(f"{page.url}?know=Open+Cupboard+Pantry")
    page.click(".fc-send button[type=submit]")
    place = opened(width=375)
    place.goto(newest_link(opened, "a", about="Pia Hollis"))
    place.click("button[value=accept]")
    place.click("summary:has-text('Plan an appointment')")
    assert (violations(place), sideways(place) <= 0) == ([], True)
    day = date.fromisoformat(place.get_attribute("#delivered_on", "max")) + timedelta(days=30)
    place.fill("#on-new", day.isoformat())
    place.fill("#time-new", "14:30")
    place.fill("#place-new", "Church door, Mill Race")
    place.click("button:has-text('Plan it')")
    expect(place.locator("role=status")).to_contain_text("Planned. The person is told")
    assert (violations(place), sideways(place) <= 0) == ([], True)
    picture(place, "appointment-by-link")
    assert "2:30 p.m." in my_page(opened, "9204").inner_text("main")


def test_the_hub_clears_its_desk(opened, picture):
    page = opened(role="navigator")
    add_a_person_in_need(page, "Ada Quill", phone="000 555 9203")
    page.click(".fc-send button[type=submit]")
    hub = opened(width=375, role="hub")
    before = 0
    for days in (7, 1, 1, 1, 3):  # a place that works on few days has more of them
        days_later(opened, days)
        hub.goto("/desk/")
        before = hub.locator(DESK_FORMS).count()
        if before:
            break
    assert before > 0
    picture(hub, "desk-of-the-hub", whole=False)
    hub.goto("/desk/organizations/")
    picture(hub, "organizations", whole=False)
    hub.goto("/desk/")
    for left in reversed(range(before)):
        line = hub.locator(DESK_FORMS).first
        line.locator("xpath=../summary").click()
        line.locator("textarea").fill("They answer tomorrow.")
        line.locator("button[value=called]").click()
        expect(hub.locator("role=status")).to_contain_text("Written down.")
        expect(hub.locator(DESK_FORMS)).to_have_count(left)
        if left + 3 < before:
            break
