// The questions of a form on the page of the visits: drawn from the page's templates, and hidden where the form does not ask.
globalThis.visitQuestions = (() => {
  const $ = (selector, within = document) => within.querySelector(selector);

  function question(one, key, given) {
    const box = $(one.picks.length ? "#t-choices" : "#t-field").content.firstElementChild.cloneNode(true);
    box.dataset.question = one.id;
    box.dataset.unit = one.unit;
    $("[data-text]", box).textContent = one.text;
    if (!one.picks.length) {
      const field = document.createElement(one.field.long ? "textarea" : "input");
      if (!one.field.long) Object.assign(field, { type: one.field.type, inputMode: one.field.mode });
      Object.assign(field, { id: `q-${key}`, className: one.field.long ? "usa-textarea" : "usa-input", value: given?.a.join("\n") ?? "", autocomplete: "off" });
      $("label", box).htmlFor = field.id;
      box.append(field);
    }
    for (const pick of one.picks) {
      const line = $("#t-pick").content.firstElementChild.cloneNode(true);
      Object.assign($("input", line), { type: one.type, name: `q-${key}`, value: pick.value, checked: given?.a.includes(pick.value) ?? false });
      $("[data-label]", line).textContent = pick.label;
      box.append(line);
    }
    return box;
  }

  // Hides what the form does not ask now. The server decides anew: what it does not ask, it passes over.
  function branching(form, answers, list) {
    const shown = new Set();
    const said = (id) => (shown.has(id) ? (answers[id]?.a ?? []).map((word) => word.replace(/^=/, "")) : []);
    for (const one of form.questions) {
      const met = ({ any, of }) => of[any ? "some" : "every"]((condition) => holds(condition, said(condition.question)));
      const asked = one.when.every(met);
      if (asked) shown.add(one.id);
      $(`[data-question="${CSS.escape(one.id)}"]`, list).hidden = !asked;
    }
  }

  function holds({ operator, value }, said) {
    if (operator === "exists") return String(said.length > 0) === value;
    if (operator === "=") return said.includes(value);
    if (operator === "!=") return !said.includes(value);
    const sides = { ">": (a, b) => a > b, "<": (a, b) => a < b, ">=": (a, b) => a >= b, "<=": (a, b) => a <= b };
    return said.some((word) => sides[operator](Number(word), Number(value)));
  }

  return { question, branching };
})();
