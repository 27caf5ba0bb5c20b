// ---- claim by claim: one table for each thing of which a document speaks

{
  const range = (
    [low, high],
  ) => (low > high ? "none" : low === high ? low.toLocaleString("en") : `${low.toLocaleString("en")}–${high.toLocaleString("en")}`);

  // The other documents on a figure, by whom they count.
  function populations(claim) {
    const heads = [
      "Who is counted",
      "Documents",
      "The same number",
      "An interval that meets it",
      "Lower",
      "Higher",
      "A stated end lower / higher",
      "From–to in own voice",
      "With what they relay",
      "First appearances, uncredited",
    ];
    const line = (p) => [
      labelled("counted", p.counted) + (p.same_population ? " (the same)" : ""),
      ...[p.sources_stating, p.sources_equal, p.sources_compatible, p.sources_below, p.sources_above],
      `${p.sources_end_below} / ${p.sources_end_above}`,
      range(p.own),
      range(p.all),
      `${p.first_here}, ${p.uncredited}`,
    ];
    const rows = summaryOf(claim).map((p) =>
      make("tr", {}, ...line(p).map((text, at) => make(at ? "td" : "th", { textContent: text, scope: at ? undefined : "row" })))
    );
    const head = make("thead", {}, make("tr", {}, ...heads.map((text) => make("th", { scope: "col", textContent: text }))));
    const label = `The other documents beside ${claim.value}, by whom they count`;
    const body = make("table", { className: "rows" }, make("caption", { textContent: label }), head, make("tbody", {}, ...rows));
    return make("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": label }, body);
  }

  // What the point of comparison says of a thing, and how many of the others say the same.
  function said(claim) {
    const silent = silencesOn(claim.thing, claim.source);
    const silence = `${silent.not_stated} read whole speak of the event and do not state it; ` +
      `${silent.not_mentioned} read whole never speak of the event; ${silent.not_examined} read in part were not examined for it.`;
    const others = () => {
      if (claim.table === "characterizations") {
        const { same, different, relayed } = answersBeside(claim);
        return `Of the other documents ${same} say the same, ${different} answer otherwise, ${relayed} only relay others' answers; `;
      }
      const [sum] = summaryOf(claim);
      return claim.table === "dates"
        ? `${plural(sum.sources_stating, "other document")} give a date for it, ${sum.sources_equal} the same; `
        : "Of the other documents ";
    };
    return [
      make(
        "p",
        { "data-claim": claim.row_id },
        make("b", { textContent: claim.value }),
        `, ${claim.source.name}: `,
        quoted(claim),
        " ",
        place(claim),
        ". ",
        others(),
        silence,
      ),
      claim.table === "figures" ? populations(claim) : null,
    ];
  }

  function sheet(thing) {
    const about = thing.table === "figures"
      ? measures.get(thing.subject).reader
      : thing.table === "characterizations"
      ? topics.get(thing.subject).reader
      : "";
    return make(
      "div",
      {},
      about ? make("p", { textContent: about }) : null,
      thing.table === "characterizations" && topics.get(thing.subject).agreement
        ? make("p", {}, small(topics.get(thing.subject).agreement))
        : null,
      ...claimsOf(thing, anchor()).flatMap(said),
      table({
        id: thing.key,
        label: `${thing.label}, by source`,
        columns: statementColumns(),
        records: thing.rows,
        silent: silentOn(thing),
        className: "rows statements",
      }),
    );
  }

  function heading(thing) {
    const claims = claimsOf(thing, anchor());
    const said = claims.length ? `: ${claims.map((claim) => claim.value).join("; ")}` : "";
    return make("h4", {}, thing.label, said, " ", small(`(${plural(thing.rows.length, "statement")})`));
  }

  function redraw() {
    const list = byId("claims-list");
    list.replaceChildren();
    for (const [name, { kind }] of Object.entries(SUBJECTS)) {
      const ofKind = ordered([...things.values()].filter((thing) => thing.table === name), anchor());
      const [mine, others] = [true, false].map((wanted) => ofKind.filter((thing) => claimsOf(thing, anchor()).length > 0 === wanted));
      const folds = (some) => some.map((thing) => folding(thing.key, heading(thing), () => sheet(thing)));
      list.append(make("h3", { textContent: `${kind} that the point of comparison gives` }), ...folds(mine));
      list.append(make("h3", { textContent: `${kind} that it does not give` }), ...folds(others));
    }
  }

  const told = grouped(statements, (row) => row.event_id);
  byId("claims-events").append(
    make("li", { textContent: "All that is said of:" }),
    ...[...told].map(([event, rows]) => make("li", {}, eventLink(event), ` (${plural(rows.length, "statement")})`)),
  );
  part(["from"], redraw);
}
