// ---- words: each document and each question about the main event

{
  const asked = ordered([...things.values()].filter((thing) => thing.table === "characterizations" && thing.event === main));
  const SIGNS = { not_stated: "—", not_mentioned: "∅", not_examined: "·" };

  // What a document says on a question: own words before relayed ones, a position once.
  const answersOf = (rows) => {
    const inOrder = [...rows].sort((a, b) => collator.compare(a.voice, b.voice));
    return inOrder.filter((row, at) => inOrder.findIndex((other) => other.position_id === row.position_id) === at);
  };

  function build() {
    const told = new Map(asked.map((thing) => [thing, grouped(thing.rows, (row) => row.source)]));
    const record = (source) => ({ source, sign: SIGNS[silenceOf(source, main)] });
    const answer = (thing) => ({ source, sign }) => {
      const rows = told.get(thing).get(source);
      if (!rows) return sign;
      return answersOf(rows).flatMap((row, at) => [at ? "; " : "", row.voice === "relayed" ? "relays: " : "", rowLink(row, row.value)]);
    };
    const speaks = (source) => asked.some((thing) => told.get(thing).has(source));
    const columns = [
      { name: "Source", show: ({ source }) => who(source) },
      { name: "Date", show: ({ source }) => source.when, sort: ({ source }) => source.day },
      ...asked.map((thing) => ({
        name: thing.name,
        show: answer(thing),
        sort: ({ source }) => told.get(thing).get(source)?.[0].value,
      })),
      { name: "Party", only: "download", text: ({ source }) => labels.party[source.party] },
      { name: "source_id", only: "download", text: ({ source }) => source.source_id },
    ];
    const silent = sources.filter((source) => !speaks(source)).map((source) => ({ ...record(source), silence: true }));
    return table({
      id: "words",
      label: "What each source says on each question",
      className: "matrix",
      columns,
      records: sources.filter(speaks).map(record),
      silent,
    });
  }

  byId("words-table").append(folding("words-of-all", `${plural(asked.length, "question")}, ${plural(sources.length, "document")}`, build));
}
