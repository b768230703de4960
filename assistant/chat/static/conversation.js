// Sends a step of the chat without a new page, and takes out of the page that comes what is new: docs/decisions/0016.
// Whatever has hx-swap="samtal" does the same, for instance a question if a person has answered.
"use strict";

(() => {
  const chat = document.getElementById("samtal");
  const field = document.getElementById("fraga");
  const state = document.getElementById("laget");
  const trouble = document.getElementById("sandfel");
  if (!chat || !window.htmx) {
    return;
  }
  // The form that was sent last: what stood in the field then, which button sent it, and whether it is still on its way.
  let step = null;

  const isOnItsWay = () => step !== null && step.isOnItsWay;
  const words = (element) => element.textContent.replace(/\s+/g, " ").trim();
  const messages = (page) => [...page.querySelectorAll("#meddelanden > [data-message]")];

  // All new messages at once, so that a screen reader tells of them once; gone ones go, as after "Börja om" elsewhere.
  const takeMessages = (page) => {
    const theirs = messages(page);
    const wanted = new Set(theirs.map((one) => one.dataset.message));
    const ours = messages(document);
    ours.filter((one) => !wanted.has(one.dataset.message)).forEach((one) => one.remove());
    const held = new Set(ours.map((one) => one.dataset.message));
    const added = theirs.filter((one) => !held.has(one.dataset.message));
    if (added.length) {
      ours.filter((one) => one.id === "senaste").forEach((one) => one.removeAttribute("id"));
      document.getElementById("meddelanden").append(...added);
    }
    return added;
  };

  const isParted = (part) => part.querySelector("[data-fresh]") !== null;

  // Only what says something else is exchanged, and of a part that has parts only those. Where the focus stood inside,
  // it stays at that place.
  const takeParts = (page) => {
    const taken = [];
    for (const theirs of page.querySelectorAll("[data-fresh]")) {
      const ours = document.getElementById(theirs.id);
      if (!ours || words(ours) === words(theirs) || (isParted(ours) && isParted(theirs))) {
        continue;
      }
      const focused = ours.contains(document.activeElement);
      ours.replaceWith(theirs);
      taken.push(theirs);
      if (focused) {
        theirs.focus({ preventScroll: true });
      }
    }
    return taken;
  };

  const takeNames = (page) => {
    for (const name of ["csrf_token", "token"]) {
      const fresh = page.querySelector(`#skriv [name=${name}]`);
      if (fresh) {
        document.querySelectorAll(`[name=${name}]`).forEach((one) => { one.value = fresh.value; });
      }
    }
  };

  // What was written stays until it has been taken in; what has been written since then stays too.
  const takeField = (page) => {
    const theirs = page.querySelector("#fraga");
    if (!theirs) {
      return;
    }
    const refused = theirs.getAttribute("aria-invalid");
    field.setAttribute("aria-describedby", theirs.getAttribute("aria-describedby"));
    field.toggleAttribute("aria-invalid", false);
    if (refused) {
      field.setAttribute("aria-invalid", refused);
      field.focus();
    } else if (isOnItsWay() && step.form.hasAttribute("data-sends-field") && field.value === step.text) {
      field.value = "";
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };

  const merge = (page) => {
    const added = takeMessages(page);
    const taken = takeParts(page);
    takeNames(page);
    takeField(page);
    // Only after a step of one's own: what comes by itself must not move the page under somebody who reads.
    if (isOnItsWay() && added.length && !field.value) {
      added[0].scrollIntoView({ block: "start" });
    }
    return [...added, ...taken];
  };

  htmx.defineExtension("samtal", {
    handleSwap: (style, target, page) => (style === "samtal" ? merge(page) : false),
  });

  const tell = (status) => {
    const told = document.getElementById("sandfel-mall").content.cloneNode(true);
    const reasons = [...told.querySelectorAll("[data-why]")];
    const kind = reasons.some((one) => one.dataset.why === String(status)) ? String(status) : status ? "500" : "0";
    reasons.filter((one) => one.dataset.why !== kind).forEach((one) => one.remove());
    const failed = step;
    told.querySelector("button").addEventListener("click", () => again(failed, status));
    trouble.replaceChildren(told);
  };

  // The form has the name it had, so what was stored though its answer was lost is not stored twice.
  const again = async (failed, status) => {
    (failed.button || field).focus();
    trouble.replaceChildren();
    if (status === 400) {
      await htmx.ajax("GET", chat.dataset.page, { source: chat, target: chat, swap: "samtal" });
    }
    failed.form.requestSubmit(failed.button);
  };

  chat.addEventListener("htmx:beforeRequest", (event) => {
    const { elt, triggeringEvent } = event.detail.requestConfig;
    if (elt instanceof HTMLFormElement) {
      step = { form: elt, button: triggeringEvent && triggeringEvent.submitter, text: field.value, isOnItsWay: true };
      trouble.replaceChildren();
      state.textContent = state.dataset.searching;
    }
  });
  // The form may have been exchanged by its own answer: then these are told to what stands around it.
  const afterStep = (name, then) => chat.addEventListener(name, (event) => {
    if (step && event.detail.requestConfig.elt === step.form) {
      then(event.detail.xhr);
    }
  });
  afterStep("htmx:afterRequest", () => {
    step.isOnItsWay = false;
    state.textContent = "";
  });
  afterStep("htmx:sendError", () => tell(0));
  afterStep("htmx:timeout", () => tell(0));
  afterStep("htmx:responseError", (answer) => tell(answer.status));

  // "Fråga med andra ord": to the field, with the words that were asked, unless others stand there.
  chat.addEventListener("click", (event) => {
    const link = event.target.closest("[data-again]");
    if (link) {
      event.preventDefault();
      field.value = field.value || link.dataset.again;
      field.focus();
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
})();
