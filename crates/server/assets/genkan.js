// Makes things smoother, never different: every page works without this file.

// Carry an answer on without a click.
for (const form of document.querySelectorAll("form[data-auto-submit]")) form.requestSubmit();

// Show or hide a password.
for (const toggle of document.querySelectorAll("button.toggle")) {
  const input = document.getElementById(toggle.getAttribute("aria-controls"));
  const show = (visible) => {
    input.type = visible ? "text" : "password";
    toggle.textContent = visible ? toggle.dataset.hide : toggle.dataset.show;
    toggle.setAttribute("aria-pressed", String(visible));
  };
  toggle.hidden = false;
  toggle.addEventListener("click", () => {
    show(input.type === "password");
    input.focus();
  });
  // Browsers must not learn a password as ordinary text.
  input.form.addEventListener("submit", () => show(false));
}

// One press is enough, until the answer is there or long overdue.
const rest = (form) => {
  form.ariaBusy = "false";
  for (const button of form.querySelectorAll("[data-label]")) button.textContent = button.dataset.label;
};
for (const form of document.querySelectorAll("form")) {
  form.addEventListener("submit", (event) => {
    if (form.ariaBusy === "true") return event.preventDefault();
    form.ariaBusy = "true";
    const button = event.submitter;
    if (button?.dataset.busy) {
      button.dataset.label = button.textContent;
      button.textContent = button.dataset.busy;
    }
    setTimeout(rest, 15_000, form);
  });
}

// The back button may bring a page back as it was left.
addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form").forEach(rest);
});
