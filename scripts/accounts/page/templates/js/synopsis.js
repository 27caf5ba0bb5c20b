// ---- side by side: what some documents say of the same thing (accounts.derive.synopsis gives the same)

const [FEWEST, MOST] = [2, 8];
const byName = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

// What a statement says, as a key that is alike where two say the same.
function alikeOf(row) {
  if (row.table === "characterizations") return `${row.position_id} ${row.voice}`;
  const counted = row.table === "figures" ? (row.counted === "other" ? row.row_id : row.counted) : "";
  return `${bounds(row).join(" ")} ${counted} ${row.voice}`;
}

function differ(cells) {
  const said = cells.filter((rows) => rows.length).map((rows) => [...new Set(rows.map(alikeOf))].sort().join("\n"));
  return new Set(said).size > 1;
}

// A record for each thing of which any of the documents speaks: the thing, and for each document its rows, own voice first.
function synopsisOf(chosen, event, onlyDiffering) {
  const tables = Object.keys(SUBJECTS);
  const place = [...events.keys()];
  const spoken = [...things.values()].filter((thing) =>
    (!event || thing.event === event) && thing.rows.some((row) => chosen.includes(row.source))
  );
  spoken.sort((a, b) =>
    place.indexOf(a.event) - place.indexOf(b.event) || tables.indexOf(a.table) - tables.indexOf(b.table) || byName(a.subject, b.subject)
  );
  const rowsOfSource = (thing, source) =>
    thing.rows.filter((row) => row.source === source).sort((a, b) => byName(a.voice, b.voice) || byName(a.row_id, b.row_id));
  const found = spoken.map((thing) => ({ thing, cells: chosen.map((source) => rowsOfSource(thing, source)) }));
  return onlyDiffering ? found.filter(({ cells }) => differ(cells)) : found;
}

// How a row stands to those of the first document on the same thing, in words.
const besideFirst = (
  row,
  first,
) => (row.source === first || row.table === "characterizations" ? [] : claimsOf(row.thing, first).map((claim) => besideWords(row, claim)));

function originOf(row) {
  if (!row.repeats) return row.root ? labelled("root", row.root) : "";
  const further = row.origin === row.repeats ? "" : `, which goes back to ${row.origin.row_id}`;
  return `repeats ${row.repeats.row_id} (${labelled("repeats_basis", row.repeats_basis)})${further}`;
}

// The lines of a statement in a cell: name and text of each that there is.
function restOf(row, first) {
  const near = besideFirst(row, first);
  const detained = row.in_detention ? "in detention, in court or under questioning" : "";
  const said = { "as of": row.as_of, note: row.note, origin: originOf(row), spoken: detained, "beside 1": near.join("; ") };
  return Object.entries(said).filter(([, text]) => text).map(([name, text]) => `${name}: ${text}`);
}

{
  const form = byId("choose");
  const field = form.elements;
  const chosen = () => listOf("compare").map((name) => bySource.get(name)).filter(Boolean).slice(0, MOST);
  const choose = (list) => go({ compare: list.map((source) => source.source_id).join(","), at: "side-by-side" });
  const named = (
    source,
  ) => [
    who(source),
    ` ${source.title}, ${source.when} `,
    small(`(${labels.party[source.party]}, ${labels.source_type[source.source_type]}, read: ${source.read})`),
  ];

  function chip(source, at, list) {
    const moved = (to) => choose(list.toSpliced(at, 1).toSpliced(to, 0, source));
    const tool = (text, label, does, disabled) => {
      const made = button(text, { "aria-label": `${label}: ${source.name}`, disabled });
      made.addEventListener("click", does);
      return made;
    };
    return make(
      "li",
      {},
      ...named(source),
      " ",
      tool("←", "Move left", () => moved(at - 1), at === 0),
      tool("→", "Move right", () => moved(at + 1), at === list.length - 1),
      tool("remove", "Remove", () => choose(list.toSpliced(at, 1))),
    );
  }

  function offer() {
    const wanted = wordsOf(field.find.value);
    const taken = chosen();
    const fits = (source) => !taken.includes(source) && wanted.every((word) => sourceText(source).includes(word));
    const found = wanted.length ? sources.filter(fits) : [];
    const item = (source) => {
      const add = button("add", { "aria-label": `Add: ${source.name}, ${source.when}`, disabled: taken.length >= MOST });
      add.addEventListener("click", () => choose([...chosen(), source]));
      return make("li", {}, add, " ", ...named(source));
    };
    byId("choices").replaceChildren(...found.slice(0, 12).map(item));
    form.querySelector("output").textContent = wanted.length
      ? `${plural(found.length, "document")}${found.length > 12 ? ", the first 12 shown" : ""}`
      : "";
  }

  function said(row, first) {
    return make(
      "p",
      { "data-row": row.row_id },
      make("b", { textContent: row.value }),
      `${row.counted ? ` (${countedOf(row)})` : ""}, ${voiceOf(row)}`,
      row.phrase ? make("br") : null,
      row.phrase ? quoted(row) : null,
      small(place(row), ` ${whereRead(row)}`),
      ...restOf(row, first).map((line) => small(line)),
      small(actions(row)),
    );
  }

  function sheet(event, found, list) {
    const heads = ["Of what", ...list.map((source, at) => `${at + 1} ${source.name}, ${source.when}`)].map((text) =>
      make("th", { scope: "col", textContent: text })
    );
    const cell = (rows, source, thing, at) =>
      make(
        "td",
        { "data-label": `${at + 1} ${source.name}` },
        ...(rows.length
          ? rows.map((row) => said(row, list[0]))
          : [make("i", { textContent: data.silence[silenceOf(source, thing.event)] })]),
      );
    const line = ({ thing, cells }) =>
      make(
        "tr",
        { "data-thing": thing.key },
        make("th", { scope: "row" }, make("a", { href: `#${thing.key}`, textContent: thing.name })),
        ...cells.map((rows, at) => cell(rows, list[at], thing, at)),
      );
    const caption = make("caption", {}, eventLink(event));
    const whole = make(
      "table",
      { className: "synopsis" },
      caption,
      make("thead", {}, make("tr", {}, ...heads)),
      make("tbody", {}, ...found.map(line)),
    );
    whole.style.setProperty("--columns", list.length + 1);
    return make("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": events.get(event).label }, whole);
  }

  // The cells as `accounts synopsis --format csv` has them: statements apart by `||`, their parts by `|`.
  function download(found, list) {
    const text = (row) =>
      [
        `${row.value}${row.counted ? ` (${countedOf(row)})` : ""}, ${voiceOf(row)}`,
        row.phrase ? `“${row.phrase}”` : "",
        `${row.locator ? `${row.locator}, ` : ""}${row.reading.url} (${row.reading.access})`,
        ...restOf(row, list[0]).map((line) => line.replace(/^beside 1:/, "beside the first:")),
        `row: ${row.row_id}`,
      ].filter(Boolean).join(" | ");
    const kinds = { figures: "number", dates: "date", characterizations: "words" };
    const lines = found.map(({ thing, cells }) => [
      thing.event,
      events.get(thing.event).label,
      kinds[thing.table],
      thing.subject,
      thing.name,
      ...cells.map((rows, at) => (rows.length ? rows.map(text).join(" || ") : `[${data.silence[silenceOf(list[at], thing.event)]}]`)),
    ]);
    saveCsv("synopsis", [["event_id", "event", "kind", "subject", "label", ...list.map((source) => source.source_id)], ...lines]);
  }

  function redraw() {
    const list = chosen();
    const mounted = byId("synopsis");
    byId("chosen").replaceChildren(...list.map(chip));
    offer();
    field.event.value = state["compare.event"] ?? "";
    field.only.checked = state["compare.only"] === "differing";
    if (list.length < FEWEST) {
      mounted.replaceChildren(make("p", { textContent: list.length ? "Add another document." : "Add two documents or more." }));
      return;
    }
    const found = synopsisOf(list, field.event.value, field.only.checked);
    const save = make("button", { type: "button", className: "button", textContent: "Download as shown (CSV)" });
    save.addEventListener("click", () => download(found, list));
    const tools = make("div", { className: "tools" }, save, make("output", { textContent: plural(found.length, "row") }));
    mounted.replaceChildren(tools, ...[...grouped(found, ({ thing }) => thing.event)].map(([event, of]) => sheet(event, of, list)));
  }

  field.event.append(...[...events.values()].map((event) => option(event.label, event.event_id)));
  field.find.addEventListener("input", offer);
  form.addEventListener("change", (event) => {
    if (event.target !== field.find) {
      go({ "compare.event": field.event.value, "compare.only": field.only.checked ? "differing" : "", at: "side-by-side" });
    }
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  part(["compare", "compare.event", "compare.only"], redraw);
}
