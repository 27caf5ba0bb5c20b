"""A reader that never tires: what looks inconsistent in the curated tables and breaks no rule.

Each check is a function over the curated tables that yields ``(table, row, other, why)``. ``row`` is an identifier; so is ``other``, the
row or source beside which it looks wrong ("" if there is none). ``why`` says what is suspected. The docstring of a check says which rows it
suspects, its decorator what would settle it. To settle a suspicion, mend the row, or say in the table ``settled`` why the row is right.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

import pandas as pd

from accounts import schemas
from accounts.check import words
from accounts.derive import edtf, lineage
from accounts.problems import Problem
from accounts.schemas import CLAIM_TABLES
from accounts.tables import Tables

SETTLED = "settled"
#: What a row is about, and what it says of it.
_SAYS = {
    "figures": ("measure_id", ["low", "high"]),
    "dates": ("milestone", ["earliest", "latest"]),
    "characterizations": ("topic_id", ["position_id"]),
}
_KEYS = {"sources": ["source_id"], "readings": ["reading_id"], "codes": ["field", "code"], **{t: [k] for t, k in CLAIM_TABLES.items()}}
Record = dict[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """A figure, date or characterization as plain text: its cells, empty if its table lacks them, and what is known around it."""

    table: str
    row_id: str
    subject: str
    value: str
    cells: Record
    words: str
    issuer_id: str
    giver: str
    family: str
    party: str
    language: str
    day: str
    origin: str

    def __getattr__(self, name: str) -> str:
        """Return a cell by its column."""
        try:
            return self.cells[name]
        except KeyError:
            raise AttributeError(name) from None


@dataclass(frozen=True)
class Curated:
    """The curated tables as the checks read them: every claim, and sources, readings, measures and codes by identifier."""

    rows: list[Row]
    sources: dict[str, Record]
    readings: dict[str, Record]
    measures: dict[str, Record]
    codes: dict[str, Record]

    def of(self, table: str) -> list[Row]:
        """Return the claims of one table."""
        return [row for row in self.rows if row.table == table]

    def said(self) -> list[Row]:
        """Return the claims on events; the status of a document is of that document alone."""
        return [row for row in self.rows if row.subject != "institutional_status"]


Hits = Iterator[tuple[str, str, str, str]]
Check = Callable[[Curated], Hits]
CHECKS: dict[str, tuple[Check, str]] = {}
#: Checks that miss a link of a row to an earlier one: the first of them that suspects a row speaks for all.
_LINKS = ("restated_without_repeats", "linked_in_part", "same_words_without_repeats")


@dataclass(frozen=True, order=True)
class Suspicion:
    """One row that looks wrong beside another, or by itself (``other_row_id`` is empty then). A check suspects a row once."""

    check: str
    table: str
    row_id: str
    other_row_id: str
    why: str

    @property
    def sentence(self) -> str:
        """Why, and what would settle it."""
        return f"{self.why[:1].upper()}{self.why[1:]}: {CHECKS[self.check][1]}, or settle it."

    @property
    def key(self) -> tuple[str, str, str]:
        """What a line of ``settled`` names."""
        return self.check, self.row_id, self.other_row_id


def _check(settles: str) -> Callable[[Check], Check]:
    def keep(check: Check) -> Check:
        CHECKS[check.__name__] = (check, settles)
        return check

    return keep


def suspicions(tables: Tables) -> list[Suspicion]:
    """Return every suspicion, settled or not. The tables keep the rules."""
    read = plain(tables)
    found: dict[tuple[str, str], Suspicion] = {}
    for name, (check, _) in CHECKS.items():
        kind = "links" if name in _LINKS else name
        for table, row, other, why in check(read):
            found.setdefault((kind, row), Suspicion(name, table, row, other, why))
    return sorted(found.values())


def unsettled(tables: Tables) -> list[Suspicion]:
    """Return the suspicions that no line of ``settled`` answers."""
    answered = {(line["check"], line["row_id"], line["other_row_id"]) for line in _records(tables[SETTLED])}
    return [each for each in suspicions(tables) if each.key not in answered]


def check(tables: Tables) -> list[Problem]:
    """Return the lines of ``settled`` that answer no suspicion: an unknown check or row, or a suspicion that is not raised."""
    lines = _records(tables[SETTLED])
    if not lines:
        return []
    raised, known = {each.key for each in suspicions(tables)}, places(tables)
    found = []
    for number, line in enumerate(lines, start=2):

        def problem(column: str, wrong: str, remedy: str, number: int = number, line: Record = line) -> Problem:
            return Problem(schemas.csv_path(SETTLED), number, column, line[column], wrong, remedy)

        wrong = [problem("check", "no such check", "write it as make consistency does")] if line["check"] not in CHECKS else []
        for name in ("row_id", "other_row_id"):
            if line[name] and line[name] not in known:
                wrong.append(problem(name, "no such row", "name a row that exists, or remove the line"))
        if not wrong and (line["check"], line["row_id"], line["other_row_id"]) not in raised:
            beside = f" beside {line['other_row_id']}" if line["other_row_id"] else ""
            wrong.append(problem("row_id", f"{line['check']} does not suspect it{beside} (any more)", "remove the line, or mend it"))
        found += wrong
    return found


def places(tables: Tables) -> dict[str, tuple[str, int]]:
    """Return where each row that can be suspected stands: its table and its line in the file."""
    return {
        ":".join(record[name] for name in key): (table, line)
        for table, key in _KEYS.items()
        for line, record in enumerate(_records(tables[table]), start=2)
    }


# ---- the tables as plain text


def plain(tables: Tables) -> Curated:
    """Return the curated tables as the checks read them."""
    by = {name: {record[f"{name[:-1]}_id"]: record for record in _records(tables[name])} for name in ("sources", "readings", "measures")}
    issuers = {record["issuer_id"]: record for record in _records(tables["issuers"])}
    givers = {name: _giver(source, issuers[source["issuer_id"]]) for name, source in by["sources"].items()}
    families = _families(tables)
    days = edtf.order(tables["sources"]["published"]).dt.strftime("%Y-%m-%d").fillna("")
    day = dict(zip(by["sources"], days, strict=True))
    rows = []
    for table, key in CLAIM_TABLES.items():
        origins = lineage.origins(tables[table], key)["origin_id"].tolist()
        subject, says = _SAYS[table]
        for cells, origin in zip(_records(tables[table]), origins, strict=True):
            source = cells["source_id"]
            issuer = by["sources"][source]["issuer_id"]
            rows.append(
                Row(
                    table=table,
                    row_id=cells[key],
                    subject=cells[subject],
                    value="..".join(cells[name] for name in says),
                    cells=cells,
                    words=words.plain(cells["phrase"]),
                    issuer_id=issuer,
                    giver=givers[source],
                    family=families[issuer] if givers[source] == issuer else givers[source],
                    party=issuers[issuer]["party"],
                    language=by["readings"][cells["reading_id"]]["language"],
                    day=day[source],
                    origin=origin,
                )
            )
    codes = {f"{record['field']}:{record['code']}": record for record in _records(tables["codes"])}
    return Curated(rows, by["sources"], by["readings"], by["measures"], codes)


def _records(frame: pd.DataFrame) -> list[Record]:
    """Return the rows of a table as text by column; an empty cell is empty text."""
    columns = [frame[name].astype("string").fillna("").tolist() for name in frame]
    return [dict(zip(frame.columns, cells, strict=True)) for cells in zip(*columns, strict=True)]


def _giver(source: Record, issuer: Record) -> str:
    """Return whose word a document is: its issuer's. For members of a body it is the author's: each speaks for himself."""
    members = re.search(r"\bmembers\b", issuer["name"], re.IGNORECASE)
    return (source["author"] or source["source_id"]) if members else source["issuer_id"]


def _families(tables: Tables) -> dict[str, str]:
    """Return for each issuer the side of whose state it is an organ, or else the widest issuer to which it belongs."""
    issuers = _records(tables["issuers"])
    at = lineage.roots(tables["issuers"]["issuer_id"], tables["issuers"]["part_of"].astype("string"))["origin"]
    found = {}
    for issuer, root in zip(issuers, at, strict=True):
        organ = issuer["issuer_type"] in ("government", "parliament", "court") and issuer["party"] != "third_party"
        found[issuer["issuer_id"]] = f"state {issuer['party']}" if organ else issuers[root]["issuer_id"]
    return found


def _alike(rows: Iterable[Row], same: Callable[[Row], Hashable]) -> Iterator[list[Row]]:
    """Yield the rows of several sources that are alike in something, the earliest first, the undated last."""
    groups: dict[Hashable, list[Row]] = defaultdict(list)
    for row in rows:
        groups[same(row)].append(row)
    for group in groups.values():
        if len({row.source_id for row in group}) > 1:
            yield sorted(group, key=lambda row: (row.day == "", row.day, row.row_id))


def _divided(rows: Iterable[Row], same: Callable[[Row], Hashable], column: str, least: int) -> Iterator[tuple[Row, Row, str]]:
    """Yield each row that differs from most rows with the same words, of ``least`` or more; with the first of those rows, and why."""
    for group in _alike((row for row in rows if words.count(row.words) >= least), lambda row: (row.words, same(row))):
        (usual, times), *others = Counter(getattr(row, column) for row in group).most_common()
        beside = next(row for row in group if getattr(row, column) == usual)
        for row in group if others else ():
            given = getattr(row, column)
            if given != usual and row.source_id != beside.source_id:
                yield row, beside, f"with the same words the {_NAMES[column]} is {given} here and {usual} in {times} other row(s)"


_NAMES = {"subject": "measure or milestone", "voice": "voice", "counted": "population counted", "qualifier": "qualifier"}


# ---- the same words


@_check("give both the same codes, or cut the words to what each row claims")
def same_words_other_codes(read: Curated) -> Hits:
    """The same words, of two or more, are coded differently in two sources."""
    rows = [row for row in read.said() if row.table == "characterizations" and words.count(row.words) >= 2]
    for group in _alike(rows, lambda row: (row.words, row.event_id)):
        codes: dict[str, frozenset[str]] = {}
        for row in group:
            codes[row.source_id] = codes.get(row.source_id, frozenset()) | {f"{row.subject} {row.value}"}
        usual = Counter(codes.values()).most_common(1)[0][0]
        beside = next(row for row in group if codes[row.source_id] == usual)
        for row in group:
            own = codes[row.source_id]
            if own != usual:
                here, there = ", ".join(sorted(own - usual)) or "nothing more", ", ".join(sorted(usual - own)) or "nothing more"
                yield row.table, row.row_id, beside.row_id, f"the same words are {here} here and {there} there"
                codes[row.source_id] = usual  # a source is named once


@_check("give both the same measure or milestone")
def same_words_other_subject(read: Curated) -> Hits:
    """The same words, of five or more, are another measure or milestone in another source."""
    for table in ("dates", "figures"):
        for row, beside, why in _divided(read.of(table), lambda row: (row.event_id, row.value), "subject", 5):
            yield table, row.row_id, beside.row_id, why


@_check("make both own, or both relayed")
def same_words_other_voice(read: Curated) -> Hits:
    """The same words, of five or more, are own in one source and relayed in another, and no link is between them."""
    for row, beside, why in _divided(read.said(), lambda row: (row.table, row.event_id, row.subject, row.value), "voice", 5):
        if row.origin != beside.origin:
            yield row.table, row.row_id, beside.row_id, why


@_check("let the noun decide who is counted, in both")
def same_words_other_counted(read: Curated) -> Hits:
    """The same words count different people in two sources, and neither is a part of a whole that counts them."""
    rows = read.of("figures")
    counted = {(row.reading_id, row.event_id, row.subject, row.counted) for row in rows}

    def follows(row: Row) -> bool:
        return (row.reading_id, row.event_id, read.measures[row.subject]["part_of"], row.counted) in counted

    for row, beside, why in _divided(rows, lambda row: (row.event_id, row.subject, row.value), "counted", 2):
        if not follows(row) and not follows(beside):
            yield "figures", row.row_id, beside.row_id, why


@_check("let the words decide the qualifier, in both")
def same_words_other_qualifier(read: Curated) -> Hits:
    """The same words have different qualifiers in two sources."""
    for row, beside, why in _divided(read.of("figures"), lambda row: (row.event_id, row.subject), "qualifier", 2):
        yield "figures", row.row_id, beside.row_id, why


@_check("code in both what the words of both say")
def left_out_beside_its_neighbours(read: Curated) -> Hits:
    """Two documents share most of their coded words, and one lacks what the other says beside them."""
    enough = {reading["source_id"] for reading in read.readings.values() if reading["coverage"] != "excerpt"}
    claims: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    said: dict[str, dict[tuple[str, str], Row]] = defaultdict(dict)
    holders: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in read.said():
        claims[row.source_id].add(_claim(row))
        if words.count(row.words) >= 3:
            said[row.source_id][row.event_id, row.words] = row
            holders[row.event_id, row.words].add(row.source_id)
    shared = Counter(pair for group in holders.values() for pair in combinations(sorted(group), 2))
    for pair, common in sorted(shared.items()):
        for one, other in (pair, pair[::-1]):
            lacking = [row for row in said[one].values() if _claim(row) not in claims[other]]
            if other in enough and common >= 5 and 3 * len(lacking) <= common:
                for row in lacking:
                    yield row.table, row.row_id, other, f"{common} phrases stand in both documents, these words only here"


def _claim(row: Row) -> tuple[str, ...]:
    return row.table, row.event_id, row.subject, row.value


# ---- lineage


@_check("fill repeats with the earliest row, basis restated")
def restated_without_repeats(read: Curated) -> Hits:
    """An issuer gives in its own voice what it gave before, and repeats is empty. For a figure, another organ of its state counts too."""
    whose: dict[str, Callable[[Row], Hashable]] = {
        "figures": lambda row: row.family,
        "dates": lambda row: row.giver,
        "characterizations": lambda row: (row.giver, row.words),
    }
    rows = [row for row in read.said() if row.voice == "own" and row.day and words.count(row.words) >= 3]
    for first, *later in _alike(rows, lambda row: (_claim(row), whose[row.table](row))):
        for row in later:
            if not row.repeats and row.origin != first.origin and row.day > first.day:
                who = "its issuer" if row.issuer_id == first.issuer_id else f"an issuer of the same state or body, {first.issuer_id},"
                yield row.table, row.row_id, first.row_id, f"{who} gave the same before"


@_check("link this row as the others of the two documents are")
def linked_in_part(read: Curated) -> Hits:
    """Some rows of a document are linked to another as the same text, and a row that says the same is not."""
    source = {row.row_id: row.source_id for row in read.rows}
    linked: dict[str, set[str]] = defaultdict(set)
    for row in read.rows:
        if row.repeats_basis == "same_text":
            linked[row.source_id].add(source[row.repeats])
    there: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in read.said():
        there[(row.source_id, *_claim(row), row.voice)].append(row)
    for row in read.said():
        for other in sorted(linked[row.source_id]) if not row.repeats else ():
            for beside in there[(other, *_claim(row), row.voice)]:
                if row.origin != beside.origin and _near(row, beside):
                    yield row.table, row.row_id, beside.row_id, "other rows of the two documents are linked as the same text"


def _near(one: Row, other: Row) -> bool:
    """Return whether two characterizations in one language share half of the words of the shorter. True in any other case."""
    if one.table != "characterizations" or one.language != other.language:
        return True
    here, there = set(one.words.split()), set(other.words.split())
    return 2 * len(here & there) >= min(len(here), len(there))


@_check("fill repeats with the earlier row")
def same_words_without_repeats(read: Curated) -> Hits:
    """The same words, of five or more, say the same in documents of two givers, and the later row repeats none."""
    rows = [row for row in read.said() if words.count(row.words) >= 5]
    for first, *later in _alike(rows, lambda row: (_claim(row), row.words)):
        for row in later:
            if not row.repeats and row.origin != first.origin and row.giver != first.giver:
                yield row.table, row.row_id, first.row_id, "the same words stand in an earlier document, and nothing links the rows"


@_check("fill repeats with the earlier rows")
def same_numbers_without_repeats(read: Curated) -> Hits:
    """A document gives five or more numbers of an event, an earlier one has them all, and nothing links the two."""
    documents: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in sorted(read.of("figures"), key=lambda row: (row.day, row.source_id)):
        if row.day:
            documents[row.event_id, row.source_id].append(row)
    earlier: dict[tuple[str, frozenset[str]], list[Row]] = {}
    for (event, source), rows in documents.items():
        numbers = frozenset(f"{row.subject} {row.value}" for row in rows)
        first = earlier.setdefault((event, numbers), rows)
        linked = any(row.repeats for row in rows) or {row.origin for row in rows} & {row.origin for row in first}
        if len(numbers) >= 5 and source != first[0].source_id and not linked:
            yield "figures", rows[0].row_id, first[0].row_id, f"all {len(numbers)} numbers stand alike in an earlier document"


@_check("link the rows of the text that is close")
def note_says_close_without_repeats(read: Curated) -> Hits:
    """The note of a source says that its text is close to another's, and no row of it is linked."""
    source = {row.row_id: row.source_id for row in read.rows}
    linked = {name for row in read.rows if row.repeats for name in (row.source_id, source[row.repeats])}
    coded = {row.source_id for row in read.rows}
    for name in sorted(coded - linked):
        found = words.CLOSE.search(read.sources[name]["note"])
        if found:
            yield "sources", name, "", f"its note has '{found[0]}' and no row is linked"


# ---- voice


@_check("make the voice own, with the wording in note, or name whom the text credits")
def credit_names_nobody(read: Curated) -> Hits:
    """The row is relayed, and its credit names nobody."""
    for row in read.rows:
        if row.credited_kind == "unnamed" or words.NOBODY.fullmatch(row.credited_to):
            yield row.table, row.row_id, "", f"the credit is '{row.credited_to}', which names nobody"


_ANSWERS = {"armenian_side_": ("armenia", "karabakh_armenian"), "azerbaijani_side_": ("azerbaijan",)}


@_check("make the voice relayed and credit those who are said to answer")
def answer_of_another(read: Curated) -> Hits:
    """The row answers an accusation in its own voice, and its issuer does not belong to the side that answers."""
    for row in read.of("characterizations"):
        for prefix, parties in _ANSWERS.items() if (row.subject, row.voice) == ("response_to_accusation", "own") else ():
            if row.value.startswith(prefix) and row.party not in parties:
                yield row.table, row.row_id, "", f"{row.value} stands in the own voice of an issuer of the party {row.party}"


# ---- dates


@_check("make the milestone killings, or quote the words that date the attack")
def attack_dates_killings(read: Curated) -> Hits:
    """The milestone is attack, and phrase and note date killings and no attack."""
    for row in read.of("dates"):
        text = f"{row.phrase} {row.note}"
        found = words.KILLING.search(text)
        if row.subject == "attack" and found and not words.ATTACK.search(text):
            yield "dates", row.row_id, "", f"the milestone is attack, and phrase or note dates '{found[0]}'"


@_check("give both the same milestone, or quote or note the words that tell them apart")
def one_construction_two_milestones(read: Curated) -> Hits:
    """One issuer has the same words, numbers aside, under two milestones in two documents."""

    def construction(row: Row) -> str:
        return " ".join(word for word in row.words.split() if not word[0].isdigit())

    rows = [row for row in read.of("dates") if words.count(construction(row)) >= 4]
    for first, *later in _alike(rows, lambda row: (row.event_id, row.issuer_id, construction(row))):
        for row in later:
            if row.subject != first.subject:
                yield "dates", row.row_id, first.row_id, f"the same construction is {row.subject} here and {first.subject} there"


@_check("empty as_of, or quote or note the words that name the day")
def as_of_day_before_issue(read: Curated) -> Hits:
    """The number is given for the day before the issue of a newspaper, and neither phrase nor note names a day."""
    for row in read.of("figures"):
        press = read.sources[row.source_id]["source_type"] == "media"
        if press and row.day and row.as_of == _day_before(row.day) and not words.DAY.search(f"{row.phrase} {row.note}"):
            yield "figures", row.row_id, "", f"as_of is {row.as_of}, the day before the issue, and neither phrase nor note names a day"


def _day_before(day: str) -> str:
    return str(date.fromisoformat(day) - timedelta(days=1)) if day > "0001-01-01" else ""


# ---- figures


@_check("let the noun decide (unstated), or quote the words that say who is counted")
def counted_against_the_noun(read: Curated) -> Hits:
    """The row counts civilians or residents, and the phrase has people or persons and no such word."""
    for row in read.of("figures"):
        noun = words.people(row.phrase)
        if row.counted in words.NOUNS and noun and not words.NOUNS[row.counted].search(row.phrase):
            yield "figures", row.row_id, "", f"counted is {row.counted}, and the noun of the phrase is '{noun}'"


@_check("change the qualifier to what the hedge says")
def hedge_but_exact(read: Curated) -> Hits:
    """The qualifier is exact, and phrase or note hedges the number."""
    for row in read.of("figures"):
        if row.qualifier == "exact":
            found = words.hedge(row.phrase, row.language, int(row.low)) or words.hedge_of_note(row.note, int(row.low))
            if found:
                yield "figures", row.row_id, "", f"the qualifier is exact, and phrase or note has '{found}'"


@_check("quote the words that carry the number, or mend the number")
def number_not_in_phrase(read: Curated) -> Hits:
    """The phrase has an end of the interval neither in digits nor, as far as is known, in words."""
    for row in read.of("figures"):
        ends = {int(end) for end in (row.low, row.high) if end}
        if row.phrase and not words.carries(row.phrase, row.language, ends):
            yield "figures", row.row_id, "", f"the phrase does not hold {' or '.join(map(str, sorted(ends)))}"


@_check("mend the year, or say in the note why it is another")
def year_not_in_phrase(read: Curated) -> Hits:
    """The phrase of a date names a year, and neither end of the date is in a year that it names."""
    for row in read.of("dates"):
        years = set(words.YEAR.findall(row.phrase))
        if years and not years & {end[:4] for end in (row.earliest, row.latest) if end}:
            yield "dates", row.row_id, "", f"the phrase names {' and '.join(sorted(years))}"


@_check("say in the note of the part what that of the whole says")
def caveat_of_the_whole_only(read: Curated) -> Hits:
    """The note of a total has a caveat. The note of a part of it, in the same text, has none."""
    wholes: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in read.of("figures"):
        wholes[row.reading_id, row.event_id, row.voice, row.credited_to, row.locator, row.subject].append(row)
    for row in read.of("figures"):
        part_of = read.measures[row.subject]["part_of"]
        same = row.reading_id, row.event_id, row.voice, row.credited_to, row.locator, part_of
        for whole in wholes.get(same, []):
            found = words.CAVEAT.search(whole.note)
            if found and found[0].casefold() not in row.note.casefold():
                yield "figures", row.row_id, whole.row_id, f"the note of the whole has '{found[0]}', that of this part has not"


@_check("use it, or remove it")
def code_no_row_uses(read: Curated) -> Hits:
    """No row has the code."""
    used = {f"{column}:{row.cells[column]}" for row in read.rows for column in ("counted", "qualifier", "milestone") if column in row.cells}
    for code in sorted(read.codes.keys() - used):
        yield "codes", code, "", "no row has this code"


# ---- phrases, notes, places


@_check("cut it to the words that carry the claim, or let the note say something else")
def phrase_is_a_sentence_of_the_note(read: Curated) -> Hits:
    """A whole sentence of the note is the phrase."""
    for row in read.rows:
        if row.note and words.count(row.words) >= 3 and row.words in words.sentences(row.note):
            yield row.table, row.row_id, "", "a sentence of the note is the phrase"


@_check("leave the mark out, and say in note that the words have a footnote")
def phrase_with_footnote_mark(read: Curated) -> Hits:
    """The phrase holds the mark of a footnote."""
    for row in read.rows:
        found = words.FOOTNOTE.search(row.phrase)
        if found:
            yield row.table, row.row_id, "", f"the phrase holds '{found[0]}'"


@_check("state what the text has, and leave the comparison to the reader")
def note_argues(read: Curated) -> Hits:
    """The note argues, guesses or compares."""
    notes = [("sources", name, source["note"], False) for name, source in read.sources.items()]
    notes += [("readings", name, reading["note"], False) for name, reading in read.readings.items()]
    notes += [(row.table, row.row_id, row.note, True) for row in read.rows]
    for table, row_id, note, of_row in notes:
        found = words.ARGUES.search(note) or (words.COMPARES.search(note) if of_row else None)
        if found:
            yield table, row_id, "", f"the note has '{found[0]}'"


@_check("fill the place: para n, counted from the top, headline, title, or whole document")
def locator_empty(read: Curated) -> Hits:
    """The row has no place. Its text was read whole or has numbered paragraphs, or the row is about the document as a whole."""
    whole = {name for name, reading in read.readings.items() if reading["coverage"] == "whole"}
    numbered = {row.reading_id for row in read.rows if re.search(r"\bpara", row.locator)}
    for row in read.rows:
        if not row.locator and (row.reading_id in whole | numbered or row.subject == "institutional_status"):
            yield row.table, row.row_id, "", "the locator is empty"


# ---- readings and sources


@_check("rest the row on the original, in its words")
def quotation_though_original_read(read: Curated) -> Hits:
    """The row uses a quotation or a translation, and the original was read whole."""
    original: dict[str, str] = {}
    for name, reading in read.readings.items():
        if (reading["access"], reading["coverage"]) == ("original", "whole") and not _translated(read, reading):
            original.setdefault(reading["source_id"], name)
    for row in read.rows:
        reading = read.readings[row.reading_id]
        lesser = reading["access"] == "quoted" or (reading["access"] == "copy" and _translated(read, reading))
        if lesser and row.source_id in original:
            yield row.table, row.row_id, original[row.source_id], f"the original was read whole, and the row rests on {row.reading_id}"


def _translated(read: Curated, reading: Record) -> bool:
    return reading["language"] != read.sources[reading["source_id"]]["language"]


@_check("code neither, or say in note what the other report has")
def reports_differ(read: Curated) -> Hits:
    """The text was read only in reports. Two of them differ in a number, a date or the term, and neither row says so."""
    access: dict[str, set[str]] = defaultdict(set)
    for reading in read.readings.values():
        access[reading["source_id"]].add(reading["access"])
    groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in read.rows:
        if access[row.source_id] == {"quoted"} and row.voice == "own" and (row.table != "characterizations" or row.subject == "event_term"):
            groups[row.table, row.source_id, row.event_id, row.subject].append(row)
    for first, *others in groups.values():
        for row in others:
            if row.reading_id != first.reading_id and row.value != first.value and not row.note and not first.note:
                yield row.table, row.row_id, first.row_id, f"one report has {row.value}, another {first.value}"


@_check("mark the date with ?, or with ~")
def inferred_date_unmarked(read: Curated) -> Hits:
    """The note says that the date is inferred, and the date does not."""
    dates = [("sources", name, "published", source["published"], source["note"]) for name, source in read.sources.items()]
    dates += [("figures", row.row_id, "as_of", row.as_of, row.note) for row in read.of("figures")]
    dates += [("dates", row.row_id, "earliest", row.earliest, row.note) for row in read.of("dates")]
    for table, row_id, column, given, note in dates:
        found = words.INFERRED.search(note)
        if given and found and not re.search(r"[?~%/]", given):
            yield table, row_id, "", f"{column} is {given}, and the note has '{found[0]}'"


@_check("remove one of them, or say in the notes how they differ")
def source_stands_twice(read: Curated) -> Hits:
    """Two sources are alike in issuer, author, title and date; in issuer, author and number; or in address, author and date."""
    seen: dict[Hashable, str] = {}
    for name, source in read.sources.items():
        marks: dict[str, tuple[str, ...]] = {"title and date": (source["issuer_id"], source["title"].casefold(), source["published"])}
        if source["document_id"]:
            marks["number"] = (source["issuer_id"], source["document_id"])
        if source["url"]:
            marks["address and date"] = (words.address(source["url"]), source["published"])
        others = {what: seen.setdefault((what, source["author"], *mark), name) for what, mark in marks.items()}
        for other in sorted(set(others.values()) - {name}):
            yield "sources", name, other, f"it has the same {', '.join(what for what in others if others[what] == other)}"


@_check("give the day that the document bears")
def published_coarser_than_shown(read: Curated) -> Hits:
    """The address of the original shows a day, and published gives none."""
    addresses = [(name, source["url"]) for name, source in read.sources.items()]
    addresses += [(reading["source_id"], reading["url"]) for reading in read.readings.values() if reading["access"] == "original"]
    for source, address in addresses:
        published = read.sources[source]["published"]
        given = published.rstrip("?~%")
        for day in words.days(address):
            if given and len(given) < len(day) and day.startswith(given):
                yield "sources", source, "", f"published is {published}, and an address of the original has {day}"


@_check("make it copy: a translation of the text itself, not a work that speaks of it")
def quoted_though_translated_whole(read: Curated) -> Hits:
    """The reading is marked quoted and gives the whole text in translation. Such readings are marked copy."""
    for name, reading in read.readings.items():
        if (reading["access"], reading["coverage"]) == ("quoted", "whole") and _translated(read, reading):
            yield "readings", name, "", f"it is quoted, and it is the whole text in translation ({reading['language']})"
