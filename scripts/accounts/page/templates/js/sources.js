// ---- the list of sources

{
  const readingOf = (reading) =>
    make(
      "p",
      {},
      make("a", { href: reading.url, textContent: reading.host }),
      " ",
      small(
        `${labelled("access", reading.access)}, ${labelled("coverage", reading.coverage)}, ${reading.language}, site: ${
          labels.party[reading.host_party]
        }${reading.note ? `. ${reading.note}` : ""}`,
      ),
    );

  const columns = [
    { name: "Source", show: ({ source }) => who(source) },
    { name: "Date", show: ({ source }) => source.when, sort: ({ source }) => source.day },
    {
      name: "Document",
      show: (
        { source },
      ) => [source.title, source.document_id ? ` (${source.document_id})` : null, source.note ? small(" ", source.note) : null],
    },
    { name: "Type", show: ({ source }) => labels.source_type[source.source_type] },
    {
      name: "Party",
      show: (
        { source },
      ) => [labels.party[source.party], ["own_party", "none_known"].includes(source.tie) ? null : small(" ", labels.tie[source.tie])],
    },
    { name: "Read", show: ({ source }) => source.read },
    {
      name: "Where it was read",
      show: ({ source }) => source.readings.map(readingOf),
      text: ({ source }) => source.readings.map((reading) => `${reading.url} (${labelled("access", reading.access)})`).join(" "),
    },
    { name: "Link, compare", only: "page", show: ({ source }) => actionsOf(source) },
    { name: "Link", only: "download", text: ({ source }) => linkTo(`source=${source.source_id}`) },
    { name: "source_id", only: "download", text: ({ source }) => source.source_id },
  ];
  const build = () =>
    table({ id: "sources", label: "Sources", className: "rows listing", columns, records: sources.map((source) => ({ source })) });
  byId("sources-list").append(folding("every-source", make("h3", { textContent: plural(sources.length, "source") }), build));
}
