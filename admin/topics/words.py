"""The pages' words: how near a topic is, and by whose word, as editors read it."""

from __future__ import annotations

from gettext import gettext as _

from knowledge.topic_links import WEAK, LinkedBy, LinkedTopic

# Below this share the topic is one among several that the entry touches.
_PARTLY = 0.25


def nearness(linked: LinkedTopic) -> str:
    """How sure the link is, in a word or two."""
    if linked.by is LinkedBy.EDITOR:
        return _("rättat av redaktör")
    if linked.nearness >= WEAK:
        return _("nära")
    return _("osäkert") if linked.nearness >= _PARTLY else _("svagt")


def badge(linked: LinkedTopic) -> str:
    """The colour that helps the word: the shared look's badge."""
    if linked.by is LinkedBy.EDITOR:
        return "badge--accent"
    return "badge--good" if linked.nearness >= WEAK else "badge--soon"
