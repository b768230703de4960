"""The editor page's words for what the code calls by short English names."""

from __future__ import annotations

from gettext import gettext as _

from assistant.cases.reading_ease import Ease, ReadingEase
from assistant.engine.language import Language
from knowledge.rich_text.faults import FoundFault, TextFault

EASE = {
    Ease.VERY_EASY: _("mycket lätt att läsa"),
    Ease.EASY: _("lätt att läsa"),
    Ease.MEDIUM: _("varken lätt eller svårt"),
    Ease.HARD: _("svårt att läsa"),
    Ease.VERY_HARD: _("mycket svårt att läsa"),
}
_TEXT_FAULT = {
    TextFault.HTML: _("Rad {line}: HTML-kod tas inte emot: {words}. Ta bort den."),
    TextFault.REFUSED_LINK: _(
        "Rad {line}: länken leder inte till en webbadress: {words}. Den ska börja med https://, mailto: eller tel:."
    ),
    TextFault.PICTURE: _("Rad {line}: bilder visas inte i svar: {words}. Beskriv med ord eller länka till en sida."),
    TextFault.UNKNOWN_MARK: _("Rad {line}: den här markeringen används inte här och visas som den står: {words}"),
    TextFault.UNCLOSED: _("Rad {line}: fet text börjar men slutar inte. Skriv två stjärnor både före och efter."),
}
LANGUAGE = {
    Language.ENGLISH: _("engelska"),
    Language.FINNISH: _("finska"),
    Language.ARABIC: _("arabiska"),
    Language.SOMALI: _("somaliska"),
    Language.POLISH: _("polska"),
    Language.PERSIAN: _("persiska"),
    Language.TURKISH: _("turkiska"),
    Language.BOSNIAN_CROATIAN_SERBIAN: _("bosniska, kroatiska och serbiska"),
    Language.UKRAINIAN: _("ukrainska"),
    Language.RUSSIAN: _("ryska"),
    Language.SPANISH: _("spanska"),
    Language.TIGRINYA: _("tigrinska"),
    Language.KURMANJI: _("kurmanji"),
    Language.SORANI: _("sorani"),
    Language.MEANKIELI: _("meänkieli"),
    Language.NORTHERN_SAMI: _("nordsamiska"),
}


def text_fault(found: FoundFault) -> str:
    """What is wrong with the text's marks, with its line."""
    return _TEXT_FAULT[found.fault].format(line=found.line, words=found.words)


def ease(judged: ReadingEase) -> str:
    """How heavy the answer is to read, in one line."""
    if judged.lix is None or judged.ease is None:
        return _("{words} ord. Texten är för kort för att säga hur lättläst den är.").format(words=judged.words)
    said = _("{words} ord i {sentences} meningar. LIX {lix}: {ease}.")
    return said.format(words=judged.words, sentences=judged.sentences, lix=judged.lix, ease=EASE[judged.ease])
