"""What every command starts from: which settings were named, and the services opened from them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import click
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from admin import schema
from admin.reports.monthly import writers_for
from assistant.services import Services, open_services
from knowledge.errors import SettingsError
from knowledge.settings import Settings, load


@dataclass(frozen=True)
class Invocation:
    """The command line's choice of settings file and data folder."""

    config: Path | None
    data: Path | None

    def settings(self, *, create: bool = False) -> Settings:
        """Read and check the settings; `create` makes the data folder and its signing key."""
        return load(self.config, self.data, os.environ, create=create)

    @contextmanager
    def services(self) -> Iterator[Services]:
        """The services on a database of the present form. Raises SettingsError when it is not."""
        settings = self.settings()
        if not settings.data.is_dir():
            raise SettingsError(f"there is no data folder {settings.data}: run `forstalinjen init`")
        services = open_services(settings)
        services = replace(services, writers=writers_for(services.rules))
        try:
            self._check_database(services)
            yield services
        finally:
            services.database.close()

    def _check_database(self, services: Services) -> None:
        try:
            current = schema.is_current(services.database.engine)
        except SQLAlchemyError as error:
            raise unreachable(error) from error
        if not current:
            raise SettingsError("the database is new or of an older form: run `forstalinjen init`")


def unreachable(error: SQLAlchemyError) -> SettingsError:
    """That the database cannot be used, with what its driver says in one line."""
    reason = error.orig if isinstance(error, DBAPIError) and error.orig else error
    return SettingsError(f"the database cannot be opened: {' '.join(str(reason).split())}")


pass_invocation = click.make_pass_decorator(Invocation)
