// ---- claim by claim: one table for each thing of which a document speaks

{
  function sheet(thing) {
    const about = thing.table === "figures" ? measures.get(thing.subject).reader : thing.table === "characterizations" ? topics.get(thing.subject).reader : "";
    return make(
      "div",
      {},
      about ? make("p", { textContent: about }) : null,
      table({ id: thing.key, label: `${thing.label}, by source`, columns: statementColumns(), records: thing.rows, silent: silentOn(thing), className: "rows statements" }),
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

  part(["from"], redraw);
}
