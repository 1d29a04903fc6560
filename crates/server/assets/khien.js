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

  // ── keys: each repeats a visible control; never in a field, never with modifiers ──
  const places = { b: "/board", c: "/directives", m: "/mine", u: "/units", i: "/imports", r: "/reports", l: "/ledger" };
  let goes = false;
  const rows = () => [...document.querySelectorAll("[data-row]")];

  function step(by) {
    const all = rows();
    if (!all.length) return;
    const at = all.findIndex((r) => r === document.activeElement || r.contains(document.activeElement));
    const next = all[Math.min(all.length - 1, Math.max(0, at + by))];
    (next.matches("a,button") ? next : next.querySelector("a,button"))?.focus();
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.body.dataset.keys === "off") return;
    if (event.target.closest("input,textarea,select,[contenteditable]")) return;
    const key = event.key;
    if (goes) {
      goes = false;
      if (places[key]) { location.href = places[key]; event.preventDefault(); }
      return;
    }
    const control = document.querySelector(`[aria-keyshortcuts~="${CSS.escape(key)}"]`);
    if (key === "g") goes = true;
    else if (key === "j") step(1);
    else if (key === "k") step(-1);
    else if (key === "?") location.href = "/help#keys";
    else if (control) {
      if (control.matches("input")) control.focus();
      else control.click();
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

  for (const toast of toasts ? toasts.children : []) {
    setTimeout(() => { if (!toast.matches(":hover,:focus-within")) toast.remove(); }, 8000);
  }
  for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
})();
