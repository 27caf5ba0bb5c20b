"""CSV files as files: what is said of their form, and what formatting does to it."""

import csv
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import commands, schemas, writing
from accounts.check import form
from accounts.commands import build
from accounts.problems import PackageError
from support.files import PACKAGE, SCHEMAS

SCHEMA = {
    "fields": [{"name": "id", "type": "string"}, {"name": "count", "type": "integer"}, {"name": "note", "type": "string"}],
    "primaryKey": ["id"],
}
HEADER = "id,count,note\n"


def check(path, content):
    """What is wrong with a file of these bytes, as (row, column, wrong)."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return [(problem.row, problem.column, problem.wrong) for problem in form.check(path, SCHEMA, "data/x.csv")]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "x.csv"


# ---- check


@pytest.mark.parametrize(
    "body",
    [
        "",
        "a,1,\n",
        "a,-1,\n",
        'a,1,"one, two"\n',
        'a,1,"says ""no"""\n',
        "a,1,Xocalı Խոջալու Ходжалы\n",
        "a,1,x = 1\n",
        "a,1,it's\n",
    ],
)
def test_a_canonical_file_has_no_problem(path, body):
    assert check(path, HEADER + body) == []


@pytest.mark.parametrize(
    ("content", "row", "column", "wrong"),
    [
        ("", 0, "", "the file is empty"),
        ("id,note,count\n", 1, "", "the columns are in another order"),
        ("id,id,count\n", 1, "", "a column stands twice"),
        ("id,number,note\n", 1, "", "columns missing: count; unknown: 'number'"),
        ("id,count\n", 1, "", "columns missing: note; unknown: none"),
        ("id,count,note,\x1b[2J\n", 1, "", "columns missing: none; unknown: '\\x1b[2J'"),
        (b"\xef\xbb\xbfid,count,note\n", 1, "", "a byte order mark"),
        (HEADER + "a,1,\0\n", 2, "", "a NUL byte or UTF-16"),
        ("id,count,note\r\n", 1, "", "a carriage return"),
        ("id,count,note", 1, "", "the last line has no end: the file may be cut off"),
        (HEADER + "a,1\n", 2, "", "the row has not 3 cells"),
        (HEADER + "a,1,x,\n", 2, "", "the row has not 3 cells"),
        (HEADER + "a,1,\n\nb,2,\n", 3, "", "a blank line"),
        (HEADER + '"a",1,\n', 2, "", "quotes that are not needed"),
        (HEADER.encode() + b"a,1,\xff\n", 2, "", "not UTF-8"),
        (HEADER + "a,1,x\n" + "b,2, x\n", 3, "note", "spaces around or doubled within the text"),
        (HEADER + "a,1,x  y\n", 2, "note", "spaces around or doubled within the text"),
        (HEADER + "a, 1,\n", 2, "count", "spaces around or doubled within the text"),
        (HEADER + "a,1,@x\n", 2, "note", "a spreadsheet would execute this cell"),
        (HEADER + "a,1,e\u0301\n", 2, "note", "not in Unicode normal form C"),
        (HEADER + "a,1,x\u200d\n", 2, "note", "characters that do not show: U+200D"),
        (HEADER + "a,1,x\u200cy\n", 2, "note", "characters that do not show: U+200C"),
        (HEADER + "a,1,می\u200c\n", 2, "note", "characters that do not show: U+200C"),
        (HEADER + "a,1,w\ufffdrds\n", 2, "note", "letters were lost (U+FFFD)"),
        (HEADER + "a,1,cafÃ©\n", 2, "note", "UTF-8 that was read as another encoding: 'Ã©'"),
        (HEADER + "a,1,it â€™s\n", 2, "note", "UTF-8 that was read as another encoding: 'â€'"),
        (HEADER + "a,1,Tom &amp; Jerry\n", 2, "note", "HTML is left in it: &amp;"),
        (HEADER + "a,1,Xoc\u0430lı\n", 2, "note", "letters of two scripts in one word: Xoc\u0430lı"),
        ("id;count;note\na;1;x\n", 1, "", "the cells are parted by semicolons, as some spreadsheets do it: save the file with commas"),
        ("id,count,note,,\n", 1, "", "empty columns at the end, as some spreadsheets add them: remove them"),
        (HEADER + "a,1,x\ue000\n", 2, "note", "characters that do not show: U+E000"),
        (HEADER + "a,1,x\u2029y\n", 2, "note", "characters that do not show: U+2029"),
        (HEADER + "a,1,x\u0378\n", 2, "note", "characters that do not show: U+0378"),
    ],
)
def test_a_problem_of_form_is_named_with_its_place(path, content, row, column, wrong):
    assert check(path, content) == [(row, column, wrong)]


@pytest.mark.parametrize("note", ["می\u200cشود", "R&D; AT&T", "Ağdam, Əhməd", "T-72 Т-72", "À «Xocalı»", "Ходжалы/Khojaly"])
def test_what_only_looks_damaged_is_fine(path, note):
    assert check(path, HEADER + f'a,1,"{note}"\n' if "," in note else HEADER + f"a,1,{note}\n") == []


@pytest.mark.parametrize("body", ['a,1,"x\n', 'a,1,"x"y\n', '"a,1,x\n'])
def test_a_misplaced_quote_is_named_with_its_line(path, body):
    assert [(row, wrong[:36]) for row, _, wrong in check(path, HEADER + body)] == [(2, "a quote is not closed or misplaced (")]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_wide_encodings_are_named_on_the_first_line(path, encoding):
    assert check(path, HEADER.encode(encoding))[0] == (1, "", "a NUL byte or UTF-16")


def test_a_missing_file_is_named(path):
    assert [problem.wrong for problem in form.check(path, SCHEMA, "data/x.csv")] == ["the file is missing"]


def test_all_problems_of_a_row_are_told(path):
    found = check(path, HEADER + "a,1,=\u200be\u0301 \n")
    assert len(found) == 4
    assert {place[:2] for place in found} == {(2, "note")}


def test_many_problems_end_with_a_word_that_there_are_more(path):
    found = check(path, HEADER + "a,1, \n" * (form.MAX_PROBLEMS + 50))
    assert len(found) == form.MAX_PROBLEMS + 1
    assert found[-1] == (form.MAX_PROBLEMS + 1, "", "too many problems, stopped here")


@pytest.mark.parametrize(
    ("limit", "most", "place"),
    [
        ("MAX_FILE", 50, (0, "", "the file is too large")),
        ("MAX_LINE", 40, (3, "", "a line longer than 40 bytes")),
        ("MAX_ROWS", 2, (3, "", "the file has too many rows")),
    ],
)
def test_size_is_bounded(path, monkeypatch, limit, most, place):
    monkeypatch.setattr(form, limit, most)
    assert check(path, HEADER + "a,1,\n" + f"b,2,{'x' * 100}\n") == [place]


# ---- order


def order(ids, keys=("id",), **columns):
    frame = pd.DataFrame({"id": pd.array(ids, dtype="string"), **columns})
    return [(problem.row, problem.column, problem.value) for problem in form.check_order(frame, {"primaryKey": list(keys)}, "data/x.csv")]


@pytest.mark.parametrize("ids", [[], ["a"], ["a", "b"], ["a-1", "a-10", "a-2"], ["Z", "a", "é"]])
def test_rows_in_the_order_of_code_points_are_in_order(ids):
    assert order(ids) == []


def test_the_first_row_out_of_order_is_named():
    assert order(["b", "c", "a", "d", "c"]) == [(4, "id", "a")]


def test_the_second_column_of_a_key_counts_where_the_first_is_equal():
    assert order(["a", "a", "b"], ("id", "n"), n=["2", "1", "0"]) == [(3, "id", "a 1")]
    assert order(["a", "a", "b"], ("id", "n"), n=["1", "2", "0"]) == []


# ---- format


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n"), max_size=8)
ROWS = st.lists(st.tuples(CELL, CELL, CELL), unique_by=lambda row: row[0], max_size=6)


def records(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@given(ROWS)
def test_formatting_changes_no_value_and_is_idempotent(rows):
    buffer = io.StringIO()
    csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows([["id", "count", "note"], *rows])
    once = form.formatted(b"\xef\xbb\xbf" + buffer.getvalue().encode(), SCHEMA, "data/x.csv")
    header, *body = records(once)
    assert header == ["id", "count", "note"]
    assert body == sorted(map(list, rows), key=lambda row: row[0])
    assert form.formatted(once, SCHEMA, "data/x.csv") == once


def test_a_formatted_file_is_canonical(path):
    messy = '\ufeff"id","count","note"\r\n"b","2","x, y"\r\n\r\n"a","1",""\r\n'
    once = form.formatted(messy.encode(), SCHEMA, "data/x.csv")
    assert once.decode() == HEADER + 'a,1,\nb,2,"x, y"\n'
    assert check(path, once) == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"id,note,count\n",
        b"id,count,note\na,1\n",
        b"id,count,note\na,1,x,y\n",
        b'id,count,note\na,1,"x\n',
        b"id,count,note\na,1,\xff\n",
        HEADER.encode("utf-16"),
    ],
)
def test_a_file_whose_records_cannot_be_told_apart_is_refused(content):
    with pytest.raises(PackageError) as refused:
        form.formatted(content, SCHEMA, "data/x.csv")
    assert [problem.file for problem in refused.value.problems] == ["data/x.csv"]


def test_a_line_break_in_a_cell_is_refused_with_its_place():
    with pytest.raises(PackageError) as refused:
        form.formatted(b'id,count,note\na,1,\nb,2,"x\ry"\nc,3,"x\ny"\n', SCHEMA, "data/x.csv")
    assert [(problem.row, problem.column, problem.value) for problem in refused.value.problems] == [
        (3, "note", "x\ry"),
        (5, "note", "x\ny"),
    ]


@pytest.mark.parametrize("table", schemas.CURATED)
def test_formatting_restores_a_real_table(table):
    whole = (PACKAGE / schemas.csv_path(table)).read_bytes()
    assert form.formatted(mess(whole), SCHEMAS[table], table) == whole


# ---- the command


def mess(content):
    """The same rows, upside down, every cell in quotes, with CRLF and a mark."""
    header, *rows = records(content)
    buffer = io.StringIO()
    csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows([header, *reversed(rows)])
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


def curated(package):
    return {schemas.csv_path(table): (package / schemas.csv_path(table)).read_bytes() for table in schemas.CURATED}


def test_make_format_mends_what_an_editor_did_and_says_so(copy, capsys):
    before = curated(copy)
    for name in ("data/figures.csv", "data/sources.csv"):
        (copy / name).write_bytes(mess(before[name]))
    assert commands.main(["format", "--package", str(copy)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "formatted data/figures.csv",
        "formatted data/sources.csv",
        f"2 of {len(schemas.CURATED)} files changed",
    ]
    assert curated(copy) == before


def test_make_format_leaves_canonical_files_alone(copy, capsys):
    times = {name: (copy / name).stat().st_mtime_ns for name in curated(copy)}
    assert commands.main(["format", "--package", str(copy)]) == 0
    assert capsys.readouterr().out == f"0 of {len(schemas.CURATED)} files changed\n"
    assert {name: (copy / name).stat().st_mtime_ns for name in times} == times


def test_make_format_writes_nothing_where_one_file_cannot_be_read(copy, capsys):
    before = curated(copy)
    (copy / "data/figures.csv").write_bytes(mess(before["data/figures.csv"]))
    (copy / "data/dates.csv").write_bytes(before["data/dates.csv"] + b"\xff\n")
    damaged = curated(copy)
    assert commands.main(["format", "--package", str(copy)]) == 1
    assert "data/dates.csv:0:-" in capsys.readouterr().err
    assert curated(copy) == damaged
    assert not (copy / writing.STAGE).exists()


def test_the_build_does_not_format(copy):
    (copy / "data/figures.csv").write_bytes(mess((copy / "data/figures.csv").read_bytes()))
    before = curated(copy)
    with pytest.raises(PackageError, match="byte order mark"):
        build.build(copy)
    assert curated(copy) == before
