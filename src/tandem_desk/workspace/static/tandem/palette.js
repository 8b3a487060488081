// The command palette: Ctrl K or ⌘ K, type, arrow, Enter.

const links = () => [...document.querySelectorAll("#palette-results a")];

function choose(link) {
  const input = document.getElementById("palette-input");
  links().forEach((one) => one.setAttribute("aria-selected", String(one === link)));
  if (link) input.setAttribute("aria-activedescendant", link.id);
  else input.removeAttribute("aria-activedescendant");
  link?.scrollIntoView({ block: "nearest" });
}

function move(step) {
  const all = links();
  const at = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
  choose(all[(at + step + all.length) % all.length]);
}

function open() {
  const palette = document.getElementById("palette");
  if (!palette || palette.open) return;
  palette.showModal();
  const input = document.getElementById("palette-input");
  input.select();
  if (!links().length) window.htmx.trigger(input, "load-now");
}

export function startPalette() {
  const palette = document.getElementById("palette");
  if (!palette) return;
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
    }
  });
  document.querySelectorAll("[data-palette]").forEach((button) => button.addEventListener("click", open));
  document.getElementById("palette-input").addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Enter") {
      const link = document.querySelector('#palette-results a[aria-selected="true"]') ?? links()[0];
      if (!link) return;
      palette.close();
      link.click();
    } else return;
    event.preventDefault();
  });
  document.getElementById("palette-results").addEventListener("htmx:afterSwap", () => choose(links()[0]));
}
