"""What is read out of a question before any search."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.engine.answer import Remark
from assistant.engine.screening import mask_personal_numbers, screen


def _check_digit(nine: str) -> str:
    """The tenth digit, worked out as Skatteverket describes it (SKV 704), independently of the code."""
    total = 0
    for digit, weight in zip(nine, (2, 1, 2, 1, 2, 1, 2, 1, 2), strict=True):
        total += sum(int(figure) for figure in str(int(digit) * weight))
    return str(-total % 10)


@pytest.mark.parametrize(
    "number",
    [
        "811228-9874",
        "8112289874",
        "811228 9874",
        "811228+9874",
        "811228–9874",
        "811228 - 9874",
        "811228\u00a09874",
        "19811228-9874",
        "198112289874",
        "19811228 9874",
        "701063-2391",
        "197010632391",
        "040229-1231",
        "200402291231",
    ],
)
def test_personal_and_coordination_numbers_never_reach_the_search(number: str) -> None:
    """Ten or twelve digits, any separator, also the co-ordination number of SKV 707 with its day + 60."""
    screened = screen(f"Mitt barn {number} ska börja på förskola")
    assert screened.text == "Mitt barn ska börja på förskola"
    assert screened.personal_number
    assert screened.remarks == {Remark.PERSONAL_NUMBER}


@given(
    year=st.integers(0, 99),
    month=st.integers(1, 12),
    day=st.one_of(st.integers(1, 28), st.integers(61, 88)),
    serial=st.integers(0, 999),
    separator=st.sampled_from(["-", "+", " "]),
    century=st.sampled_from(["", "19", "20"]),
)
def test_every_number_with_the_right_check_digit_is_masked(
    year: int, month: int, day: int, serial: int, separator: str, century: str
) -> None:
    """No date, serial number or way of writing is forgotten, and with another check digit it is no number."""
    nine = f"{year:02}{month:02}{day:02}{serial:03}"
    right = _check_digit(nine)
    wrong = str((int(right) + 1) % 10)

    def written(last: str) -> str:
        return f"{century}{nine[:6]}{separator}{nine[6:]}{last}"

    assert mask_personal_numbers(f"Nr {written(right)}.") == "Nr [personnummer]."
    assert mask_personal_numbers(f"Nr {written(wrong)}.") == f"Nr {written(wrong)}."


@pytest.mark.parametrize("text", ["Mitt personnummer är 0402291231", "pnr: 0402291231", "samordningsnummer 0402291231"])
def test_ten_digits_from_zero_are_a_personal_number_when_they_are_called_one(text: str) -> None:
    """A run of ten digits that begins with 0 looks like a phone number; the word before it decides."""
    assert screen(text).personal_number


@pytest.mark.parametrize(
    "text",
    [
        # Every one of these would pass the checksum or the dates if it were read carelessly.
        "Ring mig på 0701234569",
        "Ring mig på 070-123 45 69",
        "Ring mig på 070-1234569",
        "Ring +46701234569",
        "Ring 0911234565",
        "Mitt ärende 2026-000123",
        "Ärende 2026-040229-1231",
        "Faktura 98112289874",
        "Organisationsnummer 212000-1355",
        "Organisationsnummer 556036-0793",
        "Den 2026-11-18 klockan 14.30",
        "Fastigheten Tolvan 12:34",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    """Phone, case, invoice and organisation numbers are neither hidden nor remarked on."""
    assert mask_personal_numbers(text) == text
    assert not screen(text).personal_number


def test_a_phone_number_in_a_run_has_a_valid_checksum_in_this_test() -> None:
    """The example above is a real trap: with a dash it is read as a personal number."""
    assert screen("070123-4569").personal_number


def test_a_message_of_a_personal_number_alone_has_no_words_but_is_remarked_on() -> None:
    """The mask's own word is no word of the resident's."""
    screened = screen("811228-9874")
    assert not screened.has_words
    assert screened.personal_number


@pytest.mark.parametrize(
    "text",
    [
        "Jag vill inte leva längre",
        "jag orkar inte leva",
        "Jag vill bara dö",
        "Min bror tog sitt liv i går",
        "Hon har försökt ta livet av sig",
        "Jag har skadat mig själv",
        "SJÄLVMORD",
        "sja\u0308lvmordstankar",
        "tänker på sjalvmord",
        "Min man misshandlar mig",
        "Jag vill anmäla misshandel",
        "Pappa slår mig",
        "Han slår sina barn",
        "Grannen slår sin fru",
        "Min sambo slog mig i går",
        "Jag blir slagen hemma",
        "Han hotar mig",
        "Nu hotar han mig igen",
        "I går slog min man mig",
        "Han hotar att slå mig",
        "Mitt ex hotar min dotter",
        "Han hotade med kniv",
        "Jag har blivit hotad",
        "Jag har fått dödshot",
        "Jag utsätts för våld i nära relation",
        "Min vän har blivit våldtagen",
        "Mina föräldrar ska gifta bort mig",
        "Jag lever under hedersförtryck",
        "Ett barn på min gata far illa",
        "Hur gör jag en orosanmälan?",
        "Jag känner oro för ett barn",
        "Jag är orolig för grannens barn",
        "Jag har skyddad identitet",
        "Finns det en kvinnojour?",
        "Jag är rädd för min man",
        "Jag vågar inte gå hem",
    ],
)
def test_plain_swedish_danger_is_heard(text: str) -> None:
    """Danger to life, health or a child, as people write it, also in capitals and in decomposed letters."""
    assert screen(text).sensitive


@pytest.mark.parametrize(
    "text",
    [
        "slå plenen till en 82 år gammal dam",
        "mitt barn vill inte äta",
        "Finns det hotellrum i kommunen?",
        "När slår ut blommorna i parken?",
        "Vi slår oss ihop några grannar om en lekplats",
        "Vi slår oss ner här nästa år",
        "Nu slår vi oss ihop",
        "Det slår mig att jag glömt anmäla flytt",
        "Kommunen hotar att stänga skolan",
        "Trädet hotar att falla över vägen",
        "Översvämningen hotar min källare",
        "Vilka arter är hotade här?",
        "Efter det våldsamma ovädret ligger det träd på vägen",
        "Jag vill inte leva på bidrag",
        "Vem är vald till nämnden?",
        "Tar mitt livs första bygglov lång tid?",
        "Min far är illamående, när öppnar vårdcentralen?",
        "Jag är orolig för att mitt barn inte får plats",
        "Jag är rädd att jag missat sista dagen",
        "Hur gifter man sig borgerligt?",
        "Hur mycket kostar det att döda mördarsniglar?",
    ],
)
def test_everyday_words_are_no_danger(text: str) -> None:
    """Nobody is sent to the crisis centre for a lawn, a meal, a storm or an endangered species."""
    assert not screen(text).sensitive


@pytest.mark.parametrize(
    "text",
    [
        "Jag vill överklaga mitt beslut om försörjningsstöd",
        "Kan jag överklaga beslutet?",
        "Hur överklagar vi det?",
        "Jag har fått avslag, vad gör jag?",
        "Hur går det med min ansökan?",
        "Har ni fått vår bygglovsansökan?",
        "Min handläggare svarar inte",
        "Varför har ni inte svarat?",
        "Varför har ni inte betalat ut pengarna?",
        "När får jag svar på min ansökan?",
        "När får jag mitt beslut?",
        "Vad händer i mitt bygglovsärende?",
        "När får jag besked?",
        "Varför fick jag en faktura?",
    ],
)
def test_the_senders_own_case_is_recognised(text: str) -> None:
    """Own decisions, applications and bills need a person who can look."""
    assert screen(text).personal_case


@pytest.mark.parametrize(
    "text",
    [
        "Hur överklagar jag ett beslut om bygglov?",
        "Hur överklagar man ett avslag?",
        "Kan man överklaga detaljplanen?",
        "Vad händer när någon överklagar?",
        "Hur startar man ett ärende om adoption?",
        "Hur ansöker jag om bygglov?",
        "Vad är ett delegationsbeslut?",
        "Hur lång tid tar ett bygglovsärende?",
        "Varför har ni inte tömt mitt sopkärl?",
        "Varför har ni inte plogat gatan?",
        "När får jag besked om gymnasieplatsen?",
        "När får jag svar från antagningen?",
        "Vem är min handläggare för försörjningsstöd?",
    ],
)
def test_how_something_is_done_is_nobodys_own_case(text: str) -> None:
    """The general question has an approved answer, also when it is about appeals and decisions."""
    assert not screen(text).personal_case


@pytest.mark.parametrize(
    "text",
    [
        "Jag vill prata med en människa",
        "Kan jag få tala med en handläggare?",
        "Hur kommer jag i kontakt med kundtjänst",
    ],
)
def test_asking_for_a_person_is_heard(text: str) -> None:
    """Whoever asks for a person gets one."""
    assert screen(text).wants_person


@pytest.mark.parametrize(
    "text", ["Hej", "hej hej!", "Tack så mycket!", "Tack 😊", "Hejsan, god morgon", "ok, toppen", "Hello"]
)
def test_small_talk_asks_nothing(text: str) -> None:
    """Greetings and thanks, also several in a row and with a smile."""
    assert screen(text).small_talk


@pytest.mark.parametrize(
    "text", ["Hej, när är det öppet?", "Tack men det hjälpte inte", "Bra badplats?", "", "?!", "👍"]
)
def test_a_question_after_a_greeting_is_a_question(text: str) -> None:
    """One word of substance is enough; and no words at all are not small talk either."""
    assert not screen(text).small_talk


@pytest.mark.parametrize("text", ["", "   ", "?!", "👍", "12 34", "a", "\x00\x07"])
def test_what_holds_no_words_is_seen(text: str) -> None:
    """Nothing to search for: signs, digits, a single letter, control characters."""
    assert not screen(text).has_words


def test_control_characters_and_spaces_are_folded() -> None:
    """What is searched for is one clean line."""
    assert screen("Hur\x00 säger\r\n\tjag   upp?").text == "Hur säger jag upp?"


@given(st.text(max_size=300))
def test_any_text_can_be_screened(text: str) -> None:
    """No text raises, and what is searched for never holds more than was written."""
    assert len(screen(text).text) <= 2 * len(text)
