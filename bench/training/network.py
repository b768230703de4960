"""Makes knowledge/e5/network.onnx: the graph of multilingual-e5-small in eight-bit integers, without its weights.

python -m bench.training.network [OUT]
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from knowledge.e5.model_file import ModelFile
from knowledge.e5.network import GRAPH, MATRICES, NORMS

# Microsoft's own operators in onnxruntime, stable since its version 1.13.
_MICROSOFT = "com.microsoft"
_OPSET = 20


class Graph:
    """The graph as it grows; each step takes and gives the names of states."""

    def __init__(self, file: ModelFile) -> None:
        self._file, self._shape = file, file.shape
        self._nodes: list[onnx.NodeProto] = []
        self._initializers: list[onnx.TensorProto] = []
        self._matrices: list[onnx.ValueInfoProto] = []
        for name, value in {
            "last": np.array([-1], np.int64),
            "steps": np.float32(127),
            "middle": np.uint8(128),
            "middle and a half": np.float32(128.5),
        }.items():
            self._initializers.append(numpy_helper.from_array(np.asarray(value), name))

    def model(self) -> onnx.ModelProto:
        """The whole network: word vectors with places (1, tokens, hidden) in, states of the last layer out."""
        state = self._norm("words", "emb.ln")
        for layer in range(self._shape.layers):
            state = self._layer(f"l{layer}", state)
        ends = [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, "tokens", self._shape.hidden])
            for name in ("words", state)
        ]
        given = [*ends[:1], *self._matrices]
        graph = helper.make_graph(self._nodes, "multilingual-e5-small", given, ends[1:], self._initializers)
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_MICROSOFT, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=9)

    def _layer(self, name: str, state: str) -> str:
        hidden, inner = self._shape.hidden, self._shape.inner
        mixed = self._product(state, f"{name}.qkv", hidden, len(MATRICES["qkv"]) * hidden)
        heads = self._add("Split", [mixed], [f"{name}.{part}" for part in MATRICES["qkv"]], axis=2, num_outputs=3)
        (seen,) = self._add(
            "MultiHeadAttention", heads, [f"{name}.seen"], domain=_MICROSOFT, num_heads=self._shape.heads
        )
        out = self._product(seen, f"{name}.ao", hidden, hidden)
        state = self._norm(*self._add("Add", [state, out], [f"{name}.attended"]), f"{name}.{NORMS[0]}")
        (active,) = self._add("Gelu", [self._product(state, f"{name}.fi", hidden, inner)], [f"{name}.active"])
        out = self._product(active, f"{name}.fo", inner, hidden)
        return self._norm(*self._add("Add", [state, out], [f"{name}.fed"]), f"{name}.{NORMS[1]}")

    def _product(self, state: str, name: str, inputs: int, outputs: int) -> str:
        """State times matrix plus bias, in integers: each token's row is rounded to 1..255 around 128."""
        weights = f"{name}.weights"
        # An input of every run, since onnxruntime would make each process a copy of what it is given once.
        self._matrices.append(helper.make_tensor_value_info(weights, TensorProto.INT8, [inputs, outputs]))
        scales = self._weights(f"{name}.scales", TensorProto.FLOAT, [outputs])
        bias = self._weights(f"{name}.bias", TensorProto.FLOAT, [outputs])
        (size,) = self._add("Abs", [state], [f"{name}.size"])
        (most,) = self._add("ReduceMax", [size, "last"], [f"{name}.most"], keepdims=1)
        (step,) = self._add("Div", [most, "steps"], [f"{name}.step"])
        (inverse,) = self._add("Reciprocal", [step], [f"{name}.inverse"])
        (moved,) = self._add("Mul", [state, inverse], [f"{name}.moved"])
        (lifted,) = self._add("Add", [moved, "middle and a half"], [f"{name}.lifted"])
        (whole,) = self._add("Cast", [lifted], [f"{name}.whole"], to=TensorProto.UINT8)
        (product,) = self._add("MatMulInteger", [whole, weights, "middle"], [f"{name}.product"])
        (floating,) = self._add("Cast", [product], [f"{name}.floating"], to=TensorProto.FLOAT)
        # In this order: onnxruntime would otherwise fuse the two scales, and take the tokens' for a single one.
        (scaled,) = self._add("Mul", [floating, scales], [f"{name}.scaled"])
        (back,) = self._add("Mul", [scaled, step], [f"{name}.back"])
        return self._add("Add", [back, bias], [name])[0]

    def _norm(self, state: str, name: str) -> str:
        size = [self._shape.hidden]
        inputs = [state, *(self._weights(f"{name}.{part}", TensorProto.FLOAT, size) for part in "wb")]
        return self._add("LayerNormalization", inputs, [name], epsilon=float(self._file.epsilon))[0]

    def _weights(self, name: str, kind: int, size: Sequence[int]) -> str:
        """A place for what knowledge.e5.network gives when it loads the graph."""
        tensor = TensorProto(name=name, data_type=kind, dims=size, data_location=TensorProto.EXTERNAL)
        tensor.external_data.add(key="location", value="given when loaded")
        self._initializers.append(tensor)
        return name

    def _add(self, kind: str, inputs: Sequence[str], outputs: list[str], domain: str = "", **how: object) -> list[str]:
        self._nodes.append(helper.make_node(kind, inputs, outputs, domain=domain, **how))
        return outputs


def main() -> None:
    """Write it."""
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else GRAPH
    out.write_bytes(Graph(ModelFile()).model().SerializeToString(deterministic=True))
    print(f"{out}: {out.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
