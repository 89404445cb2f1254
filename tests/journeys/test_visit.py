"""Visits without network, on a phone: what is kept survives reload, log-out and a full disk, nobody reads it after log-out, and
each draft arrives once."""

import zlib
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from browsing import sideways, violations
from journeys.test_tutorial import add_a_person_in_need
from pictured import photo

NOTE = "Knocked twice, the dog barks"
DAY = "/visits/day/"

# Every byte that the browser's database holds, as text: of what is sealed each byte as a letter.
RAW = """async () => {
  const names = (await indexedDB.databases()).map((one) => one.name);
  const found = {names, keys: 0, rows: []};
  for (const name of names) {
    const database = await new Promise((done) => { const r = indexedDB.open(name); r.onsuccess = () => done(r.result); });
    for (const store of database.objectStoreNames) {
      const all = await new Promise((done) => {
        const r = database.transaction(store).objectStore(store).getAll(); r.onsuccess = () => done(r.result); });
      if (store === 'keys') found.keys += all.length;
      for (const row of all) found.rows.push(Object.entries(row).map(([name, value]) =>
        value instanceof ArrayBuffer || ArrayBuffer.isView(value)
          ? name + ':' + new TextDecoder('latin1').decode(value) : value instanceof CryptoKey
          ? name + ':key extractable=' + value.extractable : name + ':' + value).join('|'));
    }
    database.close();
  }
  return found;
}"""


def prepared(opened, name: str, *, language: str = "en", form: bool = True):
    """A navigator's phone with one new person and the questions of the first form on it."""
    page = opened(role="navigator", language=language, width=375)
    get_ready(page, name, form=form)
    return page


def get_ready(page, name: str, *, form: bool) -> None:
    add_a_person_in_need(page, name, phone=f"000 555 {zlib.crc32(name.encode()) % 10_000:04}")
    page.goto("/visits/?whose=team")
    page.locator(".fc-pick", has_text=name).locator("input").check()
    if form:
        page.select_option("#form", index=1)
    page.click("form[data-pack] button[type=submit]")
    page.wait_for_url("**/visits/day/")
    page.wait_for_selector("#people section")


def offline(page) -> None:
    page.context.set_offline(True)
    page.reload()
    page.wait_for_selector("#people section")


def write(page, text: str) -> None:
    page.fill("[data-kind=note] textarea", text)
    page.wait_for_selector("[data-kind=note] [data-say=kept]", state="visible")


def record_of(page, name: str):
    page.goto("/people/?q=" + name.split()[0])
    page.click(f"main a:has-text('{name}')")
    return page


def fill_the_disk(page) -> tuple[str, str, Callable[[], object]]:
    """Write more and more on a phone that is full. Chromium learns of it within half a minute.

    What was kept last, what was refused, and how room is made."""
    devtools = page.context.new_cdp_session(page)
    origin = page.evaluate("location.origin")
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": 1})
    kept = page.input_value("[data-kind=note] textarea")
    for number in range(60):
        words = f"{NOTE}. {'She would like a call on Friday. ' * 90}{number}"
        page.fill("[data-kind=note] textarea", words)
        page.wait_for_selector("[data-kind=note] :is([data-say=kept], [data-say=full]):visible")
        if page.locator("#full").is_visible():
            return kept, words, lambda: devtools.send("Storage.overrideQuotaForOrigin", {"origin": origin})
        kept = words
        page.wait_for_timeout(1000)
    raise AssertionError("the disk was never full")


def sign_in_again(page) -> None:
    page.goto("/demo/")
    page.click("form[action='/demo/as/navigator'] button")


def sign_out(page) -> None:
    page.goto("/hats/")
    page.click("form[action='/accounts/logout/'] button")
    page.wait_for_url(lambda url: urlsplit(url).path == "/")


def test_a_visit_without_network_then_sent_once(opened, picture):
    page = prepared(opened, "Ottoline Vance")
    offline(page)

    expect(page.locator("#people")).to_contain_text("Ottoline V.")
    assert "Vance" not in page.locator("#people").inner_text()
    assert "food" in page.locator("[data-needs]").inner_text().lower()
    write(page, NOTE)
    for name in ("door.jpg", "thumb.jpg"):
        page.set_input_files(
            "input[type=file]", {"name": name, "mimeType": "image/jpeg", "buffer": photo(300, 200)}
        )
    expect(page.locator("[data-photos] img")).to_have_count(2)
    page.locator("[data-photos] button").last.click()
    expect(page.locator("[data-photos] img")).to_have_count(1)
    assert sum(row.startswith("id:photo") for row in page.evaluate(RAW)["rows"]) == 1
    page.locator("[data-question] input[type=radio]").first.check()
    page.wait_for_selector("[data-kind=answers] [data-say=kept]", state="visible")
    page.evaluate("scrollTo(0, 0)")
    picture(page, "visit", whole=False)
    raw = str(page.evaluate(RAW))
    assert not any(word in raw for word in (NOTE, "Ottoline", "JFIF"))  # the photo neither
    offline(page)  # again: a reload without network
    assert page.input_value("[data-kind=note] textarea") == NOTE
    expect(page.locator("[data-photos] img")).to_have_count(1)
    assert page.locator("[data-question] input[type=radio]").first.is_checked()

    posted = []
    page.on("request", lambda one: posted.append(one) if one.method == "POST" else None)
    page.context.set_offline(False)
    page.wait_for_selector("[data-sent]", state="visible")
    page.wait_for_selector("[data-kind=answers]", state="hidden")

    assert len(posted) == 2
    assert not any(row.startswith("id:draft") for row in page.evaluate(RAW)["rows"])
    page.reload()
    page.wait_for_selector("#people section")
    assert page.input_value("[data-kind=note] textarea") == ""
    assert len(posted) == 2
    record_of(page, "Ottoline Vance")
    expect(page.locator("#notes article")).to_have_count(1)
    expect(page.locator("#notes")).to_contain_text(NOTE)
    expect(page.locator("#notes img")).to_have_count(1)


def lose_the_answer(page) -> None:
    """The server takes one draft in, and the phone does not hear of it."""
    lost = []

    def lose(route):
        route.fetch()
        lost.append(route)
        route.abort()

    page.route("**/visits/drafts/**", lose)
    page.click("#send")
    page.wait_for_selector("#messages [data-say=offline]", state="visible")
    page.unroute("**/visits/drafts/**")
    assert len(lost) == 1


def test_a_draft_whose_answer_was_lost_on_the_way_is_sent_again_and_is_one_note(opened):
    page = prepared(opened, "Percival Quist", form=False)
    write(page, NOTE)
    lose_the_answer(page)

    page.click("#send")
    page.wait_for_selector("[data-sent]", state="visible")

    record_of(page, "Percival Quist")
    expect(page.locator("#notes article")).to_have_count(1)


def test_words_that_are_added_after_the_answer_was_lost_arrive_too(opened):
    page = prepared(opened, "Quirin Abel", form=False)
    write(page, NOTE)
    lose_the_answer(page)
    write(page, f"{NOTE}. Nobody at home.")

    page.click("#send")
    page.wait_for_selector("[data-sent]", state="visible")

    record_of(page, "Quirin Abel")
    expect(page.locator("#notes")).to_contain_text("Nobody at home.")


def test_getting_ready_for_somebody_else_keeps_and_sends_what_was_not_sent(opened):
    page = prepared(opened, "Quilla Marsh", form=False)
    offline(page)
    write(page, NOTE)
    page.goto("about:blank")  # the phone is put away before there is network again
    page.context.set_offline(False)

    get_ready(page, "Rolf Tern", form=False)
    page.wait_for_selector("[data-sent]:visible")
    record_of(page, "Quilla Marsh")
    expect(page.locator("#notes")).to_contain_text(NOTE)


def test_after_log_out_nothing_can_be_read_and_after_sign_in_it_can_again(opened):
    page = prepared(opened, "Leocadia Brandt", form=False)
    write(page, NOTE)
    before = page.evaluate(RAW)
    assert before["keys"] == 1
    assert "extractable=false" in str(before["rows"])

    sign_out(page)
    raw = page.evaluate(RAW)
    assert raw["keys"] == 0
    assert any(row.startswith("id:draft") for row in raw["rows"])
    for word in (NOTE, "Leocadia", "food"):
        assert word not in str(raw)
        assert word not in str(before)
    page.goto(DAY)
    assert "/accounts/login/" in page.url
    page.context.set_offline(True)  # what the phone still has, without network
    page.goto(DAY)
    page.wait_for_selector("[data-say=locked]", state="visible")
    assert page.locator("[data-say=locked] [data-words]").inner_text() == "1"
    assert NOTE not in page.content()
    page.goto("about:blank")  # with the network back, the locked page would ask for itself anew
    page.context.set_offline(False)

    sign_in_again(page)
    page.goto(DAY)
    page.wait_for_selector("[data-sent]", state="visible")  # it was kept all the time, and leaves now
    record_of(page, "Leocadia Brandt")
    expect(page.locator("#notes")).to_contain_text(NOTE)


def test_somebody_else_on_the_same_phone_reads_nothing(opened):
    page = prepared(opened, "Sunniva Holt", form=False)
    page.context.set_offline(True)
    write(page, NOTE)
    page.context.set_offline(False)
    page.goto("/demo/")
    page.click("form[action='/demo/as/hub'] button")

    page.goto(DAY)
    page.wait_for_selector("[data-say=nothing]", state="visible")
    assert NOTE not in page.content()


def test_a_session_that_ended_elsewhere_erases_the_key_at_the_next_contact(opened):
    page = prepared(opened, "Tancred Moll", form=False)
    offline(page)
    write(page, NOTE)
    page.context.set_offline(False)
    page.context.clear_cookies(name="fullcircle")  # as after half an hour, or when an administrator ended it

    with page.expect_response("**/visits/key/"):
        page.goto("/privacy")
    page.wait_for_function(
        "async () => (await visitLock.within('keys', 'readonly', (all) => all.count())) === 0"
    )
    assert NOTE not in str(page.evaluate(RAW))


def test_a_full_disk_loses_nothing_that_was_kept(opened):
    page = prepared(opened, "Wendeline Oster", form=False)
    offline(page)
    write(page, NOTE)

    kept, refused, make_room = fill_the_disk(page)
    assert page.locator("[data-kind=note] [data-say=full]").is_visible()
    assert page.input_value("[data-kind=note] textarea") == refused
    assert violations(page) == []
    make_room()
    page.click("[data-kind=note] [data-say=full] button")
    page.wait_for_selector("[data-kind=note] [data-say=kept]", state="visible")
    assert page.locator("#full").is_hidden()
    offline(page)
    assert page.input_value("[data-kind=note] textarea") == refused

    kept, _refused, make_room = fill_the_disk(page)
    offline(page)  # the newest is lost with its page, and nothing else
    assert page.input_value("[data-kind=note] textarea") == kept

    page.context.set_offline(
        False
    )  # with network, the disk as full as before: it is shown and sent all the same
    page.reload()
    page.wait_for_selector("[data-sent]", state="visible")
    make_room()
    record_of(page, "Wendeline Oster")
    expect(page.locator("#notes")).to_contain_text(kept[:500])


@pytest.mark.parametrize("choice", ["mine", "theirs", "both"])
def test_answers_that_somebody_else_wrote_down_meanwhile_stand_side_by_side(opened, choice):
    name = {"mine": "Yrsa Lund", "theirs": "Zeno Falk", "both": "Undine Roth"}[choice]
    page = prepared(opened, name)
    offline(page)
    first = page.locator("[data-question]").first
    question = first.locator("[data-text]").inner_text()
    first.locator("input[type=radio]").first.check()
    page.wait_for_selector("[data-kind=answers] [data-say=kept]", state="visible")
    colleague = opened(role="navigator")
    record_of(colleague, name)
    colleague.click("a:has-text('Screen')")
    colleague.locator("main form button[type=submit]").first.click()
    colleague.locator("fieldset input[type=radio]").nth(1).check()
    colleague.click("button[value=answer]")

    page.context.set_offline(False)
    page.click("#send")
    page.wait_for_selector("[data-kind=answers] [data-say=conflict]", state="visible")
    row = page.locator("[data-kind=answers] [data-lines] tr").first
    assert row.locator("th").inner_text() == question
    mine, theirs = row.locator("td").all_inner_texts()
    assert mine
    assert theirs
    assert mine != theirs
    assert violations(page) == []
    page.click(f"[data-kind=answers] [data-choice={choice}]")
    page.wait_for_selector("[data-kind=answers]", state="hidden")

    record_of(page, name)
    assert (mine in page.locator("#notes").inner_text()) == (choice == "both")
    page.click("a:has-text('Screen')")
    page.locator("main a[href^='/screenings/']").first.click()
    page.click("button[value=back]")
    chosen = page.locator(".fc-pick:has(input:checked)").inner_text()
    assert chosen.strip() == (mine if choice == "mine" else theirs)


@pytest.mark.parametrize(
    ("language", "name"), [("en", "Ilka Brem"), ("es", "Odilo Kern"), ("ar-xb", "Runa Skov")]
)
def test_the_visit_in_three_languages_has_no_fault_for_axe(opened, language, name):
    page = prepared(opened, name, language=language)
    offline(page)
    write(page, NOTE)

    assert violations(page) == []
    assert sideways(page) <= 0
    page.click("#lock")
    page.wait_for_selector("[data-say=locked]", state="visible")
    assert violations(page) == []


def test_without_script_the_visit_is_a_page_of_links(opened):
    page = opened(role="navigator", width=375, script=False)
    page.goto("/visits/?whose=team")
    page.locator("form[data-pack] input[type=checkbox]").first.check()
    page.click("form[data-pack] button[type=submit]")

    expect(page.locator("main a[href^='/people/']").nth(0)).to_be_attached()


def test_what_is_too_old_is_erased(opened):
    page = prepared(opened, "Gerwin Asmus", form=False)
    write(page, NOTE)
    page.evaluate("visitLock.sweep(Date.now() + 30 * 24 * 3600 * 1000)")

    page.wait_for_function(
        "async () => (await visitLock.within('kept', 'readonly', (all) => all.count())) === 0"
    )
