"""The sample town Nystad: sound documents, an organisation that fits them, and nobody who exists."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import astuple
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from docx import Document
from openpyxl import load_workbook
from sqlalchemy import func, select

from knowledge.checklists.reading import read_checklist_file
from knowledge.checklists.rows import Checklist, ChecklistRow
from knowledge.database import Database
from knowledge.entries import Entry, EntryStatus
from knowledge.importing.carrying import carry_out
from knowledge.importing.comparing import Change
from knowledge.importing.planning import plan
from knowledge.organisation import Department, ResponseGroup, Role
from knowledge.organisation_file import (
    OrganisationFacts,
    read_organisation,
    write_organisation,
)

SAMPLES = Path(__file__).parents[2] / "knowledge" / "samples" / "nystad"
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

# The twenty largest subjects of a year in Skellefteå (facts/municipality.md 7), the department that owns each
# in Nystad, and a word that its entries are found by.
SUBJECTS = (
    ("försörjningsstöd", "Individ- och familjeomsorg", "försörjningsstöd"),
    ("fakturor", "Ekonomi och fakturor", "faktura"),
    ("parkering", "Gator, vägar och parkering", "boendeparkering"),
    ("hemtjänst", "Äldreomsorg", "hemtjänst"),
    ("avfall", "Avfall, vatten och avlopp", "sopor"),
    ("gator och vägar", "Gator, vägar och parkering", "snöröjning"),
    ("insatser barn och unga", "Individ- och familjeomsorg", "orosanmälan"),
    ("sjukanmälan elever", "Grundskola", "sjukanmälan"),
    ("badhus och simskola", "Kultur och fritid", "simskola"),
    ("vatten och avlopp", "Avfall, vatten och avlopp", "vattenläcka"),
    ("barnomsorgsplats", "Förskola", "förskoleplats"),
    ("anställning", "Kommunledning", "anställning"),
    ("sotning", "Räddningstjänst och sotning", "sotning"),
    ("överförmyndare", "Konsument och överförmyndare", "god man"),
    ("insatser vuxna", "Individ- och familjeomsorg", "missbruk"),
    ("skola allmänt", "Grundskola", "läsårstider"),
    ("rektor", "Grundskola", "rektor"),
    ("bygglov", "Bygglov och planering", "bygglov"),
    ("handikappomsorg", "Funktionsstöd", "LSS"),
    ("konsument", "Konsument och överförmyndare", "reklamation"),
)

# Where a resident is sent outside Nystad: national services, by their front page only.
NATIONAL = frozenset(
    "polisen.se www.1177.se www.csn.se www.domstol.se www.forsakringskassan.se www.havochvatten.se "
    "www.kronofogden.se www.kvinnofridslinjen.se www.ledningskollen.se www.pensionsmyndigheten.se "
    "www.skolinspektionen.se www.socialstyrelsen.se www.trafikverket.se www.yrkeshogskolan.se".split()
)
PHONE = re.compile(r"(?<![\d-])(?:\+46|0)[ -]?\d{1,4}[ -]*\d{2,3}(?:[ -]?\d{2,3}){1,3}(?!\d)")
OURS = re.compile(r"0980-319 2\d\d")
EMAIL = re.compile(r"[\w.+-]+@[\w.-]*\w")
URL = re.compile(r"https?://[^\s\"'<>)]+")


@pytest.fixture(scope="module")
def checklists() -> tuple[Checklist, ...]:
    """Every document of the town, read."""
    return tuple(read_checklist_file(path) for path in _documents())


@pytest.fixture(scope="module")
def organisation() -> OrganisationFacts:
    """The town's organisation file, read."""
    return read_organisation(SAMPLES / "organisation.toml")


def test_documents_read_without_a_fault(checklists: tuple[Checklist, ...]) -> None:
    """Each department's document gives all its rows and no fault."""
    assert [fault for checklist in checklists for fault in checklist.faults] == []
    assert sum(len(checklist.rows) for checklist in checklists) >= 180
    assert len({checklist.head.department for checklist in checklists}) >= 12
    assert all(all(astuple(checklist.head)) for checklist in checklists)


def test_all_four_formats_are_there() -> None:
    """The town shows each kind of document, CSV in both encodings, under names in normal form."""
    documents = _documents()
    assert {path.suffix for path in documents} == {".docx", ".xlsx", ".csv", ".md"}
    assert all(unicodedata.is_normalized("NFC", path.name) for path in documents)
    tables = [path.read_bytes() for path in documents if path.suffix == ".csv"]
    with_mark = [data for data in tables if data.startswith(b"\xef\xbb\xbf")]
    assert len(with_mark) == 2
    assert [_is_utf8(data) for data in tables if data not in with_mark] == [False]


def test_every_entry_is_complete(checklists: tuple[Checklist, ...]) -> None:
    """Each entry has a number, a subject, phrasings, keywords, a link, a review behind it and one ahead."""
    incomplete = [
        row.number or row.question
        for row in _rows(checklists)
        if not (row.number and row.subject and row.phrasings and row.keywords and row.links)
        or row.reviewed is None
        or row.review_due is None
        or row.review_due <= row.reviewed
    ]
    assert incomplete == []


def test_no_two_entries_answer_the_same_question(checklists: tuple[Checklist, ...]) -> None:
    """No number, question or phrasing stands twice in the town, also not in another department's document."""
    rows = list(_rows(checklists))
    asked = Counter(" ".join(text.lower().split()) for row in rows for text in (row.question, *row.phrasings))
    assert [text for text, times in asked.items() if times > 1] == []
    assert len({row.number for row in rows}) == len(rows)


@pytest.mark.parametrize(("subject", "department", "word"), SUBJECTS)
def test_the_largest_subjects_are_covered(
    checklists: tuple[Checklist, ...], subject: str, department: str, word: str
) -> None:
    """What residents ask about most has an entry with the department that owns it."""
    (checklist,) = [found for found in checklists if found.head.department == department]
    texts = [" ".join((row.question, *row.phrasings, *row.keywords)).lower() for row in checklist.rows]
    assert any(word.lower() in text for text in texts), subject


def test_every_group_named_exists(checklists: tuple[Checklist, ...], organisation: OrganisationFacts) -> None:
    """A checklist names only its own department's groups, and its head the group that takes the rest."""
    departments = {department.name: department for department in organisation.departments}
    for checklist in checklists:
        groups = departments[checklist.head.department].groups
        assert {row.group for row in checklist.rows if row.group} <= {group.name for group in groups}
        assert (checklist.head.group, checklist.head.group_email) == (groups[0].name, groups[0].email)


def test_heads_agree_with_the_organisation(checklists: tuple[Checklist, ...], organisation: OrganisationFacts) -> None:
    """Contact details are the same in both places, and those who answer for a checklist work there."""
    departments = {department.name: department for department in organisation.departments}
    posts = {(member.name, member.department, role) for member in organisation.staff for role in member.roles}
    shared = ("unit", "responsible", "email", "phone", "phone_hours", "visiting_address")
    for head in (checklist.head for checklist in checklists):
        department = departments[head.department]
        assert [getattr(head, name) for name in shared] == [getattr(department, name) for name in shared]
        assert {
            (head.responsible, head.department, Role.EDITOR),
            (head.manager, head.department, Role.MANAGER),
        } <= posts


def test_every_group_can_answer(organisation: OrganisationFacts) -> None:
    """Each group has an address of its own, a manager and members who may take over; two groups are special."""
    staff = {member.email: member for member in organisation.staff}
    groups = [group for department in organisation.departments for group in department.groups]
    assert len({group.email for group in groups}) == len(groups)
    for group in groups:
        able = Role.FIRST_LINE if group.first_line else Role.HANDLER
        assert group.members, group.name
        assert all(able in staff[address].roles for address in group.members), group.name
        assert Role.MANAGER in staff[group.manager].roles, group.name
    assert [group.name for group in groups if group.first_line] == ["Kommunvägledarna"]
    assert [group.name for group in groups if group.sensitive] == ["Socialjour och mottagning"]


def test_children_at_risk_and_violence_go_to_the_sensitive_group(checklists: tuple[Checklist, ...]) -> None:
    """The entries about worry for a child and violence at home are answered by the group with its own track."""
    rows = [row for row in _rows(checklists) if {"orosanmälan", "våld", "misshandel"} & set(row.keywords)]
    ours = [row for row in rows if row.number.startswith("IFO")]
    assert len(ours) >= 3
    assert {row.group for row in ours} == {"Socialjour och mottagning"}


@pytest.mark.parametrize(
    ("email", "role", "group"),
    [
        ("maja.lind@nystad.example", Role.HANDLER, "Placeringsgruppen förskola"),
        ("omar.haddad@nystad.example", Role.FIRST_LINE, "Kommunvägledarna"),
        ("sara.nyberg@nystad.example", Role.HANDLER, "Mottagningsgruppen"),
        ("eva.strand@nystad.example", Role.ADMINISTRATOR, None),
    ],
)
def test_the_demo_logins_work_there(organisation: OrganisationFacts, email: str, role: Role, group: str | None) -> None:
    """Those the demo lets one log in as have the role and the group that its three examples need."""
    (member,) = [found for found in organisation.staff if found.email == email]
    mine = [
        found.name for department in organisation.departments for found in department.groups if email in found.members
    ]
    assert role in member.roles
    assert mine == ([group] if group else [])


def test_every_address_and_number_is_invented(checklists: tuple[Checklist, ...]) -> None:
    """Phones lie in 0980-319 200-299, mail and pages in nystad.example, in all documents and the organisation."""
    texts = [str(text) for checklist in checklists for text in _values(checklist)]
    texts.append((SAMPLES / "organisation.toml").read_text(encoding="utf-8"))
    whole = "\n".join(texts)
    phones, emails = PHONE.findall(whole), EMAIL.findall(whole)
    assert len(phones) > 150
    assert len(emails) > 100
    assert [phone for phone in phones if not OURS.fullmatch(phone)] == []
    assert [email for email in emails if not email.endswith("@nystad.example")] == []
    assert [url for url in URL.findall(whole) if not _may_be_linked(url)] == []


def test_documents_name_no_author_but_the_department(checklists: tuple[Checklist, ...]) -> None:
    """Word and Excel files carry no person's name in their properties."""
    departments = {checklist.document: checklist.head.department for checklist in checklists}
    authors: dict[str, set[str | None]] = {}
    for path in _documents():
        if path.suffix == ".docx":
            word = Document(str(path)).core_properties
            authors[path.name] = {word.author, word.last_modified_by}
        elif path.suffix == ".xlsx":
            excel = load_workbook(path).properties
            authors[path.name] = {excel.creator, excel.lastModifiedBy}
    assert len(authors) == 8
    assert authors == {name: {f"Nystads kommun, {departments[name]}"} for name in authors}


def test_the_town_loads_and_loads_again(
    checklists: tuple[Checklist, ...], organisation: OrganisationFacts, database_url: str
) -> None:
    """All entries are published under groups the organisation file names; a second load changes nothing."""
    database = Database(database_url)
    with database.transaction() as session:
        write_organisation(session, organisation, NOW)
        for checklist in checklists:
            carry_out(session, plan(session, checklist), NOW, publish=True)
    with database.transaction() as session:
        write_organisation(session, organisation, NOW)
        again = [plan(session, checklist) for checklist in checklists]
        assert {row.change for found in again for row in found.rows} == {Change.UNCHANGED}
        assert [fault for found in again for fault in found.faults] == []
        published = select(func.count()).select_from(Entry).where(Entry.status == EntryStatus.PUBLISHED)
        assert session.scalar(published) == sum(len(checklist.rows) for checklist in checklists)
        assert session.scalar(select(func.count()).select_from(Department)) == len(organisation.departments)
        groups = sum(len(department.groups) for department in organisation.departments)
        assert session.scalar(select(func.count()).select_from(ResponseGroup)) == groups
    database.close()


def _documents() -> list[Path]:
    return sorted(SAMPLES.glob("Checklista *"))


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _rows(checklists: tuple[Checklist, ...]) -> Iterator[ChecklistRow]:
    for checklist in checklists:
        yield from checklist.rows


def _values(checklist: Checklist) -> Iterator[object]:
    """Give every text of a checklist, each once and by itself."""
    waiting: list[object] = [astuple(checklist.head), *map(astuple, checklist.rows)]
    while waiting:
        value = waiting.pop()
        if isinstance(value, tuple | list):
            waiting.extend(value)
        else:
            yield value


def _may_be_linked(url: str) -> bool:
    parts = urlsplit(url)
    if parts.hostname == "www.nystad.example":
        return parts.scheme == "https"
    return parts.hostname in NATIONAL and parts.path in {"", "/"}
