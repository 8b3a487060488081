// Today: one thing at a time. Keys act on the item at hand; deciding brings the next one up at once.
import { onKey } from "./keys.js";

const items = () => [...document.querySelectorAll(".item:not([hidden])")];
const current = () => document.querySelector(".item[data-at]");

function stand(item, { scroll = true } = {}) {
  document.querySelectorAll(".item[data-at]").forEach((one) => {
    delete one.dataset.at;
    one.querySelector("[data-toggle-item]")?.setAttribute("aria-expanded", "false");
  });
  if (!item) return;
  item.dataset.at = "";
  item.querySelector("[data-toggle-item]")?.setAttribute("aria-expanded", "true");
  if (scroll) item.scrollIntoView({ block: "nearest" });
}

function move(step) {
  const all = items();
  const at = all.indexOf(current());
  stand(all[Math.min(Math.max(at + step, 0), all.length - 1)]);
}

function press(name) {
  const button = current()?.querySelector(`[data-key="${name}"]`);
  if (!button) return false;
  button.click();
  return true;
}

function leave(item) {
  const all = items();
  const next = all[all.indexOf(item) + 1] ?? all[all.indexOf(item) - 1];
  item.hidden = true;
  stand(next);
  const count = document.querySelector("[data-queue-count]");
  if (count && /^\d+$/.test(count.textContent)) count.textContent = String(Number(count.textContent) - 1);
  if (!next) document.getElementById("queue-empty")?.removeAttribute("hidden");
}

function bring(item) {
  item.hidden = false;
  document.getElementById("queue-empty")?.setAttribute("hidden", "");
  stand(item);
}

export function startQueue() {
  const queue = document.getElementById("queue");
  onKey("e", () => {
    const all = [...(current() ?? document).querySelectorAll("details.fact")];
    const open = all.some((one) => !one.open);
    all.forEach((one) => { one.open = open; });
  });
  onKey("u", () => document.querySelector("#toasts [data-undo]")?.click() ?? undefined);
  if (!queue) return;
  stand(items()[0], { scroll: false });
  queue.addEventListener("click", (event) => {
    const item = event.target.closest(".item");
    if (item && !event.target.closest("a, form, .item-open")) stand(item, { scroll: false });
  });
  // The list moves on before the server has answered; a refusal brings the item back.
  queue.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt.matches("[data-decides]")) leave(event.detail.elt.closest(".item"));
  });
  queue.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt.matches("[data-decides]") && !event.detail.successful) bring(event.detail.elt.closest(".item"));
  });
  // A reason or an amendment is given in a dialog; it belongs to the item it was opened from.
  document.getElementById("side").addEventListener("htmx:beforeRequest", (event) => {
    const item = document.getElementById(event.detail.elt.dataset.decidesItem ?? "");
    if (!item) return;
    event.currentTarget.close();
    leave(item);
  });
  document.getElementById("side").addEventListener("htmx:afterRequest", (event) => {
    const item = document.getElementById(event.detail.elt.dataset.decidesItem ?? "");
    if (item && !event.detail.successful) bring(item);
  });
  onKey("j", () => move(1));
  onKey("k", () => move(-1));
  onKey("ArrowDown", () => move(1));
  onKey("ArrowUp", () => move(-1));
  for (const name of ["a", "m", "r", "s"]) onKey(name, () => press(name));
  onKey("Enter", (event) => (event.target === document.body ? current()?.querySelector(".who a")?.click() : false));
}
