"""Plain words: how long the sentences are that people read, and how hard.

markdown-it finds the prose of a text, sentencex (of the Wikimedia Foundation) finds its sentences. The grade is the Automated Readability
Index (Senter and Smith, 1967): the years of school that a text asks for. A name in code is one word, and blocks of code are no prose. Fewer
than four words are a label, no sentence.
"""

from __future__ import annotations

import ast
import csv
import itertools
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from sentencex import segment

from support.files import PACKAGE

RULE, MOST = 25, 30  # words of a sentence: the rule, and what none exceeds
SHARE = 0.02  # of the sentences of a text may exceed the rule
GRADE = 9.0
LABEL = 4  # words of the shortest sentence
MARKDOWN = MarkdownIt("commonmark").enable("table")
#: The columns of the codebook that are sentences.
CODEBOOK = {
    "topics": ("question", "reader"),
    "positions": ("definition", "not_when", "reader"),
    "measures": ("definition",),
    "codes": ("definition", "not_when"),
}
Sentence = list[str]


# ---- the prose of each kind of file


def prose(markdown: str) -> Iterator[str]:
    """Each paragraph, item, heading and cell of a Markdown text."""
    said = {"text": lambda part: part.content, "softbreak": lambda part: " ", "code_inline": lambda part: "`code`"}
    for token in MARKDOWN.parse(markdown):
        if token.type == "inline":
            yield "".join(said[part.type](part) for part in token.children or () if part.type in said)


def of_markdown(path: Path) -> Iterator[str]:
    yield from prose(path.read_text(encoding="utf-8"))


def of_json(path: Path) -> Iterator[str]:
    """The descriptions of a schema and of its columns, or that of the package."""
    described = json.loads(path.read_text(encoding="utf-8"))
    yield from prose(described["description"])
    for field in described.get("fields", ()):
        yield from prose(field["description"])


def of_csv(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from (row[column] for row in csv.DictReader(file) for column in CODEBOOK[path.stem])


def of_python(path: Path) -> Iterator[str]:
    """The docstrings of a module, and its messages: the other texts on one line. What a message names is one word."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = list(ast.walk(tree))
    documented = [node for node in nodes if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node)]
    for node in documented:
        yield from prose(ast.get_docstring(node) or "")
    known = {node.body[0].value for node in documented if isinstance(node.body[0], ast.Expr)}
    known |= {part for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
    texts = [_text(node) for node in nodes if node not in known]
    yield from (text for text in texts if "\n" not in text and not text.startswith(("|", "(?")))


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) or "name" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


KINDS: dict[str, Callable[[Path], Iterator[str]]] = {".md": of_markdown, ".json": of_json, ".csv": of_csv, ".py": of_python}
TEXTS = {
    **{path.relative_to(PACKAGE).as_posix(): [path] for path in sorted([*PACKAGE.glob("*.md"), *PACKAGE.glob("docs/*.md")])},
    **{f"data/{table}.csv": [PACKAGE / f"data/{table}.csv"] for table in CODEBOOK},
    "descriptions": [PACKAGE / "datapackage.json", *sorted(PACKAGE.glob("schemas/*.json"))],
    **{
        room.relative_to(PACKAGE).as_posix(): sorted(room.glob("*.py"))
        for room in sorted({path.parent for path in PACKAGE.glob("scripts/**/*.py")})
    },
}


# ---- what is measured


def sentences(paths: list[Path]) -> list[Sentence]:
    """The words of each sentence of some files."""
    texts = itertools.chain.from_iterable(KINDS[path.suffix](path) for path in paths)
    found = ([word for word in sentence.split() if any(map(str.isalnum, word))] for text in texts for sentence in segment("en", text))
    return [words for words in found if len(words) >= LABEL]


def grade(found: list[Sentence]) -> float:
    words = [word for sentence in found for word in sentence]
    letters = sum(character.isalnum() for word in words for character in word)
    return 4.71 * letters / len(words) + 0.5 * len(words) / len(found) - 21.43


def faults(found: list[Sentence]) -> list[str]:
    """What is wrong with the sentences of one text."""
    over = sorted((sentence for sentence in found if len(sentence) > RULE), key=len, reverse=True)
    wrong = [f"{len(sentence)} words: {' '.join(sentence)}" for sentence in over if len(sentence) > MOST]
    if len(over) > SHARE * len(found):
        named = "\n".join(f"{len(sentence)} words: {' '.join(sentence)}" for sentence in over)
        wrong.append(f"{len(over)} of {len(found)} sentences have more than {RULE} words:\n{named}")
    if grade(found) > GRADE:
        wrong.append(f"the grade is {grade(found):.1f}, more than {GRADE}: use shorter words and sentences")
    return wrong


@pytest.mark.parametrize("text", TEXTS)
def test_sentences_are_short_and_plain(text):
    assert faults(sentences(TEXTS[text])) == []


# ---- that it is measured

SHORT = "Each row says who said what."
LONG = f"This {' '.join(f'word{n}' for n in range(MOST))} ends."


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("text.md", "# A heading\n\nShort.\n\n- An item\n  of a list. {}\n"),
        ("cell.md", "| a | b |\n|---|---|\n| `x` | {} |\n"),
        ("schema.json", '{{"description": "A table.", "fields": [{{"description": "{}"}}]}}'),
        ("measures.csv", "measure_id,definition\na,{}\n"),
        ("docstring.py", 'def f():\n    """Return nothing.\n\n    {}\n    """\n'),
        ("message.py", 'x = 1\nprint("{}")\n'),
        ("named.py", 'x = 1\nprint(f"{} {{x}}")\n'),
    ],
)
def test_a_long_sentence_is_found_in_each_kind_of_file(tmp_path, name, content):
    path = tmp_path / name
    path.write_text(content.format(SHORT), encoding="utf-8")
    assert faults(sentences([path])) == []
    path.write_text(content.format(LONG), encoding="utf-8")
    assert faults(sentences([path]))[0].startswith(f"{MOST + 2} words: This word0")


def test_a_few_sentences_may_exceed_the_rule_and_no_more():
    short, longer = SHORT.split(), LONG.split()[: RULE + 1]
    assert faults([short] * 98 + [longer] * 2) == []
    assert faults([short] * 97 + [longer] * 3)[0].startswith(f"3 of 100 sentences have more than {RULE} words")


def test_hard_words_are_found():
    assert faults([["Multidimensional", "characterizations", "notwithstanding", "incommensurability"]])[0].startswith("the grade is")


def test_code_and_labels_are_no_sentences():
    assert list(prose("Run `make build` first.\n\n```sh\nmake build\n```\n")) == ["Run `code` first."]
    assert sentences([]) == []
