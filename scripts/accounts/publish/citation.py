"""How the package is cited and found.

All that these files say of the package comes from the top level of ``datapackage.json``: title, version, day (``created``), contributors
and licence. The DOI comes from ``id``, once a person has minted one. Standards: Citation File Format 1.2.0, BibTeX with the fields of
biblatex, the deposit metadata of Zenodo, DataCite 4.5, schema.org/Dataset, Croissant 1.0.
"""

from __future__ import annotations

import hashlib
import html
import json
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import PurePosixPath

import pandas as pd
import yaml

from accounts import writing
from accounts.descriptor import Descriptor
from accounts.problems import PackageError, Problem
from accounts.publish.bibliography import Record, entry, filled, tex
from accounts.schemas import Schema, Schemas

BEGIN, END = "<!-- citation -->", "<!-- /citation -->"
_DOI = "https://doi.org/"
_MEDIA_TYPES = {
    ".csv": "text/csv",
    ".parquet": "application/vnd.apache.parquet",
    ".sqlite": "application/vnd.sqlite3",
    ".zip": "application/zip",
}


def _day(head: Descriptor) -> str:
    return head["created"][:10]


def _names(head: Descriptor) -> list[str]:
    return [contributor["title"] for contributor in head["contributors"]]


def _doi(head: Descriptor) -> str:
    """Return the DOI without its resolver; empty while there is none."""
    return head["id"].removeprefix(_DOI) if head.get("id", "").startswith(_DOI) else ""


def _origins(head: Descriptor) -> list[str]:
    return [source["path"] for source in head["sources"] if source["path"].startswith("https://")]


# ---- the package


def cff(head: Descriptor) -> bytes:
    """Return ``CITATION.cff`` (Citation File Format 1.2.0, type dataset)."""
    record = {
        "cff-version": "1.2.0",
        "message": "If you use these data, please cite them as below.",
        "type": "dataset",
        "title": head["title"],
        "version": head["version"],
        "doi": _doi(head),
        "date-released": _day(head),
        "authors": [{"name": name} for name in _names(head)],
        "abstract": head["description"],
        "keywords": head["keywords"],
        "license": head["licenses"][0]["name"],
    }
    return yaml.safe_dump(filled(record), sort_keys=False, allow_unicode=True, width=120).encode("utf-8")


def plain(head: Descriptor) -> str:
    """Return the citation in words, in the form of APA 7 for data sets."""
    names, doi = _names(head), _doi(head)
    authors = " & ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)
    cited = f"{authors} ({_day(head)[:4]}). {head['title']} (Version {head['version']}) [Data set]."
    return f"{cited} {_DOI}{doi}" if doi else cited


def statement(head: Descriptor, row: Mapping[str, str | None]) -> str:
    """Return how one statement is cited within the package: document, place, words, row, reading, then :func:`plain`.

    In: a row of the table ``statements``, an empty cell None. Words that are somebody else's are said to be relayed; where a row has no
    words, what its note says stands for them, without quotation marks.
    """
    place = f", {row['locator']}" if row["locator"] else ""
    words = f"“{row['phrase']}”" if row["phrase"] else f"[paraphrased] {row['note']}"
    relayed = f" (relayed from {row['credited_to']})" if row["credited_to"] else ""
    document = f'{row["issuer"]}, "{row["title"]}" ({row["published"] or "undated"}){place}: {words}{relayed}'
    reading = f"read in {row['host']} ({row['access']}), {row['reading_url']}"
    return f"{document} [row {row['row_id']}; {reading}], in: {plain(head)}"


def bibtex(head: Descriptor) -> str:
    """Return the citation as BibTeX.

    biblatex prints ``version``; older styles take a data set for ``@misc`` and print ``howpublished``.
    """
    fields = {
        "author": " and ".join(f"{{{tex(name)}}}" for name in _names(head)),
        "title": f"{{{tex(head['title'])}}}",
        "year": _day(head)[:4],
        "version": head["version"],
        "howpublished": f"Data set, version {head['version']}",
        "doi": _doi(head),
    }
    return entry("dataset", head["name"], fields)


def readme(text: str, head: Descriptor) -> str:
    """Return the README with the citations between its markers written anew.

    Raises :class:`PackageError` if the two markers are not there, each once and in order.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end or BEGIN in rest or END in after:
        wrong = Problem("README.md", 0, "", "", "has no place for the citation", f"write {BEGIN} and {END} where it goes, each once")
        raise PackageError([wrong])
    return f"{before}{BEGIN}\n{plain(head)}\n\n```bibtex\n{bibtex(head)}```\n{END}{after}"


def zenodo(head: Descriptor) -> bytes:
    """Return ``.zenodo.json``: the deposit metadata that Zenodo reads from a repository. It takes the description for HTML."""
    record = {
        "upload_type": "dataset",
        "title": head["title"],
        "version": head["version"],
        "publication_date": _day(head),
        "creators": [{"name": name} for name in _names(head)],
        "description": html.escape(head["description"], quote=False),
        "keywords": head["keywords"],
        "language": "eng",
        "access_right": "open",
        "license": head["licenses"][0]["name"],
        "related_identifiers": [{"identifier": url, "relation": "isDerivedFrom", "scheme": "url"} for url in _origins(head)],
    }
    return writing.json_bytes(filled(record))


def datacite(head: Descriptor, compared: Sequence[str] = ()) -> bytes:
    """Return ``datacite.json``: DataCite metadata 4.5. Until an archive publishes the package, its contributors do.

    In: the descriptor, and the addresses at which the documents that it compares were read.
    """
    licence = head["licenses"][0]
    related = [*((url, "IsDerivedFrom") for url in _origins(head)), *((url, "References") for url in compared)]
    record = {
        "doi": _doi(head),
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Dataset"},
        "creators": [{"name": name, "nameType": "Organizational"} for name in _names(head)],
        "titles": [{"title": head["title"]}],
        "publisher": {"name": _names(head)[0]},
        "publicationYear": _day(head)[:4],
        "subjects": [{"subject": word} for word in head["keywords"]],
        "dates": [{"date": _day(head), "dateType": "Issued"}],
        "language": "en",
        "version": head["version"],
        "formats": list(_MEDIA_TYPES.values()),
        "rightsList": [
            {
                "rights": licence["title"],
                "rightsUri": licence["path"],
                "rightsIdentifier": licence["name"],
                "rightsIdentifierScheme": "SPDX",
                "schemeUri": "https://spdx.org/licenses/",
            }
        ],
        "descriptions": [{"description": head["description"], "descriptionType": "Abstract"}],
        "relatedIdentifiers": [
            {"relatedIdentifier": url, "relatedIdentifierType": "URL", "relationType": relation} for url, relation in related
        ],
        "schemaVersion": "http://datacite.org/schema/kernel-4",
    }
    return writing.json_bytes(filled(record))


def _dataset(head: Descriptor) -> Record:
    """Return what schema.org/Dataset and Croissant say alike."""
    doi = _doi(head)
    record = {
        "name": head["title"],
        "alternateName": head["name"],
        "description": head["description"],
        "version": head["version"],
        "datePublished": _day(head),
        "creator": [{"@type": "Organization", "name": name} for name in _names(head)],
        "license": head["licenses"][0]["path"],
        "keywords": head["keywords"],
        "inLanguage": "en",
        "isAccessibleForFree": True,
        "isBasedOn": _origins(head),
        "identifier": f"{_DOI}{doi}" if doi else "",
        "url": f"{_DOI}{doi}" if doi else "",
    }
    return filled(record)


def jsonld(head: Descriptor, contents: Mapping[str, bytes], measures: pd.DataFrame) -> bytes:
    """Return ``dataset.jsonld``: schema.org/Dataset in JSON-LD 1.1, for search engines.

    Args:
        head: The descriptor.
        contents: The files of the release by their name beside ``dataset.jsonld``; tables, archive and database become downloads.
        measures: The table ``measures``: what the figures count becomes the variables measured.
    """
    downloads = [
        {
            "@type": "DataDownload",
            "name": name,
            "contentUrl": name,
            "encodingFormat": _MEDIA_TYPES[PurePosixPath(name).suffix],
            "contentSize": f"{len(content)} B",
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        for name, content in sorted(contents.items())
        if PurePosixPath(name).suffix in _MEDIA_TYPES
    ]
    variables = [
        {"@type": "PropertyValue", "propertyID": m.measure_id, "name": m.label, "description": m.definition, "unitText": m.unit}
        for m in measures.itertuples()
    ]
    return writing.json_bytes(
        {
            "@context": "https://schema.org/",
            "@type": "Dataset",
            **_dataset(head),
            "variableMeasured": variables,
            "distribution": downloads,
        }
    )


#: The context that Croissant 1.0 prescribes.
_CROISSANT: Record = json.loads(resources.files("accounts.publish").joinpath("croissant-context.json").read_text(encoding="utf-8"))
_CROISSANT_TYPES = {"integer": "sc:Integer", "number": "sc:Float", "boolean": "sc:Boolean", "date": "sc:Date"}


def croissant(head: Descriptor, contents: Mapping[str, bytes], table_schemas: Schemas, responsible_ai: Record) -> bytes:
    """Return ``croissant.json``: Croissant 1.0, a record set for each table, read from its CSV file.

    Args:
        head: The descriptor.
        contents: The files of the release by their name beside ``croissant.json``.
        table_schemas: The schemas of the tables, whose CSV files are ``<table>.csv``.
        responsible_ai: The fields of Croissant RAI 1.0 (:func:`accounts.publish.datasheet.responsible_ai`), or none.
    """
    distribution = [
        {
            "@type": "cr:FileObject",
            "@id": name,
            "name": name,
            "contentUrl": name,
            "encodingFormat": "text/csv",
            "sha256": hashlib.sha256(contents[name]).hexdigest(),
        }
        for name in (f"{table}.csv" for table in table_schemas)
    ]
    return writing.json_bytes(
        {
            "@context": _CROISSANT,
            "@type": "sc:Dataset",
            "conformsTo": ["http://mlcommons.org/croissant/1.0", *(["http://mlcommons.org/croissant/RAI/1.0"] if responsible_ai else [])],
            **_dataset(head),
            **responsible_ai,
            "citeAs": bibtex(head),
            "distribution": distribution,
            "recordSet": [_record_set(table, schema) for table, schema in table_schemas.items()],
        }
    )


def _record_set(table: str, schema: Schema) -> Record:
    # No references between record sets: mlcroissant 1.1 joins tables along them, loses rows, and fails where a table refers to itself.
    fields = [
        {
            "@type": "cr:Field",
            "@id": f"{table}/{column['name']}",
            "name": column["name"],
            "description": column["description"],
            "dataType": _CROISSANT_TYPES.get(column["type"], "sc:Text"),
            "source": {"fileObject": {"@id": f"{table}.csv"}, "extract": {"column": column["name"]}},
        }
        for column in schema["fields"]
    ]
    return {
        "@type": "cr:RecordSet",
        "@id": table,
        "name": table,
        "description": schema["description"],
        "key": [{"@id": f"{table}/{name}"} for name in schema["primaryKey"]],
        "field": fields,
    }
