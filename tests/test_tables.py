"""Tables in and out, and the gate through which every derived table goes."""

import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts import commands, schemas, tables
from accounts.derive import intervals
from accounts.problems import PackageError
from support import small
from support.files import PACKAGE, SCHEMAS, contents, edited

MEND = "the build derived this: mend the code, not the table"
SCHEMA = {
    "title": "Towns",
    "description": "One row a town.",
    "primaryKey": ["town"],
    "fields": [
        {"name": "town", "type": "string", "description": "d", "constraints": {"required": True}},
        {"name": "kind", "type": "string", "description": "d", "constraints": {"enum": ["large", "small"]}},
        {"name": "people", "type": "integer", "description": "d"},
        {"name": "share", "type": "number", "description": "d"},
        {"name": "known", "type": "boolean", "description": "d"},
        {"name": "near", "type": "string", "description": "d"},
        {"name": "topic_id", "type": "string", "description": "d"},
        {"name": "position_id", "type": "string", "description": "d"},
    ],
    "foreignKeys": [
        {"fields": ["near"], "reference": {"resource": "", "fields": ["town"]}},
        {"fields": ["topic_id", "position_id"], "reference": {"resource": "positions", "fields": ["topic_id", "position_id"]}},
    ],
}
TOWNS = {**SCHEMAS, "lineage": SCHEMA}  # any derived table's name will do


def towns(**columns):
    """A derived table of two towns that conforms, save for ``columns``; None leaves one out."""
    rows = {
        "town": ["a", "b"],
        "kind": ["small", pd.NA],
        "people": [3, 4],
        "share": [0.25, 0.75],
        "known": [True, pd.NA],
        "near": [pd.NA, "a"],
        "topic_id": ["event_term", pd.NA],
        "position_id": ["battle", pd.NA],
        **columns,
    }
    types = {"people": "Int64", "share": "Float64", "known": "boolean"}
    return pd.DataFrame({name: pd.array(cells, dtype=types.get(name, "string")) for name, cells in rows.items() if cells is not None})


def conform(frame, absent=()):
    return tables.conform(frame, "lineage", TOWNS, small.curated(), absent)


def refused(frame):
    """What is wrong with a frame, as (row, column, value, wrong)."""
    with pytest.raises(PackageError) as error:
        conform(frame)
    assert {(problem.file, problem.remedy) for problem in error.value.problems} == {("data/derived/lineage.csv", MEND)}
    return [(problem.row, problem.column, problem.value, problem.wrong) for problem in error.value.problems]


# ---- the gate


def test_what_conforms_has_the_columns_order_and_types_of_its_schema():
    frame = towns()
    out = conform(frame[reversed(frame.columns)].set_axis([7, 3]))
    assert list(out) == schemas.columns(SCHEMA)
    assert list(out.index) == [0, 1]
    assert {name: str(kind) for name, kind in out.dtypes.items()} == {
        **dict.fromkeys(("town", "near"), "string"),
        **dict.fromkeys(("kind", "topic_id", "position_id"), "category"),
        "people": "Int64",
        "share": "Float64",
        "known": "boolean",
    }
    pd.testing.assert_frame_equal(out.astype("string"), frame.astype("string"), check_column_type=False)


@pytest.mark.parametrize(
    ("columns", "problem"),
    [
        ({"colour": ["red", "blue"]}, (0, "colour", "", "an unknown column")),
        ({"people": None}, (0, "people", "", "the column is missing")),
        ({"kind": ["small", "smal"]}, (0, "kind", "smal", "no code of this column")),
        ({"town": [pd.NA, "b"], "near": [pd.NA, pd.NA]}, (2, "town", "", "empty, but required")),
        ({"town": ["a", pd.NA]}, (3, "town", "", "empty, but required")),
        ({"town": ["a", "a"]}, (3, "town", "a", "the key stands twice")),
        ({"near": [pd.NA, "c"]}, (0, "near", "c", "no such row in lineage")),
        (
            {"position_id": ["battles", pd.NA]},
            (0, "topic_id, position_id", "event_term--battles", "no such row in positions"),
        ),
    ],
)
def test_what_does_not_conform_is_named_with_table_column_and_value(columns, problem):
    assert refused(towns(**columns)) == [problem]


def test_all_that_does_not_conform_is_named_at_once():
    found = refused(towns(kind=["smal", "big"], town=["a", "a"], near=[pd.NA, "c"]))
    assert {(column, value) for _, column, value, _ in found} == {("kind", "big"), ("kind", "smal"), ("town", "a"), ("near", "c")}


def test_columns_that_may_be_absent_are_filled_with_nothing():
    out = conform(towns(people=None, known=None, kind=None), absent=("people", "known", "kind", "share"))
    assert out[["people", "known", "kind"]].isna().all(axis=None)
    assert out["share"].tolist() == [0.25, 0.75]
    assert [str(out[name].dtype) for name in ("people", "known", "kind")] == ["Int64", "boolean", "category"]


def test_an_absent_column_that_is_required_is_still_missed():
    with pytest.raises(PackageError) as error:
        conform(towns(town=None, near=[pd.NA, pd.NA]), absent=("town",))
    assert {(problem.column, problem.wrong) for problem in error.value.problems} == {
        ("town", "empty, but required"),
        ("town", "the key stands twice"),
    }


def test_a_table_without_rows_conforms():
    assert conform(towns().head(0)).empty
    assert list(conform(pd.DataFrame(), absent=tuple(schemas.columns(SCHEMA)))) == schemas.columns(SCHEMA)


@pytest.mark.parametrize("table", schemas.DERIVED)
def test_every_derived_table_went_through_the_gate(whole, table):
    again = tables.conform(whole.tables[table], table, whole.schemas, whole.tables)
    pd.testing.assert_frame_equal(again, whole.tables[table])


# ---- a slip in the code, end to end


@pytest.mark.slow
def test_a_relation_misspelt_in_the_code_stops_the_build_and_the_check(tmp_path, capsys, monkeypatch):
    root = edited(small.written(tmp_path / "tiny"), "sources", "title", "Another title")
    before = contents(root)
    monkeypatch.setattr(intervals, "RELATIONS", tuple("belov" if name == "below" else name for name in intervals.RELATIONS))
    line = f"data/derived/figure_comparison.csv:0:relation  'belov'  no code of this column  {MEND}"
    assert commands.main(["build", "--package", str(root)]) == 1
    heard = capsys.readouterr()
    assert heard.out == ""
    assert heard.err.splitlines() == [line, "problems: 1; nothing was written"]
    assert contents(root) == before
    assert commands.main(["validate", "--package", str(root)]) == 1
    assert capsys.readouterr().out.splitlines() == [line]
    assert contents(root) == before


# ---- in and out


def test_another_header_is_refused(tmp_path):
    (tmp_path / "x.csv").write_text("town,kind\na,small\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"x\.csv: columns are \['town', 'kind'\]"):
        tables.read(tmp_path / "x.csv", SCHEMA)


@pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning")
def test_a_code_that_the_schema_does_not_know_becomes_missing_where_text_is_typed():
    text = towns(kind=["small", "smal"]).astype("string")
    assert tables.typed(text, SCHEMA)["kind"].isna().tolist() == [False, True]


@settings(max_examples=30)
@given(st.lists(st.tuples(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1), st.integers(0), st.booleans())))
def test_what_is_written_as_csv_is_read_as_it_was(tmp_path_factory, rows):
    names, counts, flags = zip(*rows, strict=True) if rows else ((), (), ())
    schema = {"fields": [{"name": "name", "type": "string"}, {"name": "count", "type": "string"}, {"name": "flag", "type": "boolean"}]}
    frame = pd.DataFrame(
        {
            "name": pd.array(names, dtype="string"),
            "count": pd.array([str(count) for count in counts], dtype="string"),
            "flag": pd.array(flags, dtype="boolean"),
        }
    )
    path = tmp_path_factory.getbasetemp() / "written.csv"
    path.write_bytes(tables.csv_bytes(frame))
    pd.testing.assert_frame_equal(tables.read(path, schema), frame)


def test_parquet_alone_restores_the_types(tmp_path):
    frame = conform(towns())
    (tmp_path / "x.parquet").write_bytes(tables.parquet_bytes(frame, SCHEMA))
    back = pd.read_parquet(tmp_path / "x.parquet")
    assert [str(kind) for kind in back.dtypes] == [str(kind) for kind in frame.dtypes]
    pd.testing.assert_frame_equal(back.astype("string"), frame.astype("string"), check_column_type=False)


def test_rows_are_ordered_by_code_points():
    frame = towns(town=["é", "Z"], near=[pd.NA, pd.NA])
    assert tables.ordered(frame, SCHEMA)["town"].tolist() == ["Z", "é"]


@pytest.mark.parametrize(
    "table", [pytest.param(name, marks=pytest.mark.slow) if "comparison" in name else name for name in schemas.DERIVED]
)
def test_the_files_of_a_derived_table_are_in_order(table):
    schema = json.loads((PACKAGE / schemas.schema_path(table)).read_text(encoding="utf-8"))
    frame = tables.read(PACKAGE / schemas.csv_path(table), schema)
    if table not in ("overview", "series"):  # those are by date
        pd.testing.assert_frame_equal(tables.ordered(frame, schema), frame)
