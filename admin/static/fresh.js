// Renews an open list of cases when something has happened, and leaves focus, scrolling and typing where they are.
// The server answers 204 when there is nothing new, so asking is nearly free; a page that nobody looks at asks nothing.
"use strict";

(() => {
  const PAUSE = 20000;
  const LONGEST_PAUSE = 160000;
  // Whoever has not touched the page for so long has left it, and is not at work for those who wait.
  const PATIENCE = 15 * 60000;
  const list = document.getElementById("listan");
  const says = document.getElementById("listan-sager");
  if (!list) {
    return;
  }
  let pause = PAUSE;
  let touched = Date.now();
  let timer;

  const part = () => list.querySelector("[data-mark]");

  // The element with the focus is another one afterwards, with the same id.
  const put = (fresh) => {
    const focused = list.contains(document.activeElement) ? document.activeElement.id : "";
    const before = window.scrollY;
    part().replaceWith(fresh);
    const again = focused && document.getElementById(focused);
    if (again) {
      again.focus({ preventScroll: true });
    }
    window.scrollTo({ top: before, behavior: "instant" });
    says.textContent = says.dataset.changed;
  };

  const ask = async () => {
    const address = new URL(list.dataset.news, window.location.href);
    address.searchParams.set("efter", part().dataset.mark);
    const answer = await fetch(address, { cache: "no-store", redirect: "manual" });
    if (answer.type === "opaqueredirect") {
      // Logged out meanwhile: the page itself leads to the login, and back.
      window.location.reload();
      return;
    }
    if (answer.status === 200) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-mark]");
      const same = fresh.innerHTML === part().innerHTML;
      if (same) {
        part().dataset.mark = fresh.dataset.mark;
      } else {
        put(document.adoptNode(fresh));
      }
    } else if (answer.status !== 204) {
      throw new Error(String(answer.status));
    }
  };

  const look = async () => {
    if (Date.now() - touched < PATIENCE) {
      try {
        await ask();
        pause = PAUSE;
      } catch {
        // The connection is lost, or the server has its hands full: ask more seldom until it answers.
        pause = Math.min(pause * 2, LONGEST_PAUSE);
      }
    }
    next();
  };

  const next = (wait = pause) => {
    window.clearTimeout(timer);
    if (!document.hidden) {
      timer = window.setTimeout(look, wait);
    }
  };

  const touch = () => {
    const rested = Date.now() - touched > PATIENCE;
    touched = Date.now();
    if (rested) {
      next(0);
    }
  };

  for (const kind of ["pointermove", "pointerdown", "keydown", "scroll"]) {
    document.addEventListener(kind, touch, { passive: true });
  }
  document.addEventListener("visibilitychange", () => {
    touched = Date.now();
    next(0);
  });
  next();
})();
