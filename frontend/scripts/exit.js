// Quick exit works without this script. With it, the page also leaves the history, and Esc three times is enough.
(() => {
  const link = document.querySelector("a[data-exit]");
  if (!link) return;
  const leave = () => location.replace(link.href);
  const within = 2000;
  let presses = [];

  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    presses = [...presses, event.timeStamp].filter((at) => event.timeStamp - at < within);
    if (presses.length >= 3) leave();
  });
  // A browser that keeps the page in memory would show it again after "back".
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
})();
