"""Smoothed cross entropy over a large vocabulary, computed in slices that stay in the cache."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

SLICE = 128


class SmoothedCrossEntropy(torch.autograd.Function):
    """Summed cross entropy of `states @ weight.T` against `wanted`; the gradient is made on the way."""

    @staticmethod
    def forward(context: Any, states: Tensor, weight: Tensor, wanted: Tensor, smoothing: float) -> Tensor:
        """Shapes: states (n, width), weight (pieces, width), wanted (n)."""
        kind = torch.bfloat16 if torch.is_autocast_enabled(states.device.type) else torch.float32
        states, table = states.to(kind), weight.to(kind)
        total = torch.zeros((), device=states.device)
        for_states = torch.empty_like(states, dtype=torch.float32)
        for_weight = torch.zeros_like(weight)
        for start in range(0, len(states), SLICE):
            part, target = states[start : start + SLICE], wanted[start : start + SLICE, None]
            scores = (part @ table.T).float()
            normaliser = scores.logsumexp(1, keepdim=True)
            expected = (1 - smoothing) * scores.gather(1, target) + smoothing * scores.mean(1, keepdim=True)
            total += (normaliser - expected).sum()
            slope = scores.sub_(normaliser).exp_().sub_(smoothing / scores.shape[1])
            slope.scatter_add_(1, target, torch.full_like(normaliser, smoothing - 1))
            slope = slope.to(kind)
            for_states[start : start + SLICE] = slope @ table
            for_weight += slope.T @ part
        context.save_for_backward(for_states, for_weight)
        return total

    @staticmethod
    def backward(context: Any, *slopes: Tensor) -> tuple[Tensor, Tensor, None, None]:
        """Scales the gradients made by `forward`."""
        for_states, for_weight = context.saved_tensors
        return for_states * slopes[0], for_weight * slopes[0], None, None


def smoothed_cross_entropy(states: Tensor, weight: Tensor, wanted: Tensor, smoothing: float) -> Tensor:
    """The function above, for one language: states (n, width), weight (pieces, width), wanted (n)."""
    total: Tensor = SmoothedCrossEntropy.apply(states, weight, wanted, smoothing)  # type: ignore[no-untyped-call]
    return total
