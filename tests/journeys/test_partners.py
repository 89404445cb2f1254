"""Working together as people meet it: two sides begin a partnership, an idea gets on the agenda, a complaint gets its answer."""

import re

from axe_playwright_python.sync_playwright import Axe

AXE = Axe()


def clean(page, picture=None, name: str = "") -> None:
    """axe finds nothing here, and nothing scrolls sideways, on a phone and on a desk."""
    size = page.viewport_size
    for width in (375, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        found = AXE.run(page).response["violations"]
        assert [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
    page.set_viewport_size(size)
    if name:
        picture(page, name)


def said(page) -> str:
    return page.locator("main").inner_text()


def send(page) -> None:
    page.click("main form:last-of-type button[type=submit]")


def test_two_sides_begin_and_end_a_partnership(opened, picture):
    hub = opened(role="hub")
    hub.goto("/room/partnerships/")
    clean(hub)
    hub.click("main a:has-text('Propose a partnership')")
    clean(hub)
    hub.fill("#id_title", "Rides to the clinic")
    hub.select_option("#id_organizations", label=["Eastgate Neighbors", "Riverlight Clinic"])
    send(hub)
    address = hub.url
    assert not hub.locator(
        "main a:has-text('Write our side')"
    ).count()  # not even the backbone writes for a side

    administrator = opened(role="administrator", width=375)
    administrator.goto(address)
    assert administrator.locator("main a:has-text('Write our side')").count() == 1
    administrator.click("main a:has-text('Write our side')")
    clean(administrator)
    administrator.fill("#id_motivations", "Half of our people miss their visit for want of a ride.")
    administrator.fill("#id_expectations", "An answer within a day.")
    administrator.fill("#id_capacity", "Two vans on weekdays.")
    send(administrator)
    assert "Half of our people" in said(administrator)

    hub.goto(f"{address}terms/")
    clean(hub)
    hub.fill("#id_goal", "Nobody misses a visit for want of a ride.")
    hub.select_option("#id_structure", "direct")
    send(hub)
    administrator.goto(address)
    administrator.click("button:has-text('Yes to the goal')")
    clean(administrator, picture, "partnership")
    assert re.search(r"Each side wrote why.*\s*Missing:\s*Riverlight Clinic", said(administrator))

    hub.goto(f"{address}review/")
    clean(hub)
    administrator.click("main a:has-text('Give notice')")
    clean(administrator)
    administrator.fill("#id_why", "Our vans were stolen.")
    send(administrator)
    clean(administrator)
    administrator.click("main a:has-text('Settle it') >> nth=0")
    clean(administrator)
    administrator.fill("#id_how", "Nothing was sent.")
    send(administrator)
    assert administrator.locator("button:has-text('Open it again')").count() == 1
    administrator.click("button:has-text('Take our notice back')")
    assert "The notice is taken back" in said(administrator)
    hub.goto("/room/partnerships/")
    clean(hub, picture, "partnerships")


def test_an_idea_gets_on_the_agenda(opened, picture):
    hub = opened(role="hub", width=375)
    hub.goto("/room/agenda/")
    clean(hub)
    hub.click("main a:has-text('Bring an idea')")
    clean(hub)
    hub.fill("#id_title", "Bus passes with the clinic card")
    hub.fill("#id_problem", "One visit in five is missed.")
    hub.select_option("#id_level", "city")
    hub.fill("#id_decider", "Transit board")
    hub.select_option("#id_lobbying", "education")
    send(hub)
    item = hub.url
    hub.click("main a:has-text('Add evidence')")
    clean(hub)
    hub.fill("#id_title", "Missed visits")
    hub.fill("#id_shows", "One in five, for want of a ride.")
    hub.fill("#id_address", "/pulse/")
    send(hub)
    hub.click("button:has-text('Go to: Screened')")
    assert "It needs the scores of 3 members" in said(hub)
    clean(hub, picture, "agenda-item")
    hub.click("button:has-text('Go to: Parked')")
    clean(hub)
    hub.fill("#id_note", "After the election.")
    send(hub)
    assert "After the election." in said(hub)
    hub.click("button:has-text('Take the last step back')")
    assert hub.url == item
    hub.goto("/room/agenda/")
    clean(hub, picture, "agenda")


def test_a_complaint_without_a_name_and_without_script(opened, picture):
    hub = opened(role="hub")
    hub.goto("/room/grievances/reviewers/")
    clean(hub, picture, "complaint-reviewers")

    somebody = opened(width=375, script=False)
    somebody.goto("/complain/")
    somebody.fill("#id_text", "I waited two hours and nobody spoke to me.")
    somebody.click("button[name=danger_now]")
    assert "Call 911" in said(somebody)
    assert somebody.input_value("#id_text").startswith("I waited two hours")
    somebody.check("input[name=topic][value=wait]")
    somebody.fill("#id_place", "Open")
    send(somebody)
    assert "Choose the place that you mean" in said(somebody)
    somebody.check("input[name=which] >> nth=0")
    send(somebody)
    code = re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5}", said(somebody))[0]
    assert "Call 911" in said(somebody)
    picture(somebody, "complaint-code")

    hub.goto("/room/grievances/")
    clean(hub, picture, "complaints")
    hub.click("main a:has-text('It took too long')")
    clean(hub, picture, "complaint")
    hub.click("button:has-text('Tell them that we have it')")
    hub.click("button:has-text('Begin to look into it')")
    hub.click("main a.usa-button:has-text('Answer')")
    clean(hub)
    hub.fill("#id_text", "You are right. They have a second person at the desk now.")
    send(hub)

    somebody.goto("/complain/follow/")
    somebody.fill("#id_code", code.lower())
    send(somebody)
    assert "There is an answer" in said(somebody)
    somebody.click("button[value=accept]")
    assert "You accepted the answer" in said(somebody)


def test_pages_of_complaints_are_fine(opened, picture):
    for language in ("en", "es", "ar-xb"):
        page = opened(language=language)
        for path in ("/complain/", "/complain/follow/", "/complain/themes/"):
            page.goto(path)
            clean(page)
    page = opened(width=375)
    page.goto("/complain/")
    picture(page, "complain")
    page.check("input[name=topic][value=respect]")
    page.fill("#id_text", "They shouted.")
    send(page)
    clean(page)
    code = re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5}", said(page))[0]
    page.goto(f"/complain/{code}/")
    clean(page, picture, "complaint-followed")
    navigator = opened(role="navigator", width=375)
    navigator.goto("/room/grievances/enter/")
    clean(navigator, picture, "complaint-enter")
