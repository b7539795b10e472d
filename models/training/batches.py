"""Batches of similar length, drawn by weight."""

from __future__ import annotations

import random
from collections.abc import Iterator

import torch
from torch import Tensor

from network import END

Row = tuple[list[int], list[int] | None, list[int] | None, float]
"""English, Korean and Chinese pieces, and how often the row is seen in an epoch, on average."""


def length(row: Row) -> int:
    """Pieces of the longest side, with the end mark."""
    return max(len(side) for side in row[:3] if side) + 1


def epoch_batches(rows: list[Row], budget: int, rng: random.Random) -> Iterator[list[Row]]:
    """A fresh draw of the rows by weight, in batches of similar length and at most `budget` padded pieces."""
    drawn = [row for row in rows for _ in range(int(row[3] + rng.random()))]
    drawn.sort(key=lambda row: length(row) + rng.random() * 2)
    batches: list[list[Row]] = [[]]
    for row in drawn:
        if batches[-1] and (length(row) + 2) * (len(batches[-1]) + 1) > budget:
            batches.append([])
        batches[-1].append(row)
    rng.shuffle(batches)
    yield from batches


def padded(rows: list[list[int]], device: str) -> tuple[Tensor, Tensor]:
    """Pieces as one tensor (batch, n), and where they are real."""
    width = max(map(len, rows))
    pieces = torch.tensor([row + [END] * (width - len(row)) for row in rows], device=device)
    lengths = torch.tensor([len(row) for row in rows], device=device)
    return pieces, torch.arange(width, device=device)[None] < lengths[:, None]
