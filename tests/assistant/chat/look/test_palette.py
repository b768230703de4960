"""Our own colours can be read by everybody, a town's are checked, and a bad one is named with its ratio."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.chat.look.colour import BLACK, contrast, mix
from assistant.chat.look.palette import PAIRS, Mode, Palette, as_css, of_the_town, read_tokens, refuse_unreadable
from assistant.chat.look.town_look import STATIC
from knowledge.errors import SettingsError
from knowledge.look_settings import ColourSettings, LookSettings

OURS = read_tokens((STATIC / "tokens.css").read_text(encoding="utf-8"))
TEXTS = {
    *("ink", "ink-quiet", "accent", "accent-strong", "on-accent"),
    *("good", "fault", "alert"),
}


def in_town(look: LookSettings) -> Palette:
    """All colours of a town's pages."""
    changed = of_the_town(OURS, look)
    return Palette({**OURS.light, **changed.light}, {**OURS.dark, **changed.dark})


def test_our_own_colours_have_contrast() -> None:
    """Every pair that meets on a page: 4.5 for text, 3 for edges and focus, light and dark (WCAG 2.2 AA)."""
    assert {pair.least for pair in PAIRS if pair.front in TEXTS} == {4.5}
    assert {pair.least for pair in PAIRS if pair.front not in TEXTS} == {3.0}
    for mode in Mode:
        tokens = OURS.of(mode)
        assert all(contrast(tokens[pair.front], tokens[pair.ground]) >= pair.least for pair in PAIRS)


def test_every_colour_of_the_tokens_is_read() -> None:
    """Dark mode names each colour anew but white for the logo's plate, so none is light by mistake there."""
    same = {name for name in OURS.light if OURS.light[name] == OURS.dark[name]}
    assert same == {"plate"}
    assert {pair.front for pair in PAIRS} | {pair.ground for pair in PAIRS} == OURS.light.keys() - {"plate", "line"}


@given(st.from_regex(r"#[0-9a-f]{6}", fullmatch=True))
def test_an_accent_that_is_dark_enough_needs_nothing_else(accent: str) -> None:
    """Whatever follows from a dark accent, for dark mode too, can be read, so a town names one colour and is done."""
    town = in_town(LookSettings(light=ColourSettings(accent=mix(accent, BLACK, 0.4))))
    refuse_unreadable(town)
    assert all(
        contrast(town.of(mode)[pair.front], town.of(mode)[pair.ground]) >= pair.least for mode in Mode for pair in PAIRS
    )


def test_no_colour_changes_nothing() -> None:
    """A town that says nothing has no style sheet of its own."""
    assert as_css(of_the_town(OURS, LookSettings())) == ""


def test_a_towns_colours_become_a_style_sheet() -> None:
    """What was said stands there as it was said, and dark mode in its own part."""
    light = ColourSettings(accent="#6b2c91", accent_text="#fffffe", background="#fafafa")
    dark = ColourSettings(accent="#c9a0e0", accent_text="#100010", background="#101010")
    css = as_css(of_the_town(OURS, LookSettings(light=light, dark=dark)))
    day, _, night = css.partition("@media (prefers-color-scheme: dark)")
    for part, said in ((day, light), (night, dark)):
        assert f"--accent: {said.accent};" in part
        assert f"--on-accent: {said.accent_text};" in part
        assert f"--ground: {said.background};" in part
    assert read_tokens(css).dark["ground"] == "#101010"


@pytest.mark.parametrize(
    ("look", "said"),
    [
        (
            LookSettings(light=ColourSettings(accent="#ffcc00")),
            "light: accent #ffcc00 on sunken #eceff0 is 1.3:1, needs 4.5:1",
        ),
        (
            LookSettings(light=ColourSettings(accent="#005aa0", accent_text="#444444")),
            "light: on-accent #444444 on accent-strong #004173 is 1.07:1, needs 4.5:1",
        ),
        (
            LookSettings(light=ColourSettings(background="#66747d")),
            "light: line-strong #66747d on ground #66747d is 1.0:1, needs 3.0:1",
        ),
        (LookSettings(dark=ColourSettings(accent="#05324b")), "dark: accent #05324b on good-tint #17352a is 1.0:1"),
        (LookSettings(dark=ColourSettings(background="#ffffff")), "dark: ink #e8eef1 on sunken #fefefe is 1.16:1"),
    ],
)
def test_a_colour_that_cannot_be_read_is_named(look: LookSettings, said: str) -> None:
    """Which of the two modes, both colours, their ratio and what it has to be; each colour once, at its worst."""
    with pytest.raises(SettingsError) as refused:
        refuse_unreadable(in_town(look))
    assert said in str(refused.value)
    fronts = [fault.partition(" on ")[0] for fault in str(refused.value).split("; ")]
    assert len(fronts) == len(set(fronts))
