// ---- words: each document and each question about the main event

{
  const asked = ordered([...things.values()].filter((thing) => thing.table === "characterizations" && thing.event === main));
  const SIGNS = { not_stated: "—", not_mentioned: "∅", not_examined: "·" };

  // What a document says on a question: each position once, those in its own voice first; of those that it only relays, from whom.
  const answersOf = (rows) => {
    const inOrder = [...rows].sort((a, b) => collator.compare(a.voice, b.voice));
    return [...grouped(inOrder, (row) => row.position_id).values()].map(([first, ...others]) => ({
      row: first,
      voice: first.voice === "own"
        ? ""
        : ` (relayed from ${[...new Set([first, ...others].map((row) => row.credited_to))].join(" and from ")})`,
    }));
  };

  function build() {
    const told = new Map(asked.map((thing) => [thing, grouped(thing.rows, (row) => row.source)]));
    const record = (source) => ({ source, sign: SIGNS[silenceOf(source, main)] });
    const answer = (thing) => ({ source, sign }) => {
      const rows = told.get(thing).get(source);
      if (!rows) return make("span", { className: "none", textContent: sign });
      return answersOf(rows).flatMap(({ row, voice }, at) => [at ? "; " : "", rowLink(row, row.value), voice]);
    };
    const speaks = (source) => asked.some((thing) => told.get(thing).has(source));
    const columns = [
      { name: "Source", show: ({ source }) => who(source) },
      { name: "Date", show: ({ source }) => source.when, sort: ({ source }) => source.day },
      { name: "Party", show: ({ source }) => labels.party[source.party] },
      ...asked.map((thing) => ({
        name: thing.name,
        show: answer(thing),
        sort: ({ source }) => told.get(thing).get(source)?.[0].value,
      })),
      { name: "Title", only: "download", text: ({ source }) => source.title },
      { name: "Type", only: "download", text: ({ source }) => labels.source_type[source.source_type] },
      { name: "Link", only: "download", text: ({ source }) => linkTo(`source=${source.source_id}`) },
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
