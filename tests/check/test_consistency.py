"""Every check finds a planted row, and not its mended twin; a line of settled answers one suspicion, and no stale line is let through."""

import shutil

import pytest

from accounts import commands
from accounts.check import consistency, names, words
from support.small import curated, day, figure, statements, table, word

pytestmark = pytest.mark.usefixtures("once")

SIX = "the words that carry this claim"


def found(name, tables):
    """The rows that one check suspects, each with the other."""
    check, _ = consistency.CHECKS[name]
    return [(row, other) for _, row, other, _ in check(consistency.plain(tables))]


def said(source, position="massacre", voice="own", **rest):
    """A characterization with a phrase and a place of its own."""
    return {"phrase": f"{position} in {source}", "locator": "para 1", **word(source, position, voice), **rest}


def number(source, low=613, high=613, n=1, **rest):
    """A figure with a phrase that carries its number, and a place."""
    given = {"phrase": f"{low} people of {source}", "counted": "unstated", "locator": "para 1"}
    return figure(source, low, high, n, **{**given, **rest})


def dated(source, first="1992-02-26", last="1992-02-26", **rest):
    """A date with a phrase that dates an attack, and a place."""
    return day(source, first, last, **{"phrase": f"attack that {source} dates", "locator": "para 1", **rest})


def child(source, **rest):
    """A part of the killed of a source."""
    return number(source, 63, 63, figure_id=f"{source}-killed-children", measure_id="killed_children", **rest)


def retabled(name, rows, **claims):
    """Small tables of which one is another."""
    return {**curated(**claims), name: table(name, rows)}


#: A source with all by which it can be told from another.
TWICE = {
    "source_id": "b",
    "issuer_id": "issuer-b",
    "title": "A title",
    "published": "1993",
    "document_id": "A/1",
    "url": "https://www.example.org/a",
}


def sources(*rows):
    """The four sources, some of them changed."""
    plain = {s: {"source_id": s, "issuer_id": f"issuer-{s}", "published": f"{2000 + n}"} for n, s in enumerate("abcd")}
    return list({**plain, **{row["source_id"]: plain[row["source_id"]] | row for row in rows}}.values())


def readings(*rows):
    """The reading of each source, some of them changed, and any others."""
    plain = {f"{s}-web": {"reading_id": f"{s}-web", "source_id": s, "coverage": "part" if s == "d" else "whole"} for s in "abcd"}
    for row in rows:
        plain[row["reading_id"]] = {**plain.get(row["reading_id"], {}), **row}
    return list(plain.values())


def answers(party, voice="own"):
    """An answer for the Armenian side by an issuer of this party."""
    row = said("b", voice=voice) | {"topic_id": "response_to_accusation", "position_id": "armenian_side_denies_killing"}
    issuers = [{"issuer_id": f"issuer-{s}", "name": s, "party": party} for s in "abcd"]
    return retabled("issuers", issuers, characterizations=[row])


def twins(left_out):
    """Two documents with five phrases alike; one has a sixth, the other has it where it is not left out."""
    alike = [said(s, f"p{n}", phrase=f"the phrase number {'abcde'[n]}") for s in "ab" for n in range(5)]
    sixth = [said("a", "p6", phrase="the phrase of one")] + ([] if left_out else [said("b", "p6", phrase="the phrase of both")])
    return curated(characterizations=alike + sixth)


def five(source, **rest):
    """Five numbers of one document."""
    names = ("killed_total", "killed_children", "killed_women", "injured", "missing")
    return [number(source, 10 + n, 10 + n, figure_id=f"{source}-{m.replace('_', '-')}", measure_id=m, **rest) for n, m in enumerate(names)]


def in_part(**rest):
    """Two rows of c that say what a says, of which one is linked."""
    linked = {"repeats": "a-killed-total-1", "repeats_basis": "same_text"}
    return curated(figures=[number("a"), number("c", **linked), child("a"), child("c", **rest)])


def of_issue(**rest):
    """A number of a newspaper of 3 March, given for the day before."""
    rows = sources({"source_id": "b", "source_type": "media", "published": "1992-03-03"})
    return retabled("sources", rows, figures=[number("b", as_of="1992-03-02", **rest)])


def quoted_and_original(reading):
    """A source that was read in the original and in a quotation, and a row on one of them."""
    both = readings({"reading_id": "b-news", "source_id": "b", "access": "quoted", "coverage": "excerpt"})
    return retabled("readings", both, characterizations=[said("b", reading_id=reading)])


def reports(note=None):
    """A source known from two reports with two words, each with a row."""
    both = readings(
        {"reading_id": "b-web", "access": "quoted", "coverage": "excerpt"},
        {"reading_id": "b-news", "source_id": "b", "access": "quoted", "coverage": "excerpt"},
    )
    return retabled("readings", both, characterizations=[said("b", note=note), said("b", "tragedy", reading_id="b-news")])


def with_codes(*counted):
    """A figure that counts nobody in particular, and codes for whom a figure counts."""
    rows = [{"field": "counted", "code": code, "label": code, "definition": code} for code in counted]
    return retabled("codes", rows, figures=[number("b")])


def status(locator):
    """What a document read in part is as a whole."""
    row = said("d", locator=locator) | {"topic_id": "institutional_status", "position_id": "draft"}
    return curated(characterizations=[row])


def of_reading(**rest):
    return retabled("readings", readings({"reading_id": "b-web", **rest}))


def of_source(**rest):
    return retabled("sources", sources({"source_id": "b", **rest}), characterizations=[said("b")])


REPEATS = {"repeats": "a-killed-total-1", "repeats_basis": "same_text"}
A, B = "a-killed-total-1", "b-killed-total-1"
WA, WB = "a-event-term-massacre-1", "b-event-term-massacre-1"
TRAGEDY = "b-event-term-tragedy-1"
#: The check, tables with a planted row, the row and the other, tables with the row mended.
CASES = [
    (
        "same_words_other_codes",
        curated(characterizations=[said("a", phrase="this event"), said("b", "tragedy", phrase="“This Event”,")]),
        (TRAGEDY, WA),
        curated(characterizations=[said("a", phrase="this event"), said("b", phrase="“This Event”,")]),
    ),
    (
        "same_words_other_subject",
        curated(
            figures=[
                number("a", phrase="the 613 people of the town"),
                number("b", phrase="the 613 people of the town", measure_id="missing"),
            ]
        ),
        (B, A),
        curated(figures=[number("a", phrase="the 613 people of the town"), number("b", phrase="the 613 people of the town")]),
    ),
    (
        "same_words_other_voice",
        curated(characterizations=[said("a", phrase=SIX), said("b", voice="relayed", phrase=SIX)]),
        (WB, WA),
        curated(characterizations=[said("a", phrase=SIX), said("b", phrase=SIX)]),
    ),
    (
        "same_words_other_counted",
        curated(figures=[number("a", phrase="613 dead"), number("b", phrase="613 dead", counted="civilians")]),
        (B, A),
        curated(figures=[number("a", phrase="613 dead"), number("b", phrase="613 dead")]),
    ),
    (
        "same_words_other_qualifier",
        curated(figures=[number("a", phrase="613 dead"), number("b", high=None, phrase="613 dead")]),
        (B, A),
        curated(figures=[number("a", phrase="613 dead"), number("b", phrase="613 dead")]),
    ),
    ("left_out_beside_its_neighbours", twins(left_out=True), ("a-event-term-p6-1", "b"), twins(left_out=False)),
    (
        "same_words_without_repeats",
        curated(figures=[number("a", phrase="all of the 613 dead"), number("b", phrase="all of the 613 dead")]),
        (B, A),
        curated(figures=[number("a", phrase="all of the 613 dead"), number("b", phrase="all of the 613 dead", **REPEATS)]),
    ),
    (
        "same_numbers_without_repeats",
        curated(figures=five("a") + five("b")),
        ("b-killed-total", "a-killed-total"),
        curated(figures=[*five("a"), *five("b")[1:], five("b")[0] | {"repeats": "a-killed-total", "repeats_basis": "same_text"}]),
    ),
    (
        "restated_without_repeats",
        retabled("sources", sources({"source_id": "b", "issuer_id": "issuer-a"}), figures=[number("a"), number("b")]),
        (B, A),
        retabled("sources", sources({"source_id": "b", "issuer_id": "issuer-a"}), figures=[number("a"), number("b", **REPEATS)]),
    ),
    (
        "note_says_close_without_repeats",
        retabled("sources", sources({"source_id": "b", "note": "Nearly the wording of a."}), figures=[number("a"), number("b")]),
        ("b", ""),
        retabled("sources", sources({"source_id": "b", "note": "Nearly the wording of a."}), figures=[number("a"), number("b", **REPEATS)]),
    ),
    (
        "linked_in_part",
        in_part(),
        ("c-killed-children", "a-killed-children"),
        in_part(repeats="a-killed-children", repeats_basis="same_text"),
    ),
    (
        "credit_names_nobody",
        curated(figures=[number("b", voice="relayed", credited_to="official figures")]),
        (B, ""),
        curated(figures=[number("b", voice="relayed", credited_to="official figures of the prosecutor")]),
    ),
    (
        "credit_names_nobody",
        curated(figures=[number("b", voice="relayed", credited_to="observers", credited_kind="unnamed")]),
        (B, ""),
        curated(figures=[number("b", voice="relayed", credited_to="an observer of the OSCE", credited_kind="official")]),
    ),
    ("answer_of_another", answers("azerbaijan"), (WB, ""), answers("karabakh_armenian")),
    ("answer_of_another", answers("third_party"), (WB, ""), answers("third_party", voice="relayed")),
    (
        "attack_dates_killings",
        curated(dates=[dated("b", phrase="the massacre of 26 February")]),
        ("b-attack", ""),
        curated(dates=[dated("b", phrase="the massacre of 26 February", milestone="killings")]),
    ),
    (
        "one_construction_two_milestones",
        retabled(
            "sources",
            sources({"source_id": "b", "issuer_id": "issuer-a"}),
            dates=[dated("a", phrase="what came on 26 February"), dated("b", phrase="what came on 25 February", milestone="capture")],
        ),
        ("b-attack", "a-attack"),
        retabled(
            "sources",
            sources({"source_id": "b", "issuer_id": "issuer-a"}),
            dates=[dated("a", phrase="what came on 26 February"), dated("b", phrase="what came on 25 February")],
        ),
    ),
    ("as_of_day_before_issue", of_issue(), (B, ""), of_issue(note="The words are: on Monday.")),
    (
        "counted_against_the_noun",
        curated(figures=[number("b", phrase="613 people", counted="civilians")]),
        (B, ""),
        curated(figures=[number("b", phrase="613 peaceful people", counted="civilians")]),
    ),
    (
        "counted_against_the_noun",
        curated(figures=[number("b", phrase="613 nəfər", counted="residents")]),
        (B, ""),
        curated(figures=[number("b", phrase="613 nəfər sakin", counted="residents")]),
    ),
    (
        "hedge_but_exact",
        curated(figures=[number("b", phrase="some 613 dead")]),
        (B, ""),
        curated(figures=[number("b", phrase="some 613 dead", qualifier="about")]),
    ),
    (
        "hedge_but_exact",
        curated(figures=[number("b", note="'Nearly'; innocent.")]),
        (B, ""),
        curated(figures=[number("b", phrase="613 of some 2,000 people")]),
    ),
    (
        "number_not_in_phrase",
        curated(figures=[number("b", phrase="all of them died")]),
        (B, ""),
        curated(figures=[number("b", phrase="six hundred and thirteen died")]),
    ),
    (
        "number_not_in_phrase",
        curated(figures=[number("b", 1275, 1275, phrase="the 600 dead")]),
        (B, ""),
        curated(figures=[number("b", 1275, 1275, phrase="the 1 275 dead")]),
    ),
    (
        "year_not_in_phrase",
        curated(dates=[dated("b", "1929-02-26", "1929-02-26", phrase="attack of 26 February 1992")]),
        ("b-attack", ""),
        curated(dates=[dated("b", phrase="attack of 26 February 1992")]),
    ),
    (
        "caveat_of_the_whole_only",
        curated(figures=[number("b", note="Of the district."), child("b")]),
        ("b-killed-children", B),
        curated(figures=[number("b", note="Of the district."), child("b", note="Of the district.")]),
    ),
    (
        "code_no_row_uses",
        with_codes("wounded", "unstated"),
        ("counted:wounded", ""),
        with_codes("unstated"),
    ),
    (
        "phrase_is_a_sentence_of_the_note",
        curated(characterizations=[said("b", phrase="they burnt the town", note="They burnt the town. A headline.")]),
        (WB, ""),
        curated(characterizations=[said("b", phrase="they burnt the town", note="A headline.")]),
    ),
    (
        "phrase_with_footnote_mark",
        curated(characterizations=[said("b", phrase="massacre[12] in the town")]),
        (WB, ""),
        curated(characterizations=[said("b", phrase="massacre in the town")]),
    ),
    (
        "note_argues",
        curated(characterizations=[said("b", note="However, most say so.")]),
        (WB, ""),
        curated(characterizations=[said("b", note="In the title.")]),
    ),
    ("note_argues", of_reading(note="Probably the whole text."), ("b-web", ""), of_reading(note="It differs in a word.")),
    ("note_argues", of_source(note="63 children, where most texts have 83."), ("b", ""), of_source(note="63 children.")),
    ("locator_empty", curated(characterizations=[said("b", locator=None)]), (WB, ""), curated(characterizations=[said("b")])),
    (
        "locator_empty",
        curated(characterizations=[said("d", locator=None), said("d", "tragedy")]),
        ("d-event-term-massacre-1", ""),
        curated(characterizations=[said("d", locator=None), said("d", "tragedy", locator="opening")]),
    ),
    ("locator_empty", status(None), ("d-event-term-massacre-1", ""), status("whole document")),
    ("quotation_though_original_read", quoted_and_original("b-news"), (WB, "b-web"), quoted_and_original("b-web")),
    ("reports_differ", reports(), (TRAGEDY, WB), reports(note="Another report has tragedy.")),
    (
        "inferred_date_unmarked",
        of_source(published="2012", note="Year inferred from the text."),
        ("b", ""),
        of_source(published="2012?", note="Year inferred from the text."),
    ),
    (
        "inferred_date_unmarked",
        curated(figures=[number("b", as_of="1999", note="The year is inferred.")]),
        (B, ""),
        curated(figures=[number("b", as_of="1999?", note="The year is inferred.")]),
    ),
    *[
        (
            "source_stands_twice",
            retabled("sources", sources(one, {**one, "source_id": "c", **again})),
            ("c", "b"),
            retabled("sources", sources(one, {**one, "source_id": "c", **again, **other})),
        )
        for one, again, other in (
            (TWICE, {"title": "A TITLE", "document_id": None, "url": None}, {"title": "Another"}),
            (TWICE, {"title": "Of a copy", "published": "2000"}, {"document_id": "A/2", "url": None}),
            (TWICE, {"title": "Of a copy", "document_id": None, "url": "http://example.org/a/"}, {"published": "1999"}),
            (TWICE, {}, {"author": "Ann Other"}),
        )
    ],
    (
        "published_coarser_than_shown",
        of_source(published="2012-02", url="https://example.org/2012/02/26/text"),
        ("b", ""),
        of_source(published="2012-02-26", url="https://example.org/2012/02/26/text"),
    ),
    (
        "quoted_though_translated_whole",
        retabled("readings", readings({"reading_id": "b-web", "access": "quoted", "language": "de"})),
        ("b-web", ""),
        retabled("readings", readings({"reading_id": "b-web", "access": "copy", "language": "de"})),
    ),
]


@pytest.mark.parametrize(("name", "planted", "pair", "mended"), CASES, ids=[f"{n}-{case[0]}" for n, case in enumerate(CASES)])
def test_a_planted_row_is_found_and_its_mended_twin_is_not(name, planted, pair, mended):
    assert found(name, planted) == [pair]
    assert found(name, mended) == []


def test_every_check_is_tried():
    assert {case[0] for case in CASES} == set(consistency.CHECKS)


def test_every_check_says_what_is_suspected_and_what_settles_it():
    assert all(check.__doc__ and settles for check, settles in consistency.CHECKS.values())


@pytest.mark.parametrize("language", ["en", "ru", "az", "tr", "de", "fr", "es", "it", "hy", "fa", "ar", "ja"])
def test_no_hedge_where_there_is_none(language):
    assert words.hedge("613", language, 613) == ""


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        ("200-dən çox insan", "az", 200),
        ("50-yə yaxın dinc sakin", "az", 50),
        ("1.000’in üzerindedir", "tr", 1000),
        ("более 1 000 жителей", "ru", 1000),
        ("mehr als tausend Menschen", "de", 1000),
        ("161+", "en", 161),
        ("more than one thousand people", "en", 1000),
        ("حداقل ۱۶۱ نفر", "fa", 161),
    ],
)
def test_a_hedge_is_found_in_each_language(text, language, number):
    assert words.hedge(text, language, number)


@pytest.mark.parametrize(
    ("text", "language", "number"), [("151’i yakın mesafeden", "tr", 151), ("more than 600 killed and 500 hurt", "en", 500)]
)
def test_a_hedge_of_something_else_is_none(text, language, number):
    assert not words.hedge(text, language, number)


# ---- settled


def with_settled(*rows):
    """A row without a locator, and these lines of settled."""
    columns = ("check", "row_id", "other_row_id", "reason")
    planted = curated(characterizations=[said("b", locator=None)])
    return {**planted, "settled": table("settled", [dict(zip(columns, row, strict=True)) for row in rows])}


RIGHT = ("locator_empty", WB, None, "One line of text.")


def test_a_suspicion_says_why_and_what_settles_it():
    (suspicion,) = consistency.unsettled(with_settled())
    assert suspicion.key == ("locator_empty", WB, "")
    assert suspicion.sentence.startswith("The locator is empty: fill the place")


def test_a_suspicion_is_unsettled_until_a_line_settles_it():
    assert consistency.unsettled(with_settled(RIGHT)) == []
    assert consistency.check(with_settled(RIGHT)) == []


@pytest.mark.parametrize(
    ("line", "column", "wrong"),
    [
        (("note_argues", WB, None, "It does not."), "row_id", "note_argues does not suspect it (any more)"),
        (("same_words_other_codes", WB, "a", "It is."), "row_id", "same_words_other_codes does not suspect it beside a (any more)"),
        (("locator_empty", "b-gone", None, "One line of text."), "row_id", "no such row"),
        (("locator_empty", WB, "b-gone", "One line of text."), "other_row_id", "no such row"),
        (("locators_empty", WB, None, "One line of text."), "check", "no such check"),
    ],
)
def test_a_line_that_settles_nothing_is_refused(line, column, wrong):
    (problem,) = consistency.check(with_settled(RIGHT, line))
    assert (problem.file, problem.row, problem.column, problem.wrong) == ("data/settled.csv", 3, column, wrong)


def test_a_reason_names_no_private_person():
    (problem,) = names.check(with_settled((*RIGHT[:3], "The words of Aygun Mammadova.")))
    assert (problem.file, problem.column, problem.value) == ("data/settled.csv", "reason", "Aygun Mammadova")


def test_a_link_that_is_missing_is_one_suspicion():
    rows = sources({"source_id": "b", "issuer_id": "issuer-a"})
    tables = retabled("sources", rows, figures=[number(s, phrase="all of the 613 dead") for s in "abc"])
    kinds = {each.row_id: each.check for each in consistency.suspicions(tables)}
    assert kinds == {B: "restated_without_repeats", "c-killed-total-1": "same_words_without_repeats"}


def restating(name, author, issuer_type="parliament"):
    """Two documents of one issuer with one number, each with its author."""
    rows = sources({"source_id": "a", "author": "One Member"}, {"source_id": "b", "issuer_id": "issuer-a", "author": author})
    issuers = [{"issuer_id": f"issuer-{s}", "name": name, "issuer_type": issuer_type} for s in "abcd"]
    return {**retabled("sources", rows, figures=[number("a"), number("b")]), "issuers": table("issuers", issuers)}


@pytest.mark.parametrize(
    ("name", "author", "pairs"),
    [("Parliament", "Another", [(B, A)]), ("Members of parliament", "One Member", [(B, A)]), ("Members of parliament", "Another", [])],
)
def test_a_member_of_a_body_restates_only_what_that_member_said(name, author, pairs):
    assert found("restated_without_repeats", restating(name, author)) == pairs


@pytest.mark.parametrize(("party", "pairs"), [("azerbaijan", [(B, A)]), ("armenia", [(B, A)]), ("third_party", [])])
def test_an_organ_of_the_state_of_a_side_restates_its_number(party, pairs):
    issuers = [{"issuer_id": f"issuer-{s}", "name": s, "issuer_type": "government", "party": party} for s in "abcd"]
    assert found("restated_without_repeats", retabled("issuers", issuers, figures=[number("a"), number("b")])) == pairs


# ---- the command


@pytest.fixture
def here(tiny, tmp_path):
    """A small package, built, whose rows give no place."""
    return shutil.copytree(tiny, tmp_path / "here")


def run(verb, root, *arguments):
    return commands.main([verb, "--package", str(root), *arguments])


def settle(root, *keys):
    """Write lines of settled that answer these suspicions."""
    lines = [",".join((*key, "One line of text.")) for key in sorted(keys)]
    (root / "data/settled.csv").write_text("\n".join(["check,row_id,other_row_id,reason", *lines, ""]), encoding="utf-8")


@pytest.fixture(scope="module")
def every():
    """The suspicions of the small package."""
    return [each.key for each in consistency.suspicions(curated(**statements()))]


@pytest.mark.slow
def test_every_suspicion_is_printed_until_all_are_settled(here, every, capsys):
    assert ("locator_empty", B, "") in every
    assert run("consistency", here) == 1
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == len(every)
    assert f"data/figures.csv:3  locator_empty  {B}  The locator is empty: fill the place" in said.out
    assert f"suspicions: {len(every)}; settled: 0; " in said.err
    settle(here, *every[1:])
    assert run("consistency", here) == 1
    assert len(capsys.readouterr().out.splitlines()) == 1
    settle(here, *every)
    assert run("consistency", here) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert f"suspicions: 0; settled: {len(every)}; " in said.err


def test_the_suspicions_of_one_check_are_printed_alone(here, capsys):
    assert run("consistency", here, "--check", "locator_empty") == 1
    assert all("  locator_empty  " in line for line in capsys.readouterr().out.splitlines())
    assert run("consistency", here, "--check", "note_argues") == 0


@pytest.mark.slow
def test_a_build_counts_what_is_not_settled(here, every, capsys):
    settle(here, every[0])
    assert run("build", here) == 0
    assert f"{len(every) - 1:7,}  suspicions not settled" in capsys.readouterr().out


@pytest.mark.parametrize("verb", ["build", "consistency", "validate"])
def test_a_stale_line_is_refused_by_every_verb_that_checks(here, capsys, verb):
    settle(here, ("note_argues", B, ""))
    assert run(verb, here) == 1
    said = capsys.readouterr()
    assert f"data/settled.csv:2:row_id  '{B}'  note_argues does not suspect it (any more)" in said.out + said.err


def test_a_doubled_line_is_refused(here, every, capsys):
    settle(here, every[0], every[0])
    assert run("build", here) == 1
    assert "data/settled.csv:3:check, row_id" in capsys.readouterr().err
