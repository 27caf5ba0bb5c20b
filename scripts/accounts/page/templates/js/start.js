// ---- what is not a part of its own: links within the page, copying, the first view

async function copy(button, text) {
  const said = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    const shown = make("output", { className: "cited", textContent: text });
    button.after(shown);
    getSelection().selectAllChildren(shown);
  }
  setTimeout(() => (button.textContent = said), 2000);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button, byId(button.dataset.copy).textContent);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const wanted = stateOf(link.getAttribute("href"));
  if (wanted.open) wanted.open = [...new Set([...listOf("open"), wanted.open])].join(",");
  go(wanted, { scroll: true });
});

addEventListener("popstate", () => {
  state = stateOf(location.hash);
  show();
});

show();
byId(state.at)?.scrollIntoView();
