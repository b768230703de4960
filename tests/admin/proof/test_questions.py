"""The test questions' pages: written by hand and from a case, changed, taken away and back, out as a file and in."""

from __future__ import annotations

import io
import json
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import select

from admin.evaluation.labelled import read_labelled
from knowledge.labelled_question import Kind, LabelledQuestion, Source
from knowledge.organisation import Role
from tests.admin.proof.questions import LAMP, SNOW, ask_in_test
from tests.admin.proof.test_pages import press
from tests.admin.workplace import Workplace, hidden_fields
from tests.one_database import database_url

__all__ = ["database_url"]
LIST, NEW, FILE = "/prov/fragor", "/prov/fragor/ny", "/prov/fragor/fil"


def stored(workplace: Workplace, text: str) -> LabelledQuestion:
    """The test question with this text."""
    with workplace.services.database.reading() as session:
        return session.scalars(select(LabelledQuestion).where(LabelledQuestion.text == text)).one()


def test_a_question_is_added_once_with_the_entrys_department(workplace: Workplace, rut: FlaskClient) -> None:
    """Sent twice it is one; the list finds it by words, sort and department."""
    fields = {"text": "Hur ofta sopas gatan?", "gold": "GAT-01 , GAT-02", "kind": "answerable", "channel": "chat"}
    for _ in range(2):
        assert press(rut, NEW, NEW, **fields).status_code == 303
    question = stored(workplace, "Hur ofta sopas gatan?")
    assert (question.gold, question.kind, question.source) == (["GAT-01", "GAT-02"], Kind.ANSWERABLE, Source.HAND)
    page = rut.get(LIST, query_string={"q": "SOPAS", "sort": "answerable", "forvaltning": question.department_id}).text
    assert "1 provfråga<" in page
    assert "Gator och park" in page
    assert "Ingen provfråga stämmer" in rut.get(LIST, query_string={"sort": "complaint"}).text


def test_what_cannot_be_kept_is_refused_with_what_was_typed(rut: FlaskClient) -> None:
    """No question, an entry that is not there, an answer that is missing or one too many."""
    for fields, said in (
        ({"text": " ", "gold": "GAT-01"}, "Skriv frågan."),
        ({"text": "Var är jag?", "gold": "GAT-77"}, "Svarsposten GAT-77 finns inte."),
        ({"text": "Var är jag?", "gold": ""}, "Skriv numret på svarsposten"),
        ({"text": "Var är jag?", "gold": "GAT-01", "kind": "complaint"}, "har inget svar"),
    ):
        answer = press(rut, NEW, NEW, **fields)
        assert answer.status_code == 400
        assert said in answer.text
        assert f'value="{fields["gold"]}"' in answer.text


def test_a_question_is_changed_but_never_over_somebody_elses_change(workplace: Workplace, rut: FlaskClient) -> None:
    """A stale form shows both; another question's words are refused; taken away it can be taken back."""
    page = f"{LIST}/{stored(workplace, SNOW).id}"
    old = hidden_fields(rut.get(page).text)
    fields = {"text": "När sandas det?", "gold": "GAT-01", "kind": "answerable", "channel": "chat"}
    assert rut.post(page, data={**old, **fields}).status_code == 303
    behind = rut.post(page, data={**old, **fields, "text": "När sopas det?"})
    assert behind.status_code == 409
    assert "När sandas det?" in behind.text
    assert "När sopas det?" in behind.text
    twin = rut.post(page, data={**hidden_fields(rut.get(page).text), **fields, "text": LAMP.upper()})
    assert (twin.status_code, "Samma fråga finns redan" in twin.text) == (400, True)
    assert press(rut, page, f"{page}/ta-bort").status_code == 303
    assert not stored(workplace, "När sandas det?").active
    assert "När sandas det?" in rut.get(LIST, query_string={"visa": "borttagna"}).text
    press(rut, page, f"{page}/tillbaka")
    assert stored(workplace, "När sandas det?").active


def test_a_handler_makes_a_question_of_a_case_without_its_person(workplace: Workplace, rut: FlaskClient) -> None:
    """The mail's own words, masked, to be read before they are kept; a confidential or a foreign case is not there."""
    group = workplace.group("Drift")
    anna = workplace.logged_in(workplace.staff("Anna", Role.HANDLER, groups=(group,)))
    text = "Hej! Gunvor Ek här, 070-174 06 11. När plogas min gata?"
    number = workplace.case("Plogning", group, email="gunvor@prov.example", name="Gunvor Ek", text=text)
    assert f"{NEW}?arende={number}" in anna.get(f"/arenden/{number}").text
    page = anna.get(NEW, query_string={"arende": number}).text
    assert "Hej! [namn] Ek här, [telefon]. När plogas min gata?" in page
    fields = hidden_fields(page) | {"text": "När plogas min gata?", "gold": "GAT-01", "subject": "Plogning"}
    answer = anna.post(NEW, data={**fields, "channel": "email", "kind": "answerable"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/arenden/{number}")
    assert stored(workplace, "När plogas min gata?").source is Source.CASE
    assert rut.get(NEW, query_string={"arende": number}).status_code == 404
    secret = workplace.case("Hemligt", group, confidential=True)
    assert anna.get(NEW, query_string={"arende": secret}).status_code == 404


def test_out_and_in_again_changes_nothing(workplace: Workplace, rut: FlaskClient, tmp_path: Path) -> None:
    """The file is the one that `evaluate` reads; read in again there is nothing new and every label is the same."""
    with workplace.services.database.transaction() as session:
        ask_in_test(session, "Plogas gatan?\u2028Hälsningar Rut", "GAT-01")
    content = rut.get("/prov/fragor.jsonl").data
    path = tmp_path / "fragor.jsonl"
    path.write_bytes(content)
    assert [one.text for one in read_labelled(path)][:2] == [SNOW, LAMP]
    before = stored(workplace, SNOW)
    token = hidden_fields(rut.get(FILE).text)["csrf_token"]
    sent = {"csrf_token": token, "fil": (io.BytesIO(content), "fragor.jsonl")}
    answer = rut.post(FILE, data=sent, follow_redirects=True)
    assert "0 nya provfrågor är med. 5 fanns redan." in answer.text
    after = stored(workplace, SNOW)
    assert (before.id, before.mark, before.gold) == (after.id, after.mark, after.gold)


def test_a_faulty_file_is_told_of_line_by_line_and_the_rest_is_kept(workplace: Workplace, rut: FlaskClient) -> None:
    """Another format, a kind or a department that there is not, a label that contradicts itself; one line is right."""
    right = {"id": "X-1", "channel": "email", "subject": "Snö", "text": "Plogas gatan?", "language": "sv"}
    right |= {"kind": "answerable", "gold": ["GAT-01"], "department": "Gator och park"}
    wrong = [{"kind": "tandtroll"}, {"department": "Rymdstyrelsen"}, {"gold": []}, {"text": " "}, {"id": "x" * 61}]
    lines = ["{", "[]", json.dumps(right), *(json.dumps({**right, **one}) for one in wrong)]
    token = hidden_fields(rut.get(FILE).text)["csrf_token"]

    def sent(content: bytes) -> str:
        return rut.post(FILE, data={"csrf_token": token, "fil": (io.BytesIO(content), "f.jsonl")}).text

    # Larger than any other form may be.
    lines.append(" " * 300_000)
    page = sent("\n".join(lines).encode())
    for said in (
        "Rad 1",
        "Rad 2",
        "Sorten tandtroll finns inte",
        "Rymdstyrelsen finns inte",
        "peka ut minst en",
        "tom",
    ):
        assert said in page
    assert "1 nya provfrågor är med" in page
    question = stored(workplace, "Plogas gatan?")
    assert (question.mark, question.source, question.subject) == ("X-1", Source.FILE, "Snö")
    assert "UTF-8" in sent("å".encode("cp1252"))
    assert "inte är tom" in sent(b"")
