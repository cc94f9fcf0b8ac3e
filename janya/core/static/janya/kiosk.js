// On a shared device: nothing of the former person comes back, and a form that was left goes back to the beginning.
const start = document.querySelector("[data-kiosk]");
const IDLE = 5 * 60 * 1000;
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  if (start) window.location.replace(start.dataset.kiosk); else window.location.reload();
});
if (start) {
  let since = Date.now();
  for (const kind of ["pointerdown", "keydown", "input", "scroll"]) {
    window.addEventListener(kind, () => { since = Date.now(); }, { passive: true });
  }
  window.setInterval(() => { if (Date.now() - since > IDLE) window.location.replace(start.dataset.kiosk); }, 10000);
}
