// @ts-check
/** Suggests places by what is typed into a field of a region. Without this script a full name or a code is typed. */
for (const input of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("input[data-regions]"))) {
  const names = document.createElement("datalist");
  names.id = `${input.id}_names`;
  input.after(names);
  input.setAttribute("list", names.id);
  input.autocomplete = "off";
  let asked = 0;
  input.addEventListener("input", async () => {
    const turn = ++asked;
    try {
      const answer = await fetch(`${input.dataset.regions}?q=${encodeURIComponent(input.value.trim())}`);
      const found = (await answer.json()).names;
      if (turn === asked) names.replaceChildren(...found.map((/** @type {string} */ name) => new Option(name, name)));
    } catch {} // as without a script
  });
}
