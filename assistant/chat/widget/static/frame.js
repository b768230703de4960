// The chat inside another website: Esc asks that website to close it, and links open outside it.
"use strict";

(() => {
  const body = document.body;
  const sites = JSON.parse(body.dataset.sites);
  // Who is around us, known from their first word; only the municipality's own websites are heard.
  let around = "";

  const tell = (message) => {
    if (around) {
      window.parent.postMessage({ forstalinjen: message }, around);
    }
  };

  // Where one writes, if that is seen with all above it: nobody may be led past who it is that answers here, nor a
  // phone's keyboard cover it. Else at the newest message, or at the beginning.
  const place = () => {
    const field = document.getElementById("fraga");
    const isSeen = field && field.getBoundingClientRect().bottom <= window.innerHeight;
    return isSeen ? field : document.getElementById("senaste") || document.getElementById("innehall");
  };

  window.addEventListener("message", (event) => {
    if (event.source !== window.parent || !sites.includes(event.origin) || !event.data) {
      return;
    }
    if (event.data.forstalinjen === "hello") {
      around = event.origin;
      tell("ready");
    } else if (event.data.forstalinjen === "focus") {
      place().focus();
    }
  });

  // What an open list of suggestions takes for itself never comes here.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && !event.isComposing) {
      tell("close");
    }
  });

  const inside = (link) => link.origin === location.origin && link.pathname.startsWith(body.dataset.chat);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (link && !inside(link)) {
      link.target = "_blank";
      link.rel = "noopener";
    }
  });

  // Without the cookie every form would be refused: say so before anything is written.
  const notice = document.getElementById("ingen-kaka");
  fetch(body.dataset.cookie, { cache: "no-store" }).then((answer) => { notice.hidden = answer.status !== 404; }, () => {});
})();
