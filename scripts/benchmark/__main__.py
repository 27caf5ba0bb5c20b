"""Measure loading, comparison and build side by side, each in a process of its own; print ratios and the growth exponent.

``make benchmark`` writes ``dist/benchmark.txt`` and ``dist/benchmark.svg`` and takes some minutes. The rivals, DuckDB and Polars, come with
the extra ``test``. Dask comes with ``scale`` and is measured if it is installed.
"""

from __future__ import annotations

import argparse
import dataclasses
import importlib.util
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmark import measuring
from benchmark.measuring import Measured, alone

PACKAGE = Path(__file__).resolve().parents[2]
PARTS = 20  # of the largest corpus, on Dask
_HEAD = f"{'':34}{'cold s':>10}{'warm s':>10}{'peak MB':>10}"


def main(arguments: list[str] | None = None) -> int:
    """Measure everything, or one thing in this process."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument(
        "--largest", metavar="FIGURES", type=int, default=10**6, help="of the corpora, by powers of ten (default: a million)"
    )
    parser.add_argument(
        "--rounds", type=int, default=2, choices=range(1, 100), metavar="N", help="processes for each comparison (default: 2)"
    )
    parser.add_argument("--one", nargs=2, metavar=("NAME", "PATH"), help=argparse.SUPPRESS)
    parser.add_argument("--corpus", nargs=3, metavar=("FIGURES", "PARTS", "PATH"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.one:
        print(json.dumps(dataclasses.asdict(measuring.here(options.one[0], Path(options.one[1])))))
    elif options.corpus:
        print(_make(int(options.corpus[0]), int(options.corpus[1]), Path(options.corpus[2])))
    else:
        with tempfile.TemporaryDirectory() as directory:
            lines, picture = _everything(Path(directory), options.largest, options.rounds)
        dist = PACKAGE / "dist"
        dist.mkdir(exist_ok=True)
        (dist / "benchmark.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
        (dist / "benchmark.svg").write_text(picture, encoding="utf-8")
    return 0


def _make(figures: int, parts: int, directory: Path) -> int:
    """Write a corpus; return the size of its tables in Arrow, in bytes."""
    import pyarrow as pa

    from accounts import schemas
    from accounts.derive import scale
    from benchmark import corpus

    table_schemas = schemas.load()
    whole = corpus.make(figures, table_schemas)
    scale.write(whole, directory, table_schemas, parts)
    return sum(pa.Table.from_pandas(whole[name], preserve_index=False).nbytes for name in scale.TABLES)


class _Lines(list[str]):
    """Lines that are printed as they come."""

    def say(self, line: str = "") -> None:
        print(line, flush=True)
        self.append(line)

    def row(self, name: str, found: Measured, more: str = "") -> None:
        self.say(f"{name:34}{found.cold:10.3f}{found.warm:10.4f}{found.peak / 1e6:10.0f}{more}")


def _everything(work: Path, largest: int, rounds: int) -> tuple[list[str], str]:
    """Measure; return the lines said and the picture."""
    out = _Lines()
    root = work / "package"
    for part in ("data", "schemas"):
        shutil.copytree(PACKAGE / part, root / part)
    shutil.copy(PACKAGE / "datapackage.json", root)

    out.say(f"Loading every table of the package\n{_HEAD}")
    loading = {name: alone(name, root, 1) for name in measuring.LOADING}
    for name, each in loading.items():
        out.row(name, each)
    out.say(f"\nBuilding the package, and its parts with the parts before them\n{_HEAD}")
    building = {name: alone(name, root, 1) for name in measuring.BUILDING}
    for name, each in building.items():
        out.row(name, each)

    out.say(f"\nComparing a corpus within its events\n{_HEAD}{'us/figure':>11}{'peak/input':>12}")
    sizes = [10**power for power in range(3, 16) if 10**power <= largest]
    found: dict[str, dict[int, Measured]] = {name: {} for name in measuring.COMPARING}
    arrow = {}
    for size in sizes:
        corpus = work / f"corpus-{size}"
        arrow[size] = _corpus(size, 1, corpus)
        for name in measuring.COMPARING:
            found[name][size] = best = alone(name, corpus, rounds)
            out.row(f"{name}, {size:,} figures", best, f"{best.warm / size * 1e6:11.2f}{best.peak / arrow[size]:12.1f}")
    if importlib.util.find_spec("dask"):
        corpus = work / "corpus-parts"
        _corpus(sizes[-1], PARTS, corpus)
        for name in measuring.DASK:
            best = alone(name, corpus, rounds)
            out.row(f"{name}, {PARTS} parts", best, f"{best.warm / sizes[-1] * 1e6:11.2f}{best.peak / arrow[sizes[-1]]:12.1f}")

    warm = {name: {size: each.warm for size, each in line.items()} for name, line in found.items()}
    top, mine = sizes[-1], found["accounts"]
    out.say("\nRatios")
    slowest, fastest = loading["frictionless to_pandas"], loading["pd.read_parquet"]
    out.say(f"loading: frictionless to_pandas / pd.read_parquet, warm: {slowest.warm / fastest.warm:.0f} (target: at least 20)")
    out.say(f"loading: frictionless to_pandas / pd.read_parquet, cold: {slowest.cold / fastest.cold:.1f}")
    for name, target in (("DuckDB", " (target: at most 1)"), ("Polars", "")):
        out.say(f"comparison of {top:,} figures: accounts / {name}, warm: {warm['accounts'][top] / warm[name][top]:.2f}{target}")
    costs = {size: warm["accounts"][size] / size for size in sizes if size >= 10**4}
    if costs:
        out.say(f"time per figure: {top:,} / {min(costs):,} figures: {costs[top] / costs[min(costs)]:.2f} (target: at most 1.5)")
        out.say(
            f"time per figure: slowest / fastest from {min(costs):,} to {top:,} figures: {max(costs.values()) / min(costs.values()):.2f}"
        )
    out.say(f"peak memory / Arrow size of the input, {top:,} figures: {mine[top].peak / arrow[top]:.1f} (target: at most 6)")
    whole, idle = building["build: all"], building["build: nothing has changed"]
    out.say(f"build / frictionless validate, warm: {whole.warm / building['frictionless validate'].warm:.2f}")
    out.say(f"build: share of a cold run that is imports and first calls: {1 - whole.warm / whole.cold:.2f}")
    out.say(f"build: full / nothing has changed, cold: {whole.cold / idle.cold:.0f} (target: at least 3)")
    for name, line in warm.items():
        grown = {size: second for size, second in line.items() if size >= 10**4}
        if len(grown) > 1:
            out.say(f"growth exponent from {min(grown):,} to {top:,} figures, {name}: {measuring.exponent(grown):.2f}")
    return out, measuring.svg(warm)


def _corpus(size: int, parts: int, directory: Path) -> int:
    command = [*measuring.PROCESS, "--corpus", str(size), str(parts), str(directory)]
    return int(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


if __name__ == "__main__":
    sys.exit(main())
