// ---- the toll by source: the figures of one measure, drawn as intervals

// A scale from 0 on which every value stands left of the edge: round steps, as accounts.page.charts.scale has them.
function scaleOf(rows) {
  const largest = Math.max(1, ...rows.map((row) => Math.max(row.low ?? 0, row.high ?? 0)));
  const power = 10 ** Math.floor(Math.log10(largest / 3));
  const step = Math.max([1, 2, 5, 10].map((times) => times * power).find((size) => size >= largest / 5), 1);
  const top = step * (Math.floor(largest / step) + 1);
  return { top, step, at: (value) => (100 * value) / top };
}

function shapeOf(row) {
  if (row.repeats) return "repeat";
  return row.root === "uncredited" ? "uncredited" : row.voice;
}

const stated = (row) => [...new Set([row.low, row.high].filter((end) => end !== null))];
const use = (name, x, y) => draw("use", { href: `#${name}`, x, y });

function bar(row, scale) {
  const [from, to] = [row.low === null ? 0 : scale.at(row.low), row.high === null ? 100 : scale.at(row.high)];
  return draw(
    "svg",
    { class: "bar", "aria-hidden": true },
    ...(from === to ? [] : [draw("line", { x1: `${from}%`, x2: `${to}%`, y1: "50%", y2: "50%" })]),
    ...(row.high === null ? [use("to-right", "100%", "50%")] : []),
    ...(row.low === null ? [use("to-left", "0", "50%")] : []),
    ...stated(row).map((end) => use(`mark-${shapeOf(row)}`, `${scale.at(end)}%`, "50%")),
  );
}

// The ticks of a scale, and at the first number that the point of comparison gives all that it gives.
function axis(scale, claims) {
  const line = make("div", { className: "axis", "aria-hidden": true });
  const placed = (tag, text, value) => {
    const mark = make(tag, { textContent: text });
    mark.style.left = `${scale.at(value)}%`;
    line.append(mark);
  };
  for (let at = 0; at <= scale.top / scale.step + 0.5; at += 1) {
    placed("span", Math.round(at * scale.step).toLocaleString("en"), at * scale.step);
  }
  if (claims.length) placed("b", claims.map((claim) => claim.value).join("; "), claims[0].low);
  return line;
}

function setScale(element, scale, claims) {
  element.style.setProperty("--step", `${scale.at(scale.step)}%`);
  element.style.setProperty("--ref", claims.length ? `${scale.at(claims[0].low)}%` : "-9%");
}

const referenceOf = (thing) => thing.rows.filter((row) => row.source === anchor() && row.low !== null);

{
  const form = byId("filters");
  const field = form.elements;
  const figures = ordered([...things.values()].filter((thing) => thing.table === "figures"), anchor());
  const opened = new Set();
  const [fallback] = ordered(figures);

  const chosen = () =>
    things.get(`figures.${state["toll.event"] ?? fallback.event}.${state["toll.subject"] ?? fallback.subject}`) ?? fallback;

  const words = (row) =>
    make(
      "td",
      { className: "w", "data-label": "Words, place" },
      quoted(row),
      " ",
      place(row),
      `, in ${row.source.title} `,
      small(
        [labels.source_type[row.source.source_type], whereRead(row), besideAnchor(row), row.as_of && `as of ${row.as_of}`].filter(Boolean)
          .join("; "),
        repeatsOf(row),
      ),
      noteOf(row),
      " ",
      actions(row),
    );

  function line(row, scale, under) {
    const about = [row.source.when, row.source === anchor() ? "the point of comparison" : "", voiceOf(row)];
    return make(
      "tr",
      { id: row.row_id, className: row.source.party + (under ? " rep" : "") },
      make("th", { scope: "row" }, who(row.source), " ", small(about.filter(Boolean).join(", "))),
      make("td", { "data-label": "Party" }, labels.party[row.source.party]),
      make("td", { "data-label": "Count" }, rowLink(row, row.value), " ", small(countedOf(row))),
      make("td", { className: "chart" }, bar(row, scale)),
      words(row),
    );
  }

  function opener(row, repeats, body) {
    const button = make("button", {
      type: "button",
      className: "open-repeats",
      textContent: plural(repeats.length, "repeat"),
      "aria-expanded": opened.has(row),
    });
    button.addEventListener("click", () => {
      if (!opened.delete(row)) opened.add(row);
      redraw();
      body.querySelector(`[id="${row.row_id}"] button`)?.focus();
    });
    return button;
  }

  function redraw() {
    const thing = chosen();
    const here = figures.filter((other) => other.event === thing.event);
    field.event.value = thing.event;
    field.subject.replaceChildren(...here.map((other) => option(other.name, other.subject)));
    field.subject.value = thing.subject;
    for (const name of ["party", "type", "sort"]) field[name].value = state[`toll.${name}`] ?? "";
    field.grouped.checked = state["toll.repeats"] !== "apart";

    const fitting = thing.rows.filter((row) =>
      (!field.party.value || row.source.party === field.party.value) && (!field.type.value || row.source.source_type === field.type.value)
    );
    // A repeat whose origin does not fit the filter stands on a line of its own.
    const under = (row) => field.grouped.checked && row.repeats && fitting.includes(row.origin);
    const size = (row) => row.low ?? row.high;
    const order = (a, b) => (field.sort.value ? size(a) - size(b) : 0) || a.source.day - b.source.day;
    const below = grouped(fitting.filter(under), (row) => row.origin);
    const lines = fitting.filter((row) => !under(row)).sort(order);

    const scale = scaleOf(thing.rows);
    const claims = referenceOf(thing);
    const body = make("tbody");
    for (const row of lines) {
      const shown = line(row, scale, false);
      const repeats = (below.get(row) ?? []).sort(order);
      if (repeats.length) shown.cells[0].append(opener(row, repeats, body));
      body.append(shown, ...(opened.has(row) ? repeats.map((repeat) => line(repeat, scale, true)) : []));
    }
    const measure = measures.get(thing.subject);
    const heads = ["Source", "Party", "Count", "Interval", "Words, place"].map((name) => make("th", { scope: "col", textContent: name }));
    heads[3].className = "chart";
    heads[3].append(axis(scale, claims));
    const caption = `${measure.label} (${measure.unit}), ${events.get(thing.event).label}. ${measure.reader}`;
    const plot = make(
      "table",
      { className: "plot by-source" },
      make("caption", { textContent: caption }),
      make("thead", {}, make("tr", {}, ...heads)),
      body,
    );
    setScale(plot, scale, claims);
    const scroll = make("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": `${thing.label}, by source` }, plot);
    const shown = lines.flatMap((row) => [row, ...(opened.has(row) ? (below.get(row) ?? []) : [])]);
    const tools = make("div", { className: "tools" }, saveButton(() => download(thing.key, statementColumns(), shown)));
    byId("by-source").replaceChildren(tools, scroll);
    form.querySelector("output").textContent = `${body.rows.length} of ${plural(thing.rows.length, "statement")} shown`;
  }

  field.event.replaceChildren(...[...new Set(figures.map((thing) => thing.event))].map((event) => option(events.get(event).place, event)));
  form.addEventListener("change", (event) => {
    const changed = { "toll.event": field.event.value, "toll.subject": field.subject.value, "toll.party": field.party.value };
    if (event.target === field.event && !things.has(`figures.${field.event.value}.${field.subject.value}`)) {
      changed["toll.subject"] = figures.find((thing) => thing.event === field.event.value).subject;
    }
    go({
      ...changed,
      "toll.type": field.type.value,
      "toll.sort": field.sort.value,
      "toll.repeats": field.grouped.checked ? "" : "apart",
      at: "every-count",
    });
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  part(["from", "toll.event", "toll.subject", "toll.party", "toll.type", "toll.sort", "toll.repeats"], redraw);

  // The chart of the distinct counts shows the number of the point of comparison.
  const plot = document.querySelector(".distinct");
  part(["from"], () => {
    const toll = things.get(`figures.${main}.${data.head.toll}`);
    const scale = scaleOf(toll?.rows ?? []);
    const claims = toll ? referenceOf(toll) : [];
    setScale(plot, scale, claims);
    plot.querySelector(".axis").replaceWith(axis(scale, claims));
  });
}
