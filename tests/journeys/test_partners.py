"""Working together as people meet it: two sides begin a partnership, an idea gets on the agenda, a complaint gets its answer."""

import re
from datetime import date, timedelta

from playwright.sync_api import expect

from browsing import sideways, violations


def clean(page, picture=None, name: str = "", **shown: bool) -> None:
    """axe finds nothing here, and nothing scrolls sideways, on a phone and on a desk."""
    size = page.viewport_size
    for width in (375, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert violations(page) == []
        assert sideways(page) <= 0, page.url
    page.set_viewport_size(size)
    if name:
        picture(page, name, **shown)


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
    hub.check("label:has-text('Riverlight Clinic') input[name=members]")
    hub.select_option("#id_organizations", label="Eastgate Neighbors")
    send(hub)
    address = hub.url
    assert not hub.locator(
        "main a:has-text('Write our side')"
    ).count()  # not even the backbone writes for a side

    administrator = opened(role="administrator", width=375)
    administrator.goto(address)
    expect(administrator.locator("main a:has-text('Write our side')")).to_have_count(1)
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
    expect(administrator.locator("button:has-text('Open it again')")).to_have_count(1)
    administrator.click("button:has-text('Take our notice back')")
    assert "The notice is taken back" in said(administrator)
    hub.goto("/room/partnerships/")
    clean(hub, picture, "partnerships")


def test_a_partnership_from_the_first_talk_to_its_end(opened, picture):
    """Explore, design, an agreement of both, a pilot with its review, and an end with everything settled."""
    member = opened(role="member", width=375)
    member.goto("/room/partnerships/start/")
    member.fill("#id_title", "A nurse at the supper table")
    member.check("label:has-text('Riverlight Clinic') input[name=members]")
    member.select_option("#id_organizations", label="Eastgate Neighbors")
    send(member)
    address = member.url
    administrator = opened(role="administrator", width=375)
    hub = opened(role="hub", width=375)
    agree_on_a_goal(address, member, administrator)
    assert chip_of(member) == "Design"

    agreement = sign_for_a_year(hub, "A nurse at the supper table", administrator)
    hub.goto(f"{address}terms/")
    hub.select_option("#id_structure", "direct")
    hub.select_option("#id_funding", "mou")
    for name in ("scope", "measures", "baseline", "data_needs"):
        hub.fill(f"#id_{name}", "As we said at the table.")
    hub.select_option("#id_agreement", label=agreement)
    send(hub)
    for one in (member, administrator):
        one.goto(address)
        one.click("button:has-text('Yes to the terms')")
    go_to(administrator, "Pilot")
    clean(administrator, picture, "partnership-pilot")

    for one in (member, administrator):
        one.goto(address)
        one.click("main a:has-text('Say how it goes')")
        clean(one)
        one.fill("#id_says", "Eleven people had their blood pressure taken.")
        send(one)
    member.click("main a:has-text('Write down a review')")
    clean(member)
    for box in member.locator("input[name=came]").all():
        box.check()
    member.locator("[name=decision][value=end]").check()
    member.fill("#id_found", "It belongs to the visits of every week now.")
    send(member)
    go_to(member, "Wind down")
    while (settle := member.locator("main a:has-text('Settle it')")).count():
        settle.first.click()
        member.fill("#id_how", "Settled at the last supper.")
        send(member)
    go_to(member, "Ended")
    clean(member, picture, "partnership-ended")
    assert chip_of(member) == "Ended"
    assert not member.locator("main a:has-text('Change')").count()


def agree_on_a_goal(address: str, member, administrator) -> None:
    """Each writes its side, the member the goal, both say yes, and design begins."""
    for one in (member, administrator):
        one.goto(address)
        one.click("main a:has-text('Write our side')")
        one.fill("#id_motivations", "People come to supper, not to the clinic.")
        one.fill("#id_expectations", "An hour a week.")
        one.fill("#id_capacity", "A nurse, and a table by the door.")
        send(one)
    member.goto(f"{address}terms/")
    member.fill("#id_goal", "Nobody waits for a stroke to have it measured.")
    send(member)
    for one in (member, administrator):
        one.goto(address)
        one.click("button:has-text('Yes to the goal')")
    go_to(administrator, "Design")
    member.goto(address)


def go_to(page, stage: str) -> None:
    page.click(f"button:has-text('Go to: {stage}')")


def chip_of(page) -> str:
    return page.locator("main h1 + p .fc-chip").first.inner_text().strip()


def sign_for_a_year(hub, title: str, administrator) -> str:
    """A memorandum of both sides that ends in time for a pilot; its title as the list shows it."""
    hub.goto("/agreements/start/")
    hub.click("button[value=mou]")
    draft = hub.url
    hub.fill("#id_title", title)
    first = date.fromisoformat(hub.input_value("#id_effective_on"))
    hub.fill("#id_expires_on", (first + timedelta(days=330)).isoformat())
    hub.click("form:has(#id_title) button[type=submit]")
    for name in ("Eastgate Neighbors", "Riverlight Clinic"):
        hub.fill("input[name=find]", name)
        hub.click("form:has(input[name=find]) button")
        hub.locator("form[action$='/parties/'] button:has-text('Add')").first.click()
    agreement = draft.split("edit/")[0]
    hub.goto(agreement)
    hub.click("button[value=review]")
    hub.click("button[value=send-out]")
    for page, name in ((hub, "Lila Thornfield"), (administrator, "Edwin Marsh")):
        page.goto(agreement)
        page.click("a:has-text('Read and sign')")
        page.fill("input[name=typed_name]", name)
        page.check("input[name=level][value='4']")
        page.click("main form button[type=submit]")
    hub.goto(f"{agreement}paper/")
    clean(hub)
    hub.fill("#id_typed_name", "Dr. Sana Vale")
    hub.check("input[name=level][value='4']")
    send(hub)
    assert "In force" in said(hub)
    return title


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
    hub.fill("#id_address", "/room/decisions/")
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
    clean(hub)
    assert "It took too long" not in said(hub)  # who reviews reads it, and no other
    reviewer = opened(role="administrator", width=375)
    reviewer.goto("/room/grievances/")
    clean(reviewer, picture, "complaints")
    reviewer.click("main a:has-text('It took too long')")
    clean(reviewer, picture, "complaint")
    reviewer.click("button:has-text('Tell them that we have it')")
    reviewer.click("button:has-text('Begin to look into it')")
    reviewer.click("main a.usa-button:has-text('Answer')")
    clean(reviewer)
    reviewer.fill("#id_text", "You are right. They have a second person at the desk now.")
    send(reviewer)

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
