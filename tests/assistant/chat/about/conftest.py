"""The pages over a small town with a first line, and what a town may set for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from admin.app import create_app
from assistant.services import Services
from knowledge.about_settings import AboutSettings
from tests.assistant.chat.site import Site
from tests.factories import add_department


@pytest.fixture
def site(site: Site) -> Site:
    """The small town with a contact centre, whose group takes what belongs to nobody."""
    with site.services.database.transaction() as session:
        centre = add_department(session, "Kontaktcenter", group="Kommunvägledarna")
        centre.groups[0].first_line = True
    return site


@pytest.fixture
def told(services: Services) -> Callable[..., FlaskClient]:
    """A visitor of a town, as yet without a name, that has set this of `[about]`."""

    def visitor(**about: object) -> FlaskClient:
        settings = replace(services.settings, about=AboutSettings(**about))  # type: ignore[arg-type]
        return create_app(replace(services, settings=settings)).test_client()

    return visitor
