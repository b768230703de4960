"""Makes knowledge/pack/adaptation.npz: the language model's biases and norms, trained for municipal Swedish.

python -m bench.training.adapt [OUT]

Needs torch. The 4-bit weights stay as they are: what is trained is 60,672 numbers of 118 million. What is written lies
between the published numbers and the trained ones.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - torch's own documentation calls it so

from bench.training.pairs import Pair, Text, batch
from bench.training.town import town_entries
from knowledge.e5.adaptation import ADAPTATION
from knowledge.e5.model import MARKS, PREFIXES
from knowledge.e5.model_file import ModelFile
from knowledge.e5.pieces import Pieces, piece_numbers
from knowledge.topics import the_topics

_EPOCHS, _BATCH, _RATE, _WARM_UP = 2.5, 64, 2e-3, 20
_DROPOUT, _TEMPERATURE, _MOST_TOKENS = 0.05, 0.05, 72
# Texts that go through the network together: more would be padded to the longest of them.
_TOGETHER = 32
_NEVER = -1e4
# How far from the published numbers (0) to the trained ones (1): all the way the model learns the pack's short
# questions and unlearns answers (Wortsman et al. 2022, "Robust fine-tuning"; measured in decision 0009).
_SHARE = 0.6
_LAYER_PARTS = ("q", "k", "v", "ao", "fi", "fo")


@dataclass(frozen=True)
class Words:
    """The 4-bit table of word vectors; too large to unpack whole."""

    values: Tensor
    scales: Tensor

    def __call__(self, tokens: Tensor, hidden: int) -> Tensor:
        """Vectors (texts, tokens, hidden)."""
        rows = self.values[tokens].float() * self.scales[tokens].unsqueeze(-1)
        return rows.view(*tokens.shape, hidden)


class E5(torch.nn.Module):
    """multilingual-e5-small with the file's weights; its biases and norms can be trained."""

    def __init__(self, file: ModelFile) -> None:
        super().__init__()
        self._file, self._shape = file, file.shape
        values, scales = map(torch.from_numpy, file.blocks("emb.word"))
        self._words = Words(values.view(self._shape.words, -1, 32), scales.view(self._shape.words, -1))
        self._places = torch.from_numpy(file.floats("emb.pos")).view(-1, self._shape.hidden)
        self._type = torch.from_numpy(file.floats("emb.type"))[: self._shape.hidden]
        # A parameter's name may hold no full stop: see `trained`.
        self.trainable = torch.nn.ParameterDict(
            {
                name.replace(".", "__"): torch.nn.Parameter(torch.from_numpy(file.floats(name)))
                for name in file.float_names
                if name not in ("emb.pos", "emb.type")
            }
        )
        self._weights = {
            f"l{layer}.{part}": self._unpacked(f"l{layer}.{part}.w", self._shape.inner if part == "fo" else None)
            for layer in range(self._shape.layers)
            for part in _LAYER_PARTS
        }

    def forward(self, texts: Sequence[Sequence[int]], dropout: float = 0.0) -> Tensor:
        """Vectors of length one (texts, hidden): the mean over each text's tokens."""
        tokens, real = self._padded(texts)
        summed = self._words(tokens, self._shape.hidden) + self._places[: tokens.shape[1]] + self._type
        state = F.dropout(self._norm(summed, "emb.ln"), dropout, dropout > 0)
        for layer in range(self._shape.layers):
            state = self._layer(f"l{layer}", state, real, dropout)
        weights = real.unsqueeze(-1).float()
        return F.normalize((state * weights).sum(1) / weights.sum(1), dim=-1)

    def trained(self) -> dict[str, np.ndarray]:
        """What is shipped: the tensors, `_SHARE` of the way, as float16 under the file's names."""
        return {
            name: self._part_way(name, tensor.detach().numpy()).astype(np.float16)
            for name, tensor in ((inner.replace("__", "."), tensor) for inner, tensor in self.trainable.items())
        }

    def _part_way(self, name: str, trained: np.ndarray) -> np.ndarray:
        published = self._file.floats(name)
        return published + np.float32(_SHARE) * (trained - published)

    def _layer(self, name: str, state: Tensor, real: Tensor, dropout: float) -> Tensor:
        heads = [self._heads(self._linear(state, f"{name}.{part}")) for part in "qkv"]
        seen = F.scaled_dot_product_attention(*heads, attn_mask=real[:, None, None, :])
        out = self._linear(seen.transpose(1, 2).flatten(2), f"{name}.ao")
        state = self._norm(state + F.dropout(out, dropout, dropout > 0), f"{name}.aln")
        out = self._linear(F.gelu(self._linear(state, f"{name}.fi")), f"{name}.fo")
        return self._norm(state + F.dropout(out, dropout, dropout > 0), f"{name}.oln")

    def _heads(self, state: Tensor) -> Tensor:
        return state.unflatten(2, (self._shape.heads, -1)).transpose(1, 2)

    def _linear(self, state: Tensor, name: str) -> Tensor:
        return F.linear(state, self._weights[name], self._parameter(f"{name}.b"))

    def _norm(self, state: Tensor, name: str) -> Tensor:
        size = (self._shape.hidden,)
        return F.layer_norm(state, size, self._parameter(f"{name}.w"), self._parameter(f"{name}.b"), self._file.epsilon)

    def _parameter(self, name: str) -> Tensor:
        return self.trainable[name.replace(".", "__")]

    def _unpacked(self, name: str, inputs: int | None) -> Tensor:
        values, scales = self._file.blocks(name)
        return torch.from_numpy(values * scales[:, None]).view(-1, inputs or self._shape.hidden)

    def _padded(self, texts: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
        longest = max(map(len, texts))
        padding = self._file.padding
        tokens = torch.tensor([[*text, *[padding] * (longest - len(text))] for text in texts])
        lengths = torch.tensor([len(text) for text in texts])
        return tokens, torch.arange(longest) < lengths[:, None]


class Trainer:
    """One model on its way; pull together what belongs together, away from the rest of the batch (InfoNCE)."""

    def __init__(self, file: ModelFile, steps: int) -> None:
        self.model = E5(file)
        self._steps = steps
        self._optimizer = torch.optim.AdamW(self.model.parameters(), lr=_RATE, weight_decay=0.0)
        self._file = file
        self._pieces = Pieces(file.pieces, piece_numbers(file.pieces))
        self._tokens = cache(self._cut)

    def step(self, number: int, pairs: Sequence[Pair]) -> float:
        """Learn from one batch; the loss before it."""
        for group in self._optimizer.param_groups:
            group["lr"] = _RATE * min(1, (number + 1) / _WARM_UP) * (1 - number / self._steps)
        loss = self._loss(pairs)
        self._optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self._optimizer.step()
        return loss.item()

    def _loss(self, pairs: Sequence[Pair]) -> Tensor:
        vectors = self._embed([one for one, _ in pairs] + [other for _, other in pairs])
        ones, others = vectors.split(len(pairs))
        across, among = ones @ others.T / _TEMPERATURE, ones @ ones.T / _TEMPERATURE
        among = among.masked_fill(torch.eye(len(pairs), dtype=torch.bool), _NEVER)
        right = torch.arange(len(pairs))
        there = F.cross_entropy(torch.cat([across, among], dim=1), right)
        return (there + F.cross_entropy(across.T, right)) / 2

    def _cut(self, text: Text) -> list[int]:
        pieces = self._pieces.tokens(PREFIXES[text.is_query] + text.words)[: _MOST_TOKENS - MARKS]
        return [self._file.pieces.begin, *pieces, self._file.pieces.end]

    def _embed(self, texts: Sequence[Text]) -> Tensor:
        """Texts of like length together, so that little is padded."""
        tokens = [self._tokens(text) for text in texts]
        order = sorted(range(len(tokens)), key=lambda place: len(tokens[place]))
        parts = [order[start : start + _TOGETHER] for start in range(0, len(order), _TOGETHER)]
        rows = torch.cat([self.model([tokens[place] for place in part], _DROPOUT) for part in parts])
        return rows[torch.tensor(order).argsort()]


def main() -> None:
    """Train and write."""
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else ADAPTATION
    torch.manual_seed(1)
    chance = random.Random(1)  # noqa: S311 - the same batches each time
    topics, entries = the_topics(), town_entries()
    steps = int(sum(len(topic.wordings) for topic in topics) * _EPOCHS / 2 / _BATCH)
    trainer = Trainer(ModelFile(), steps)
    started = time.monotonic()
    for number in range(steps):
        loss = trainer.step(number, batch(chance, topics, entries, _BATCH))
        print(
            f"\rstep {number + 1} of {steps}, loss {loss:.2f}, {time.monotonic() - started:.0f} s", end="", flush=True
        )
    np.savez_compressed(out, **trainer.model.trained())
    print(f"\n{out}: {out.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
