// ---- tables that can be searched, sorted and downloaded as shown

const collator = new Intl.Collator("en", { numeric: true });

// Compares two values for sorting: numbers as such, text as a reader would, what is missing last.
function compareValues(a, b) {
  if (a === undefined || a === null || a === "") return b === undefined || b === null || b === "" ? 0 : 1;
  if (b === undefined || b === null || b === "") return -1;
  return typeof a === "number" && typeof b === "number" ? a - b : collator.compare(a, b);
}

const csvLine = (cells) => cells.map((text) => `"${String(text ?? "").replace(/\s+/g, " ").trim().replaceAll('"', '""')}"`).join(",");

// The text of a column for a record, as a download says it.
const textIn = (column, record) => (column.text ? column.text(record) : make("td", {}, ...[column.show(record)].flat()).textContent);

// Every table, tree and chart is downloaded by this: one line for each record, whatever stands on the page alone left out.
function download(name, columns, records) {
  const kept = columns.filter((column) => column.only !== "page");
  saveCsv(name, [kept.map((column) => column.name), ...records.map((record) => kept.map((column) => textIn(column, record)))]);
}

const saveButton = (does) => {
  const made = make("button", { type: "button", className: "button", textContent: "Download as shown (CSV)" });
  made.addEventListener("click", does);
  return made;
};

function saveCsv(name, lines) {
  const url = URL.createObjectURL(new Blob(["\ufeff", ...lines.map((line) => `${csvLine(line)}\r\n`)], { type: "text/csv" }));
  make("a", { href: url, download: `${name}.csv` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

// A table of records.
//
// `id`: its name in the address, and the id of the part of the page in which it stands.
// `columns`: of each its `name` and `show` (record to text or elements); where needed its `width` (its share of the whole), `sort` (record to
// a value) and `text` (record to what a download says); `only: "page"` or `"download"` leaves it out of the other.
// `limit`: so many rows are shown until a reader asks for all.
// `silent`: records that say nothing. They are folded, and come last in any order.
function table({ id, label, columns, records, silent = [], className = "rows", limit = Infinity }) {
  const shown = columns.filter((column) => column.only !== "download");
  const built = new Map();
  const texts = new Map();

  const cell = (column, at, record) =>
    make(
      at ? "td" : "th",
      { scope: at ? undefined : "row", className: column.className, "data-label": at ? column.name : undefined },
      ...[column.show(record)].flat(),
    );
  function rowOf(record) {
    if (!built.has(record)) {
      const row = make("tr", { className: record.silence ? "silent" : record.source?.party ?? "" });
      row.append(...shown.map((column, at) => cell(column, at, record)));
      built.set(record, row);
    }
    return built.get(record);
  }
  function textOf(record) {
    if (!texts.has(record)) texts.set(record, folded(rowOf(record).textContent));
    return texts.get(record);
  }

  const key = (name) => `${id}.${name}`;
  const search = make("input", { type: "search" });
  const sides = new Set([...records, ...silent].map((record) => record.source?.party));
  const party = sides.size > 1 ? make("select", {}, option("all", ""), ...partiesIn(sides)) : null;
  const count = make("output", { "aria-live": "polite" });
  const heads = shown.map((column) => {
    const head = make("th", { scope: "col" });
    if (column.width) head.style.setProperty("--share", column.width);
    if (column.only === "page") {
      head.textContent = column.name;
      return head;
    }
    const button = make("button", { type: "button", textContent: column.name });
    button.addEventListener(
      "click",
      () => go({ [key("sort")]: state[key("sort")] === column.name ? `-${column.name}` : column.name, at: id }),
    );
    head.append(button);
    return head;
  });
  const body = make("tbody");
  const fold = make("button", { type: "button", className: "button fold" });
  const more = make("button", { type: "button", className: "button" });
  let listed = [];

  function redraw() {
    const find = state[key("find")] ?? "";
    const sort = state[key("sort")] ?? "";
    const open = state[key("silent")] === "shown";
    const down = sort.startsWith("-");
    const by = shown.find((column) => column.name === sort.replace(/^-/, ""));
    if (search.value !== find) search.value = find;
    if (party) party.value = state[key("party")] ?? "";
    heads.forEach((head, at) => {
      if (by === shown[at]) head.setAttribute("aria-sort", down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
    const wanted = wordsOf(find);
    const fits = (record) =>
      (!party?.value || record.source.party === party.value) && wanted.every((word) => textOf(record).includes(word));
    const value = (record) => (by.sort ? by.sort(record) : rowOf(record).cells[shown.indexOf(by)].textContent);
    const inOrder = (list) => {
      const fitting = list.filter(fits);
      if (!by) return fitting;
      const values = new Map(fitting.map((record) => [record, value(record)]));
      fitting.sort((a, b) => compareValues(values.get(a), values.get(b)));
      return down ? fitting.reverse() : fitting;
    };
    listed = [...inOrder(records), ...(open ? inOrder(silent) : [])];
    const cut = state[key("all")] ? Infinity : limit;
    body.replaceChildren(...listed.slice(0, cut).map(rowOf));
    more.hidden = listed.length <= cut;
    more.textContent = `${listed.length - cut} more rows: show`;
    count.textContent = `${listed.length} of ${plural(records.length + (open ? silent.length : 0), "row")}`;
    fold.textContent = `${plural(silent.length, "document says", "documents say")} nothing of it: ${open ? "hide" : "show"}`;
    fold.setAttribute("aria-expanded", open);
  }

  search.addEventListener("input", () => go({ [key("find")]: search.value, at: id }, { replace: true }));
  more.addEventListener("click", () => go({ [key("all")]: "shown", at: id }));
  fold.addEventListener("click", () => go({ [key("silent")]: state[key("silent")] ? "" : "shown", at: id }));
  party?.addEventListener("change", () => go({ [key("party")]: party.value, at: id }));

  const head = make("thead", {}, make("tr", {}, ...heads));
  const scroll = make("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": label });
  scroll.append(make("table", { className }, make("caption", { className: "hidden", textContent: label }), head, body));
  const tools = make(
    "div",
    { className: "tools" },
    make("label", {}, "Search this table ", search),
    party && make("label", {}, "Party ", party),
    saveButton(() => download(id, columns, listed)),
    count,
  );
  const whole = make("div", { className: "sheet" }, tools, scroll, more, silent.length ? fold : null);
  part(["find", "party", "sort", "silent", "all"].map(key), redraw, whole);
  return whole;
}
