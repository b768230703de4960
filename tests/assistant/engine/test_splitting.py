"""What a message asks: the request, the weight of its sentences, and one question or several."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.engine.splitting import read_message

ONE_QUESTION = [
    "när töms soptunnan",
    "bygglov altan pris",
    "Hur ansöker man om förskoleplats? Och vad kostar det?",
    "Hur söker jag bygglov och hur lång tid tar det?",
    "Vad kostar en nybyggnadskarta och hur beställer jag kartan?",
    "Behöver grannarna godkänna ett uterum och hur lång tid brukar ett beslut ta?",
    "hej kan man få färdtjänst om man är 75 o hur ansöker man",
    "Vi ska ha loppis på torget. Måste vi ha tillstånd? Vad kostar det? Hur lång tid före söker man?",
    "Min tunna har inte tömts på tre veckor.",
    "jag vill börja läsa svenska, hur gör jag",
    "Hej! Min mamma är 87 och har ramlat två gånger. Hon bor ensam. Kan hon få trygghetslarm? Kan hon få det snabbt?",
    "Var lämnar jag gamla däck och vad kostar det att lämna dem?",
    "Får man elda löv på tomten eller måste man köra dem till tippen?",
    "Jag undrar när badhuset öppnar, och om det är stängt på röda dagar.",
    "var ligger tippen och när har den öppet",
    "Finns det lediga båtplatser? Hur lång är kön?",
    "jag har blivit uppsagd. jag behöver pengar till hyran. vad gör jag",
    "När jag kom hem låg det ett brev från er om avloppet. Vad ska jag göra?",
    "Hej jag har barn och jobba natt, finns dagis på natt? hur jag söka?",
    "Kan man få bidrag till ny brunn? Gäller det även sommarstugor?",
    "Hej! Grannens hund skäller hela nätterna. Vem kan man klaga hos? Kan ni göra en mätning av ljudet?",
    "hur byter man sopkärl till mindre och blir det billigare då",
    "Can I get a parking permit for my street? How much does it cost?",
    "Saako takapihalla polttaa risuja? Mitä se maksaa?",
    "كيف أسجل طفلي في الروضة؟ وكم تكلف؟",
    "Jak zapisać dziecko do przedszkola? Ile to kosztuje?",
    "Sidee baan u codsadaa guri? Maxaa ku baxa?",
    "Hej. Mina föräldrar börjar bli gamla. Vilka boenden finns det, hur lång är kön, och kan man hälsa på först?",
    "Hej! Vi har ett hus från 1962 med direktverkande el och funderar på att borra för bergvärme i sommar. Firman "
    "säger att de kan komma redan i maj, men vår svåger påstår att man måste anmäla först. Vilken blankett ska in och "
    "finns det någon avgift? Vänliga hälsningar, Rolf",
]

SEVERAL_QUESTIONS = [
    ("hej jag undrar när tar ni soporna och kan man få större tunna", ["soporna", "tunna"]),
    ("När töms soptunnan? Hur ansöker jag om förskoleplats?", ["soptunnan", "förskoleplats"]),
    ("Hur anmäler jag flytt och var söker man parkeringstillstånd?", ["flytt", "parkeringstillstånd"]),
    (
        "Hej! Vi ska flytta hit i sommar. Hur söker man förskoleplats? Har ni badplats för hundar?",
        ["förskoleplats", "hundar"],
    ),
    (
        "Hej! Jag har två frågor. 1. Vad kostar bygglov för ett uterum? 2. När öppnar återvinningscentralen?",
        ["uterum", "återvinningscentralen"],
    ),
    ("Får man elda löv? En annan sak: kan man hyra en lokal för barnkalas?", ["löv", "barnkalas"]),
    (
        "Var slänger jag färg? Och vad kostar det? Finns det simskola för vuxna?",
        ["färg? Och vad kostar det", "simskola"],
    ),
    (
        "Hur blir jag god man? Var hyr man kanot? Vem plogar cykelvägar? När öppnar simhallen?",
        ["god man", "kanot", "cykelvägar"],
    ),
    ("Var slänger jag färg? /Kalle\nPS. Får man ha höns i stan?", ["färg", "höns"]),
    ("jag undrar hur man söker hemtjänst och kan jag få hjälp med snöskottning", ["hemtjänst", "snöskottning"]),
    (
        "För det första vill jag veta hur man överklagar böter. För det andra undrar jag om ni har sommarjobb?",
        ["böter", "sommarjobb"],
    ),
    ("vad kostar båtplats och finns det simskola i sommar", ["båtplats", "simskola"]),
    ("Where do I register for preschool? When is the swimming pool open?", ["preschool", "swimming"]),
    ("Jak zapisać dziecko do przedszkola? Gdzie wyrzucić starą lodówkę?", ["przedszkola", "lodówkę"]),
    ("كيف أسجل طفلي في الروضة؟ أين أرمي الثلاجة القديمة؟", ["الروضة", "الثلاجة"]),
]

LEFT_OF_A_MESSAGE = [
    ("Hej! Hur söker jag bygglov? Mvh Anna", "Hur söker jag bygglov?"),
    ("hej hur söker jag bygglov mvh anna karlsson 0701234567", "hur söker jag bygglov"),
    ("Hejsan på er! Får man elda löv? Tack på förhand, Gun-Britt", "Får man elda löv?"),
    ("God dag. Får man elda löv?\n\nMed vänlig hälsning\nOve Ek\nStorgatan 4\n123 45 Nystad", "Får man elda löv?"),
    ("Får man elda löv?\nTack!\nOve Ek\nTel: 070-123 45 67\nove@example.se", "Får man elda löv?"),
    ("Får man elda löv? /Ove", "Får man elda löv?"),
    ("Får man elda löv?\n\nSkickat från min iPhone", "Får man elda löv?"),
    ("Får man elda löv?\n> Hej, återkom med din fråga.\n> /Kommunen", "Får man elda löv?"),
    (
        "Får man elda löv?\n\nDen 4 nov. 2026 skrev Kommunen <info@example.se>:\nNej, vad gäller det?",
        "Får man elda löv?",
    ),
    ("Får man elda löv?\n\nFrån: Kommunen <info@example.se>\nSkickat: i går\nHur gick det?", "Får man elda löv?"),
    ("Får man elda löv?\n\n-- \nDetta meddelande är konfidentiellt och avsett för mottagaren.", "Får man elda löv?"),
    ("När tar ni soporna på Storgatan 4?", "När tar ni soporna på Storgatan 4?"),
    (
        "Det gäller vårt avlopp på landet som\nbehöver göras om. Vad krävs?",
        "Det gäller vårt avlopp på landet som behöver göras om. Vad krävs?",
    ),
    ("Moi! Saako risuja polttaa?", "Saako risuja polttaa?"),
    ("مرحبا، أين أرمي الثلاجة؟", "أين أرمي الثلاجة؟"),
    ("Kan ni hjälpa mig?", "Kan ni hjälpa mig?"),
    ("Öppet kl. 8 på tippen t.ex. i dag?", "Öppet kl. 8 på tippen t.ex. i dag?"),
    ("Hej!", ""),
    ("Hej, tack för hjälpen! Ha en bra dag!", ""),
    ("https://www.example.se/bygglov?id=4", ""),
    ("", ""),
    ("👍", ""),
    ("\x00", ""),
]


def _letters(number: int) -> str:
    """A made-up word for each number."""
    return "".join(chr(ord("a") + int(figure)) for figure in str(abs(number))) + ("xy" if number < 0 else "xz")


@pytest.mark.parametrize("text", ONE_QUESTION)
def test_one_matter_stays_one_question(text: str) -> None:
    """Follow-ups on cost, time and manner, stories and plain statements never divide a question."""
    reading = read_message("", text)
    assert reading.questions == (reading.request,)
    assert reading.request


@pytest.mark.parametrize(("text", "words"), SEVERAL_QUESTIONS)
def test_different_matters_become_questions_of_their_own(text: str, words: list[str]) -> None:
    """Each question holds its own words and none of the others'; the request still holds them all."""
    reading = read_message("", text)
    assert len(reading.questions) == len(words)
    for question, word in zip(reading.questions, words, strict=True):
        assert word in question
        assert not any(other in question for other in words if other != word)
        assert word.split("?")[0] in reading.request


@pytest.mark.parametrize(("text", "request_"), LEFT_OF_A_MESSAGE)
def test_courtesy_signature_contact_and_history_are_left_out(text: str, request_: str) -> None:
    """What is matched is what was asked, whatever stands around it."""
    assert read_message("", text).request == request_


@pytest.mark.parametrize(
    "subject", ["", "Fråga", "Hej", "Fråga från webben", "Re: fråga", "SV: VB: Ang. fråga", "Får man elda löv", "?!"]
)
def test_a_subject_that_says_nothing_is_left_out(subject: str) -> None:
    """Generic subjects and such as repeat the text add no sentence."""
    assert read_message(subject, "Får man elda löv på tomten?").request == "Får man elda löv på tomten?"


def test_a_telling_subject_is_the_first_sentence() -> None:
    """The subject is matched with the text, without the mail program's prefix, and makes no question of its own."""
    reading = read_message("Re: Trasig gatlampa", "Vem lagar den?")
    assert (reading.sentences[0].text, reading.sentences[0].weight) == ("Trasig gatlampa", 1.0)
    assert reading.questions == ("Trasig gatlampa Vem lagar den?",)


def test_a_telling_subject_is_enough() -> None:
    """Some write everything in the subject."""
    assert read_message("När töms soptunnan?", "").request == "När töms soptunnan?"


def test_the_request_weighs_more_than_the_story_and_courtesy_nothing() -> None:
    """Greeting 0, story between, question 1."""
    reading = read_message("", "Hej! Vi har varit bortresta i sommar. Hur avbokar jag slamtömning av brunnen? Mvh Bo")
    weights = [sentence.weight for sentence in reading.sentences]
    assert weights[0] == weights[3] == 0
    assert 0 < weights[1] < weights[2] == 1


def test_the_story_weighs_more_where_the_question_says_little() -> None:
    """ "Vad gör jag?" is found by its story alone."""
    told = "Tunnan blev inte tömd. "
    little = read_message("", told + "Vad gör jag?").sentences[0].weight
    much = read_message("", told + "Hur avbokar jag slamtömning av brunnen?").sentences[0].weight
    assert 0 < much < little < 1


def test_a_statement_alone_is_the_request() -> None:
    """Where nothing is asked, what is told weighs in full."""
    assert [one.weight for one in read_message("", "Gatlampan på Storgatan är trasig").sentences] == [1.0]


@pytest.mark.parametrize(
    "wish",
    [
        "jag vill hyra lokal",
        "Vi skulle vilja boka vigsel",
        "Jag undrar över taxan",
        "vi behöver en ramp",
        "Skicka en blankett",
        "måste man ha brandvarnare",
        "vem är rektor",
        "vart vänder man sig",
        "var kan jag parkera",
        "I would like a permit",
        "haluan varata ajan",
        "waxaan rabaa guri",
        "chcę zapisać dziecko",
        "أريد شقة",
    ],
)
def test_questions_and_wishes_need_no_question_mark(wish: str) -> None:
    """Wishes, commands and questions weigh in full beside a story."""
    sentences = read_message("", f"Huset byggdes på femtiotalet av farfar.\n{wish}.").sentences
    assert sentences[-1].weight == 1
    assert sentences[0].weight < 1


@pytest.mark.parametrize(
    "text",
    [
        "a" * 50_000,
        "?" * 50_000,
        ".!?" * 16_000 + "x",
        "!" * 50_000 + "a",
        "hej " * 12_500,
        "hej, " * 10_000,
        "och " * 12_500,
        "hur " * 12_500,
        "och hur kan man " * 3_000,
        "Hur söker man bygglov? " * 2_200,
        "\n" * 50_000,
        "mvh\n" * 12_500,
        " mvh" * 12_500,
        "/ " * 25_000,
        "-" * 50_000,
        "_" * 50_000,
        "0" * 50_000,
        "0 - " * 12_500,
        "a@" * 25_000,
        "a." * 25_000,
        "a@a." * 12_500,
        "www." * 12_500,
        "https://" + "a" * 50_000,
        "👨\u200d👩\u200d👧 " * 10_000,
        "\x00" * 50_000,
        "؟" * 50_000,
        "re: " * 12_500,
        "Den 4 " * 8_000 + "skrev",
        "Storgatan 4 " * 4_000,
        " " * 50_000,
        " ".join(f"Hur fungerar {_letters(number)}?" for number in range(2_500)),
        "Hur " + " ".join(_letters(number) for number in range(9_000)),
        "Två frågor. " + " ".join(f"Vi har {_letters(number)}. Hur är {_letters(-number)}?" for number in range(1_200)),
        "\u0301" * 50_000,
    ],
    ids=lambda text: ascii(text[:8]),
)
def test_fifty_thousand_characters_of_anything_are_read(text: str) -> None:
    """No text makes a pattern slow: pytest-timeout would end this test."""
    reading = read_message(text, text)
    assert len(reading.questions) <= 3
    assert read_message("", text + "\nFår man elda löv?").questions


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_gives_a_sound_reading(subject: str, text: str) -> None:
    """Weights stay within 0..1, the questions hold nothing new, and a request has at least one question."""
    reading = read_message(subject, text)
    assert all(0 <= sentence.weight <= 1 for sentence in reading.sentences)
    assert bool(reading.questions) == bool(reading.request)
    assert all(question.strip() for question in reading.questions)
    assert len(reading.questions) <= 3
