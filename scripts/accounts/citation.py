"""How the package, and the documents it compares, are cited and found.

Whatever these files say of the package comes from the top level of ``datapackage.json``: title, version, day (``created``), contributors,
licence and, once a person has minted one, the DOI (``id``). Standards: Citation File Format 1.2.0, BibTeX with the fields of biblatex,
the deposit metadata of Zenodo, DataCite 4.5, schema.org/Dataset, Croissant 1.0, CSL-JSON 1.0.2.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

import pandas as pd
import yaml

from accounts import descriptor
from accounts.descriptor import Descriptor
from accounts.problems import PackageError, Problem
from accounts.schemas import Schema
from accounts.tables import Tables

Record = dict[str, Any]

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


def _filled(record: Record) -> Record:
    """Return the record without what is empty: no key stands for nothing."""
    return {key: value for key, value in record.items() if value not in ("", None, [])}


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
    return yaml.safe_dump(_filled(record), sort_keys=False, allow_unicode=True, width=120).encode("utf-8")


def plain(head: Descriptor) -> str:
    """Return the citation in words, in the form of APA 7 for data sets."""
    names, doi = _names(head), _doi(head)
    authors = " & ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)
    cited = f"{authors} ({_day(head)[:4]}). {head['title']} (Version {head['version']}) [Data set]."
    return f"{cited} {_DOI}{doi}" if doi else cited


def bibtex(head: Descriptor) -> str:
    """Return the citation as BibTeX.

    biblatex prints ``version``; older styles take a data set for ``@misc`` and print ``howpublished``.
    """
    fields = {
        "author": " and ".join(f"{{{_tex(name)}}}" for name in _names(head)),
        "title": f"{{{_tex(head['title'])}}}",
        "year": _day(head)[:4],
        "version": head["version"],
        "howpublished": f"Data set, version {head['version']}",
        "doi": _doi(head),
    }
    return _entry("dataset", head["name"], fields)


def readme(text: str, head: Descriptor) -> str:
    """Return the README with the citations between its markers written anew.

    Raises :class:`PackageError` where the markers do not stand there, each once and in order.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end or BEGIN in rest or END in after:
        wrong = Problem("README.md", 0, "", "", "has no place for the citation", f"write {BEGIN} and {END} where it goes, each once")
        raise PackageError([wrong])
    return f"{before}{BEGIN}\n{plain(head)}\n\n```bibtex\n{bibtex(head)}```\n{END}{after}"


def zenodo(head: Descriptor) -> bytes:
    """Return ``.zenodo.json``: the deposit metadata that Zenodo reads from a repository."""
    record = {
        "upload_type": "dataset",
        "title": head["title"],
        "version": head["version"],
        "publication_date": _day(head),
        "creators": [{"name": name} for name in _names(head)],
        "description": head["description"],
        "keywords": head["keywords"],
        "access_right": "open",
        "license": head["licenses"][0]["name"],
        "related_identifiers": [{"identifier": url, "relation": "isDerivedFrom", "scheme": "url"} for url in _origins(head)],
    }
    return descriptor.text(_filled(record))


def datacite(head: Descriptor) -> bytes:
    """Return ``datacite.json``: DataCite metadata 4.5. Until an archive publishes the package, its contributors do."""
    licence = head["licenses"][0]
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
            {"relatedIdentifier": url, "relatedIdentifierType": "URL", "relationType": "IsDerivedFrom"} for url in _origins(head)
        ],
        "schemaVersion": "http://datacite.org/schema/kernel-4",
    }
    return descriptor.text(_filled(record))


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
    return _filled(record)


def jsonld(head: Descriptor, contents: Mapping[str, bytes], measures: pd.DataFrame) -> bytes:
    """Return ``dataset.jsonld``: schema.org/Dataset in JSON-LD 1.1, for search engines.

    Args:
        head: The descriptor.
        contents: The files of the release by their path beside ``dataset.jsonld``; tables, archive and database become downloads.
        measures: The table ``measures``: what the figures count becomes the variables measured.
    """
    downloads = [
        {
            "@type": "DataDownload",
            "name": PurePosixPath(path).name,
            "contentUrl": path,
            "encodingFormat": _MEDIA_TYPES[PurePosixPath(path).suffix],
            "contentSize": f"{len(content)} B",
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        for path, content in sorted(contents.items())
        if PurePosixPath(path).suffix in _MEDIA_TYPES
    ]
    variables = [
        {"@type": "PropertyValue", "propertyID": m.measure_id, "name": m.label, "description": m.definition, "unitText": m.unit}
        for m in measures.itertuples()
    ]
    return descriptor.text(
        {
            "@context": "https://schema.org/",
            "@type": "Dataset",
            **_dataset(head),
            "variableMeasured": variables,
            "distribution": downloads,
        }
    )


#: The context that Croissant 1.0 prescribes.
_CROISSANT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
_CROISSANT_TYPES = {"integer": "sc:Integer", "number": "sc:Float", "boolean": "sc:Boolean", "date": "sc:Date"}


def croissant(head: Descriptor, contents: Mapping[str, bytes], table_schemas: Mapping[str, Schema]) -> bytes:
    """Return ``croissant.json``: Croissant 1.0, a record set for each table, read from its CSV file.

    Args:
        head: The descriptor.
        contents: The files of the release by their path beside ``croissant.json``.
        table_schemas: The schemas of the tables, whose CSV files are ``files/data/<table>.csv``.
    """
    paths = {table: f"files/data/{table}.csv" for table in table_schemas}
    distribution = [
        {
            "@type": "cr:FileObject",
            "@id": f"{table}.csv",
            "name": f"{table}.csv",
            "contentUrl": path,
            "encodingFormat": "text/csv",
            "sha256": hashlib.sha256(contents[path]).hexdigest(),
        }
        for table, path in paths.items()
    ]
    return descriptor.text(
        {
            "@context": _CROISSANT,
            "@type": "sc:Dataset",
            "conformsTo": "http://mlcommons.org/croissant/1.0",
            **_dataset(head),
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


# ---- the documents compared

#: CSL types; where the table cannot tell a book from an article, a document is a document.
_CSL_TYPES = {"media": "article-newspaper", "reference": "entry-encyclopedia", "dataset": "dataset"}
_COVERAGE = ("whole", "part", "excerpt")
_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{character: f"\\{character}" for character in "&%$#_"},
    }
)


def sources_bib(tables: Tables) -> bytes:
    """Return ``sources.bib``: every source as BibTeX under its source_id.

    Every entry is ``@misc``, which all styles print whole: the table does not tell a book from an article. ``date`` keeps the EDTF of
    the table for biblatex; ``year`` is there for older styles. Names stay as the documents give them, in braces: none is taken apart.
    """
    entries = []
    for work in _works(tables):
        fields = {
            "author": " and ".join(f"{{{_tex(name)}}}" for name in work["authors"]),
            "title": f"{{{_tex(work['title'])}}}",
            "howpublished": _tex(work["publisher"]),
            "date": work["published"],
            "year": "".join(re.findall(r"\d{4}", work["published"])[:1]),
            "number": "" if work["doi"] else _tex(work["number"]),
            "doi": work["doi"],
            "url": work["url"].replace("{", "%7B").replace("}", "%7D"),
            "urldate": work["accessed"],
            "note": _tex(work["note"]),
        }
        entries.append(_entry("misc", work["id"], fields))
    return "\n".join(entries).encode("utf-8")


def sources_csl(tables: Tables) -> bytes:
    """Return ``sources.csl.json``: every source as CSL-JSON 1.0.2 under its source_id."""
    return descriptor.text([_csl(work) for work in _works(tables)])


def _csl(work: Record) -> Record:
    kind = _CSL_TYPES.get(work["type"], "document")
    record = {
        "id": work["id"],
        "type": kind,
        "title": work["title"],
        "author": [{"literal": name} for name in work["authors"]],
        "container-title": work["publisher"] if kind in ("article-newspaper", "entry-encyclopedia") else "",
        "publisher": work["publisher"],
        "issued": _csl_date(work["published"]),
        "language": work["language"],
        "number": "" if work["doi"] else work["number"],
        "DOI": work["doi"],
        "URL": work["url"],
        "accessed": _csl_date(work["accessed"]),
        "note": work["note"],
    }
    return _filled(record)


def _csl_date(text: str) -> Record | None:
    """Return an EDTF date as CSL-JSON: parts where it is a plain date or two of them, else as it stands; None where it is empty."""
    if not text:
        return None
    ends = text.split("/")
    if not all(re.fullmatch(r"\d{4}(-\d\d){0,2}[?~%]?", end) for end in ends):
        return {"literal": text}
    parts = [[int(part) for part in end.rstrip("?~%").split("-")] for end in ends]
    return {"date-parts": parts, "circa": True} if re.search("[?~%]", text) else {"date-parts": parts}


def _works(tables: Tables) -> Iterator[Record]:
    """Yield each source with plain values ("" where the cell is empty), and where it can be read."""
    names = tables["issuers"].set_index("issuer_id")["name"]
    readings = tables["readings"].assign(rank=lambda rows: rows["coverage"].astype("string").map(_COVERAGE.index))
    readings = readings.sort_values(["rank", "reading_id"]).astype("string").fillna("")
    read = {source: rows.to_dict("records") for source, rows in readings.groupby("source_id")}
    for source in tables["sources"].astype("string").fillna("").to_dict("records"):
        number = source["document_id"]
        doi = re.match(r"(?:DOI |doi:)(10\.\S+)", number)
        yield {
            "id": source["source_id"],
            "type": source["source_type"],
            "title": source["title"],
            "authors": source["author"].split("; ") if source["author"] else [names[source["issuer_id"]]],
            "publisher": source["publisher"],
            "published": source["published"],
            "language": source["language"],
            "number": number,
            "doi": doi[1] if doi else "",
            **_place(source["url"], read[source["source_id"]]),
        }


def _place(url: str, readings: list[Record]) -> Record:
    """Return the address of a source, and the day it was read there.

    Without an address of its own, it is that of its best reading (whole before part), and ``note`` names the host.
    """
    if not url:
        best = readings[0]
        return {"url": best["url"], "accessed": best["consulted_on"], "note": f"Read in: {best['host']}"}
    day = next((reading["consulted_on"] for reading in readings if reading["url"] == url), "")
    return {"url": url, "accessed": day, "note": ""}


def _entry(kind: str, key: str, fields: Mapping[str, str]) -> str:
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{kind}{{{key},", *lines, "}"]) + "\n"


def _tex(text: str) -> str:
    return text.translate(_TEX)
