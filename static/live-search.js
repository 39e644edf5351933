// @ts-check
/**
 * Search while typing. A form with `data-live="id"` is fetched at the address it would be sent to, and the element of
 * that id in the answer takes the place of the one on this page. Without this script the form is sent with its button.
 */

const PAUSE = 150; // ms without a key before asking

for (const form of document.querySelectorAll("form[data-live]")) {
  if (form instanceof HTMLFormElement) listen(form);
}

/** @param {HTMLFormElement} form */
function listen(form) {
  const place = document.getElementById(form.dataset.live ?? "");
  const input = form.querySelector("input[type=search]");
  if (!place || !(input instanceof HTMLInputElement)) return;
  const said = form.appendChild(document.createElement("p"));
  said.setAttribute("role", "status");
  said.className = "vh";
  const before = { words: input.value.trim(), nodes: [...place.childNodes] };
  let asked = before.words;
  let timer = 0;
  let request = new AbortController();

  input.addEventListener("input", (event) => {
    clearTimeout(timer);
    // While a Chinese word is being composed the field holds Latin letters.
    if (event instanceof InputEvent && event.isComposing) return;
    timer = window.setTimeout(ask, PAUSE);
  });
  input.addEventListener("compositionend", () => {
    clearTimeout(timer);
    timer = window.setTimeout(ask, PAUSE);
  });

  async function ask() {
    const words = input.value.trim();
    if (words === asked) return;
    asked = words;
    request.abort();
    request = new AbortController();
    if (words === before.words) return show(before.nodes, "");
    const address = new URL(form.action);
    address.search = new URLSearchParams([...new FormData(form)].map(([n, v]) => [n, String(v)])).toString();
    try {
      const answer = await fetch(address, { signal: request.signal, headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(answer.statusText);
      const found = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(place.id);
      if (!found) throw new Error("nothing to show");
      show([...found.childNodes], found.querySelector("[data-said]")?.textContent ?? "");
      if (address.pathname === location.pathname) history.replaceState(null, "", address);
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return;
      asked = ""; // the button still works, and so does the next key
      said.textContent = "没有取到结果，请按“查找”。";
    }
  }

  /** @param {Node[]} nodes @param {string} words */
  function show(nodes, words) {
    place.replaceChildren(...nodes);
    said.textContent = words;
  }
}
