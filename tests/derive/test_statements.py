"""Every figure, date and characterization with all that a reader needs: each row once, each cell that of the curated tables."""

import functools
from dataclasses import replace

import edtf
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from accounts import package as packages
from accounts import schemas
from accounts.derive import statements
from accounts.problems import PackageError
from accounts.schemas import CLAIM_TABLES, SUBJECTS
from support import small
from support.files import SCHEMAS
from support.small import RELAYED, curated, day, derived, figure, word

MILESTONES = schemas.labels(SCHEMAS["dates"], "milestone")
SIGNS = {"at_least": "≥ ", "more_than": "> ", "up_to": "≤ ", "less_than": "< ", "about": "~ "}
OF_LINEAGE = ("origin_id", "origin_source_id", "root", "depth", "repeated_by")


def records(frame, *key):
    """The rows of a table as text, by their key; nothing where a cell is empty."""
    text = frame.astype("string").astype(object)
    rows = text.where(frame.notna(), None).to_dict("records")
    return {tuple(row[name] for name in key) if len(key) > 1 else row[key[0]]: row for row in rows}


def words(table, row, positions):
    if table == "figures":
        ends = [f"{int(row[end]):,}" for end in ("low", "high") if row[end] is not None]
        return f"{ends[0]}–{ends[-1]}" if len(set(ends)) > 1 else SIGNS.get(row["qualifier"], "") + ends[0]
    if table == "dates":
        return "/".join(dict.fromkeys((row["earliest"], row["latest"])))
    return positions[row["topic_id"], row["position_id"]]["label"]


@functools.cache  # the library takes ten milliseconds for a date
def day_of(published):
    """The day by which a date is sorted, as the edtf library reads it."""
    if published is None:
        return None
    begin, _, end = published.partition("/")
    moment = edtf.parse_edtf(end).upper_strict() if begin == ".." else edtf.parse_edtf(begin).lower_strict()
    return f"{moment.tm_year:04}-{moment.tm_mon:02}-{moment.tm_mday:02}"


def expected(tables):
    """Every statement, put together one row and one look-up at a time."""
    sources, issuers, readings = (records(tables[name], f"{name[:-1]}_id") for name in ("sources", "issuers", "readings"))
    lineage = records(tables["lineage"], "table", "row_id")
    positions = records(tables["positions"], "topic_id", "position_id")
    labels = {
        "event_id": {key: row["label"] for key, row in records(tables["events"], "event_id").items()},
        "measure_id": {key: row["label"] for key, row in records(tables["measures"], "measure_id").items()},
        "topic_id": {key: row["label"] for key, row in records(tables["topics"], "topic_id").items()},
        "milestone": MILESTONES,
    }
    found = {}
    for table, key in CLAIM_TABLES.items():
        about = SUBJECTS[table]
        for identifier, row in records(tables[table], key).items():
            source, reading, credited = sources[row["source_id"]], readings[row["reading_id"]], row["credited_issuer_id"]
            issuer = issuers[source["issuer_id"]]
            found[table, identifier] = {
                **{name: cell for name, cell in row.items() if name not in (key, about)},
                "table": table,
                "row_id": identifier,
                "subject": row[about],
                "subject_label": labels[about][row[about]],
                "event_label": labels["event_id"][row["event_id"]],
                "value": words(table, row, positions),
                **{name: source[name] for name in ("issuer_id", "source_type", "title", "published")},
                "sort_day": day_of(source["published"]),
                "issuer": issuer["name"],
                **{name: issuer[name] for name in ("party", "tie")},
                "credited_party": issuers[credited]["party"] if credited else None,
                "reading_url": reading["url"],
                **{name: reading[name] for name in ("language", "access", "host", "host_party", "coverage")},
                **{name: lineage[table, identifier][name] for name in OF_LINEAGE},
            }
    return found


def wrong(asked, derived_table):
    """The rows that are on one side only, and the cells that differ."""
    got = records(derived_table, "table", "row_id")
    rows = [(row, "") for row in asked.keys() ^ got.keys()] + [("", "twice")] * (len(derived_table) - len(got))
    cells = ((row, name, cell, asked[row].get(name)) for row in asked.keys() & got.keys() for name, cell in got[row].items())
    return rows + [(row, name) for row, name, cell, right in cells if cell != right]


def of_a_few():
    """A package of every kind of statement: open ends, ranges, relayed words, repeats, a credited issuer."""
    again = {"repeats": "a-killed-total-1", "repeats_basis": "credited", **RELAYED, "credited_issuer_id": "issuer-a"}
    return derived(
        curated(
            figures=[figure("a", 1613, 1613), figure("b", 485, None), figure("c", 1613, 1613, **again), figure("d", 5, 1000)],
            dates=[day("a", "1992-02-25", "1992-02-26"), day("b", "1992-02", "1992-02")],
            characterizations=[word("a", "massacre"), word("b", "battle", "relayed", in_detention="true"), word("c", "battle", note="N.")],
        )
    ).tables


FEW = of_a_few()
ASKED = expected(FEW)


def test_each_row_has_its_document_reading_and_value():
    assert wrong(ASKED, FEW["statements"]) == []
    rows = FEW["statements"].astype("string").set_index("row_id")
    assert rows["value"].to_dict() == {
        "a-killed-total-1": "1,613",
        "b-killed-total-1": "≥ 485",
        "c-killed-total-1": "1,613",
        "d-killed-total-1": "5–1,000",
        "a-attack": "1992-02-25/1992-02-26",
        "b-attack": "1992-02",
        "a-event-term-massacre-1": "massacre",
        "b-event-term-battle-1": "battle",
        "c-event-term-battle-1": "battle",
    }
    assert rows.loc["c-killed-total-1", ["credited_party", "origin_id", "depth"]].to_list() == ["third_party", "a-killed-total-1", "1"]
    assert rows.loc["a-attack", ["low", "counted", "position_id"]].isna().all()


@settings(max_examples=30)
@given(st.data())
def test_another_value_in_any_cell_is_seen(data):
    rows = FEW["statements"].astype("string").astype(object)
    at, column = data.draw(st.integers(0, len(rows) - 1)), data.draw(st.sampled_from(list(rows)))
    value = data.draw(st.sampled_from([*rows[column].dropna(), "another", None]))
    before = rows.at[at, column]
    assume((before if pd.notna(before) else None) != value)
    rows.at[at, column] = value
    assert wrong(ASKED, rows)


def test_a_row_left_out_or_given_twice_is_seen():
    rows = FEW["statements"]
    assert wrong(ASKED, rows.drop(index=3)) == [(tuple(rows.loc[3, ["table", "row_id"]]), "")]
    assert wrong(ASKED, pd.concat([rows, rows.tail(1)])) == [("", "twice")]


@pytest.mark.slow
def test_every_row_of_the_package_is_there_once_and_each_cell_is_right(whole):
    assert wrong(expected(whole.tables), whole.tables["statements"]) == []
    assert len(whole.tables["statements"]) == sum(len(whole.tables[name]) for name in CLAIM_TABLES)


def test_the_rows_of_one_table_have_its_own_columns_only(whole):
    for name, key in CLAIM_TABLES.items():
        part = statements.of_table(whole.tables, name)
        assert len(part) == len(whole.tables[name])
        assert set(part["row_id"]) == set(whole.tables[name][key])
        assert {column for columns in statements.ONLY.values() for column in columns} & set(part) == set(statements.ONLY[name])


def test_a_value_is_in_the_words_of_the_overview(whole, anchor):
    sheet = whole.tables["overview"].set_index("source_id")
    rows = statements.of_table(whole.tables, "figures").astype("string").query("event_id == 'khojaly-1992'")
    rows = rows[rows["subject"].isin(sheet.columns)]
    assert len(rows) > 500
    for row in rows.itertuples():
        said = row.value if row.voice == "own" else f"{row.value} (relayed)"
        assert said in sheet.at[row.source_id, row.subject].split("; ")


def test_the_anchor_changes_nothing(whole, seen_from):
    pd.testing.assert_frame_equal(seen_from("hrw-1994-seven-years").tables["statements"], whole.tables["statements"])


def test_no_statement_at_all_is_a_table_without_rows():
    found = derived(curated()).tables["statements"]
    assert found.empty
    assert list(found) == schemas.columns(SCHEMAS["statements"])


@pytest.mark.parametrize(("table", "column"), [("topics", "subject_label"), ("positions", "value"), ("measures", "subject_label")])
def test_a_label_that_is_missing_stops_the_build(table, column):
    package = small.package({name: frame for name, frame in FEW.items() if name in schemas.CURATED})
    rows = package.tables[table].assign(label=pd.NA)
    with pytest.raises(PackageError, match=f"statements.csv:.*:{column}  ''  empty, but required"):
        packages.derive(replace(package, tables={**package.tables, table: rows}))
