"""The sections in their order: what each is called, how it is read, and how it is counted."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from gettext import gettext as _

from admin.figures.rules import Measure
from admin.figures.sums import Sums
from admin.statistics import counts, definitions, words
from admin.statistics.parts import Parts, shown_parts, shown_times
from admin.statistics.ratings import shown_ratings
from admin.statistics.shares import ShareMeasure, shown_shares
from admin.statistics.shown import Reading, Shown

ANSWER_GOAL, SENDER_GOAL, FIRST_LINE_GOAL = 90.0, 100.0, 80.0
"""Hundredths: within the longer limit and of complete senders as KKiK's surveyor recommends, and the 80/20 model."""


class Section(enum.Enum):
    """A section; the value stands in the address."""

    WITHIN = "svarstid"
    BUCKETS = "fordelning"
    TIMES = "vantetid"
    SENDER = "avsandare"
    EXTRA = "merinformation"
    LINES = "linjer"
    PROMISE = "svarslofte"
    REPEAT = "aterkommande"
    HELPED = "hjalpte"
    RATINGS = "betyg"
    SUBJECTS = "amnen"
    CHANNELS = "kanaler"
    HOURS = "bemanning"
    ENTRIES = "svarsposter"
    OPEN = "oppna"


@dataclass(frozen=True)
class About:
    """A section's name, the sentence that says how it is counted, and what reads it."""

    name: str
    definition: str
    read: Callable[[Reading], Shown]


EXTRA = ShareMeasure(_("Merinformation"), lambda sums: sums.extra_share, Measure.EXTRA, "yes")
PROMISE = ShareMeasure(_("Svarslöftet hållet"), lambda sums: sums.promise_share, Measure.PROMISE, "kept")
REPEAT = ShareMeasure(_("Återkommande ärenden"), lambda sums: sums.repeat_share, Measure.REPEAT, "yes")
HELPED = ShareMeasure(_("Svaret hjälpte"), lambda sums: sums.helped_share, Measure.HELPED, "yes")
WITHOUT_DEPARTMENT = ShareMeasure(
    _("Löst utan förvaltningen"), lambda sums: sums.first_line_share, Measure.LINE, "without_department"
)


def within(limits: tuple[int, int]) -> tuple[ShareMeasure, ShareMeasure]:
    """The two shares of answers in time, named by the town's limits."""
    names = [_("Besvarat inom {days}").format(days=words.days(one)) for one in limits]
    return (
        ShareMeasure(names[0], lambda sums: sums.share_1, Measure.WITHIN_1, "yes"),
        ShareMeasure(names[1], lambda sums: sums.share_2, Measure.WITHIN_2, "yes"),
    )


def bucket_names(limits: tuple[int, int]) -> Mapping[str, str]:
    """The five groups of answer times by the words that open them."""
    return {
        "within_1": _("Inom {days}").format(days=words.days(limits[0])),
        "within_2": _("Inom {days}").format(days=words.days(limits[1])),
        "later": _("Senare"),
        "unanswered": _("Obesvarade"),
        "unanswered_long": _("Obesvarade efter två veckor"),
    }


def _within(reading: Reading) -> Shown:
    return shown_shares(reading, within(reading.limits), ANSWER_GOAL)


def _buckets(reading: Reading) -> Shown:
    names = bucket_names(reading.limits)

    def parts(sums: Sums) -> Parts:
        return {key: (names[key], share) for key, share in sums.buckets.items()}

    return shown_parts(reading, Measure.BUCKETS, parts, _("Inget ärende väntade på svar under perioden."))


def _senders(reading: Reading) -> Shown:
    def parts(sums: Sums) -> Parts:
        return {grade.value: (words.SENDER[grade], share) for grade, share in sums.senders.items()}

    return shown_parts(reading, Measure.SENDER, parts, _("Inget svar med känd avsändare gavs på ett mejl."))


def _lines(reading: Reading) -> Shown:
    def parts(sums: Sums) -> Parts:
        return {line.name.lower(): (words.LINE[line], share) for line, share in sums.lines.items()}

    return shown_parts(reading, Measure.LINE, parts, _("Inget ärende är löst under perioden."))


def _one(measure: ShareMeasure) -> Callable[[Reading], Shown]:
    def read(reading: Reading) -> Shown:
        return shown_shares(reading, (measure,))

    return read


SECTIONS: Mapping[Section, About] = {
    Section.WITHIN: About(_("Svar i tid"), definitions.WITHIN, _within),
    Section.BUCKETS: About(_("Hur länge man väntade"), definitions.BUCKETS, _buckets),
    Section.TIMES: About(_("Väntetid i arbetstimmar"), definitions.TIMES, shown_times),
    Section.SENDER: About(_("Avsändare"), definitions.SENDER, _senders),
    Section.EXTRA: About(_("Merinformation"), definitions.EXTRA, _one(EXTRA)),
    Section.LINES: About(_("Vem löste ärendet (80/20)"), definitions.LINES, _lines),
    Section.PROMISE: About(_("Svarslöftet"), definitions.PROMISE, _one(PROMISE)),
    Section.REPEAT: About(_("Återkommande ärenden"), definitions.REPEAT, _one(REPEAT)),
    Section.HELPED: About(_("Hjälpte svaret?"), definitions.HELPED, _one(HELPED)),
    Section.RATINGS: About(_("Invånarnas betyg"), definitions.RATINGS, shown_ratings),
    Section.SUBJECTS: About(_("Vanligaste ämnena"), definitions.SUBJECTS, counts.shown_subjects),
    Section.CHANNELS: About(_("Ärenden och kanaler"), definitions.CHANNELS, counts.shown_channels),
    Section.HOURS: About(_("Veckodag och timme"), definitions.HOURS, counts.shown_hours),
    Section.ENTRIES: About(_("Använda svarsposter"), definitions.ENTRIES, counts.shown_entries),
    Section.OPEN: About(_("Öppet just nu"), definitions.OPEN, counts.shown_open),
}
