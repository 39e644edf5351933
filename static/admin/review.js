// @ts-check
/**
 * Keys of the review desk. Every key presses a link or button that is on the page and says so itself
 * (aria-keyshortcuts), so that nothing can be done by key alone; ↓ and ↑ move within the list. Typing is left alone,
 * and whoever finds the keys in the way (a screen reader, a voice) switches them off.
 */
const OFF = "mingzhang.review-keys";
const TYPING = "input:not([type=submit], [type=checkbox], [type=button]), textarea, select, [contenteditable]";

const links = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("#list a")]);
const keys = document.getElementById("keys");
const box = keys?.querySelector("input");

/** Focus a link of the list and bring it into the list's own view; the page stays where it is. @param {HTMLElement} link */
function focus(link) {
  link.focus({ preventScroll: true });
  const list = link.closest("nav");
  if (!list) return;
  const [outer, inner] = [list.getBoundingClientRect(), link.getBoundingClientRect()];
  if (inner.top < outer.top || inner.bottom > outer.bottom) list.scrollTop += inner.top - outer.top - outer.height / 3;
}

if (keys && box) {
  keys.hidden = false;
  box.checked = localStorage.getItem(OFF) === null;
  box.addEventListener("change", () => (box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "off")));
}

const current = /** @type {HTMLElement | null} */ (document.querySelector("#list [aria-current]"));
// Once the browser has been to the fragment of the address, which takes the focus away.
if (current && new URLSearchParams(location.search).has("at")) addEventListener("load", () => setTimeout(focus, 0, current));

document.addEventListener("keydown", (event) => {
  const target = /** @type {Element} */ (event.target);
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || target.closest(TYPING)) return;
  const place = links.indexOf(/** @type {HTMLElement} */ (target));
  const next = { ArrowDown: place + 1, ArrowUp: place - 1 }[event.key];
  if (place >= 0 && next !== undefined) {
    event.preventDefault();
    if (links[next]) focus(links[next]), links[next].scrollIntoView({ block: "nearest" });
  } else if (place >= 0 && event.key === " ") {
    event.preventDefault();
    links[place].click();
  } else if (box?.checked && event.key.length === 1 && !event.repeat) {
    const meant = /** @type {HTMLElement | null} */ (document.querySelector(`[aria-keyshortcuts="${CSS.escape(event.key)}"]`));
    if (meant) event.preventDefault(), meant.click();
  }
});
