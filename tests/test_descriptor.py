import hashlib
import json
import re
from pathlib import Path

import dplib
import jsonschema
import pytest
from frictionless import Package

from accounts import dictionary, schemas
from conftest import PACKAGE

DESCRIPTOR = json.loads((PACKAGE / "datapackage.json").read_text(encoding="utf-8"))
TABLES = (*schemas.CURATED, *schemas.DERIVED)


def test_every_table_is_there_as_csv_and_as_parquet():
    assert [resource["name"] for resource in DESCRIPTOR["resources"]] == [*TABLES, *(f"{table}-parquet" for table in TABLES)]


def test_csv_resources_carry_size_hash_and_both_profiles():
    for resource in DESCRIPTOR["resources"][: len(TABLES)]:
        content = (PACKAGE / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
        assert resource["profile"] == "tabular-data-resource"
        assert resource["$schema"].endswith("/2.0/dataresource.json")


def test_the_anchor_is_named_once_and_is_a_source(curated):
    assert DESCRIPTOR["anchor"] in set(curated["sources"]["source_id"])


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
    for table in TABLES:
        assert profile_errors("tableschema", schemas.load(PACKAGE, table)) == []


def test_frictionless_finds_the_whole_package_valid():
    report = Package(str(PACKAGE / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "note"])[:5]


@pytest.mark.parametrize("table", TABLES)
def test_every_column_is_described_for_a_coder(table):
    schema = schemas.load(PACKAGE, table)
    for field in schema["fields"]:
        assert len(field["description"]) > 5, field["name"]
        assert "example" in field, field["name"]
    assert set(schema["primaryKey"]) <= set(schemas.columns(schema))


@pytest.mark.parametrize("table", schemas.CURATED)
def test_examples_keep_their_own_constraints(table):
    for field in schemas.load(PACKAGE, table)["fields"]:
        constraints = field.get("constraints", {})
        if "enum" in constraints:
            assert field["example"] in constraints["enum"], field["name"]
        if "pattern" in constraints:
            assert re.fullmatch(constraints["pattern"], field["example"]), field["name"]


def test_examples_of_identifiers_and_codes_are_real(every):
    for table, frame in every.items():
        for field in schemas.load(PACKAGE, table)["fields"]:
            name = field["name"]
            if len(frame) and (name.endswith("_id") or name == "repeats" or "enum" in field.get("constraints", {})):
                assert field["example"] in set(frame[name].astype("string")), f"{table}: {name}"


@pytest.mark.parametrize("table", schemas.CURATED)
def test_curated_tables_have_keys_and_every_reference_is_declared(table):
    schema = schemas.load(PACKAGE, table)
    assert schema["primaryKey"]
    declared = {name for key in schema.get("foreignKeys", []) for name in key["fields"]}
    keys = {"issuer_id", "source_id", "reading_id", "event_id", "measure_id", "topic_id", "repeats", "part_of"}
    own = set(schema["primaryKey"]) if table != "positions" else {"position_id"}
    assert keys & set(schemas.columns(schema)) - own <= declared


def test_the_dictionary_lists_every_column_and_code(every, curated):
    text = dictionary.markdown(every, schemas.load_all(PACKAGE))
    for table in TABLES:
        for column in schemas.columns(schemas.load(PACKAGE, table)):
            assert f"| `{column}` |" in text
    for code in [*curated["measures"]["measure_id"], *curated["positions"]["position_id"]]:
        assert f"`{code}`" in text


def test_a_bar_in_a_cell_of_the_dictionary_is_no_border(every):
    law = schemas.load_all(PACKAGE)
    law["figures"]["description"] = "a | b"
    law["figures"]["fields"][0] |= {"description": "a | b", "example": "a | b"}
    columns = {"events": ["label", "names"], "measures": ["definition"], "positions": ["definition"]}
    barred = {name: every[name].assign(**dict.fromkeys(columns[name], "a | b")) for name in columns}
    rows = [line for line in dictionary.markdown({**every, **barred}, law).splitlines() if line.startswith("|")]
    assert not any("a | b" in row for row in rows)
    cells = sum(len(columns[name]) * len(frame) for name, frame in barred.items())
    assert sum(row.count("a \\| b") for row in rows) == cells + 3
