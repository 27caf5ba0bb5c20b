import copy
import hashlib
import json
import re
from pathlib import Path

import dplib
import jsonschema
import pyarrow.parquet as pq
import pytest
from frictionless import Package

from accounts import descriptor, schemas, writing
from accounts.publish import dictionary
from support.files import PACKAGE, SCHEMAS

DESCRIPTOR = json.loads((PACKAGE / "datapackage.json").read_text(encoding="utf-8"))


def test_every_table_is_there_as_csv_and_as_parquet():
    assert [resource["name"] for resource in DESCRIPTOR["resources"]] == [
        *schemas.TABLES,
        *(f"{table}-parquet" for table in schemas.TABLES),
    ]


def test_csv_resources_carry_size_hash_and_both_profiles():
    for resource in DESCRIPTOR["resources"][: len(schemas.TABLES)]:
        content = (PACKAGE / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
        assert resource["profile"] == "tabular-data-resource"
        assert resource["$schema"].endswith("/2.0/dataresource.json")


def test_the_anchor_is_named_once_and_is_a_source(tables):
    assert DESCRIPTOR["anchor"] in set(tables["sources"]["source_id"])


def test_no_person_is_invented():
    assert [contributor["title"] for contributor in DESCRIPTOR["contributors"]] == ["khojaly-1992-accounts contributors"]


def profile_errors(name, descriptor):
    """What the Data Package v2 profile, as its reference library ships it, says against a descriptor."""
    profile = json.loads((Path(dplib.__file__).parent / f"profiles/2.0/{name}.json").read_text(encoding="utf-8"))
    return [error.message for error in jsonschema.Draft7Validator(profile).iter_errors(descriptor)]


def test_the_official_profiles_accept_descriptor_resources_and_schemas():
    assert profile_errors("datapackage", DESCRIPTOR) == []
    for resource in DESCRIPTOR["resources"]:
        assert profile_errors("dataresource", resource) == []
    for table in schemas.TABLES:
        assert profile_errors("tableschema", json.loads((PACKAGE / schemas.schema_path(table)).read_text(encoding="utf-8"))) == []


#: A small and a large table, which frictionless reads from Parquet too.
FROM_PARQUET = ("events", "figure_comparison")


@pytest.mark.slow
def test_frictionless_finds_the_whole_package_valid():
    """Every CSV file with its schema, keys and references, and two tables as Parquet.

    It takes a minute to read all Parquet files; that each holds what its CSV file holds, cell by cell, and has the schema's columns
    and types is shown in ``test_package.py`` (``test_parquet_restores_types_and_equals_csv``), so the others are valid where the CSV is.
    """
    package = Package(str(PACKAGE / "datapackage.json"))
    for table in set(schemas.TABLES) - set(FROM_PARQUET):
        package.remove_resource(f"{table}-parquet")
    report = package.validate()
    assert {task.name for task in report.tasks} == {*schemas.TABLES, *(f"{table}-parquet" for table in FROM_PARQUET)}
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "note"])[:5]


def test_frictionless_takes_the_descriptor_and_every_parquet_file_has_the_columns_and_rows_of_its_table():
    assert list(Package.metadata_validate(DESCRIPTOR)) == []
    for table in schemas.TABLES:
        schema = json.loads((PACKAGE / schemas.schema_path(table)).read_text(encoding="utf-8"))
        found = pq.read_metadata(PACKAGE / schemas.parquet_path(table))
        assert found.schema.to_arrow_schema().names == schemas.columns(schema)
        assert found.num_rows == (PACKAGE / schemas.csv_path(table)).read_bytes().count(b"\n") - 1


@pytest.mark.parametrize("table", schemas.TABLES)
def test_every_column_is_described_for_a_coder(whole, table):
    schema = whole.schemas[table]
    for field in schema["fields"]:
        assert len(field["description"]) > 5, field["name"]
        assert "example" in field, field["name"]
    assert set(schema["primaryKey"]) <= set(schemas.columns(schema))


@pytest.mark.parametrize("table", schemas.CURATED)
def test_examples_keep_their_own_constraints(table):
    for field in SCHEMAS[table]["fields"]:
        constraints = field.get("constraints", {})
        if "enum" in constraints:
            assert field["example"] in constraints["enum"], field["name"]
        if "pattern" in constraints:
            assert re.fullmatch(constraints["pattern"], field["example"]), field["name"]


def test_examples_of_identifiers_and_codes_are_real(whole):
    for table, frame in whole.tables.items():
        for field in whole.schemas[table]["fields"]:
            name = field["name"]
            if len(frame) and (name.endswith("_id") or name == "repeats" or "enum" in field.get("constraints", {})):
                assert field["example"] in set(frame[name].astype("string")), f"{table}: {name}"


@pytest.mark.parametrize("table", schemas.CURATED)
def test_curated_tables_have_keys_and_every_reference_is_declared(table):
    schema = SCHEMAS[table]
    assert schema["primaryKey"]
    declared = {name for key in schema.get("foreignKeys", []) for name in key["fields"]}
    keys = {"issuer_id", "source_id", "reading_id", "event_id", "measure_id", "topic_id", "repeats", "part_of"}
    own = set(schema["primaryKey"]) if table != "positions" else {"position_id"}
    assert keys & set(schemas.columns(schema)) - own <= declared


def test_the_dictionary_lists_every_column_and_code(whole):
    tables = whole.tables
    text = dictionary.markdown(tables, whole.schemas, "Title")
    for table in schemas.TABLES:
        for column in schemas.columns(whole.schemas[table]):
            assert f"| `{column}` |" in text
    for code in [*tables["measures"]["measure_id"], *tables["positions"]["position_id"]]:
        assert f"`{code}`" in text


def test_a_bar_in_a_cell_of_the_dictionary_is_no_border(whole):
    law = copy.deepcopy(dict(whole.schemas))
    law["figures"]["description"] = "a | b"
    law["figures"]["fields"][0] |= {"description": "a | b", "example": "a | b"}
    columns = {"events": ["label", "names"], "measures": ["definition"], "positions": ["definition"]}
    barred = {name: whole.tables[name].assign(**dict.fromkeys(columns[name], "a | b")) for name in columns}
    rows = [line for line in dictionary.markdown({**whole.tables, **barred}, law, "Title").splitlines() if line.startswith("|")]
    assert not any("a | b" in row for row in rows)
    cells = sum(len(columns[name]) * len(frame) for name, frame in barred.items())
    assert sum(row.count("a \\| b") for row in rows) == cells + 3


@pytest.mark.parametrize("version", ["1.0", "v1.0.0", "1.0.0-rc1", "01.0.0", "1.0.0\n", 1])
def test_a_version_that_is_not_of_three_numbers_is_refused(tmp_path, version):
    (tmp_path / descriptor.NAME).write_bytes(writing.json_bytes({**DESCRIPTOR, "version": version}))
    head, found = descriptor.read(tmp_path)
    assert head is None
    assert [problem.column for problem in found] == ["version"]


def test_an_empty_version_is_reported_once(tmp_path):
    (tmp_path / descriptor.NAME).write_bytes(writing.json_bytes({**DESCRIPTOR, "version": ""}))
    assert [problem.wrong for problem in descriptor.read(tmp_path)[1]] == ["the property is missing"]


def test_a_version_of_three_numbers_is_read(tmp_path):
    (tmp_path / descriptor.NAME).write_bytes(writing.json_bytes({**DESCRIPTOR, "version": "10.0.3"}))
    assert descriptor.read(tmp_path) == ({**DESCRIPTOR, "version": "10.0.3"}, [])
