"""The tutorial of the table, walked as it is written (docs/tutorial/the-table.md): members, a vote, a charter, on a phone."""

from playwright.sync_api import expect
from test_partners import clean, said, send

NEXT_YEAR = "2031-03-04T17:30"


def add_member(hub, name: str, *, sector: str) -> str:
    """A member that is in no directory; where its page is."""
    hub.goto("/room/members/add/")
    hub.fill("#id_name", name)
    hub.select_option("#id_sector", value=sector)
    send(hub)
    return hub.url


def name_somebody(hub, name: str, *, email: str = "", level: int = 4) -> None:
    """On the page of a member."""
    form = hub.locator("form[action$='/person/']")
    hub.locator("details:has(form[action$='/person/'])").evaluate("one => one.open = true")
    form.locator("[name=name]").fill(name)
    form.locator("[name=email]").fill(email)
    form.locator("[name=level]").select_option(str(level))
    form.locator("button").click()


def newest_invitation(opened, email: str) -> str:
    outbox = opened()
    outbox.goto("/demo/outbox/")
    return outbox.locator(f"main :has-text('{email}') a[href^='/join/']").first.get_attribute("href")


def test_the_backbone_adds_and_invites_members(opened, picture):
    hub = opened(role="hub", width=375)
    hub.goto("/room/coalitions/")
    clean(hub)
    hub.goto("/room/members/")
    before = hub.locator("main h3 + ul a").count()
    hub.click("main a:has-text('Add a member')")
    clean(hub)
    hub.fill("#id_name", "Larkhaven Tenants Union")
    hub.select_option("#id_sector", value="housing-cbo")
    hub.fill("#id_why", "They know every landlord in town.")
    send(hub)
    member = hub.url
    hub.click("button:has-text('Approached')")
    hub.fill("#id_said", "Imani would come if somebody minds her children.")
    hub.fill("#id_next_step", "Send her the charter")
    hub.click("form[action$='/touch/'] button")
    name_somebody(hub, "Imani Wells", email="imani.wells@tenants.example")
    hub.click("button:has-text('Joined')")
    assert "Imani Wells · Can commit (4)" in said(hub)
    assert "has an account" not in said(hub)
    clean(hub)

    hub.goto("/team/")
    hub.fill("#id_name", "Imani Wells")
    hub.fill("#id_email", "imani.wells@tenants.example")
    hub.select_option("#id_role", value="member")
    hub.click("main form:has(#id_email) button[type=submit]")
    imani = opened(width=375)
    imani.goto(newest_invitation(opened, "imani.wells@tenants.example"))
    clean(imani)
    imani.fill("#id_password", "seven green kettles")
    send(imani)
    imani.goto("/room/")
    clean(imani)

    hub.goto(member)
    assert "has an account" in said(hub)
    hub.goto("/room/members/")
    expect(hub.locator("main h3 + ul a")).to_have_count(before + 1)
    clean(hub, picture, "table-members", whole=False)


def start_a_body(hub, name: str) -> str:
    """Public, decides by more yes than no, with one vote of lived experience at least; where its page is."""
    hub.goto("/room/bodies/start/")
    hub.fill("#id_name", name)
    hub.check("input[name=rule][value=majority]")
    hub.check("#id_public")
    send(hub)
    return hub.url


def add_seat(hub, body: str, *, title: str, sector: str = "", holder: str = "") -> None:
    """For a sector, or without one for lived experience."""
    hub.goto(f"{body}seats/")
    hub.select_option("#id_kind", value="sector" if sector else "lived")
    hub.fill("#id_title", title)
    if sector:
        hub.select_option("#id_sector", value=sector)
    else:
        hub.fill("#id_stipend", "75")
    if holder:
        choose_by_words(hub, "#id_holder", holder)
    send(hub)


def choose_by_words(page, field: str, words: str) -> None:
    page.select_option(field, value=page.locator(f"{field} option:has-text('{words}')").first.get_attribute("value"))  # fmt: skip


def set_the_table(hub, name: str) -> str:
    """Three seats that are held, and one of lived experience that is still empty."""
    body = start_a_body(hub, name)
    seats = {
        "Clinics": ("clinic", "Helena Moss"),
        "Housing": ("housing-cbo", "Ned Alder"),
        "Rides": ("transport", "Dot Wheeler"),
    }
    for title, (sector, holder) in seats.items():
        add_seat(hub, body, title=title, sector=sector, holder=holder)
    add_seat(hub, body, title="Lived experience")
    assert hub.url == body
    return body


def propose(hub, body: str, title: str, *, agreement: str = "") -> str:
    hub.goto(f"{body}proposals/")
    hub.fill("#id_title", title)
    hub.fill("#id_asks", f"Say yes to this: {title.lower()}.")
    hub.fill("#id_text", "People told us that they need it.")
    if agreement:
        choose_by_words(hub, "#id_agreement", agreement)
    send(hub)
    return hub.url


def open_the_vote(hub) -> None:
    form = hub.locator("form[action$='/open-vote/']")
    form.locator("[name=closes_on]").fill("2031-03-05")
    form.locator("button").click()


def raise_hands(hub) -> None:
    """The backbone writes down a yes of everybody who raised a hand."""
    while (yes := hub.locator("table button[value=yes]")).count():
        yes.first.click()


def count(hub) -> None:
    hub.click("button[value=count]")


def test_a_vote_is_held_for_want_of_lived_experience_and_a_second_one_passes(opened, picture):
    hub = opened(role="hub", width=375)
    body = set_the_table(hub, "Winter table")
    clean(hub, picture, "table-body")

    hub.goto(f"{body}meetings/")
    clean(hub)
    hub.fill("#id_title", "First meeting")
    hub.select_option("#id_kind", value="steering")
    hub.fill("#id_starts_at", NEXT_YEAR)
    hub.fill("#id_ends_at", NEXT_YEAR.replace("17:", "19:"))
    hub.fill("#id_place", "Library, room 2")
    hub.check("input[name=offers][value=child-care]")
    send(hub)
    meeting = hub.url
    assert "Who must come" in said(hub)
    clean(hub, picture, "table-meeting", whole=False)
    member = opened(role="member", width=375)
    member.goto(meeting)
    member.check("input[name=says][value=yes]")
    member.check("input[name=needs][value=child-care]")
    send(member)
    clean(member)
    hub.goto(meeting)
    assert "Child care: 1" in said(hub)

    first = propose(hub, body, "A heated waiting room")
    clean(hub)
    open_the_vote(hub)
    member.goto(first)
    member.locator("details:has(#id_nature)").evaluate("one => one.open = true")
    clean(member)
    member.fill("#id_nature", "The room would be at our clinic.")
    member.click("form[action$='/interest/'] button")
    assert "You do not vote on it" in said(member)
    expect(member.locator("form[action$='/vote/']")).to_have_count(0)
    hub.goto(first)
    clean(hub, picture, "table-vote")
    raise_hands(hub)
    count(hub)
    assert "Held: no lived-experience vote" in said(hub) or "no lived-experience vote" in said(hub)
    clean(hub, picture, "table-held")

    hub.goto(body)
    hub.click("tr:has-text('Lived experience') a:has-text('Who holds it')")
    clean(hub)
    choose_by_words(hub, "#id_holder", "Odalys Summerlin")
    send(hub)
    propose(hub, body, "A heated waiting room at the library")
    open_the_vote(hub)
    second = hub.url
    member.goto(second)
    clean(member)
    member.click("form[action$='/vote/'] button[value=yes]")
    hub.goto(second)
    raise_hands(hub)
    count(hub)
    assert "4 yes, 0 no, 0 abstained" in said(hub)
    clean(hub, picture, "table-passed")

    public = opened(width=375)
    public.goto("/community/")
    clean(public, picture, "community")
    shown = said(public)
    decided = ("A heated waiting room at the library", "4 yes, 0 no, 0 abstained")
    for words in ("Winter table", "Riverlight Clinic", *decided):
        assert words in shown, words
    public.click("main a:has-text('Winter table')")
    clean(public)
    assert "1 seat of residents with lived experience (paid)" in said(public)
    assert "Odalys Summerlin" not in said(public)


def test_a_charter_is_adopted_by_vote_signed_and_in_force(opened, picture):
    hub = opened(role="hub", width=375)
    agreement = draft_a_charter(hub, "Charter of the spring table")
    hub.goto(agreement)
    clean(hub)
    hub.click("button[value=review]")
    clean(hub)

    body = set_the_table(hub, "Spring table")
    hub.click("tr:has-text('Lived experience') a:has-text('Who holds it')")
    choose_by_words(hub, "#id_holder", "Walter Yarrow")
    send(hub)
    proposal = propose(hub, body, "Adopt our charter of spring", agreement="Charter of the spring table")
    until = hub.locator("form[action$='/open-comment/']")
    until.locator("[name=until]").fill("2031-03-01")
    until.locator("button").click()
    member = opened(role="member", width=375)
    member.goto(proposal)
    member.fill("#id_comment", "Say how much residents are paid.")
    member.click("form[action$='/comment/'] button")
    clean(member)
    hub.goto(proposal)
    assert "Say how much residents are paid." in said(hub)
    open_the_vote(hub)
    member.goto(proposal)
    member.click("form[action$='/vote/'] button[value=yes]")
    hub.goto(proposal)
    raise_hands(hub)
    count(hub)
    clean(hub)
    hub.click("button:has-text('Send it out for signature')")
    assert "Out for signature" in said(hub)

    sign(hub, agreement, "Lila Thornfield")
    assert "In force" not in said(hub).split("Parties and signatures")[0]
    administrator = opened(role="administrator", width=375)
    administrator.goto("/today/")
    sign(administrator, agreement, "Edwin Marsh")
    assert "In force" in said(administrator)
    clean(administrator, picture, "table-charter", whole=False)
    hub.goto(proposal)
    hub.click("button[value=done]")
    assert "Carried out" in said(hub)


def draft_a_charter(hub, title: str) -> str:
    """Between the hub and Eastgate, both of which must sign; where its page is."""
    hub.goto("/agreements/start/")
    hub.click("button[value=charter]")
    draft = hub.url
    hub.fill("#id_title", title)
    hub.click("form:has(#id_title) button[type=submit]")
    hub.fill("input[name=find]", "Eastgate")
    hub.click("form:has(input[name=find]) button")
    added = hub.locator("form[action$='/parties/']:has(button:has-text('Add'))").first
    added.locator("input[name=required]").check()
    added.locator("button:has-text('Add')").click()
    clean(hub)
    return draft.split("edit/")[0]


def sign(page, agreement: str, name: str) -> None:
    page.goto(agreement)
    page.click("a:has-text('Read and sign')")
    clean(page)
    page.fill("input[name=typed_name]", name)
    page.check("input[name=level][value='4']")
    page.click("main form button[type=submit]")
