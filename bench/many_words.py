"""What the residents of a large made-up town write, and what they are answered: the sample town's sentences, mixed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from bench.ground import sample_checklists

_HELLO = ("Hej!", "Hej,", "God dag.", "Hejsan!", "Hej, jag undrar en sak.", "Till den som kan svara:")
_ABOUT = (
    "Vi bor på {street} och har väntat sedan i {month}.",
    "Jag ringde i {month} men fick inget svar.",
    "Det gäller {street} {house}.",
    "Min granne på {street} sa att man kan höra av sig hit.",
    "Jag behöver veta det före slutet av {month}.",
    "Kan någon ringa mig på förmiddagen?",
    "Ärendet gäller fakturan som kom i {month}.",
)
_BYE = ("Mvh {name}", "Med vänliga hälsningar {name}", "Tack på förhand, {name}", "/{name}", "Hälsningar {name}")
_STREETS = """Storgatan Kyrkogatan Järnvägsgatan Skolgatan Ringvägen Björkvägen Tallstigen Kvarngatan Hamngatan
Nygatan Parkvägen Sjövägen Lärkvägen Rosenvägen Smedjegatan Brunnsgatan Odengatan Strandvägen""".split()
_MONTHS = "januari februari mars april maj juni juli augusti september oktober november december".split()


@dataclass(frozen=True)
class Spoken:
    """A question with its subject, and the answer to it."""

    subject: str
    question: str
    answer: str


class Speech:
    """Makes texts; the same ones for the same random numbers."""

    def __init__(self) -> None:
        """Gather the sample town's rows, in order."""
        rows = [row for checklist in sample_checklists() for row in checklist.rows]
        self._rows: Sequence[tuple[str, Sequence[str], str]] = [
            (row.subject or row.question, (row.question, *row.phrasings), row.answer) for row in rows
        ]

    def about(self, department: int, name: str, chance: random.Random) -> Spoken:
        """One question of those that this department gets most."""
        place = int(chance.random() ** 2 * 24) * 16 + department
        subject, questions, answer = self._rows[place % len(self._rows)]
        told = chance.sample(_ABOUT, chance.randint(0, 3))
        parts = [chance.choice(_HELLO), chance.choice(questions), *told, chance.choice(_BYE)]
        text = "\n".join(parts).format(
            street=chance.choice(_STREETS), house=chance.randint(1, 90), month=chance.choice(_MONTHS), name=name
        )
        return Spoken(subject, text, answer)
