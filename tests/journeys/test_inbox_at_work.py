"""A pantry works through its inbox: by keys, by choosing many, on a phone without a script."""

from playwright.sync_api import expect

from browsing import sideways, violations

FOCUS = "document.activeElement.closest('li')?.querySelector('h2')?.textContent"


def line(page, number: int) -> str:
    return page.locator(".fc-asks > li h2").nth(number).text_content()


def test_the_inbox_by_keys(opened, picture):
    page = opened(role="intake")
    page.goto("/inbox/")
    expect(page.locator(".fc-asks > li").nth(1)).to_be_attached()
    page.keyboard.press("j")
    assert page.evaluate(FOCUS) == line(page, 0)
    page.keyboard.press("j")
    assert page.evaluate(FOCUS) == line(page, 1)
    page.keyboard.press("k")
    page.keyboard.press("x")
    expect(page.locator(".fc-asks :checked")).to_have_count(1)
    assert violations(page) == []
    picture(page, "inbox")
    page.keyboard.press("?")
    assert page.locator("#keys").get_attribute("open") is not None
    assert violations(page) == []

    page.uncheck("#keys-on")
    page.reload()
    page.keyboard.press("j")
    assert page.evaluate(FOCUS) is None
    page.locator("#keys summary").click()
    page.check("#keys-on")
    page.locator("#keys summary").focus()
    page.keyboard.press("j")
    assert page.evaluate(FOCUS) == line(page, 0)
    page.locator("#find-q").press("a") if page.locator("#find-q").count() else page.locator(
        "#assign-to"
    ).press("a")
    assert page.url.endswith("/inbox/")

    page.goto("/inbox/")
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("w")
    expect(page.locator("main").get_by_text("On the wait list")).to_have_count(1)


def test_many_at_once_on_a_phone_without_a_script(opened, picture):
    page = opened(width=375, role="intake", script=False)
    page.goto("/inbox/?tab=working")
    boxes = page.locator(".fc-asks input[type=checkbox]")
    many = boxes.count()
    assert many >= 2
    for number in range(many):
        boxes.nth(number).check()
    page.locator("#many button[value=goes-on]").click()
    expect(page.locator("role=status")).to_contain_text(f"Done for {many} requests.")
    page.locator(".fc-asks input[type=checkbox]").first.check()
    page.locator("#assign-to").select_option(index=1)
    page.locator("#many button[value=assign]").click()
    expect(page.locator(".fc-asks > li").first).to_contain_text("sees to it")
    picture(page, "inbox-many")
    assert page.locator("#keys").is_hidden()


def test_an_appointment_is_planned_on_a_phone_and_stands_on_both_pages(opened, picture):
    page = opened(width=375, role="intake", script=False)
    page.goto("/inbox/?tab=working")
    page.locator(".fc-asks h2 a").first.click()
    page.locator("summary", has_text="Plan an appointment").click()
    # Far enough: other walks move the town's time on.
    page.fill("#on-new", page.evaluate("new Date(Date.now() + 864e5 * 90).toISOString().slice(0, 10)"))
    page.fill("#time-new", "14:30")
    page.fill("#place-new", "Open Cupboard, front door")
    page.click("button:has-text('Plan it')")
    expect(page.locator("#appts ~ ul")).to_contain_text("front door")
    assert sideways(page) <= 0
    picture(page, "request-with-appointment")
    page.goto("/appointments/")
    picture(page, "appointments")


def test_the_request_with_its_appointments_as_axe_reads_it(opened):
    page = opened(role="intake")
    page.goto("/inbox/?tab=working")
    page.locator(".fc-asks h2 a", has_text="Tate").first.click()
    expect(page.locator("#appts")).to_have_count(1)
    for summary in page.locator("main details > summary").all():
        summary.click()
    assert violations(page) == []


def test_the_wait_list_on_a_phone(opened, picture):
    page = opened(width=375, role="intake")
    page.goto("/inbox/?tab=waiting")
    page.locator("a[href^='/inbox/waiting/']").first.click()
    expect(page.locator(".fc-asks > li").nth(11)).to_be_attached()
    page.locator(".fc-asks details > summary").first.click()
    assert violations(page) == []
    assert sideways(page) <= 0
    page.locator(".fc-asks details > summary").first.click()
    picture(page, "wait-list", whole=False)
    first = line(page, 0)
    page.click("button:has-text('Take the next')")
    expect(page.locator("main")).to_contain_text(first)


def test_own_questions_are_said_and_asked_on_a_phone(opened, picture):
    page = opened(width=375, role="intake", script=False)
    page.goto("/services/ours/")
    page.locator("a[href$='/questions/']").first.click()
    picture(page, "say-questions", whole=False)
    page.locator("#text-1").fill("Which days fit?")
    page.click("button:has-text('Save the questions')")
    page.goto("/inbox/?tab=working")
    page.locator(".fc-asks h2 a", has_text="Tate").first.click()
    page.click("text=Ask our own questions")
    picture(page, "own-questions")
    assert sideways(page) <= 0
    page.locator("input[type=radio]").first.check()
    page.click("button:has-text('Write it down')")
    expect(page.locator("#own ~ dl")).to_have_count(1)
    axe = opened(role="intake")
    for path in ("/services/ours/", page.url, page.url + "questions/"):
        axe.goto(path)
        assert violations(axe) == []
    axe.goto("/services/ours/")
    axe.locator("a[href$='/questions/']").first.click()
    assert violations(axe) == []
