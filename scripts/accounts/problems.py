"""What is wrong, where, and what to do: one line each, all at once."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

_SHOWN = 60
_NEAREST = 5


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong. ``row`` is the line in the file: 1 is the header, 0 the file as a whole."""

    file: str
    row: int
    column: str
    value: str
    wrong: str
    remedy: str

    def __str__(self) -> str:
        value = self.value if len(self.value) <= _SHOWN else f"{self.value[:_SHOWN]}… ({len(self.value)} characters)"
        column = self.column if self.column.isprintable() else repr(self.column)
        return f"{self.file}:{self.row}:{column or '-'}  {value!r}  {self.wrong}  {self.remedy}"


class PackageError(Exception):
    """The package is not valid; ``problems`` says why."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


def report(problems: Iterable[Problem], form: str = "text") -> str:
    """Return the problems as lines of text, or as JSON."""
    if form == "json":
        return json.dumps([asdict(problem) for problem in problems], ensure_ascii=False, indent=1)
    return "\n".join(map(str, problems))


def no_such(kind: str, name: str, known: Sequence[str], where: str) -> str:
    """Return a line that says that ``name`` is not among the ``known`` of a kind, with the nearest; where there is none, where to look."""
    near = sorted(other for other in known if other.startswith(name)) or difflib.get_close_matches(name, known, n=3, cutoff=0.5)
    return f"no such {kind}: {name}" + (f"; nearest: {', '.join(near[:_NEAREST])}" if near else f": see {where}")
