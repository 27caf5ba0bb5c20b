"""``data/README.md``: the data dictionary, made from the schemas and the codebook, in the form of CLDF datasets."""

from __future__ import annotations

from accounts import schemas
from accounts.schemas import Schema, Schemas
from accounts.tables import Tables


def markdown(tables: Tables, table_schemas: Schemas, title: str) -> str:
    """Return the dictionary of the package called ``title``: tables with their keys, columns and row counts, then the codes."""
    parts = [
        "# Data dictionary",
        f"{title}. The build makes this page from `schemas/` and the codebook tables. Edit those.",
        "Curated tables are in `data/`, derived tables in `data/derived/`. Every table is also in `data/parquet/` as Parquet. "
        "The [glossary](../docs/glossary.md) explains the words.",
        _contents("Curated tables", schemas.CURATED, tables, table_schemas),
        _contents("Derived tables", schemas.DERIVED, tables, table_schemas),
        *[_table(name, table_schemas[name]) for name in schemas.TABLES],
        _events(tables),
        _measures(tables),
        _codes(tables),
        _topics(tables),
    ]
    return "\n\n".join(parts) + "\n"


def _contents(title: str, names: tuple[str, ...], tables: Tables, table_schemas: Schemas) -> str:
    rows = [f"| [{name}](#{name}) | {len(tables[name]):,} | {_cell(table_schemas[name]['description'])} |" for name in names]
    return "\n".join([f"## {title}\n", "| table | rows | what a row is |", "|---|---:|---|", *rows])


def _table(name: str, schema: Schema) -> str:
    references = {
        field: f"[{target}](#{target})"
        for key in schema.get("foreignKeys", [])
        for target in [key["reference"]["resource"] or name]
        for field in key["fields"]
    }
    rows = []
    for field in schema["fields"]:
        constraints = field.get("constraints", {})
        notes = [field["type"]]
        notes += ["required"] if constraints.get("required") else []
        notes += [f"→ {references[field['name']]}"] if field["name"] in references else []
        codes = [code["value"] for code in field.get("categories", [])]
        meaning = field["description"] + (f" One of: {', '.join(f'`{code}`' for code in codes)}." if codes else "")
        rows.append(f"| `{field['name']}` | {', '.join(notes)} | {_cell(meaning)} | `{_cell(field['example'])}` |")
    key = ", ".join(f"`{column}`" for column in schema["primaryKey"])
    head = f"## {name}\n\n{schema['description']}\n\nPrimary key: {key}.\n"
    return "\n".join([head, "| column | type | meaning | example |", "|---|---|---|---|", *rows])


def _events(tables: Tables) -> str:
    rows = [f"| `{e.event_id}` | {_cell(e.label)} | {_cell(e.names)} |" for e in tables["events"].itertuples()]
    return "\n".join(["## Codes: events\n", "| event | label | names |", "|---|---|---|", *rows])


def _measures(tables: Tables) -> str:
    used = tables["figures"]["measure_id"].astype("string").value_counts()
    rows = [
        f"| `{m.measure_id}` | {m.unit} | {used.get(m.measure_id, 0)} | {_cell(m.definition)} |" for m in tables["measures"].itertuples()
    ]
    return "\n".join(["## Codes: measures\n", "| measure | unit | figures | definition |", "|---|---|---:|---|", *rows])


def _codes(tables: Tables) -> str:
    parts = ["## Codes of columns"]
    for field, codes in tables["codes"].astype("string").groupby("field", sort=False):
        rows = [f"| `{c.code}` | {_cell(c.definition)} | {_cell(c.words)} | {_cell(c.not_when)} |" for c in codes.fillna("").itertuples()]
        parts.append("\n".join([f"### {field}\n", "| code | when to use it | words | when not |", "|---|---|---|---|", *rows]))
    return "\n\n".join(parts)


def _topics(tables: Tables) -> str:
    used = tables["characterizations"].astype({"topic_id": "string", "position_id": "string"}).groupby(["topic_id", "position_id"]).size()
    questions = tables["topics"].astype({"topic_id": "string"}).set_index("topic_id")["question"]
    parts = [
        "## Codes: topics and positions",
        "An example is a row of `characterizations` that has the code. A near miss looks alike and has another code. "
        "In *when not*, `words: code` means: for these words, use that code.",
    ]
    head = ["| position | rows | when to use it | when not | words | example | near miss |", "|---|---:|---|---|---|---|---|"]
    for topic, positions in tables["positions"].astype("string").fillna("").groupby("topic_id"):
        rows = [
            f"| `{p.position_id}` | {used.get((topic, p.position_id), 0)} | {_cell(p.definition)} | {_cell(p.not_when)} | {_cell(p.words)} "
            f"| {_row(p.example)} | {_row(p.near_miss)} |"
            for p in positions.itertuples()
        ]
        parts.append("\n".join([f"### {topic}\n\n{questions[topic]}\n", *head, *rows]))
    return "\n\n".join(parts)


def _row(identifier: str) -> str:
    return f"`{identifier}`" if identifier else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
