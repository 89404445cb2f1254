// Visits without network: getting ready, the page of the day, drafts that are kept sealed, and sending them.
(() => {
  const { within, check, forget, sweep, signedIn, others } = globalThis.visitLock;
  const { keyOf, keepKey, keep, unsealed, read, drop, packOf, draftOf } = globalThis.visitSeal;
  const { question, branching } = globalThis.visitQuestions;
  const CACHE = "visits";
  const DAY = "/visits/day/";
  const AFTER = 400; // milliseconds without a key pressed, then a draft is kept
  const LONGEST_SIDE = 2000; // of a photo, as the server keeps it
  const $ = (selector, within_ = document) => within_.querySelector(selector);
  const $$ = (selector, within_ = document) => [...within_.querySelectorAll(selector)];

  // ---- getting ready, with network ----

  function prepare(form) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const button = $("button[type=submit]", form);
      button.disabled = true;
      try {
        if (await ready(form)) location.assign(DAY);
      } catch (error) {
        say(error?.name === "QuotaExceededError" ? "full" : "not-ready");
      } finally {
        button.disabled = false;
      }
    });
  }

  async function ready(form) {
    const who = await signedIn();
    if (!who) return say("not-ready");
    const answer = await fetch(form.dataset.pack, { method: "POST", body: new FormData(form), redirect: "manual" });
    if (!answer.ok) return answer.status === 400 ? say("refused", (await answer.json()).reason) : say("not-ready");
    const pack = await answer.json();
    const mine = await keyOf(who);
    await waiting(mine, pack);
    await keepKey(mine);
    await keep(mine, { id: packOf(mine.owner), until: pack.until, body: pack });
    await lasts(mine, pack.until);
    await navigator.serviceWorker.register("/visits/worker.js", { scope: "/visits/" });
    await navigator.serviceWorker.ready;
    const cache = await caches.open(CACHE);
    const wanted = [DAY, ...pack.files];
    await cache.addAll(wanted);
    const old = (await cache.keys()).filter((one) => !wanted.includes(new URL(one.url).pathname));
    await Promise.all(old.map((one) => cache.delete(one)));
    await navigator.storage?.persist?.();
    return true;
  }

  // Whose draft was not sent stays on the page of the day, and its answers with the questions that were asked.
  async function waiting(mine, pack) {
    const before = await read(mine, packOf(mine.owner)).catch(() => null);
    const waits = async (one, kind) => {
      const draft = await read(mine, draftOf(mine.owner, one.mark, kind)).catch(() => null);
      return draft && !isEmpty(draft);
    };
    for (const one of before?.people ?? []) {
      const again = pack.people.find(({ id }) => id === one.id);
      const answers = one.form && (await waits(one, "answers"));
      if (!again && (answers || (await waits(one, "note")))) pack.people.push(one);
      else if (again && answers && again.form?.id !== one.form.id) again.form = one.form;
    }
  }

  // What was kept before is erased on the day that the page names, not sooner.
  const lasts = (mine, until) =>
    within("kept", "readwrite", (all) => {
      all.openCursor().onsuccess = ({ target: { result } }) => {
        if (!result) return;
        if (result.value.owner === mine.owner) result.update({ ...result.value, until });
        result.continue();
      };
    });

  // Shows one of the messages that the page brings along, and hides the others of its place.
  function say(name, words, place = $("#messages")) {
    $$("[data-say]", place).forEach((one) => (one.hidden = one.dataset.say !== name));
    const shown = $(`[data-say="${name}"]`, place);
    if (shown && words !== undefined) $("[data-words]", shown).textContent = words;
    return false;
  }

  // ---- the page of the day ----

  let mine, pack;

  async function day() {
    await sweep();
    const who = await check();
    if (who) {
      mine = await keyOf(who);
      await keepKey(mine).catch(() => undefined); // on a full disk it holds for this page, which shows and sends what is kept
    } else if (who === undefined) mine = await within("keys", "readonly", (keys) => keys.get("now"));
    if (!mine) return locked();
    try {
      pack = await read(mine, packOf(mine.owner));
    } catch {
      return locked();
    }
    if (!pack) return say("nothing");
    say(who ? "" : "offline");
    $("#visits").hidden = false;
    for (const person of pack.people) await show(person);
    $("#until").textContent = new Date(pack.until).toLocaleDateString(document.documentElement.lang, { weekday: "long", month: "long", day: "numeric" });
    if (who) await sendAll({ typed: false });
  }

  async function locked() {
    mine = pack = undefined;
    $("#visits").hidden = true;
    $("#people").replaceChildren();
    const kept = await within("kept", "readonly", (all) => all.getAllKeys());
    say("locked", String(kept.filter((id) => id.startsWith("draft ")).length));
  }

  async function show(person) {
    const card = $("#t-person").content.firstElementChild.cloneNode(true);
    card.dataset.person = person.id;
    $("[data-name]", card).textContent = person.name;
    for (const need of person.needs) {
      const line = $("#t-need").content.firstElementChild.cloneNode(true);
      $("[data-title]", line).textContent = need.title;
      $("[data-state]", line).textContent = need.state;
      $("[data-needs]", card).append(line);
    }
    $("[data-none]", card).hidden = person.needs.length > 0;
    named(card, person.id);
    $("#people").append(card);
    await noteOf(person, card);
    if (person.form) await answersOf(person, card);
    else $("[data-kind=answers]", card).remove();
  }

  // Each person's fields have ids of their own, so that labels find them.
  function named(card, id) {
    for (const one of $$("[id]", card)) one.id = `${one.id}-${id}`;
    for (const one of $$("[for]", card)) one.htmlFor = `${one.htmlFor}-${id}`;
    for (const one of $$("[aria-describedby]", card)) one.setAttribute("aria-describedby", `${one.getAttribute("aria-describedby")}-${id}`);
  }

  const fresh = (kind, person) => ({ id: crypto.randomUUID(), kind, person: person.id, text: "", photos: [], answers: {} });

  async function noteOf(person, card) {
    const part = $("[data-kind=note]", card);
    const words = $("textarea", part);
    const slot = draftOf(mine.owner, person.mark, "note");
    const held = { part, slot, draft: (await read(mine, slot)) ?? fresh("note", person), restart: () => clear() };
    part.held = held;
    const clear = () => {
      held.draft = fresh("note", person);
      words.value = "";
      $("[data-photos]", part).replaceChildren();
    };
    words.value = held.draft.text;
    for (const photo of held.draft.photos) thumbnail(part, photo, await unsealed(mine, photo));
    if (held.draft.text || held.draft.photos.length) say("kept", undefined, part);
    words.addEventListener("input", () => {
      held.draft.text = words.value;
      later(held);
    });
    $("input[type=file]", part).addEventListener("change", (event) => addPhotos(held, event.target));
  }

  // What is changed after it may have arrived is another draft: sent under the old name it would be taken for the old words.
  function changed(held) {
    if (held.draft.tried) Object.assign(held.draft, { id: crypto.randomUUID(), tried: false });
  }

  function later(held) {
    changed(held);
    say("typing", undefined, held.part);
    clearTimeout(held.timer);
    held.timer = setTimeout(() => save(held), AFTER);
  }

  // One after the other; what was kept before stays until the new one is on the disk.
  function save(held) {
    clearTimeout(held.timer);
    held.timer = undefined;
    held.saving = (held.saving ?? Promise.resolve()).then(async () => {
      if (!mine) return;
      try {
        await keep(mine, { id: held.slot, until: pack.until, body: held.draft });
        say("kept", undefined, held.part);
        if (!$$("[data-say=full]:not([hidden])", $("#people")).length) $("#full").hidden = true;
      } catch (error) {
        full(held, error);
      }
    });
    return held.saving;
  }

  function full(held, error) {
    say(error?.name === "QuotaExceededError" ? "full" : "not-kept", undefined, held.part);
    $("#full").hidden = error?.name !== "QuotaExceededError";
  }

  async function addPhotos(held, input) {
    for (const file of [...input.files]) {
      if (held.draft.photos.length >= Number(input.dataset.most)) {
        say("many", undefined, held.part);
        break;
      }
      const id = `photo ${mine.owner} ${crypto.randomUUID()}`;
      try {
        const bytes = await smaller(file);
        await keep(mine, { id, until: pack.until, bytes });
        changed(held);
        held.draft.photos.push(id);
        thumbnail(held.part, id, bytes);
        await save(held);
      } catch (error) {
        error?.name === "InvalidStateError" || error?.name === "EncodingError" ? say("no-photo", undefined, held.part) : full(held, error);
      }
    }
    input.value = "";
  }

  async function smaller(file) {
    const image = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.8));
    return new Uint8Array(await blob.arrayBuffer());
  }

  function thumbnail(part, id, bytes) {
    if (!bytes) return;
    const line = $("#t-photo").content.firstElementChild.cloneNode(true);
    line.dataset.photo = id;
    $("img", line).src = `data:image/jpeg;base64,${btoa(bytes.reduce((all, one) => all + String.fromCharCode(one), ""))}`;
    $("[data-photos]", part).append(line);
  }

  // The draft without it is on the disk before the photo goes: no draft names a photo that is not there.
  async function removePhoto(held, line) {
    held.draft.photos = held.draft.photos.filter((id) => id !== line.dataset.photo);
    changed(held);
    await save(held);
    await drop(line.dataset.photo);
    line.remove();
    $("input[type=file]", held.part).focus();
  }

  // ---- the questions of a form ----

  async function answersOf(person, card) {
    const part = $("[data-kind=answers]", card);
    const { form } = person;
    const slot = draftOf(mine.owner, person.mark, "answers");
    const held = { part, slot, draft: (await read(mine, slot)) ?? fresh("answers", person), restart: () => {} };
    part.held = held;
    Object.assign(held.draft, { form: form.id, language: form.language, stood: held.draft.stood ?? form.stood });
    $("[data-title]", part).textContent = form.title;
    $("[data-begun]", part).hidden = !form.begun;
    const list = $("[data-questions]", part);
    Object.assign(list, { lang: form.language, dir: form.direction });
    list.append(...form.questions.map((one, number) => question(one, `${person.id}-${number}`, held.draft.answers[one.id])));
    const branch = () => branching(form, held.draft.answers, list);
    branch();
    if (Object.keys(held.draft.answers).length) say("kept", undefined, part);
    list.addEventListener("input", (event) => {
      const box = event.target.closest("[data-question]");
      const chosen = $$("input[type=radio], input[type=checkbox]", box).filter((one) => one.checked).map((one) => one.value);
      const typed = $$("input[type=text], input[type=date], textarea", box).map((one) => one.value).filter((one) => one.trim());
      const a = [...chosen, ...typed];
      if (a.length) held.draft.answers[box.dataset.question] = { a, unit: box.dataset.unit };
      else delete held.draft.answers[box.dataset.question];
      branch();
      later(held);
    });
    held.restart = () => {
      held.draft = fresh("answers", person);
      part.hidden = true;
    };
  }

  // ---- sending, with network ----

  const isEmpty = (draft) => !draft.text.trim() && !draft.photos.length && !Object.keys(draft.answers).length;

  let sending = Promise.resolve();
  // By itself it sends nothing that somebody is at work on.
  function sendAll({ typed = true } = {}) {
    sending = sending.then(async () => {
      const who = await check();
      if (who === null || (who && mine && who.owner !== mine.owner)) return locked();
      if (!who || !mine) return say("offline");
      say("");
      for (const part of $$("#people [data-kind]")) {
        const atWork = !typed && part.contains(document.activeElement);
        if (part.held && !isEmpty(part.held.draft) && !part.hidden && !atWork) await send(part.held, who["X-CSRFToken"]);
      }
    });
    return sending;
  }

  async function send(held, token, choice = "") {
    const fields = $("fieldset", held.part);
    held.draft.tried = true;
    await save(held);
    fields.disabled = true;
    try {
      const answer = await fetch(`/visits/drafts/${held.draft.id}/`, {
        method: "POST", body: await posted(held.draft, choice), headers: { "X-CSRFToken": token }, redirect: "manual",
      });
      const said = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
      if (answer.ok) await sent(held, said);
      else if (said.state === "conflict") conflict(held, said.lines);
      else if (answer.type === "opaqueredirect") await forget().then(locked);
      else if (answer.status === 400) say("refused", said.reason, held.part);
      else say(answer.status === 403 || answer.status === 404 ? "gone" : "unsent", undefined, held.part);
    } catch {
      say("offline");
    } finally {
      fields.disabled = false;
    }
  }

  async function posted(draft, choice) {
    const body = new FormData();
    const { kind, person, form, language, stood } = draft;
    for (const [name, value] of Object.entries({ kind, person, form, language, stood, choice })) body.append(name, value ?? "");
    body.append("text", draft.text);
    body.append("answers", JSON.stringify(draft.answers));
    for (const [number, id] of draft.photos.entries()) {
      const bytes = await unsealed(mine, id);
      if (bytes) body.append("photos", new Blob([bytes], { type: "image/jpeg" }), `photo-${number + 1}.jpg`);
    }
    return body;
  }

  async function sent(held, { url, stood }) {
    await drop(held.slot, ...held.draft.photos);
    if (stood) {
      Object.assign(pack.people.find((one) => one.id === held.draft.person).form, { stood, begun: true });
      // On a full disk the pack stays as it was: the next answers then stand beside these.
      await keep(mine, { id: packOf(mine.owner), until: pack.until, body: pack }).catch(() => undefined);
    }
    held.restart();
    $("#full").hidden = true;
    const done = held.part.closest("[data-person]").querySelector("[data-sent]");
    done.hidden = false;
    $("a", done).href = url;
    say("", undefined, held.part);
    others?.postMessage("sent");
  }

  function conflict(held, lines) {
    say("conflict", undefined, held.part);
    const rows = $("[data-lines]", held.part);
    rows.replaceChildren(
      ...lines.map((one) => {
        const row = $("#t-line").content.firstElementChild.cloneNode(true);
        for (const name of ["question", "mine", "theirs"]) $(`[data-${name}]`, row).textContent = one[name];
        return row;
      }),
    );
  }

  async function choose(held, choice) {
    if (choice === "theirs") {
      await drop(held.slot, ...held.draft.photos);
      held.restart();
      return say("", undefined, held.part);
    }
    const who = await check();
    if (!who) return say("offline");
    return send(held, who["X-CSRFToken"], choice);
  }

  // ---- what people press ----

  const keepNow = () => Promise.all($$("#people [data-kind]").map(({ held }) => held?.timer && save(held)));

  function listen() {
    $("#send").addEventListener("click", () => sendAll());
    $("#lock").addEventListener("click", () => forget().then(locked));
    $("#people").addEventListener("click", (event) => {
      const held = event.target.closest("[data-kind]")?.held;
      const { choice, again } = event.target.dataset;
      if (held && choice) choose(held, choice);
      if (held && again !== undefined) save(held);
      if (held && event.target.dataset.remove !== undefined) removePhoto(held, event.target.closest("[data-photo]"));
    });
    addEventListener("online", () => (mine ? sendAll({ typed: false }) : location.reload()));
    addEventListener("offline", () => mine && say("offline"));
    addEventListener("pagehide", keepNow);
    // A browser that keeps the page in memory would show it again after "back", also after log-out.
    addEventListener("pageshow", (event) => event.persisted && location.reload());
    addEventListener("visibilitychange", () => document.hidden && keepNow());
    others?.addEventListener("message", ({ data }) => (data === "sent" ? keepNow().then(() => location.reload()) : locked()));
  }

  if (!globalThis.crypto?.subtle || !globalThis.indexedDB || !navigator.serviceWorker) return say("cannot");
  const form = $("form[data-pack]");
  if (form) prepare(form);
  if ($("#visits")) {
    listen();
    day();
  }
})();
