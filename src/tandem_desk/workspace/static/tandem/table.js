// Tables: a row at hand by keyboard, selection by `x`, bulk actions on what is selected.
import { onKey } from "./keys.js";

const rows = () => [...document.querySelectorAll("[data-grid] tbody tr[data-id]")];
const current = () => document.querySelector("[data-grid] tr[data-at]");

function stand(row) {
  if (!row) return;
  current()?.removeAttribute("data-at");
  row.dataset.at = "";
  row.scrollIntoView({ block: "nearest" });
}

function move(step) {
  const all = rows();
  const at = all.indexOf(current());
  stand(all[Math.min(Math.max(at + step, 0), all.length - 1)]);
}

function ticks() {
  return [...document.querySelectorAll("[data-grid] tbody input[name=ids]")];
}

function count() {
  const bar = document.getElementById("bulk");
  if (!bar) return;
  const n = ticks().filter((tick) => tick.checked).length;
  bar.hidden = n === 0;
  bar.querySelector("[data-n]").textContent = n === 1 ? "1 selected" : `${n} selected`;
  const all = document.querySelector("[data-tick-all]");
  if (all) all.indeterminate = n > 0 && n < ticks().length;
}

let lastTick = null;

function onTick(event) {
  const tick = event.target.closest("input[name=ids]");
  if (event.target.matches("[data-tick-all]")) ticks().forEach((one) => { one.checked = event.target.checked; });
  else if (tick && event.shiftKey && lastTick) {
    const all = ticks();
    const [from, to] = [all.indexOf(lastTick), all.indexOf(tick)].sort((a, b) => a - b);
    all.slice(from, to + 1).forEach((one) => { one.checked = tick.checked; });
  }
  if (tick) lastTick = tick;
  count();
}

function applyColumns() {
  const wanted = [...document.querySelectorAll("[data-column]:checked")].map((box) => box.value);
  const address = new URL(window.location.href);
  address.searchParams.set("columns", wanted.join(",") || "name");
  address.searchParams.delete("after");
  window.location.assign(address);
}

export function startTable() {
  document.querySelector("[data-apply-columns]")?.addEventListener("click", applyColumns);
  const grid = document.querySelector("[data-grid]");
  if (!grid) return;
  grid.addEventListener("click", onTick);
  grid.addEventListener("change", count);
  document.body.addEventListener("htmx:afterSwap", count);
  window.addEventListener("pageshow", count);
  onKey("j", () => move(1));
  onKey("k", () => move(-1));
  onKey("ArrowDown", () => move(1));
  onKey("ArrowUp", () => move(-1));
  onKey("Enter", (event) => (event.target === document.body ? current()?.querySelector("td.name a, th.name a")?.click() : false));
  onKey("x", () => current()?.querySelector("input[name=ids]")?.click());
  onKey("Escape", () => { ticks().forEach((one) => { one.checked = false; }); count(); });
  for (const name of ["a", "r", "s"]) {
    onKey(name, () => (document.getElementById("bulk")?.hidden === false ? document.querySelector(`#bulk [data-key="${name}"]`)?.click() : false));
  }
}
