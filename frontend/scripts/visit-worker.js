// Opens the page of the visits where there is no network. It keeps that page and its files, which name nobody.
const CACHE = "visits";
const PAGE = "/visits/day/";

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => kept(PAGE)));
  } else if (!new URL(request.url).pathname.startsWith("/visits/")) {
    event.respondWith(kept(request).then((found) => (found.type === "error" ? fetch(request) : found)));
  }
});

async function kept(request) {
  return (await (await caches.open(CACHE)).match(request)) ?? Response.error();
}
