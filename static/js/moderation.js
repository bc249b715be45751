// Keys for who looks at many: off until pressed on, remembered on this device, and never while typing.
const bar = document.querySelector("[data-mod-keys]");
const KEPT = "moderation-keys";
const memory = { get: () => { try { return localStorage.getItem(KEPT); } catch { return null; } }, set: (on) => { try { localStorage.setItem(KEPT, on ? "on" : ""); } catch { /* not kept then */ } } };

function turn(on) {
  document.body.classList.toggle("mod-keys-on", on);
  bar.querySelector("[data-mod-toggle]").setAttribute("aria-pressed", String(on));
}

function step(way) {
  const rows = [...document.querySelectorAll("[data-mod-row]")];
  if (!rows.length) {
    document.querySelector(way > 0 ? "[data-mod-next]" : "[data-mod-before]")?.click();
    return;
  }
  const at = rows.indexOf(document.activeElement);
  rows[Math.min(Math.max(at + way, 0), rows.length - 1)].focus();
}

function unfold(name) {
  const part = document.querySelector(name);
  if (!part) return;
  part.open = true;
  part.querySelector("textarea, input:not([type=hidden])")?.focus();
}

const ACTS = {
  j: () => step(1), k: () => step(-1),
  1: () => document.querySelector("[data-mod-pass]")?.click(),
  2: () => unfold("[data-mod-edit]"), 3: () => unfold("[data-mod-refuse]"),
};

if (bar) {
  bar.hidden = false;
  turn(memory.get() === "on");
  bar.querySelector("[data-mod-toggle]").addEventListener("click", () => {
    const on = !document.body.classList.contains("mod-keys-on");
    turn(on);
    memory.set(on);
  });
  document.addEventListener("keydown", (event) => {
    if (!document.body.classList.contains("mod-keys-on")) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    const act = ACTS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
