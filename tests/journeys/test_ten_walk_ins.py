"""Ten people come to the pantry's desk, one after the other; each is written down in seconds, by keyboard alone or on a phone."""

import re
import sys
import time

MOST = 15.0  # seconds of driving one walk-in: a limit for sanity, no benchmark
IN_THE_BOX = "document.activeElement.id === 'q'"  # a page gives the focus a moment after it is loaded
GIVE = "#new ~ form button[type=submit]"


def homes(page) -> int:
    page.goto("/frontdesk/")
    return int(re.search(r"\d+", page.locator("#today").inner_text()).group())


class Desk:
    """One window on the desk, and the codes of the cards that it printed."""

    def __init__(self, opened, picture) -> None:
        self.page, self.phone = opened(role="intake"), opened(width=375, role="intake")
        self.plain = opened(width=375, role="intake", script=False)
        self.picture, self.codes = picture, []

    def of(self, people: str) -> None:
        self.page.goto("/frontdesk/")
        self.page.check(f"input[name=household][value='{people}']", force=True)

    def search(self, typed: str) -> None:
        """As somebody types: the list comes without a button."""
        self.page.goto("/frontdesk/")
        self.page.locator("#q").press_sequentially(typed, delay=10)
        self.page.locator("#found li").first.wait_for()

    def said(self, page=None) -> str:
        return (page or self.page).locator("role=status").inner_text()

    def today(self) -> str:
        return self.page.locator("[aria-labelledby=today]").inner_text()

    def nobody_by_name(self) -> None:
        self.of("3")
        self.page.click(GIVE)
        assert "Written down" in self.said()

    def a_family_of_nine(self) -> None:
        self.page.goto("/frontdesk/")
        self.page.fill("#more", "9")
        self.page.fill("#zip", "00412")
        self.page.click(GIVE)
        assert "no name, 9 people" in self.today()

    def somebody_new(self) -> None:
        self.of("2")
        self.page.fill("#name", "Rosalind Overbeck")
        self.page.fill("#zip", "00413")
        self.picture(self.page, "desk")
        self.page.click(GIVE)
        assert "Rosalind Overbeck" in self.today()

    def the_same_found_by_typing(self) -> None:
        self.search("overb")
        assert "given here today" in self.page.locator("#found").inner_text()
        self.picture(self.page, "desk-found")
        self.page.locator("#found button").first.focus()
        self.page.press(":focus", "Enter")
        self.page.wait_for_selector("role=status")

    def a_mistake_undone(self) -> None:
        self.page.goto("/frontdesk/")
        self.page.locator("[aria-labelledby=today] button").first.click()
        assert "Taken back" in self.said()

    def a_card_without_a_name_on_it(self) -> None:
        self.search("overb")
        self.page.locator("#found a").first.click()
        self.page.click("form[action$='/card/'] button")
        self.codes.append(self.page.locator(".fc-code").inner_text())
        assert "Overbeck" not in self.page.locator("main").inner_text()
        self.picture(self.page, "desk-card")

    def by_card_and_keyboard_alone(self) -> None:
        """A reader types the code and Enter; then the button has the focus."""
        self.page.goto("/frontdesk/")
        self.page.wait_for_function(IN_THE_BOX)
        self.page.keyboard.type(self.codes[0].replace("-", ""))
        self.page.press(":focus", "Enter")
        self.page.wait_for_url("**/frontdesk/people/**")
        self.page.wait_for_function("document.activeElement.type === 'submit'")
        self.page.press(":focus", "Enter")
        self.page.wait_for_url("**/frontdesk/")
        assert "Written down" in self.said()

    def a_guest_with_a_card(self) -> None:
        self.of("1")
        self.page.check("#card", force=True)
        self.page.click(GIVE)
        self.codes.append(self.page.locator(".fc-code").inner_text())

    def the_guest_again_on_a_phone(self) -> None:
        self.phone.goto("/frontdesk/")
        self.phone.fill("#q", self.codes[1])
        self.phone.press("#q", "Enter")
        self.phone.wait_for_url("**/frontdesk/people/**")
        self.phone.locator("button", has_text="Give").first.click()
        self.phone.wait_for_url("**/frontdesk/")

    def found_without_script(self) -> None:
        self.plain.goto("/frontdesk/")
        self.plain.fill("#q", "overb")
        self.plain.press("#q", "Enter")
        self.plain.locator("#found button").first.click()
        assert "Written down" in self.said(self.plain)


WALK_INS = (
    Desk.nobody_by_name, Desk.a_family_of_nine, Desk.somebody_new, Desk.the_same_found_by_typing, Desk.a_mistake_undone,
    Desk.a_card_without_a_name_on_it, Desk.by_card_and_keyboard_alone, Desk.a_guest_with_a_card,
    Desk.the_guest_again_on_a_phone, Desk.found_without_script,
)  # fmt: skip


def test_ten_walk_ins(opened, picture, capsys):
    desk, times = Desk(opened, picture), {}
    before = homes(desk.page)

    for serve in WALK_INS:
        began = time.monotonic()
        serve(desk)
        times[serve.__name__] = time.monotonic() - began

    with capsys.disabled():
        sys.stdout.write("".join(f"\n{seconds:5.2f} s  {who}" for who, seconds in times.items()) + "\n")
    assert max(times.values()) < MOST
    assert homes(desk.page) == before + 4
    desk.page.goto("/reports/")
    picture(desk.page, "desk-report", whole=False)


def test_the_keyboard_reaches_everything_in_order(opened):
    page = opened(role="intake")
    page.goto("/frontdesk/")
    page.wait_for_function(IN_THE_BOX)
    reached: list[str] = []
    for _stop in range(12):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()")
        )

    wanted = ["Find", "household", "more", "zip", "name", "card", "quantity"]
    places = [reached.index(one) for one in wanted]
    assert places == sorted(places)
