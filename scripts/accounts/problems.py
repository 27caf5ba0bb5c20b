"""What is wrong, where, and what to do: one line each, all at once."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass

_SHOWN = 60


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


def print_any_text() -> None:
    """Let this process print any text. The encoding of its output may lack letters, as on Windows in a file; printing one would end it."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
