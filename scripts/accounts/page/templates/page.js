"use strict";
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);
  const make = (tag, properties = {}) => Object.assign(document.createElement(tag), properties);
  const option = (text, value = text) => make("option", { textContent: text, value });

  const anchor = document.querySelector(".lead a").hash.slice(1);
  const undated = 99999999;
  const bases = {{ basis|tojson }};

  // A place leads to its address at once, not by way of the list of sources.
  for (const place of all("a.at")) place.setAttribute("href", byId(place.hash.slice(1)).getAttribute("href"));

  for (const button of all("[data-copy]"))
    button.addEventListener("click", async () => {
      const text = byId(button.dataset.copy);
      try {
        await navigator.clipboard.writeText(text.textContent);
      } catch {
        getSelection().selectAllChildren(text);
        document.execCommand("copy");
      }
      button.textContent = "Copied";
      setTimeout(() => (button.textContent = "Copy"), 2000);
    });

  // ---- every statement, by source
  const form = byId("filters");
  const field = form.elements;
  const parties = [...field.party.options].map((choice) => choice.value).filter(Boolean);
  const groups = all(".group").map((element) => ({
    element,
    event: element.dataset.event,
    measure: element.dataset.measure,
    title: element.querySelector("summary").textContent.replace(/: [^:]*$/, ""),
    name: element.querySelector("summary").textContent.replace(/( · [^:]*)?: [^:]*$/, ""),
    place: element.querySelector("caption").textContent.match(/\), (.*?)\. /)[1],
    rows: all("tbody tr", element).map((row) => {
      const [number, root, parent, day, near, type, basis] = row.dataset.k.split(" ");
      const party = parties.find((name) => row.classList.contains(name));
      return { row, number, root, parent, day: Number(day), near: Number(near), type, basis, party };
    }),
  }));
  const opened = new Set();

  const chosen = () => groups.find((group) => group.event === field.event.value && group.measure === field.measure.value);

  function offerMeasures(measure) {
    const here = groups.filter((group) => group.event === field.event.value);
    field.measure.replaceChildren(...here.map((group) => option(group.name, group.measure)));
    field.measure.value = here.some((group) => group.measure === measure) ? measure : here[0].measure;
  }

  function choose(event, measure) {
    field.event.value = event;
    offerMeasures(measure);
    show();
  }

  function opener(root, group) {
    const repeats = group.rows.filter((entry) => entry.parent && entry.root === root.root);
    if (!repeats.length) return;
    const button = make("button", { type: "button", className: "open-repeats" });
    button.addEventListener("click", () => {
      if (!opened.delete(root.root)) opened.add(root.root);
      show();
    });
    root.button = button;
    root.row.querySelector("th").append(button);
  }

  function permalink({ row }) {
    const value = row.cells[1].firstElementChild;
    value.replaceWith(make("a", { href: `#${row.id || row.dataset.claim}`, textContent: value.textContent }));
  }

  function show() {
    const group = chosen();
    for (const { element } of groups) element.classList.toggle("chosen", element === group.element);
    group.element.open = true;
    if (!group.ready) {
      group.rows.filter((entry) => !entry.parent).forEach((entry) => opener(entry, group));
      group.rows.forEach(permalink);
      group.ready = true;
    }
    const fits = (entry) => (!field.party.value || entry.party === field.party.value) && (!field.type.value || entry.type === field.type.value);
    const grouped = field.grouped.checked;
    const fitting = group.rows.filter(fits);
    const roots = new Map(fitting.filter((entry) => !entry.parent).map((entry) => [entry.root, entry]));
    const key = field.sort.value;
    const order = (a, b) => a[key] - b[key] || a.day - b.day;
    // A repeat whose origin does not fit the filter stands on a line of its own.
    const under = (entry) => grouped && entry.parent && roots.has(entry.root);
    const lines = fitting.filter((entry) => !under(entry)).sort(order);
    const below = new Map(lines.map((line) => [line.root, []]));
    for (const entry of fitting.filter(under)) below.get(entry.root).push(entry);
    for (const entry of group.rows) {
      entry.row.hidden = true;
      entry.row.classList.toggle("rep", under(entry));
    }
    const body = group.element.querySelector("tbody");
    let shown = 0;
    for (const line of lines) {
      const repeats = line.parent ? [] : below.get(line.root);
      const isOpen = opened.has(line.root);
      if (line.button) {
        line.button.hidden = !repeats.length;
        line.button.textContent = `${repeats.length} ${repeats.length === 1 ? "repeat" : "repeats"}`;
        line.button.setAttribute("aria-expanded", isOpen);
      }
      body.append(line.row);
      line.row.hidden = false;
      shown += 1;
      for (const repeat of repeats.sort(order)) {
        body.append(repeat.row);
        repeat.row.hidden = !isOpen;
        shown += isOpen;
      }
    }
    form.querySelector("output").textContent = `${shown} of ${group.rows.length} statements shown`;
  }

  const events = new Map(groups.map((group) => [group.event, group.place]));
  field.event.replaceChildren(...[...events].map(([event, place]) => option(place, event)));
  field.event.addEventListener("change", () => offerMeasures(field.measure.value));
  form.addEventListener("change", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  choose(groups[0].event, groups[0].measure);

  // Escape hides the words until the pointer or the focus moves on.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") all(".by-source").forEach((table) => table.classList.add("quiet"));
  });
  for (const kind of ["pointermove", "focusin"])
    document.addEventListener(kind, () => all(".by-source.quiet").forEach((table) => table.classList.remove("quiet")));

  // ---- over time: one measure at a time
  for (const select of all("[data-panels]")) {
    const panels = all(":scope > .panel", byId(select.dataset.panels));
    select.replaceChildren(...panels.map((panel, index) => option(panel.querySelector("summary").textContent, index)));
    const open = () =>
      panels.forEach((panel, index) => {
        panel.classList.toggle("chosen", index === Number(select.value));
        panel.open = index === Number(select.value);
      });
    select.addEventListener("change", open);
    open();
  }

  // ---- lineage of a value
  const lineage = byId("lineage-of");
  const tree = byId("tree");
  const dated = groups.flatMap((group) => group.rows.map((entry) => entry.day)).filter((day) => day < undated);
  const firstYear = Math.floor(Math.min(...dated) / 10000);
  const lastYear = Math.floor(Math.max(...dated) / 10000);
  const [from, to] = all(".years span");
  from.textContent = firstYear;
  to.textContent = lastYear;
  const valueOf = (entry) => entry.row.cells[1].firstElementChild.textContent;
  const repeated = groups.filter((group) => group.rows.some((entry) => entry.parent));

  function offerValues() {
    const { rows } = repeated[lineage.elements.group.value];
    const sizes = new Map();
    const valueOfRoot = new Map(rows.filter((entry) => !entry.parent).map((entry) => [entry.number, valueOf(entry)]));
    for (const entry of rows) {
      const size = sizes.get(valueOfRoot.get(entry.root)) ?? { statements: 0, origins: 0 };
      size.statements += 1;
      size.origins += entry.parent ? 0 : 1;
      sizes.set(valueOfRoot.get(entry.root), size);
    }
    const values = [...sizes].filter(([, size]) => size.statements > size.origins);
    values.sort(([, a], [, b]) => b.statements - a.statements);
    lineage.elements.value.replaceChildren(...values.map(([value]) => option(value)));
    drawTree();
  }

  function drawTree() {
    const { rows } = repeated[lineage.elements.group.value];
    const value = lineage.elements.value.value;
    const items = [];
    const add = (entry, level) => {
      const item = make("li", { className: `${entry.party} ${level ? "repeat" : "origin"}` });
      item.style.setProperty("--level", Math.min(level, 6));
      const text = make("span");
      text.append(
        ...(level ? [make("span", { className: "hidden", textContent: `step ${level}: ` })] : []),
        make("a", { href: `#${entry.row.id || entry.row.dataset.claim}`, textContent: entry.row.cells[0].firstElementChild.textContent }),
        ` ${entry.row.cells[0].querySelector("small").textContent}`,
        make("small", { textContent: `${valueOf(entry) === value ? "" : `${valueOf(entry)} `}${entry.row.cells[1].querySelector("small").textContent}${entry.basis ? `; ${bases[entry.basis]}` : ""}` }),
      );
      const strip = make("i");
      strip.setAttribute("aria-hidden", "true");
      if (entry.day < undated) {
        const years = Math.floor(entry.day / 10000) + ((Math.floor(entry.day / 100) % 100) - 1) / 12;
        strip.append(make("b"));
        strip.firstChild.style.left = `${(100 * (years - firstYear)) / (lastYear + 1 - firstYear)}%`;
      }
      item.append(text, strip);
      items.push(item);
      rows.filter((other) => other.parent === entry.number).forEach((other) => add(other, level + 1));
    };
    const origins = rows.filter((entry) => !entry.parent && valueOf(entry) === value);
    origins.sort((a, b) => a.day - b.day).forEach((entry) => add(entry, 0));
    tree.replaceChildren(...items);
    lineage.querySelector("output").textContent = `${items.length} statements, ${origins.length} of which repeat no row here`;
  }

  lineage.elements.group.replaceChildren(...repeated.map((group, index) => option(group.title, index)));
  lineage.elements.group.addEventListener("change", offerValues);
  lineage.elements.value.addEventListener("change", drawTree);
  offerValues();

  // ---- tables that can be searched, sorted and downloaded as shown
  const sources = all("#every-source tbody tr");
  const dayOf = new Map(sources.map((source) => [source.id, source.dataset.d]));
  const sourceOf = (row) => row.cells[0].firstElementChild.hash.slice(1);
  const cellValue = (row, column) => (column === 1 ? dayOf.get(sourceOf(row)) : (row.cells[column]?.textContent.trim() ?? ""));

  // The statements of a figure's claim stand in the table of every statement: one row each here, by date.
  function addStatements(table) {
    const group = groups.find(({ element }) => element.id === table.dataset.group);
    for (const { row } of [...group.rows].filter(({ row }) => !row.dataset.claim).sort((a, b) => a.day - b.day)) {
      const copy = table.tBodies[0].insertRow();
      const who = row.cells[0].cloneNode(false);
      who.append(row.cells[0].firstElementChild.cloneNode(true));
      copy.append(who);
      copy.insertCell().textContent = byId(sourceOf(row)).cells[1].textContent;
      copy.insertCell().append(make("a", { href: `#${row.id}`, textContent: row.cells[1].firstElementChild.textContent }));
      copy.insertCell().textContent = row.cells[0].querySelector("small span")?.textContent ?? "own words";
      copy.insertCell().textContent = row.cells[1].querySelector("small").textContent;
      copy.insertCell().append(...row.cells[3].cloneNode(true).childNodes);
    }
  }

  // What a source that has no row keeps silent about.
  function silence(source, event) {
    if (source.cells[5].textContent !== "whole") return "· not examined";
    return source.dataset.speaks.split(" ").includes(event) ? "— not stated" : "∅ event not mentioned";
  }

  // Every source without a row here gets one that says which silence it keeps.
  function addSilent(table) {
    const stating = new Set(all("tbody tr", table).map(sourceOf));
    const columns = table.tHead.rows[0].cells.length;
    for (const source of sources) {
      if (stating.has(source.id) || source.id === anchor) continue;
      const row = table.tBodies[0].insertRow();
      row.className = "silent";
      row.append(source.cells[0].cloneNode(true), source.cells[1].cloneNode(true));
      row.insertCell().textContent = silence(source, table.dataset.event);
      while (row.cells.length < columns) row.insertCell();
    }
  }

  function enhance(table) {
    if (table.dataset.group) addStatements(table);
    if (table.classList.contains("every")) addSilent(table);
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const texts = rows.map((row) => row.textContent.toLowerCase());
    const search = make("input", { type: "search" });
    const label = make("label", { textContent: "Search this table " });
    label.append(search);
    const count = make("output");
    const save = make("button", { type: "button", className: "button", textContent: "Download as shown (CSV)" });
    const tools = make("div", { className: "tools" });
    tools.append(label, save, count);
    table.closest(".scroll").before(tools);

    const filter = () => {
      const wanted = search.value.toLowerCase().split(/\s+/);
      rows.forEach((row, index) => (row.hidden = !wanted.every((word) => texts[index].includes(word))));
      count.textContent = `${rows.filter((row) => !row.hidden).length} of ${rows.length} rows`;
    };
    search.addEventListener("input", filter);
    filter();

    const heads = [...table.tHead.rows[0].cells];
    const compare = new Intl.Collator("en", { numeric: true });
    heads.forEach((head, column) => {
      const button = make("button", { type: "button", textContent: head.textContent });
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const sorted = [...rows].sort((a, b) => compare.compare(cellValue(a, column), cellValue(b, column)));
        body.append(...(down ? sorted.reverse() : sorted));
      });
    });

    save.addEventListener("click", () => {
      const line = (cells) => [...cells].map((cell) => `"${cell.textContent.trim().replace(/\s+/g, " ").replaceAll('"', '""')}"`).join(",");
      const text = [table.tHead.rows[0], ...[...body.rows].filter((row) => !row.hidden)].map((row) => line(row.cells)).join("\r\n");
      const url = URL.createObjectURL(new Blob(["\ufeff", text, "\r\n"], { type: "text/csv" }));
      make("a", { href: url, download: `${table.dataset.search}.csv` }).click();
      setTimeout(() => URL.revokeObjectURL(url), 1000);
    });
  }

  const enhanced = new WeakSet();
  function enhanceWithin(element) {
    for (const table of all("[data-search]", element)) {
      if (enhanced.has(table)) continue;
      enhanced.add(table);
      enhance(table);
    }
  }
  enhanceWithin(byId("words"));
  for (const claim of all(".claim")) claim.addEventListener("toggle", () => claim.open && enhanceWithin(claim));

  // ---- links to a row, wherever it is hidden
  function reveal() {
    const target = location.hash.length > 1 && byId(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    const group = target.closest(".group");
    if (group && target.dataset.k) {
      field.party.value = field.type.value = "";
      opened.add(target.dataset.k.split(" ")[1]);
      choose(group.dataset.event, group.dataset.measure);
    }
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    const claim = target.closest(".claim");
    if (claim) enhanceWithin(claim);
    target.scrollIntoView({ block: group ? "center" : "start" });
  }
  addEventListener("hashchange", reveal);
  reveal();
})();
