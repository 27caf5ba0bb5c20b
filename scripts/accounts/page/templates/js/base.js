// ---- the document: finding elements, making them, folding text

const byId = (id) => document.getElementById(id);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

// An element with its properties or attributes (undefined: left out) and its children (null and undefined: left out).
function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined) continue;
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

// A shape of SVG, with its attributes and its children.
function draw(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const option = (text, value = text) => make("option", { textContent: text, value });
const plural = (count, one, many = `${one}s`) => `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

const PLAIN = { ı: "i", ə: "e", ø: "o", ł: "l", đ: "d", ß: "ss", æ: "ae", œ: "oe", "’": "'", "‘": "'", ʼ: "'", ʻ: "'" };

// Text as a search compares it: without case, diacritics or the dot of an i.
const MARKS = /\p{M}/gu;
const folded = (text) => text.toLowerCase().normalize("NFKD").replace(MARKS, "").replace(/[ıəøłđßæœ’‘ʼʻ]/g, (letter) => PLAIN[letter]);
const wordsOf = (text) => folded(text).split(/\s+/).filter(Boolean);

function grouped(records, key) {
  const groups = new Map();
  for (const record of records) {
    const name = key(record);
    if (groups.has(name)) groups.get(name).push(record);
    else groups.set(name, [record]);
  }
  return groups;
}

// The place of a value in an order of values; what is not in it comes last.
const placeIn = (order, value) => (order.includes(value) ? order.indexOf(value) : order.length);
