"""An excerpt of the package: some of its sources with all that they say, and all that this refers to."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from accounts import package as packages
from accounts import tables
from accounts.check import names
from accounts.package import Package
from accounts.schemas import CLAIM_TABLES

EVERY = 48  # of how many sources one is taken


def excerpt(package: Package) -> Package:
    """Return a valid package of real rows: the anchor, one source in :data:`EVERY`, the sources they repeat; with the derived tables."""
    whole = package.tables
    kept = {package.anchor, *whole["sources"]["source_id"][::EVERY]}
    of_row = {key: table.set_index(CLAIM_TABLES[key])["source_id"] for key, table in whole.items() if key in CLAIM_TABLES}
    while True:
        repeated = set()
        for table, sources in of_row.items():
            rows = whole[table][whole[table]["source_id"].isin(kept)]
            repeated |= set(rows["repeats"].dropna().map(sources))
        if repeated <= kept:
            break
        kept |= repeated
    out = dict(whole)
    for table in ("sources", "readings", *CLAIM_TABLES):
        out[table] = whole[table][whole[table]["source_id"].isin(kept)]
    credited = {name for table in CLAIM_TABLES for name in out[table]["credited_issuer_id"].dropna()}
    out["issuers"] = _with_wholes(whole["issuers"], "issuer_id", set(out["sources"]["issuer_id"]) | credited)
    out["measures"] = _with_wholes(whole["measures"], "measure_id", set(out["figures"]["measure_id"].astype(str)))
    said = set(out["characterizations"][["topic_id", "position_id"]].astype(str).itertuples(index=False, name=None))
    pairs = whole["positions"][["topic_id", "position_id"]].astype(str)
    positions = whole["positions"][[pair in said for pair in pairs.itertuples(index=False, name=None)]]
    rows = out["characterizations"]["characterization_id"]
    kept_pairs = set(positions[["topic_id", "position_id"]].astype(str).itertuples(index=False, name=None))
    mirrored = [
        mirror is pd.NA or (topic, mirror) in kept_pairs
        for topic, mirror in positions[["topic_id", "mirror"]].astype("string").itertuples(index=False)
    ]
    missing = set(positions.loc[[not kept for kept in mirrored], ["topic_id", "mirror"]].astype(str).itertuples(index=False, name=None))
    positions = whole["positions"][[pair in said | missing for pair in pairs.itertuples(index=False, name=None)]]
    examples = {name: positions[name].where(positions[name].isin(rows)) for name in ("example", "near_miss")}
    out["positions"] = positions.assign(**examples)
    out["topics"] = whole["topics"][whole["topics"]["topic_id"].astype(str).isin({topic for topic, _ in said})]
    out["settled"] = whole["settled"].head(0)  # what is suspected of a few rows is another matter
    statements = {row for table, key in CLAIM_TABLES.items() for row in out[table][key]}
    out["double_coding"] = whole["double_coding"][whole["double_coding"]["row_id"].isin(statements)]
    out = {table: tables.typed(frame.astype("string"), package.schemas[table]).reset_index(drop=True) for table, frame in out.items()}
    ordinary = sorted({word for problem in names.check(out) for word in problem.value.split()})  # by the texts that were left out
    more = pd.DataFrame({"name": ordinary, "why": "no person: an ordinary word of the whole"}, columns=out["public_names"].columns)
    out["public_names"] = pd.concat([out["public_names"], more.astype("string")], ignore_index=True).sort_values("name", ignore_index=True)
    return packages.derive(Package(package.descriptor, package.schemas, out))


def _with_wholes(frame, key: str, used: set[str]):
    """Return the rows of ``used``, and those that they are part of."""
    above = frame.set_index(frame[key].astype(str))["part_of"].astype("string")
    while True:
        more = {str(whole) for whole in above[above.index.isin(used)].dropna()}
        if more <= used:
            return frame[frame[key].astype(str).isin(used)]
        used = used | more


def written(package: Package, to: Path) -> Path:
    """Write every file of a derived package; return ``to``."""
    for path, content in packages.render(package).items():
        (to / path).parent.mkdir(parents=True, exist_ok=True)
        (to / path).write_bytes(content)
    return to
