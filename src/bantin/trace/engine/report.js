"use strict";
(() => {
  const all = (what, within = document) => [...within.querySelectorAll(what)];
  document.documentElement.classList.add("js");

  // Next and previous match or difference, from where the reader is.
  const here = { section: -1, mark: -1 };
  const places = { section: all("section[id]"), mark: all('mark[id$="i"]') };
  const below = (kind) => places[kind].findIndex((place) => place.getBoundingClientRect().top > 80);
  const go = (kind, by) => {
    const those = places[kind];
    if (!those.length) return;
    let next = here[kind] + by;
    if (here[kind] < 0) next = below(kind) - (by < 0 ? 1 : 0);
    if (next < -1) next = -1;
    const place = those[(next + those.length) % those.length];
    here[kind] = those.indexOf(place);
    if (kind === "section") here.mark = -1;
    else here.section = places.section.indexOf(place.closest("section"));
    const twin = kind === "mark" && document.getElementById(place.id.replace(/i$/, "e"));
    all(".here").forEach((old) => old.classList.remove("here"));
    for (const one of [place, twin]) if (one) one.classList.add("here");
    place.tabIndex = -1;
    place.focus({ preventScroll: true });
    place.scrollIntoView({ block: kind === "mark" ? "center" : "start" });
  };
  const keys = { j: ["section", 1], k: ["section", -1], n: ["mark", 1], p: ["mark", -1] };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    const search = document.querySelector(".find input[type=search]");
    const page = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
    const link = page && document.querySelector(`a[rel=${page}]`);
    if (keys[event.key]) go(...keys[event.key]);
    else if (link) link.click();
    else if (event.key === "/" && search) {
      event.preventDefault();
      search.focus();
    }
  });
  all("[data-go]").forEach((button) => button.addEventListener("click", () => go(...keys[button.dataset.go])));

  // The list: filter by words and by differences, sort by a column.
  const find = document.querySelector(".find");
  if (!find) return;
  const list = document.querySelector(".find + .list");
  const fold = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d");
  const rows = all("tbody tr", list);
  const texts = rows.map((row) => fold(row.textContent));
  const words = find.querySelector("input[type=search]");
  const differing = find.querySelector("input[type=checkbox]");
  const count = find.querySelector("output");
  const filter = () => {
    const wanted = fold(words.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, at) => {
      const fits = wanted.every((word) => texts[at].includes(word));
      row.hidden = !fits || (differing.checked && row.dataset.differs === "0");
      shown += !row.hidden;
    });
    count.textContent = `${shown} / ${rows.length}`;
  };
  words.addEventListener("input", filter);
  differing.addEventListener("change", filter);
  filter();
  all("thead button", list).forEach((button) => button.addEventListener("click", () => {
    const head = button.closest("th");
    const numbers = head.classList.contains("n");
    const before = head.getAttribute("aria-sort");
    const falling = before ? before === "ascending" : numbers;
    all("thead th", list).forEach((other) => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", falling ? "descending" : "ascending");
    const cell = (row) => row.cells[head.cellIndex];
    const order = numbers
      ? (a, b) => Number(cell(a).dataset.value) - Number(cell(b).dataset.value)
      : (a, b) => cell(a).textContent.localeCompare(cell(b).textContent, document.documentElement.lang);
    const sorted = [...rows].sort((a, b) => order(a, b) * (falling ? -1 : 1));
    list.tBodies[0].append(...sorted);
  }));
})();
