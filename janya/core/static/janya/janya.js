// Small help on top of real forms; every page works without it.
document.addEventListener("htmx:afterSwap", (event) => {
  const target = event.detail.target;
  const first = target.querySelector("[role=alert], .is-invalid") || (target.matches("[data-focus]") ? target : null);
  if (first) { if (!first.hasAttribute("tabindex") && !first.matches("input,select,textarea")) first.tabIndex = -1; first.focus(); }
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.ask && !window.confirm(form.dataset.ask)) { event.preventDefault(); return; }
  if (form.method === "post" && !form.hasAttribute("hx-post")) {
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    window.setTimeout(() => { delete form.dataset.sent; }, 4000);
  }
});
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  try { await navigator.clipboard.writeText(button.dataset.copy); button.textContent = button.dataset.done || button.textContent; } catch { /* the text stands beside the button */ }
});
document.addEventListener("change", (event) => {
  const field = event.target.closest("[data-submit]");
  if (field && field.form) field.form.requestSubmit();
});
