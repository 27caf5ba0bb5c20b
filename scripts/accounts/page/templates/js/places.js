// ---- the places of a document, an event and a row: `#source=ID`, `#event=ID`, `#row=ID`

const terms = (pairs) => {
  const list = make("dl", { className: "terms" });
  for (const [name, ...said] of pairs) {
    if (said.some((part) => part !== null && part !== "" && part !== undefined)) {
      list.append(
        make("dt", { textContent: name }),
        make(
          "dd",
          {},
          ...said.filter((part) => part !== null),
        ),
      );
    }
  }
  return list;
};

const thingLink = (thing) => make("a", { href: `#${thing.key}`, textContent: thing.label });
const eventLink = (event) => make("a", { href: `#event=${event}`, textContent: events.get(event).label });
const joinedBy = (separator, parts) => parts.flatMap((each, at) => (at ? [separator, each] : [each]));

// The documents on the other side of a repetition, each with its rows.
function repeating(rows) {
  const list = make("ul", { className: "plain-list" });
  for (const [source, of] of grouped(rows, (row) => row.source)) {
    list.append(
      make(
        "li",
        {},
        who(source),
        `, ${source.when}: `,
        ...joinedBy("; ", of.map((row) => rowLink(row, `${row.thing.label}, ${row.value}`))),
      ),
    );
  }
  return list;
}

function readingsOf(source) {
  const columns = [
    { name: "Site", show: (reading) => make("a", { href: reading.url, textContent: reading.host }) },
    { name: "Access", show: (reading) => labelled("access", reading.access) },
    { name: "Party of the site", show: (reading) => labels.party[reading.host_party] },
    { name: "Language", show: (reading) => reading.language },
    { name: "Read", show: (reading) => labelled("coverage", reading.coverage) },
    { name: "Day", show: (reading) => reading.consulted_on },
    { name: "Note", show: (reading) => reading.note },
  ];
  const head = make("tr", {}, ...columns.map(({ name }) => make("th", { scope: "col", textContent: name })));
  const lines = source.readings.map((reading) => make("tr", {}, ...columns.map(({ show }) => make("td", {}, show(reading)))));
  const caption = make("caption", { textContent: "Where it was read" });
  return make(
    "div",
    { className: "scroll", tabIndex: 0, role: "region", "aria-label": "Where it was read" },
    make("table", { className: "rows" }, caption, make("thead", {}, head), make("tbody", {}, ...lines)),
  );
}

const heading = (text) => make("h3", { textContent: text });
const repetitions = (text, rows) => (rows.length ? [heading(`${text} (${rows.length})`), repeating(rows)] : []);
const aboutColumn = { name: "Of what", width: 14, show: (row) => thingLink(row.thing) };
const LIMIT = 300;

const fromButton = (source) =>
  source === anchor()
    ? "It is the point of comparison."
    : button("Make it the point of comparison", { "data-from": source.source_id, className: "button" });

function sourcePlace(source) {
  const repeated = source.statements.filter((row) => row.repeats).map((row) => row.repeats);
  const repeaters = source.statements.flatMap((row) => row.repeatedBy);
  const inOrder = ordered([...new Set(source.statements.map((row) => row.thing))]);
  const rows = inOrder.flatMap((thing) => thing.rows.filter((row) => row.source === source));
  const columns = statementColumns(aboutColumn).filter(({ name }) => !["Source", "Date", "Party", "Type"].includes(name));
  return [
    source.name,
    terms([
      ["Title", source.title],
      ["Published", source.when],
      ["Author", source.author],
      ["Document", source.document_id],
      ["Party", labels.party[source.party]],
      ["Tie to a party", labels.tie[source.tie]],
      ["Type", labels.source_type[source.source_type]],
      ["Read", labelled("coverage", source.read)],
      ["Note", source.note],
      ["Issuer", source.issuer.note],
      ["Identifier", source.source_id],
    ]),
    make(
      "p",
      {},
      button("Compare with other documents", { "data-compare": source.source_id, className: "button" }),
      " ",
      fromButton(source),
    ),
    readingsOf(source),
    heading(`Its statements (${rows.length})`),
    table({ id: "place", label: `Statements: ${source.name}`, columns, records: rows, className: "rows statements", limit: LIMIT }),
    ...repetitions("Whom it repeats", repeated),
    ...repetitions("Who repeats it", repeaters),
  ];
}

function eventPlace(event) {
  const about = ordered([...things.values()].filter((thing) => thing.event === event.event_id));
  const rows = about.flatMap((thing) => thing.rows);
  return [
    event.label,
    terms([
      ["Place", event.place],
      ["Date", event.date],
      ["Names", event.names],
      ["Documents", String(new Set(rows.map((row) => row.source)).size)],
      ["Of what they speak", ...joinedBy("; ", about.map((thing) => make("span", {}, thingLink(thing), ` (${thing.rows.length})`)))],
    ]),
    heading(`All that is said of it (${plural(rows.length, "statement")})`),
    table({
      id: "place",
      label: `Statements: ${event.label}`,
      columns: statementColumns(aboutColumn),
      records: rows,
      className: "rows statements",
      limit: LIMIT,
    }),
  ];
}

function rowPlace(row) {
  const { source, reading } = row;
  return [
    `${source.name}: ${row.value}`,
    terms([
      ["Of what", thingLink(row.thing), ", ", eventLink(row.event_id)],
      ["Says", make("b", { textContent: row.value }), row.counted ? ` (${countedOf(row)})` : ""],
      ["Voice", voiceOf(row)],
      ["Words", row.phrase ? quoted(row) : ""],
      ["Note", row.note],
      ["As of", row.as_of],
      ["Spoken", row.in_detention ? "in detention, in court or under questioning" : ""],
      ["Beside the point of comparison", besideAnchor(row)],
      [
        "Repeats",
        ...(row.repeats
          ? [
            rowLink(row.repeats, `${row.repeats.source.name}, ${row.repeats.source.when}: ${row.repeats.value}`),
            ` (${labelled("repeats_basis", row.repeats_basis)})`,
          ]
          : []),
      ],
      [
        "Origin",
        row.repeats
          ? rowLink(row.origin, `${row.origin.source.name}, ${row.origin.source.when}`)
          : row.root
          ? labelled("root", row.root)
          : "",
      ],
      [
        "Document",
        who(source),
        `, ${source.title}, ${source.when} (${labels.source_type[source.source_type]}; ${labels.party[source.party]})`,
      ],
      [
        "Where it was read",
        place(row),
        `: ${whereRead(row)} (${labels.party[reading.host_party]}), ${
          labelled("coverage", reading.coverage)
        }, ${reading.language}, ${reading.consulted_on}`,
      ],
      [
        "Cite as",
        make("span", { id: "citation-of-row", textContent: citationOf(row) }),
        " ",
        button("Copy", { "data-copy": "citation-of-row", className: "button" }),
      ],
    ]),
    ...repetitions("Who repeats it", row.repeatedBy),
  ];
}

function viewed() {
  if (byRow.has(state.row)) return rowPlace(byRow.get(state.row));
  if (bySource.has(state.source)) return sourcePlace(bySource.get(state.source));
  if (events.has(state.event)) return eventPlace(events.get(state.event));
  if (state.find) return searchPlace(state.find);
  const asked = state.row ?? state.source ?? state.event;
  return asked ? ["Not found", make("p", { textContent: `Nothing here has the identifier ${asked}.` })] : null;
}

part([...VIEWS, "from"], () => {
  const view = viewed();
  byId("place").hidden = !view;
  document.body.classList.toggle("placed", Boolean(view));
  const [title, ...content] = view ?? [""];
  byId("place-h").textContent = title;
  byId("place-body").replaceChildren(...content);
});
