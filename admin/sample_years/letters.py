"""What is said in made-up contacts, in the words of the town's own entries."""

from __future__ import annotations

import random
from datetime import date, datetime

from admin.sample_years.town import Errand
from knowledge.worktime import STOCKHOLM

THANKS = "Tack så mycket!"
THANKED = "Tack själv! Hör gärna av dig igen."
ASKED_BACK = "Jag vill vara säker på att jag förstår rätt. Vilket av detta gäller din fråga?"
MORE_WANTED = "Det hjälpte mig inte. Jag vill att en person svarar."
_HELLO = ("Hej!", "Hej,", "God dag.", "Hejsan!", "Hej, jag undrar en sak.", "Till den som kan svara:")
_BYE = ("Mvh {}", "Med vänliga hälsningar {}", "Tack på förhand, {}", "Hälsningar {}")
_AGAIN = ("Jag har en fråga till om samma sak.", "Jag undrar hur det går.", "Det där gäller inte mig. Kan ni se igen?")


def question(errand: Errand, name: str, chance: random.Random) -> str:
    """A letter about the errand; without a name it ends without a greeting."""
    bye = f"\n\n{chance.choice(_BYE).format(name)}" if name else ""
    return f"{chance.choice(_HELLO)}\n{errand.question}{bye}"


def again(chance: random.Random) -> str:
    """The resident writes once more."""
    return chance.choice(_AGAIN)


def reply(errand: Errand) -> str:
    """A person's answer."""
    return f"Hej!\n\n{errand.answer}\n\nHör gärna av dig om du har fler frågor."


def receipt(number: str, due_at: datetime) -> str:
    """What is said at a hand-over."""
    day = due_at.astimezone(STOCKHOLM).date()
    return f"Tack för din fråga. Ärendet har nummer {number}. En person svarar dig senast {day.isoformat()}."


def delay(office: str, until: date) -> str:
    """What is said when it takes longer."""
    return f"Vi behöver mer tid. {office} svarar dig senast {until.isoformat()}."
