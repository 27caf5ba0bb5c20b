"""What the benchmark measures, and how: each thing in a process of its own, so that imports, caches and peak of memory are its own.

Cold is a new process: imports, input and the first run. Warm is the best of the runs after it. Peak is the most memory that the process
held, interpreter and libraries included. Nothing here imports more than it needs before the clock runs.
"""

from __future__ import annotations

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
_COLOURS = ("#0072b2", "#d55e00", "#009e73")


@dataclass(frozen=True)
class Measured:
    """Seconds of the first run with all that comes before it, seconds of the best later run, peak in bytes (0 where it is not known)."""

    cold: float
    warm: float
    peak: int

    def best(self, other: Measured) -> Measured:
        """Return the better of each."""
        return Measured(min(self.cold, other.cold), min(self.warm, other.warm), min(self.peak, other.peak))


def alone(script: Path, name: str, path: Path, rounds: int) -> Measured:
    """Measure :data:`WORKS` ``name`` on ``path`` in a new process, ``rounds`` times; return the best.

    ``script`` is one that calls :func:`here` with its arguments. Raises ``CalledProcessError`` where it fails.
    """
    best = None
    for _ in range(rounds):
        done = subprocess.run([sys.executable, str(script), "--one", name, str(path)], check=True, stdout=subprocess.PIPE)
        found = Measured(**json.loads(done.stdout))
        best = found.best(best) if best else found
    return best


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
    def prepare(package: Path) -> Work:
        import pandas as pd

        if how == "parquet":
            return lambda: [pd.read_parquet(path) for path in package.glob("data/*.parquet")]
        return lambda: [pd.read_csv(path) for path in package.glob("data/*.csv")]

    return prepare


def _load_frictionless(how: str) -> Callable[[Path], Work]:
    def prepare(package: Path) -> Work:
        from frictionless import Package

        def work() -> None:
            for resource in Package(str(package / "datapackage.json")).resources:
                if resource.format == "csv":
                    getattr(resource, how)()

        return work

    return prepare


def _validate_frictionless(package: Path) -> Work:
    from frictionless import Package

    return lambda: Package(str(package / "datapackage.json")).validate()


def _build(package: Path) -> Work:
    from accounts import building, descriptor, schemas, swap

    def work() -> None:
        law, head = schemas.load_all(package), descriptor.load(package)
        every, laws = building.derive(building.checked(package, law), head["anchor"], law)
        swap.write(package, building.built(building.curated_bytes(package), every, laws, head))

    return work


def _part_of_build(part: str) -> Callable[[Path], Work]:
    """Prepare one part of the build of the package, from what the parts before it give."""

    def prepare(package: Path) -> Work:
        from accounts import building, descriptor, files, rules, schemas, swap, tables, values

        law, head = schemas.load_all(package), descriptor.load(package)
        raw = building.curated_bytes(package)
        curated = tables.read_curated(package)
        every, laws = building.derive(curated, head["anchor"], law)

        return {
            "form": lambda: [files.check(package / "data" / f"{table}.csv", law[table], table) for table in schemas.CURATED],
            "values": lambda: values.check(package, schemas.CURATED, law),
            "read": lambda: tables.read_curated(package),
            "rules": lambda: rules.check(curated),
            "derive": lambda: building.derive(curated, head["anchor"], law),
            "write": lambda: swap.write(package, building.built(raw, every, laws, head)),
        }[part]

    return prepare


def _nothing_to_build(package: Path) -> Work:
    from accounts import stamp

    stamp.keep(package, stamp.state(package), {})
    return lambda: stamp.holds(package)


def _compare(corpus: Path) -> Work:
    from accounts import comparison, scale
    from accounts.corpus import ANCHOR

    whole = scale.read(corpus, 0)
    return lambda: comparison.figures(whole, ANCHOR, within_events=True)


def _compare_duckdb(corpus: Path) -> Work:
    import pyarrow.parquet as pq

    from accounts import rivals
    from accounts.corpus import ANCHOR

    base = rivals.in_duckdb({name: pq.read_table(corpus / name) for name in rivals.TABLES})
    return lambda: rivals.duckdb_figures(base, ANCHOR)


def _compare_polars(corpus: Path) -> Work:
    import polars as pl
    import pyarrow.parquet as pq

    from accounts import rivals
    from accounts.corpus import ANCHOR

    whole = {name: pl.from_arrow(pq.read_table(corpus / name)) for name in rivals.TABLES}
    return lambda: rivals.polars_figures(whole, ANCHOR)


def _compare_dask(corpus: Path) -> Work:
    from accounts import scale
    from accounts.corpus import ANCHOR

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
