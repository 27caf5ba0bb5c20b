"""``codebook.html``: the codebook as one file that loads nothing, to read and to print.

It says how words become codes. It has every table, column and code. A code has its definition, what it is not, an example and a near miss.
It also has counts, reliability and the glossary. All of it comes from the tables, their schemas and two texts of ``docs/``.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import jinja2
from markdown_it import MarkdownIt
from markdown_it.token import Token

from accounts import schemas
from accounts.package import Package
from accounts.page import charts
from accounts.page.statements import by, date, records
from accounts.publish import citation
from accounts.schemas import Schemas
from accounts.tables import Tables

NAME = "codebook.html"
#: The texts that it carries, where the package has them: how words become codes, and the glossary.
TEXTS = {"coding": "docs/coding.md", "glossary": "docs/glossary.md"}
Record = dict[str, Any]


def html(package: Package, texts: Mapping[str, str]) -> bytes:
    """Return the codebook of a derived package. ``texts`` has the Markdown of :data:`TEXTS` by its path; a text it lacks is left out."""
    head, tables = package.descriptor, package.tables
    environment = charts.environment().overlay(loader=jinja2.PackageLoader("accounts.publish"))
    environment.filters |= {"date": date, "number": "{:,}".format}
    rows = {row["row_id"]: row for row in records(tables["statements"].astype("string"))}
    view = {
        "head": head,
        "cite": citation.plain(head),
        "texts": {name: _rendered(texts[path]) if path in texts else "" for name, path in TEXTS.items()},
        "tables": _tables(tables, package.schemas),
        "columns": _columns(tables, rows),
        "measures": _measures(tables, rows),
        "topics": _topics(tables, rows, schemas.labels(package.schemas["issuers"], "party")),
        "events": records(tables["events"].astype("string")),
        "reliability": records(tables["reliability"].query("topic == 'all'").astype("string")),
    }
    return environment.get_template("codebook.html.j2").render(view).encode("utf-8")


def _rendered(markdown: str) -> str:
    """Return a text of ``docs/`` as HTML: without its title, headings two steps lower, and of links to other files only the words."""
    parser = MarkdownIt("commonmark").enable("table")
    tokens = parser.parse(markdown)[3:]
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{int(token.tag[1]) + 2}"
        token.children = [part for part in token.children or () if part.type not in ("link_open", "link_close")]
    return str(parser.renderer.render(_named(tokens), parser.options, {}))


def _named(tokens: list[Token]) -> list[Token]:
    """Return the tokens with an ``id`` on each paragraph that begins with a bold term: a place to link to."""
    for opened, content in pairwise(tokens):
        parts = content.children or []
        if opened.type == "paragraph_open" and len(parts) > 2 and [part.type for part in parts[:2]] == ["text", "strong_open"]:
            opened.attrSet("id", "word-" + parts[2].content.rstrip(".").split(",")[0].lower().replace(" ", "-"))
    return tokens


def _tables(tables: Tables, table_schemas: Schemas) -> list[Record]:
    """Return every table with its columns, and every column with its codes. If another table has the same ones, ``owner`` names it."""
    out = []
    for name in schemas.TABLES:
        schema = table_schemas[name]
        columns = []
        for field in schema["fields"]:
            codes, owner = schemas.categories(schema, field["name"]), schemas.SHARED_CODES.get(field["name"], name)
            shared = owner != name and codes == schemas.categories(table_schemas[owner], field["name"])
            used = tables[name][field["name"]].value_counts() if codes else {}
            counted = [{**code, "rows": int(used.get(code["value"], 0))} for code in codes]
            required = field.get("constraints", {}).get("required", False)
            columns.append({**field, "required": required, "codes": counted, "owner": owner if shared else ""})
        out.append({"name": name, **schema, "rows": len(tables[name]), "curated": name in schemas.CURATED, "columns": columns})
    return out


def _columns(tables: Tables, rows: Mapping[str, Record]) -> dict[str, list[Record]]:
    """Return the codes of the table ``codes`` by column, each with its rows and an example."""
    out: dict[str, list[Record]] = {}
    for code in records(tables["codes"].astype("string")):
        column = "subject" if code["field"] == "milestone" else code["field"]
        having = [row for row in rows.values() if row[column] == code["code"]]
        out.setdefault(code["field"], []).append({**code, "rows": len(having), "example": _example(having)})
    return out


def _measures(tables: Tables, rows: Mapping[str, Record]) -> list[Record]:
    """Return the measures, each with its rows and an example."""
    having = by([row for row in rows.values() if row["table"] == "figures"], "subject")
    found = [(measure, having.get(measure["measure_id"], [])) for measure in records(tables["measures"].astype("string"))]
    return [{**measure, "rows": len(figures), "example": _example(figures)} for measure, figures in found]


def _example(having: list[Record]) -> Record | None:
    """Return the row that shows a code best: in the document's own voice, with words, in English; then the first by identifier."""
    return min(having, key=lambda row: (row["voice"] != "own", not row["phrase"], row["language"] != "en", row["row_id"]), default=None)


def _topics(tables: Tables, rows: Mapping[str, Record], parties: Mapping[str, str]) -> list[Record]:
    """Return the topics with their reliability, and their positions with rows, documents by party, example and near miss."""
    said = tables["statements"].query("table == 'characterizations'").astype("string")
    count = said.groupby(["subject", "position_id"]).size()
    documents = said.drop_duplicates(["subject", "position_id", "source_id"]).groupby(["subject", "position_id", "party"]).size()
    agreed = by(records(tables["reliability"].query("table == 'characterizations' and topic != 'all'").astype("string")), "topic")
    positions = tables["positions"].astype("string")
    out = []
    for topic in records(tables["topics"].astype("string")):
        name = topic["topic_id"]
        answers = [
            {
                **position,
                "rows": int(count.get((name, position["position_id"]), 0)),
                "documents": {
                    label: int(documents[key])
                    for party, label in parties.items()
                    if (key := (name, position["position_id"], party)) in documents.index
                },
                "example": rows.get(position["example"]),
                "near_miss": rows.get(position["near_miss"]),
            }
            for position in records(positions[positions["topic_id"] == name])
        ]
        out.append({**topic, "positions": answers, "rows": sum(answer["rows"] for answer in answers), "reliability": agreed.get(name, [])})
    return out
