"""Personal names that nobody has declared public. It is a scan, because a list of private names cannot be published.

A public person holds or held an office or a command on record, or published under the name. The curated table ``public_names`` lists each
spelling that the tables use, with the reason. It also lists the few capitalised words that look like a surname and are not. The tables
themselves tell the rest: a word that they also have in lower case is an ordinary word.

The scan takes each run of capitalised words (Latin, Cyrillic or Armenian) and drops the public names in it. It reports what is left if
this has a surname ending, an initial before a word, or the given name of a public person. The surname endings are Azerbaijani, Armenian,
Russian and Turkish. Identifiers have no capitals, so each part is tried for such an ending. The scan helps a reviewer and does
not replace one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from accounts import schemas
from accounts.problems import Problem
from accounts.tables import Tables

_OURS = (
    "author",
    "label",
    "definition",
    "question",
    "credited_to",
    "locator",
    "note",
    "reader",
    "reason",
)  # our own English: any unknown pair counts
_TEXT = (*_OURS, "name", "title", "publisher", "host", "names", "phrase")
_IDENTIFIERS = {"issuers": "issuer_id", "sources": "source_id"}  # all other identifiers begin with one of these
_REMEDY = "write the role instead, or declare a public person in data/public_names.csv with why"

_LATIN = r"(?:[oe]v(?:a|s)?|[oe]vich|yan|ian|yants|[zs]ad[eə]|o[gğ]l[uyı]|l[uiıüy]|skiy|sky|skaya|enko)"
_CYRILLIC = r"(?:[оеё]в(?:а|у|ым|ой|ы)?|ян(?:а|у|ом|ц)?|заде|оглы|енко)"
_ARMENIAN = r"(?:(?<!ութ)[յե]ան(?:ը|ի|ն|ին|ից|ով|ց)?)"
_CASE = r"(?:[’'](?:\w{1,4})|(?:n?[ıiuü]n?)|[aəe]|d[aəe]n?)?"
_SURNAME = re.compile(rf"\w{{2,}}(?:{_LATIN}{_CASE}|{_CYRILLIC}|{_ARMENIAN})$", re.IGNORECASE)
_STRONG = re.compile(rf"\w{{2,}}(?:(?:[oe]va?|yan|zad[eə]|o[gğ]lu|enko){_CASE}|{_CYRILLIC}|{_ARMENIAN})$", re.IGNORECASE)
_FOLDED = re.compile(r"[a-z]{2,}(?:[oe]va?|yan|zade|oglu|enko)$")

_CAPITAL = r"[^\W\d_a-zß-öø-ÿа-яёա-և]"
_WORD = rf"{_CAPITAL}[^\W\d_]+(?:[-’'][^\W\d_]+)*"
_RUN = re.compile(rf"(?<![\w’'-])(?:{_CAPITAL}\.[ ]?)*{_WORD}(?:[ ](?:(?:de|van|bin|von)[ ])?(?:{_CAPITAL}\.[ ]?)*{_WORD})*")
_TOKEN = re.compile(rf"{_CAPITAL}\.|{_WORD}|\S+")


@dataclass(frozen=True)
class _Known:
    """What is declared: full names, names that stand alone, given names, words that are no names, and parts of identifiers."""

    full: list[str]
    alone: set[str]
    given: set[str]
    words: set[str]
    declared: set[str]


def check(tables: Tables) -> list[Problem]:
    """Return every personal name in the text columns and identifiers of the curated tables that is not declared public."""
    known = _known(tables)
    found = []
    for table, frame in tables.items():
        if table == "public_names":
            continue
        for column in frame.columns.intersection(_TEXT):
            texts = frame[column].astype("string").dropna()
            for row, text in zip(texts.index, texts, strict=True):
                ours = column in _OURS or (column == "title" and text.startswith("["))
                found += [_problem(table, row, column, name) for name in _in_text(text, known, ours)]
        key = _IDENTIFIERS.get(table, "")
        for row, identifier in enumerate(frame[key].astype("string")) if key else ():
            undeclared = (part for part in identifier.split("-") if _FOLDED.match(part) and part not in known.declared)
            found += [_problem(table, row, key, part) for part in undeclared]
    return found


def _problem(table: str, row: int, column: str, name: str) -> Problem:
    return Problem(schemas.csv_path(table), row + 2, column, name, "a personal name that is not declared public", _REMEDY)


def _known(tables: Tables) -> _Known:
    rows = tables["public_names"].astype("string")
    persons = sorted({_plain(name) for name in rows.loc[rows["person"].notna(), "name"]}, key=len, reverse=True)
    others = set(rows.loc[rows["person"].isna(), "name"])
    full = [name for name in persons if " " in name]
    return _Known(
        full=full,
        alone={name for name in persons if " " not in name},
        given={name.split(" ")[0] for name in full if "." not in name.split(" ")[0]},
        words=others | _ordinary_words(tables),
        declared={_fold(part) for name in persons for part in re.split(r"[ .-]+", name)} | {_fold(word) for word in others},
    )


def _in_text(text: str, known: _Known, pairs: bool) -> Iterator[str]:
    """Yield the undeclared names in one text; with ``pairs`` any two unknown capitalised words are one."""
    text = _plain(text)
    for name in known.full:
        if name in text:
            text = re.sub(rf"(?<![\w-]){re.escape(name)}(?!\w)", "|", text)
    for run in _RUN.finditer(text):
        for part in _split(_TOKEN.findall(run.group()), known.words):
            if " ".join(part) not in known.alone and _is_name(part, known.given, pairs):
                yield " ".join(part)


def _is_name(part: list[str], given: set[str], pairs: bool) -> bool:
    """Return whether a few capitalised words, none of them an ordinary word, look like a name."""
    if len(part) == 1:
        return bool(_STRONG.match(part[0]))
    if pairs:
        return True
    initial = len(part[0]) == 2 and part[0].endswith(".")
    return initial or part[0] in given or any(_SURNAME.match(word) for word in part[1:]) or any(_STRONG.match(word) for word in part)


def _split(tokens: list[str], words: set[str]) -> Iterator[list[str]]:
    """Cut a run at its ordinary words, and leave these out."""
    part: list[str] = []
    for token in [*tokens, ""]:
        acronym = len(token) > 1 and token.isupper() and not token.endswith(".") and not _STRONG.match(token)
        if token[:1].isupper() and not acronym and not {token, token.lower(), re.split("[’']", token)[0]} & words:
            part.append(token)
            continue
        while part and len(part[-1]) == 2 and part[-1].endswith("."):
            part.pop()
        if part:
            yield part
        part = []


def _ordinary_words(tables: Tables) -> set[str]:
    """Return the words that the tables also have in lower case."""
    texts = pd.concat([frame[column].astype("string") for frame in tables.values() for column in frame.columns.intersection(_TEXT)])
    seen = re.findall(r"(?<![\w’'./-])[^\W\d_]+(?![\w-]|\.\w)", "\n".join(texts.dropna()))
    return {word for word in set(seen) if word.islower()}


def _plain(name: str) -> str:
    """Return a name without a possessive and with single spaces."""
    return re.sub(r"(?i)[’']s?(?!\w)", "", re.sub(r"(?<=\.)(?=[^\W\d_]{2})", " ", " ".join(name.split())))


def _fold(name: str) -> str:
    """Return a name as it stands in an identifier."""
    name = name.lower().translate(str.maketrans("ıəşçğöü", "iescgou"))
    return "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))
