"""A personal name that nobody has declared public is found in every column that may hold one; declared ones and plain words are not."""

import pytest

from accounts.check import names
from support.small import curated, figure, table, word

DECLARED = [
    {"name": "Ayaz Mutalibov", "person": "Ayaz Mutalibov", "why": "President of Azerbaijan until March 1992"},
    {"name": "Mutalibov", "person": "Ayaz Mutalibov", "why": "President of Azerbaijan until March 1992"},
    {"name": "Nagorno-Karabakh", "person": None, "why": "no person: place"},
]


def found(**cells):
    tables = curated(figures=[figure("a", 1, 1, **cells)], characterizations=[word("b", "battle", note="the ministry said so")])
    return [(p.column, p.value) for p in names.check({**tables, "public_names": table("public_names", DECLARED)})]


@pytest.mark.parametrize("column", ["note", "locator", "phrase"])
@pytest.mark.parametrize("name", ["Aygun Mammadova", "Ашот Петросян", "Աշոտ Պետրոսյան", "A. Petrosyan"])
def test_a_planted_name_is_found(column, name):
    assert found(**{column: f"said {name}"}) == [(column, name)]


@pytest.mark.parametrize(
    "text", ["said Ayaz Mutalibov", "Mutalibov’s words", "in Nagorno-Karabakh", "The ministry", "the UN and the OSCE", "said so in 1992"]
)
def test_public_names_and_plain_words_are_not(text):
    assert found(note=text) == []


def test_a_name_in_an_identifier_is_found():
    tables = curated()
    issuers = table("issuers", [{"issuer_id": "ashot-petrosyan", "name": "a"}])
    problems = names.check({**tables, "issuers": issuers, "public_names": table("public_names", DECLARED)})
    assert [(p.column, p.value) for p in problems] == [("issuer_id", "petrosyan")]


def test_nobody_undeclared_stands_in_the_package(whole):
    curated_tables = {name: frame for name, frame in whole.tables.items() if name in ("public_names", "figures", "sources", "issuers")}
    assert len(curated_tables["public_names"]) > 100
    assert names.check(dict(whole.tables)) == []
