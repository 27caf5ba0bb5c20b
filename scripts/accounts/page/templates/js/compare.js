// ---- how one statement stands to another: accounts.derive.intervals and .comparison say the same of the tables

// The bounds of a figure, both within it (whole things are counted: more than 613 is 614 or more), or the first and last day of a date.
function bounds(row) {
  if (row.table === "dates") return [row.first ?? NaN, row.last ?? NaN];
  return [(row.low ?? 0) + (row.qualifier === "more_than" ? 1 : 0), (row.high ?? Infinity) - (row.qualifier === "less_than" ? 1 : 0)];
}

function relationOf([low, high], [first, last]) {
  if (low === first && high === last) return "equal";
  if (high < first) return "below";
  if (low > last) return "above";
  if (low <= first && high >= last) return "contains";
  if (low >= first && high <= last) return "within";
  return "overlaps";
}

// How the one end that a half-open figure states stands to the other figure; null for other intervals.
function statedEnd(row, claim) {
  if ((row.low === null) === (row.high === null)) return null;
  const [low, high] = bounds(row);
  const [first, last] = bounds(claim);
  const end = row.low === null ? high : low;
  if (end < (claim.low === null ? last : first)) return "below";
  return end > (claim.high === null ? first : last) ? "above" : "equal";
}

// A figure or date beside another on the same thing: relation, gap (units of the measure, or days), and of figures two things more.
function beside(row, claim) {
  const [low, high] = bounds(row);
  const [first, last] = bounds(claim);
  const gap = high < first ? high - first : low > last ? low - last : 0;
  const found = { claim, relation: relationOf([low, high], [first, last]), gap };
  if (row.table === "dates") return found;
  return { ...found, stated_end: statedEnd(row, claim), same_population: row.counted === claim.counted && row.counted !== "other" };
}

// The same in words.
function besideWords(row, claim) {
  const { relation, gap, stated_end: end, same_population: same } = beside(row, claim);
  const [below, above] = row.table === "dates" ? ["earlier", "later"] : ["lower", "higher"];
  const apart = row.table === "dates" ? plural(Math.abs(gap), "day") : Math.abs(gap).toLocaleString("en");
  const words = {
    equal: `the same as ${claim.value}`,
    below: `${below} than ${claim.value} by ${apart}`,
    above: `${above} than ${claim.value} by ${apart}`,
    contains: `an interval that holds ${claim.value}`,
    within: `within ${claim.value}`,
    overlaps: `overlaps ${claim.value}`,
  }[relation];
  const stated = ["below", "above"].includes(end) && !["below", "above"].includes(relation);
  return words + (stated ? `, its stated end ${end === "below" ? below : above}` : "") + (same === false ? ", of another population" : "");
}

// Which silence a document keeps on an event where it makes no statement.
function silenceOf(source, event) {
  if (source.read !== "whole") return "not_examined";
  return source.speaks.has(event) ? "not_stated" : "not_mentioned";
}

// What a document claims of a thing, to which others are compared: its figures and dates, and the positions of its own voice, each once.
function claimsOf(thing, source) {
  const mine = thing.rows.filter((row) => row.source === source);
  if (thing.table !== "characterizations") return mine;
  const own = mine.filter((row) => row.voice === "own");
  return own.filter((row, at) => own.findIndex((other) => other.position_id === row.position_id) === at);
}

// How the position of another document (its rows on the same topic) stands to a claimed one.
function positionBeside(rows, claim) {
  const own = rows.filter((row) => row.voice === "own");
  if (own.some((row) => row.position_id === claim.position_id)) return "same";
  return own.length ? "different" : "relayed";
}

const documentsOf = (rows) => new Set(rows.map((row) => row.source)).size;

// How many of the other documents keep each silence on a thing.
function silencesOn(thing, source) {
  const stating = new Set([source, ...thing.rows.map((row) => row.source)]);
  const counts = { not_stated: 0, not_mentioned: 0, not_examined: 0 };
  for (const other of sources) if (!stating.has(other)) counts[silenceOf(other, thing.event)] += 1;
  return counts;
}

// The other documents on a figure or a date, as accounts.derive.discrepancies counts them: a figure's for each population, its own first.
function summaryOf(claim) {
  const others = claim.thing.rows.filter((row) => row.source !== claim.source);
  const populations = claim.table === "dates" ? [undefined] : [...new Set([claim, ...others].map((row) => row.counted))];
  const found = populations.map((counted) => {
    const rows = others.filter((row) => counted === undefined || row.counted === counted);
    const near = rows.map((row) => ({ row, ...beside(row, claim) }));
    const count = (key, ...values) => documentsOf(near.filter((each) => values.includes(each[key])).map(({ row }) => row));
    const ends = (kept) => [Math.min(...kept.map((row) => row.low ?? row.high)), Math.max(...kept.map((row) => row.high ?? row.low))];
    const roots = claim.thing.rows.filter((row) => counted === undefined || row.counted === counted);
    return {
      counted,
      same_population: counted === claim.counted && counted !== "other",
      sources_stating: documentsOf(rows),
      sources_equal: count("relation", "equal"),
      sources_compatible: count("relation", "contains", "within", "overlaps"),
      sources_below: count("relation", "below"),
      sources_above: count("relation", "above"),
      sources_end_below: count("stated_end", "below"),
      sources_end_above: count("stated_end", "above"),
      own: ends(rows.filter((row) => row.voice === "own")),
      all: ends(rows),
      first_here: roots.filter((row) => row.root === "first_here").length,
      uncredited: roots.filter((row) => row.root === "uncredited").length,
    };
  });
  return found.sort((a, b) => b.same_population - a.same_population || b.sources_stating - a.sources_stating);
}

// The other documents on a position: how many say the same, answer otherwise, only relay others' answers.
function answersBeside(claim) {
  const counts = { same: 0, different: 0, relayed: 0 };
  for (const [source, rows] of grouped(claim.thing.rows, (row) => row.source)) {
    if (source !== claim.source) counts[positionBeside(rows, claim)] += 1;
  }
  return counts;
}
