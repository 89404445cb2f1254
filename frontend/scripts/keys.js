// A list by keys: j and k move, x chooses, a and w answer, ? tells. Everything works without this script, and the keys can
// be switched off (WCAG 2.1.4); they are dead while a field has the focus.
(() => {
  const list = document.querySelector("[data-keys]");
  const help = document.getElementById("keys");
  const on = document.getElementById("keys-on");
  if (!list || !help || !on) return;
  const kept = "fullcircle-keys";
  const read = () => { try { return localStorage.getItem(kept); } catch { return null; } };
  const keep = (word) => { try { localStorage.setItem(kept, word); } catch { /* storage is closed: it holds for this page */ } };
  help.hidden = false;
  on.checked = read() !== "off";
  on.addEventListener("change", () => keep(on.checked ? "on" : "off"));

  const lines = [...list.children];
  const current = () => lines.findIndex((line) => line.contains(document.activeElement));
  const go = (step) => {
    const here = current();
    const next = here < 0 ? (step > 0 ? 0 : lines.length - 1) : Math.min(Math.max(here + step, 0), lines.length - 1);
    lines[next].querySelector("h2 a").focus();
  };
  const inLine = (selector) => lines[current()]?.querySelector(selector)?.click();
  const does = {
    j: () => go(1),
    k: () => go(-1),
    x: () => inLine("input[type=checkbox]"),
    a: () => inLine("[data-key=a]"),
    w: () => inLine("[data-key=w]"),
    "?": () => { help.open = true; help.querySelector("summary").focus(); },
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, select, textarea, [contenteditable]");
    if (!on.checked || typing || event.ctrlKey || event.altKey || event.metaKey || event.repeat && event.key !== "j" && event.key !== "k") return;
    if (!Object.hasOwn(does, event.key)) return;
    event.preventDefault();
    does[event.key]();
  });
})();
