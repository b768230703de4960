"""The names of columns: what departments call them, and that no name means two things."""

import pytest

from knowledge.checklists.columns import Column, HeadField, column_named, head_field_named


@pytest.mark.parametrize(
    ("label", "column"),
    [
        ("NR", Column.NUMBER),
        ("Rubrik/fråga", Column.QUESTION),
        ("  rubrik / FRÅGA: ", Column.QUESTION),
        ("Fraga", Column.QUESTION),
        ("Fra\u030aga", Column.QUESTION),
        ("Så frågar kunden", Column.PHRASINGS),
        ("Alternativ fråga 2", Column.PHRASINGS),
        ("Svar till kund", Column.ANSWER),
        ("Länk/e-tjänst", Column.LINKS),
        ("Länk 1", Column.LINKS),
        ("Kontrollfrågor", Column.ASK_RESIDENT),
        ("Skickas vidare när", Column.HAND_OVER_WHEN),
        ("Skickas till", Column.GROUP),
        ("Får besvaras av (alla / kundtjänst / endast förvaltningen)", Column.AUDIENCE),
        ("Senast uppdaterad", Column.REVIEWED),
        ("Granskas senast", Column.REVIEW_DUE),
        ("Gäller fr.o.m.", Column.VALID_FROM),
        ("Giltig t.o.m", Column.VALID_TO),
        ("Svar 2", None),
        ("Status", None),
        ("", None),
    ],
)
def test_a_column_is_known_by_any_of_its_names(label: str, column: Column | None) -> None:
    """Case, spaces, punctuation and dots do not matter; what is not known is not guessed."""
    assert column_named(label) is column


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("Svarsgruppens e-post", HeadField.GROUP_EMAIL),
        ("E-POST:", HeadField.EMAIL),
        ("Avdelning", HeadField.UNIT),
        ("Enhet", HeadField.UNIT),
        ("Svarsgrupp", HeadField.GROUP),
        ("Telefon (växel)", HeadField.PHONE),
        ("Version", None),
        ("", None),
    ],
)
def test_a_head_line_is_known_by_any_of_its_names(label: str, field: HeadField | None) -> None:
    """The head's lines are as tolerant as the columns."""
    assert head_field_named(label) is field


@pytest.mark.parametrize("column", Column)
def test_our_own_word_for_a_column_is_one_of_its_names(column: Column) -> None:
    """The word a fault uses is one the department can put in its document; no spelling is taken by another."""
    assert column_named(column.value) is column
