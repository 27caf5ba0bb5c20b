"""What the benchmark measures, and how: each thing in a process of its own, so that imports, caches and peak of memory are its own.

Cold is a new process: imports, input and the first run. Warm is the best of the runs after it. Peak is the most memory that the process
held, interpreter and libraries included. Nothing here imports more than it needs before the clock runs.
"""

from __future__ import annotations

import functools
import json
import math
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Work = Callable[[], object]
#: A new process of the benchmark: it calls :func:`here` with its arguments.
PROCESS = (sys.executable, "-m", "benchmark")
_COLOURS = ("#0072b2", "#d55e00", "#009e73")


@dataclass(frozen=True)
class Measured:
    """Seconds of the first run with all that comes before it; seconds of the best later run; peak in bytes, 0 if unknown."""

    cold: float
    warm: float
    peak: int

    def best(self, other: Measured) -> Measured:
        """Return the better of each."""
        return Measured(min(self.cold, other.cold), min(self.warm, other.warm), min(self.peak, other.peak))


def alone(name: str, path: Path, rounds: int) -> Measured:
    """Measure :data:`WORKS` ``name`` on ``path`` in a new process, ``rounds`` times (at least once); return the best.

    Raises ``CalledProcessError`` where it fails.
    """
    found = []
    for _ in range(rounds):
        done = subprocess.run([*PROCESS, "--one", name, str(path)], check=True, stdout=subprocess.PIPE)
        found.append(Measured(**json.loads(done.stdout)))
    return functools.reduce(Measured.best, found)


def here(name: str, path: Path, seconds: float = 3.0) -> Measured:
    """Measure in this process: run once, then again and again for ``seconds``, at least once."""
    began = time.perf_counter()
    work = WORKS[name](path)
    work()
    cold = time.perf_counter() - began
    runs: list[float] = []
    while sum(runs) < seconds:
        began = time.perf_counter()
        work()
        runs.append(time.perf_counter() - began)
    return Measured(cold, min(runs), _peak())


def _peak() -> int:
    """Return the most memory that this process held, in bytes; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


# ---- what is measured. Each function takes a path, prepares, and returns the work to be timed.


def _load(how: str) -> Callable[[Path], Work]:
    def prepare(root: Path) -> Work:
        import pandas as pd

        if how == "parquet":
            return lambda: [pd.read_parquet(path) for path in root.glob("data/parquet/*.parquet")]
        return lambda: [pd.read_csv(path) for path in (*root.glob("data/*.csv"), *root.glob("data/derived/*.csv"))]

    return prepare


def _load_frictionless(how: str) -> Callable[[Path], Work]:
    def prepare(root: Path) -> Work:
        from frictionless import Package

        def work() -> None:
            for resource in Package(str(root / "datapackage.json")).resources:
                if resource.format == "csv":
                    getattr(resource, how)()

        return work

    return prepare


def _validate_frictionless(root: Path) -> Work:
    from frictionless import Package

    return lambda: Package(str(root / "datapackage.json")).validate()


def _build(root: Path) -> Work:
    from accounts import package, writing

    return lambda: writing.write(root, package.built(package.render(package.derive(package.read(root)))))


def _part_of_build(part: str) -> Callable[[Path], Work]:
    """Prepare one part of the build of the package, from what the parts before it give."""

    def prepare(root: Path) -> Work:
        from accounts import package, schemas, tables, writing
        from accounts.check import form, rules, values

        found = package.read(root)
        derived = package.derive(found)
        paths = {table: schemas.csv_path(table) for table in schemas.CURATED}
        works: dict[str, Work] = {
            "form": lambda: [form.check(root / path, found.schemas[table], path) for table, path in paths.items()],
            "values": lambda: values.check(root, schemas.CURATED, found.schemas),
            "read": lambda: tables.read_curated(root, found.schemas),
            "rules": lambda: rules.check(found.tables),
            "derive": lambda: package.derive(found),
            "write": lambda: writing.write(root, package.built(package.render(derived))),
        }
        return works[part]

    return prepare


def _nothing_to_build(root: Path) -> Work:
    from accounts import stamp

    stamp.keep(root, stamp.state(root), {})
    return lambda: stamp.is_current(root)


def _compare(corpus: Path) -> Work:
    from accounts.derive import comparison, scale
    from benchmark.corpus import ANCHOR

    whole = scale.read(corpus, 0)
    return lambda: comparison.figures(whole, ANCHOR, within_events=True)


def _compare_duckdb(corpus: Path) -> Work:
    import pyarrow.parquet as pq

    from accounts.derive import scale
    from benchmark import rivals
    from benchmark.corpus import ANCHOR

    base = rivals.in_duckdb({name: pq.read_table(corpus / name) for name in scale.TABLES})
    return lambda: rivals.duckdb_figures(base, ANCHOR)


def _compare_polars(corpus: Path) -> Work:
    import polars as pl
    import pyarrow.parquet as pq

    from accounts.derive import scale
    from benchmark import rivals
    from benchmark.corpus import ANCHOR

    whole = {name: pl.DataFrame(pq.read_table(corpus / name)) for name in scale.TABLES}
    return lambda: rivals.polars_figures(whole, ANCHOR)


def _compare_dask(corpus: Path) -> Work:
    from accounts.derive import scale
    from benchmark.corpus import ANCHOR

    return lambda: scale.compared(corpus, ANCHOR).to_parquet(str(corpus / "figure_comparison"), overwrite=True)


LOADING: dict[str, Callable[[Path], Work]] = {
    "pd.read_parquet": _load("parquet"),
    "pd.read_csv": _load("csv"),
    "frictionless to_pandas": _load_frictionless("to_pandas"),
    "frictionless read_rows": _load_frictionless("read_rows"),
}
BUILDING: dict[str, Callable[[Path], Work]] = {
    "build: all": _build,
    **{f"build: {part}": _part_of_build(part) for part in ("form", "values", "read", "rules", "derive", "write")},
    "build: nothing has changed": _nothing_to_build,
    "frictionless validate": _validate_frictionless,
}
COMPARING: dict[str, Callable[[Path], Work]] = {"accounts": _compare, "DuckDB": _compare_duckdb, "Polars": _compare_polars}
DASK: dict[str, Callable[[Path], Work]] = {"accounts on Dask": _compare_dask}
WORKS = {**LOADING, **BUILDING, **COMPARING, **DASK}


# ---- what is said of it


def exponent(seconds: dict[int, float]) -> float:
    """Return the growth exponent: the slope of log time over log size, 1 where time grows as the size does. In: size to seconds."""
    return statistics.linear_regression([math.log(size) for size in seconds], [math.log(second) for second in seconds.values()]).slope


def svg(times: dict[str, dict[int, float]]) -> str:
    """Return a log-log plot as SVG. In: the name of each line to its sizes and seconds, of at most three lines."""
    sizes = [size for line in times.values() for size in line]
    seconds = [second for line in times.values() for second in line.values()]
    x0, x1 = (math.log10(size) for size in (min(sizes), max(sizes)))
    y0, y1 = math.floor(math.log10(min(seconds))), math.ceil(math.log10(max(seconds)))

    def at(size: float, second: float) -> tuple[float, float]:
        across = (math.log10(size) - x0) / ((x1 - x0) or 1)
        return round(70 + 450 * across, 1), round(330 - 290 * (math.log10(second) - y0) / (y1 - y0), 1)

    out = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 390" font-family="sans-serif" font-size="13">',
        "<title>Seconds to compare a corpus, by its figures</title>",
        '<rect width="640" height="390" fill="#fff"/>',
    ]
    for power in range(y0, y1 + 1):
        y = at(min(sizes), 10**power)[1]
        out.append(f'<path d="M70 {y}H520" stroke="#ddd"/><text x="62" y="{y + 4}" text-anchor="end">{10**power:g} s</text>')
    for size in sorted(set(sizes)):
        x = at(size, 10**y0)[0]
        out.append(f'<path d="M{x} 40V330" stroke="#ddd"/><text x="{x}" y="350" text-anchor="middle">{size:,}</text>')
    for colour, (name, line) in zip(_COLOURS, times.items(), strict=False):
        points = [at(size, second) for size, second in line.items()]
        x, y = points[-1]
        path = " ".join(f"{a},{b}" for a, b in points)
        out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        out += [f'<circle cx="{a}" cy="{b}" r="3.5" fill="{colour}"/>' for a, b in points]
        out.append(f'<text x="{x + 10}" y="{y + 4}" fill="{colour}">{name}</text>')
    out.append('<text x="295" y="376" text-anchor="middle">figures</text><text x="70" y="24">Best warm run of the comparison</text></svg>')
    return "\n".join(out) + "\n"
