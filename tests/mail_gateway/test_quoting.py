"""A mail's text is split into new, quoted and signature by cautious rules, and no character is ever lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail_gateway.quoting import Part, is_forward_marker, split

QUESTION = "Hej!\nNär öppnar badhuset på lördag?"
OLD = "Den gamla texten."
HEADER_BLOCK = (
    "Från: Kontaktcenter <kontakt@exempelby.se>\nSkickat: den 4 november 2026 10:12\n"
    "Till: Anna Andersson <anna@example.se>\nÄmne: Sv: Badhuset\n\n"
)


@pytest.mark.parametrize(
    "attribution",
    [
        "Den tis 4 nov. 2026 kl 10:12 skrev Anna Andersson <anna@example.se>:",
        "4 nov. 2026 kl. 10:12 skrev anna@example.se:",
        "Den 2026-11-04 kl. 10:12, skrev Anna <anna@example.se>:",
        "Anna Andersson <anna@example.se> skrev den 4 nov. 2026 kl. 10:12:",
        "On Wed, Nov 4, 2026 at 10:12 AM Anna <anna@example.se> wrote:",
        "ke 4. marrask. 2026 klo 10.12 Anna <anna@example.se> kirjoitti:",
        "Den tis 4 nov. 2026 kl 10:12 skrev Anna Andersson med ett långt namn\n<anna@example.se>:",
        "On Wed, Nov 4, 2026 at 10:12 AM Anna Andersson\n<\nanna@example.se> wrote:",
    ],
)
@pytest.mark.parametrize("mark", ["> ", ""])
def test_section_5_an_attribution_with_date_and_address_cuts(attribution: str, mark: str) -> None:
    """With or without ">" before the quoted lines, and broken over lines."""
    result = split(f"{QUESTION}\n\n{attribution}\n{mark}{OLD}\n")
    assert result.new == QUESTION
    assert OLD in result.quoted
    assert any(word in result.quoted for word in ("skrev", "wrote", "kirjoitti"))


def test_section_5_an_attribution_with_a_date_and_quote_marks_cuts() -> None:
    """Thunderbird writes no address; the ">" that follows is the second proof."""
    result = split(f"{QUESTION}\n\nDen 2026-11-04 kl. 10:12, skrev Anna Andersson:\n\n> {OLD}\n")
    assert result.new == QUESTION


@pytest.mark.parametrize(
    "text",
    [
        "Den 4 november skrev jag till er:\nhar inte hört något. När kommer svaret?",
        "Den 4 november skrev jag till bygg@exempelby.se:\ningen svarade. Varför?",
        "Läraren skrev den 4 november:\natt skolan är stängd. Stämmer det?",
        "Anna skrev till mig <anna@example.se>:\nvad gäller?",
        "Den 4 november 2026 kl. 10:12\nvar det stängt. Varför?",
        "Till: er alla\nVad kostar det?",
        "Från: 2026-11-01\nTill: 2026-11-14\nDatum: 2026-11-20\nKan mitt barn få ledigt?",
        "Namn: Anna\nÄmne: bad\nDatum: i dag\nNär öppnar ni?",
    ],
)
def test_section_5_a_question_is_not_cut(text: str) -> None:
    """A date alone, an address alone or a form is the writer's own text."""
    result = split(text)
    assert result.new == text
    assert result.quoted == ""


@pytest.mark.parametrize(
    "block",
    [
        HEADER_BLOCK,
        f"________________________________\n{HEADER_BLOCK}",
        f"-----Ursprungligt meddelande-----\n{HEADER_BLOCK}",
        "From: A <a@x.se>\nSent: Wednesday, November 4, 2026 10:12\nTo: B\nSubject: C\n\n",
        "*Från:* A\n\n*Skickat:* den 4 november 2026 10:12\n\n*Till:* B\n\n*Ämne:* C\n\n",
        "Från: A <a@x.se>\nDatum: 2026-11-04 10:12 (GMT+01:00)\nTill: B <b@x.se>,\n c@x.se\nÄmne: C\n\n",
    ],
)
def test_section_5_three_header_lines_cut(block: str) -> None:
    """Outlook in Swedish and English, phones, with the line above and with broken recipients."""
    result = split(f"{QUESTION}\n\n{block}{OLD}\n")
    assert result.new == QUESTION
    assert result.quoted == f"{block}{OLD}".strip()


def test_two_header_lines_do_not_cut() -> None:
    """Three are needed."""
    text = f"{QUESTION}\nFrån: Anna <a@x.se>\nTill: er\nMer text."
    assert split(text).new == text


def test_answers_between_quoted_lines_are_new() -> None:
    """Below and between quotes is the writer's own."""
    result = split("Den 4 nov 2026 skrev K <k@x.se>:\n> När är det?\nPå lördag.\n> Hur många?\nFyra.\n")
    assert result.new == "På lördag.\nFyra."
    assert "När är det?" in result.quoted


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nAnna Andersson\nStorgatan 4",
        "--\nAnna\nDetta meddelande är bara avsett för den som det är ställt till och ingen annan alls.",
        "Mvh Anna",
        "MVH\nAnna Andersson\n070-123 45 67",
        "Med vänlig hälsning\nAnna",
        "Med vänliga hälsningar,\n\nAnna Andersson\nOrdförande",
        "Hälsningar\nAnna",
        "Vänligen\nAnna",
        "Skickat från min iPhone",
        "Hämta Outlook för iOS",
    ],
)
def test_section_5_signatures_are_told_apart(signature: str) -> None:
    """Also when a quote follows."""
    for rest in ("", f"\n\nDen 4 nov. 2026 skrev K <k@x.se>:\n> {OLD}"):
        result = split(f"{QUESTION}\n\n{signature}{rest}\n")
        assert result.new == QUESTION
        assert result.signature == signature


@pytest.mark.parametrize(
    "text",
    [
        "Mvh Anna\n\nNär öppnar badhuset?",
        "Hej\n--\nVad kostar bygglov?",
        "Hej\nMvh Anna\nPS. Jag bor på landet",
        "Hej\nMvh Anna\nJag vill gärna veta vad det kostar att bygga ett uterum på tomten.",
        "Hej\nMvh\n" + "En rad till om saken.\n" * 20 + "Slut.",
        "Vänligen återkom om bygglovet",
        "Hälsningar! Vad kostar bygglov?",
    ],
)
def test_section_5_what_follows_a_greeting_is_kept_when_it_is_more_than_a_signature(text: str) -> None:
    """A question under "Mvh" is still a question."""
    result = split(text)
    assert result.new == text
    assert result.signature == ""


@pytest.mark.parametrize(
    "footer",
    [
        "Detta meddelande kan innehålla konfidentiell information. Radera det om det har kommit fel.",
        "Det här mejlet och dess bilagor är endast avsett för mottagaren och får inte spridas vidare till någon annan.",
        "Tänk på miljön innan du skriver ut det här mejlet, vi har bara en jord att leva på allihop!",
        "Så behandlar vi dina personuppgifter: läs mer om hur bolaget sparar det som du skriver till oss.",
        "This email and its attachments may contain confidential or privileged information for the addressee.",
    ],
)
@pytest.mark.parametrize("closing", ["", "Med vänlig hälsning\nAnna Andersson\n\n"])
def test_section_5_an_organisations_footer_is_signature(footer: str, closing: str) -> None:
    """Its long sentences neither become the question nor hide the greeting above them."""
    result = split(f"{QUESTION}\n\n{closing}{footer}\n")
    assert result.new == QUESTION
    assert result.signature == f"{closing}{footer}"


@pytest.mark.parametrize(
    "text",
    [
        "Detta mejl innehåller min ansökan om bygglov på Storgatan 4.",
        "Detta meddelande kan innehålla konfidentiell information.\nVem får läsa det hos er?",
        "Jag vill klaga.\nSå hanterar ni våra sopor: ingen kommer.",
    ],
)
def test_section_5_words_like_a_footers_are_kept(text: str) -> None:
    """A resident's own sentence, or a footer with a question under it."""
    assert split(text).new == text


def test_section_5_citerar_cuts_only_with_an_address_and_quote_marks() -> None:
    """Horde gives no date; a resident who cites somebody keeps every word."""
    cited = "Citerar K <k@x.se>:\n\n> gammalt\n\nOch nu?"
    assert split(cited).new == "Och nu?"
    own = "Citerar rektorn <k@x.se>:\nskolan är stängd. Stämmer det?"
    assert split(own).new == own


@pytest.mark.parametrize(
    "marker",
    [
        "---------- Forwarded message ---------",
        "-------- Vidarebefordrat meddelande --------",
        "Vidarebefordrat brev:",
        "Begin forwarded message:",
    ],
)
def test_section_5_a_forward_keeps_its_body(marker: str) -> None:
    """The header lines under the marker are quoted, the body is kept, and the mail is told to be a forward."""
    result = split(f"Kan ni svara?\n\n{marker}\n{HEADER_BLOCK}Vad kostar bygglov?\n")
    assert result.forwarded
    assert result.new.startswith("Kan ni svara?")
    assert result.new.endswith("Vad kostar bygglov?")
    assert "Skickat:" in result.quoted
    assert "Skickat:" not in result.new


def test_section_5_a_forward_by_its_subject_keeps_its_body() -> None:
    """Outlook writes the same header lines for a reply and a forward; the subject tells."""
    text = f"FYI\n{HEADER_BLOCK}Vad kostar bygglov?\n\nDen 1 nov 2026 skrev K <k@x.se>:\n{OLD}\n"
    result = split(text, forward=True)
    assert result.forwarded
    assert "Vad kostar bygglov?" in result.new
    assert OLD not in result.new
    assert "Vad kostar bygglov?" not in split(text).new


def test_a_quoted_forward_is_not_a_forward() -> None:
    """The marker inside a quote belongs to an older mail."""
    assert not split(f"Tack!\n> ---------- Forwarded message ---------\n> {OLD}").forwarded
    assert not is_forward_marker("Jag har vidarebefordrat meddelandet")


def test_section_5_empty_new_part_gives_all_unquoted_text() -> None:
    """For a person to read; never for an automatic answer."""
    result = split(f"Mvh Anna\n\nDen 4 nov. 2026 skrev K <k@x.se>:\n> {OLD}")
    assert (result.new, result.unquoted, result.matching) == ("", "Mvh Anna", "Mvh Anna")


LINES = st.sampled_from(
    [
        "",
        "Hej",
        "> citat",
        "-- ",
        "Mvh",
        "Från: a@x.se",
        "Till: b",
        "Ämne: c",
        "Skickat: 2026-11-04",
        "Den 4 nov 2026 skrev A <a@x.se>:",
        "---------- Forwarded message ---------",
        "Vad då?",
        "\x85\u2028\x0b",
    ]
)


@given(
    text=st.one_of(st.text(), st.lists(LINES).map("\n".join), st.lists(LINES).map("\r\n".join)), forward=st.booleans()
)
def test_section_5_split_never_deletes(text: str, forward: bool) -> None:
    """The invariant: the pieces joined are the text, and each part is its own pieces joined."""
    result = split(text, forward=forward)
    assert "".join(piece.text for piece in result.pieces) == text
    assert result.quoted == "".join(p.text for p in result.pieces if p.part is Part.QUOTED).strip()
    assert all(one.part is not two.part for one, two in zip(result.pieces, result.pieces[1:], strict=False))


@pytest.mark.parametrize(
    "text",
    [
        " " * 100_000,
        "\n" * 100_000,
        "Den 4 nov 2026 skrev Anna" + " " * 100_000,
        "Den 4 nov 2026 skrev Anna\n" * 20_000,
        "Från: a@x.se\n" * 20_000,
        ">" * 100_000,
        "> \n" * 50_000,
        "-" * 100_000,
        "_" * 100_000 + "-" * 100_000,
        "--\n" * 50_000,
        "Mvh " * 50_000,
        "4 nov " * 50_000,
    ],
)
def test_hostile_texts_give_a_result(text: str) -> None:
    """Measured: another splitter hangs over 10 s on 100,000 spaces."""
    assert "".join(piece.text for piece in split(text).pieces) == text
