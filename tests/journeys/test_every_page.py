"""axe finds nothing on any page, no page scrolls sideways on a phone, and resident pages are light."""

import re

import pytest
from playwright.sync_api import expect

from browsing import sideways, violations

LANGUAGES = ("en", "es", "ar-xb")
RESIDENT = ("/", "/find?need=food&zip=00412", "/find?need=zzzz", "/danger", "/call-me", "/p/", "/privacy", "/accessibility",
            "/demo/", "/demo/outbox/", "/pulse/how-we-count/", "/accounts/login/", "/accounts/password/reset/", "/no-such-page",
            "/kit/", "/community/", "/community/tamarind-council/", "/community/resident-council/", "/community/decisions/",
            "/complain/", "/complain/follow/", "/complain/themes/")  # fmt: skip
STAFF = {
    "navigator": ("/today/", "/today/?whose=team", "/people/", "/people/?q=zzzz", "/people/add/", "/sent/", "/services/ours/",
                  "/quality/", "/introductions/", "/today/?urgent=yes&stands=in-hand",
                  "/questions/", "/emergencies/", "/calls/", "/visits/", "/visits/day/", "/wording/?language=es",
                  "/hats/", "/accounts/2fa/", "/accounts/password/change/"),
    "intake": ("/frontdesk/", "/frontdesk/units/", "/frontdesk/sheets/", "/frontdesk/import/", "/reports/",
               "/inbox/", "/inbox/?whose=mine", "/inbox/?whose=nobody", "/inbox/?tab=working", "/inbox/?tab=waiting",
               "/inbox/?tab=done", "/appointments/", "/appointments/?whose=mine", "/services/ours/", "/services/ours/closed/"),
    "hub": ("/pulse/", "/pulse/sent/", "/pulse/silent/", "/pulse/wanted/", "/desk/", "/desk/organizations/", "/desk/clocks/",
            "/people/", "/quality/", "/agreements/",
            "/agreements/start/", "/asking/", "/asking/start/", "/room/", "/room/members/", "/room/members/?stage=left",
            "/room/members/add/",
            "/room/coalitions/", "/room/decisions/", "/room/announce/", "/room/bodies/start/",
            "/room/partnerships/", "/room/agenda/", "/room/agenda/bring/", "/room/grievances/",
            "/room/grievances/enter/", "/room/grievances/reviewers/"),
    "member": ("/room/", "/room/decisions/", "/asking/", "/room/agenda/", "/room/partnerships/"),
    "administrator": ("/room/partnerships/", "/room/partnerships/start/", "/room/grievances/",
                      "/team/", "/emergencies/review/", "/holds/", "/leaving/",
                      "/agreements/", "/agreements/?state=draft", "/agreements/start/"),
}  # fmt: skip
FIRST_VIEW = 150_000


def assert_fine(page, path: str) -> None:
    """Drawn once, then looked at on a phone and on a desk. What axe finds by width does not change with the words: at a
    desk's width it looks at the original language alone."""
    page.goto(path)
    assert_shown_fine(page, path)


def assert_shown_fine(page, path: str) -> None:
    original = page.locator("html").get_attribute("lang") == "en"
    for width in (375, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        if width == 375 or original:
            assert violations(page) == [], (path, width)
        assert sideways(page) <= 0, (path, width)


@pytest.mark.parametrize("language", LANGUAGES)
def test_public_pages(opened, language):
    page = opened(language=language)

    for path in RESIDENT:
        assert_fine(page, path)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", STAFF)
def test_staff_pages(opened, role, language):
    page = opened(language=language, role=role)
    for path in STAFF[role]:
        assert_fine(page, path)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_desks_pages(opened, language, tmp_path):
    """Somebody found, a card, a sheet printed and typed back, a unit, a file on its way in."""
    page = opened(width=375, language=language, role="intake")
    page.goto("/frontdesk/sheets/")
    paths = deeper(page, "/frontdesk/sheets/", r"/frontdesk/sheets/[0-9a-f-]{36}/")
    paths += deeper(page, "/frontdesk/units/", r"/frontdesk/units/[0-9a-f-]{36}/$")[:1]
    page.goto("/frontdesk/")
    page.fill("#q", "0005558001")
    page.press("#q", "Enter")
    page.wait_for_url("**/frontdesk/people/**")
    known = page.locator("h1").inner_text()
    paths += [page.url, page.locator("a[href^='/frontdesk/cards/']").get_attribute("href")]
    file = tmp_path / "people.csv"
    file.write_text("Name,Phone\nRosa Lind,000 555 0161\nRosa Lind,000 555 0161\n,1\n")
    page.goto("/frontdesk/import/")
    page.set_input_files("#file", file)
    page.click("main form button")
    page.wait_for_url(re.compile("/frontdesk/import/[0-9a-f-]{36}/"))
    paths.append(page.url)
    assert len(paths) == 6
    for path in paths:
        assert_fine(page, path)
    page.goto(next(path for path in paths if path.endswith("/type/")))
    line = page.locator("input[name^=name-]").first.get_attribute("name").removeprefix("name-")
    page.check(f"[name=came-{line}]")
    page.fill(f"[name=name-{line}]", known)
    page.click("main form button[type=submit]")
    expect(page.locator(f"[name=who-{line}]")).to_have_count(2)
    assert_shown_fine(page, "of a name on a blank line that is known here")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_inboxs_pages(opened, language):
    """A wait list in order, a request with its appointments, own questions said and asked."""
    page = opened(width=375, language=language, role="intake")
    paths = deeper(page, "/inbox/?tab=waiting", r"/inbox/waiting/[0-9a-f-]{36}/$")
    paths += deeper(page, "/services/ours/", r"/services/[0-9a-f-]{36}/questions/$")[:1]
    request = first(page, "/inbox/?tab=working", "Tate")
    paths += [request, f"{request}questions/"]
    assert len(paths) > 3
    for width in (375, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        for path in paths:
            assert_fine(page, path)


def deep_pages(page) -> list[str]:
    """Pages that need a person, a need or a request: the first of each that the lists lead to."""
    page.goto("/people/")
    person = page.locator("main a[href^='/people/']").evaluate_all(
        "links => links.map(a => a.getAttribute('href')).find(h => /^\\/people\\/[0-9a-f-]{36}\\/$/.test(h))"
    )
    page.goto("/sent/?tab=ended")
    request = page.locator("main a[href^='/requests/']").first.get_attribute("href")
    page.goto("/today/?whose=team&all=1")
    match = page.locator("main a[href^='/needs/']").first.get_attribute("href")
    return [
        person,
        f"{person}correct/",
        f"{person}need/",
        f"{person}proxy/",
        f"{person}why/",
        f"{person}screen/",
        f"{person}permissions/",
        f"{person}permissions/add/",
        f"{person}permissions/no/",
        f"{person}explain/",
        f"{person}disclosures/",
        f"{person}call/",
        request,
        match,
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_a_person_and_a_request(opened, language):
    page = opened(language=language, role="navigator")
    for path in deep_pages(page):
        assert_fine(page, path)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", ["hub", "member"])
def test_a_body_its_meetings_and_its_proposals(opened, role, language):
    page = opened(language=language, role=role)
    page.goto("/room/")
    council = page.locator("main a[href^='/room/bodies/']", has_text="Tamarind Council").first.get_attribute(
        "href"
    )
    assert_fine(page, council)
    links = page.locator("main a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    for path in sorted(
        {one for one in links if re.match(r"/room/(bodies|seats|meetings|proposals)/", one or "")}
    ):
        assert_fine(page, path)
        for change in deeper(page, path, r"/room/(meetings|proposals)/[0-9a-f-]{36}/change/$"):
            assert_fine(page, change)
    if role == "hub":
        page.goto("/room/members/")
        assert_fine(
            page,
            page.locator("main a[href^='/room/members/']", has_text="Saint").first.get_attribute("href"),
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_agreement_in_its_states(opened, language):
    """Signed ones from the list, and a draft of one's own in the editor."""
    page = opened(language=language, role="hub")
    page.goto("/agreements/")
    links = page.locator("main a[href^='/agreements/']").evaluate_all(
        "all => all.map(a => a.getAttribute('href'))"
    )
    for link in [one for one in links if re.match(r"/agreements/[0-9a-f-]{36}/$", one)]:
        assert_fine(page, link)
    assert_fine(page, f"{link}terminate/")
    assert_fine(page, f"{link}paper/")
    page.goto("/agreements/start/")
    page.locator("button[value=dsa]").click()
    draft = page.url
    for path in (
        draft,
        f"{draft}?find=a",
        draft.replace("edit/", "clauses/add/"),
        draft.replace("edit/", ""),
    ):
        assert_fine(page, path)


@pytest.mark.parametrize("language", LANGUAGES)
def test_surveys_in_their_states_and_the_page_that_asks(opened, language):
    page = opened(width=375, language=language, role="hub")
    page.goto("/asking/")
    being_asked, acted_on, reported = [
        page.locator(f"main a[href^='/asking/']:has-text('{title}')").first.get_attribute("href")
        for title in ("Rules and habits", "What gets in your way", "How ready are we")
    ]
    deep = [
        f"{being_asked}{name}"
        for name in ("", "audience/?find=o", "paper/", "phone/?find=leader", "print/", "edit/")
    ]
    for path in (*deep, acted_on, f"{acted_on}report/", f"{reported}report/", f"{reported}act/"):
        assert_fine(page, path)
    for themes in deeper(page, f"{acted_on}report/", r"/asking/[0-9a-f-]{36}/themes/"):
        assert_fine(page, themes)
    page.goto(f"{being_asked}audience/")
    page.click("form[action$='/link/'] button")
    link = page.locator("#link").input_value()
    asked = opened(width=375, language=language, script=False)
    asked.goto("/ask-us/" + link.rstrip("/").rpartition("/")[2] + "/")
    asked.locator("input[type=radio]").first.check()
    for _page in range(3):
        with asked.expect_navigation():
            asked.locator("button[value=next]").last.click()
    assert asked.url.endswith("?thanks")


def first(page, where: str, words: str) -> str:
    """The address of the first link in a list that says this. What people wrote is the same in every language."""
    page.goto(where)
    return page.locator(f"main a:has-text('{words}')").first.get_attribute("href")


def deeper(page, path: str, pattern: str) -> list[str]:
    """Addresses that a page leads to."""
    page.goto(path)
    found = page.locator("main a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    return sorted({one for one in found if re.match(pattern, one or "")})


def shared_pages(page, role: str) -> list[str]:
    """Of partnerships, the agenda and complaints: each page that this role is led to from the practice town's own."""
    found = []
    if role != "administrator":
        scored, idea = (first(page, "/room/agenda/", words) for words in ("Millbrook", "interpreter"))
        found += [scored, *deeper(page, scored, scored + "."), idea, *deeper(page, idea, idea + ".")]
    pilot = first(page, "/room/partnerships/", "navigator at the clinic")
    found += [pilot, *deeper(page, pilot, pilot + ".")]
    if role == "administrator":
        page.goto("/room/grievances/")
        for one in deeper(page, "/room/grievances/", r"/room/grievances/[0-9a-f-]{36}/$"):
            found += [one, *deeper(page, one, one + ".")]
    else:
        found.append(first(page, "/room/partnerships/", "Boxes after the visit"))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", ["hub", "member", "administrator"])
def test_partnerships_ideas_and_complaints(opened, role, language):
    page = opened(width=375, language=language, role=role)
    pages = shared_pages(page, role)
    assert len(pages) > 5
    for path in pages:
        assert_fine(page, path)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_by_link_and_of_the_resident(opened, language):
    page = opened(width=375, language=language)
    page.goto("/demo/outbox/")
    links = page.locator("main a").evaluate_all("links => links.map(a => a.getAttribute('href'))")
    by_kind = {kind: next((link for link in links if re.match(rf"/{kind}/", link)), None) for kind in "arc"}

    for link in filter(None, by_kind.values()):
        assert_fine(page, link)
    page.goto("/find?need=food&zip=00412")
    assert_fine(page, page.locator("a[href^='/ask/']").first.get_attribute("href"))
    assert_fine(page, page.url)


@pytest.mark.parametrize("path", ["/", "/find?need=food&zip=00412", "/danger", "/call-me"])
def test_resident_pages_are_light_on_first_view(opened, path):
    page, sizes = opened(width=375), []
    page.on("response", lambda answer: sizes.append(len(answer.body())))

    page.goto(path, wait_until="networkidle")

    assert 0 < sum(sizes) < FIRST_VIEW
