// Keeps what has been typed when the page's language is changed. The switch works without this.
"use strict";

(() => {
  const NAME = "typed";
  const fields = () => document.querySelectorAll("textarea[id], input[id]:is([type=text], [type=search], [type=email], [type=tel], :not([type]))");

  const keep = () => {
    const typed = Array.from(fields(), (field) => [field.id, field.value]).filter(([, value]) => value);
    try {
      sessionStorage.setItem(NAME, JSON.stringify({ page: location.pathname, typed }));
    } catch {
      // A browser that stores nothing still changes its language.
    }
  };

  const giveBack = () => {
    let kept = null;
    try {
      kept = JSON.parse(sessionStorage.getItem(NAME));
      sessionStorage.removeItem(NAME);
    } catch {
      return;
    }
    if (!kept || kept.page !== location.pathname) {
      return;
    }
    for (const [id, value] of kept.typed) {
      const field = document.getElementById(id);
      if (field && !field.value) {
        field.value = value;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
    }
  };

  document.querySelectorAll(".languages a").forEach((link) => link.addEventListener("click", keep));
  giveBack();
})();
