"""Pictures are drawn from values alone, say in words what they show, and can be told apart without colour."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from admin.charts.drawing import png, svg
from admin.charts.pen import Form, Pen, PictureUndrawn
from admin.charts.picture import Bar, Bars, Columns, Heat, Lines, Look, Picture, Series, Stacked
from tests.one_database import database_url

__all__ = ["database_url"]

LINES = Lines(
    ("jan", "feb", "mar"), (Series("Egen", (80.0, None, 90.0)), Series("Medel", (70.0, 75.0, 76.0))), "%", 100
)
COLUMNS = Columns(
    ("2024", "2025"),
    (Series("Egen", (80.5, 82.0)), Series("Medel", (70.0, None)), Series("Bästa", (100.0, 99.0))),
    "Index",
    100,
    decimals=1,
)
BARS = Bars((Bar("Förskola", 50.0, "50 % av 40"), Bar("Äldreomsorg", None, "ingen uppgift")), 100)
STACKED = Stacked(
    ("Alla",), (Series("Inom 1 dag", (64.0,)), Series("Inom 2 dagar", (17.0,)), Series("Senare", (19.0,)))
)
HEAT = Heat(("mån", "tis"), ("08", "09", "10"), ((1, 22, 3), (4, 5, 6)))
LOOKS = [Look(narrow, dark) for narrow in (False, True) for dark in (False, True)]


def words(drawn: bytes) -> str:
    """Every word of an SVG."""
    root = ElementTree.fromstring(drawn)  # noqa: S314 - our own picture
    return " ".join("".join(one.itertext()) for one in root.iter("{http://www.w3.org/2000/svg}text"))


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(
    ("picture", "said"),
    [
        (LINES, ("Egen", "Medel", "mar", "100")),
        (COLUMNS, ("Egen", "2025", "80,5", "saknas", "100,0")),
        (BARS, ("Förskola", "50 % av 40", "ingen uppgift")),
        (STACKED, ("Alla", "Inom 1 dag", "64 %", "17 %")),
        (HEAT, ("mån", "tis", "09", "22")),
    ],
)
def test_every_picture_says_what_it_shows(picture: Picture, said: tuple[str, ...], look: Look) -> None:
    """Names and values are words in the SVG in every look, and drawing it again gives the same bytes."""
    drawn = svg(picture, look)
    assert all(word in words(drawn) for word in said)
    svg.cache_clear()
    assert svg(picture, look) == drawn
    assert svg(picture, Look(look.narrow, not look.dark)) != drawn


def test_a_picture_rounds_as_its_page_does() -> None:
    """A half upwards: 12.5 is 13 on the page, in the file and in the picture."""
    assert "13 %" in words(svg(Stacked(("Alla",), (Series("Inom 1 dag", (12.5,)), Series("Senare", (87.5,))))))
    values = (Series("Egen", (80.25,)), Series("Medel", (86.5,)))
    whole, tenths = (words(svg(Columns(("2025",), values, "%", 100, decimals))) for decimals in (0, 1))
    assert all(one in whole.split() for one in ("80", "87"))
    assert all(one in tenths.split() for one in ("80,3", "86,5"))


def test_parts_and_lines_differ_without_colour() -> None:
    """Parts have patterns of their own, and lines their own dashes and marks."""
    assert svg(STACKED).count(b"<pattern") == 2
    assert svg(COLUMNS).count(b"<pattern") == 2
    drawn = svg(LINES).decode()
    assert "stroke-dasharray: 7.4" in drawn
    assert svg(Lines(LINES.places, LINES.series[:1], "%")) != svg(Lines(LINES.places, LINES.series[1:], "%"))


@pytest.mark.parametrize(
    "picture", [Lines((), (), ""), Columns((), (), ""), Bars(()), Stacked((), ()), Heat((), (), ())]
)
def test_nothing_to_show_is_an_empty_picture(picture: Picture) -> None:
    """A period without a contact stops no page."""
    assert words(svg(picture, Look(narrow=True))) is not None


def test_a_name_is_words_and_no_formula() -> None:
    """A subject is anybody's: "$" begins no mathematics, which would lose words or end the process that draws."""
    said = words(svg(Bars((Bar("Kurs $ och $ nu", 1.0, "1"), Bar("$\\frac$", 1.0, "1")))))
    assert "Kurs $ och $ nu" in said
    assert "$\\frac$" in said


def test_a_mail_gets_a_png() -> None:
    """The same picture as pixels."""
    assert png(BARS).startswith(b"\x89PNG")


def test_the_library_stays_out_of_whoever_asks() -> None:
    """40 MB and a second to load: every process that answers residents would pay them for the managers' pictures."""
    code = (
        "import sys; from admin.charts.drawing import svg; from admin.charts.picture import Bars; svg(Bars(()));"
        "print('matplotlib' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.split() == [b"False"]


def test_a_pen_that_has_ended_is_taken_up_again() -> None:
    """It ends by itself when nobody asks, and may be killed: the next picture is drawn all the same."""
    pen = Pen()
    first = pen.draw(BARS, Look(), Form.SVG)
    assert pen._process is not None
    pen._process.kill()
    pen._process.wait()
    assert pen.draw(BARS, Look(), Form.SVG) == first
    pen.close()


def test_a_picture_that_cannot_be_drawn_is_told() -> None:
    """What ends the process twice is raised, and the next picture is drawn."""
    pen = Pen()
    with pytest.raises(PictureUndrawn):
        pen.draw(Bars(("no bar",)), Look(), Form.SVG)  # type: ignore[arg-type] # the fault
    assert pen.draw(BARS, Look(), Form.PNG).startswith(b"\x89PNG")
    pen.close()


def test_it_draws_without_a_home_of_its_own(tmp_path: Path) -> None:
    """A server's user may have no folder to write in, and needs no setting for that."""
    code = "from admin.charts.drawing import svg; from admin.charts.picture import Bars; print(len(svg(Bars(()))))"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MPL", "XDG"))}
    # Not even root can write below a device.
    environment |= {"HOME": "/dev/null", "TMPDIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], env=environment, capture_output=True, check=True)
    assert int(done.stdout) > 0
