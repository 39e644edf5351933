// @ts-check
/**
 * The columns kept for a comparison while browsing, in this browser only: pages stay the same for everybody.
 * `a[data-add]` adds or removes a column, the tray at the foot of the page shows what is kept. Columns that the address
 * of the page names are not shown again. Without this script a link leads to the picker with its one column.
 */

/** @typedef {{key: string, title: string}} Column */

const STORE = "mingzhang.columns";
const MOST = 12;
const KEY = /^\d{1,9}-\d{4}(-[a-z_]+)?$/;

const tray = document.getElementById("tray");
const said = document.getElementById("tray-said");
if (tray && said) start(tray, said);

/** @param {HTMLElement} tray @param {HTMLElement} said */
function start(tray, said) {
  const compare = tray.dataset.compare ?? "/";
  const query = new URLSearchParams(location.search);
  const here = location.pathname === compare ? query.getAll("d") : [];
  const count = /** @type {HTMLElement} */ (tray.querySelector("summary"));
  const list = document.createElement("ol");
  count.after(list);
  const go = /** @type {HTMLAnchorElement} */ (tray.querySelector("a"));

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target.closest("[data-add], [data-leaves], button") : null;
    if (!(target instanceof HTMLElement)) return;
    if (target.dataset.add && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      toggle({ key: target.dataset.add, title: target.dataset.title ?? target.dataset.add });
    } else if ("leaves" in target.dataset) {
      const column = target.closest("[data-column]");
      if (column instanceof HTMLElement) write(read().filter(({ key }) => key !== column.dataset.column));
    } else if (target.dataset.remove) {
      remove(target.dataset.remove);
    } else if ("clear" in target.dataset) {
      write(read().filter(({ key }) => here.includes(key)));
      say("已清空");
    }
  });
  // What is ticked in a form stays chosen when the reader goes on from the comparison.
  document.addEventListener("submit", ({ target }) => {
    if (target instanceof HTMLFormElement) keep([...target.querySelectorAll("input[data-title]:checked")]);
  });
  window.addEventListener("storage", show);
  window.addEventListener("pageshow", show);
  if (query.has("edit")) keep([...document.querySelectorAll("[data-column]")]);
  show();

  /** @returns {Column[]} */
  function read() {
    try {
      const kept = JSON.parse(localStorage.getItem(STORE) ?? "[]");
      return kept.filter((/** @type {Column} */ c) => KEY.test(c.key) && typeof c.title === "string").slice(0, MOST);
    } catch {
      return []; // storage is switched off, or holds something else
    }
  }

  /** @param {Column[]} columns */
  function write(columns) {
    try {
      localStorage.setItem(STORE, JSON.stringify(columns));
    } catch {
      say("浏览器不允许保存，请用“比较”页选择。");
    }
    show();
  }

  /** @param {Element[]} elements */
  function keep(elements) {
    const columns = read();
    for (const element of elements) {
      const key = element instanceof HTMLInputElement ? element.value : (element.getAttribute("data-column") ?? "");
      const title = element.getAttribute("data-title") ?? key;
      if (columns.length < MOST && !columns.some((column) => column.key === key)) columns.push({ key, title });
    }
    write(columns);
  }

  /** @param {Column} column */
  function toggle(column) {
    const columns = read();
    if (columns.some(({ key }) => key === column.key)) return remove(column.key);
    if (columns.length >= MOST) {
      count.textContent = `最多 ${MOST} 列，先去掉一列`;
      return say(count.textContent);
    }
    write([...columns, column]);
    return say(`已加入：${column.title}，共 ${columns.length + 1} 列`);
  }

  /** @param {string} gone */
  function remove(gone) {
    const column = read().find(({ key }) => key === gone);
    write(read().filter(({ key }) => key !== gone));
    say(`已去掉：${column?.title ?? gone}`);
  }

  /** @param {string} words */
  function say(words) {
    said.textContent = words;
  }

  function show() {
    const columns = read();
    const others = columns.filter(({ key }) => !here.includes(key));
    const all = [...here, ...others.map(({ key }) => key)];
    const address = new URLSearchParams(all.map((key) => ["d", key]));
    if (all.length < 2) address.set("edit", "1");
    go.href = `${compare}?${address}`;
    go.textContent = all.length < 2 ? "再选一列" : here.length ? `一起比较 ${all.length} 列` : `比较 ${all.length} 列`;
    count.textContent = here.length ? `另有 ${others.length} 列` : `已选 ${others.length} 列`;
    list.replaceChildren(...others.map(item));
    tray.hidden = others.length === 0;
    for (const link of document.querySelectorAll("[data-add]")) {
      const isKept = columns.some(({ key }) => key === link.getAttribute("data-add"));
      if (link.firstElementChild) link.firstElementChild.textContent = isKept ? "移出比较" : "加入比较";
    }
  }

  /** @param {Column} column */
  function item(column) {
    const row = document.createElement("li");
    row.append(column.title, " ");
    const button = row.appendChild(document.createElement("button"));
    button.type = "button";
    button.dataset.remove = column.key;
    button.textContent = "去掉";
    button.setAttribute("aria-label", `去掉 ${column.title}`);
    return row;
  }
}
