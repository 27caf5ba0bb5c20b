"""Citations and metadata: valid by their standards, and saying what the descriptor says."""

from __future__ import annotations

import json

import bibtexparser
import mlcroissant
import pytest
import rdflib
import yaml
from datacite import schema45

import release
import small
from accounts import citation, descriptor
from accounts.problems import PackageError
from conftest import PACKAGE
from test_release import conforms, tiny

HEAD = descriptor.load(PACKAGE)
NAMED = {**HEAD, "id": "https://doi.org/10.5281/zenodo.123"}


@pytest.fixture(scope="module")
def dist(tmp_path_factory):
    """The release of a tiny package."""
    package = tiny(tmp_path_factory.mktemp("citation") / "tiny")
    release.release(package)
    return package / "dist"


def works(sources: list[dict], readings: list[dict]) -> dict:
    tables = small.package()
    return {**tables, "sources": small.table("sources", sources), "readings": small.table("readings", readings)}


def entries(content: bytes) -> dict[str, dict[str, str]]:
    library = bibtexparser.parse_string(content.decode())
    assert not library.failed_blocks
    return {entry.key: {name: field.value for name, field in entry.fields_dict.items()} for entry in library.entries}


# ---- the package


@pytest.mark.parametrize("head", [HEAD, NAMED], ids=["without a DOI", "with one"])
def test_citation_cff_is_valid(head, tmp_path):
    """By the official schema of CFF 1.2.0; cffconvert, which carries the same one, needs an older jsonschema than this project."""
    (tmp_path / "CITATION.cff").write_bytes(citation.cff(head))
    conforms(tmp_path / "CITATION.cff", "vendor.citation-file-format")
    assert yaml.safe_load(citation.cff(head))["type"] == "dataset"


@pytest.mark.parametrize("head", [HEAD, NAMED], ids=["without a DOI", "with one"])
def test_datacite_is_valid(head):
    record = json.loads(citation.datacite(head))
    schema45.validator.validate(record)
    assert record.get("doi") == ("10.5281/zenodo.123" if "id" in head else None)


def test_zenodo_has_what_a_deposit_of_a_dataset_requires():
    record = json.loads(citation.zenodo(HEAD))
    assert {"upload_type", "title", "creators", "description", "access_right", "license", "publication_date"} <= record.keys()
    assert (record["upload_type"], record["access_right"]) == ("dataset", "open")


def test_every_file_takes_version_day_title_and_names_from_the_descriptor():
    head = {
        **HEAD,
        "version": "7.8.9",
        "created": "2031-02-03T00:00:00Z",
        "title": "A title & more",
        "contributors": [{"title": "First Body"}, {"title": "Second Body"}],
    }
    cff = yaml.safe_load(citation.cff(head))
    zenodo, datacite = json.loads(citation.zenodo(head)), json.loads(citation.datacite(head))
    jsonld = json.loads(citation.jsonld(head, {}, small.package()["measures"]))
    croissant = json.loads(citation.croissant(head, {}, {}))
    assert {record["version"] for record in (cff, zenodo, datacite, jsonld, croissant)} == {"7.8.9"}
    titles = [cff["title"], zenodo["title"], datacite["titles"][0]["title"], jsonld["name"], croissant["name"]]
    assert set(titles) == {"A title & more"}
    days = [cff["date-released"], zenodo["publication_date"], datacite["dates"][0]["date"], jsonld["datePublished"]]
    assert {*days, croissant["datePublished"]} == {"2031-02-03"}
    names = [cff["authors"], zenodo["creators"], datacite["creators"], jsonld["creator"], croissant["creator"]]
    assert all([person["name"] for person in people] == ["First Body", "Second Body"] for people in names)
    assert citation.plain(head) == "First Body & Second Body (2031). A title & more (Version 7.8.9) [Data set]."
    fields = entries(citation.bibtex(head).encode())[HEAD["name"]]
    assert fields["title"] == r"{A title \& more}"
    assert (fields["author"], fields["year"], fields["version"]) == ("{First Body} and {Second Body}", "2031", "7.8.9")


def test_a_doi_is_cited_once_there_is_one():
    assert citation.plain(NAMED) == f"{citation.plain(HEAD)} https://doi.org/10.5281/zenodo.123"
    assert entries(citation.bibtex(NAMED).encode())[HEAD["name"]]["doi"] == "10.5281/zenodo.123"
    assert yaml.safe_load(citation.cff(NAMED))["doi"] == "10.5281/zenodo.123"
    assert "doi" not in citation.bibtex(HEAD) + citation.plain(HEAD) + citation.cff(HEAD).decode()


def test_the_readme_keeps_everything_but_the_citation():
    text = f"before\n{citation.BEGIN}\nold\n{citation.END}\nafter\n"
    once = citation.readme(text, HEAD)
    assert once.startswith(f"before\n{citation.BEGIN}\n{citation.plain(HEAD)}\n")
    assert once.endswith(f"```\n{citation.END}\nafter\n")
    assert "old" not in once
    assert citation.bibtex(HEAD) in once
    assert citation.readme(once, HEAD) == once


@pytest.mark.parametrize("text", ["", citation.BEGIN, f"{citation.END}{citation.BEGIN}", f"{citation.BEGIN}{citation.END}" * 2])
def test_a_readme_has_one_place_for_the_citation(text):
    with pytest.raises(PackageError, match="no place for the citation"):
        citation.readme(text, HEAD)


# ---- for search engines and machine learning


def test_jsonld_uses_the_vocabulary_of_schema_org(dist):
    record = json.loads((dist / "dataset.jsonld").read_text(encoding="utf-8"))
    assert record["@context"] == "https://schema.org/"
    graph = rdflib.Graph().parse(data=json.dumps({**record, "@context": {"@vocab": "https://schema.org/"}}), format="json-ld")
    terms = {term for term in graph.predicates() if term != rdflib.RDF.type} | set(graph.objects(None, rdflib.RDF.type))
    assert rdflib.URIRef("https://schema.org/nothing") not in rdflib.SDO
    assert [str(term) for term in terms if term not in rdflib.SDO] == []
    assert len(list(graph.subjects(rdflib.RDF.type, rdflib.SDO.DataDownload))) == len(record["distribution"])


def test_jsonld_describes_every_download(dist):
    record = json.loads((dist / "dataset.jsonld").read_text(encoding="utf-8"))
    sums = dict(reversed(line.split("  ")) for line in (dist / "SHA256SUMS").read_text().splitlines())
    downloads = {download["contentUrl"]: download for download in record["distribution"]}
    kinds = (".csv", ".parquet", ".zip", ".sqlite")
    assert downloads.keys() == {path for path in sums if path.endswith(kinds)}
    for path, download in downloads.items():
        assert download["sha256"] == sums[path]
        assert download["contentSize"] == f"{(dist / path).stat().st_size} B"


def test_croissant_is_valid_and_reads_every_table(dist):
    dataset = mlcroissant.Dataset(jsonld=dist / "croissant.json")
    issues = dataset.metadata.ctx.issues
    assert not issues.errors
    sets = {table.name: table for table in dataset.metadata.record_sets}
    for path in sorted((dist / "files" / "data").glob("*.csv")):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert [field.name for field in sets[path.stem].fields] == lines[0].split(",")
        assert len(list(dataset.records(path.stem))) == len(lines) - 1


def test_croissant_keeps_the_types(dist):
    rows = list(mlcroissant.Dataset(jsonld=dist / "croissant.json").records("figure_comparison"))
    row = next(row for row in rows if row["figure_comparison/source_id"] == b"b")
    assert (row["figure_comparison/low"], row["figure_comparison/same_population"]) == (485, True)
    assert row["figure_comparison/ratio"] == pytest.approx(485 / 613, abs=0.001)


# ---- the documents compared


def test_every_source_of_the_package_is_cited_in_both_forms(curated):
    names = set(curated["sources"]["source_id"])
    assert entries(citation.sources_bib(curated)).keys() == names
    assert {work["id"] for work in json.loads(citation.sources_csl(curated))} == names


def test_a_source_is_cited_as_its_document_says():
    tables = works(
        [
            {
                "source_id": "a",
                "issuer_id": "issuer-a",
                "author": "Ann Other; Bo & Sons (editors)",
                "title": "50% of {all} #1_x ~ \\ ^ $ Ağdam",
                "published": "1992-03-03",
                "source_type": "media",
                "publisher": "The Paper",
                "url": "https://example.org/a%20b",
                "document_id": "DOI 10.1000/1_2",
            }
        ],
        [{"reading_id": "a-web", "source_id": "a", "coverage": "whole", "url": "https://example.org/a%20b"}],
    )
    (fields,) = entries(citation.sources_bib(tables)).values()
    assert fields == {
        "author": r"{Ann Other} and {Bo \& Sons (editors)}",
        "title": r"{50\% of \{all\} \#1\_x \textasciitilde{} \textbackslash{} \textasciicircum{} \$ Ağdam}",
        "howpublished": "The Paper",
        "date": "1992-03-03",
        "year": "1992",
        "doi": "10.1000/1_2",
        "url": "https://example.org/a%20b",
        "urldate": "2026-11-22",
    }
    assert json.loads(citation.sources_csl(tables)) == [
        {
            "id": "a",
            "type": "article-newspaper",
            "title": "50% of {all} #1_x ~ \\ ^ $ Ağdam",
            "author": [{"literal": "Ann Other"}, {"literal": "Bo & Sons (editors)"}],
            "container-title": "The Paper",
            "publisher": "The Paper",
            "issued": {"date-parts": [[1992, 3, 3]]},
            "language": "en",
            "DOI": "10.1000/1_2",
            "URL": "https://example.org/a%20b",
            "accessed": {"date-parts": [[2026, 11, 22]]},
        }
    ]


def test_a_source_without_author_or_address_is_cited_by_its_issuer_and_its_best_reading():
    tables = works(
        [{"source_id": "a", "issuer_id": "issuer-a", "source_type": "ngo", "document_id": "ISBN 1-56432-142-8"}],
        [
            {"reading_id": "a-1", "source_id": "a", "coverage": "excerpt", "url": "https://example.org/1", "host": "one"},
            {"reading_id": "a-2", "source_id": "a", "coverage": "whole", "url": "https://example.org/2", "host": "two"},
        ],
    )
    (work,) = json.loads(citation.sources_csl(tables))
    assert (work["author"], work["URL"], work["note"]) == ([{"literal": "a"}], "https://example.org/2", "Read in: two")
    assert (work["type"], work["number"]) == ("document", "ISBN 1-56432-142-8")
    assert "issued" not in work


def test_an_address_not_read_has_no_day():
    tables = works(
        [{"source_id": "a", "issuer_id": "issuer-a", "url": "https://example.org/original"}],
        [{"reading_id": "a-web", "source_id": "a", "coverage": "whole", "url": "https://example.org/copy"}],
    )
    (work,) = json.loads(citation.sources_csl(tables))
    assert work["URL"] == "https://example.org/original"
    assert not {"accessed", "note"} & work.keys()


@pytest.mark.parametrize(
    ("published", "issued"),
    [
        ("1992", {"date-parts": [[1992]]}),
        ("1992-02", {"date-parts": [[1992, 2]]}),
        ("1992-02-25/1992-02-26", {"date-parts": [[1992, 2, 25], [1992, 2, 26]]}),
        ("1994?", {"date-parts": [[1994]], "circa": True}),
        ("2025-05~", {"date-parts": [[2025, 5]], "circa": True}),
        ("199X", {"literal": "199X"}),
        ("2023/..", {"literal": "2023/.."}),
    ],
)
def test_dates_keep_what_they_say(published, issued):
    tables = works(
        [{"source_id": "a", "issuer_id": "issuer-a", "published": published}],
        [{"reading_id": "a-web", "source_id": "a", "coverage": "whole"}],
    )
    (work,) = json.loads(citation.sources_csl(tables))
    assert work["issued"] == issued
    assert entries(citation.sources_bib(tables))["a"]["date"] == published
