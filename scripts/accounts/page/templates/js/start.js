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
  const { target } = event;
  const button = target.closest("button[data-copy], button[data-cite], button[data-compare], button[data-from]");
  if (button?.dataset.copy) copy(button, byId(button.dataset.copy).textContent);
  if (button?.dataset.cite) copy(button, citationOf(byRow.get(button.dataset.cite)));
  if (button?.dataset.compare) {
    go(toward({ compare: [...new Set([...listOf("compare"), button.dataset.compare])].slice(0, MOST).join(","), at: "side-by-side" }), {
      scroll: true,
    });
  }
  if (button?.dataset.from) go({ from: button.dataset.from === data.head.anchor ? "" : button.dataset.from });
  const link = target.closest("a[href^='#']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go(toward(stateOf(link.getAttribute("href"))), { scroll: true });
});

addEventListener("popstate", () => {
  state = stateOf(location.hash);
  show();
});

show();
reach();
