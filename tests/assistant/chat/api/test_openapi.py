"""The OpenAPI document is true: schemathesis asks what it allows, and much that it does not."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.schemas import BaseSchema

from assistant.services import open_services
from knowledge.settings import DatabaseSettings, MatchingSettings, Secrets, Settings
from tests.assistant.chat.api.program import ROOT, Program
from tests.assistant.chat.site import CLEAR, DANGER, UNCLEAR, Site
from tests.conftest import KEY as SECRET
from tests.fakes import Clock

OPERATIONS = [
    ("/conversations", "post"),
    ("/conversations/{code}", "get"),
    ("/conversations/{code}/messages", "post"),
    ("/conversations/{code}/choices", "post"),
    ("/conversations/{code}/person", "post"),
    ("/entries", "get"),
    ("/entries/{number}", "get"),
]
# Any text may be an entry's number, so there is no wrong one.
ASKED = [
    (path, method, mode)
    for path, method in OPERATIONS
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    if mode is GenerationMode.POSITIVE or path != "/entries/{number}"
]
# What may be said to a request that the document allows: a text of spaces alone, or a code that there is not.
_CONFIG = """
seed = 5
[generation]
deterministic = true
[checks.positive_data_acceptance]
expected-statuses = ["2xx", 400, 404, 410, 422]
"""


@pytest.fixture(scope="module")
def api(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BaseSchema]:
    """The running application's own document, with a real conversation and a real entry as its examples."""
    folder = tmp_path_factory.mktemp("api")
    shutil.copy(migrated_sqlite, folder / "api.sqlite")
    services = open_services(
        Settings(
            data=folder,
            database=DatabaseSettings(url=f"sqlite:///{folder / 'api.sqlite'}"),
            matching=MatchingSettings(embedder="none"),
            secrets=Secrets(key=SECRET),
        ),
        Clock(),
    )
    app = Site(services).app
    # How much may be asked is tested elsewhere; here everything is.
    app.extensions["forstalinjen_limiter"].enabled = False
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app, config=SchemathesisConfig.from_str(_CONFIG))
    services.database.close()


def asked(api: BaseSchema, path: str, method: str, mode: GenerationMode) -> int:
    """Ask this address in many ways, checking every answer; how many times it was asked."""
    cases: list[schemathesis.Case] = []
    code = Program(api.app).talk("/conversations", {"text": UNCLEAR})["code"]

    @settings(
        max_examples=20,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=api[path][method].as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case) -> None:
        if mode is GenerationMode.POSITIVE and "code" in case.path_parameters and len(cases) % 2:
            # Chance finds no code: every other time it is given one.
            case.path_parameters["code"] = code
        case.call_and_validate()
        cases.append(case)

    ask()
    return len(cases)


@pytest.mark.parametrize(("path", "method", "mode"), ASKED)
def test_every_answer_is_as_the_document_says(api: BaseSchema, path: str, method: str, mode: GenerationMode) -> None:
    """No fault of ours and no status, type or content that is not written there, whatever is asked."""
    assert asked(api, path, method, mode) >= 1


def test_the_document_tells_of_every_address(api: BaseSchema) -> None:
    """Each rule of the application below /api/v1, but for the document itself, is described."""
    described = {(path, method) for path, methods in api.raw_schema["paths"].items() for method in methods}
    assert described == set(OPERATIONS)
    rules = {(rule.rule, method) for rule in api.app.url_map.iter_rules() for method in rule.methods & {"GET", "POST"}}
    mounted = {(rule.replace("<path:", "<"), method) for rule, method in rules if rule.startswith(ROOT)}
    told = {(ROOT + path.replace("{", "<").replace("}", ">"), method.upper()) for path, method in OPERATIONS}
    assert mounted == told | {(f"{ROOT}/openapi.json", "GET")}


def test_answers_with_everything_in_them_are_as_the_document_says(api: BaseSchema) -> None:
    """What chance hardly finds: cards, choices, a person, a secret, each checked against the schema of its answer."""
    program = Program(api.app)
    code = program.talk("/conversations", {"text": UNCLEAR})["code"]
    for path, method, parameters, body in (
        ("/conversations", "post", {}, {"text": CLEAR}),
        ("/conversations", "post", {}, {"text": DANGER}),
        ("/conversations", "post", {}, {}),
        ("/conversations/{code}", "get", {"code": code}, None),
        ("/conversations/{code}/messages", "post", {"code": code}, {"text": "Hej!"}),
        ("/conversations/{code}/person", "post", {"code": code}, None),
        ("/entries/{number}", "get", {"number": quote(f"P-{CLEAR[:40]}")}, None),
    ):
        operation = api[path][method]
        sent = {"body": body, "media_type": "application/json"} if body is not None else {}
        answer = operation.Case(path_parameters=parameters, **sent).call_and_validate()
        assert answer.status_code in (200, 201)
