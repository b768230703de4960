"""Sections about how many: subjects, channels, weekdays and hours, entries, and what is open now."""

from __future__ import annotations

from gettext import gettext as _

from sqlalchemy import select

from admin.charts.picture import Bar, Bars, Heat, Series, Stacked
from admin.figures.measures import Dimension, SubjectCount, entries_used, hours, subjects
from admin.figures.open_now import OpenNow, open_now
from admin.figures.rules import Measure
from admin.figures.sums import Share, Sums
from admin.statistics import words
from admin.statistics.cells import change_cell, count_cell, percent_cell
from admin.statistics.forms import WITHOUT
from admin.statistics.shares import months_of
from admin.statistics.shown import Behind, Cell, Reading, Shown, Table
from knowledge.channel import Channel
from knowledge.entries import Entry

_OFFICE_HOURS = (8, 16)
_NOT_KEPT = Cell("–", filed=(("", None),))


def shown_subjects(reading: Reading) -> Shown:
    """The most frequent subjects, and how they have changed since the period before."""
    found = subjects(reading.session, reading.asked.selection)
    rows = tuple(_subject_row(one, exact=bool(reading.asked.selection.subject)) for one in found)
    columns = (_("Ämne"), _("Ärenden"), _("Perioden före"), _("Förändring"))
    table = Table(_("De vanligaste ämnena"), columns, rows)
    if not found:
        said = _("Inget ämne hade minst tre ärenden i en månad.")
        if reading.asked.selection.subject:
            said = _("Inga ärenden med ämnet under perioden.")
        return Shown((said,), None, "", (table,))
    most = found[0]
    said = _("Vanligast, {period}: {subject} ({contacts}).").format(
        period=words.period(reading.asked.selection), subject=most.subject, contacts=words.contacts(most.contacts)
    )
    bars = Bars(tuple(Bar(one.subject, float(one.contacts), words.number(one.contacts)) for one in found))
    return Shown((said,), bars, _("Stapeldiagram. {said}").format(said=said), (table,))


def _subject_row(one: SubjectCount, *, exact: bool) -> tuple[Cell, ...]:
    """`exact`: none before is none; else it is so few that nobody has kept them."""
    contacts = count_cell(one.contacts, Behind(Measure.CONTACTS, "all", subject=one.subject))
    if one.before or exact:
        return Cell(one.subject), contacts, count_cell(one.before), change_cell(one.contacts, one.before)
    return Cell(one.subject), contacts, _NOT_KEPT, _NOT_KEPT


def shown_channels(reading: Reading) -> Shown:
    """How residents reached the town, month by month."""
    months = months_of(reading.asked.selection.first, reading.asked.selection.last)
    found = reading.figures.by(reading.asked.selection, Dimension.CHANNEL)
    by_month = reading.figures.by(reading.asked.selection, Dimension.MONTH)
    counts = {channel: found[channel].contacts for channel in Channel if channel in found}
    n = sum(counts.values())
    shares = {channel: Share(count, n) for channel, count in counts.items()}
    rows = tuple(
        (
            Cell(words.CHANNEL[channel]),
            count_cell(share.part, Behind(Measure.CONTACTS, "all", channel=channel.value)),
            percent_cell(share),
        )
        for channel, share in shares.items()
    )
    each = tuple(
        (
            Cell(words.month(month)),
            count_cell(by_month.get(month, Sums()).contacts, Behind(Measure.CONTACTS, "all", month)),
        )
        for month in reversed(months)
    )
    tables = (
        Table(_("Per kanal"), (_("Kanal"), _("Ärenden"), _("Andel")), rows),
        Table(_("Månad för månad"), (_("Månad"), _("Ärenden")), each),
    )
    if not n:
        return Shown((_("Inga ärenden under perioden."),), None, "", tables)
    said = _("{period} kom {contacts}.").format(
        period=words.period(reading.asked.selection).capitalize(), contacts=words.contacts(n)
    )
    unanswerable = sum(sums.contacts - sums.expecting for sums in found.values())
    more = _("{contacts} väntade inte på något svar och räknas inte i svarstiderna.").format(
        contacts=words.contacts(unanswerable)
    )
    series = tuple(Series(words.CHANNEL[channel], (share.percent,)) for channel, share in shares.items())
    picture = Stacked((_("Alla ({n})").format(n=words.number(n)),), series)
    parts = ", ".join(f"{words.CHANNEL[channel].lower()} {words.percent(share)}" for channel, share in shares.items())
    return Shown((said, more), picture, _("En stapel med kanalernas delar: {parts}.").format(parts=parts), tables)


def shown_hours(reading: Reading) -> Shown:
    """When residents write and call, for whoever makes the schedule."""
    found = hours(reading.session, reading.asked.selection)
    if not found:
        return Shown((_("Inga ärenden under perioden."),), None, "", ())
    asked = [hour for _day, hour in found]
    span = range(min(*asked, _OFFICE_HOURS[0]), max(*asked, _OFFICE_HOURS[1]) + 1)
    counts = tuple(tuple(found.get((day, hour), 0) for hour in span) for day in range(7))
    columns = tuple(f"{hour:02d}" for hour in span)
    rows = tuple(
        (
            Cell(f"{hour:02d}–{hour + 1:02d}"),
            *(count_cell(counts[day][place], Behind(Measure.HOUR, f"{day}-{hour}")) for day in range(7)),
        )
        for place, hour in enumerate(span)
    )
    (day, hour), most = max(found.items(), key=lambda pair: pair[1])
    said = _("Flest ärenden kommer {day} klockan {first:02d}–{last:02d}: {count} av {n} under {period}.").format(
        day=words.WEEKDAYS[day],
        first=hour,
        last=hour + 1,
        count=words.number(most),
        n=words.number(sum(found.values())),
        period=words.period(reading.asked.selection),
    )
    table = Table(_("Ärenden per veckodag och timme"), (_("Klockan"), *words.WEEKDAYS), rows)
    return Shown((said,), Heat(words.WEEKDAYS, columns, counts), _("Rutnät. {said}").format(said=said), (table,))


def shown_entries(reading: Reading) -> Shown:
    """The approved answers that were given most."""
    found = entries_used(reading.session, reading.asked.selection)
    chosen = select(Entry.id, Entry.number, Entry.question).where(Entry.id.in_([one for one, _count in found]))
    named = {row.id: f"{row.number} {row.question}" for row in reading.session.execute(chosen)}
    counted = [(one, named.get(one, _("Borttagen svarspost")), count) for one, count in found]
    rows = tuple((Cell(name), count_cell(count, Behind(Measure.ENTRY, str(one)))) for one, name, count in counted)
    table = Table(_("Mest använda svarsposter"), (_("Svarspost"), _("Svar")), rows)
    if not counted:
        return Shown((_("Inget svar gavs med en svarspost under perioden."),), None, "", (table,))
    said = _("Mest använd, {period}: {name} ({count} svar).").format(
        period=words.period(reading.asked.selection), name=counted[0][1], count=words.number(counted[0][2])
    )
    bars = Bars(tuple(Bar(name, float(count), words.number(count)) for _one, name, count in counted))
    return Shown((said,), bars, _("Stapeldiagram. {said}").format(said=said), (table,))


def shown_open(reading: Reading) -> Shown:
    """What is open and overdue at this moment; the months do not matter here."""
    chosen = reading.asked.selection
    found = open_now(reading.session, reading.now, chosen.department_ids, chosen.channel, chosen.subject)
    counted = sorted(
        ((words.department(reading.departments, key), key, counts) for key, counts in found.items()),
        key=lambda one: (-one[2].overdue, one[0]),
    )
    rows = tuple(_open_row(name, WITHOUT if key is None else str(key), counts) for name, key, counts in counted)
    table = Table(_("Just nu"), (_("Förvaltning"), _("Öppna"), _("Försenade")), rows)
    total = OpenNow(sum(one.open for one in found.values()), sum(one.overdue for one in found.values()))
    said = _("Öppna just nu: {contacts}. Försenade av dem: {overdue}.").format(
        contacts=words.contacts(total.open), overdue=words.number(total.overdue)
    )
    if not total.open:
        return Shown((_("Inget ärende är öppet just nu."),), None, "", ())
    bars = tuple(
        Bar(
            name,
            float(counts.open),
            _("{open} öppna, {overdue} försenade").format(
                open=words.number(counts.open), overdue=words.number(counts.overdue)
            ),
        )
        for name, _key, counts in counted
    )
    return Shown((said,), Bars(bars), _("Stapeldiagram. {said}").format(said=said), (table,))


def _open_row(name: str, key: str, counts: OpenNow) -> tuple[Cell, ...]:
    opened, overdue = (Behind(Measure.OPEN, part, department=key) for part in ("open", "overdue"))
    return Cell(name), count_cell(counts.open, opened), count_cell(counts.overdue, overdue)
