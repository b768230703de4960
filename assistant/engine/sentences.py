"""Cuts a message into sentences and says of each whether it asks, tells the story or is mere courtesy."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from knowledge.swedish import fold_spaces, tokens

_SEEN = 500  # characters of a line or sentence that patterns look at, so that none is slow on a text without spaces
_WRAPPED = 60  # characters: a line at least this long was broken by the mail program, not by its writer
_BELOW_SIGN_OFF = 12  # sentences: nobody's signature is longer, and below it the writer may go on


def _any(*alternatives: str) -> re.Pattern[str]:
    """A pattern for what stands at the beginning, whole words only."""
    return re.compile(rf"(?:{'|'.join(alternatives)})(?!\w)", re.IGNORECASE)


_CONTACT = re.compile(
    r"(?:https?://|www\.)\S{1,2000}|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"
    r"|(?<![\w-])(?:\+\d{2}|0)\d{0,3}[ -]{0,3}(?:\(0\) ?)?\d(?:[ -]{0,2}\d){4,9}(?![\w-])"
)
_CONTACT_LABEL = re.compile(
    r"(?:tel(?:efon)?|mob(?:il)?|tfn|e-?post|e-?mail|mejl|mail|webb?|fax|adress|puh|phone)\W*", re.IGNORECASE
)
_ADDRESS_LINE = re.compile(
    r"(?:adress:? ?)?(?:[A-ZÅÄÖ][\w. -]{1,30} \d{1,4} ?[A-Za-z]?(?: ?(?:lgh|tr)\.? ?\d{1,4})?,? ?)?"
    r"(?:\d{3} ?\d{2} [A-ZÅÄÖ][\w -]{1,30})?"
)
_HISTORY = re.compile(
    r"-{2,20} ?(?:ursprungligt meddelande|original message|vidarebefordrat meddelande|forwarded message)"
    r"|(?:skickat|sent): .{0,60}\d"
    r"|(?:den|på|on|am)\b.{4,200}\b(?:skrev|wrote|schrieb|kirjoitti)\b.{0,200}:$|(?:från|from): .{0,200}@",
    re.IGNORECASE,
)
_BOILERPLATE = re.compile(
    r"(?:skickat|sänt|sent|lähetetty|wysłane) (?:från|from|z)\b|hämta outlook|get outlook|virusfri"
    r"|tänk på miljön|(?:detta|denna|this|the) (?:meddelande|e-?post|e-?mail|mejl|mail|message)\w*"
    r" .{0,120}(?:konfidentiell|sekretess|confidential|avsedd|intended)",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"(?:(?:hej(?:san)?|hejhej|hallå|tjena|tjenare|tja|goddag|godmorgon|(?:god|bästa|kära) (?:dag|morgon|middag|kväll"
    r"|kommun(?:en)?)|hi|hello|dear|good (?:morning|day|evening)|moi|hei|terve|hyvää päivää|dzień dobry|witam|cześć"
    r"|مرحبا|السلام عليكم|salaan|asc)(?!\w)(?: (?:på er|alla|allihopa?|igen|där|kommun(?:en)?|kundtjänst|sir|madam"
    r"|\w{1,30}s? kommun)(?!\w))?[\s,،.!:;–-]*){1,3}",
    re.IGNORECASE,
)
_SIGN_OFF_WORDS = (
    r"m\.?v\.?h\b\.?|(?:med )?(?:vänlig(?:a|t|en)?|bästa|varma?|hjärtliga|glada|soliga) hälsning(?:ar)?\b"
    r"|(?:best|kind) regards\b|ystävällisin terveisin\b|pozdrawiam\b"
)
# In the middle of a line only what nobody writes otherwise, or a slash before the last name.
_SIGN_OFF_INSIDE = re.compile(
    rf"\s(?={_SIGN_OFF_WORDS})|\s(?=/ ?\w{{2,20}}(?:,? [\w-]{{2,20}}){{0,3}}\W*$)", re.IGNORECASE
)
_SIGN_OFF = re.compile(
    rf"(?:{_SIGN_OFF_WORDS}|hälsn(?:\.|ingar|ing)|vänligen,? *[A-ZÅÄÖ]\w+\W*$|vänligen\W*$|kram(?:ar)?\b|allt gott\b"
    r"|med (?:bestörtning|förhoppning)\b|/ ?\w|--\W*$|regards\b|sincerely\b|terveisin\b)",
    re.IGNORECASE,
)
_NAME_LINE = re.compile(r"[A-ZÅÄÖ][\w-]{1,20}(?: [A-ZÅÄÖ][\w-]{1,20}){1,2}")
_COURTESY = frozenset(
    """tack tackar tacksam stort tusen mycket så på förhand för svar svaret snabbt snart hjälp hjälpen hjälpa kan ni er
    dig mig oss vi jag det ha en ett bra fin trevlig god dag helg kväll vecka sommar jul hoppas önskar allt gott höra
    höras av från gärna återkom återkoppling snarast möjligt vänligen snälla har fråga frågor några två tre lite
    undrar sak ett par följande och om att med vänliga ursäkta förlåt besväret störa thanks thank you in advance for
    your help the please kiitos dziękuję شكرا mahadsanid""".split()
)
_ABBREVIATIONS = frozenset(
    "ps p.s t.ex tex bl.a bla kl ca nr m.m mm dvs d.v.s resp f.d fd s.k sk st etc tel ev inkl exkl".split()
)
_END = re.compile(r"(?<![.!?؟…。])[.!?؟…。]+[\"”’')\]]?(?=\s|$)|[?؟](?=\w)")
_ITEM = re.compile(r"(?:\d{1,2}[.):]|[a-d]\)|[-*•–])\s+")

_WH = r"hur|vad|va|vart|vem|vems|vilken|vilket|vilka|varför|hur(?:dan|dana)"
_VERB = (
    r"får|kan|ska|skall|måste|behöver|bör|finns|går|har|är|tar|kommer|gäller|krävs|kostar|blir|hämtar|tömmer|töms"
    r"|öppnar|stänger|börjar|slutar|lämnar|ligger|anmäler|ansöker|söker|betalar|hittar|slänger|gör|hyr|bokar|vänder|plogas"
)
_WHO = r"man|jag|vi|ni|det|någon|nån|en|mitt|min|mina|vår|vårt|våra|er|barn\w*"
ASKS = rf"(?:{_WH})|(?:var|när|nar) (?:{_VERB}|någonstans|nånstans|man)|(?:{_VERB}|tänker|brukar|räknas) (?:{_WHO})"
_OPENS = _any(
    ASKS,
    r"(?:och|men|eller|samt|så) (?:" + ASKS + ")",
    r"finns|måste|när(?! (?:jag|vi|man|han|hon|hen|de|det|min|mitt|vår|du)\b)",
    r"skicka|anmäl|boka|avboka|hjälp|berätta|förklara|ge|kontrollera|säg|visa|byt|beställa?|anmäla|ansöka|hyra|boka",
    r"var (?:vänlig|god|snäll)|vänligen|snälla",
    r"how|where|when|what|who|which|can|could|do|does|is|are|may|must|i (?:want|need|wonder|would like)|please",
    r"miten|missä|milloin|mitä|mikä|kuka|voiko|voinko|saako|onko|paljonko|haluan|haluaisin|tarvitsen",
    r"jak|gdzie|kiedy|co|kto|czy|ile|chcę|chciał\w*|potrzebuję",
    r"sidee|xaggee|goorma|maxaa|waa maxay|immisa|waxaan (?:rabaa|u baahanahay)|ma",
    r"كيف|أين|اين|متى|ماذا|ما|هل|كم|من|أريد|اريد|أحتاج",
)
_WISHES = re.compile(
    r"\b(?:(?:jag|vi) (?:\w{1,15} )?(?:vill|undrar|behöver|önskar|måste|söker|tänkte|ber)\b"
    r"|(?:vill|skulle) (?:jag|vi)\b"
    r"|(?:jag|vi) skulle (?:\w{1,15} )?(?:vilja|behöva)\b|(?:undrar|undra|vill veta|önskar|vore tacksam)\b"
    r"|(?:,|och|men|eller|så) (?:hur|vad|vart|vem|vilken|vilka|varför|får man|(?:kan|måste) (?:man|jag|vi))\b"
    r"|i (?:want|need|wonder|would like)\b)",
    re.IGNORECASE,
)


class Kind(enum.Enum):
    """What a sentence is there for; the value is its weight beside a clear request."""

    REQUEST = 1.0
    STORY = 0.4
    ASKING = 0.2  # "Kan ni hjälpa mig?": asks, but says nothing of what
    COURTESY = 0.0


@dataclass(frozen=True)
class Told:
    """One sentence and what it is there for."""

    text: str
    kind: Kind


def told(text: str) -> tuple[Told, ...]:
    """The sentences of a message in order, without contact details and history; linear in the text's length."""
    return tuple(_without_signature([Told(sentence, _kind(sentence)) for sentence in _sentences(text)]))


def asks(sentence: str) -> bool:
    """Tell whether a sentence asks or wishes, in the languages that residents write."""
    seen = sentence[:_SEEN]
    return sentence.endswith(("?", "؟")) or _OPENS.match(seen) is not None or _WISHES.search(seen) is not None


def _sentences(text: str) -> Iterator[str]:
    for passage in _passages(_own_lines(text)):
        start = 0
        for end in [*_ends(passage), len(passage)]:
            sentence, start = fold_spaces(passage[start:end]), end
            yield from filter(None, _parts(sentence))


def _own_lines(text: str) -> Iterator[str]:
    """The writer's own lines without contact details; from an older mail's heading on there is only history."""
    for line in text.splitlines():
        seen = line[:_SEEN].strip()
        if _HISTORY.match(seen):
            return
        if not seen.startswith(">") and not _BOILERPLATE.match(seen):
            bare = _CONTACT.sub(" ", line).strip()
            yield "" if bare != line.strip() and _CONTACT_LABEL.fullmatch(bare[:_SEEN]) else bare


def _passages(lines: Iterable[str]) -> Iterator[str]:
    """Join the lines that a mail program has broken; every other line end is the writer's."""
    passage: list[str] = []
    last = ""
    for line in lines:
        if passage and not (line and _goes_on(last, line)):
            yield " ".join(passage)
            passage = []
        if line:
            passage.append(line)
        last = line
    if passage:
        yield " ".join(passage)


def _goes_on(line: str, following: str) -> bool:
    if not line or line.endswith((".", "!", "?", "؟", ":")) or _ITEM.match(following) or _SIGN_OFF.match(following):
        return False
    return len(line) >= _WRAPPED or (following[0].islower() and not _OPENS.match(following[:_SEEN]))


def _ends(passage: str) -> Iterator[int]:
    """Where sentences end; a full stop after an abbreviation, a number or one letter ends none."""
    for found in _END.finditer(passage):
        before = passage[max(0, found.start() - 12) : found.start()].rpartition(" ")[2].lower()
        short = before in _ABBREVIATIONS or before.isdigit() or (len(before) == 1 and before.isalpha())
        if found.group() != "." or not short:
            yield found.end()


def _parts(sentence: str) -> Iterator[str]:
    """A sentence, its greeting and the sign-off that stands in it, apart."""
    whole = _ITEM.sub("", sentence, count=1) if _ITEM.match(sentence) else sentence
    greeting = _GREETING.match(whole[:_SEEN])
    if greeting:
        yield greeting.group().strip()
        whole = whole[greeting.end() :]
    cut = None if _SIGN_OFF.match(whole) else _SIGN_OFF_INSIDE.search(whole, max(0, len(whole) - 2 * _WRAPPED))
    yield from (whole[: cut.start()], whole[cut.end() :]) if cut else (whole,)


def _kind(sentence: str) -> Kind:
    seen = sentence[:_SEEN]
    words = tokens(seen) or tokens(sentence)
    if not words or _GREETING.fullmatch(seen) or _ADDRESS_LINE.fullmatch(seen):
        return Kind.COURTESY
    if _is_courtesy(seen, words):
        return Kind.ASKING if "?" in seen else Kind.COURTESY
    return Kind.REQUEST if asks(sentence) else Kind.STORY


def _is_courtesy(sentence: str, words: Sequence[str]) -> bool:
    """Nothing but words of thanks; a name may follow them: "Tack på förhand, Gun-Britt"."""
    if len(words) > 15 or words[0] not in _COURTESY:
        return False
    return all(word in _COURTESY for word in words) or (
        words[0].startswith("tack") and all(word in _COURTESY or word.title() in sentence for word in words)
    )


def _without_signature(found: Sequence[Told]) -> Sequence[Told]:
    """Make courtesy of what stands below a sign-off, until the writer asks again, and of a name at the end."""
    kept: list[Told] = []
    below = 0
    for sentence in found:
        if _is_sign_off(sentence):
            below = _BELOW_SIGN_OFF
        elif sentence.kind is Kind.REQUEST or sentence.text.lower().startswith(("ps", "p.s")):
            below = 0
        kept.append(Told(sentence.text, Kind.COURTESY) if below else sentence)
        below = max(0, below - 1)
    last = next((at for at in range(len(kept) - 1, 0, -1) if kept[at].kind is not Kind.COURTESY), 0)
    if last and _NAME_LINE.fullmatch(kept[last].text[:_SEEN]):
        kept[last] = Told(kept[last].text, Kind.COURTESY)
    return kept


def _is_sign_off(sentence: Told) -> bool:
    return len(sentence.text) < _WRAPPED and "?" not in sentence.text and _SIGN_OFF.match(sentence.text) is not None
