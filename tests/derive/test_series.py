"""What one family of issuers gave over time."""

import pytest

from accounts.derive import series
from support.small import curated, figure, published, table


def family(figures, **tables):
    """The series of one family: a and the three that are part of it."""
    issuers = [{"issuer_id": f"issuer-{s}", "name": s, "part_of": "issuer-a" if s != "a" else None} for s in "abcd"]
    return series.table({**curated(figures), "issuers": table("issuers", issuers), **tables})


@pytest.mark.parametrize(
    ("said", "revisions"),
    [
        ([63, 83, 83, 63], ["first", "changed", "kept", "returned"]),
        ([63, 83, 63], ["first", "changed", "returned"]),
        ([63, 83, 93, 93], ["first", "changed", "changed", "kept"]),
    ],
)
def test_series_tells_what_was_revised(said, revisions):
    out = family([figure(s, n, n) for s, n in zip("abcd", said, strict=False)])
    assert out["revision"].tolist() == revisions
    assert set(out["family_id"]) == {"issuer-a"}


def test_series_takes_an_empty_low_for_nought():
    assert family([figure("a", None, 5), figure("b", 0, 5)])["revision"].tolist() == ["first", "kept"]


def test_series_counts_documents_in_each_population_by_itself():
    civilians = {"counted": "civilians"}
    rows = [
        figure("a", 63, 63),
        figure("a", 70, 70, n=2),
        figure("b", 63, 63, **civilians),
        figure("c", 70, 70),
        figure("c", 63, 63, n=2, **civilians),
    ]
    out = family(rows).set_index("figure_id")["revision"]
    assert out.tolist() == ["first", "first", "first", "kept", "kept"]


def test_series_has_the_undated_last_and_says_nothing_of_their_revision():
    out = family([figure(s, 63, 63) for s in "abc"], sources=published(a=None, b="../2001", c="2000", d="1999"))
    assert out["source_id"].tolist() == ["c", "b", "a"]
    assert out["revision"].fillna("").tolist() == ["first", "kept", ""]


def test_series_leaves_out_what_one_document_states():
    rows = [figure("a", 1, 1), figure("a", 2, 2, n=2), figure("b", 1, 1)]
    assert series.table(curated(rows)).empty
    assert set(family(rows)["source_id"]) == {"a", "b"}
