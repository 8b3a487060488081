// One list of keys for the whole site. A page's part adds its own with `onKey`; `?` shows what the page declares.

const handlers = new Map();
let goPending = 0;

export function onKey(key, handler) {
  handlers.set(key, handler);
}

export function isTyping(target) {
  // A dialog that has just closed may keep the focus for a moment.
  if (target.closest?.("dialog:not([open])")) return false;
  return target.closest?.("input:not([type=checkbox]), select, textarea, [contenteditable]") !== null;
}

function goTo(letter) {
  const place = document.querySelector(`[data-go="${CSS.escape(letter)}"]`);
  if (place) place.click();
  return Boolean(place);
}

function onKeydown(event) {
  if (event.altKey || event.metaKey || event.ctrlKey || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (Date.now() - goPending < 1200 && goTo(event.key)) {
    goPending = 0;
    event.preventDefault();
    return;
  }
  if (event.key === "g") goPending = Date.now();
  else if (event.key === "?") document.getElementById("keys")?.showModal();
  else if (event.key === "/") {
    const search = document.querySelector("[data-search]");
    if (!search) return;
    search.focus();
    search.select();
  } else if (handlers.has(event.key)) {
    if (handlers.get(event.key)(event) === false) return;
  } else return;
  event.preventDefault();
}

export function startKeys() {
  document.addEventListener("keydown", onKeydown);
}
