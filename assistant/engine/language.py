"""Tells which language a resident writes in: Swedish, unless the words are clearly another language's."""

from __future__ import annotations

import enum
import math
import re
import threading
from collections import Counter
from collections.abc import Sequence
from functools import cache

import lingua

from knowledge.swedish import fold_spaces


class Language(enum.Enum):
    """The languages told apart, each with its BCP 47 code; Bosnian, Croatian and Serbian are one."""

    SWEDISH = "sv"
    ENGLISH = "en"
    FINNISH = "fi"
    ARABIC = "ar"
    SOMALI = "so"
    POLISH = "pl"
    PERSIAN = "fa"
    TURKISH = "tr"
    BOSNIAN_CROATIAN_SERBIAN = "bs"
    UKRAINIAN = "uk"
    RUSSIAN = "ru"
    SPANISH = "es"
    TIGRINYA = "ti"
    KURMANJI = "kmr"
    SORANI = "ckb"
    MEANKIELI = "fit"
    NORTHERN_SAMI = "se"
    OTHER = "mul"  # clearly not Swedish, but none of these: Thai, Amharic, Greek ...
    UNKNOWN = "und"  # no words to tell by; to be treated as Swedish


# Where a town belongs to their administrative area, residents may use these with it (lag 2009:724, 6 and 8 §§).
MINORITY_LANGUAGES = frozenset({Language.FINNISH, Language.MEANKIELI, Language.NORTHERN_SAMI})

_LINGUA = {
    lingua.Language.SWEDISH: Language.SWEDISH,
    lingua.Language.ENGLISH: Language.ENGLISH,
    lingua.Language.FINNISH: Language.FINNISH,
    lingua.Language.SOMALI: Language.SOMALI,
    lingua.Language.POLISH: Language.POLISH,
    lingua.Language.TURKISH: Language.TURKISH,
    lingua.Language.BOSNIAN: Language.BOSNIAN_CROATIAN_SERBIAN,
    lingua.Language.SPANISH: Language.SPANISH,
}

# Everyday words of each language, with the commonest Swedish ones also as they are written without dots and rings.
# What is an everyday word in Swedish too tells nothing and is left out: English "man", Spanish "del", Finnish "en".
_WORDS: dict[Language, frozenset[str]] = {
    Language.SWEDISH: frozenset(
        """jag är ar och att det inte hur vad när nar får far ska skall vill kan för av på pa från fran till med
        har vi ni ett som om var vart vem vilka vilken vilket varför varfor mitt mina vår vårt våra er ert era
        måste maste behöver behover finns blir där här hej tack över efter också eller man den denna dessa nån
        någon något några du han hon mig oss dig sig igen bara vid utan mot så ut upp nu kommun kommunen kostar
        söka boka anmäla ansöka anmalan anmälan ansökan avgift år barn bil hus tid plats ny nytt gör gor kö""".split()
    ),
    Language.ENGLISH: frozenset(
        """the to is are was were my your our his her their you we they he she it this that these there what how
        where when who why which can could would should will does did do have has had need want like get got of
        and or not be been about from with without if any some someone because much many please hello hi thanks
        thank bye help i'm i've i'd i'll it's don't doesn't can't isn't an at by out into after before us new
        find know pay apply own never mind tell talk speak joke cool lot library opening hours school bus
        classes baby test card""".split()
    ),
    Language.FINNISH: frozenset(
        """mikä mitä miten missä mistä mihin milloin kuka kenelle kuinka miksi onko voiko voinko voimme saako
        saanko saa pitääkö täytyykö tarvitseeko tarvitsen haluan haluaisin minä minun minulla minulle meidän
        meillä sinä hän ovat olen olet olemme oli ei eivät ja tai vai että jos kun joka mutta kanssa ennen
        jälkeen lapseni lapsi lapsen kunta kunnan kunnalta paljonko maksaa moi hei kiitos terve voisiko onkohan
        ole oletko saan voin haen ilmoitan""".split()
    ),
    Language.SOMALI: frozenset(
        """waxaan waxa waxaa waan waad wuu way ma maxaa maxay sidee sideen xaggee halkee goorma yaa kuma intee
        immisa imisa miyaan miyaa miyay ayaa ayaan ayay iyo ama oo ka ku u la uu aan ay aad anigu aniga adiga
        inaan inaad inay ilmahayga cunugayga carruurta carruurtayda rabaa rabnaa karaa karaan kartaa baahanahay
        baahan leeyahay fadlan mahadsan mahadsanid salaan haddii markii marka degmada iskuulka guri guriga
        wixii kuwa ah ee helaa soo""".split()
    ),
    Language.POLISH: frozenset(
        """jak gdzie kiedy czy kto co ile dlaczego jaki jaka jakie które który która mogę możemy można trzeba
        muszę musimy chcę chciałbym chciałabym potrzebuję jest są był była być mam mamy nie tak się dla na do
        od po przy przed ze w z moje mój moja mojego mojej dziecko dziecka dzieci gmina gminy gmine proszę
        dziękuję dzień dobry cześć oraz lub albo jeśli gdy mi mnie nam nas za jesteś jestem""".split()
    ),
    Language.TURKISH: frozenset(
        """nasıl nerede nereye nereden zaman kim kaç niçin neden hangi ben bana benim beni biz bize bizim siz
        sizin için ve veya ama bir bu şu yok mı mu mü mısınız misiniz istiyorum istiyoruz lazım gerekiyor gerek
        değil çok daha sonra önce kadar çocuğum çocuk oğlum kızım belediye merhaba teşekkür teşekkürler lütfen
        edebilir miyim alabilir yapabilir olarak mısın musun misin""".split()
    ),
    Language.BOSNIAN_CROATIAN_SERBIAN: frozenset(
        """kako gdje gde kada kad tko ko šta što zašto koliko koji koja koje mogu možemo može moram moramo trebam
        treba želim želimo hoću imam imamo je su sam smo jesi jeste nije nisam ne da li za od na moje moj moja
        mog dijete dete djeca deca općina opštini opštine dobar dan zdravo hvala molim ili ali ako kod bez
        prije poslije već ima kuće kući put""".split()
    ),
    Language.SPANISH: frozenset(
        """cómo como dónde donde cuándo cuando quién qué que cuánto cuánta cuántos cuál cuáles por para con al la
        los las una uno unos es está están estoy soy eres hay tengo tenemos tiene puedo puede podemos quiero
        queremos necesito necesitamos debo mis nuestro nuestra sus hijo hija hijos hola gracias favor buenos
        buenas días no y pero ya ayuntamiento lo padre madre marido niños""".split()
    ),
    Language.KURMANJI: frozenset(
        """ez ji bi xwe em ew hûn ku li çawa çi kî kengî kîjan dixwazim dixwazin zarok zarokên zarokan destûr spas
        ye heye hene tune dikarim nikarim dikare kerema baş gelek re bo wê me we ne""".split()
    ),
    Language.NORTHERN_SAMI: frozenset(
        """mun don mii lea leat leago leatgo leai gos goas mannan sáhtán sáhttá sáhtágo galgá
        galggan háliidan dárbbašan ohcat mánná mánáid gielda gielddas gielddain giella sámegiella sámegillii
        davvisámegillii bures giitu olbmuin olbmo dát""".split()
    ),
}
# Letters that few others write in ordinary words.
_LETTERS = {
    Language.SWEDISH: re.compile("å"),
    Language.POLISH: re.compile("[ąęłńśźż]"),
    Language.TURKISH: re.compile("[ğış]"),
    Language.BOSNIAN_CROATIAN_SERBIAN: re.compile("[čćžđš]"),
    Language.SPANISH: re.compile("[ñíóú]"),
    Language.KURMANJI: re.compile("[êîû]"),
    Language.NORTHERN_SAMI: re.compile("[áčđŋšŧž]"),
}
# How the long words of a municipality end; a few of them alone are a Swedish question ("lärcentrum taxa").
_SWEDISH_ENDING = re.compile(
    r"\w{3}(?:ningar|ningen|skola|skolan|plats|platsen|kort|kortet|adress|avgift|avgiften|nsökan|nsokan|nmälan|nmalan"
    r"|bidrag|stöd|stod|hus|huset|hall|hallen|mark|lov|tid|tider|vatten|vattnet|rapport|heten|skap|tjänst|vård|parken"
    r"|licens|räkning|lista|lokal|lokaler|nummer|avtal|intyg|taxa|tavla|bokning|kurs|centrum|anstånd)$"
)
# Meänkieli is told from Finnish by words that standard Finnish does not have; one of the first, or two of the second.
_MEANKIELI = re.compile(r"meän|teän|meänkiel\w*|kläp\w+|praat\w+|skriiv\w+")
_OFTEN_MEANKIELI = frozenset(
    "mie sie mulla sulla oon oot kommuuni kommuunin kommuunissa saapi saapiko tehhään tet met".split()
)

# The chance (0..1) below which lingua's guesses are all alike, and what a word weighs beside them (natural logarithms).
# Swedish starts ahead, so that without a single everyday word another language must be all but certain. The three
# were chosen by the pack's phrasings (knowledge/pack): of its 10,127 Swedish ones 99.9 % are told as Swedish.
_LEAST_CHANCE = 0.03
_WEIGHT_OF_WORD = 2.0
_SWEDISH_AHEAD = 3.0
# Letters read; a language shows in its first lines, and what follows in a mail may be another's.
_ENOUGH = 1500

_ADDRESS = re.compile(r"\S+@\S+|https?://\S+|www\.\S+")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LATIN = re.compile("[a-zªºÀ-ɏḀ-ỿ]")
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_ETHIOPIC = re.compile("[\u1200-\u137f]")


def identify(text: str) -> Language:
    """The language of a resident's words; safe to call from any thread.

    Swedish unless clearly otherwise: keywords, names and single foreign words do not change it, and Norwegian and
    Danish count as Swedish. UNKNOWN, for a text without words, is to be treated as Swedish too.
    """
    words = _WORD.findall(_ADDRESS.sub(" ", fold_spaces(text[:_ENOUGH])).lower())
    if not words:
        return Language.UNKNOWN
    foreign = [word for word in words if not _LATIN.match(word)]
    # A name in its own letters makes no language; a Swedish word or two in a foreign question does not either.
    return _by_script(foreign) if 2 * len(foreign) >= len(words) else _by_words(words)


def _by_words(words: Sequence[str]) -> Language:
    """The best of the languages written in Latin letters: lingua's chances, weighed together with the words."""
    chances = _chances(" ".join(words))
    scores = {language: _score(language, chances.get(language, 0.0), words) for language in _WORDS}
    best = max(scores, key=scores.__getitem__)
    # By its letters alone a single word can be anything: "jaha" is not Somali.
    if len(words) == 1 and not _tells(best, words[0]):
        return Language.SWEDISH
    return Language.MEANKIELI if best is Language.FINNISH and _is_meankieli(words) else best


def _score(language: Language, chance: float, words: Sequence[str]) -> float:
    told_by = sum(_tells(language, word) for word in words)
    ahead = _SWEDISH_AHEAD if language is Language.SWEDISH else 0.0
    return math.log(max(chance, _LEAST_CHANCE)) + _WEIGHT_OF_WORD * told_by + ahead


def _tells(language: Language, word: str) -> bool:
    if word in _WORDS[language]:
        return True
    if language is Language.SWEDISH and _SWEDISH_ENDING.search(word) is not None:
        return True
    letters = _LETTERS.get(language)
    return letters is not None and letters.search(word) is not None


def _is_meankieli(words: Sequence[str]) -> bool:
    return any(_MEANKIELI.fullmatch(word) for word in words) or len(_OFTEN_MEANKIELI.intersection(words)) >= 2


def _chances(text: str) -> dict[Language, float]:
    return {_LINGUA[guess.language]: guess.value for guess in _detector().compute_language_confidence_values(text)}


_BUILDING = threading.Lock()


def _detector() -> lingua.LanguageDetector:
    """The one detector of this process, built at the first question: after the web server has forked."""
    with _BUILDING:
        return _build()


@cache
def _build() -> lingua.LanguageDetector:
    """Up to three letters at a time ("low accuracy"): with the words as good as five, in a seventh of the memory."""
    return lingua.LanguageDetectorBuilder.from_languages(*_LINGUA).with_low_accuracy_mode().build()


def _by_script(words: Sequence[str]) -> Language:
    """The language of words in other letters than Latin ones, by the letters and words that only it has."""
    scripts = Counter(_script(word) for word in words)
    script = scripts.most_common(1)[0][0]
    marks = _SCRIPTS.get(script, ())
    joined = f" {' '.join(words)} "
    return next((language for language, mark in marks if mark.search(joined)), Language.OTHER)


def _script(word: str) -> str:
    for name, letters in (("arabic", _ARABIC), ("cyrillic", _CYRILLIC), ("ethiopic", _ETHIOPIC)):
        if letters.match(word):
            return name
    return "other"


# In order: the first mark that is found tells the language; the last of each script is its commonest here.
_ANY = re.compile("")
_SCRIPTS: dict[str, tuple[tuple[Language, re.Pattern[str]], ...]] = {
    "arabic": (
        (Language.OTHER, re.compile("[ټډړږښځڅڼۍېٹڈڑے]| (?:ہے|ہوں|کیا|میں) ")),  # Pashto and Urdu
        (Language.SORANI, re.compile("[ڵڕێۆ]|ە ")),
        (Language.PERSIAN, re.compile("[پچژگیک]| (?:است|برای|می|این|چه|چطور|سلام|آیا) ")),
        (Language.ARABIC, _ANY),
    ),
    "cyrillic": (
        (Language.BOSNIAN_CROATIAN_SERBIAN, re.compile("[ђјљњћџ]")),
        (Language.RUSSIAN, re.compile("[ыэё]")),
        (
            Language.UKRAINIAN,
            re.compile(
                r"[іїєґ]|\w['’]\w| (?:що|як|де|чи|та|ти|про|яка|який|яке|зараз|дякую|коли|мене|з|зі|але|гарного) "
            ),
        ),
        (Language.OTHER, re.compile("[ўңөүұқғһә]")),  # Belarusian, Kazakh, Mongolian
        (Language.RUSSIAN, _ANY),
    ),
    "ethiopic": (
        (Language.TIGRINYA, re.compile("[ቐ-ቝኸ-ኾ]| ኣ| (?:እዩ|እየ|እያ|ናይ|ካብ|ናብ|እንታይ|ከመይ|እቲ|እታ) ")),
        (Language.OTHER, re.compile(" (?:ነው|ናቸው|እና|ላይ|የት|እንዴት|ምን|አለ|አለብኝ|ወደ|እኔ|መቼ|እችላለሁ) ")),  # Amharic
        (Language.TIGRINYA, _ANY),
    ),
}
