// Keyboard in the register and between passages, progress of imports. Pages work without it.
"use strict";

(() => {
  const typing = (element) => /^(INPUT|SELECT|TEXTAREA)$/.test(element.tagName) || element.isContentEditable;

  const show = (element) => {
    const column = element.closest(".cov-side");
    if (!column || column.scrollHeight <= column.clientHeight) {
      element.scrollIntoView({ block: "nearest" });
      return;
    }
    const offset = element.getBoundingClientRect().top - column.getBoundingClientRect().top;
    column.scrollTop += offset - column.clientHeight / 3;
  };

  const passages = () => [...document.querySelectorAll(".cov-side:first-child .cov-no")];
  let here = -1;

  const open = (link) => {
    const twin = document.getElementById(link.hash.slice(1));
    document.querySelectorAll(".cov-no.is-here").forEach((old) => old.classList.remove("is-here"));
    for (const end of [link, twin]) {
      if (!end) continue;
      end.classList.add("is-here");
      show(end);
    }
    link.focus({ preventScroll: true });
  };

  const step = (by) => {
    const all = passages();
    if (!all.length) return;
    here = (here + by + all.length) % all.length;
    all[here].closest("[data-match]").querySelector(".cov-sides").scrollIntoView({ block: "nearest" });
    open(all[here]);
  };

  const differences = () => [...document.querySelectorAll(".cov-side:first-child .cov-differs[id]")];
  let difference = -1;

  const differ = (by) => {
    const all = differences();
    if (!all.length) return;
    difference = difference < 0 && by < 0 ? all.length - 1 : (difference + by + all.length) % all.length;
    const mark = all[difference];
    const twin = document.getElementById(mark.id.replace(/-id(\d+)$/, "-ed$1"));
    document.querySelectorAll(".is-here").forEach((old) => old.classList.remove("is-here"));
    mark.closest(".cov-sides").scrollIntoView({ block: "nearest" });
    for (const end of [mark, twin]) {
      if (!end) continue;
      end.classList.add("is-here");
      show(end);
    }
    mark.tabIndex = -1;
    mark.focus({ preventScroll: true });
  };

  const row = (by) => {
    const links = [...document.querySelectorAll("[data-row] .coverage__title")];
    if (!links.length) return;
    const now = links.indexOf(document.activeElement);
    links[Math.max(0, Math.min(links.length - 1, now + by))].focus();
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest(".cov-no");
    if (!link) return;
    event.preventDefault();
    here = Math.max(0, passages().findIndex((one) => one.dataset.passage === link.dataset.passage));
    open(link);
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const search = document.getElementById("f-words");
    if (event.key === "n") step(1);
    else if (event.key === "p") step(-1);
    else if (event.key === "d") differ(1);
    else if (event.key === "D") differ(-1);
    else if (event.key === "j") row(1);
    else if (event.key === "k") row(-1);
    else if (event.key === "/" && search) {
      event.preventDefault();
      search.focus();
    }
  });

  const run = document.querySelector("[data-refresh]");
  const refresh = async () => {
    const answer = await fetch(run.dataset.refresh, { headers: { "X-Requested-With": "fetch" } });
    if (!answer.ok) return;
    run.innerHTML = await answer.text();
    if (!run.querySelector("[data-over='1']")) setTimeout(refresh, 1500);
  };
  if (run) setTimeout(refresh, 1000);
})();
