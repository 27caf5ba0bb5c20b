// ---- who repeats whom: every statement that goes back to a value

{
  const form = byId("lineage-of");
  const field = form.elements;
  const offered = ordered([...things.values()].filter((thing) => thing.table === "figures" && thing.rows.some((row) => row.repeats)));
  const years = statements.map((row) => row.source.day).filter((day) => day < UNDATED).map((day) => Math.floor(day / 10000));
  const [firstYear, lastYear] = [Math.min(...years), Math.max(...years)];
  const [from, to] = all("#lineage .years span");
  from.textContent = firstYear;
  to.textContent = lastYear;

  // The values that are repeated, those with most statements first.
  function valuesOf(thing) {
    const families = [...grouped(thing.rows, (row) => row.origin.value)].filter(([, rows]) => rows.some((row) => row.repeats));
    return families.sort(([, a], [, b]) => b.length - a.length).map(([value]) => value);
  }

  function item(row, level) {
    const text = make("span", {}, level ? make("span", { className: "hidden", textContent: `step ${level}: ` }) : null, who(row.source));
    const basis = row.repeats_basis ? `; ${labelled("repeats_basis", row.repeats_basis)}` : "";
    text.append(
      ` (${labels.party[row.source.party]}), ${row.source.when}, ${voiceOf(row)} `,
      small(rowLink(row, row.value), ` ${countedOf(row)}${basis}`),
    );
    const strip = make("i", { "aria-hidden": true });
    if (row.source.day < UNDATED) {
      const dot = make("b");
      const year = Math.floor(row.source.day / 10000) + ((Math.floor(row.source.day / 100) % 100) - 1) / 12;
      dot.style.left = `${(100 * (year - firstYear)) / (lastYear + 1 - firstYear)}%`;
      strip.append(dot);
    }
    const line = make("li", { className: `${row.source.party} ${level ? "repeat" : "origin"}` }, text, strip);
    line.style.setProperty("--level", Math.min(level, 6));
    return line;
  }

  function redraw() {
    const thing = offered.find((other) => other.key === state.lineage) ?? offered[0];
    const values = valuesOf(thing);
    const value = values.includes(state["lineage.value"]) ? state["lineage.value"] : values[0];
    field.thing.value = thing.key;
    field.value.replaceChildren(...values.map((text) => option(text)));
    field.value.value = value;
    const listed = [];
    const add = (row, level) => {
      listed.push({ row, level });
      for (const repeat of row.repeatedBy) add(repeat, level + 1);
    };
    const origins = thing.rows.filter((row) => !row.repeats && row.value === value);
    for (const row of origins) add(row, 0);
    byId("tree").replaceChildren(...listed.map(({ row, level }) => item(row, level)));
    const levels = new Map(listed.map(({ row, level }) => [row, level]));
    const columns = [...statementColumns(), { name: "Steps from the origin", only: "download", text: (row) => levels.get(row) }];
    columns.push({ name: "Origin", only: "download", text: (row) => row.origin.row_id });
    byId("tree-tools").replaceChildren(saveButton(() => download(`lineage.${thing.key}`, columns, listed.map(({ row }) => row))));
    form.querySelector("output").textContent = `${plural(listed.length, "statement")}, ${origins.length} of which repeat no row here`;
  }

  field.thing.replaceChildren(...offered.map((thing) => option(thing.label, thing.key)));
  field.thing.addEventListener("change", () => go({ lineage: field.thing.value, "lineage.value": "", at: "lineage" }));
  field.value.addEventListener("change", () => go({ lineage: field.thing.value, "lineage.value": field.value.value, at: "lineage" }));
  if (offered.length) part(["lineage", "lineage.value"], redraw);
}
