"""Stop phrases: what stands in many messages and says nothing of the matter, such as "skickat från min Iphone"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.swedish import fold_spaces, tokens


@dataclass(frozen=True)
class StopPhrases:
    """The phrases as one pattern; None without any."""

    pattern: re.Pattern[str] | None = None

    def without(self, text: str) -> str:
        """The text without the phrases, in whatever case; as it was where they are all there is."""
        if self.pattern is None or self.pattern.search(text) is None:
            return text
        rest = fold_spaces(self.pattern.sub(" ", text))
        return rest if tokens(rest) else text


def stop_phrases(said: Iterable[str]) -> StopPhrases:
    """Make the phrases ready; whatever stands between their words in a text may differ. The longest is taken first."""
    found = {tuple(tokens(phrase)) for phrase in said} - {()}
    if not found:
        return StopPhrases()
    parts = (r"[\W_]+".join(map(re.escape, words)) for words in sorted(found, key=lambda words: (-len(words), words)))
    return StopPhrases(re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE))
