"""Access as people meet it, on a phone: two organizations sign and a record opens, a resident stops one line, and asks why."""

import re

from playwright.sync_api import expect
from test_tutorial import add_a_person_in_need, newest_link

from browsing import sideways, violations


def record_on(page) -> str:
    return re.search(r"/people/[0-9a-f-]{36}/", page.content())[0]


def clean(page) -> None:
    """axe finds nothing here, and nothing scrolls sideways."""
    assert violations(page) == []
    assert sideways(page) <= 0


def sign(page, url: str, name: str) -> None:
    page.goto(url)
    page.click("a:has-text('Read and sign')")
    clean(page)
    page.fill("input[name=typed_name]", name)
    page.check("input[name=level][value='4']")
    page.click("main form button[type=submit]")


def test_two_organizations_sign_and_a_record_opens(opened, picture):
    navigator = opened(role="navigator", width=375)
    add_a_person_in_need(navigator, "Opal Ferris", phone="000 555 9144")
    record = record_on(navigator)
    hub = opened(role="hub", width=375)
    assert hub.goto(record).status == 404

    hub.goto("/agreements/start/")
    hub.click("button[value=baa]")
    draft = hub.url
    own = hub.locator("form[action$='/parties/']").first
    own.locator("input[name=role]").fill("business-associate")
    own.locator("button").first.click()
    hub.fill("input[name=find]", "Eastgate")
    hub.click("form:has(input[name=find]) button")
    added = hub.locator("form[action$='/parties/']:has(button:has-text('Add'))").first
    added.locator("input[name=role]").fill("covered-entity")
    added.locator("button:has-text('Add')").click()
    clean(hub)
    picture(hub, "agreement-draft")
    agreement = draft.replace("edit/", "")
    hub.goto(agreement)
    hub.click("button[value=review]")
    hub.click("button[value=send-out]")
    sign(hub, agreement, "Lila Thornfield")
    assert hub.goto(record).status == 404  # one signature opens nothing

    administrator = opened(role="administrator", width=375)
    sign(administrator, agreement, "Edwin Marsh")
    clean(administrator)
    picture(administrator, "agreement")
    expect(administrator.locator("main")).to_contain_text("In force")
    assert hub.goto(record).status == 200
    expect(hub.locator("h1")).to_contain_text("Opal Ferris")


def test_a_resident_stops_one_line_and_the_pantry_loses_the_card(opened, picture):
    navigator = opened(role="navigator")
    add_a_person_in_need(navigator, "Ines Calloway", phone="000 555 9156")
    navigator.click(".fc-send button[type=submit]")
    place = opened(width=375)
    place.goto(newest_link(opened, "a", about="Ines Calloway"))
    place.click("button[value=accept]")
    expect(place.locator("body")).to_contain_text("Ines Calloway")

    resident = opened(width=375)
    resident.goto(newest_link(opened, "r", to="9156"))
    resident.click("main form button[type=submit]")
    resident.goto("/me/permissions/")
    clean(resident)
    picture(resident, "permissions")
    while (stop := resident.locator("main a:has-text('Stop')")).count():
        stop.first.click()
        resident.click("main form button[type=submit]")
        if resident.url.rstrip("/").endswith("permissions") is False:
            resident.goto("/me/permissions/")
        place.reload()
        if "Ines Calloway" not in place.content():
            break
    assert "Ines Calloway" not in place.content()
    expect(place.locator("body")).to_contain_text("This card is closed")
    clean(place)
    picture(place, "card-closed")


def test_who_saw_my_information_and_why(opened, picture):
    navigator = opened(role="navigator")
    add_a_person_in_need(navigator, "Bruno Castellan", phone="000 555 9166")
    navigator.click(".fc-send button[type=submit]")
    record = record_on(navigator)
    navigator.goto(record)

    resident = opened(width=375)
    resident.goto(newest_link(opened, "r", to="9166"))
    resident.click("main form button[type=submit]")
    resident.goto("/me/who/")
    clean(resident)
    picture(resident, "who-saw")
    expect(resident.locator("main")).to_contain_text("Eastgate Neighbors")
    resident.locator("main a:has-text('Why?')").first.click()
    clean(resident)
    resident.fill("main textarea", "I do not know this place.")
    resident.click("main form button[type=submit]")
    expect(resident.locator("main")).to_contain_text("I do not know this place.")

    navigator.goto("/questions/")
    clean(navigator)
    navigator.click("main a:has-text('Bruno Castellan')")
    expect(navigator.locator("main")).to_contain_text("I do not know this place.")


def test_break_glass_and_its_review(opened, picture):
    hub = opened(role="hub")
    hub.goto("/people/add/")
    hub.fill("#id_name", "Wilhelmina Oakes")
    hub.click("details:has(#id_born_on) summary")
    hub.fill("#id_born_on", "1951-04-09")
    hub.fill("#id_phone", "000 555 9177")
    hub.check("#id_may_text")
    hub.click("main form button[type=submit]")

    navigator = opened(role="navigator", width=375)
    break_glass(navigator, "Wilhelmina Oaks", "1951-04-09")  # one letter off: nobody
    clean(navigator)
    assert "000 555 9177" not in navigator.content()
    break_glass(navigator, "Wilhelmina Oakes", "1951-04-09")
    clean(navigator)
    picture(navigator, "emergency")
    expect(navigator.locator("main")).to_contain_text("000 555 9177")

    told = opened(width=375)
    told.goto("/demo/outbox/")
    assert "Oakes" not in told.locator("main").inner_text()

    administrator = opened(role="administrator", width=375)
    administrator.goto("/emergencies/review/")
    clean(administrator)
    picture(administrator, "emergency-review")
    administrator.locator("main a[href*='/review/']").last.click()
    clean(administrator)
    administrator.locator("input[name=finding]").first.check()
    administrator.click("main form button[type=submit]")
    administrator.goto("/emergencies/review/")
    assert "1 emergency waits" in administrator.locator("main").inner_text()  # the town's own
    administrator.click("main a:has-text('Reviewed')")
    expect(administrator.locator("main")).to_contain_text("Marcus Bell")


def break_glass(page, name: str, born_on: str) -> None:
    page.goto("/emergencies/")
    page.fill("#id_name", name)
    page.fill("#id_born_on", born_on)
    page.fill("#id_reason", "Left without the medicine she cannot be without")
    page.click("main form button[type=submit]")
