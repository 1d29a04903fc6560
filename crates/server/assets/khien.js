// Khiên: keys and live parts. Every page works without this file; nothing here decides or formats anything.
(() => {
  "use strict";

  // ── live: on a change the page is asked for again and its fresh parts are exchanged ──
  const stream = document.body.dataset.live;
  const toasts = document.querySelector(".toasts");
  let heard = Date.now();
  let asking = false;
  let again = false;

  async function refresh() {
    if (asking) { again = true; return; }
    asking = true;
    try {
      const answer = await fetch(location.href, { headers: { "x-live": "1" }, credentials: "same-origin" });
      if (answer.redirected) { location.reload(); return; }
      if (answer.ok) exchange(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } finally {
      asking = false;
      if (again) { again = false; refresh(); }
    }
  }

  function exchange(page) {
    document.title = page.title;
    for (const part of document.querySelectorAll("[data-fresh]")) {
      const next = page.getElementById(part.id);
      if (!next || part.isEqualNode(next)) continue;
      // A form being filled is left alone: what a person types is never taken away.
      if (part.contains(document.activeElement) && document.activeElement.matches("input,textarea,select")) continue;
      const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
      const before = new Map([...part.querySelectorAll("[id]")].map((e) => [e.id, e.textContent]));
      part.replaceChildren(...next.childNodes);
      for (const cell of part.querySelectorAll(".cell[id], .v[id]")) {
        if (before.has(cell.id) && before.get(cell.id) !== cell.textContent) cell.classList.add("changed");
      }
      if (focused) document.getElementById(focused)?.focus();
    }
  }

  if (stream && window.EventSource) {
    const source = new EventSource(stream);
    const alive = () => { heard = Date.now(); document.body.classList.remove("is-stale"); };
    for (const kind of ["hello", "alive"]) source.addEventListener(kind, alive);
    source.addEventListener("change", () => { alive(); refresh(); });
    setInterval(() => {
      if (Date.now() - heard > 10000) document.body.classList.add("is-stale");
    }, 2000);
  }

  // ── wall: the next block of units every so many seconds, not while somebody points at them or wants no motion ──
  const wall = document.querySelector("[data-wall]");
  if (wall) {
    setInterval(() => {
      const next = wall.querySelector("a[rel=next]");
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      const looked = document.querySelector(".wall-units:hover, .wall-units:focus-within");
      if (next && !still && !looked) history.replaceState(null, "", next.href);
      refresh().catch(() => {});
    }, Number(wall.dataset.wall) * 1000);
  }

  // ── an open search is told how many more there are; the link asks again ──
  for (const link of document.querySelectorAll("[data-news]")) {
    if (!window.EventSource) break;
    new EventSource(link.dataset.news).addEventListener("news", (event) => {
      link.textContent = event.data;
      link.hidden = false;
    });
  }

  // ── keys: each repeats a visible control; never in a field, never with modifiers ──
  const places = { b: "/board", c: "/directives", m: "/mine", u: "/units", i: "/imports", r: "/reports", l: "/ledger", e: "/events", a: "/alerts" };
  let goes = false;
  const rows = () => [...document.querySelectorAll("[data-row]")];

  function step(by) {
    const all = rows();
    if (!all.length) return;
    const at = all.findIndex((r) => r === document.activeElement || r.contains(document.activeElement));
    const next = all[Math.min(all.length - 1, Math.max(0, at + by))];
    enter(next);
  }

  function enter(row) {
    const inner = row.matches("a,button,[tabindex]") ? row : row.querySelector("a,button,summary");
    inner?.focus();
  }

  // A control inside a row is of that row alone: the same key elsewhere does another thing.
  function controlOf(key) {
    const all = `[aria-keyshortcuts~="${CSS.escape(key)}"]`;
    const row = document.activeElement.closest("[data-row]");
    return row?.querySelector(all) || [...document.querySelectorAll(all)].find((c) => !c.closest("[data-row]"));
  }

  // A row one is sent to is the row the keys are for; what corrects it stands open.
  function arrive() {
    const row = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!row || !row.matches("[data-row]")) return;
    const refused = row.querySelector("details[open] :is(input,select,textarea):not([type=hidden])");
    if (refused) refused.focus(); else enter(row);
  }
  addEventListener("hashchange", arrive);
  arrive();

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.body.dataset.keys === "off") return;
    if (event.target.closest("input,textarea,select,[contenteditable]")) return;
    const key = event.key;
    if (goes) {
      goes = false;
      if (places[key]) { location.href = places[key]; event.preventDefault(); }
      return;
    }
    const control = controlOf(key);
    if (key === "g") goes = true;
    else if (key === "j") step(1);
    else if (key === "k") step(-1);
    else if (key === "?") location.href = "/help#keys";
    else if (control) {
      if (control.matches("input")) control.focus();
      else {
        control.click();
        if (control.matches("summary")) control.parentElement.querySelector(":is(input,select,textarea):not([type=hidden])")?.focus();
      }
      event.preventDefault();
    }
  });

  // ── what was typed when a session ended is kept in this browser until it is sent ──
  for (const form of document.querySelectorAll("form[data-keep]")) {
    const name = "khien:" + form.dataset.keep;
    // What was sent is no longer kept, before anything is put back.
    if (form.dataset.kept === "done") sessionStorage.removeItem(name);
    const fields = () => [...form.querySelectorAll("textarea[name],input[type=text][name],select[name]")];
    try {
      const kept = JSON.parse(sessionStorage.getItem(name) || "null");
      if (kept) for (const field of fields()) if (!field.value && kept[field.name]) field.value = kept[field.name];
    } catch { sessionStorage.removeItem(name); }
    form.addEventListener("input", () => {
      sessionStorage.setItem(name, JSON.stringify(Object.fromEntries(fields().map((f) => [f.name, f.value]))));
    });
  }

  // ── the list under "Thêm" shuts when one looks elsewhere ──
  for (const list of document.querySelectorAll("details[data-shuts]")) {
    document.addEventListener("click", (event) => { if (!list.contains(event.target)) list.open = false; });
    list.addEventListener("focusout", (event) => { if (event.relatedTarget && !list.contains(event.relatedTarget)) list.open = false; });
    list.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && list.open) { list.open = false; list.querySelector("summary").focus(); }
    });
  }

  for (const toast of toasts ? toasts.children : []) {
    setTimeout(() => { if (!toast.matches(":hover,:focus-within")) toast.remove(); }, 8000);
  }
  // Paper has nothing to click: what is folded is printed open and folded again.
  addEventListener("beforeprint", () => {
    for (const fold of document.querySelectorAll("details.body:not([open], .add)")) { fold.open = true; fold.dataset.printed = ""; }
  });
  addEventListener("afterprint", () => {
    for (const fold of document.querySelectorAll("details[data-printed]")) { fold.open = false; delete fold.dataset.printed; }
  });
  for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
})();
