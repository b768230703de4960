"""The page of a mail as the staff may see it: its text and its shape, and nothing that runs, fetches or asks."""

import re
from typing import Final

import nh3

from mail_gateway.parts.charsets import clean_text
from mail_gateway.parts.html_text import html_to_text, is_too_deep

MAX_PAGE: Final = 300_000  # characters; the rest is in the raw mail
_REMOVED_WHOLE = frozenset("script style title template iframe object embed noscript svg math textarea select".split())
# No img, picture, video, audio or link: even a blocked picture tells somebody that the mail was opened.
_TAGS = frozenset(
    "a abbr b blockquote br caption center code dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i ins li ol p pre q s small "
    "span strike strong sub sup table tbody td tfoot th thead tr tt u ul".split()
)
_ATTRIBUTES = {"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}, "ol": {"start"}}
_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_SPAN = re.compile(r"[1-9][0-9]?")
_OLD_FORMATTING = re.compile(r"<(/?)(?:font|big|nobr)(?=[\s/>])", re.IGNORECASE)
# A parser opens unclosed formatting anew in every paragraph, unless three of the same are open already (HTML 13.2.4.3):
# without attributes they are the same. Measured: 4,000 <b id=N> and as many paragraphs took 0.7 s, and it is quadratic.
_FORMATTING = re.compile(r"<(b|code|em|i|s|small|strike|strong|tt|u)(?=[\s/])", re.IGNORECASE)


def safe_html(page: str) -> str:
    """Return a mail's HTML as a fragment that is safe inside our own page; "" for "" (issue 4, "Parse and split").

    Removed: scripts, styles, pictures, frames, forms, every class, id and style, every address that is not a plain
    link. Links open elsewhere and tell nothing of us. Text that the page hides becomes visible, since the staff
    shall see what was sent. A page nested too deep for a parser is shown as its words.
    """
    text = _FORMATTING.sub(r"<\1><span", _OLD_FORMATTING.sub(r"<\1span", clean_text(page)[:MAX_PAGE]))
    if is_too_deep(text):
        return _paragraphs(html_to_text(text, keep_quotes=True).text)
    return _CLEANER.clean(text)


def _attribute(_tag: str, name: str, value: str) -> str | None:
    """Keep the few attributes that are left; a table cell may not span thousands of columns."""
    if name in {"colspan", "rowspan", "start"}:
        return value if _SPAN.fullmatch(value) else None
    return value


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{nh3.clean_text(line)}</p>" for line in text.splitlines() if line)


_CLEANER: Final = nh3.Cleaner(
    tags=set(_TAGS),
    clean_content_tags=set(_REMOVED_WHOLE),
    attributes=_ATTRIBUTES,
    attribute_filter=_attribute,
    url_schemes=set(_SCHEMES),
    link_rel="noopener noreferrer nofollow",
    set_tag_attribute_values={"a": {"target": "_blank"}},
    strip_comments=True,
    url_relative="deny",
)
