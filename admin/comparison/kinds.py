"""The measures that are compared: what each is called, its unit, which way is better, and its number in Kolada."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from gettext import gettext as _


class Unit(enum.Enum):
    """What a measure is counted in: hundredths, working hours, or an index of at most 100."""

    PERCENT = "percent"
    HOURS = "hours"
    INDEX = "index"

    @property
    def most(self) -> float:
        """No value is larger; of hours that is a year's working time."""
        return 2500.0 if self is Unit.HOURS else 100.0


class KkikMeasure(enum.Enum):
    """A measure of "Kommunens kvalitet i korthet" or of SKR's Servicemätning; the value stands in addresses."""

    WITHIN_1 = "inom-en-dag"
    WITHIN_2 = "inom-tva-dagar"
    MEAN_HOURS = "vantetid"
    UNANSWERED = "obesvarade"
    SENDER = "avsandare"
    EXTRA = "merinformation"
    CLEAR_MAIL = "tydligt-epost"
    EASY_MAIL = "latt-epost"
    CLEAR_PHONE = "tydligt-telefon"
    EASY_PHONE = "latt-telefon"


@dataclass(frozen=True)
class Kind:
    """About a measure; `kpi` is its id in Kolada (facts/municipality.md 2), "" where Kolada has it no more."""

    name: str
    unit: Unit
    lower_is_better: bool = False
    kpi: str = ""

    def is_better(self, one: float, other: float) -> bool:
        """Whether the one value is better than the other."""
        return one < other if self.lower_is_better else one > other


KINDS: Mapping[KkikMeasure, Kind] = {
    KkikMeasure.WITHIN_1: Kind(_("E-post besvarad inom en arbetsdag"), Unit.PERCENT),
    KkikMeasure.WITHIN_2: Kind(_("E-post besvarad inom två arbetsdagar"), Unit.PERCENT),
    KkikMeasure.MEAN_HOURS: Kind(_("Väntetid för e-post i medeltal"), Unit.HOURS, lower_is_better=True),
    KkikMeasure.UNANSWERED: Kind(_("E-post obesvarad efter två veckor"), Unit.PERCENT, lower_is_better=True),
    KkikMeasure.SENDER: Kind(_("Fullständig avsändare"), Unit.PERCENT),
    KkikMeasure.EXTRA: Kind(_("Svar med merinformation"), Unit.PERCENT),
    KkikMeasure.CLEAR_MAIL: Kind(_("Tydligt svar via e-post"), Unit.INDEX, kpi="N00673"),
    KkikMeasure.EASY_MAIL: Kind(_("Lätt att få hjälp via e-post"), Unit.INDEX, kpi="N00674"),
    KkikMeasure.CLEAR_PHONE: Kind(_("Tydligt svar via telefon"), Unit.INDEX, kpi="N00671"),
    KkikMeasure.EASY_PHONE: Kind(_("Lätt att få hjälp via telefon"), Unit.INDEX, kpi="N00672"),
}
KPIS: Mapping[str, KkikMeasure] = {kind.kpi: measure for measure, kind in KINDS.items() if kind.kpi}


def measure_called(said: str) -> KkikMeasure | None:
    """The measure by its name, its word in addresses or its number in Kolada, whatever the case of its letters."""
    wanted = " ".join(said.split()).casefold()
    for measure, kind in KINDS.items():
        if wanted in (kind.name.casefold(), measure.value, kind.kpi.casefold() or None):
            return measure
    return None
