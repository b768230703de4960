// One key for a yes and one for a no, only while one of the form's buttons has the focus (WCAG 2.1.4). The page does
// everything without this.
"use strict";

document.addEventListener("keydown", (event) => {
  const button = event.target.closest("[data-keys] button");
  if (!button || event.ctrlKey || event.altKey || event.metaKey) {
    return;
  }
  const chosen = button.form.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (chosen) {
    event.preventDefault();
    chosen.click();
  }
});
