// Puts the button "Fråga kommunen" on another website of the municipality, and opens the chat in a frame of its own.
// Everything lies in a closed shadow root, with styles that no style-src has to allow. The server writes the settings in.
"use strict";

((settings) => {
  const script = document.currentScript;
  const MARK = "data-forstalinjen";
  // Two tags on one page are one widget.
  if (!script || document.querySelector(`[${MARK}]`)) {
    return;
  }
  const service = new URL(script.src);
  const wanted = (script.dataset.language || document.documentElement.lang || "").slice(0, 2).toLowerCase();
  const language = wanted in settings.words ? wanted : "sv";
  const words = settings.words[language];
  const address = new URL(`widget/?lang=${language}`, service);
  // So long the frame has, once something has been fetched into it, to say that it is our chat (ms).
  const PATIENCE = 4000;
  const narrow = window.matchMedia("(max-width: 40rem), (max-height: 30rem)");

  const make = (name, properties, ...inside) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...inside);
    return element;
  };

  const opener = make("button", { type: "button", className: "open", id: "open", textContent: words.name });
  const closer = make("button", { type: "button", className: "close", textContent: words.close });
  const title = make("h2", { id: "name", textContent: words.name });
  const state = make("p", { className: "state" });
  const frame = make("iframe", { title: words.name, referrerPolicy: "no-referrer", hidden: true });
  const dialog = make("dialog", { id: "dialog" }, make("div", { className: "bar" }, title, closer), state, frame);
  opener.setAttribute("aria-expanded", "false");
  opener.setAttribute("aria-haspopup", "dialog");
  opener.setAttribute("aria-controls", dialog.id);
  dialog.setAttribute("role", "dialog");
  dialog.setAttribute("aria-labelledby", title.id);
  state.setAttribute("role", "status");

  let isReady = false;
  let waiting;
  const tell = (message) => frame.contentWindow.postMessage({ forstalinjen: message }, service.origin);

  const fail = () => {
    const link = make("a", { href: new URL("./", service).href, target: "_blank", rel: "noopener", textContent: words.own_window });
    state.replaceChildren(words.failed, " ", link);
    frame.hidden = true;
  };

  const fetchChat = () => {
    state.textContent = words.loading;
    // Not lazily: a frame that is not shown would never be fetched.
    frame.src = address.href;
  };

  const focusInside = () => {
    frame.focus();
    tell("focus");
  };

  const open = () => {
    opener.setAttribute("aria-expanded", "true");
    // What fills the whole screen keeps the focus; beside a page that one may go on reading, the focus is free to leave.
    if (narrow.matches) {
      dialog.showModal();
    } else {
      dialog.show();
    }
    if (isReady) {
      focusInside();
    } else {
      closer.focus();
      fetchChat();
    }
  };

  const close = () => {
    dialog.close();
  };

  opener.addEventListener("click", () => (dialog.open ? close() : open()));
  closer.addEventListener("click", close);
  dialog.addEventListener("close", () => {
    opener.setAttribute("aria-expanded", "false");
    opener.focus();
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) {
      event.preventDefault();
      close();
    }
  });
  frame.addEventListener("load", () => {
    window.clearTimeout(waiting);
    // Also the frame that was refused has been loaded, with nothing in it that answers.
    if (frame.src) {
      waiting = window.setTimeout(fail, PATIENCE);
      isReady = false;
      tell("hello");
    }
  });

  window.addEventListener("message", (event) => {
    if (event.origin !== service.origin || event.source !== frame.contentWindow || !event.data) {
      return;
    }
    if (event.data.forstalinjen === "ready") {
      window.clearTimeout(waiting);
      const first = frame.hidden;
      isReady = true;
      state.replaceChildren();
      frame.hidden = false;
      // Only where nobody has moved it meanwhile.
      if (first && dialog.open && shadow.activeElement === closer) {
        focusInside();
      }
    } else if (event.data.forstalinjen === "close") {
      close();
    }
  });

  const host = make("div", { lang: language });
  host.setAttribute(MARK, "");
  host.setAttribute("role", "region");
  host.setAttribute("aria-label", words.name);
  const shadow = host.attachShadow({ mode: "closed" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`${settings.css}\n:host { --accent: ${settings.accent}; --on-accent: ${settings.onAccent}; }`);
  shadow.adoptedStyleSheets = [sheet];
  shadow.append(opener, dialog);

  const add = () => document.body.append(host);
  if (document.body) {
    add();
  } else {
    document.addEventListener("DOMContentLoaded", add);
  }
})(/* settings */);
