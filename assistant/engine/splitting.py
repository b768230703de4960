"""Reads a message: what it asks, how much each sentence tells of that, and how many questions there are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from assistant.engine.sentences import ASKS, Kind, Told, told
from knowledge.swedish import STOP_WORDS, fold_spaces, stem, tokens

_MOST_QUESTIONS = 3
_MOST_READ = 20  # sentences or clauses that are compared with each other, so that the time stays linear
_SEEN = 500  # characters of a sentence that are looked through for the next question
_STORY_WORDS = 6  # own words; a longer story is the questions' common context
_GENERIC_SUBJECT = frozenset(
    """fråga frågor en två några tre angående ang om gällande undran undrar fundering funderingar förfrågan kontakt
    kontaktformulär formulär meddelande nytt från webben webb webbplatsen hemsidan till kommunen kommun kommunens hej
    hejsan hjälp tack info information ärende viktigt brådskande akut inget ämne re sv vb fw fwd vs ad question hello
    inquiry no subject kysymys pytanie""".split()
)
_SUBJECT_PREFIX = re.compile(r"(?:(?:re|sv|vb|fw|fwd|vs|ang)\s?:\s{0,5}){1,9}", re.IGNORECASE)
# Where a sentence goes over from one question to the next: "... och kan man", "och jag undrar".
_NEXT = re.compile(
    r"(?:,\s?|\s)(?:och|samt|men|plus|sen|sedan|dessutom|å|o)\s"
    rf"(?=(?:sen |sedan |också |även |då |dessutom )?(?:{ASKS}|jag undrar|undrar)\b)",
    re.IGNORECASE,
)
_LEAVES_OFF = re.compile(
    r"(?:två|tre|flera|några) (?:olika )?frågor|en (?:annan|till|ytterligare) (?:fråga|sak)|(?:och )?en sak till"
    r"|förresten|dessutom|(?:och )?för det andra|(?:sen|sedan) undrar|(?:jag|vi) undrar också|en helt annan",
    re.IGNORECASE,
)
_REFERS_BACK = re.compile(
    r"\b(?:den|dem|dom|han|hon|hen|honom|henne|hans|hennes|dess|deras|denna|detta|dessa|dit|där|därifrån|sådan\w{0,3}"
    r"|sånt?|såna|annars|i så fall|isåfall|båda|själva?|samma|i ?stället|eller|it|that|this|they|them|there)\b"
    r"|\bgäller det\b|^و(?:هل|كم|كيف|متى|أين|اين|ما)"
    r"|\b(?:om|för|med|på|av|till|i|från|göra|gör|ordna|söka|anmäla|betala) (?:det|de)\b(?! (?:första|andra|tredje))"
    r"|\b(?:det|då)\W*$",
    re.IGNORECASE,
)
# Words of any question: what it costs, how long it takes, how one applies. They do not tell what it is about.
_ASPECTS = frozenset(
    """även sedan sen först sist direkt idag imorgon länge lång långt långa tid tiden tider gånger gång tar tas
    kostar kosta kostnad pris priset priser pengar betala betalar betalas betalt avgift avgiften avgifter gratis
    taxa söka söker sökt ansöka ansöker ansökan anmäla anmäler anmälan anmält boka bokar beställa beställer
    skicka skickar skickas lämna lämnar blankett blanketten papper papperen handlingar underlag beslut beslutet
    besked svar regler gäller krav krävs villkor tillstånd tillståndet lov tillåtet lagligt grannar grannarna
    grannen kommun kommunen kommunens själv plats platsen platser kön brukar funkar fungerar går gick kommer
    komma kom hittar hitta ligger står stå ser veta vet vart vems varför hurdan igen stor stora större liten små
    mindre nya nytt gammal gamla mycket många flera fler olika innan före efteråt redan annat annan andra alla
    allt hela hel helt ringa ringer kontakta kontakt prata telefon nummer adress mejl mejla person hjälp hjälpa
    hjälper ansvarar ansvar ansvarig bestämmer bestämma vanligt vanligtvis ungefär digitalt nätet hemsida webben
    information info reglerna tänkte undrar undra fråga frågor sak saker exempel ändra ändrar ändras öppet
    öppnar stänger öppettider dag dagar dagen vecka veckor veckan månad månader året åren kvar klart klar färdig
    vanlig möjligt möjlighet kanske egentligen gärna istället stället medan utan samt hos upp ner bort fram hem
    hemma hit dit ute inne tillbaka fick fått vilja velat kunna kunde börja börjar börjat slut slutar räcker
    händer hända hänt säga säger sägs sagt tycker tror stämmer vänder vända haft sätta sätter ställa ställer tag
    tagit ger giv nån nåt ens gjort kräva kräver ersättning bidrag stöd rätt fel felet snabbt snart senast
    tidigt sent max minst högst mest per kronor hemligt spara sparas lägger skriva tjänar håller sönder fika
    skrev langa lange okej sista första nara nära djupt bred arabiska personal annars
    how much many does did can could where when what who which are the you for and with have get need want would
    like there any your cost take long also miten missä milloin mitä voiko kuka onko paljonko minun
    maksaa maksaako maxaa baxa kosztuje jak gdzie kiedy kto czy ile jest mogę można się dla""".split()
)
_ASPECT_ENDINGS = ("tid", "tiden", "tider", "tiderna", "avgift", "avgiften", "blankett", "ansökan", "kostnad")
# A lone word with such an ending was spoken of before (gatan, biljetterna) or is a verb (informeras).
_DEFINITE = ("en", "et", "an", "arna", "erna", "orna", "as", "ades", "it")
_POSED = re.compile(
    rf"^(?:(?:och|men|samt|sen|sedan|dessutom|också|även|då)\s){{0,3}}(?:{ASKS}|finns|måste)\b"
    r"|\b(?:undrar|vill (?:jag |vi )?veta)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Sentence:
    """One sentence with its weight (0..1): how much it tells of what is asked; 0 is courtesy and signature."""

    text: str
    weight: float


@dataclass(frozen=True)
class Reading:
    """A message read. `request` is what to match, without courtesy, contact details and history; may be empty.

    `sentences` are in order, the subject first when it says something. `questions` holds two or three texts when
    the message clearly asks different things, else one, the request; none when the request is empty.
    """

    request: str
    sentences: tuple[Sentence, ...]
    questions: tuple[str, ...]


def read_message(subject: str, text: str) -> Reading:
    """Read a message of any kind and length, in time linear in its length; the text itself is not changed."""
    found = told(text)
    title = _title(subject, text)
    sentences = _weighed([*([Told(title, Kind.REQUEST)] if title else []), *found])
    counted = [sentence.text for sentence in sentences if sentence.weight >= Kind.STORY.value]
    request = " ".join(counted or [sentence.text for sentence in sentences if sentence.weight > 0])
    questions = _questions(found)
    return Reading(request, sentences, questions if len(questions) > 1 else (request,) if request else ())


def _title(subject: str, text: str) -> str:
    """The subject where it says something of its own; mail programs fill it with the text's beginning."""
    title = fold_spaces(_SUBJECT_PREFIX.sub("", subject[:_SEEN].strip(), count=1))
    repeats = fold_spaces(text[: 2 * _SEEN]).casefold().startswith(title.rstrip(" .…?!").casefold())
    return "" if repeats or _GENERIC_SUBJECT.issuperset(tokens(title)) else title


def _weighed(found: Sequence[Told]) -> tuple[Sentence, ...]:
    """A clear request takes the weight; where it tells little of its matter, or nothing asks, the story counts more."""
    asked = {word for sentence in found if sentence.kind is Kind.REQUEST for word in own_words(sentence.text)}
    story = Kind.STORY.value if len(asked) > 2 else 0.7 if any(one.kind is Kind.REQUEST for one in found) else 1.0
    return tuple(Sentence(one.text, story if one.kind is Kind.STORY else one.kind.value) for one in found)


def own_words(text: str) -> frozenset[str]:
    """The stems of the words that tell what a question is about, not what it asks of it (cost, time, form)."""
    return frozenset(stem(word) for word in _own(text))


def _own(text: str) -> Iterator[str]:
    for word in tokens(text[:_SEEN]):
        general = word in STOP_WORDS or word in _ASPECTS or word.endswith(_ASPECT_ENDINGS)
        if len(word) > 2 and not general and not word.isdigit():
            yield word


@dataclass(frozen=True)
class _Asked:
    """A question under reading: its texts, its own words, and whether it has been announced as another one."""

    text: str
    own: frozenset[str]
    announced: bool = False
    whole_sentence: bool = True


def _questions(found: Sequence[Told]) -> tuple[str, ...]:
    """The different questions; a follow-up stays with the question before it, and doubt makes one of two."""
    told_of = islice((one for one in found if one.kind is Kind.STORY), _MOST_READ)
    story = frozenset(word for one in told_of for word in own_words(one.text))
    groups: list[_Asked] = []
    for asked in islice(_asked(found), _MOST_READ):
        if groups and not _is_another(asked, groups, story):
            last = groups[-1]
            groups[-1] = replace(last, text=f"{last.text} {asked.text}", own=last.own | asked.own)
        else:
            groups.append(asked)
    return tuple(group.text for group in groups[:_MOST_QUESTIONS])


def _asked(found: Sequence[Told]) -> Iterator[_Asked]:
    """Each question of each sentence that asks; announcements ("två frågor") count for all that follow."""
    announced = False
    for sentence in found:
        announced = announced or _LEAVES_OFF.search(sentence.text[:_SEEN]) is not None
        if sentence.kind is Kind.REQUEST:
            for number, clause in enumerate(_clauses(sentence.text)):
                yield _Asked(clause, own_words(clause), announced, whole_sentence=number == 0)


def _clauses(sentence: str) -> Iterator[str]:
    start = 0
    for found in _NEXT.finditer(sentence[:_SEEN]):
        yield sentence[start : found.start()]
        start = found.end()
    yield sentence[start:]


def _is_another(asked: _Asked, groups: Sequence[_Asked], story: frozenset[str]) -> bool:
    """Another matter: words of its own, nothing that points back, none of the words used before or in the story."""
    last = groups[-1]
    if not (_poses(last.text) and last.own) or not _stands_alone(asked):
        return False
    if not asked.announced and story and not _free_of_story(asked, last, story):
        return False
    return not any(_akin(word, before) for word in asked.own for before in story.union(*(one.own for one in groups)))


def _free_of_story(asked: _Asked, last: _Asked, story: frozenset[str]) -> bool:
    """Under a short story two whole sentences that say much themselves; a long one is the context of them all."""
    telling = all(len(one.own) > 1 or len(max(one.own, key=len, default="")) > 7 for one in (asked, last))
    return telling and asked.whole_sentence and len(story) <= _STORY_WORDS


def _stands_alone(asked: _Asked) -> bool:
    """A question that can be searched for without the one before it; "gatan" alone is the street just spoken of."""
    if not _poses(asked.text) or _REFERS_BACK.search(asked.text[:_SEEN]):
        return False
    names = [word for word in _own(asked.text) if len(word) > 4 and (len(word) > 11 or not word.endswith(_DEFINITE))]
    return bool(names) or (asked.whole_sentence and len(asked.own) > 1)


def _poses(text: str) -> bool:
    """Asks in the form of a question, for a bare wish is mostly the reason for the question after it."""
    return text.endswith(("?", "؟")) or _POSED.search(text[:_SEEN]) is not None


def _akin(word: str, other: str) -> bool:
    """One word, or a compound with it: kartan and nybyggnadskarta."""
    short, long = sorted((word, other), key=len)
    return word == other or (len(short) > 3 and (long.startswith(short) or long.endswith(short)))
