// ---- over time: what one family of issuers gave for one measure

{
  const form = byId("time-of");
  const REVISIONS = { returned: "returned to an earlier one" };
  const series = rowsOf(data.series).map((line) => ({ ...line, row: statements[line.statement], family: issuers[line.family] }));
  const byThing = grouped(series, (line) => line.row.thing);
  const offered = ordered([...byThing.keys()], undefined);
  const years = series.map((line) => line.row.source.day).filter((day) => day < UNDATED).map((day) => Math.floor(day / 10000));
  const [firstYear, lastYear] = [Math.min(...years), Math.max(...years)];
  const placeOf = (day) =>
    (100 * (Math.floor(day / 10000) + ((Math.floor(day / 100) % 100) - 1) / 12 - firstYear)) / (lastYear + 1 - firstYear);

  function mark({ row }, scale) {
    const x = `${placeOf(row.source.day)}%`;
    const y = (value) => `${100 - scale.at(value)}%`;
    const [low, high] = [row.low === null ? "100%" : y(row.low), row.high === null ? "0%" : y(row.high)];
    return draw(
      "a",
      { href: `#row=${row.row_id}` },
      draw("title", {}, `${row.source.when}: ${row.value}, ${countedOf(row)}`),
      ...(low === high ? [] : [draw("line", { x1: x, x2: x, y1: low, y2: high })]),
      ...(row.high === null ? [use("to-top", x, "0")] : []),
      ...(row.low === null ? [use("to-bottom", x, "100%")] : []),
      ...stated(row).map((end) => use(`mark-${shapeOf(row)}`, x, y(end))),
    );
  }

  function panel(lines, scale) {
    const { family } = lines[0];
    const label = (name, text) => make("span", { className: name, textContent: text });
    const svg = draw("svg", { class: "series", role: "group", "aria-label": `${family.name}, values by date` });
    svg.append(...lines.filter(({ row }) => row.source.day < UNDATED).map((line) => mark(line, scale)));
    const plot = make(
      "div",
      { className: "time" },
      label("y", scale.top.toLocaleString("en")),
      label("y0", "0"),
      svg,
      label("x", firstYear),
      label("x1", lastYear),
    );
    const cells = (
      line,
    ) => [
      line.row.source.when,
      who(line.row.source),
      rowLink(line.row, `${line.row.value} ${countedOf(line.row)}`),
      REVISIONS[line.revision] ?? line.revision ?? "",
    ];
    const heads = ["Date", "Document", "Gives", "Against its earlier ones"].map((name) => make("th", { scope: "col", textContent: name }));
    const body = make("tbody", {}, ...lines.map((line) => make("tr", {}, ...cells(line).map((cell) => make("td", {}, cell)))));
    const list = make(
      "table",
      { className: "rows" },
      make("caption", { className: "hidden", textContent: family.name }),
      make("thead", {}, make("tr", {}, ...heads)),
      body,
    );
    const more = make("details", { className: "more" }, make("summary", { textContent: plural(lines.length, "row") }), list);
    return make("figure", { className: family.party }, make("figcaption", { textContent: family.name }), plot, more);
  }

  function redraw() {
    const thing = offered.find((other) => other.key === state.time) ?? offered[0];
    form.elements.thing.value = thing.key;
    const scale = scaleOf(byThing.get(thing).map((line) => line.row));
    const families = grouped(byThing.get(thing), (line) => line.family);
    for (const lines of families.values()) lines.sort((a, b) => a.row.source.day - b.row.source.day);
    byId("time-panels").replaceChildren(...[...families.values()].map((lines) => panel(lines, scale)));
  }

  form.elements.thing.replaceChildren(...offered.map((thing) => option(thing.label, thing.key)));
  form.addEventListener("change", () => go({ time: form.elements.thing.value, at: "over-time" }));
  if (offered.length) part(["time"], redraw);
}
