"""What is wrong with a form before it can be saved, field by field, in Swedish."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date
from gettext import gettext as _

from admin.entries.editor import words
from admin.entries.editor.forms import LONGEST_LINE, MOST_LINES, EditorForm
from knowledge.audience import Audience
from knowledge.rich_text.addresses import on_the_web
from knowledge.rich_text.faults import REFUSED, faults_in

_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2100, 1, 1)


def judged(form: EditorForm, owners: Collection[str]) -> EditorForm:
    """The form with what its own words alone show to be wrong; `owners` are the choices that this person has."""
    return _with(judged_text(form), (*_place(form, owners), *_days(form)))


def judged_text(form: EditorForm) -> EditorForm:
    """The same for the words that residents meet, which a translation has too."""
    return _with(form, (*_missing(form), *_texts(form), *_addresses(form), *_lists(form)))


def _with(form: EditorForm, told: Iterable[tuple[str, str]]) -> EditorForm:
    """The form with these faults; the first word about a field stands."""
    found = dict(form.errors)
    for field, sentence in told:
        found.setdefault(field, sentence)
    return replace(form, errors=found)


def _missing(form: EditorForm) -> Iterator[tuple[str, str]]:
    if not form.values["question"]:
        yield "question", _("Skriv frågan.")
    if not form.values["answer"]:
        yield "answer", _("Skriv svaret.")


def _place(form: EditorForm, owners: Collection[str]) -> Iterator[tuple[str, str]]:
    if form.values["owner"] not in owners:
        yield "owner", _("Välj en förvaltning i listan.")
    if form.values["audience"] not in {one.value for one in Audience}:
        yield "audience", _("Välj vem som får svara.")


def _texts(form: EditorForm) -> Iterator[tuple[str, str]]:
    """Code and links that run something are never kept, wherever in the answer they stand."""
    for field, text in (("answer", form.values["answer"]), ("steps", form.values["steps"])):
        for found in faults_in(text):
            if found.fault in REFUSED:
                yield field, words.text_fault(found)
    if "\n" in form.values["question"]:
        yield "question", _("Frågan ska stå på en rad.")


def _addresses(form: EditorForm) -> Iterator[tuple[str, str]]:
    e_service = form.values["e_service"]
    if e_service and not on_the_web(e_service):
        yield "e_service", _("Skriv hela adressen till e-tjänsten, från https://.")
    for number, (label, url) in enumerate(form.links, start=1):
        if not url:
            yield "links", _("Länk {number}, {label}, har ingen adress.").format(number=number, label=label)
        elif not on_the_web(url):
            said = _("Länk {number} har ingen hel webbadress. Skriv den från https://.")
            yield "links", said.format(number=number)


def _lists(form: EditorForm) -> Iterator[tuple[str, str]]:
    for field in ("phrasings", "steps", "see_also", "keywords"):
        lines = form.lines(field)
        if len(lines) > MOST_LINES:
            yield field, _("Högst {most} rader får plats.").format(most=MOST_LINES)
        if any(len(line) > LONGEST_LINE for line in lines):
            yield field, _("En rad är för lång. Högst {most} tecken får plats.").format(most=LONGEST_LINE)


def _days(form: EditorForm) -> Iterator[tuple[str, str]]:
    read = {}
    for field in ("valid_from", "valid_to", "review_due"):
        text = form.values[field]
        read[field] = _day(text) if text else None
        if text and read[field] is None:
            yield field, _("Skriv datumet som 2026-05-14.")
    start, end = read["valid_from"], read["valid_to"]
    if start and end and end < start:
        yield "valid_to", _("Sista dagen ligger före den första.")


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if len(text) == 10 and _FIRST_DAY <= day <= _LAST_DAY else None
