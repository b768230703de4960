"""The bytes of a text file become text, in whichever way a Swedish office has saved it."""

import re

from knowledge.checklists.raw import UnreadableDocumentError

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
# UTF-8 taken for cp1252 and saved again; or what no encoding could say, lost for good.
_GARBLED = re.compile(r"Ã[¥¤¶…„–]|\ufffd")
# MS-DOS (cp850) å, ä and ö taken for cp1252, which only shows in a text without any real å, ä or ö.
_DOS = re.compile(r"[A-Za-z][†„”][a-z]")
_SWEDISH = re.compile(r"[åäö]", re.IGNORECASE)


def decoded(data: bytes) -> str:
    """Decode UTF-8 with or without BOM, UTF-16 with BOM, or cp1252 (facts/municipality.md 6).

    Raises UnreadableDocumentError when the bytes are no text, or when letters have been lost on the way.
    """
    text = _text(data)
    if control := _CONTROL.search(text):
        raise UnreadableDocumentError("Filen är ingen textfil.", _where(text, control))
    garbled = _GARBLED.search(text)
    if garbled is None and not _SWEDISH.search(text):
        garbled = _DOS.search(text)
    if garbled:
        reason = "Filen har fel teckenkodning, så å, ä och ö är förstörda. Spara om den som UTF-8."
        raise UnreadableDocumentError(reason, _where(text, garbled))
    return text


def _text(data: bytes) -> str:
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableDocumentError("Filens teckenkodning känns inte igen. Spara om den som UTF-8.")


def _where(text: str, match: re.Match[str]) -> str:
    return f"rad {text.count(chr(10), 0, match.start()) + 1}"
