"""The verb cite: one row, cited within the version."""

import shutil

from accounts import commands
from accounts.publish import citation
from support import small
from support.releases import headed

PLAIN = citation.plain(small.HEAD)


def cited(package, capsys, row):
    assert commands.main(["cite", "--package", str(package), row]) == 0
    heard = capsys.readouterr()
    assert heard.err == ""
    return heard.out


def test_a_row_is_cited_with_its_document_words_and_reading(tiny, capsys):
    want = f'a, "Title" (2000): “some words” [row a-killed-total-1; read in host (original), https://example.org/], in: {PLAIN}\n'
    assert cited(tiny, capsys, "a-killed-total-1") == want


def test_the_version_and_the_doi_are_those_of_the_package(tiny, tmp_path, capsys):
    package = shutil.copytree(tiny, tmp_path / "tiny")
    headed(package, version="3.2.1", id="https://doi.org/10.5281/zenodo.123")
    assert cited(package, capsys, "b-attack").endswith("(Version 3.2.1) [Data set]. https://doi.org/10.5281/zenodo.123\n")


def test_place_credit_and_what_has_no_words_are_said():
    row = {
        **dict.fromkeys(("locator", "phrase", "note", "credited_to", "published")),
        "row_id": "a-1",
        "issuer": "Issuer",
        "title": "Title",
        "host": "host",
        "access": "quoted",
        "reading_url": "https://example.org/",
    }
    full = row | {"published": "1992-03", "locator": "para 4", "phrase": "200 dead", "credited_to": "a doctor"}
    assert citation.statement(small.HEAD, full) == (
        'Issuer, "Title" (1992-03), para 4: “200 dead” (relayed from a doctor) '
        f"[row a-1; read in host (quoted), https://example.org/], in: {PLAIN}"
    )
    assert citation.statement(small.HEAD, row | {"note": "Says so."}).startswith('Issuer, "Title" (undated): [paraphrased] Says so. [row')


def test_every_row_of_the_package_is_cited_on_one_line(tables, whole):
    rows = tables["statements"].astype("object")
    said = [citation.statement(whole.descriptor, row) for row in rows.where(rows.notna(), None).to_dict("records")]
    assert len(set(said)) == len(rows)
    assert all("\n" not in line and "None" not in line and line.endswith(citation.plain(whole.descriptor)) for line in said)
