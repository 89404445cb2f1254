// The key of whoever is signed in, and what it seals on this phone. What it seals is only opened under the name it was kept by.
globalThis.visitSeal = (() => {
  const { WHOSE, within } = globalThis.visitLock;
  const text = new TextEncoder();

  // The one that is kept; else made anew, as the same part of the same user always makes the same key.
  async function keyOf(who) {
    const kept = await within("keys", "readonly", (keys) => keys.get("now"));
    if (kept?.owner === who.owner) return kept;
    const part = Uint8Array.from(atob(who.part), (letter) => letter.charCodeAt(0));
    const base = await crypto.subtle.importKey("raw", part, "HKDF", false, ["deriveKey"]);
    const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info: text.encode("fullcircle visits") };
    const key = await crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    return { owner: who.owner, key };
  }

  async function keepKey(mine) {
    localStorage.setItem(WHOSE, mine.owner);
    await within("keys", "readwrite", (keys) => keys.put(mine, "now"));
  }

  const about = (id, mine) => text.encode(`${mine.owner}:${id}`);

  async function keep(mine, { id, until, body, bytes }) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = bytes ?? text.encode(JSON.stringify(body));
    const how = { name: "AES-GCM", iv, additionalData: about(id, mine) };
    const sealed = await crypto.subtle.encrypt(how, mine.key, plain);
    await within("kept", "readwrite", (all) => all.put({ id, owner: mine.owner, until, iv, sealed }));
  }

  async function unsealed(mine, id) {
    const one = await within("kept", "readonly", (all) => all.get(id));
    if (!one || one.owner !== mine.owner) return null;
    const how = { name: "AES-GCM", iv: one.iv, additionalData: about(id, mine) };
    return new Uint8Array(await crypto.subtle.decrypt(how, mine.key, one.sealed));
  }

  async function read(mine, id) {
    const plain = await unsealed(mine, id);
    return plain && JSON.parse(new TextDecoder().decode(plain));
  }

  const drop = (...ids) => within("kept", "readwrite", (all) => void ids.forEach((id) => all.delete(id)));
  const packOf = (owner) => `pack ${owner}`;
  const draftOf = (owner, mark, kind) => `draft ${owner} ${kind} ${mark}`;

  return { keyOf, keepKey, keep, unsealed, read, drop, packOf, draftOf };
})();
