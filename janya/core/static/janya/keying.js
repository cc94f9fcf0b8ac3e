// Keying in paper forms with digits and Enter only. Without it the same page works by Tab and the button.
const thaiDigits = "๐๑๒๓๔๕๖๗๘๙";
const plain = (text) => text.replace(/[๐-๙]/g, (one) => thaiDigits.indexOf(one)).trim();
const fieldsOf = (form) => [...form.querySelectorAll("[data-key]")];
const isRight = (field) => field.value === "" || !field.dataset.key || new RegExp(`^(?:${field.dataset.key})$`).test(plain(field.value));
function judge(field) {
  const right = isRight(field);
  field.classList.toggle("is-invalid", !right);
  field.setAttribute("aria-invalid", String(!right));
  const told = document.getElementById("key-told");
  if (told) told.textContent = right ? "" : `${field.dataset.number}: ${field.dataset.hint}`;
  return right;
}
function onward(field) {
  const fields = fieldsOf(field.form);
  const next = fields[fields.indexOf(field) + 1];
  if (next) { next.focus(); if (next.select) next.select(); } else { field.form.querySelector("[data-key-send]").focus(); }
}
document.addEventListener("input", (event) => {
  const field = event.target.closest("[data-key]");
  if (!field || field.tagName === "TEXTAREA") return;
  const size = Number(field.dataset.size);
  if (size && plain(field.value).length >= size) { if (judge(field)) onward(field); else field.select(); }
});
document.addEventListener("keydown", (event) => {
  const field = event.target.closest("[data-key]");
  if (!field) return;
  if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); if (judge(field)) onward(field); else if (field.select) field.select(); }
  if (event.key === "Backspace" && field.value === "") {
    const fields = fieldsOf(field.form);
    const before = fields[fields.indexOf(field) - 1];
    if (before) { event.preventDefault(); before.focus(); if (before.select) before.select(); }
  }
});
document.addEventListener("focusout", (event) => {
  const field = event.target.closest("[data-key]");
  if (field && field.tagName !== "TEXTAREA") judge(field);
});
