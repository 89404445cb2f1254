// What visits keep on this phone is sealed with a key that lies here only while its user is signed in. Any page of the site that
// finds nobody or somebody else signed in erases the key, and whatever is too old. See docs/adr/0015.
globalThis.visitLock = (() => {
  const WHOSE = "visits"; // in localStorage: the mark of whose visits are kept; without it there is nothing to do
  const LOGOUT = "/accounts/logout/";
  const others = "BroadcastChannel" in globalThis ? new BroadcastChannel("visits") : null;

  function open() {
    return new Promise((resolve, reject) => {
      const request = indexedDB.open("visits", 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("keys");
        request.result.createObjectStore("kept", { keyPath: "id" });
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  // Ends when the transaction is on the disk; fails with its error, QuotaExceededError where the disk is full.
  async function within(store, mode, work) {
    const database = await open();
    try {
      return await new Promise((resolve, reject) => {
        const transaction = database.transaction(store, mode, { durability: "strict" });
        const request = work(transaction.objectStore(store));
        transaction.oncomplete = () => resolve(request?.result);
        transaction.onabort = () => reject(transaction.error ?? request?.error ?? new Error("aborted"));
      });
    } finally {
      database.close();
    }
  }

  async function forget() {
    await within("keys", "readwrite", (keys) => keys.clear());
    others?.postMessage("locked");
  }

  async function sweep(now = Date.now()) {
    const kept = await within("kept", "readonly", (all) => all.getAll());
    const old = kept.filter((one) => one.until < now).map((one) => one.id);
    if (old.length) await within("kept", "readwrite", (all) => void old.forEach((id) => all.delete(id)));
  }

  // {owner, part, X-CSRFToken}; null where nobody is signed in; undefined where that cannot be known, as without network.
  async function signedIn() {
    try {
      const answer = await fetch("/visits/key/", { redirect: "manual", cache: "no-store" });
      if (answer.ok) return await answer.json();
      return answer.type === "opaqueredirect" || answer.status === 403 ? null : undefined;
    } catch {
      return undefined;
    }
  }

  async function check() {
    const who = await signedIn();
    if (who === null || (who && who.owner !== whose())) await forget();
    return who;
  }

  function whose() {
    try {
      return localStorage.getItem(WHOSE);
    } catch {
      return null; // this browser keeps nothing for us, and so no visits
    }
  }

  if (whose()) {
    sweep();
    if (!location.pathname.startsWith("/visits/day/")) check();
  }
  // Also where the visit was made ready in another tab since this page was drawn.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (new URL(form.action).pathname !== LOGOUT || !whose()) return;
    event.preventDefault();
    try {
      await forget();
    } finally {
      form.submit();
    }
  });
  return { WHOSE, within, forget, sweep, check, signedIn, others };
})();
