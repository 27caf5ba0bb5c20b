// ---- what the tables say of a statement, piece by piece

const labelled = (column, code) => labels[column][code] ?? code.replaceAll("_", " ");
const partiesIn = (some) => Object.entries(labels.party).filter(([code]) => some.has(code)).map(([code, label]) => option(label, code));
const who = (source) => make("a", { href: `#source=${source.source_id}`, textContent: source.name });
const small = (...children) => make("small", {}, ...children);

function quoted(row) {
  if (!row.phrase) return row.note;
  const { language } = row.reading;
  return make("q", { textContent: `“${row.phrase}”`, ...(language === "en" ? {} : { lang: language, dir: "auto" }) });
}

// The place in the document, with the address that was read; then whether that is the original, and whose site.
const place = (row) => make("a", { className: "at", href: row.reading.url, textContent: row.locator ?? "where it was read" });
const whereRead = (row) => `${labelled("access", row.reading.access)}, ${row.reading.host}`;
const noteOf = (row) => (row.note && row.phrase ? make("small", { className: "note", textContent: row.note }) : null);
const countedOf = (row) => (row.counted ? labelled("counted", row.counted) : "");
// A position in a sentence, for readers who do not know its label; a number or a date as it is.
const saidOf = (row) => positions.get(`${row.subject}.${row.position_id}`)?.reader ?? row.value;
const linkTo = (what) => `${location.href.split("#")[0]}#${what}`;
const voiceOf = (row) => (row.voice === "relayed" ? `relayed from ${row.credited_to}` : "in its own voice");
const rowLink = (row, text) => make("a", { href: `#row=${row.row_id}`, textContent: text });

function repeatsOf(row) {
  if (!row.repeats) return null;
  const { source } = row.repeats;
  return small("; ", rowLink(row.repeats, "repeats"), ` ${source.name}, ${source.when} (${labelled("repeats_basis", row.repeats_basis)})`);
}

// How a row stands to what the point of comparison says of the same thing, in words.
function besideAnchor(row) {
  const claims = claimsOf(row.thing, anchor());
  if (row.source === anchor() || !claims.length) return "";
  if (row.table !== "characterizations") return claims.map((claim) => besideWords(row, claim)).join("; ");
  if (row.voice === "relayed") return "";
  return claims.some((claim) => claim.position_id === row.position_id) ? "the same position" : "another position";
}

// The citation of a row, in the form of `accounts cite`.
function citationOf(row) {
  const { source, reading } = row;
  const place = row.locator ? `, ${row.locator}` : "";
  const words = row.phrase ? `“${row.phrase}”` : `[paraphrased] ${row.note}`;
  const relayed = row.credited_to ? ` (relayed from ${row.credited_to})` : "";
  const document = `${source.name}, "${source.title}" (${source.published ?? "undated"})${place}: ${words}${relayed}`;
  return `${document} [row ${row.row_id}; read in ${reading.host} (${reading.access}), ${reading.url}], in: ${data.head.cite}`;
}

const button = (text, properties) => make("button", { type: "button", className: "plain", textContent: text, ...properties });
const actions = (row) => make("span", { className: "of-row" }, rowLink(row, "link"), " ", button("cite", { "data-cite": row.row_id }));
const actionsOf = (source) =>
  make(
    "span",
    { className: "of-row" },
    make("a", { href: `#source=${source.source_id}`, textContent: "link" }),
    " ",
    button("compare with", { "data-compare": source.source_id }),
  );

// The columns of a table of statements. A record that is silent has a `source` and a `silence`.
function statementColumns(...first) {
  const said = (show) => (row) => (row.silence ? "" : show(row));
  return [
    ...first,
    { name: "Source", width: 14, show: (row) => who(row.source) },
    { name: "Date", width: 8, show: (row) => row.source.when, sort: (row) => row.source.day },
    { name: "Party", width: 8, show: (row) => labels.party[row.source.party] },
    {
      name: "Says",
      width: 11,
      show: (
        row,
      ) => (row.silence
        ? data.silence[row.silence]
        : [make("b", { textContent: row.value }), small(" ", row.counted ? countedOf(row) : saidOf(row) === row.value ? "" : saidOf(row))]),
      text: (row) => (row.silence ? data.silence[row.silence] : row.value),
      sort: (row) => row.low ?? row.high ?? row.first ?? row.value,
    },
    { name: "Voice", width: 14, show: said((row) => [voiceOf(row), repeatsOf(row)]), text: said(voiceOf) },
    { name: "Beside the point of comparison", width: 13, show: said(besideAnchor) },
    {
      name: "Words, place",
      width: 25,
      only: "page",
      show: said((row) => [quoted(row), " ", place(row), " ", small(`(${whereRead(row)})`), noteOf(row)]),
    },
    ...[
      ["In words", said((row) => (row.counted ? countedOf(row) : saidOf(row)))],
      ["Words", (row) => row.phrase && `“${row.phrase}”`],
      ["Place", (row) => row.locator],
      ["Note", (row) => row.note],
      ["Repeats", (row) => row.repeats?.row_id],
      ["How that is known", (row) => row.repeats && labelled("repeats_basis", row.repeats_basis)],
      ["Title", (row) => row.source.title],
      ["Type", (row) => labels.source_type[row.source.source_type]],
      ["Read as", said((row) => whereRead(row))],
      ["Address", (row) => row.reading?.url],
      ["source_id", (row) => row.source.source_id],
      ["row_id", (row) => row.row_id],
      ["Link", (row) => linkTo(row.silence ? `source=${row.source.source_id}` : `row=${row.row_id}`)],
    ].map(([name, text]) => ({ name, only: "download", text })),
    { name: "Link, citation", width: 7, only: "page", show: said(actions) },
  ];
}

// The documents that make no statement on a thing, each with the silence that it keeps.
function silentOn(thing) {
  const stating = new Set(thing.rows.map((row) => row.source));
  return sources.filter((source) => !stating.has(source)).map((source) => ({ source, silence: silenceOf(source, thing.event) }));
}
