// The desk by keyboard: arrows choose a hit while one goes on typing, Enter opens it, Alt+S and Alt+L open the form of
// the contact as a dialog. The page does everything without this.
"use strict";

(() => {
  const field = document.getElementById("fraga");
  const dialog = document.getElementById("dialog");
  const spoken = document.getElementById("antal");
  const search = document.getElementById("sok");
  if (!field || !dialog || !window.htmx) {
    return;
  }
  const hits = () => [...document.querySelectorAll("#traffar > .hit")];
  const chosen = () => hits().findIndex((hit) => hit.getAttribute("aria-selected") === "true");

  const point = (place) => {
    hits().forEach((hit, at) => hit.setAttribute("aria-selected", String(at === place)));
    if (place < 0) {
      field.removeAttribute("aria-activedescendant");
    } else {
      field.setAttribute("aria-activedescendant", hits()[place].id);
      hits()[place].scrollIntoView({ block: "nearest" });
    }
  };

  // From the hit that is open, or from the field's own text, round the list.
  const move = (by) => {
    const all = hits();
    if (all.length) {
      const open = all.findIndex((hit) => hit.hasAttribute("aria-current"));
      const from = chosen() >= 0 ? chosen() : open;
      point(from < 0 && by < 0 ? all.length - 1 : (from + by + all.length) % all.length);
    }
  };

  // The list is a listbox of the field only where this runs; without it each hit is a button.
  const dress = () => {
    const list = document.getElementById("traffar");
    field.setAttribute("aria-expanded", String(Boolean(list)));
    field.toggleAttribute("aria-controls", Boolean(list));
    if (list) {
      field.setAttribute("aria-controls", "traffar");
      list.setAttribute("role", "listbox");
      list.setAttribute("aria-labelledby", "traffar-rubrik");
      hits().forEach((hit) => {
        hit.setAttribute("role", "option");
        hit.setAttribute("aria-selected", "false");
        hit.tabIndex = -1;
      });
    }
    field.removeAttribute("aria-activedescendant");
  };

  // The words that the answers on the page were found for, and the form that waits for those to newer words.
  let found = field.value;
  let waiting = "";

  // About the chosen hit, though it has not been opened: the form says which it is. Words typed since the answers came
  // have none yet: it waits for those, or it would be about what was asked before.
  const openForm = (name) => {
    if (dialog.open) {
      return;
    }
    if (field.value !== found) {
      waiting = name;
      search.click();
      return;
    }
    waiting = "";
    const button = document.getElementById(name) || document.getElementById("lamna-over");
    if (button) {
      const hit = hits()[chosen()];
      button.value = hit ? hit.value : button.dataset.entry;
      button.click();
      button.value = button.dataset.entry;
    }
  };

  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && chosen() >= 0) {
      event.preventDefault();
      hits()[chosen()].click();
    } else if (event.key === "Escape") {
      point(-1);
    }
  });

  // By the place of the key: with Alt some keyboards write another letter there.
  document.addEventListener("keydown", (event) => {
    const forms = { KeyS: "registrera", KeyL: "lamna-over" };
    if (event.altKey && !event.ctrlKey && !event.metaKey && event.code in forms) {
      event.preventDefault();
      openForm(forms[event.code]);
    }
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target === dialog && !dialog.open) {
      dialog.showModal();
    } else if (event.detail.target !== dialog) {
      dress();
    }
  });
  // Not before: until then the new answers' buttons are strangers to htmx.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target !== dialog) {
      found = event.detail.requestConfig.parameters.fraga;
      if (waiting && found === field.value) {
        openForm(waiting);
      }
    }
  });
  // Somebody who has been logged out meanwhile is shown the login, not an empty place.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 401) {
      window.location.reload();
    }
  });
  ["htmx:sendError", "htmx:responseError"].forEach((name) => document.addEventListener(name, () => {
    waiting = "";
    spoken.textContent = field.dataset.failed;
    spoken.classList.remove("hidden-but-read");
  }));
  document.addEventListener("htmx:afterRequest", (event) => {
    spoken.classList.toggle("hidden-but-read", Boolean(event.detail.successful));
  });

  dialog.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) {
      event.preventDefault();
      dialog.close();
    }
  });
  dialog.addEventListener("close", () => dialog.replaceChildren());

  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-haspopup": "listbox",
  })) {
    field.setAttribute(name, value);
  }
  dress();
})();
