// Suggests questions that have answers while one writes: a combobox by the ARIA Authoring Practices (list autocomplete,
// chosen by hand). The page does everything without this.
"use strict";

(() => {
  const field = document.getElementById("fraga");
  const list = document.getElementById("forslag");
  const spoken = document.getElementById("forslag-sagt");
  const form = document.getElementById("valj");
  if (!field || !list || !form || !window.htmx) {
    return;
  }
  const from = Number(field.dataset.suggestFrom);
  const to = Number(field.dataset.suggestTo);
  const options = () => [...list.children];
  const chosen = () => options().findIndex((option) => option.getAttribute("aria-selected") === "true");

  const point = (place) => {
    options().forEach((option, at) => option.setAttribute("aria-selected", String(at === place)));
    if (place < 0) {
      field.removeAttribute("aria-activedescendant");
    } else {
      field.setAttribute("aria-activedescendant", options()[place].id);
      options()[place].scrollIntoView({ block: "nearest" });
    }
  };

  const close = () => {
    list.hidden = true;
    spoken.textContent = "";
    field.setAttribute("aria-expanded", "false");
    point(-1);
  };

  const open = () => {
    const count = list.childElementCount;
    if (!count || document.activeElement !== field) {
      close();
      return;
    }
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    spoken.textContent = count === 1 ? field.dataset.suggestion : field.dataset.suggestions.replace("{count}", count);
  };

  const choose = (option) => {
    form.elements.svarspost.value = option.dataset.entry;
    close();
    form.requestSubmit();
  };

  // From the field's own text down, round the list, and back to the text.
  const move = (by) => {
    const places = list.childElementCount + 1;
    point(((chosen() + 1 + by + places) % places) - 1);
  };

  const keys = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Escape: close,
    Enter: () => choose(options()[chosen()]),
  };

  field.addEventListener("keydown", (event) => {
    const isOurs = !list.hidden && event.key in keys && !event.isComposing && !(event.key === "Enter" && chosen() < 0);
    if (isOurs) {
      event.preventDefault();
      // Escape closes the list alone, not also a dialog around the page.
      event.stopPropagation();
      keys[event.key]();
    }
  });
  field.addEventListener("blur", close);
  // A list for words that have been changed since would be chosen from by mistake.
  field.addEventListener("input", () => point(-1));
  // Too little or too much to be the beginning of a question: nothing is asked.
  field.addEventListener("htmx:configRequest", (event) => {
    const length = field.value.trim().length;
    if (length < from || length > to) {
      event.preventDefault();
      list.replaceChildren();
      close();
    }
  });
  list.addEventListener("htmx:afterSwap", open);
  // Pressing an option must not take the focus from the field before it is chosen.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) {
      choose(option);
    }
  });

  // The field is a combobox only where this runs.
  for (const [name, value] of Object.entries({
    role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-haspopup": "listbox",
    "aria-controls": list.id, "aria-expanded": "false",
  })) {
    field.setAttribute(name, value);
  }
})();
