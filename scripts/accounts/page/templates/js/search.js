// ---- one search across the page, and the point of comparison

const texts = new Map();

// The text by which a document, an event, a thing or a statement is found.
function foundBy(record, said) {
  if (!texts.has(record)) texts.set(record, folded(said().filter(Boolean).join(" ")));
  return texts.get(record);
}
const sourceText = (source) =>
  foundBy(
    source,
    () => [source.name, source.title, source.author, source.when, source.document_id, labels.party[source.party], source.source_id],
  );
const eventText = (event) => foundBy(event, () => [event.label, event.place, event.names, event.date]);
const thingText = (thing) => foundBy(thing, () => [thing.label, events.get(thing.event).label]);
const rowText = (row) =>
  foundBy(
    row,
    () => [
      row.phrase,
      row.value,
      row.note,
      row.credited_to,
      row.locator,
      row.source.name,
      row.source.when,
      row.thing.label,
      countedOf(row),
      row.row_id,
    ],
  );

function searchPlace(find) {
  const wanted = wordsOf(find);
  const fitting = (records, text) => records.filter((record) => wanted.every((word) => text(record).includes(word)));
  const found = {
    documents: fitting(sources, sourceText),
    events: fitting([...events.values()], eventText),
    things: fitting(ordered([...things.values()]), thingText),
    statements: fitting(statements, rowText),
  };
  const list = (records, item) =>
    make(
      "ul",
      { className: "plain-list" },
      ...records.slice(0, 50).map((record) => make("li", {}, ...item(record))),
      records.length > 50 ? make("li", { textContent: `and ${records.length - 50} more` }) : null,
    );
  return [
    `Search: ${find}`,
    heading(plural(found.events.length, "event")),
    list(found.events, (event) => [eventLink(event.event_id)]),
    heading(`${plural(found.things.length, "thing")} of which documents speak`),
    list(found.things, (thing) => [thingLink(thing), ` (${plural(thing.rows.length, "statement")})`]),
    heading(plural(found.documents.length, "document")),
    list(
      found.documents,
      (
        source,
      ) => [
        who(source),
        `, ${source.title}, ${source.when} (${labels.party[source.party]}) `,
        button("compare with", { "data-compare": source.source_id }),
      ],
    ),
    heading(plural(found.statements.length, "statement")),
    table({
      id: "place",
      label: `Statements: ${find}`,
      columns: statementColumns(aboutColumn),
      records: found.statements,
      className: "rows statements",
      limit: 100,
    }),
  ];
}

{
  const field = byId("everywhere").elements;
  const named = (source) => option(`${source.name}, ${source.when}: ${source.title}`, source.source_id);
  const fill = () => {
    if (field.from.options.length > 1) return;
    field.from.replaceChildren(...[...sources].sort((a, b) => collator.compare(a.name, b.name) || a.day - b.day).map(named));
    field.from.value = anchor().source_id;
  };
  for (const kind of ["pointerdown", "focus", "keydown"]) field.from.addEventListener(kind, fill);
  field.from.addEventListener("change", () => go({ from: field.from.value === data.head.anchor ? "" : field.from.value }));
  part(["from"], () => {
    if (field.from.options.length < 2) field.from.replaceChildren(named(anchor()));
    field.from.value = anchor().source_id;
    document.body.classList.toggle("elsewhere", anchor().source_id !== data.head.anchor);
  });

  let waiting;
  field.find.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => go(toward({ find: field.find.value.trim() }), { replace: Boolean(state.find) }), 200);
  });
  byId("everywhere").addEventListener("submit", (event) => event.preventDefault());
  part(["find"], () => {
    if (field.find.value.trim() !== (state.find ?? "")) field.find.value = state.find ?? "";
  });
}
