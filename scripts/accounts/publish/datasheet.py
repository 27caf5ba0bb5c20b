"""``docs/datasheet.md`` as the responsible-AI fields of Croissant.

Standards: Gebru et al., "Datasheets for Datasets" (2021); Croissant RAI 1.0.
"""

from __future__ import annotations

from markdown_it import MarkdownIt

from accounts.problems import PackageError, Problem
from accounts.publish.bibliography import Record

NAME = "docs/datasheet.md"
#: Each field, and the question of the datasheet that answers it.
FIELDS = {
    "rai:dataUseCases": "What is it for?",
    "rai:dataLimitations": "What is it not for?",
    "rai:dataBiases": "Which bias can mislead?",
    "rai:dataCollection": "How were the documents found?",
    "rai:dataCollectionRawData": "How were they read?",
    "rai:dataCollectionMissingData": "What is missing?",
    "rai:dataAnnotationProtocol": "How were words made into codes?",
    "rai:dataAnnotationAnalysis": "How was the coding checked?",
    "rai:personalSensitiveInformation": "Does it name persons?",
    "rai:dataSocialImpact": "What harm could it do?",
    "rai:dataReleaseMaintenancePlan": "Who keeps it, and how does it change?",
}


def responsible_ai(datasheet: str) -> Record:
    """Return the ``rai:`` fields that ``datasheet`` (Markdown) answers: its prose, without code and its output.

    Raises :class:`PackageError` if it does not answer the question of a field.
    """
    answers = _answers(datasheet)
    wrong = [
        Problem(NAME, 0, "", question, f"does not answer this question, from which {field} is filled", f"write it under ### {question}")
        for field, question in FIELDS.items()
        if not answers.get(question)
    ]
    if wrong:
        raise PackageError(wrong)
    return {field: answers[question] for field, question in FIELDS.items()}


def _answers(datasheet: str) -> dict[str, str]:
    """Return the prose under each heading, its paragraphs joined."""
    answers: dict[str, list[str]] = {}
    heading, opened = "", ""
    for token in MarkdownIt("commonmark").parse(datasheet):
        if token.type.endswith("_open"):
            opened = token.type
        elif token.type == "inline":
            said = "".join(" " if part.type == "softbreak" else part.content for part in token.children or ())
            if opened == "heading_open":
                heading = said
            else:
                answers.setdefault(heading, []).append(said)
    return {question: " ".join(paragraphs) for question, paragraphs in answers.items()}
