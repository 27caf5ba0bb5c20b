"""How the documents compared are cited, each under its source_id.

Standards: BibTeX with the fields of biblatex, CSL-JSON 1.0.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from accounts import writing
from accounts.tables import Tables

Record = dict[str, Any]

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

    Every entry is ``@misc``, since the table does not tell a book from an article; all styles print it whole. ``date`` keeps the EDTF of
    the table, for biblatex; ``year`` is there for older styles. Names stay as the documents give them, in braces.
    """
    entries = []
    for work in _works(tables):
        fields = {
            "author": " and ".join(f"{{{tex(name)}}}" for name in work["authors"]),
            "title": f"{{{tex(work['title'])}}}",
            "howpublished": tex(work["publisher"]),
            "date": work["published"],
            "year": "".join(re.findall(r"\d{4}", work["published"])[:1]),
            "number": "" if work["doi"] else tex(work["number"]),
            "doi": work["doi"],
            "url": work["url"].replace("{", "%7B").replace("}", "%7D"),
            "urldate": work["accessed"],
            "note": tex(work["note"]),
        }
        entries.append(entry("misc", work["id"], fields))
    return "\n".join(entries).encode("utf-8")


def sources_csl(tables: Tables) -> bytes:
    """Return ``sources.csl.json``: every source as CSL-JSON 1.0.2 under its source_id."""
    return writing.json_bytes([_csl(work) for work in _works(tables)])


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
    return filled(record)


def _csl_date(text: str) -> Record | None:
    """Return an EDTF date as CSL-JSON: parts if it is one plain date or two, otherwise the text; None if it is empty."""
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


def entry(kind: str, key: str, fields: Mapping[str, str]) -> str:
    """Return a BibTeX entry without the fields that are empty."""
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{kind}{{{key},", *lines, "}"]) + "\n"


def tex(text: str) -> str:
    """Return text as TeX prints it."""
    return text.translate(_TEX)


def filled(record: Record) -> Record:
    """Return the record without the keys that are empty."""
    return {key: value for key, value in record.items() if value not in ("", None, [])}
