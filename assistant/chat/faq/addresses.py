"""The lasting addresses of the entries' pages: the department's own number, then the question in plain letters."""

from __future__ import annotations

import re

from flask import url_for

from knowledge.swedish import tokens

# An address that is read aloud or printed; the number before it is what finds the entry.
_LONGEST_SLUG = 70
_PLAIN = str.maketrans({"å": "a", "ä": "a", "ö": "o", "æ": "a", "ø": "o", "é": "e", "è": "e", "ü": "u"})
_OTHER = re.compile(r"[^a-z0-9]+")
# A question of other letters than ours: the number alone has to do.
_NO_WORDS = "fraga"


def slug(question: str) -> str:
    """The question as a part of an address: "hur-sager-jag-upp-en-forskoleplats", whole words only."""
    words = _OTHER.sub(" ", " ".join(tokens(question)).translate(_PLAIN)).split()
    short = ""
    for word in words:
        longer = f"{short}-{word}" if short else word[:_LONGEST_SLUG]
        if len(longer) > _LONGEST_SLUG:
            break
        short = longer
    return short or _NO_WORDS


def entry_address(number: str, question: str) -> str:
    """The path of an entry's page, under wherever the application is mounted."""
    return url_for("faq.entry_page", address=f"{number}/{slug(question)}")


def on_the_web(public_url: str, path: str, root: str = "") -> str:
    """A path of this application, which is mounted at `root`, as the full address that the town is known by."""
    return public_url.rstrip("/") + path.removeprefix(root)
