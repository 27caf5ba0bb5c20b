"""The datasheet answers every question from which a field of Croissant is filled."""

from __future__ import annotations

import pytest

from accounts.problems import PackageError
from accounts.publish import datasheet
from support.files import PACKAGE

TEXT = (PACKAGE / datasheet.NAME).read_text(encoding="utf-8")


def test_a_field_has_the_prose_below_its_question():
    text = "".join(
        f"### {question}\n\nOne `code`\nline. [A link](x).\n\n```text\n613\n```\n\nTwo.\n\n" for question in datasheet.FIELDS.values()
    )
    assert datasheet.responsible_ai(text) == dict.fromkeys(datasheet.FIELDS, "One code line. A link. Two.")


@pytest.mark.parametrize("question", datasheet.FIELDS.values())
def test_a_question_that_is_not_answered_is_named(question):
    assert f"### {question}\n" in TEXT
    with pytest.raises(PackageError) as refused:
        datasheet.responsible_ai(TEXT.replace(f"### {question}\n", "### Another question\n"))
    assert [problem.value for problem in refused.value.problems] == [question]
    assert f"write it under ### {question}" in str(refused.value)


def test_the_fields_say_what_the_datasheet_says():
    fields = datasheet.responsible_ai(TEXT)
    assert fields["rai:personalSensitiveInformation"].startswith("No private victim, survivor or witness is named.")
    assert all("```" not in said and "\n" not in said for said in fields.values())
