// The Import page: drop a file or a folder, see how far the upload is.

function show(form, words, share) {
  const bar = form.querySelector("progress");
  say(form, words, "status");
  bar.hidden = false;
  if (share === null) bar.removeAttribute("value");
  else bar.value = share;
}

function say(form, words, role) {
  const line = form.querySelector("[data-upload-words]");
  line.setAttribute("role", role);
  line.className = role === "alert" ? "note negative" : "soft";
  line.textContent = words;
}

async function entries(item) {
  if (item.isFile) return [await new Promise((done, fail) => item.file((file) => done([item.fullPath.slice(1), file]), fail))];
  const reader = item.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((done, fail) => reader.readEntries(done, fail));
    if (!some.length) return found;
    for (const one of some) found.push(...(await entries(one)));
  }
}

function send(form, files) {
  if (!files.length) return;
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
  for (const [path, file] of files) {
    body.append("files", file);
    body.append("paths", path);
  }
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("X-Requested-With", "upload");
  request.upload.addEventListener("progress", (event) => {
    const share = event.lengthComputable ? event.loaded / event.total : null;
    show(form, share === 1 ? "Reading the columns …" : `Sending ${files.length === 1 ? files[0][0] : `${files.length} files`} … ${Math.round((share ?? 0) * 100)}%`, share === 1 ? null : share);
  });
  request.addEventListener("load", () => {
    let answer = {};
    try { answer = JSON.parse(request.responseText); } catch { /* a page where an answer was due: said below */ }
    if (request.status < 300) window.location.assign(answer.url);
    else fail(form, answer.fault ?? "The server could not take this file. Nothing was stored.");
  });
  request.addEventListener("error", () => fail(form, "The connection broke off. Nothing was stored; try again."));
  show(form, "Sending …", 0);
  request.send(body);
}

function fail(form, words) {
  form.querySelector("progress").hidden = true;
  // The same file may be chosen again once it is put right.
  form.querySelectorAll("input[type=file]").forEach((input) => { input.value = ""; });
  say(form, words, "alert");
}

export function startUpload() {
  const form = document.querySelector("form[data-upload]");
  if (!form) return;
  const drop = form.querySelector(".drop");
  drop.addEventListener("dragover", (event) => { event.preventDefault(); drop.dataset.over = ""; });
  drop.addEventListener("dragleave", () => { delete drop.dataset.over; });
  drop.addEventListener("drop", async (event) => {
    event.preventDefault();
    delete drop.dataset.over;
    const items = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const files = [];
    for (const item of items) files.push(...(await entries(item)));
    send(form, files);
  });
  form.querySelectorAll("input[type=file]").forEach((input) =>
    input.addEventListener("change", () => send(form, [...input.files].map((file) => [file.webkitRelativePath || file.name, file]))),
  );
}
