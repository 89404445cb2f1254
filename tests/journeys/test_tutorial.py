"""The tutorial, walked as it is written (docs/tutorial/the-loop.md), and the same loop begun by the resident."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.moves_time


def newest_link(opened, kind: str, *, about: str = "", to: str = "") -> str:
    """Of the outbox: in a message with these words; `to`: the last digits of the number or the address that it went to. The
    town's clocks write messages meanwhile: one or the other says which one is meant."""
    assert about or to
    outbox = opened()
    outbox.goto(f"/demo/outbox/?to={to}")
    return outbox.locator(f"article:has-text('{about}') a[href^='/{kind}/']").first.get_attribute("href")


def days_later(opened, days: int) -> None:
    """Three days after help, the resident is asked."""
    doors = opened()
    doors.goto("/demo/")
    doors.click(f"button[name=days][value='{days}']")
    expect(doors.locator("role=status")).to_contain_text("It is now")


def add_a_person_in_need(page, name: str, *, phone: str) -> None:
    page.goto("/people/add/")
    page.fill("#id_name", name)
    page.select_option("#id_language", "es")
    page.fill("#id_zip", "00412")
    page.fill("#id_phone", phone)
    page.check("#id_may_text")
    page.fill("#id_children", "2")
    page.click("main form button[type=submit]")
    page.select_option("#id_domain", "food-insecurity")
    page.fill("#id_detail", "food for about 5 days")
    page.click("main form button[type=submit]")


def figure(page, name: str) -> int:
    page.goto("/pulse/?days=90")
    return int(page.locator(f"td a[href^='/pulse/{name}/']").inner_text())


def test_the_loop_closes_on_the_residents_word(opened, picture):
    hub = opened(role="hub")
    before = {name: figure(hub, name) for name in ("sent", "answered", "helped")}
    page = opened(role="navigator")
    picture(page, "today")
    add_a_person_in_need(page, "Denise Robles", phone="000 555 9117")
    picture(page, "match")
    shown = page.locator(".fc-slip dl").inner_text()
    page.click(".fc-send button[type=submit]")
    assert page.locator("role=status").inner_text().startswith("Sent to")
    picture(page, "person")
    record = page.url

    place = opened(width=375)
    place.goto(newest_link(opened, "a", about="Denise Robles"))
    assert place.locator(".fc-slip dl").inner_text() == shown  # what was previewed is what travels
    assert "9117" not in place.content()
    picture(place, "answer")
    place.click("button[value=accept]")
    expect(place.locator("body")).to_contain_text("000 555 9117")
    place.click("button[value=complete]")
    expect(place.locator("h1")).to_contain_text("Thank you")

    for name in ("sent", "answered", "helped"):
        assert figure(hub, name) > before[name], name

    days_later(opened, 3)
    before = figure(hub, "confirmed")
    resident = opened(width=375)
    resident.goto(newest_link(opened, "c", to="9117"))
    picture(resident, "confirm")
    resident.click("button[value=yes]")
    resident.goto("/me/")
    picture(resident, "my-page")
    expect(resident.locator("body")).to_contain_text("Met, confirmed")

    page.goto(record)
    expect(page.locator(".ring--met")).to_have_count(1)
    assert figure(hub, "confirmed") == before + 1
    picture(hub, "pulse")


def test_a_decline_offers_the_next_best_and_the_need_is_met(opened, picture):
    page = opened(role="navigator")
    add_a_person_in_need(page, "Malik Freeman", phone="000 555 9188")
    first = page.locator("input[name=to]:checked").get_attribute("value")
    page.click(".fc-send button[type=submit]")
    place = opened(width=375)
    place.goto(newest_link(opened, "a", about="Malik Freeman"))
    place.click("summary:has-text('cannot help')")
    picture(place, "decline")
    place.click("button[value=no-capacity]")
    expect(place.locator("body")).to_contain_text("another place")

    page.goto("/today/")
    page.click("a:has-text('Send to next'):right-of(:text('Malik Freeman'))")
    next_best = page.locator("input[name=to]:checked").get_attribute("value")
    assert next_best != first
    expect(page.locator(".fc-note")).to_contain_text("Full")
    page.click(".fc-send button[type=submit]")

    second = opened(width=375)
    second.goto(newest_link(opened, "a", about="Malik Freeman"))
    second.click("button[value=accept]")
    second.click("button[value=complete]")
    days_later(opened, 3)
    resident = opened(width=375)
    resident.goto(newest_link(opened, "c", to="9188"))
    resident.click("button[value=yes]")
    page.goto("/people/?q=Malik+Freeman")
    page.locator("main a:has-text('Malik Freeman')").first.click()
    expect(page.locator(".ring--met")).to_have_count(1)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_resident_asks_a_navigator_takes_over_and_the_loop_closes(opened, picture, script):
    name, phone = ("Inessa", "9155") if script else ("Inesita", "9154")
    resident = opened(width=375, script=script)
    resident.goto("/")
    if script:
        picture(resident, "door")
    resident.fill("input[name=need]", "food")
    resident.fill("input[name=zip]", "00412")
    resident.click("form[action='/find'] button")
    if script:
        picture(resident, "results")
    resident.locator("a[href^='/ask/']").first.click()
    resident.fill("#id_name", name)
    resident.fill("#id_phone", f"000 555 {phone}")
    resident.check("#id_may_text")
    resident.click("button:has-text('Next')")
    resident.fill("#id_detail", "food for the week")
    resident.click("button:has-text('Next')")
    if script:
        picture(resident, "ask")
    resident.click("button[name=confirmed]")
    resident.click("a:has-text('See my requests')")
    expect(resident.locator("body")).to_contain_text("food for the week")

    place = opened(width=375, script=script)
    place.goto(newest_link(opened, "a", about=name))
    expect(place.locator("body")).to_contain_text("They asked for this themselves")
    place.click("button[value=accept]")
    place.click("button[value=complete]")
    days_later(opened, 3)
    answer = opened(width=375, script=script)
    answer.goto(newest_link(opened, "c", to=phone))
    answer.click("button[value=yes]")
    expect(answer.locator("h1")).to_contain_text("Thank you")

    hub = opened(role="hub", script=script)
    hub.goto("/people/")
    hub.locator(f"main a:has-text('{name}')").first.click()
    expect(hub.locator(".ring--met")).to_have_count(1)


def test_a_navigator_screens_and_what_is_found_becomes_a_need(opened, picture):
    page = opened(role="navigator", width=375)
    page.goto("/people/add/")
    page.fill("#id_name", "Joyce Kaminski")
    page.click("main form button[type=submit]")
    person = re.search(r"/people/([0-9a-f-]{36})/", page.url)[1]
    page.goto(f"/people/{person}/screen/")
    page.click("button:has-text('Begin')")
    picture(page, "screening")
    while "/end/" not in page.url:
        hungry = page.locator("main label:has-text('Not enough') input")
        if hungry.count():
            hungry.check()
        page.click("button[value=answer]" if hungry.count() else "button[value=skip]")
    page.locator("main input[type=radio][value=yes]").first.check()
    page.locator("main button.usa-button[type=submit]").last.click()

    assert page.url.endswith(f"/people/{person}/")
    expect(page.locator(".fc-need")).to_contain_text("Food")


def test_the_loop_by_keyboard_alone(opened):
    page = opened(role="navigator")
    add_a_person_in_need(page, "Samuel Okonjo", phone="000 555 9122")
    page.locator(".fc-send button[type=submit]").focus()
    page.press(":focus", "Enter")
    page.wait_for_url("**/people/**")
    place = opened()
    place.goto(newest_link(opened, "a", about="Samuel Okonjo"))
    for _press in range(30):
        place.keyboard.press("Tab")
        if place.evaluate("document.activeElement.value") == "accept":
            break
    place.press(":focus", "Enter")
    place.wait_for_selector("button[value=complete]")
    expect(place.locator("h1")).to_contain_text("Accepted")


def test_quick_exit_leaves_at_once_and_closes_the_page(opened):
    page = opened(width=375, script=False)
    page.goto("/")

    assert page.locator("a[data-exit]").get_attribute("href") == "/exit"
