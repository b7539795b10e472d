"""One English encoder and a decoder for each target language, small enough for two CPU cores."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

LANGUAGES = ("ko", "zh")
BEGIN, END = 1, 2
MAX_POSITIONS = 256
HIDDEN = -1e9


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Sizes of a network; `pieces` is the size of each language's vocabulary."""

    pieces: dict[str, int]
    width: int = 256
    heads: int = 4
    inner: int = 1024
    encoder_layers: int = 4
    decoder_layers: int = 2


def positions(length: int, width: int) -> Tensor:
    """Sinusoidal position encodings as CTranslate2 expects them (sines, then cosines)."""
    frequencies = torch.exp(torch.arange(width // 2).float() * -(math.log(10000.0) / (width // 2 - 1)))
    angles = torch.arange(length)[:, None].float() * frequencies
    return torch.cat([torch.sin(angles), torch.cos(angles)], 1)


class Dropout(nn.Module):
    """Dropout with one mask for all positions of a sentence: cheap in random numbers."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, states: Tensor) -> Tensor:
        """Shape: (batch, n, width)."""
        if not self.training or not self.share:
            return states
        keep = torch.rand(states.shape[0], 1, states.shape[2], device=states.device) >= self.share
        dropped: Tensor = states * (keep / (1 - self.share))
        return dropped


class Attention(nn.Module):
    """Multi-head attention of `queries` over `memory`."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query, self.key = nn.Linear(width, width), nn.Linear(width, width)
        self.value, self.output = nn.Linear(width, width), nn.Linear(width, width)

    def forward(self, queries: Tensor, memory: Tensor, mask: Tensor | None = None, *, causal: bool = False) -> Tensor:
        """Queries (batch, n, width), memory (batch, m, width), mask (batch, 1, 1, m), true where visible."""

        def split(states: Tensor) -> Tensor:
            """(batch, n, width) -> (batch, heads, n, width / heads)."""
            return states.view(*states.shape[:2], self.heads, -1).transpose(1, 2)

        query, key, value = split(self.query(queries)), split(self.key(memory)), split(self.value(memory))
        scores = (query @ key.mT).float() * query.shape[-1] ** -0.5
        if causal:
            mask = torch.ones(scores.shape[-2:], dtype=torch.bool, device=scores.device).tril()
        if mask is not None:
            scores = scores.masked_fill(~mask, HIDDEN)
        heads = scores.softmax(-1).to(value.dtype) @ value
        mixed: Tensor = self.output(heads.transpose(1, 2).reshape(queries.shape))
        return mixed


class Layer(nn.Module):
    """A pre-norm Transformer layer; a decoder's also attends to the encoder."""

    def __init__(self, shape: Shape, dropout: float, *, decoder: bool) -> None:
        super().__init__()
        self.self_norm, self.self_attention = nn.LayerNorm(shape.width), Attention(shape.width, shape.heads)
        self.decoder = decoder
        if decoder:
            self.cross_norm = nn.LayerNorm(shape.width)
            self.cross_attention = Attention(shape.width, shape.heads)
        self.inner_norm = nn.LayerNorm(shape.width)
        self.inner, self.outer = nn.Linear(shape.width, shape.inner), nn.Linear(shape.inner, shape.width)
        self.dropout = Dropout(dropout)

    def forward(self, states: Tensor, mask: Tensor, memory: Tensor | None = None) -> Tensor:
        """Encoder: `mask` hides padding of `states`. Decoder: it hides padding of `memory`."""
        normed = self.self_norm(states)
        own_mask = None if self.decoder else mask
        states = states + self.dropout(self.self_attention(normed, normed, own_mask, causal=self.decoder).float())
        if memory is not None:
            states = states + self.dropout(self.cross_attention(self.cross_norm(states), memory, mask).float())
        hidden = functional.relu(self.inner(self.inner_norm(states)))
        result: Tensor = states + self.dropout(self.outer(hidden).float())
        return result


class Translator(nn.Module):
    """The network: `encode` English once, `decode` each language; input and output embeddings are tied."""

    def __init__(self, shape: Shape, dropout: float = 0.0) -> None:
        super().__init__()
        self.shape = shape
        self.embeddings = nn.ModuleDict({code: nn.Embedding(n, shape.width) for code, n in shape.pieces.items()})
        self.encoder = nn.ModuleList(Layer(shape, dropout, decoder=False) for _ in range(shape.encoder_layers))
        self.encoder_norm = nn.LayerNorm(shape.width)
        self.decoders = nn.ModuleDict(
            {
                code: nn.ModuleList(Layer(shape, dropout, decoder=True) for _ in range(shape.decoder_layers))
                for code in LANGUAGES
            }
        )
        self.decoder_norms = nn.ModuleDict({code: nn.LayerNorm(shape.width) for code in LANGUAGES})
        self.dropout = Dropout(dropout)
        self.register_buffer("positions", positions(MAX_POSITIONS, shape.width), persistent=False)
        self.initialise()

    def initialise(self) -> None:
        """Xavier for matrices, smaller where a matrix writes into the residual stream."""
        for name, parameter in self.named_parameters():
            if name.startswith("embeddings"):
                nn.init.normal_(parameter, std=self.shape.width**-0.5)
            elif parameter.dim() == 2:
                small = name.endswith(("output.weight", "outer.weight"))
                nn.init.xavier_uniform_(parameter, gain=0.3 if small else 1.0)
            elif name.endswith("bias"):
                nn.init.zeros_(parameter)

    def embed(self, code: str, pieces: Tensor) -> Tensor:
        """Scaled embeddings with positions: (batch, n) -> (batch, n, width)."""
        embedded = self.embeddings[code](pieces) * math.sqrt(self.shape.width)
        dropped: Tensor = self.dropout(embedded + self.positions[: pieces.shape[1]])  # type: ignore[index]
        return dropped

    def encode(self, pieces: Tensor, mask: Tensor) -> Tensor:
        """English pieces (batch, n) -> states (batch, n, width)."""
        states = self.embed("en", pieces)
        for layer in self.encoder:
            states = layer(states, mask)
        normed: Tensor = self.encoder_norm(states)
        return normed

    def decode(self, code: str, pieces: Tensor, memory: Tensor, mask: Tensor) -> Tensor:
        """Target pieces so far (batch, n) -> states (batch, n, width) that predict the next piece."""
        states = self.embed(code, pieces)
        layers: Any = self.decoders[code]
        for layer in layers:
            states = layer(states, mask, memory)
        normed: Tensor = self.decoder_norms[code](states)
        return normed
