// The rail, menus, dialogs, toasts and the few behaviours that hold on every page.

const toastSeconds = 12;

export function say(words, { bad = false } = {}) {
  const toast = document.createElement("div");
  toast.className = bad ? "toast bad" : "toast";
  const text = document.createElement("span");
  text.className = "words";
  text.textContent = words;
  toast.append(text);
  document.getElementById("toasts")?.prepend(toast);
}

function watchToasts() {
  const box = document.getElementById("toasts");
  if (!box) return;
  const fade = (toast) => {
    if (toast.classList.contains("bad")) return addClose(toast);
    // Somebody reading or tabbing through it must not lose it.
    const leave = () => (toast.matches(":hover, :focus-within") ? setTimeout(leave, 3000) : toast.remove());
    setTimeout(leave, toastSeconds * 1000);
  };
  box.querySelectorAll(".toast").forEach(fade);
  new MutationObserver((list) => list.forEach((one) => one.addedNodes.forEach((node) => node.classList && fade(node)))).observe(box, { childList: true });
}

function addClose(toast) {
  if (toast.querySelector("[data-close-toast]")) return;
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.closeToast = "";
  button.textContent = "Close";
  button.addEventListener("click", () => toast.remove());
  toast.append(button);
}

function foldRail() {
  const narrow = document.documentElement.dataset.rail === "narrow";
  document.documentElement.dataset.rail = narrow ? "wide" : "narrow";
  document.cookie = `rail=${narrow ? "wide" : "narrow"}; path=/; max-age=31536000; samesite=lax`;
}

function toggleMenu(open) {
  const rail = document.getElementById("rail");
  const now = open ?? !("open" in rail.dataset);
  if (now) rail.dataset.open = "";
  else delete rail.dataset.open;
  document.querySelectorAll("[data-menu]").forEach((button) => button.setAttribute("aria-expanded", String(now)));
  if (now) rail.querySelector("a.place")?.focus();
}

function onClick(event) {
  const at = event.target;
  if (at.closest("[data-fold]")) return foldRail();
  if (at.closest("[data-menu]")) return toggleMenu();
  const opener = at.closest("[data-open]");
  if (opener) return document.getElementById(opener.dataset.open)?.showModal();
  const closer = at.closest("[data-close]");
  if (closer) return closer.closest("dialog")?.close();
  if (at instanceof HTMLDialogElement) return at.close();
  document.querySelectorAll("details.menu-box[open]").forEach((box) => { if (!box.contains(at)) box.open = false; });
  const rail = document.getElementById("rail");
  if (rail && "open" in rail.dataset && !rail.contains(at)) toggleMenu(false);
}

function onError(event) {
  const status = event.detail.xhr?.status;
  if (status === 0 || status === undefined) say("The server did not answer. Nothing was lost; try again.", { bad: true });
  else if (status >= 500) say("Something went wrong on the server. Nothing was changed; try again.", { bad: true });
}

function keepToast() {
  const kept = sessionStorage.getItem("toast");
  sessionStorage.removeItem("toast");
  const box = document.getElementById("toasts");
  if (!kept || !box) return;
  box.insertAdjacentHTML("afterbegin", kept);
  window.htmx?.process(box);
}

// What stands beside the story on a wide page is folded under one line on a narrow one.
function foldOnNarrow() {
  const narrow = matchMedia("(max-width: 1060px)");
  const fold = () => document.querySelectorAll("details.folds").forEach((one) => { one.open = !narrow.matches; });
  if (narrow.matches) fold();
  narrow.addEventListener("change", fold);
}

export function startFrame() {
  foldOnNarrow();
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.menu-box[open]").forEach((box) => { box.open = false; box.querySelector("summary").focus(); });
    if ("open" in (document.getElementById("rail")?.dataset ?? {})) toggleMenu(false);
  });
  document.addEventListener("change", (event) => {
    // Selects that filter a page submit it at once; without this file there is a button.
    const form = event.target.closest("form[data-submit-on-change]");
    if (form && !event.target.closest("[data-wait]")) form.requestSubmit();
  });
  document.addEventListener("submit", (event) => {
    // A form's empty fields only make its address longer.
    if (event.target.method !== "get") return;
    for (const field of event.target.elements) if (field.name && field.value === "") field.disabled = true;
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[method=get] [disabled]").forEach((field) => { field.disabled = false; }));
  document.body.addEventListener("htmx:responseError", onError);
  document.body.addEventListener("htmx:sendError", onError);
  document.body.addEventListener("htmx:afterSwap", (event) => {
    const dialog = event.detail.target?.id === "side-body" ? event.detail.target.closest("dialog[data-shows-on-load]") : null;
    if (dialog?.querySelector("[data-closes-dialog]")) return dialog.close();
    if (dialog && !dialog.open) dialog.showModal();
    event.detail.target?.querySelector?.("[autofocus]")?.focus();
  });
  // Outside the queue a decision changes what the page says; the message with its undo has to outlive the reload.
  document.body.addEventListener("decided", () => {
    if (document.getElementById("queue")) return;
    // The event comes with the answer's head; its message is put into the page a moment later.
    setTimeout(() => {
      const toast = document.querySelector("#toasts .toast");
      if (toast) sessionStorage.setItem("toast", toast.outerHTML);
      window.location.reload();
    }, 120);
  });
  keepToast();
  watchToasts();
}
