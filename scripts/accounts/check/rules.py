"""The rules that a Table Schema cannot say.

Each rule is a function over the curated tables that yields ``(table, mask, column)``: the rows that break it and the column to look at.
Its docstring says what is wrong, its decorator what to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from accounts import schemas
from accounts.derive import edtf, intervals, lineage
from accounts.problems import Problem
from accounts.schemas import CLAIM_TABLES
from accounts.tables import Tables, positions

Broken = Iterator[tuple[str, "pd.Series[bool]", str]]
Rule = Callable[[Tables], Broken]
RULES: dict[str, tuple[Rule, str]] = {}


def _rule(remedy: str) -> Callable[[Rule], Rule]:
    def keep(rule: Rule) -> Rule:
        RULES[rule.__name__] = (rule, remedy)
        return rule

    return keep


def check(tables: Tables) -> list[Problem]:
    """Return every row that breaks a rule."""
    found = []
    for rule, remedy in RULES.values():
        wrong = (rule.__doc__ or "").rstrip(".")
        for table, mask, column in rule(tables):
            frame = tables[table]
            at = mask.fillna(False).to_numpy(bool)
            values = frame[column].astype("string").fillna("")
            found += [
                Problem(schemas.csv_path(table), row + 2, column, str(values.iloc[row]), wrong, remedy) for row in at.nonzero()[0].tolist()
            ]
    return found


def _is(frame: pd.DataFrame, column: str, *codes: str) -> pd.Series:
    return frame[column].astype("string").isin(codes)


def _among(values: pd.Series, others: pd.Series) -> pd.Series:
    """Return which of ``values`` stand among ``others``."""
    return pd.Series(positions(values, others) >= 0, index=values.index)


def _position(frame: pd.DataFrame) -> pd.Series:
    return frame["topic_id"].astype("string") + ":" + frame["position_id"].astype("string")


# ---- intervals


@_rule("make low the smaller end, or leave one empty")
def low_above_high(tables: Tables) -> Broken:
    """low is larger than high."""
    rows = tables["figures"]
    yield "figures", rows["low"] > rows["high"], "low"


@_rule("fill both ends with the same number, or change the qualifier")
def exact_needs_one_number(tables: Tables) -> Broken:
    """exact and about have both ends equal."""
    rows = tables["figures"]
    yield "figures", _is(rows, "qualifier", "exact", "about") & ~(rows["low"] == rows["high"]).fillna(False), "qualifier"


@_rule("keep low only, or change the qualifier")
def lower_bound_only(tables: Tables) -> Broken:
    """at_least and more_than have a low and no high."""
    rows = tables["figures"]
    yield "figures", _is(rows, "qualifier", "at_least", "more_than") & (rows["low"].isna() | rows["high"].notna()), "high"


@_rule("keep high only, or change the qualifier")
def upper_bound_only(tables: Tables) -> Broken:
    """up_to and less_than have a high and no low."""
    rows = tables["figures"]
    yield "figures", _is(rows, "qualifier", "up_to", "less_than") & (rows["high"].isna() | rows["low"].notna()), "low"


@_rule("fill both ends with different numbers, or change the qualifier")
def range_needs_two_numbers(tables: Tables) -> Broken:
    """range has two different ends."""
    rows = tables["figures"]
    yield "figures", _is(rows, "qualifier", "range") & ~(rows["low"] != rows["high"]).fillna(False), "qualifier"


@_rule("check both numbers, and whether they are of one reading and date")
def part_above_whole(tables: Tables) -> Broken:
    """a part is larger than its whole in the same source, reading and date."""
    same = ["measure_id", "source_id", "reading_id", "event_id", "as_of"]
    rows = tables["figures"][[*same, "low", "high"]].astype({"measure_id": "string"})
    largest = rows["high"].astype("Float64").fillna(np.inf).groupby([rows[name] for name in same], dropna=False, observed=True).max()
    whole = tables["measures"].set_index(tables["measures"]["measure_id"].astype("string"))["part_of"].astype("string")
    parts = rows.assign(measure_id=rows["measure_id"].map(whole)).merge(largest.rename("largest").reset_index(), on=same, how="left")
    yield "figures", (parts["low"] > parts["largest"]).set_axis(rows.index), "low"


@_rule("say in note who is counted, or use a code that says it")
def other_needs_note(tables: Tables) -> Broken:
    """counted is other and note says nothing."""
    rows = tables["figures"]
    yield "figures", _is(rows, "counted", "other") & rows["note"].isna(), "counted"


# ---- voice and words


@_rule("name whom the text credits, or make the voice own")
def relayed_needs_credit(tables: Tables) -> Broken:
    """a relayed row credits nobody."""
    for table in CLAIM_TABLES:
        rows = tables[table]
        yield table, _is(rows, "voice", "relayed") & rows["credited_to"].isna(), "credited_to"


@_rule("empty credited_to, or make the voice relayed")
def own_forbids_credit(tables: Tables) -> Broken:
    """a row in the document's own voice credits somebody."""
    for table in CLAIM_TABLES:
        rows = tables[table]
        yield table, _is(rows, "voice", "own") & rows["credited_to"].notna(), "credited_to"


@_rule("quote the few words, or paraphrase in note")
def words_needed(tables: Tables) -> Broken:
    """neither phrase nor note says what the text says."""
    for table in CLAIM_TABLES:
        rows = tables[table]
        yield table, rows["phrase"].isna() & rows["note"].isna(), "phrase"


@_rule("cut it to the words that carry the claim")
def phrase_is_a_sentence(tables: Tables) -> Broken:
    """the phrase is a whole sentence: a capital to a full stop."""
    for table in CLAIM_TABLES:
        phrase = tables[table]["phrase"]
        closed = phrase.str.fullmatch(r"[\"'“«„]*\w.*[.!?։。][\"'”»“]*")
        yield table, closed & phrase.str.lstrip("\"'“«„").str.slice(0, 1).str.isupper(), "phrase"


@_rule("say which kind the credit is, or empty it where the voice is own")
def kind_of_credit_missing(tables: Tables) -> Broken:
    """credited_kind is not filled where, and only where, the row credits somebody."""
    for table in CLAIM_TABLES:
        rows = tables[table]
        yield table, rows["credited_kind"].isna() != rows["credited_to"].isna(), "credited_kind"


@_rule("empty it, or make the voice relayed and name in credited_to whom the text credits")
def credited_issuer_without_credit(tables: Tables) -> Broken:
    """an issuer is credited but credited_to names nobody."""
    for table in CLAIM_TABLES:
        rows = tables[table]
        yield table, rows["credited_issuer_id"].notna() & rows["credited_to"].isna(), "credited_issuer_id"


# ---- lineage


@_rule("fill both, or neither")
def repeats_needs_basis(tables: Tables) -> Broken:
    """repeats and repeats_basis are not filled together."""
    for table in CLAIM_TABLES:
        rows = tables[table]
        yield table, rows["repeats"].isna() != rows["repeats_basis"].isna(), "repeats_basis"


@_rule("point each row at the earlier one")
def repeats_in_a_circle(tables: Tables) -> Broken:
    """repeats leads back to its own row."""
    for table, key in CLAIM_TABLES.items():
        rows = tables[table]
        try:
            lineage.roots(rows[key], rows["repeats"])
        except lineage.CycleError as error:
            yield table, rows[key].isin(error.rows), "repeats"


@_rule("make one of them the whole")
def part_of_in_a_circle(tables: Tables) -> Broken:
    """part_of leads back to its own row."""
    for table, key in (("issuers", "issuer_id"), ("measures", "measure_id")):
        yield table, _circular(tables[table][key], tables[table]["part_of"]), "part_of"


def _circular(identifiers: pd.Series, above: pd.Series) -> pd.Series:
    """Return which rows lead back to themselves, or to such a row."""
    identifiers, above = identifiers.astype("string"), above.astype("string")
    try:
        lineage.roots(identifiers, above)
    except lineage.CycleError as error:
        return identifiers.isin(error.rows) | (identifiers == above).fillna(False)
    return (identifiers == above).fillna(False)


def _repeated(tables: Tables, table: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows that repeat another, and in the same order the rows they repeat."""
    every = tables[table]
    at = positions(every["repeats"], every[CLAIM_TABLES[table]])
    rows = every[at >= 0]
    return rows, every.iloc[at[at >= 0]].set_index(rows.index)


@_rule("repeat a row on the same event and measure, topic or milestone")
def repeats_another_thing(tables: Tables) -> Broken:
    """repeats points to a row about something else."""
    for table, thing in (("figures", "measure_id"), ("dates", "milestone"), ("characterizations", "topic_id")):
        rows, earlier = _repeated(tables, table)
        other = pd.Series(False, index=rows.index)
        for name in ("event_id", thing):
            other |= rows[name].astype("string") != earlier[name].astype("string")
        yield table, other.reindex(tables[table].index, fill_value=False), "repeats"


@_rule("repeat a row that says the same, or say in note that it is rounded or merged")
def repeats_another_value(tables: Tables) -> Broken:
    """repeats points to another interval, position or date, and the note does not say that it was rounded or merged."""
    for table in CLAIM_TABLES:
        rows, earlier = _repeated(tables, table)
        differ = intervals.span(rows) != intervals.span(earlier)
        told = rows["note"].str.contains(r"\b(?:round|rounds|rounded|merges|merged)\b", case=False).fillna(False)
        yield table, (differ & ~told).reindex(tables[table].index, fill_value=False), "repeats"


@_rule("repeat a row of another document")
def repeats_its_own_source(tables: Tables) -> Broken:
    """repeats points to a row of the same source."""
    for table in CLAIM_TABLES:
        rows, earlier = _repeated(tables, table)
        yield table, (rows["source_id"] == earlier["source_id"]).reindex(tables[table].index, fill_value=False), "repeats"


@_rule("point at the earlier document, or mend the dates")
def repeats_a_later_document(tables: Tables) -> Broken:
    """repeats points to a document published later."""
    days = edtf.bounds(tables["sources"]["published"]).set_index(tables["sources"]["source_id"])
    for table in CLAIM_TABLES:
        rows, earlier = _repeated(tables, table)
        later = earlier["source_id"].map(days["first"]) > rows["source_id"].map(days["last"])
        yield table, later.reindex(tables[table].index, fill_value=False), "repeats"


@_rule("make the voice relayed and name whom the text credits, or use another basis")
def credited_needs_relayed(tables: Tables) -> Broken:
    """repeats_basis is credited but the row credits nobody."""
    for table in CLAIM_TABLES:
        rows = tables[table]
        yield table, _is(rows, "repeats_basis", "credited") & _is(rows, "voice", "own"), "repeats_basis"


@_rule("use credited or same_text, or mend the issuers")
def restated_by_another(tables: Tables) -> Broken:
    """repeats_basis is restated but the issuers are not of one state or organisation."""
    issuers = tables["issuers"]
    if _circular(issuers["issuer_id"], issuers["part_of"]).any():
        return  # part_of_in_a_circle says so
    root = issuers["issuer_id"].to_numpy()[lineage.roots(issuers["issuer_id"], issuers["part_of"])["origin"]]
    state = _is(issuers, "issuer_type", "government", "parliament", "court")
    organ = "state " + issuers["party"].astype("string") + " " + issuers["seat"].astype("string").fillna("")
    family = pd.Series(root, index=issuers["issuer_id"], dtype="string").where(~state.to_numpy(), organ.to_numpy())
    of_source = tables["sources"].set_index("source_id")["issuer_id"].map(family)
    for table in CLAIM_TABLES:
        rows, earlier = _repeated(tables, table)
        differ = rows["source_id"].map(of_source) != earlier["source_id"].map(of_source)
        at = _is(rows, "repeats_basis", "restated") & differ
        yield table, at.reindex(tables[table].index, fill_value=False), "repeats_basis"


# ---- issuers

_SIDES = ("azerbaijan", "armenia", "karabakh_armenian")


@_rule("write own_party for an issuer of a side, and for no other")
def own_party_of_another(tables: Tables) -> Broken:
    """tie is own_party though the issuer is of no side, or the issuer is of a side and tie is another."""
    rows = tables["issuers"]
    yield "issuers", _is(rows, "tie", "own_party") != _is(rows, "party", *_SIDES), "tie"


@_rule("name the public fact and its year, or write none_known")
def tie_without_basis(tables: Tables) -> Broken:
    """tie_basis is not filled where, and only where, the issuer has a tie to a party that is not its own."""
    rows = tables["issuers"]
    tied = ~_is(rows, "tie", "own_party", "none_known")
    yield "issuers", tied != rows["tie_basis"].notna(), "tie_basis"
    yield "issuers", ~tied & rows["tie_party"].notna(), "tie_party"


# ---- readings and sources


@_rule("name a reading of this source")
def reading_of_another_source(tables: Tables) -> Broken:
    """the row's reading belongs to another source."""
    source = tables["readings"].set_index("reading_id")["source_id"]
    for table in CLAIM_TABLES:
        rows = tables[table]
        read = rows["reading_id"].map(source)
        yield table, read.notna() & (read != rows["source_id"]), "reading_id"


@_rule("mend the date of one of them")
def published_after_reading(tables: Tables) -> Broken:
    """the document is dated after the day it was read."""
    first = edtf.bounds(tables["sources"]["published"])["first"].set_axis(tables["sources"]["source_id"])
    rows = tables["readings"]
    yield "readings", rows["source_id"].map(first) > edtf.bounds(rows["consulted_on"].astype("string"))["first"], "consulted_on"


@_rule("add the reading, or remove the source")
def source_without_reading(tables: Tables) -> Broken:
    """the source has no reading."""
    yield "sources", ~_among(tables["sources"]["source_id"], tables["readings"]["source_id"]), "source_id"


@_rule("encode a row, say in note why there is none, or remove the source")
def source_without_rows(tables: Tables) -> Broken:
    """the source has no row, was not read whole and its note does not say why."""
    rows = tables["sources"]
    used = pd.concat([tables[table]["source_id"] for table in CLAIM_TABLES])
    readings = tables["readings"]
    whole = readings.loc[_is(readings, "coverage", "whole"), "source_id"]
    yield "sources", ~_among(rows["source_id"], used) & ~_among(rows["source_id"], whole) & rows["note"].isna(), "source_id"


@_rule("name it in a row, say in note why it stands, or remove it")
def reading_without_rows(tables: Tables) -> Broken:
    """no row names the reading and its note does not say why it stands."""
    rows = tables["readings"]
    used = pd.concat([tables[table]["reading_id"] for table in CLAIM_TABLES])
    yield "readings", ~_among(rows["reading_id"], used) & ~_is(rows, "coverage", "whole") & rows["note"].isna(), "reading_id"


@_rule("use it, or remove it")
def code_without_rows(tables: Tables) -> Broken:
    """nothing uses the entry."""
    issuers, measures = tables["issuers"]["issuer_id"], tables["measures"]["measure_id"]
    credited = [tables[table]["credited_issuer_id"] for table in CLAIM_TABLES]
    yield "issuers", ~_among(issuers, pd.concat([tables["sources"]["issuer_id"], tables["issuers"]["part_of"], *credited])), "issuer_id"
    counted, wholes = tables["figures"]["measure_id"].astype("string"), tables["measures"]["part_of"].astype("string")
    yield "measures", ~_among(measures, pd.concat([counted, wholes])), "measure_id"
    positions = tables["positions"]
    mirror = positions["topic_id"].astype("string") + ":" + positions["mirror"].astype("string")
    used = _position(tables["characterizations"])
    yield "positions", ~_among(_position(positions), used) & ~_among(mirror, used), "position_id"
    yield "topics", ~_among(tables["topics"]["topic_id"], tables["positions"]["topic_id"]), "topic_id"


# ---- the codebook

_NAMES_A_SIDE = r"(?:^|_)(?:armenia|armenian|armenians|azerbaijan|azerbaijani|azerbaijanis|dashnaktsutyun|popular_front)(?:_|$)"


@_rule("write the position that asks the same of the other side, and write this one as its mirror")
def side_without_mirror(tables: Tables) -> Broken:
    """the position names a side and has no mirror in its topic, or its mirror does not point back."""
    rows = tables["positions"]
    named, mirror = rows["position_id"].astype("string"), rows["mirror"].astype("string")
    pairs = rows["topic_id"].astype("string") + ":" + named + ":" + mirror
    back = rows["topic_id"].astype("string") + ":" + mirror + ":" + named
    yield "positions", named.str.contains(_NAMES_A_SIDE) & mirror.isna(), "mirror"
    yield "positions", mirror.notna() & ~_among(back, pairs), "mirror"


@_rule("name a row that has this position")
def example_of_another_position(tables: Tables) -> Broken:
    """example is no row with this position."""
    rows, used = tables["positions"], tables["characterizations"]
    code = _position(used).set_axis(used["characterization_id"])
    yield "positions", rows["example"].notna() & (rows["example"].map(code) != _position(rows)).fillna(True), "example"


@_rule("name a row that seems to have this position and has another")
def near_miss_of_this_position(tables: Tables) -> Broken:
    """near_miss is no row, or one with this position."""
    rows, used = tables["positions"], tables["characterizations"]
    code = rows["near_miss"].map(_position(used).set_axis(used["characterization_id"]))
    yield "positions", rows["near_miss"].notna() & (code.isna() | (code == _position(rows))), "near_miss"


@_rule("put other events on other-events, and nothing else there")
def other_events_elsewhere(tables: Tables) -> Broken:
    """the topic is other_events_named and the event is not other-events, or the other way round."""
    rows = tables["characterizations"]
    yield "characterizations", _is(rows, "topic_id", "other_events_named") != _is(rows, "event_id", "other-events"), "event_id"
    for table in ("figures", "dates"):
        yield table, _is(tables[table], "event_id", "other-events"), "event_id"


# ---- dates


@_rule("write a day of the calendar as EDTF: YYYY, YYYY-MM or YYYY-MM-DD, A/B")
def not_a_date(tables: Tables) -> Broken:
    """no such date, or an interval that ends before it begins."""
    columns = {"sources": ["published"], "events": ["date"], "figures": ["as_of"], "dates": ["earliest", "latest"]}
    for table, names in columns.items():
        for name in names:
            values = tables[table][name]
            days = edtf.bounds(values)
            nothing = days["first"].isna() | days["last"].isna()
            yield table, values.notna() & (nothing | (days["first"] > days["last"])), name


@_rule("put the earlier date first")
def earliest_after_latest(tables: Tables) -> Broken:
    """earliest is after latest."""
    rows = tables["dates"]
    yield "dates", edtf.bounds(rows["earliest"])["first"] > edtf.bounds(rows["latest"])["last"], "earliest"


@_rule("mend the date of the document, or the event of the row")
def published_before_the_event(tables: Tables) -> Broken:
    """the document is dated before the event of which it speaks."""
    last = edtf.bounds(tables["sources"]["published"])["last"].set_axis(tables["sources"]["source_id"])
    first = edtf.bounds(tables["events"]["date"])["first"].set_axis(tables["events"]["event_id"].astype("string"))
    for table in CLAIM_TABLES:
        rows = tables[table]
        yield table, rows["source_id"].map(last) < rows["event_id"].astype("string").map(first), "event_id"


@_rule("mend one of the dates")
def as_of_after_document(tables: Tables) -> Broken:
    """the number is given for a day after the document."""
    last = edtf.bounds(tables["sources"]["published"])["last"].set_axis(tables["sources"]["source_id"])
    rows = tables["figures"]
    yield "figures", edtf.bounds(rows["as_of"])["first"] > rows["source_id"].map(last), "as_of"


# ---- double coding


@_rule("name a row of that table, or write withdrawn in adjudication")
def double_coding_of_no_row(tables: Tables) -> Broken:
    """no such row was coded twice."""
    rows = tables["double_coding"]
    known = pd.concat([table + ":" + tables[table][key].astype("string") for table, key in CLAIM_TABLES.items()])
    missing = ~_among(rows["table"].astype("string") + ":" + rows["row_id"], known)
    yield "double_coding", missing != _is(rows, "adjudication", "withdrawn"), "row_id"


@_rule("ask what rows of that table say")
def question_of_another_table(tables: Tables) -> Broken:
    """rows of the table do not say what the question asks."""
    asked = {
        "figures": ("measure", "low", "high", "qualifier", "counted", "voice"),
        "dates": ("milestone", "earliest", "latest", "voice"),
        "characterizations": ("position", "voice"),
    }
    rows = tables["double_coding"]
    fits = pd.Series(False, index=rows.index)
    for table, questions in asked.items():
        fits |= _is(rows, "table", table) & _is(rows, "question", *questions)
    yield "double_coding", ~fits, "question"


@_rule("write agreed where both readers coded alike, and there alone, or withdrawn; else say in reason what was decided and why")
def adjudication_does_not_fit(tables: Tables) -> Broken:
    """adjudication or its reason does not fit the two codings."""
    rows = tables["double_coding"]
    agreed, withdrawn = (_is(rows, "adjudication", code) for code in ("agreed", "withdrawn"))
    yield "double_coding", ~withdrawn & (agreed != (rows["first"].fillna("") == rows["second"].fillna(""))), "adjudication"
    yield "double_coding", agreed == rows["reason"].notna(), "reason"


# ---- identity


@_rule("remove one of them, or say in its columns how they differ")
def row_twice(tables: Tables) -> Broken:
    """the same statement of one reading stands twice."""
    says = {
        "figures": ["measure_id", "low", "high", "qualifier", "counted", "as_of"],
        "dates": ["milestone", "earliest", "latest"],
        "characterizations": ["topic_id", "position_id"],
    }
    for table, key in CLAIM_TABLES.items():
        columns = ["source_id", "reading_id", "event_id", *says[table], "voice", "credited_to"]
        yield table, tables[table].duplicated(columns), key


@_rule("begin it with the source_id of the row")
def foreign_identifier(tables: Tables) -> Broken:
    """the identifier does not begin with that of its source."""
    for table, key in {"readings": "reading_id", **CLAIM_TABLES}.items():
        named, source = (tables[table][column].to_numpy(str) for column in (key, "source_id"))
        yield table, pd.Series(~np.strings.startswith(named, np.strings.add(source, "-"))), key


@_rule("choose another identifier")
def identifier_of_a_source(tables: Tables) -> Broken:
    """the identifier is that of a source, which stands in its place where a source gives nothing."""
    for table, key in CLAIM_TABLES.items():
        yield table, _among(tables[table][key], tables["sources"]["source_id"]), key


@_rule("choose a new identifier")
def retired_identifier(tables: Tables) -> Broken:
    """an earlier release used the identifier for a row that was retired."""
    retired = tables["retired"]
    keys = {
        "issuers": "issuer_id",
        "sources": "source_id",
        "readings": "reading_id",
        "events": "event_id",
        "measures": "measure_id",
        "topics": "topic_id",
    }
    for table, key in {**keys, **CLAIM_TABLES}.items():
        gone = retired.loc[_is(retired, "table", table), "row_id"]
        yield table, _among(tables[table][key], gone), key
    yield "positions", _among(_position(tables["positions"]), retired.loc[_is(retired, "table", "positions"), "row_id"]), "position_id"
