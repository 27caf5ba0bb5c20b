"""The comparison of figures within events again, in DuckDB's SQL and in Polars, as a measure for :mod:`accounts.derive.comparison`.

Each takes the tables in its own form, and gives the columns of ``figure_comparison`` in its own form. Both come with the extra ``test``.
The tests show that all three agree.
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import polars as pl
import pyarrow as pa

from accounts.derive.scale import TABLES

_SQL = """
WITH RECURSIVE
descent AS (
    SELECT figure_id, source_id, figure_id AS origin_figure_id, source_id AS origin_source_id FROM figures WHERE repeats IS NULL
    UNION ALL
    SELECT f.figure_id, f.source_id, d.origin_figure_id, d.origin_source_id
    FROM descent d JOIN figures f ON f.repeats = d.figure_id
),
stated AS (
    SELECT
        f.*, d.origin_figure_id, d.origin_source_id, r.url, r.access, r.host_party,
        low + (qualifier = 'more_than')::BIGINT AS first, high - (qualifier = 'less_than')::BIGINT AS last,
        coalesce(first, 0) AS lo, coalesce(last, 'infinity'::DOUBLE) AS hi
    FROM figures f JOIN descent d USING (figure_id) JOIN readings r USING (reading_id)
),
claims AS (FROM stated WHERE source_id = $anchor),
others AS (FROM stated WHERE source_id <> $anchor),
asked AS (SELECT DISTINCT event_id, source_id FROM figures WHERE source_id <> $anchor),
silence AS (
    SELECT source_id, CASE WHEN bool_or(coverage = 'whole') THEN 'not_stated' ELSE 'not_examined' END AS word FROM readings GROUP BY ALL
)
SELECT
    a.figure_id || '--' || coalesce(o.figure_id, s.source_id) AS comparison_id,
    a.figure_id AS anchor_figure_id, a.event_id, a.measure_id, a.low AS anchor_low, a.high AS anchor_high, a.counted AS anchor_counted,
    s.source_id, s.title, s.source_type, s.issuer_id, i.party, i.tie, s.published,
    o.figure_id, o.low, o.high, o.qualifier, o.counted, o.voice, o.credited_to, o.credited_kind, o.phrase, o.locator, o.note,
    o.access, o.host_party, o.url AS reading_url,
    CASE
        WHEN o.figure_id IS NULL THEN w.word
        WHEN o.lo = a.lo AND o.hi = a.hi THEN 'equal'
        WHEN o.hi < a.lo THEN 'below'
        WHEN o.lo > a.hi THEN 'above'
        WHEN o.lo <= a.lo AND o.hi >= a.hi THEN 'contains'
        WHEN o.lo >= a.lo AND o.hi <= a.hi THEN 'within'
        ELSE 'overlaps'
    END AS relation,
    CASE
        WHEN (o.first IS NULL) = (o.last IS NULL) THEN NULL
        WHEN coalesce(o.first, o.last) < coalesce(a.first, a.last) THEN 'below'
        WHEN coalesce(o.first, o.last) > coalesce(a.last, a.first) THEN 'above'
        ELSE 'equal'
    END AS stated_end,
    CASE WHEN o.hi < a.lo THEN o.hi - a.lo WHEN o.lo > a.hi THEN o.lo - a.hi WHEN o.figure_id IS NOT NULL THEN 0 END::BIGINT AS gap,
    CASE
        WHEN o.hi < a.lo THEN round(o.hi / a.lo, 4)
        WHEN o.lo > a.hi THEN round(o.lo / nullif(a.hi, 0), 4)
        WHEN o.figure_id IS NOT NULL THEN 1
    END AS ratio,
    CASE WHEN o.figure_id IS NOT NULL THEN a.counted = o.counted AND a.counted <> 'other' END AS same_population,
    o.origin_figure_id, o.origin_source_id, o.origin_figure_id = a.origin_figure_id AS origin_is_anchor_line
FROM claims a
JOIN asked ON asked.event_id = a.event_id
JOIN sources s ON s.source_id = asked.source_id
JOIN issuers i ON i.issuer_id = s.issuer_id
JOIN silence w ON w.source_id = s.source_id
LEFT JOIN others o ON o.event_id = a.event_id AND o.measure_id = a.measure_id AND o.source_id = s.source_id
"""


def in_duckdb(tables: Mapping[str, pa.Table]) -> duckdb.DuckDBPyConnection:
    """Return a database in memory with the tables in DuckDB's own form; codes are enumerations. The caller closes it."""
    base = duckdb.connect()
    for name in TABLES:
        base.register("arrow", tables[name])
        base.execute(f"CREATE TABLE {name} AS FROM arrow")
    base.unregister("arrow")
    return base


def duckdb_figures(base: duckdb.DuckDBPyConnection, anchor: str) -> pa.Table:
    """Return the comparison of a database of :func:`in_duckdb`, as Arrow."""
    return base.sql(_SQL, params={"anchor": anchor}).to_arrow_table()


def polars_figures(tables: Mapping[str, pl.DataFrame], anchor: str) -> pl.DataFrame:
    """Return the comparison of Polars tables."""
    figures, sources, readings, issuers = (tables[name].lazy() for name in TABLES)
    origin = figures.select("figure_id", parent=pl.coalesce("repeats", "figure_id")).collect()
    while True:  # each round doubles the steps
        further = origin.join(origin, left_on="parent", right_on="figure_id", how="left", maintain_order="left")["parent_right"]
        if (further == origin["parent"]).all():
            break
        origin = origin.with_columns(parent=further)
    roots = figures.select(origin_figure_id="figure_id", origin_source_id="source_id")
    infinity = pl.lit(float("inf"))
    stated = (
        figures.join(origin.lazy().rename({"parent": "origin_figure_id"}), on="figure_id")
        .join(roots, on="origin_figure_id")
        .join(readings.select("reading_id", "access", "host_party", reading_url="url"), on="reading_id")
        .with_columns(
            first=pl.col("low").cast(pl.Float64) + (pl.col("qualifier") == "more_than"),
            last=pl.col("high").cast(pl.Float64) - (pl.col("qualifier") == "less_than"),
        )
        .with_columns(lo=pl.col("first").fill_null(0), hi=pl.col("last").fill_null(infinity))
    )
    is_anchor = pl.col("source_id") == anchor
    values = ["figure_id", "low", "high", "counted", "first", "last", "lo", "hi", "origin_figure_id"]
    claims = stated.filter(is_anchor).select("event_id", "measure_id", *(pl.col(name).alias(f"anchor_{name}") for name in values))
    others = stated.filter(~is_anchor)
    silence = readings.group_by("source_id").agg(whole=(pl.col("coverage") == "whole").any())
    facts = sources.select("source_id", "title", "source_type", "issuer_id", "published")
    facts = facts.join(issuers.select("issuer_id", "party", "tie"), on="issuer_id").join(silence, on="source_id")
    pairs = claims.join(others.select("event_id", "source_id").unique(), on="event_id").join(facts, on="source_id")
    own = ["qualifier", "voice", "credited_to", "credited_kind", "phrase", "locator", "note"]
    own += ["access", "host_party", "reading_url", "origin_source_id"]
    pairs = pairs.join(
        others.select("event_id", "measure_id", "source_id", *values, *own), on=["event_id", "measure_id", "source_id"], how="left"
    )
    lo, hi, anchor_lo, anchor_hi = (pl.col(name) for name in ("lo", "hi", "anchor_lo", "anchor_hi"))
    is_stated = pl.col("figure_id").is_not_null()
    relation = (
        pl.when(~is_stated)
        .then(pl.when("whole").then(pl.lit("not_stated")).otherwise(pl.lit("not_examined")))
        .when((lo == anchor_lo) & (hi == anchor_hi))
        .then(pl.lit("equal"))
        .when(hi < anchor_lo)
        .then(pl.lit("below"))
        .when(lo > anchor_hi)
        .then(pl.lit("above"))
        .when((lo <= anchor_lo) & (hi >= anchor_hi))
        .then(pl.lit("contains"))
        .when((lo >= anchor_lo) & (hi <= anchor_hi))
        .then(pl.lit("within"))
        .otherwise(pl.lit("overlaps"))
    )
    end = pl.coalesce("first", "last")
    stated_end = (
        pl.when(pl.col("first").is_null() == pl.col("last").is_null())
        .then(None)
        .when(end < pl.coalesce("anchor_first", "anchor_last"))
        .then(pl.lit("below"))
        .when(end > pl.coalesce("anchor_last", "anchor_first"))
        .then(pl.lit("above"))
        .otherwise(pl.lit("equal"))
    )
    gap = pl.when(hi < anchor_lo).then(hi - anchor_lo).when(lo > anchor_hi).then(lo - anchor_hi).when(is_stated).then(pl.lit(0.0))
    ratio = pl.when(hi < anchor_lo).then(hi / anchor_lo).when(lo > anchor_hi).then(lo / anchor_hi).when(is_stated).then(pl.lit(1.0))
    return (
        pairs.with_columns(
            comparison_id=pl.concat_str("anchor_figure_id", pl.lit("--"), pl.coalesce("figure_id", "source_id")),
            relation=relation,
            stated_end=stated_end,
            gap=gap.cast(pl.Int64),
            ratio=pl.when(ratio.is_finite()).then(ratio.round(4)),
            same_population=(pl.col("counted") == pl.col("anchor_counted")) & (pl.col("counted") != "other"),
            origin_is_anchor_line=pl.col("origin_figure_id") == pl.col("anchor_origin_figure_id"),
        )
        .drop("whole", "first", "last", "lo", "hi", "anchor_first", "anchor_last", "anchor_lo", "anchor_hi", "anchor_origin_figure_id")
        .collect()
    )
