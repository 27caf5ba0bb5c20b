"""The version gate: what changed, and which version may say so."""

from __future__ import annotations

import csv
import io
import json
import pickle
import shutil
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import schemas, writing
from accounts.check import form
from accounts.commands import release
from accounts.problems import PackageError
from accounts.publish import versions
from accounts.publish.versions import Edition, Level
from support.files import SCHEMAS
from support.releases import headed, refused

pytestmark = pytest.mark.usefixtures("once")


@pytest.fixture(scope="module")
def released(tiny, tmp_path_factory) -> Path:
    return headed(shutil.copytree(tiny, tmp_path_factory.mktemp("released") / "tiny"), version="1.2.3")


@pytest.fixture(scope="module")
def loaded(released) -> Edition:
    return versions.load(released)


@pytest.fixture
def before(loaded) -> Edition:
    return pickle.loads(pickle.dumps(loaded))  # as copy.deepcopy, faster


@pytest.fixture
def after(loaded) -> Edition:
    return pickle.loads(pickle.dumps(loaded))  # as copy.deepcopy, faster


@pytest.fixture
def package(released, tmp_path) -> Path:
    return shutil.copytree(released, tmp_path / "tiny")


def field(edition: Edition, table: str, name: str) -> dict:
    return next(field for field in edition.schemas[table]["fields"] if field["name"] == name)


def retire(edition: Edition, table: str, row: str, version: str = "1.3.0") -> None:
    edition.rows["retired"][f"{table}:{row}"] = {"table": table, "row_id": row, "retired_in": version, "reason": "It was a copy."}


# ---- what is a change, and how large


def test_an_edition_does_not_differ_from_itself_at_another_time(before, after):
    after.head.update(version="1.2.4", created="2027-01-01T00:00:00Z")
    assert versions.compare(before, after) == []


def no_table(edition):
    del edition.schemas["series"], edition.rows["series"]


def no_column(edition):
    edition.schemas["sources"]["fields"].remove(field(edition, "sources", "author"))
    for row in edition.rows["sources"].values():
        del row["author"]


def other_type(edition):
    field(edition, "figures", "low")["type"] = "number"


def other_format(edition):
    field(edition, "readings", "url")["format"] = "email"


def other_missing(edition):
    edition.schemas["figures"]["missingValues"] = ["", "-"]


def no_code(edition):
    field(edition, "sources", "source_type")["constraints"]["enum"].remove("memoir")


def other_key(edition):
    edition.schemas["positions"]["primaryKey"] = ["position_id"]
    edition.rows["positions"] = {row["position_id"]: row for row in edition.rows["positions"].values()}


def no_row(edition):
    del edition.rows["figures"]["b-killed-total-1"]


def other_anchor(edition):
    edition.head["anchor"] = "b"


def forgotten(edition):
    del edition.rows["retired"]["figures:old"]


BREAKING = [
    (no_table, "table removed", "series", "", ""),
    (no_column, "column removed", "sources", "", "author"),
    (other_type, "type changed", "figures", "", "low"),
    (other_format, "format changed", "readings", "", "url"),
    (other_missing, "missingValues changed", "figures", "", ""),
    (no_code, "code removed", "sources", "", "source_type"),
    (other_key, "primaryKey changed", "positions", "", ""),
    (no_row, "row removed", "figures", "b-killed-total-1", ""),
    (other_anchor, "anchor changed", "", "", "anchor"),
    (forgotten, "row removed", "retired", "figures:old", ""),
]


@pytest.mark.parametrize(("change", "kind", "table", "row", "column"), BREAKING, ids=lambda value: getattr(value, "__name__", ""))
def test_what_a_user_may_hold_on_to_is_major(before, after, change, kind, table, row, column):
    for edition in (before, after):
        retire(edition, "figures", "old", "1.0.0")
    change(after)
    (found,) = versions.compare(before, after)
    assert (found.level, found.kind, found.table, found.row, found.column) == (Level.MAJOR, kind, table, row, column)


MEANING = {
    "readings": {"source_id"},
    "events": {"place"},
    "measures": {"definition", "unit"},
    "topics": {"question"},
    "positions": {"definition"},
    "figures": {"source_id", "event_id", "measure_id"},
    "characterizations": {"source_id", "event_id", "topic_id"},
    "dates": {"source_id", "event_id", "milestone"},
}


@pytest.mark.parametrize("table", [table for table in schemas.CURATED if table != "retired"])
def test_a_row_that_stands_for_another_thing_is_major_and_any_other_cell_minor(before, after, table):
    if not after.rows[table]:
        after.rows[table]["x"] = before.rows[table]["x"] = dict.fromkeys(schemas.columns(after.schemas[table]), "x")
        before.rows[table]["x"] = dict(before.rows[table]["x"])
    row, cells = next(iter(after.rows[table].items()))
    others = cells.keys() - set(after.schemas[table]["primaryKey"])
    cells.update({column: f"another {cells[column]}" for column in others})
    found = versions.compare(before, after)
    assert {(change.table, change.row) for change in found} == {(table, row)}
    assert sorted(change.column for change in found) == sorted(others)
    assert {change.column for change in found if change.kind == "meaning changed"} == MEANING.get(table, set())
    assert all(change.level == (Level.MAJOR if change.kind == "meaning changed" else Level.MINOR) for change in found)


@pytest.mark.parametrize(("change", "kind"), [(no_table, "table added"), (no_column, "column added"), (no_code, "code added")])
def test_what_is_new_is_minor(before, after, change, kind):
    change(before)
    assert {(found.level, found.kind) for found in versions.compare(before, after)} == {(Level.MINOR, kind)}


def test_a_new_row_is_minor(before, after):
    no_row(before)
    (found,) = versions.compare(before, after)
    assert (found.level, found.kind, found.row) == (Level.MINOR, "row added", "b-killed-total-1")


def test_a_corrected_cell_is_minor_and_shows_both_values(before, after):
    after.rows["figures"]["b-killed-total-1"]["low"] = "484"
    (found,) = versions.compare(before, after)
    assert (found.level, found.column, found.before, found.after) == (Level.MINOR, "low", "485", "484")


def test_a_retired_row_is_minor_and_gives_its_reason(before, after):
    no_row(after)
    retire(after, "figures", "b-killed-total-1")
    found = {change.kind: change for change in versions.compare(before, after)}
    assert found.keys() == {"row retired", "row added"}
    assert (found["row retired"].level, found["row retired"].reason) == (Level.MINOR, "It was a copy.")


def test_a_suspicion_settled_goes_with_the_row_suspected(before, after):
    before.rows["settled"]["locator_empty:b"] = dict.fromkeys(schemas.columns(before.schemas["settled"]), "x")
    (found,) = versions.compare(before, after)
    assert (found.level, found.kind, found.table) == (Level.MINOR, "row removed", "settled")


def test_a_pair_of_columns_is_retired_by_both(before, after):
    del after.rows["positions"]["event_term:tragedy"]
    retire(after, "positions", "event_term:tragedy")
    assert max(change.level for change in versions.compare(before, after)) == Level.MINOR


def test_an_identifier_is_not_used_again(before, after):
    no_row(before)
    retire(before, "figures", "b-killed-total-1", "0.9.0")
    found = [change for change in versions.compare(before, after) if change.table == "figures"]
    assert [(change.level, change.kind) for change in found] == [(Level.MAJOR, "identifier used again")]


def test_a_definition_reworded_in_stops_and_capitals_keeps_its_meaning(before, after):
    after.rows["measures"]["killed_total"]["definition"] = "Definition."
    (found,) = versions.compare(before, after)
    assert (found.level, found.kind) == (Level.MINOR, "cell changed")


def test_rows_of_derived_tables_come_and_go(before, after):
    row = next(iter(after.rows["figure_comparison"]))
    del after.rows["figure_comparison"][row]
    (found,) = versions.compare(before, after)
    assert (found.level, found.kind) == (Level.MINOR, "row removed")


def test_descriptions_and_metadata_are_patches(before, after):
    after.head["title"] = "Another title"
    after.schemas["figures"]["description"] = "Another description"
    field(after, "figures", "low")["description"] = "Another description"
    assert {change.level for change in versions.compare(before, after)} == {Level.PATCH}


def test_rules_on_values_are_minor(before, after):
    field(after, "figures", "low")["constraints"] = {"minimum": 1}
    after.schemas["series"]["foreignKeys"] = []
    assert {change.level for change in versions.compare(before, after)} == {Level.MINOR}


def test_codes_are_a_rule_on_values_that_comes_or_goes(before, after):
    del field(after, "sources", "source_type")["constraints"]["enum"]
    for old, new in ((before, after), (after, before)):
        assert [(change.level, change.kind) for change in versions.compare(old, new)] == [(Level.MINOR, "constraints changed")]


NOTED = st.dictionaries(st.sampled_from("abcdef"), st.text(max_size=3), max_size=6)


@given(NOTED, NOTED)
def test_the_changes_lead_from_one_edition_to_the_next(old, new):
    before, after = (
        Edition(
            {"version": "1.0.0"}, {"events": SCHEMAS["events"]}, {"events": {key: {"event_id": key, "note": rows[key]} for key in rows}}
        )
        for rows in (old, new)
    )
    rows = before.rows["events"]
    for change in versions.compare(before, after):
        if change.kind == "row added":
            rows[change.row] = after.rows["events"][change.row]
        elif change.kind == "row removed":
            del rows[change.row]
        else:
            assert rows[change.row][change.column] == change.before
            rows[change.row][change.column] = change.after
    assert rows == after.rows["events"]


# ---- which version may say so


@pytest.mark.parametrize(
    ("change", "too_small", "enough"),
    [
        (no_column, ["1.2.3", "1.2.9", "1.9.9"], ["2.0.0", "2.0.1", "3.0.0"]),
        (other_anchor, ["1.3.0"], ["2.0.0"]),
        (lambda edition: edition.rows["figures"]["b-killed-total-1"].update(note="n"), ["1.2.3", "1.2.4"], ["1.3.0", "2.0.0"]),
        (lambda edition: edition.head.update(title="Another"), ["1.2.3"], ["1.2.4", "1.3.0", "2.0.0"]),
        (lambda edition: None, ["1.2.2"], ["1.2.3", "1.2.4", "2.0.0"]),
    ],
    ids=["major", "anchor", "minor", "patch", "nothing"],
)
def test_the_version_promises_the_change(before, after, change, too_small, enough):
    change(after)
    changes = versions.compare(before, after)
    for version in too_small:
        after.head["version"] = version
        (problem,) = versions.refusals(before, after, changes)
        assert (problem.file, problem.column, problem.value) == ("datapackage.json", "version", version)
    for version in enough:
        after.head["version"] = version
        assert versions.refusals(before, after, changes) == []


def test_a_refusal_names_the_changes_and_the_version(before, after):
    no_column(after)
    no_row(after)
    (problem,) = versions.refusals(before, after, versions.compare(before, after))
    assert problem.wrong == (
        "promises less than the major change since 1.2.3: column removed (sources, author); row removed (figures, b-killed-total-1)"
    )
    assert problem.remedy.startswith("make it 2.0.0, or undo the major changes")


def test_a_refusal_names_only_the_first_of_many(before, after):
    after.rows["lineage"].clear()
    after.rows["figure_comparison"].clear()
    (problem,) = versions.refusals(before, after, versions.compare(before, after))
    assert problem.wrong.count("row removed") == 5
    assert "more" in problem.wrong


@pytest.mark.parametrize("version", ["1.0", "v1.0.0", "1.0.0-beta", "01.0.0", "1.0.0\n", ""])
def test_a_version_is_three_numbers(version):
    with pytest.raises(PackageError, match="not a version number"):
        versions.number({"version": version})


@pytest.mark.parametrize(("version", "right"), [("1.2.3", False), ("1.2.4", True), ("1.3.0", True), ("1.4.0", False), ("no", False)])
def test_a_retired_row_names_the_release_that_drops_it(before, after, version, right):
    no_row(after)
    retire(after, "figures", "b-killed-total-1", version)
    after.head["version"] = "1.3.0"
    found = versions.refusals(before, after, versions.compare(before, after))
    assert [problem.column for problem in found] == ([] if right else ["retired_in"])


def test_a_row_retired_before_is_not_asked_again(before, after):
    for edition in (before, after):
        retire(edition, "figures", "old", "1.1.0")
    assert versions.refusals(before, after, versions.compare(before, after)) == []


def test_another_package_is_not_the_one_before(before, after):
    before.head["name"] = "another"
    (problem,) = versions.refusals(before, after, [])
    assert "another" in problem.wrong


# ---- the files that tell it


def test_changes_csv_holds_every_change(before, after):
    no_column(after)
    after.rows["figures"]["b-killed-total-1"]["phrase"] = 'a "word", and another'
    changes = versions.compare(before, after)
    content = versions.changes_csv(changes)
    rows = list(csv.DictReader(io.StringIO(content.decode(), newline="")))
    assert [row["level"] for row in rows] == ["major", "minor"]
    assert rows[1]["after"] == 'a "word", and another'
    assert form.canonical(csv.reader(io.StringIO(content.decode(), newline=""))).encode() == content


def test_changes_md_tells_them_in_order(before, after):
    no_column(after)
    no_row(after)
    retire(after, "figures", "b-killed-total-1")
    after.rows["figures"]["a-killed-total-1"]["high"] = "614"
    after.head.update(title="Another", version="2.0.0")
    told = versions.changes_md(before, after, versions.compare(before, after)).decode()
    assert told.startswith("# Changes from 1.2.3 to 2.0.0\n\nA major change.")
    assert [line for line in told.splitlines() if line.startswith("#")] == [
        "# Changes from 1.2.3 to 2.0.0",
        "## What breaks",
        "## Columns, codes and metadata",
        "## Rows retired",
        "## Rows corrected",
    ]
    assert "| figures | 0 | 1 | 1 |" in told
    kinds = [line.partition(":")[0] for line in told.splitlines() if line.startswith("- ")]
    assert kinds == ["- column removed", "- metadata changed", "- row retired", "- cell changed"]
    assert "- column removed: `sources`, `author`" in told
    assert "- row retired: `figures`, `b-killed-total-1`: It was a copy." in told
    assert "- cell changed: `figures`, `a-killed-total-1`, `high`: 613 → 614" in told


def test_changes_md_says_so_where_there_are_none(before, after):
    assert "Nothing changed" in versions.changes_md(before, after, []).decode()


# ---- the release before, as a file


def zipped(package: Path, to: Path) -> Path:
    with zipfile.ZipFile(to, "w") as archive:
        for path in package.rglob("*"):
            archive.write(path, path.relative_to(package))
    return to


def test_a_zip_and_a_directory_are_read_alike(released, loaded, tmp_path):
    assert versions.load(zipped(released, tmp_path / "released.zip")) == loaded


def spoilt(package: Path, name: str, content: bytes | None) -> None:
    if content is None:
        (package / name).unlink()
    else:
        (package / name).write_bytes(content)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("datapackage.json", None),
        ("datapackage.json", b"{"),
        ("datapackage.json", b"[]"),
        ("datapackage.json", b'{"resources": [{"name": "../../secrets", "format": "csv"}]}'),
        ("datapackage.json", b'{"resources": 1}'),
        ("schemas/figures.schema.json", None),
        ("data/figures.csv", b""),
        ("data/figures.csv", b"a,b\n1,2\n"),
        ("data/figures.csv", b"\xff\xfe"),
        ("data/topics.csv", b"topic_id,label,question\nonly-one\n"),
    ],
)
def test_what_is_no_release_is_named(package, tmp_path, packed, name, content):
    spoilt(package, name, content)
    path = zipped(package, tmp_path / "spoilt.zip") if packed else package
    with pytest.raises(PackageError, match="not a release of the package"):
        versions.load(path)


def test_a_file_that_is_no_zip_is_named(tmp_path):
    (tmp_path / "words.zip").write_text("words")
    for path in (tmp_path / "words.zip", tmp_path / "nothing.zip"):
        with pytest.raises(PackageError, match=path.name):
            versions.load(path)


def test_a_file_too_large_is_not_read(package, monkeypatch):
    monkeypatch.setattr(form, "MAX_FILE", 10)
    with pytest.raises(PackageError, match="too large"):
        versions.load(package)


# ---- through the command line


def with_a_column_more(package: Path, to: Path) -> Path:
    """Return a release whose events had a column that they now lack."""
    old = shutil.copytree(package, to)
    law = json.loads((old / schemas.schema_path("events")).read_text(encoding="utf-8"))
    law["fields"].append({"name": "colour", "type": "string", "description": "Its colour.", "example": "red"})
    (old / schemas.schema_path("events")).write_bytes(writing.json_bytes(law))
    header, *rows = (old / "data" / "events.csv").read_text(encoding="utf-8").splitlines()
    lines = [f"{header},colour", *(f"{row},red" for row in rows)]
    (old / "data" / "events.csv").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    return old


@pytest.mark.slow
def test_a_column_removed_by_a_minor_version_is_refused(package, tmp_path, capsys):
    old = zipped(with_a_column_more(package, tmp_path / "old"), tmp_path / "old.zip")
    headed(package, version="1.3.0")
    said = refused(package, capsys, "--previous", old)
    assert said.splitlines()[0] == (
        "datapackage.json:0:version  '1.3.0'  promises less than the major change since 1.2.3: column removed (events, colour)"
        "  make it 2.0.0, or undo the major changes (a row that goes belongs in data/retired.csv)"
    )


@pytest.mark.slow
def test_a_column_removed_by_a_major_version_is_released_and_told(package, tmp_path):
    old = with_a_column_more(package, tmp_path / "old")
    headed(package, version="2.0.0")
    contents = release.write(package, old)
    assert b"major,column removed,events,,colour,,,\n" in contents["changes.csv"]
    assert b"## What breaks\n\n- column removed: `events`, `colour`\n" in contents["changes.md"]
    assert b"changes.csv\n" in contents["SHA256SUMS"]


@pytest.mark.slow
def test_the_release_before_may_be_the_one_in_dist(package):
    contents = release.write(package)
    assert not {"changes.csv", "changes.md"} & contents.keys()
    headed(package, version="1.2.4", title="Another title")
    after = release.write(package, package / "dist" / "khojaly-1992-accounts-1.2.3.zip")
    assert not any(path.endswith("1.2.3.zip") for path in after)
    rows = list(csv.DictReader(io.StringIO(after["changes.csv"].decode(), newline="")))
    assert [(row["level"], row["column"], row["after"]) for row in rows] == [("patch", "title", "Another title")]
    with zipfile.ZipFile(io.BytesIO(contents["khojaly-1992-accounts-1.2.3.zip"])) as archive:
        before = json.loads(archive.read("datapackage.json"))
    assert before["title"] == rows[0]["before"]
