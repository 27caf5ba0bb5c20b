// ---- over time: what one family of issuers gave for one measure

{
  const form = byId("time-of");
  const REVISIONS = { returned: "returned to an earlier one" };
  const series = rowsOf(data.series).map((line) => ({ ...line, row: statements[line.statement], family: issuers[line.family] }));
  const byThing = grouped(series, (line) => line.row.thing);
  const offered = ordered([...byThing.keys()], undefined);
  const years = series.map((line) => line.row.source.day).filter((day) => day < UNDATED).map((day) => Math.floor(day / 10000));
  const [firstYear, lastYear] = [Math.min(...years), Math.max(...years)];
  // A year stays free at the left, so that no mark stands over the axis.
  const [begin, end] = [firstYear - 1, lastYear + 1];
  const atYear = (year) => (100 * (year - begin)) / (end - begin);
  const placeOf = (day) => atYear(Math.floor(day / 10000) + ((Math.floor(day / 100) % 100) - 1) / 12);
  const DECADES = [1990, 2000, 2010, 2020, 2030, 2040].filter((year) => year > begin && year < end);

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

  function tick(name, text, side, at) {
    const label = make("span", { className: name, textContent: text, "aria-hidden": true });
    label.style[side] = `${at}%`;
    return label;
  }

  // Ticks of both axes, with a line across for each number on the left, and a dashed one for the point of comparison.
  function axes(scale, claims) {
    const values = Array.from({ length: Math.round(scale.top / scale.step) + 1 }, (_, at) => at * scale.step);
    const across = (value, name) =>
      draw("line", { class: name, x1: "0%", x2: "100%", y1: `${100 - scale.at(value)}%`, y2: `${100 - scale.at(value)}%` });
    return {
      labels: [
        ...values.map((value) => tick("y", value.toLocaleString("en"), "bottom", scale.at(value))),
        ...DECADES.map((year) => tick("x", year, "left", atYear(year))),
      ],
      lines: [...values.map((value) => across(value, "grid")), ...claims.map((claim) => across(claim.low, "reference"))],
    };
  }

  function panel(lines, scale, claims) {
    const { family } = lines[0];
    const svg = draw("svg", { class: "series", role: "group", "aria-label": `${family.name}, values by date` });
    const drawn = axes(scale, claims);
    svg.append(...drawn.lines, ...lines.filter(({ row }) => row.source.day < UNDATED).map((line) => mark(line, scale)));
    const undated = lines.filter(({ row }) => row.source.day >= UNDATED).flatMap((
      { row },
    ) => [", ", rowLink(row, `${row.value} ${countedOf(row)}`)]);
    const beside = undated.length ? make("p", { className: "undated" }, "Undated: ", ...undated.slice(1)) : null;
    const plot = make("div", { className: "time" }, ...drawn.labels, svg);
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
    return make(
      "figure",
      { className: family.party },
      make("figcaption", { textContent: `${family.name} (${labels.party[family.party]})` }),
      plot,
      beside,
      more,
    );
  }

  function redraw() {
    const thing = offered.find((other) => other.key === state.time) ?? offered[0];
    form.elements.thing.value = thing.key;
    const scale = scaleOf(byThing.get(thing).map((line) => line.row));
    const families = grouped(byThing.get(thing), (line) => line.family);
    for (const lines of families.values()) lines.sort((a, b) => a.row.source.day - b.row.source.day);
    const byName = [...families.values()].sort(([a], [b]) => collator.compare(a.family.name, b.family.name));
    const claims = referenceOf(thing);
    byId("time-panels").replaceChildren(...byName.map((lines) => panel(lines, scale, claims)));
    form.querySelector("output").textContent = claims.length
      ? `The dashed line is the point of comparison: ${claims.map((claim) => claim.value).join("; ")} (${anchor().name}, ${anchor().when}).`
      : "The point of comparison gives none.";
  }

  form.elements.thing.replaceChildren(...offered.map((thing) => option(thing.label, thing.key)));
  form.addEventListener("change", () => go({ time: form.elements.thing.value, at: "over-time" }));
  if (offered.length) part(["time", "from"], redraw);
}
