// ---- the address holds what is shown: `#from=ID&toll.party=armenia`, or the name of a part of the page alone: `#sources`

const parts = new Set();
let state = {};

function stateOf(hash) {
  const text = hash.slice(1);
  if (!text) return {};
  if (!text.includes("=")) return named(decodeURIComponent(text));
  return Object.fromEntries(new URLSearchParams(text));
}

// A name alone: of a source, an event, a row, a table of statements, or of a part of the page.
function named(name) {
  if (bySource.has(name)) return { source: name };
  if (events.has(name)) return { event: name };
  if (byRow.has(name)) return { row: name };
  if (things.has(name)) return { open: name, at: name };
  return { at: name };
}

// The views that take the place of the whole page; one at a time.
const VIEWS = ["row", "source", "event", "find"];

// The state that follows a link: another view closes the one that is open, and what was typed into its table.
function toward(wanted) {
  const closed = [...VIEWS, ...Object.keys(state).filter((key) => key.startsWith("place."))];
  const opened = wanted.open ? { open: [...new Set([...listOf("open"), ...wanted.open.split(",")])].join(",") } : {};
  return { ...Object.fromEntries(closed.map((key) => [key, ""])), ...wanted, ...opened };
}

const hashOf = (wanted) =>
  "#" +
  Object.entries(wanted)
    .map(([name, value]) => `${name}=${encodeURIComponent(value).replaceAll("%2C", ",")}`)
    .join("&");

// Change what is shown: keys with their values; an empty value takes a key away.
// `replace` writes no step into the history; `scroll` goes to the part of the page that `at` names.
function go(changes, { replace = false, scroll = false } = {}) {
  state = Object.fromEntries(Object.entries({ ...state, ...changes }).filter(([, value]) => value));
  const hash = hashOf(state);
  if (hash !== location.hash) history[replace ? "replaceState" : "pushState"](null, "", hash);
  show();
  if (scroll) reach();
}

// Bring the part of the page that the state names into sight, and the keyboard to its heading.
function reach() {
  const target = byId(VIEWS.some((key) => state[key]) ? "place" : (state.at ?? (state.compare && "side-by-side")));
  if (!target) return;
  const head = target.querySelector("h2, h3, summary") ?? target;
  if (head.tagName !== "SUMMARY") head.tabIndex = -1;
  head.focus({ preventScroll: true });
  target.scrollIntoView();
}

// Draw something now, and again whenever one of the keys of the state that it names changes, as long as `owner` stands on the page.
function part(keys, drawn, owner) {
  const entry = { keys, drawn, owner, last: undefined };
  parts.add(entry);
  refresh(entry);
}

function refresh(entry) {
  const now = entry.keys.map((key) => state[key] ?? "").join("\n");
  if (now === entry.last) return;
  entry.last = now;
  entry.drawn();
}

function show() {
  for (const entry of parts) {
    if (entry.owner && !entry.owner.isConnected) parts.delete(entry);
    else refresh(entry);
  }
}

// The document with which the others are compared.
const anchor = () => bySource.get(state.from) ?? bySource.get(data.head.anchor);

const listOf = (key) => (state[key] ? state[key].split(",") : []);

// A heading that opens what `build` returns; which are open stands in the address.
function folding(id, summary, build, properties = {}) {
  const details = make("details", { className: "claim", id, ...properties }, make("summary", {}, summary));
  let built = false;
  const open = () => {
    const wanted = listOf("open").includes(id);
    if (wanted && !built) {
      details.append(build());
      built = true;
    }
    details.open = wanted;
  };
  details.addEventListener("toggle", () => {
    const others = listOf("open").filter((other) => other !== id);
    if (details.open !== listOf("open").includes(id)) {
      go({ open: [...others, ...(details.open ? [id] : [])].join(","), at: id }, { replace: true });
    }
  });
  part(["open"], open, details);
  return details;
}

state = stateOf(location.hash);
