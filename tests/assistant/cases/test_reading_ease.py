"""How heavy a text is to read: counted as Björnsson counted it, and never of a text too short to judge."""

from __future__ import annotations

from assistant.cases.reading_ease import Ease, reading_ease

EASY = "Du kan söka plats på vår sida. Logga in och välj dag. Vi hör av oss inom en vecka. Ring om du vill ha hjälp."
HEAVY = (
    "Kommunstyrelsens förvaltningsorganisation ansvarar för samhällsbyggnadsnämndens verksamhetsplanering och "
    "uppföljningen av investeringsbudgeten, varvid nämndens ledamöter kontinuerligt informeras angående "
    "genomförandet av beslutade åtgärder samt eventuella avvikelser."
)


def test_words_sentences_and_long_words_make_lix() -> None:
    """25 words in four sentences, of which none is long: 6; a heavy text is the heaviest step."""
    easy = reading_ease(EASY)
    assert (easy.words, easy.sentences, easy.lix, easy.ease) == (25, 4, 6, Ease.VERY_EASY)
    heavy = reading_ease(HEAVY)
    assert heavy.sentences == 1
    assert heavy.ease is Ease.VERY_HARD


def test_lines_of_a_list_are_sentences_and_addresses_are_no_words() -> None:
    """A list is easy to read, however long it is, and nobody reads an address."""
    listed = reading_ease(
        "\n".join(["- ditt namn och ort", "- ditt barns namn"] * 5) + "\nhttps://www.kommun.example/abc"
    )
    assert (listed.words, listed.sentences) == (35, 10)


def test_a_few_words_are_not_judged() -> None:
    """An answer of one line is neither easy nor hard."""
    assert reading_ease("Ring kommunens kontaktcenter.").lix is None
    assert reading_ease("").words == 0
