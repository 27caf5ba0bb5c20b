"""The documents compared, cited as BibTeX and as CSL-JSON."""

from __future__ import annotations

import json

import pytest

from accounts.publish import bibliography
from support import small
from support.releases import entries


def works(sources: list[dict], readings: list[dict]) -> dict:
    tables = small.curated()
    return {**tables, "sources": small.table("sources", sources), "readings": small.table("readings", readings)}


@pytest.mark.slow
def test_every_source_of_the_package_is_cited_in_both_forms(curated):
    names = set(curated["sources"]["source_id"])
    assert entries(bibliography.sources_bib(curated)).keys() == names
    assert {work["id"] for work in json.loads(bibliography.sources_csl(curated))} == names


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
    (fields,) = entries(bibliography.sources_bib(tables)).values()
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
    assert json.loads(bibliography.sources_csl(tables)) == [
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
    (work,) = json.loads(bibliography.sources_csl(tables))
    assert (work["author"], work["URL"], work["note"]) == ([{"literal": "a"}], "https://example.org/2", "Read in: two")
    assert (work["type"], work["number"]) == ("document", "ISBN 1-56432-142-8")
    assert "issued" not in work


def test_an_address_not_read_has_no_day():
    tables = works(
        [{"source_id": "a", "issuer_id": "issuer-a", "url": "https://example.org/original"}],
        [{"reading_id": "a-web", "source_id": "a", "coverage": "whole", "url": "https://example.org/copy"}],
    )
    (work,) = json.loads(bibliography.sources_csl(tables))
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
    (work,) = json.loads(bibliography.sources_csl(tables))
    assert work["issued"] == issued
    assert entries(bibliography.sources_bib(tables))["a"]["date"] == published
