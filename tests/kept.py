"""What costs time to make and is the same in every test: compiled statements and compiled addresses."""

from __future__ import annotations

import sqlite3
from typing import Any, ClassVar

from sqlalchemy import URL, Dialect, Engine, event, make_url
from werkzeug.routing import Rule

from knowledge.database import open_engine


class KeptEngines:
    """One engine for each kind of database, led to each test's own: an engine compiles a statement once."""

    def __init__(self) -> None:
        self._engines: dict[str, Engine] = {}
        self._addresses: dict[str, URL] = {}

    def leading_to(self, address: str) -> Engine:
        """The kind's engine, leading here from now on; what a test listens to on it ends with the test."""
        url = make_url(address)
        kind = url.get_backend_name()
        if kind not in self._engines:
            self._engines[kind] = open_engine(address)
            event.listen(self._engines[kind], "do_connect", self._lead)
            if kind == "sqlite":
                event.listen(self._engines[kind], "connect", _hurry)
        elif self._addresses[kind] != url:
            self._engines[kind].dispose()
        self._addresses[kind] = url
        return self._engines[kind].execution_options()

    def close(self) -> None:
        """Give all connections back."""
        for engine in self._engines.values():
            engine.dispose()

    def _lead(self, dialect: Dialect, record: object, words: list[Any], named: dict[str, Any]) -> None:
        words[:], chosen = dialect.create_connect_args(self._addresses[dialect.name])
        named.clear()
        named.update(chosen)


def _hurry(connection: sqlite3.Connection, _record: object) -> None:
    """As in the tests' PostgreSQL: nothing here needs to survive a power cut, and forced writes take long."""
    connection.execute("PRAGMA synchronous=OFF")


class KeptRule(Rule):
    """An address's rule, which is compiled once for all applications: each of them has hundreds."""

    _kept: ClassVar[dict[object, dict[str, Any]]] = {}

    def compile(self) -> None:
        """What was made of the same words before; only the functions that build addresses are given this rule."""
        where = self.host if self.map.host_matching else self.subdomain
        words = (self.rule, where, self.merge_slashes, tuple((self.defaults or {}).items()))
        if words not in self._kept:
            super().compile()
            self._kept[words] = {name: getattr(self, name) for name in ("_parts", "_trace", "_converters", "arguments")}
            self._kept[words] |= {name: getattr(self, name).__func__ for name in ("_build", "_build_unknown")}
            return
        made = self._kept[words]
        self.__dict__.update(made, arguments=set(made["arguments"]))
        self._build, self._build_unknown = (made[name].__get__(self) for name in ("_build", "_build_unknown"))
