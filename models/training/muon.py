"""Muon: momentum whose matrix updates are made orthogonal (Jordan et al., 2024, kellerjordan.github.io/posts/muon)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import torch
from torch import Tensor, distributed

NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)
MOMENTUM = 0.95
WEIGHT_DECAY = 0.01


def orthogonal(batch: Tensor, steps: int = 5) -> Tensor:
    """The nearest orthogonal matrix, roughly, of each matrix in a batch (n, rows, columns)."""
    a, b, c = NEWTON_SCHULZ
    x = batch.bfloat16()
    tall = x.shape[-2] > x.shape[-1]
    if tall:
        x = x.mT
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    for _ in range(steps):
        square = x @ x.mT
        x = torch.baddbmm(x, torch.baddbmm(square, square, square, beta=b, alpha=c), x, beta=a)
    return (x.mT if tall else x).float()


class Muon:
    """The optimizer; processes share the work of making updates orthogonal."""

    def __init__(self, matrices: Sequence[Tensor], rank: int, world: int) -> None:
        self.matrices, self.world = matrices, world
        self.momenta = [torch.zeros_like(matrix) for matrix in matrices]
        self.updates = torch.zeros(sum(m.numel() for m in matrices), device=matrices[0].device)
        parts = torch.split(self.updates, [m.numel() for m in matrices])
        self.parts = [part.view_as(matrix) for part, matrix in zip(parts, matrices, strict=True)]
        by_shape: dict[torch.Size, list[int]] = defaultdict(list)
        for number, matrix in enumerate(matrices):
            by_shape[matrix.shape].append(number)
        self.own = [numbers[rank::world] for numbers in by_shape.values() if numbers[rank::world]]

    def load(self, momenta: list[Tensor]) -> None:
        """Goes on with saved momenta."""
        for mine, saved in zip(self.momenta, momenta, strict=True):
            mine.copy_(saved)

    @torch.no_grad()
    def step(self, rate: float) -> None:
        """Moves every matrix; gradients must be the same in all processes."""
        self.updates.zero_()
        for matrix, momentum in zip(self.matrices, self.momenta, strict=True):
            momentum.lerp_(matrix.grad, 1 - MOMENTUM)  # type: ignore[arg-type]
        for numbers in self.own:
            mixed = [self.matrices[n].grad.lerp(self.momenta[n], MOMENTUM) for n in numbers]  # type: ignore[union-attr]
            for number, update in zip(numbers, orthogonal(torch.stack(mixed)), strict=True):
                self.parts[number].copy_(update)
        if self.world > 1:
            distributed.all_reduce(self.updates)
        for matrix, update in zip(self.matrices, self.parts, strict=True):
            factor = max(1.0, matrix.shape[0] / matrix.shape[1]) ** 0.5
            matrix.mul_(1 - WEIGHT_DECAY * rate).add_(update, alpha=-rate * factor)
