// @ts-check
/**
 * The upload desk. Files are sent a few at a time, so that no request takes long, and each has a line of its own; lines
 * of files that are not read yet are asked for again every other second. Without this script the form sends all files
 * at once and ends on a page of the same lines.
 */
const FILES = 20; // a request
const BYTES = 40e6; // a request, unless one file is larger
const AT_ONCE = 60; // lines asked for again: those that come first are read first
const PAUSE = 2000; // ms

const desk = /** @type {HTMLElement} */ (document.getElementById("desk-lines"));
const body = desk.querySelector("tbody") ?? document.createElement("tbody");
const form = /** @type {HTMLFormElement | null} */ (document.getElementById("upload"));

/** Put lines as the server made them in the place of a row. @param {Element} row @param {string[]} lines */
function put(row, lines) {
  const made = document.createElement("tbody");
  made.innerHTML = lines.join("");
  const next = row.contains(document.activeElement) && made.querySelector("button, a");
  row.replaceWith(...made.children);
  if (next instanceof HTMLElement) next.focus();
  count();
}

function count() {
  const labels = [...body.rows].map((row) => row.dataset.label);
  const parts = [...new Set(labels)].map((label) => `${label} ${labels.filter((one) => one === label).length}`);
  const summary = document.getElementById("desk-summary");
  if (summary) summary.textContent = `${body.rows.length} 份：${parts.join("，")}。`;
}

/** @param {string} address @param {RequestInit} [options] */
async function ask(address, options = {}) {
  const answer = await fetch(address, { ...options, headers: { Accept: "application/json" } });
  const json = answer.headers.get("Content-Type")?.startsWith("application/json");
  if (answer.ok && json) return answer.json();
  throw new Error(json ? (await answer.json()).error : `没有送到（${answer.redirected ? "请重新登录" : answer.status}）`);
}

/** The lines of one file that came twice differ: only the second says so. */
async function refresh() {
  const rows = [...body.querySelectorAll("tr[data-unfinished]")].slice(0, AT_ONCE);
  for (const which of document.hidden ? [] : ["[data-known]", ":not([data-known])"]) {
    const numbers = rows.filter((row) => row.matches(which)).map((row) => row.getAttribute("data-document"));
    if (!numbers.length) continue;
    try {
      const known = which === "[data-known]" ? numbers : [];
      const { lines } = await ask(`${desk.dataset.address}?d=${numbers}&k=${known}`);
      for (const line of lines) {
        const number = /data-document="(\d+)"/.exec(line)?.[1];
        for (const row of body.querySelectorAll(`tr[data-document="${number}"]${which}`)) put(row, [line]);
      }
    } catch {} // asked again soon
  }
  setTimeout(refresh, PAUSE);
}
setTimeout(refresh, PAUSE);

body.addEventListener("click", async (event) => {
  const button = event.target instanceof Element && event.target.closest("button");
  const row = button && button.closest("tr");
  if (!button || !row) return;
  event.preventDefault();
  const data = new FormData(/** @type {HTMLFormElement} */ (document.getElementById("desk")));
  try {
    put(row, (await ask(button.formAction, { method: "POST", body: data })).lines);
  } catch (error) {
    button.after(" " + (error instanceof Error ? error.message : error));
  }
});

/** @param {HTMLFormElement} form @param {HTMLInputElement} input */
function uploads(form, input) {
  const status = /** @type {HTMLElement} */ (document.getElementById("upload-status"));
  const button = /** @type {HTMLInputElement} */ (form.querySelector("[type=submit]"));
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer?.files.length) input.files = event.dataTransfer.files;
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const rows = [...(input.files ?? [])].map((file) => ({ file, row: body.insertRow() }));
    desk.hidden = !body.rows.length;
    const say = (/** @type {HTMLTableRowElement} */ row, /** @type {string[]} */ ...words) => {
      row.replaceChildren();
      for (const word of words) row.insertCell().textContent = word;
      row.dataset.label = words[1];
    };
    for (const { file, row } of rows) say(row, file.name, "等待上传");
    const failed = new DataTransfer();
    button.disabled = true;
    while (rows.length) {
      let bytes = 0;
      const fits = rows.findIndex(({ file }, place) => place === FILES || ((bytes += file.size) > BYTES && place > 0));
      const batch = rows.splice(0, fits < 0 ? rows.length : fits);
      const data = new FormData(form);
      data.delete(input.name);
      for (const { file, row } of batch) data.append(input.name, file), say(row, file.name, "上传中");
      count();
      try {
        const { files } = await ask(form.action, { method: "POST", body: data });
        batch.forEach(({ row }, place) => put(row, files[place]));
      } catch (error) {
        for (const { file, row } of batch) failed.items.add(file), say(row, file.name, "没有送到", String(error));
      }
    }
    count();
    input.files = failed.files;
    button.disabled = false;
    status.textContent = failed.files.length ? `${failed.files.length} 份没有送到，可以再按一次上传。` : "都已送到。";
  });
}
const input = form?.querySelector("input[type=file]");
if (form && input instanceof HTMLInputElement) uploads(form, input);
