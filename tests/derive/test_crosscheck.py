"""The comparisons made a second time, in SQL over the curated CSV files, agree with the package's cell by cell.

The SQL in ``crosscheck/`` was written from the descriptions in ``schemas/`` alone. It shares no code with ``accounts``.
"""

import random
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from accounts import schemas
from accounts.tables import csv_bytes
from support.examples import DAYS
from support.files import PACKAGE
from support.small import derived, table

SQL = sorted((Path(__file__).resolve().parent / "crosscheck").glob("*.sql"))
KEYS = {
    "figure_comparison": ["comparison_id"],
    "date_comparison": ["comparison_id"],
    "characterization_comparison": ["comparison_id"],
    "discrepancies": ["claim_id", "counted"],
    "coverage": ["source_id", "event_id"],
    "answers": ["event_id", "topic_id", "source_id"],
    "omissions": ["claim", "event_id", "subject", "party"],
    "lineage": ["table", "row_id"],
    "series": ["family_id", "figure_id"],
}
NEAR = {"ratio": 1e-4}


def in_sql(data, anchor):
    """The derived tables by the SQL over the CSV files in ``data``, every cell text or missing."""
    with duckdb.connect(config={"threads": 1}) as base:  # the tables are small, and other tests run beside
        base.execute("SET VARIABLE data = ?", [str(data)])
        base.execute("SET VARIABLE anchor = ?", [anchor])
        for file in SQL:
            base.execute(file.read_text(encoding="utf-8"))
        rows = {}
        for name in KEYS:
            cursor = base.execute(f"SELECT COLUMNS(*)::VARCHAR FROM {name}")
            rows[name] = pd.DataFrame(cursor.fetchall(), columns=[column[0] for column in cursor.description]).astype("string")
        return rows


def as_text(frame):
    """The package's table, every cell as its CSV has it."""
    text = frame.astype("string")
    flags = [name for name in frame if frame[name].dtype == "boolean"]
    return text.assign(**{name: text[name].str.lower() for name in flags})


def first_difference(built, sql, keys):
    """Say where two tables of text first differ, or None."""
    built, sql = (frame.set_index(keys).sort_index() for frame in (built, sql))
    assert built.index.is_unique
    assert sql.index.is_unique
    alone = built.index.symmetric_difference(sql.index)
    if len(alone):
        return f"row {alone[0]} only in {'the package' if alone[0] in built.index else 'the SQL'}; {len(alone)} such rows"
    if set(built) != set(sql):
        return f"columns on one side only: {sorted(set(built) ^ set(sql))}"
    sql = sql[list(built)]
    equal = (built == sql).fillna(False) | (built.isna() & sql.isna())
    for name in NEAR.keys() & set(built):
        apart = (built[name].astype("Float64") - sql[name].astype("Float64")).abs()
        equal[name] |= apart.le(NEAR[name]).fillna(False)
    wrong = ~equal.astype(bool)
    if not wrong.to_numpy().any():
        return None
    row = wrong.any(axis=1).idxmax()
    column = wrong.loc[row].idxmax()
    cells = wrong.sum()
    return (
        f"row {row}, column {column}: package {built.at[row, column]}, SQL {sql.at[row, column]}; differing: {cells[cells > 0].to_dict()}"
    )


def differences(data, anchor, tables):
    sql = in_sql(data, anchor)
    found = {name: first_difference(as_text(tables[name]), sql[name], keys) for name, keys in KEYS.items()}
    return {name: text for name, text in found.items() if text}


def test_the_sql_gives_the_same_comparison(tables, anchor):
    assert not differences(PACKAGE / "data", anchor, tables)


#: Of every party; the Karabakh Armenian one gives no figure.
OTHERS = (
    "az-mfa-2022",
    "boston-globe-1992-03-03-quinn-judge",
    "hrw-1994-seven-years",
    "lawels-2023-khojaly-international-law",
    "memorial-1992-khojaly-report",
    "nk-mfa-2008-07-kosovo-photos",
    "roots-of-karabakh-2010-ch23",
)


@pytest.mark.parametrize("other", OTHERS)
def test_the_sql_gives_the_same_comparison_from_another_anchor(seen_from, other):
    assert not differences(PACKAGE / "data", other, seen_from(other).tables)


SOURCES = "abcdefg"
EVENTS = ("town-1992", "village-1992", "hamlet-1992")
POSITIONS = ("battle", "massacre", "tragedy")
PARTIES = ("azerbaijan", "armenia", "karabakh_armenian", "third_party", "not_shown")
TIES = ("own_party", "member_is_party", "none_known")
CREDITS = ("somebody", "somebody else")
DATED = (*DAYS, None)


def interval(rng):
    low, high = sorted(rng.sample([0, 1, 5, 613, 1275], 2))
    qualifier = rng.choice(["exact", "about", "at_least", "more_than", "up_to", "less_than", "range"])
    low, high = {"exact": (low, low), "about": (low, low), "range": (low, high)}.get(qualifier, (low, high))
    if qualifier in ("at_least", "more_than"):
        high = None
    if qualifier in ("up_to", "less_than"):
        low = None
    return {"low": low, "high": high, "qualifier": qualifier}


def span(rng):
    while True:
        earliest, latest = rng.choices(list(DAYS), k=2)
        if all(day <= later for day, later in zip(DAYS[earliest], DAYS[latest], strict=True)):
            return {"earliest": earliest, "latest": latest}


def statements(rng, key, subject, count, rest):
    """Rows of one kind, in order of publication; about half repeat an earlier one of another source on the same thing."""
    rows = []
    for n in range(count):
        source = rng.choice(SOURCES)
        row = {
            key: f"{source}-{subject.replace('_', '-')}-{n}",
            "source_id": source,
            "reading_id": f"{source}-web",
            "event_id": rng.choice(EVENTS[:2]),
            **rest(rng),
        }
        row["note"] = rng.choice([None, "n", "m"])
        if rng.random() < 0.4:
            row |= {"voice": "relayed", "credited_to": rng.choice(CREDITS), "credited_kind": "unnamed"}
            row["credited_issuer_id"] = rng.choice([None, *(f"i-{s}" for s in SOURCES)])
        earlier = [old[key] for old in rows if old["source_id"] != source and all(old[c] == row[c] for c in ("event_id", subject))]
        if earlier and rng.random() < 0.5:
            row["repeats"] = rng.choice(earlier)
        rows.append(row)
    return rows


def issuers(rng):
    """One for each source; some are part of an earlier one."""
    rows = []
    for s in SOURCES:
        part_of = rng.choice([None, *(row["issuer_id"] for row in rows)])
        rows.append({"issuer_id": f"i-{s}", "name": s, "party": rng.choice(PARTIES), "tie": rng.choice(TIES), "part_of": part_of})
    return table("issuers", rows)


def made_up(seed):
    """Curated tables that crowd what real ones seldom hold: other, zero, open ends, ties, seasons, unknown digits, long lineages."""
    rng = random.Random(seed)
    figures = statements(
        rng,
        "figure_id",
        "measure_id",
        30,
        lambda rng: (
            interval(rng)
            | {
                "measure_id": rng.choice(["killed_total", "injured"]),
                "counted": rng.choice(["unstated", "civilians", "other"]),
            }
        ),
    )
    dates = statements(rng, "date_id", "milestone", 20, lambda rng: span(rng) | {"milestone": rng.choice(["attack", "capture"])})
    words = statements(
        rng,
        "characterization_id",
        "topic_id",
        25,
        lambda rng: {"topic_id": rng.choice(["event_term", "siege"]), "position_id": rng.choice(POSITIONS)},
    )
    return {
        **{name: table(name, []) for name in schemas.CURATED},
        "issuers": issuers(rng),
        "sources": table("sources", [{"source_id": s, "issuer_id": f"i-{s}", "published": rng.choice(DATED)} for s in SOURCES]),
        "readings": table(
            "readings",
            [
                {
                    "reading_id": f"{s}-{copy}",
                    "source_id": s,
                    "coverage": rng.choice(["whole", "part", "excerpt"]),
                    "access": rng.choice(["original", "copy", "quoted"]),
                    "host_party": rng.choice(PARTIES),
                }
                for s in SOURCES
                for copy in ("print", "web")
            ],
        ),
        "events": table("events", [{"event_id": e, "label": e, "place": e, "names": e} for e in EVENTS]),
        "measures": table("measures", [{"measure_id": m} for m in ("killed_total", "injured")]),
        "topics": table("topics", [{"topic_id": t, "label": t, "question": t} for t in ("event_term", "siege")]),
        "positions": table(
            "positions",
            [{"topic_id": t, "position_id": p, "label": p, "definition": p} for t in ("event_term", "siege") for p in POSITIONS],
        ),
        "figures": table("figures", figures),
        "dates": table("dates", dates),
        "characterizations": table("characterizations", words),
    }


def disagreement(directory, curated):
    for name, frame in curated.items():
        (directory / f"{name}.csv").write_bytes(csv_bytes(frame))
    return differences(directory, "a", derived(curated).tables)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_the_sql_gives_the_same_comparison_of_made_up_accounts(tmp_path, seed):
    assert not disagreement(tmp_path, made_up(seed))


@pytest.mark.slow
@pytest.mark.parametrize("name", schemas.CLAIM_TABLES)
def test_the_sql_gives_the_same_comparison_where_only_the_anchor_speaks(tmp_path, name):
    curated = made_up(0)
    curated[name] = curated[name].query("source_id == 'a'").assign(repeats=pd.NA)
    assert not disagreement(tmp_path, curated)


@pytest.mark.slow
@pytest.mark.parametrize("name", schemas.CLAIM_TABLES)
def test_the_sql_gives_the_same_comparison_where_the_anchor_is_silent(tmp_path, name):
    curated = made_up(0)
    curated[name] = curated[name].query("source_id != 'a'").assign(repeats=pd.NA)
    assert not disagreement(tmp_path, curated)
