"""The names departments give their columns and head lines, and what each of them means to us."""

import re
import unicodedata
from enum import StrEnum


class Column(StrEnum):
    """What a column or a labelled line of a question means; the value is the word we use for it in faults."""

    NUMBER = "Nr"
    SUBJECT = "Ämne"
    QUESTION = "Fråga"
    PHRASINGS = "Andra formuleringar"
    ANSWER = "Svar"
    STEPS = "Steg"
    E_SERVICE = "E-tjänst"
    LINKS = "Länkar"
    SEE_ALSO = "Se även"
    KEYWORDS = "Nyckelord"
    ASK_RESIDENT = "Fråga medborgaren"
    HAND_OVER_WHEN = "Lämna över när"
    GROUP = "Svarsgrupp"
    AUDIENCE = "Får besvaras av"
    REVIEWED = "Granskad"
    REVIEW_DUE = "Granskas senast"
    VALID_FROM = "Giltig från"
    VALID_TO = "Giltig till"
    INTERNAL = "Intern information"


class HeadField(StrEnum):
    """What a line of the head means; the value is the attribute of ChecklistHead it fills."""

    MUNICIPALITY = "municipality"
    DEPARTMENT = "department"
    UNIT = "unit"
    RESPONSIBLE = "responsible"
    EMAIL = "email"
    PHONE = "phone"
    PHONE_HOURS = "phone_hours"
    VISITING_ADDRESS = "visiting_address"
    GROUP = "group"
    GROUP_EMAIL = "group_email"
    MANAGER = "manager"


# Several columns with these meanings ("Länk 1", "Länk 2") are one list; of any other only one can be right.
LIST_COLUMNS = frozenset({Column.PHRASINGS, Column.STEPS, Column.LINKS, Column.SEE_ALSO, Column.KEYWORDS})

# The spellings met in facts/municipality.md 6 and in departments' own documents. Case, spaces, punctuation
# and the dots over å, ä and ö are disregarded, so one spelling stands for many.
_COLUMN_SPELLINGS: dict[Column, tuple[str, ...]] = {
    Column.NUMBER: ("nr", "nummer", "no", "id", "nr/id", "löpnr", "löpnummer", "radnr", "radnummer", "ref",
                    "referens", "referensnummer", "frågenr", "frågenummer", "fråge-id", "fråga nr"),
    Column.SUBJECT: ("ämne", "ämnen", "ämnesområde", "område", "frågeområde", "kategori", "kategorier",
                     "rubrik", "tema", "avsnitt", "ärendetyp", "verksamhetsområde"),
    Column.QUESTION: ("fråga", "frågan", "frågor", "rubrik/fråga", "fråga/rubrik", "vanlig fråga",
                      "vanliga frågor", "frågeställning", "kundens fråga", "medborgarens fråga", "huvudfråga",
                      "fråga från medborgare", "fråga från kund"),
    Column.PHRASINGS: ("andra formuleringar", "formuleringar", "alternativa formuleringar", "alternativ",
                       "alternativ formulering", "annan formulering", "alternativa frågor", "alternativ fråga",
                       "så frågar kunden", "så frågar medborgaren", "så kan frågan ställas",
                       "andra sätt att fråga", "liknande frågor", "varianter", "frågevarianter",
                       "omformuleringar", "exempel på frågor"),
    Column.ANSWER: ("svar", "svaret", "svarstext", "svar till kund", "svar till kunden", "svar till medborgaren",
                    "svar till medborgare", "svar till invånare", "svar på frågan", "godkänt svar",
                    "standardsvar", "svarsförslag"),
    Column.STEPS: ("steg", "stegen", "steg för steg", "gör så här", "så gör du", "så här gör du", "arbetsgång"),
    Column.E_SERVICE: ("e-tjänst", "e-tjänster", "e-tjänstens adress", "länk till e-tjänst"),
    Column.LINKS: ("länkar", "länk", "länk/e-tjänst", "länkar/e-tjänster", "webb",
                   "webbadress", "webbadresser", "webbsida", "webbsidor", "webblänk", "webblänkar", "url",
                   "hänvisning", "hänvisning till webb", "länk till webb", "läs mer", "mer information"),
    Column.SEE_ALSO: ("se även", "se också", "se även nr", "relaterade frågor", "relaterade svar", "relaterat"),
    Column.KEYWORDS: ("nyckelord", "sökord", "taggar", "tagg", "etiketter", "sökbegrepp", "synonymer"),
    Column.ASK_RESIDENT: ("fråga medborgaren", "fråga kunden", "fråga kunden om", "fråga medborgaren om",
                          "fråga invånaren", "kontrollfrågor", "kontrollfråga", "följdfrågor", "följdfråga",
                          "motfråga", "motfrågor", "att fråga", "ta reda på", "be om uppgift"),
    Column.HAND_OVER_WHEN: ("lämna över när", "lämna över om", "lämnas över när", "lämnas över om", "eskalera om",
                            "eskalera när", "eskaleras när", "eskalering", "skickas vidare när",
                            "skickas vidare om", "skicka vidare när", "skicka vidare om", "koppla vidare när",
                            "överlämning", "överlämnas när", "när ska frågan lämnas över"),
    Column.GROUP: ("svarsgrupp", "skickas till", "skicka till", "mottagare", "mottagande grupp", "lämnas till",
                   "lämna över till", "överlämnas till", "eskalera till", "ansvarig grupp", "handläggargrupp",
                   "koppla till", "kopplas till"),
    Column.AUDIENCE: ("får besvaras av", "besvaras av", "vem får svara", "vem svarar", "får svara",
                      "svaras av", "behörighet", "får ges av", "målgrupp för svar"),
    Column.REVIEWED: ("granskad", "granskat", "granskad den", "granskningsdatum", "senast granskad", "reviderad",
                      "senast reviderad", "senast uppdaterad", "uppdaterad", "uppdaterat", "kontrollerad",
                      "senast kontrollerad", "faktagranskad", "datum för granskning"),
    Column.REVIEW_DUE: ("granskas senast", "ska granskas", "granskas", "nästa granskning", "granska senast",
                        "granskas igen", "revideras senast", "nästa revidering", "ses över senast",
                        "nästa översyn", "uppdateras senast"),
    Column.VALID_FROM: ("giltig från", "giltigt från", "gäller från", "gäller från och med", "gäller fr.o.m.",
                        "giltig från och med", "giltig fr.o.m.", "från och med", "publiceras från"),
    Column.VALID_TO: ("giltig till", "giltigt till", "gäller till", "gäller till och med", "gäller t.o.m.",
                      "giltig till och med", "giltig t.o.m.", "till och med", "publiceras till"),
    Column.INTERNAL: ("intern information", "intern info", "internt", "intern", "intern anteckning",
                      "interna anteckningar", "intern kommentar", "internt stöd", "intern notering", "endast internt",
                      "anteckning", "anteckningar", "kommentar", "kommentarer", "notering", "noteringar",
                      "information till kundtjänst", "stöd till handläggare", "bakgrund"),
}  # fmt: skip

_HEAD_SPELLINGS: dict[HeadField, tuple[str, ...]] = {
    HeadField.MUNICIPALITY: ("kommun", "kommunens namn"),
    HeadField.DEPARTMENT: ("förvaltning", "förvaltningen", "kontor", "sektor", "nämnd", "verksamhet",
                           "ansvarig förvaltning"),
    HeadField.UNIT: ("avdelning", "enhet", "avdelning/enhet", "verksamhetsområde"),
    HeadField.RESPONSIBLE: ("ansvarig", "ansvarig person", "ansvarig för checklistan", "ansvarig för innehållet",
                            "innehållsansvarig", "kontaktperson", "dokumentansvarig", "redaktör"),
    HeadField.EMAIL: ("e-post", "epost", "e-postadress", "mejl", "mejladress", "mail", "mailadress",
                      "funktionsbrevlåda", "förvaltningens e-post"),
    HeadField.PHONE: ("telefon", "tel", "tfn", "telefonnummer", "telefonnr", "växel"),
    HeadField.PHONE_HOURS: ("telefontid", "telefontider", "öppettider telefon", "telefon öppen"),
    HeadField.VISITING_ADDRESS: ("besöksadress", "besöksadresser", "adress"),
    HeadField.GROUP: ("svarsgrupp", "svarsgruppens namn", "mottagande grupp"),
    HeadField.GROUP_EMAIL: ("svarsgruppens e-post", "svarsgruppens e-postadress", "svarsgrupp e-post",
                            "e-post svarsgrupp", "e-post till svarsgruppen", "svarsgruppens brevlåda",
                            "svarsgruppens mejl"),
    HeadField.MANAGER: ("chef", "ansvarig chef", "närmaste chef", "enhetschef", "avdelningschef",
                        "förvaltningschef", "chef för svarsgruppen"),
}  # fmt: skip

_DOTLESS = str.maketrans("åäöéü", "aaoeu")
_PARENTHESIS = re.compile(r"\([^()]*\)")
_TRAILING_DIGITS = re.compile(r"\d+$")
_LONGEST_LABEL = 120  # an answer is no label, and need not be folded to find that out


def folded(text: str) -> str:
    """Give the text without case, spaces, punctuation and diacritics, so that spellings can be compared."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_DOTLESS)
    return "".join(character for character in plain if character.isalnum())


_COLUMNS = {folded(name): column for column, names in _COLUMN_SPELLINGS.items() for name in names}
_HEAD_FIELDS = {folded(name): field for field, names in _HEAD_SPELLINGS.items() for name in names}


def column_named(label: str) -> Column | None:
    """Say which column the label means; an explanation in parentheses and the number of a list column are let be.

    "Får besvaras av (alla / kundtjänst)" and "Länk 2" are met in departments' tables.
    """
    if len(label) > _LONGEST_LABEL:
        return None
    for name in (folded(label), folded(_PARENTHESIS.sub("", label))):
        if name in _COLUMNS:
            return _COLUMNS[name]
    numbered = _COLUMNS.get(_TRAILING_DIGITS.sub("", folded(label)))
    return numbered if numbered in LIST_COLUMNS else None


def head_field_named(label: str) -> HeadField | None:
    """Say which line of the head the label means, or None."""
    if len(label) > _LONGEST_LABEL:
        return None
    return _HEAD_FIELDS.get(folded(label)) or _HEAD_FIELDS.get(folded(_PARENTHESIS.sub("", label)))
