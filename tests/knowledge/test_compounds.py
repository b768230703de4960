"""Municipal compounds are split where a reader would split them, and words that are none are left whole."""

from __future__ import annotations

import pytest

from knowledge.compounds import split

# The word, then the dictionary words of its parts. Written by hand as a reader would split them.
COMPOUNDS = """
sophämtning sop hämtning
förskoleplats förskola plats
parkeringstillstånd parkering tillstånd
bygglovsavgift bygglov avgift
felparkeringsavgift felparkering avgift
badrumsanpassning badrum anpassning
hemtjänstavgift hemtjänst avgift
äldreboende äldre boende
bygglovshandläggning bygglov handläggning
skolskjuts skola skjuts
grundskoleplats grundskola plats
gymnasieskola gymnasium skola
gatubelysning gata belysning
äldreomsorg äldre omsorg
förskoleavgift förskola avgift
barnomsorgsavgift barnomsorg avgift
fritidshem fritid hem
bostadsbidrag bostad bidrag
socialtjänst social tjänst
socialsekreterare social sekreterare
försörjningsstöd försörjning stöd
trygghetslarm trygghet larm
dagisplats dagis plats
matavfall mat avfall
sopsortering sop sortering
återvinningscentral återvinning central
snöröjning snö röjning
vattenavgift vatten avgift
avloppsanläggning avlopp anläggning
miljötillsyn miljö tillsyn
livsmedelskontroll livsmedel kontroll
serveringstillstånd servering tillstånd
markupplåtelse mark upplåtelse
detaljplan detalj plan
strandskyddsdispens strandskydd dispens
bibliotekskort bibliotek kort
kulturskola kultur skola
idrottshall idrott hall
föreningsbidrag förening bidrag
modersmålsundervisning modersmål undervisning
vuxenutbildning vuxen utbildning
skuldrådgivning skuld rådgivning
dödsboanmälan dödsbo anmälan
färdtjänsttillstånd färdtjänst tillstånd
ledsagarservice ledsagare service
korttidsboende korttid boende
kontaktperson kontakt person
familjehem familj hem
tomträttsavgäld tomträtt avgäld
fastighetsskatt fastighet skatt
slamtömning slam tömning
brandskyddskontroll brandskydd kontroll
eldningsförbud eldning förbud
hundskatt hund skatt
elevhälsa elev hälsa
läsårstider läsår tid
uteservering ute servering
vigselförrättare vigsel förrättare
överförmyndarnämnd överförmyndare nämnd
rivningslov rivning lov
nybyggnadskarta nybyggnad karta
låglönejobb låg lön jobb
"""
CASES = [(word, tuple(parts)) for word, *parts in map(str.split, COMPOUNDS.strip().splitlines())]
WHOLE = """kommun kultur museum bibliotek kompost kontakt konto person pension förening kontor skola parkering region
rektor läkare betyg hemska ungdomar stolpar trumman rökare besked faktura program stadion kassett avgift uppsägning
förskola förskolan ansökan utbetalning"""


@pytest.mark.parametrize(("word", "parts"), CASES)
def test_a_municipal_compound_has_its_parts(word: str, parts: tuple[str, ...]) -> None:
    """The fewest parts, linking letters taken away, each part as the dictionary has it."""
    assert split(word) == parts


@pytest.mark.parametrize("form", ["dagisplats", "dagisplatsen", "dagisplatser", "dagisplatserna"])
def test_every_form_of_a_compound_has_the_same_parts(form: str) -> None:
    """The head is given in its dictionary form."""
    assert split(form) == ("dagis", "plats")


@pytest.mark.parametrize("word", WHOLE.split())
def test_a_word_that_is_no_compound_is_left_whole(word: str) -> None:
    """Chance words inside a word ("kom" + "mun", "stol" + "par") are not parts of it."""
    assert split(word) == ()


@pytest.mark.parametrize(
    "word", ["", "a", "hund", "zzzzzzzzz", "12345678", "p-bot", "детский", "barn" * 40, "a" * 5000]
)
def test_what_is_no_word_has_no_parts(word: str) -> None:
    """Short, unknown, foreign and endless strings are answered, not fought with."""
    assert split(word) == ()


def test_a_word_of_the_towns_own_may_begin_a_compound() -> None:
    """Everyday words are in no dictionary."""
    assert split("fritisplatsen") == ()
    assert split("fritisplatsen", frozenset({"fritis"})) == ("fritis", "plats")
