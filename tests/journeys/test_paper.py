"""A plan on paper: made on the person's page, answered by its code on a phone, in three languages and without a fault for axe."""

import pytest
from playwright.sync_api import expect

from browsing import sideways, violations
from journeys.test_tutorial import add_a_person_in_need, newest_link


def assert_fine(page) -> None:
    assert violations(page) == []
    assert sideways(page) <= 0


@pytest.mark.parametrize(
    ("language", "name", "number"),
    [
        ("en", "Ilse Marrow", "000 555 9331"),
        ("es", "Bruno Tallis", "000 555 9332"),
        ("ar-xb", "Yusra Penn", "000 555 9333"),
    ],
)
def test_a_plan_is_printed_and_its_code_answers(opened, picture, language, name, number):
    page = opened(role="navigator", language=language, width=375)
    add_a_person_in_need(page, name, phone=number)
    page.click(".fc-send button[type=submit]")
    record = page.url
    place = opened(width=375)
    place.goto(newest_link(opened, "a", about=name))
    place.click("button[value=accept]")

    page.goto(f"{record.split('?')[0].split('#')[0]}plan/")
    assert_fine(page)
    page.click("main form button[type=submit]")
    assert_fine(page)
    if language == "en":
        picture(page, "paper")
    assert name not in page.locator("main").inner_text()
    code = page.locator(".fc-code").inner_text()

    phone = opened(width=375, language=language)
    phone.goto("/p/")
    phone.fill("#code", code.lower())
    phone.click("main form button[type=submit]")
    assert_fine(phone)
    phone.click("button[value='1-yes']")
    phone.goto(f"/p/{code}")
    assert_fine(phone)
    page.goto(record)
    expect(page.locator(".ring--met")).to_have_count(1)
