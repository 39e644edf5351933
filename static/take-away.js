// @ts-check
/**
 * What a browser can do with what a page gives away: copy a citation, keep a chart as PNG. The buttons are made here, so
 * that nobody sees one that does nothing.
 */

const SHARP = 2; // pixels of the PNG for one of the SVG
const SHOWN = 2000; // ms that an answer stands on a button

for (const words of document.querySelectorAll(".cite, .embed-code")) {
  words.after(button("复制", () => copy(words)));
}
for (const link of document.querySelectorAll(".framed a[href*='format=svg']")) {
  if (link instanceof HTMLAnchorElement) link.after(button("下载 PNG", () => keepPng(link.href)));
}

/** @param {string} word @param {() => Promise<string>} act what is done, and then said */
function button(word, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "act";
  made.textContent = word;
  made.addEventListener("click", async () => {
    const said = await act().catch(() => "没有做成，请再试一次");
    const status = document.getElementById("tray-said");
    if (status) status.textContent = said;
    made.textContent = said;
    window.setTimeout(() => (made.textContent = word), SHOWN);
  });
  return made;
}

/** @param {Element} words */
async function copy(words) {
  try {
    await navigator.clipboard.writeText((words.textContent ?? "").trim());
    return "已复制";
  } catch {
    getSelection()?.selectAllChildren(words); // no clipboard over plain http
    return "已选中，请按 Ctrl+C";
  }
}

/** @param {string} address of the chart as SVG */
async function keepPng(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(answer.statusText);
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(await answer.text())}`;
  await picture.decode();
  const canvas = document.createElement("canvas");
  canvas.width = picture.naturalWidth * SHARP;
  canvas.height = picture.naturalHeight * SHARP;
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const content = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = nameOf(answer).replace(/svg$/, "png");
  link.click();
  URL.revokeObjectURL(link.href);
  return "已下载";
}

/** @param {Response} answer */
function nameOf(answer) {
  const told = answer.headers.get("Content-Disposition") ?? "";
  const coded = told.match(/filename\*=utf-8''([^;]+)/i);
  return coded ? decodeURIComponent(coded[1]) : (told.match(/filename="([^"]+)"/)?.[1] ?? "chart.svg");
}
