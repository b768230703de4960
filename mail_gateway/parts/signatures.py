"""Find where the signature under a mail's text begins: the closing phrase, "-- ", and the organisation's footer."""

import re
from collections.abc import Sequence

_SIGN_OFF = re.compile(
    r"(?:m\.?v\.?h\.?|(?:med )?(?:vänlig|vänliga|bästa|varma|hjärtliga|soliga) hälsning(?:ar)?|hälsningar|hälsn\.?"
    r"|vänligen(?=,?$)|(?:best |kind )?regards|skicka(?:t|des) från (?:min )?|sent from my |hämta outlook för "
    r"|get outlook for |skickat med proton|sent with proton|(?:lähetetty|sendt fra) )(?:\b|$|(?<=\W))",
    re.IGNORECASE,
)
_SIGN_OFF_LINE = 60  # characters: "Mvh Anna Andersson, Storgatan 4"; a longer line is a sentence
_SIGNATURE_LINES = 12
_SIGNATURE_CHARACTERS = 600
_PROSE_WORDS = 9  # words in a line: the question sometimes comes after the greeting
_POSTSCRIPT = re.compile(r"p\.?s\b", re.IGNORECASE)
# What an organisation's mail server writes under everything; it stands last and often has no "-- " above it.
_FOOTER = re.compile(
    r"[*_ ]{0,4}(?:(?:det här|detta|denna) (?:meddelande|e-post|mejl|mail|e-brev)[^.]{0,80}"
    r" (?:(?:kan innehålla|innehåller)[^.]{0,60}(?:konfidentiell|sekretess|skyddad)|har kontrollerats"
    r"|är (?:konfidentiell|(?:endast |enbart |bara )?avse(?:tt|dd) ))"
    r"|(?:this|the information in this) (?:e-?mail|message)[^.]{0,80} "
    r"(?:may contain|contains|is (?:confidential|(?:only |solely )?intended ))"
    r"[^.]{0,80}(?:confiden|privileg|only|solely)"
    r"|tänk på miljön (?:innan|före)|(?:please )?(?:consider|think of) the environment|virusfri\b.{0,20}www\."
    r"|(?:läs mer om )?(?:så|så här|hur) (?:vi )?(?:behandlar|hanterar) (?:vi )?(?:dina )?personuppgifter)",
    re.IGNORECASE,
)
_FOOTER_LINES = 15
_FOOTER_CHARACTERS = 3_000


def signature_start(seen: Sequence[str], first: int, end: int) -> int:
    """Return where the signature of lines first..end begins, `end` without one (facts/mail.md section 5).

    `seen` are stripped lines of bounded length.
    """
    return _closing_start(seen, first, _footer_start(seen, first, end))


def _footer_start(seen: Sequence[str], first: int, end: int) -> int:
    """Return where the sender's organisation's footer begins, `end` without one; it asks nothing and stands last."""
    start, lines, characters = end, 0, 0
    for index in range(end - 1, first - 1, -1):
        lines += bool(seen[index])
        characters += len(seen[index])
        if lines > _FOOTER_LINES or characters > _FOOTER_CHARACTERS or "?" in seen[index]:
            break
        if _FOOTER.match(seen[index]):
            start = index
    return start


def _closing_start(seen: Sequence[str], first: int, end: int) -> int:
    """Return where the signature of lines first..end begins, `end` without one.

    Read from below, and only while the text is short and asks nothing: a question under "Mvh" is still a question.
    """
    start, lines, characters, prose = end, 0, 0, False
    for index in range(end - 1, first - 1, -1):
        line = seen[index]
        if line == "--" or (not prose and _is_sign_off(line)):
            start = index
        lines += bool(line)
        characters += len(line)
        if lines > _SIGNATURE_LINES or characters > _SIGNATURE_CHARACTERS or "?" in line:
            break
        # Under "-- " a mailer puts whole sentences (rules of secrecy); under "Mvh" only a writer does.
        prose = prose or len(line.split()) >= _PROSE_WORDS or _POSTSCRIPT.match(line) is not None
    return start


def _is_sign_off(line: str) -> bool:
    return len(line) <= _SIGN_OFF_LINE and "?" not in line and _SIGN_OFF.match(line) is not None
