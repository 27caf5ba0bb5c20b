"""The command line: ``accounts VERB``, one module a verb.

A module has ``add_arguments(parser)``, ``run(options)``, which returns the exit code, and a docstring whose first line says what it does.
``run`` lets :class:`PackageError` and ``OSError`` pass. :func:`main` prints them, and says what was written.
``scripts/<verb>.py`` in the repository is the same verb. Errors go to standard error. The exit code is 1 if the package is wrong, 2 if
the command is.
"""

from __future__ import annotations

import argparse
import importlib
import io
import sys
from collections.abc import Sequence
from pathlib import Path

from accounts.problems import PackageError

VERBS = {
    "build": "check the curated tables and write everything that is made of them",
    "validate": "check a copy of the package",
    "consistency": "print what looks inconsistent though it breaks no rule",
    "links": "check whether the addresses still answer",
    "format": "put the curated CSV files into canonical form",
    "page": "draw the page",
    "release": "make a release",
    "lineage": "show who repeats whom, as a tree",
    "synopsis": "set documents side by side",
    "cite": "cite one row",
    "readme": "bring what the README's code prints up to date",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; return its exit code."""
    _print_any_text()
    parser = argparse.ArgumentParser(
        prog="accounts",
        description="Build, check, show and release a package of compared accounts.",
        epilog="\n".join(f"  {verb:13}{about}" for verb, about in VERBS.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("verb", choices=VERBS, metavar="VERB", help="one of those below; accounts VERB --help says more")
    parser.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    try:
        verb = importlib.import_module(f"accounts.commands.{chosen.verb}")  # the others may import what takes a second
    except ModuleNotFoundError as error:
        if str(error.name).startswith("accounts"):
            raise
        print(f"{error.name} is not installed for this Python: make build, then use .venv/bin/python", file=sys.stderr)
        return 2
    about = verb.__doc__ or ""
    parser = argparse.ArgumentParser(
        prog=f"accounts {chosen.verb}", description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--package", metavar="DIR", type=_directory, default=Path(), help="the package (default: this directory)")
    verb.add_arguments(parser)
    parser.set_defaults(parser=parser)
    options = parser.parse_args(chosen.rest)
    try:
        code: int = verb.run(options)
    except PackageError as error:
        print(error, f"problems: {len(error.problems)}; nothing was written", sep="\n", file=sys.stderr)
        return 1
    except OSError as error:
        from accounts import writing  # needs what a build installs, which the import of the verb above has found

        print(f"{error}; {writing.outcome(getattr(options, 'out', None) or options.package)}", file=sys.stderr)
        return 1
    return code


def script(verb: str, file: str) -> int:
    """Run ``verb`` as the script ``file`` of a repository, whose package is the default; return its exit code."""
    given = sys.argv[1:]
    here = [] if any(word.split("=")[0] == "--package" for word in given) else ["--package", str(Path(file).resolve().parents[1])]
    return main([verb, *here, *given])


def _directory(text: str) -> Path:
    path = Path(text)
    if not path.is_dir():
        raise argparse.ArgumentTypeError(f"{text} is not a directory")
    return path


def _print_any_text() -> None:
    """Let this process print any text: led to a file, as on Windows, its output may lack letters, and printing one would end it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
