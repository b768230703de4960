// Counts the letters of a question while it is written. The page does everything without this.
"use strict";

(() => {
  const field = document.getElementById("fraga");
  const shown = document.getElementById("fraga-antal");
  const spoken = document.getElementById("fraga-sagt");
  if (!field || !shown || !spoken) {
    return;
  }
  const most = Number(field.dataset.most);
  const manner = new Intl.NumberFormat(document.documentElement.lang);
  let waiting;

  const count = () => {
    const left = most - Array.from(field.value.trim()).length;
    const words = left < 0 ? field.dataset.over : field.dataset.left;
    shown.textContent = `${manner.format(Math.abs(left))} ${words}`;
    shown.classList.toggle("field__error", left < 0);
    // Said aloud only near the end, and after a pause, so that it does not talk over the writing.
    window.clearTimeout(waiting);
    spoken.textContent = "";
    if (left <= 100) {
      waiting = window.setTimeout(() => { spoken.textContent = shown.textContent; }, 1000);
    }
  };

  field.addEventListener("input", count);
  count();
})();
