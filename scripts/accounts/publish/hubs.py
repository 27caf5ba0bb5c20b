"""What hubs and archives of research take as it is: the card of Hugging Face, the metadata of Kaggle, the RO-Crate.

Each lies in the folder of the release beside the files that it describes, and says of the package what ``datapackage.json`` and the
schemas say. Standards: the dataset card of the Hugging Face Hub, ``dataset-metadata.json`` of Kaggle, RO-Crate 1.2.
"""

from __future__ import annotations

import hashlib
import textwrap
from collections.abc import Mapping
from pathlib import PurePosixPath

import yaml

from accounts import writing
from accounts.descriptor import Descriptor
from accounts.publish import citation
from accounts.publish.bibliography import Record, filled
from accounts.schemas import Schemas
from accounts.tables import Tables

CARD, KAGGLE, CRATE = "huggingface.md", "dataset-metadata.json", "ro-crate-metadata.json"
#: Whoever uploads to Kaggle writes their account here: the package does not know it.
OWNER = "OWNER"
_FIRST = "overview"  # the table to open first
_KAGGLE_LONGEST = 50  # letters of a title, and of the last part of an address
_SPECIFICATION = "https://w3id.org/ro/crate/1.2"
_MEDIA_TYPES = {
    "": "text/plain",
    ".bib": "application/x-bibtex",
    ".csv": "text/csv",
    ".html": "text/html",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".md": "text/markdown",
    ".parquet": "application/vnd.apache.parquet",
    ".sqlite": "application/vnd.sqlite3",
    ".yaml": "application/yaml",
    ".zip": "application/zip",
}


def card(head: Descriptor, tables: Tables, table_schemas: Schemas) -> bytes:
    """Return ``huggingface.md``, the card of the Hugging Face Hub: a configuration for each table, read from ``<table>.parquet`` beside it.

    There it is called README.md; here it is not, since whoever unpacks the package beside it would write over it.
    ``overview`` is the default. A table without rows has no configuration, since the library that loads them stops at one.
    """
    configurations = [
        filled(
            {
                "config_name": table,
                "default": True if table == _FIRST else None,
                "data_files": [{"split": "train", "path": f"{table}.parquet"}],  # the Hub asks for a split, and calls the only one so
            }
        )
        for table in sorted(tables, key=lambda table: table != _FIRST)
        if len(tables[table])
    ]
    top = {
        "pretty_name": head["title"],
        "license": head["licenses"][0]["name"].lower(),
        "language": ["en"],
        "tags": head["keywords"],
        "configs": configurations,
    }
    rows = [f"| `{table}` | {_cell(schema['description'])} |" for table, schema in table_schemas.items()]
    words = [
        f"# {head['title']}",
        head["description"],
        f"Open `{_FIRST}` first. `{head['name']}-{head['version']}.zip` holds the whole package: tables, schemas and texts.",
        "\n".join(["| table | what a row is |", "|---|---|", *rows]),
        f"## Cite\n\n{citation.plain(head)}",
        f"Licence: [{head['licenses'][0]['name']}]({head['licenses'][0]['path']}).",
    ]
    text = "\n\n".join(words)
    return f"---\n{yaml.safe_dump(top, sort_keys=False, allow_unicode=True, width=120)}---\n\n{text}\n".encode()


def kaggle(head: Descriptor, table_schemas: Schemas) -> bytes:
    """Return ``dataset-metadata.json`` for Kaggle: every table as CSV with its columns, and as Parquet.

    The address of a data set there begins with an account, which is nobody's yet: :data:`OWNER` stands for it.
    """
    resources = []
    for table, schema in table_schemas.items():
        columns = [{"name": column["name"], "title": column["description"], "type": column["type"]} for column in schema["fields"]]
        resources.append({"path": f"{table}.csv", "description": schema["description"], "schema": {"fields": columns}})
        resources.append({"path": f"{table}.parquet", "description": schema["description"]})
    record = {
        "id": f"{OWNER}/{head['name'][:_KAGGLE_LONGEST].rstrip('-')}",
        "title": textwrap.shorten(head["title"], _KAGGLE_LONGEST, placeholder="…"),
        "description": f"{head['description']}\n\n{citation.plain(head)}",
        "licenses": [{"name": head["licenses"][0]["name"]}],
        "keywords": head["keywords"],
        "resources": resources,
    }
    return writing.json_bytes(record)


def ro_crate(head: Descriptor, contents: Mapping[str, bytes], table_schemas: Schemas) -> bytes:
    """Return ``ro-crate-metadata.json`` (RO-Crate 1.2, attached): the folder of the release, and each file in it.

    Args:
        head: The descriptor.
        contents: The files of the release by their name beside ``ro-crate-metadata.json``.
        table_schemas: The schemas of the tables, whose files are ``<table>.csv`` and ``<table>.parquet``.
    """
    licence = head["licenses"][0]
    people = [
        {"@id": f"#contributor-{number}", "@type": "Organization", "name": contributor["title"]}
        for number, contributor in enumerate(head["contributors"], start=1)
    ]
    origins = [
        {"@id": source["path"], "@type": "CreativeWork", "name": source["title"]}
        for source in head["sources"]
        if source["path"].startswith("https://")
    ]
    files = [_file(name, content, table_schemas) for name, content in sorted(contents.items())]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": head["title"],
        "description": head["description"],
        "identifier": head.get("id", ""),
        "version": head["version"],
        "datePublished": head["created"][:10],
        "keywords": head["keywords"],
        "license": {"@id": licence["path"]},
        "author": _references(people),
        "publisher": _references(people),  # until an archive publishes it
        "isBasedOn": _references(origins),
        "hasPart": _references(files),
    }
    graph = [
        {"@id": CRATE, "@type": "CreativeWork", "about": {"@id": "./"}, "conformsTo": {"@id": _SPECIFICATION}},
        filled(root),
        {"@id": licence["path"], "@type": "CreativeWork", "name": licence["title"], "identifier": licence["name"]},
        *people,
        *origins,
        *files,
    ]
    return writing.json_bytes({"@context": f"{_SPECIFICATION}/context", "@graph": graph})


def _file(name: str, content: bytes, table_schemas: Schemas) -> Record:
    path = PurePosixPath(name)
    schema = table_schemas.get(path.stem) if path.suffix in (".csv", ".parquet") else None
    record = {
        "@id": name,
        "@type": "File",
        "name": schema["title"] if schema else name,
        "description": schema["description"] if schema else "",
        "encodingFormat": _MEDIA_TYPES[path.suffix],
        "contentSize": str(len(content)),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    return filled(record)


def _references(entities: list[Record]) -> Record | list[Record]:
    """Return what leads to the entities; one stands by itself, as the standard asks."""
    found = [{"@id": entity["@id"]} for entity in entities]
    return found[0] if len(found) == 1 else found


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
