"""An approved answer as plain text, which is what a letter says, with the few words of ours that belong to it."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.engine.language import Language
from assistant.languages.speaking import PageLanguage, marked, speaking, swedish
from assistant.languages.speaking import gettext as _
from knowledge.match import LinkText, Match
from knowledge.rich_text.addresses import on_the_web
from knowledge.rich_text.plain import plain

_PAGES = frozenset(language.value for language in PageLanguage)


def answer(match: Match, language: Language = Language.SWEDISH) -> str:
    """An approved answer as it is said in plain text, in a language that it is approved in."""
    said = match.in_language(language.value)
    return approved(said.answer, said.links, said.steps, said.e_service, language)


def answers(matches: Sequence[Match], language: Language = Language.SWEDISH) -> str:
    """One approved answer as it is said, or several."""
    return together([(match.in_language(language.value).question, answer(match, language)) for match in matches])


def together(said: Sequence[tuple[str, str]]) -> str:
    """Approved answers with their questions: one stands alone, two each below the question that it answers."""
    return said[0][1] if len(said) == 1 else "\n\n".join(f"{question}\n{text}" for question, text in said)


def approved(
    text: str,
    links: Sequence[LinkText],
    steps: Sequence[str] = (),
    e_service: str = "",
    language: Language = Language.SWEDISH,
) -> str:
    """An answer in Markdown as plain text, with its steps, and its links as full addresses: as good in a mail."""
    leading = [
        *_service(links, e_service, language),
        *(f"{one.label}: {one.url}" if one.label else one.url for one in links),
    ]
    numbered = [f"{number}. {plain(step)}" for number, step in enumerate(steps, start=1)]
    parts = (
        plain(text),
        under(steps_heading(language), numbered),
        under(links_heading(language), leading),
    )
    return "\n\n".join(part for part in parts if part)


def under(heading: str, lines: Sequence[str]) -> str:
    """Lines below what they are; nothing where there are none."""
    return "\n".join((*([heading] if heading else []), *lines)) if lines else ""


def see_also(places: Sequence[LinkText]) -> str:
    """Last in a letter: related answers with their pages' addresses; "" without any."""
    return under(see_also_heading(), [f"{place.label}: {place.url}" for place in places])


def see_also_heading() -> str:
    """Above related answers, which are Swedish."""
    return swedish("Se även:")


def links_heading(language: Language = Language.SWEDISH) -> str:
    """Above an answer's links: in the answer's language, of which it is a part."""
    return _beside_answer(marked("Läs mer och gör ditt ärende:"), language)


def steps_heading(language: Language = Language.SWEDISH) -> str:
    """Above what the resident does, in order."""
    return _beside_answer(marked("Gör så här:"), language)


def e_service_label(language: Language = Language.SWEDISH) -> str:
    """What the answer's e-service is called where it has no name of its own."""
    return _beside_answer(marked("Till e-tjänsten"), language)


def _service(links: Sequence[LinkText], e_service: str, language: Language) -> list[str]:
    if not on_the_web(e_service) or any(link.url == e_service for link in links):
        return []
    label = e_service_label(language)
    return [f"{label}: {e_service}" if label else e_service]


def _beside_answer(sentence: str, language: Language) -> str:
    """Our words in an answer are in its language, whatever page they stand on; none where we have no such words."""
    if language.value not in _PAGES:
        return ""
    with speaking(PageLanguage(language.value)):
        return _(sentence)
