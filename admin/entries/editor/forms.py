"""The editor's form: what was typed, as the content that it becomes, with everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from werkzeug.datastructures import MultiDict

from admin.settings.forms import LARGEST_ID
from assistant.chat.forms import without_controls
from knowledge.content import Content

# Letters. What a column holds, or more than anybody reads.
LONGEST = {
    "number": 60,
    "subject": 200,
    "question": 300,
    "answer": 10_000,
    "e_service": 2_000,
    "ask_resident": 1_000,
    "hand_over_when": 1_000,
    "internal": 5_000,
    "reason": 300,
}
LONGEST_LINE = 500
MOST_LINES = 100
MOST_LINKS = 20
_LISTS = ("phrasings", "steps", "see_also", "keywords")
# Between a department and its group in one choice.
_BAR = " | "
_DAYS = ("valid_from", "valid_to", "review_due")


@dataclass(frozen=True)
class EditorForm:
    """Every field as it was typed; a list is a text with a line for each. `links` are pairs of title and address.

    `seen` is the newest revision that its page had shown, 0 for a new entry. `errors` are sentences by field.
    """

    values: Mapping[str, str]
    links: Sequence[tuple[str, str]] = ()
    seen: int = 0
    errors: Mapping[str, str] = field(default_factory=dict)

    def refused(self, name: str, sentence: str) -> EditorForm:
        """The same form with one more thing that is wrong; the first word about a field stands."""
        return replace(self, errors={name: sentence, **self.errors})

    def lines(self, name: str) -> list[str]:
        """A list's lines, without the empty ones and each once."""
        found = (" ".join(line.split()) for line in self.values[name].splitlines())
        return list(dict.fromkeys(line for line in found if line))


def owner_value(department: str, group: str) -> str:
    """A department with one of its groups, "" for none, as the form's choice carries it."""
    return f"{department}{_BAR}{group}" if group else department


def form_of(content: Content, seen: int) -> EditorForm:
    """The form with this content in its fields."""
    values = {name: str(content[name] or "") for name in LONGEST if name != "reason"}
    values |= {name: str(content[name] or "") for name in _DAYS}
    values |= {name: "\n".join(content[name]) for name in _LISTS}
    owner = owner_value(content["department"], content["group"])
    values |= {"audience": content["audience"], "owner": owner, "reason": ""}
    return EditorForm(values, [(label, url) for label, url in content["links"]], seen)


def read_form(sent: MultiDict[str, str]) -> EditorForm:
    """What was sent, with nothing judged yet; too long a text is cut where the field ends."""
    values = {name: without_controls(sent.get(name, "")).strip()[:most] for name, most in LONGEST.items()}
    values |= {name: without_controls(sent.get(name, ""))[: LONGEST_LINE * MOST_LINES] for name in _LISTS}
    values |= {name: sent.get(name, "").strip()[:10] for name in _DAYS}
    values |= {"audience": sent.get("audience", ""), "owner": sent.get("owner", "")}
    pairs = zip(sent.getlist("link_label"), sent.getlist("link_url"), strict=False)
    links = [(" ".join(label.split())[:300], url.strip()[:2_000]) for label, url in pairs]
    seen = sent.get("seen", "")
    known = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 11 else 0
    return EditorForm(values, [pair for pair in links if any(pair)][:MOST_LINKS], min(known, LARGEST_ID))


def content_in(form: EditorForm, before: Content) -> Content:
    """The content that the form makes of what was there; what the form does not ask for stays."""
    department, _bar, group = form.values["owner"].partition(_BAR)
    texts = {name: form.values[name] for name in LONGEST if name != "reason"}
    lists = {name: form.lines(name) for name in _LISTS}
    days = {name: form.values[name] or None for name in _DAYS}
    return {
        **before,
        **texts,
        **lists,
        **days,
        "links": [[label, url] for label, url in form.links],
        "audience": form.values["audience"],
        "department": department,
        "group": group,
    }
