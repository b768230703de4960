// Tells colleagues that somebody writes a reply, and puts the cursor where an answer was inserted. The page does
// everything without this.
"use strict";

(() => {
  const writing = document.getElementById("writing");
  if (!writing) {
    return;
  }
  let last = 0;

  document.addEventListener("input", (event) => {
    if (event.target.id === "text") {
      last = Date.now();
    }
  });
  // Whoever wrote nothing since the last telling only looks.
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.elt.contains(writing)) {
      event.detail.parameters.writing = Date.now() - last < 60000 ? "yes" : "no";
    }
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "text") {
      const field = document.getElementById("text");
      field.focus();
      field.setSelectionRange(field.value.length, field.value.length);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
})();
