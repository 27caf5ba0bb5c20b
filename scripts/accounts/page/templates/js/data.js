// ---- the tables that came with the page (accounts.page.data says what they hold)

const data = JSON.parse(byId("data").textContent);
const labels = data.labels;
const UNDATED = 99999999;

function rowsOf(columns) {
  const decoded = Object.entries(columns).map(([name, column]) => [name, column.of ? column.at.map((at) => column.of[at]) : column]);
  return Array.from(decoded[0][1], (_, at) => Object.fromEntries(decoded.map(([name, values]) => [name, values[at]])));
}

const keyed = (records, key) => new Map(records.map((record) => [record[key], record]));

const events = keyed(rowsOf(data.events), "event_id");
const measures = keyed(rowsOf(data.measures), "measure_id");
const topics = keyed(rowsOf(data.topics), "topic_id");
const positions = new Map(rowsOf(data.positions).map((row) => [`${row.topic_id}.${row.position_id}`, row]));
const issuers = rowsOf(data.issuers);
const sources = rowsOf(data.sources);
const readings = rowsOf(data.readings);
const statements = rowsOf(data.statements);

for (const source of sources) {
  source.issuer = issuers[source.issuer];
  Object.assign(source, { name: source.issuer.name, party: source.issuer.party, tie: source.issuer.tie });
  Object.assign(source, { readings: [], statements: [], speaks: new Set() });
}
for (const reading of readings) {
  reading.source = sources[reading.source];
  reading.reading_id = reading.source.source_id + reading.reading_id;
  reading.source.readings.push(reading);
}
for (const row of statements) {
  row.source = sources[row.source];
  row.row_id = row.source.source_id + row.row_id;
  row.reading = readings[row.reading];
  row.repeats = row.repeats === null ? null : statements[row.repeats];
  row.value ??= positions.get(`${row.subject}.${row.position_id}`).label;
  row.repeatedBy = [];
  row.source.statements.push(row);
  row.source.speaks.add(row.event_id);
}
for (const row of statements) {
  row.repeats?.repeatedBy.push(row);
  row.origin = row;
  while (row.origin.repeats) row.origin = row.origin.repeats;
}

const bySource = keyed(sources, "source_id");
const byRow = keyed(statements, "row_id");

// What statements are about: an event, and a measure, milestone or topic.
const SUBJECTS = {
  figures: { kind: "Figures", order: [...measures.keys()], label: (subject) => measures.get(subject).label },
  dates: { kind: "Dates", order: Object.keys(labels.milestone), label: (subject) => capital(labels.milestone[subject]) },
  characterizations: { kind: "Words", order: [...topics.keys()], label: (subject) => topics.get(subject).label },
};

const main = data.head.event;
const things = new Map();
for (const [key, rows] of grouped(statements, (row) => `${row.table}.${row.event_id}.${row.subject}`)) {
  const { table, event_id: event, subject } = rows[0];
  const name = SUBJECTS[table].label(subject);
  things.set(key, { key, table, event, subject, name, rows, label: event === main ? name : `${name} · ${events.get(event).place}` });
}
for (const thing of things.values()) for (const row of thing.rows) row.thing = thing;

// Things in the order in which they are shown: those of which `first` speaks, the main event, the measures, milestones or topics in theirs.
function ordered(list, first) {
  const known = [main, ...[...events.keys()].filter((event) => event !== main)];
  const place = (thing) => [
    first && thing.rows.some((row) => row.source === first) ? 0 : 1,
    known.indexOf(thing.event),
    placeIn(SUBJECTS[thing.table].order, thing.subject),
  ];
  const places = new Map(list.map((thing) => [thing, place(thing)]));
  const compare = (a, b) => a.map((part, at) => part - b[at]).find(Boolean) ?? 0;
  return [...list].sort((a, b) => compare(places.get(a), places.get(b)));
}
