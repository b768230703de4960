// Asks every other second whether a person has answered, while the case on the page waits and the page is seen.
// It only asks: what is new is fetched and put in its place by conversation.js (docs/decisions/0016).
"use strict";

(() => {
  const PAUSE = 2000;
  const LONGEST_PAUSE = 30000;
  // Whoever is there says now and then who else is: the whole page is asked for once a minute.
  const FRESHEN = 60000;
  // After a quarter of an hour without anything new nobody may be looking any more.
  const PATIENCE = 15 * 60000;
  const chat = document.getElementById("samtal");
  if (!chat || !window.htmx) {
    return;
  }
  let mark = null;
  let pause = PAUSE;
  let freshened = Date.now();
  let since = Date.now();
  let timer;

  const waits = () => document.querySelector("#arende[data-news]");

  const show = (watching) => {
    const yes = document.getElementById("bevakar");
    const no = document.getElementById("bevakar-inte");
    if (yes && no) {
      yes.hidden = !watching;
      no.hidden = watching;
    }
  };

  // Not as a request of htmx: while one is on its way, a step that the resident takes would be dropped.
  const freshen = async () => {
    freshened = Date.now();
    const answer = await fetch(chat.dataset.page, { cache: "no-store" });
    if (!answer.ok) {
      throw new Error(String(answer.status));
    }
    htmx.swap(chat, await answer.text(), { swapStyle: "samtal", swapDelay: 0, settleDelay: 0 }, { contextElement: chat });
  };

  const ask = async (room) => {
    const asked = mark || room.dataset.mark;
    const answer = await fetch(`${room.dataset.news}?efter=${encodeURIComponent(asked)}`, { cache: "no-store" });
    if (answer.status === 200) {
      const newest = await answer.text();
      await freshen();
      mark = newest;
      since = Date.now();
    } else if (answer.status !== 204) {
      throw new Error(String(answer.status));
    } else if (Date.now() - freshened > FRESHEN) {
      await freshen();
    }
  };

  const look = async () => {
    const room = waits();
    if (room && Date.now() - since > PATIENCE) {
      show(false);
      return;
    }
    if (room) {
      show(true);
      try {
        await ask(room);
        pause = PAUSE;
      } catch {
        // The connection is lost, or the server has its hands full: ask more seldom until it answers.
        pause = Math.min(pause * 2, LONGEST_PAUSE);
      }
    } else {
      since = Date.now();
      mark = null;
    }
    next();
  };

  const next = () => {
    window.clearTimeout(timer);
    if (!document.hidden) {
      timer = window.setTimeout(look, pause);
    }
  };

  const again = () => {
    since = Date.now();
    pause = PAUSE;
    next();
  };

  document.addEventListener("visibilitychange", again);
  document.addEventListener("click", (event) => {
    if (event.target.closest("#bevakar-inte button")) {
      again();
      show(true);
      // The button is gone: the focus stays where one waits.
      document.getElementById("arende").focus({ preventScroll: true });
    }
  });
  again();
})();
