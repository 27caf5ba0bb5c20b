"""Citations and metadata: valid by their standards, and saying what the descriptor says."""

from __future__ import annotations

import html
import json
import shutil

import jsonschema
import pytest
import rdflib
import yaml

from accounts import descriptor
from accounts.commands import release
from accounts.problems import PackageError
from accounts.publish import citation, datasheet
from support import small
from support.files import PACKAGE
from support.releases import conforms, entries

HEAD = descriptor.load(PACKAGE)
NAMED = {**HEAD, "id": "https://doi.org/10.5281/zenodo.123"}


@pytest.fixture(scope="module")
def dist(tiny, tmp_path_factory):
    """The release of a tiny package."""
    package = shutil.copytree(tiny, tmp_path_factory.mktemp("citation") / "tiny")
    (package / datasheet.NAME).parent.mkdir()
    shutil.copy(PACKAGE / datasheet.NAME, package / datasheet.NAME)
    release.write(package)
    return package / "dist"


# ---- the package


@pytest.mark.slow
@pytest.mark.parametrize("head", [HEAD, NAMED], ids=["without a DOI", "with one"])
def test_citation_cff_is_valid(head, tmp_path):
    """By the official schema of CFF 1.2.0; cffconvert, which carries the same one, needs an older jsonschema than this project."""
    (tmp_path / "CITATION.cff").write_bytes(citation.cff(head))
    conforms(tmp_path / "CITATION.cff", "vendor.citation-file-format")
    assert yaml.safe_load(citation.cff(head))["type"] == "dataset"


@pytest.mark.slow
@pytest.mark.parametrize("head", [HEAD, NAMED], ids=["without a DOI", "with one"])
def test_datacite_is_valid(head):
    record = json.loads(citation.datacite(head, ["https://example.org/a"]))
    from datacite import schema45  # takes most of a second to import

    schema45.validator.validate(record)
    assert record.get("doi") == ("10.5281/zenodo.123" if "id" in head else None)
    relations = {entry["relatedIdentifier"]: entry["relationType"] for entry in record["relatedIdentifiers"]}
    assert relations == {HEAD["sources"][0]["path"]: "IsDerivedFrom", "https://example.org/a": "References"}


#: What Zenodo asks of the deposit of a data set, in our words, by its documentation and the code that reads a deposit. Its own schema
#: is under the GPL and stays outside; docs/clients.md says when the file was last tried by it.
ZENODO = {
    "type": "object",
    "additionalProperties": False,
    "required": ["upload_type", "title", "creators", "description", "access_right", "license", "publication_date"],
    "properties": {
        "upload_type": {"const": "dataset"},
        "title": {"type": "string", "minLength": 1},
        "version": {"type": "string"},
        "publication_date": {"type": "string", "format": "date"},
        "creators": {
            "type": "array",
            "minItems": 1,
            "items": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}, "additionalProperties": False},
        },
        "description": {"type": "string", "minLength": 3, "not": {"pattern": "&(?!(amp|lt|gt);)|[<>]"}},
        "keywords": {"type": "array", "items": {"type": "string"}},
        "language": {"type": "string", "pattern": "^[a-z]{3}$"},
        "access_right": {"const": "open"},
        "license": {"type": "string"},
        "related_identifiers": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["identifier", "relation"],
                "properties": {
                    "identifier": {"type": "string", "pattern": "^https://"},
                    "relation": {"enum": ["isDerivedFrom"]},
                    "scheme": {"const": "url"},
                },
                "additionalProperties": False,
            },
        },
    },
}


def test_zenodo_takes_the_deposit():
    check = jsonschema.Draft202012Validator(ZENODO, format_checker=jsonschema.FormatChecker())
    record = json.loads(citation.zenodo({**HEAD, "description": "Words & <b>more</b> words"}))
    check.validate(record)
    assert html.unescape(record["description"]) == "Words & <b>more</b> words"
    for wrong in ({"upload_type": "data"}, {"creators": []}, {"publication_date": "today"}, {"description": "a & b"}, {"page": 1}):
        assert not check.is_valid({**record, **wrong}), wrong


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
    jsonld = json.loads(citation.jsonld(head, {}, small.curated()["measures"]))
    croissant = json.loads(citation.croissant(head, {}, {}, {}))
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


@pytest.mark.slow
def test_jsonld_uses_the_vocabulary_of_schema_org(dist):
    record = json.loads((dist / "dataset.jsonld").read_text(encoding="utf-8"))
    assert record["@context"] == "https://schema.org/"
    graph = rdflib.Graph().parse(data=json.dumps({**record, "@context": {"@vocab": "https://schema.org/"}}), format="json-ld")
    terms = {term for term in graph.predicates() if term != rdflib.RDF.type} | set(graph.objects(None, rdflib.RDF.type))
    assert rdflib.URIRef("https://schema.org/nothing") not in rdflib.SDO
    assert [str(term) for term in terms if term not in rdflib.SDO] == []
    assert len(list(graph.subjects(rdflib.RDF.type, rdflib.SDO.DataDownload))) == len(record["distribution"])


@pytest.mark.slow
def test_jsonld_describes_every_download(dist):
    record = json.loads((dist / "dataset.jsonld").read_text(encoding="utf-8"))
    sums = dict(reversed(line.split("  ")) for line in (dist / "SHA256SUMS").read_text().splitlines())
    downloads = {download["contentUrl"]: download for download in record["distribution"]}
    kinds = (".csv", ".parquet", ".zip", ".sqlite")
    assert downloads.keys() == {path for path in sums if path.endswith(kinds)}
    for path, download in downloads.items():
        assert download["sha256"] == sums[path]
        assert download["contentSize"] == f"{(dist / path).stat().st_size} B"


@pytest.mark.slow
def test_croissant_is_valid_and_reads_every_table(dist):
    import mlcroissant  # takes most of a second to import

    dataset = mlcroissant.Dataset(jsonld=dist / "croissant.json")
    issues = dataset.metadata.ctx.issues
    assert not issues.errors
    sets = {table.name: table for table in dataset.metadata.record_sets}
    for path in sorted(dist.glob("*.csv")):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert [field.name for field in sets[path.stem].fields] == lines[0].split(",")
        assert len(list(dataset.records(path.stem))) == len(lines) - 1


@pytest.mark.slow
def test_croissant_says_what_the_datasheet_says(dist):
    import mlcroissant

    said = datasheet.responsible_ai((PACKAGE / datasheet.NAME).read_text(encoding="utf-8"))
    read = mlcroissant.Dataset(jsonld=dist / "croissant.json").metadata
    assert read.data_use_cases == [said["rai:dataUseCases"]]
    assert read.data_social_impact == said["rai:dataSocialImpact"]
    known = json.dumps(read.to_json(), ensure_ascii=False)
    assert [field for field, text in said.items() if json.dumps(text, ensure_ascii=False) not in known] == []
    assert read.to_json()["conformsTo"] == ["http://mlcommons.org/croissant/1.0", "http://mlcommons.org/croissant/RAI/1.0"]


@pytest.mark.slow
def test_croissant_keeps_the_types(dist):
    import mlcroissant

    rows = list(mlcroissant.Dataset(jsonld=dist / "croissant.json").records("figure_comparison"))
    row = next(row for row in rows if row["figure_comparison/source_id"] == b"b")
    assert (row["figure_comparison/low"], row["figure_comparison/same_population"]) == (485, True)
    assert row["figure_comparison/ratio"] == pytest.approx(485 / 613, abs=0.001)
