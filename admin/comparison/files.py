"""The comparison as a table for a file, and the reference values in the very columns that they are read from."""

from __future__ import annotations

from collections.abc import Sequence
from gettext import gettext as _

from admin.comparison import words
from admin.comparison.columns import Column, written_value
from admin.comparison.compared import Compared, YearCompared
from admin.comparison.kinds import KINDS
from admin.comparison.reference import Reference
from admin.figures.export.table import Cell, Table
from admin.figures.export.table import shown as one_decimal


def comparison_tables(compared: Sequence[Compared]) -> list[Table]:
    """Every measure and year with its values as numbers, and how each own value is counted unlike the others'."""
    columns = [_("År"), _("Mått"), _("Enhet"), _("Egen"), _("Antal"), _("Egen gäller"), _("Medel"), _("Bästa")]
    columns += [_("Gräns bästa 25 %"), _("Gräns sämsta 25 %"), _("Vårt läge"), _("Egen i mätningen")]
    columns += [_("Källa"), _("Hämtad")]
    rows = [_row(one, year) for one in compared for year in one.years]
    about = [(one.kind.name, words.DIFFERS[one.own_from]) for one in compared]
    about.append((_("De bästa och sämsta 25 %"), words.QUARTERS))
    return [
        Table(_("Jämförelse"), columns, rows),
        Table(_("Om siffrorna"), (_("Uppgift"), _("Så räknas det")), about),
    ]


def references_table(stored: Sequence[Reference]) -> Table:
    """The values as a file that can be read in again, and changes nothing then: with all the decimals they have."""
    return Table(_("Jämförelsevärden"), [column.value for column in Column], [_written(one) for one in stored])


def _row(compared: Compared, one: YearCompared) -> Sequence[Cell]:
    known, has_own = one.known, one.own is not None
    return (
        one.year,
        compared.kind.name,
        words.UNIT[compared.kind.unit],
        one_decimal(one.own),
        one.n or None,
        words.months(one.months) if one.is_part else (_("hela året") if has_own else None),
        one_decimal(known.mean),
        one_decimal(known.best),
        one_decimal(known.best_quarter),
        one_decimal(known.worst_quarter),
        words.STANDING[one.standing] if one.standing is not None else None,
        one_decimal(known.own),
        one.origin or None,
        words.iso_day(one.fetched_at) if one.fetched_at else None,
    )


def _written(stored: Reference) -> Sequence[Cell]:
    known = stored.known
    return (
        stored.year,
        KINDS[stored.measure].name,
        *(written_value(one) for one in (known.mean, known.best, known.best_quarter, known.worst_quarter, known.own)),
        known.municipalities,
        stored.origin,
        words.iso_day(stored.fetched_at),
    )
