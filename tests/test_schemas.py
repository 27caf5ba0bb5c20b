"""The Table Schemas: a code is written once, and each table has the columns and keys that it says."""

import copy
import json

import pytest

from accounts import package as packages
from accounts import schemas
from support import small
from support.files import PACKAGE, SCHEMAS

NEW = {"value": "observer", "label": "observer"}


def as_written():
    """The schemas as the files have them."""
    return {table: json.loads((PACKAGE / schemas.schema_path(table)).read_text(encoding="utf-8")) for table in schemas.TABLES}


def shared():
    """Every column whose codes another table's schema has: (table, column, name of the codes)."""
    for table, schema in SCHEMAS.items():
        for field in schema["fields"]:
            name = field["name"].removeprefix("anchor_")
            if name in schemas.SHARED_CODES and "enum" in field.get("constraints", {}):
                yield table, field["name"], name


def test_codes_are_shared_by_several_tables():
    tables = {(table, name) for table, _, name in shared()}
    for name, owner in schemas.SHARED_CODES.items():
        assert (owner, name) in tables
        assert len([table for table, other in tables if other == name]) > 1


@pytest.mark.parametrize("name", schemas.SHARED_CODES)
def test_a_code_added_to_the_table_that_owns_it_appears_wherever_it_is_used(name):
    found = as_written()
    owner = schemas.SHARED_CODES[name]
    field = schemas.field(found[owner], name)
    field |= schemas.with_categories(field, [*schemas.categories(found[owner], name), NEW])
    out = schemas.with_shared_codes(found)
    for table, column, codes in shared():
        got = schemas.field(out[table], column)
        assert ("observer" in got["constraints"]["enum"]) == (codes == name), (table, column)
        assert (NEW in got["categories"]) == (codes == name), (table, column)
    assert schemas.labels(out[owner], name)["observer"] == "observer"


@pytest.mark.slow
def test_a_party_added_to_the_issuers_appears_in_every_derived_schema_that_the_build_writes():
    found = as_written()
    field = schemas.field(found["issuers"], "party")
    field |= schemas.with_categories(field, [*schemas.categories(found["issuers"], "party"), NEW])
    tables = small.curated(**small.statements())
    package = packages.Package({**small.HEAD}, schemas.with_shared_codes(found), tables)
    rendered = packages.render(packages.derive(package))
    with_party = [table for table in schemas.TABLES if "party" in schemas.columns(SCHEMAS[table])]
    assert {"overview", "figure_comparison", "date_comparison", "characterization_comparison"} <= set(with_party)
    for table in with_party:
        written = json.loads(rendered[schemas.schema_path(table)])
        assert schemas.field(written, "party")["constraints"]["enum"][-1] == "observer", table
        assert schemas.field(written, "party")["categories"][-1] == NEW, table


def test_only_a_claim_that_is_no_figure_counts_nobody():
    holding = {
        (table, field["name"])
        for table, schema in SCHEMAS.items()
        for field in schema["fields"]
        if schemas.NOT_APPLICABLE["value"] in field.get("constraints", {}).get("enum", ())
    }
    assert holding == {("discrepancies", "counted")}


def test_sharing_codes_changes_nothing_of_what_it_was_given():
    found = as_written()
    before = copy.deepcopy(found)
    schemas.with_shared_codes(found)
    assert found == before


def test_the_files_have_the_codes_that_are_shared():
    written = as_written()
    for table in set(schemas.TABLES) - {"overview"}:
        assert written[table] == SCHEMAS[table], f"{table}: run make build"


@pytest.mark.parametrize("table", schemas.TABLES)
def test_the_categories_of_a_column_are_its_codes_each_with_a_label(table):
    for field in SCHEMAS[table]["fields"]:
        codes = field.get("constraints", {}).get("enum", [])
        listed = schemas.categories(SCHEMAS[table], field["name"])
        assert [code["value"] for code in listed] == (codes if listed else [])
        assert all(code["label"] and code.keys() == {"value", "label"} for code in listed)
        assert schemas.labels(SCHEMAS[table], field["name"]) == {code["value"]: code["label"] for code in listed}


def test_a_column_that_is_not_there_is_an_error():
    with pytest.raises(KeyError, match="nothing"):
        schemas.field(SCHEMAS["figures"], "nothing")


def test_every_table_has_its_place():
    paths = [path(table) for table in schemas.TABLES for path in (schemas.csv_path, schemas.parquet_path, schemas.schema_path)]
    assert len(set(paths)) == len(paths)
    assert all((PACKAGE / path).is_file() for path in paths)
    assert schemas.csv_path("figures") == "data/figures.csv"
    assert schemas.csv_path("lineage") == "data/derived/lineage.csv"
