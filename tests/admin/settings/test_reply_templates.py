"""Reply templates: their fields, the made-up case, and taking one out of use and back."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from admin.settings.reply_templates.preview import EXPLAINED, in_a_made_up_case
from assistant.cases.reply_template import ReplyTemplate
from assistant.cases.template_fields import TemplateField, fill, unfilled_fields, unknown_fields
from tests.admin.settings.sending import ROOT, changes, fields_of, flashed, save
from tests.admin.workplace import Workplace

TEXT = "Hej {namn}!\n\nVi har tagit emot ärende {nummer}."


@pytest.fixture
def template(workplace: Workplace) -> int:
    """A template of one department."""
    workplace.group("Placering")
    with workplace.services.database.transaction() as session:
        made = ReplyTemplate(name="Mottaget", text=TEXT, active=True, department_id=1)
        session.add(made)
        session.flush()
        return made.id


def stored(workplace: Workplace) -> list[tuple[str, bool]]:
    """Every template's name, and whether it is used."""
    with workplace.services.database.reading() as session:
        return [(one.name, one.active) for one in session.scalars(select(ReplyTemplate).order_by(ReplyTemplate.id))]


def test_fields_are_filled_in_and_the_rest_stays() -> None:
    """Whatever the case of their letters; what has no value, or is no field, stands as it was written."""
    values = {TemplateField.NAME: "Eva {nummer}", TemplateField.SUBJECT: ""}
    assert fill("Hej { Namn }! {ämne} {annat} {}", values) == "Hej Eva {nummer}! {ämne} {annat} {}"
    assert unknown_fields("{namn} {förnamn} {Handläggare} {förnamn} {}") == ("förnamn", "")
    assert unfilled_fields("{svar senast} {namn} {annat} {NAMN}") == (TemplateField.DUE, TemplateField.NAME)


def test_every_field_is_explained_and_made_up() -> None:
    """A field that is added later is explained too."""
    assert set(EXPLAINED) == set(TemplateField)
    everything = " ".join("{" + field.value + "}" for field in TemplateField)
    assert unfilled_fields(in_a_made_up_case(everything)) == ()


def test_a_new_template_is_added_once_and_written_down(workplace: Workplace, boss: FlaskClient) -> None:
    """The same name in the same list is refused, and for another department it is not."""
    workplace.group("Placering")
    page = boss.get(f"{ROOT}/mallar/ny").text
    for field in TemplateField:
        assert "{" + field.value + "}" in page
    assert "Mallen finns nu" in flashed(boss, save(boss, "/mallar/ny", page, name="Mottaget", text=TEXT))
    assert save(boss, "/mallar/ny", page, name="Mottaget", text=TEXT).status_code == 400
    assert save(boss, "/mallar/ny", page, name="Mottaget", text=TEXT, department_id="1").status_code == 303
    assert stored(workplace) == [("Mottaget", True), ("Mottaget", True)]
    assert [change.after["department"] for change in changes(workplace)] == ["", "Barn och utbildning"]


def test_a_template_is_shown_filled_in_without_saving(workplace: Workplace, boss: FlaskClient, template: int) -> None:
    """A new one and a stored one, with the made-up case's words."""
    for path in ("/mallar/ny", f"/mallar/{template}"):
        shown = save(boss, path, name="Ny", text="Hej {namn}, {titel} {handläggare}", visa="ja")
        assert shown.status_code == 200
        assert "Hej Kim Exempelsson, handläggare Robin Handläggare" in shown.text
        assert "Hej {namn}, {titel}" in fields_of(shown.text)["text"]
    assert stored(workplace) == [("Mottaget", True)]


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"name": ""}, "name", "Skriv ett namn"),
        ({"text": " \n "}, "text", "Skriv mallens text."),
        ({"text": "Hej {förnamn}"}, "text", "inget fält som heter {förnamn}"),
        ({"text": "x" * 10_001}, "text", "Högst 10000 tecken"),
        ({"department_id": "77"}, "department_id", "Välj en förvaltning"),
    ],
)
def test_a_wrong_template_is_refused(
    boss: FlaskClient, template: int, typed: dict[str, str], field: str, said: str
) -> None:
    """With a word beside the field, and everything kept."""
    answer = save(boss, f"/mallar/{template}", **typed)
    assert answer.status_code == 400
    assert f'id="{field}-error"' in answer.text
    assert said in answer.text


def test_a_template_is_changed_taken_out_of_use_and_back(
    workplace: Workplace, boss: FlaskClient, template: int
) -> None:
    """Its text stays while nobody sees it; each step is written down once, and pressed twice does nothing more."""
    assert "Sparat." in flashed(boss, save(boss, f"/mallar/{template}", text="Hej!"))
    for step, said in (("ta-bort", "Mallen är borttagen."), ("tillbaka", "i handläggarnas lista igen")):
        for _ in range(2):
            assert said in flashed(boss, save(boss, f"/mallar/{template}", to=f"/mallar/{template}/{step}"))
        used = step == "tillbaka"
        assert stored(workplace) == [("Mottaget", used)]
        assert ("Mottaget</a>" in boss.get(f"{ROOT}/mallar").text) is used
        assert ("Mottaget</a>" in boss.get(f"{ROOT}/mallar?visa=borttagna").text) is not used
    assert [change.after for change in changes(workplace)] == [{"text": "Hej!"}, {"active": False}, {"active": True}]


def test_a_stale_template_overwrites_nothing(boss: FlaskClient, template: int) -> None:
    """Both texts are shown."""
    old = boss.get(f"{ROOT}/mallar/{template}").text
    save(boss, f"/mallar/{template}", text="Den förstas text")
    late = save(boss, f"/mallar/{template}", old, text="Den andras text")
    assert late.status_code == 409
    assert "Den förstas text" in late.text
    assert fields_of(late.text)["text"] == "Den andras text"


def test_a_template_does_not_come_back_beside_one_of_its_name(
    workplace: Workplace, boss: FlaskClient, template: int
) -> None:
    """Two of one name in a list could not be told apart; with another name it may come back."""
    path = f"/mallar/{template}"
    flashed(boss, save(boss, path, to=f"{path}/ta-bort"))
    flashed(boss, save(boss, "/mallar/ny", name="Mottaget", text="Hej!", department_id="1"))
    assert "en annan mall har samma namn" in flashed(boss, save(boss, path, to=f"{path}/tillbaka"))
    assert stored(workplace) == [("Mottaget", False), ("Mottaget", True)]
    flashed(boss, save(boss, path, name="Mottaget med tack"))
    assert "i handläggarnas lista igen" in flashed(boss, save(boss, path, to=f"{path}/tillbaka"))
