"""A package of the size of an official one, with weights made by chance: it translates nothing, and is a clock.

The official packages of Argos Translate (6 and 6 layers, width 512, inner width 2048, 8 heads, 32,000 pieces) are not
on every machine. How long a model takes depends on its size and on how much it reads and writes, not on what its
weights say. A model of chance would write without an end, so how much it writes is forced, by one rule on every side:
as many pieces as it read, in a batch the mean. (A real batch ends sentence by sentence: later than the mean, with
fewer and fewer sentences in it.)
"""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
from ctranslate2.specs import TransformerSpec, common_spec

from pipeline.model.engine import Engine, Hypothesis

LAYERS, HEADS, WIDTH, INNER, PIECES, POSITIONS = 6, 8, 512, 2048, 32_000, 256
SEED = 20
FEW = 8  # a caller who wants so few steps at most wants just them


class Recorded:
    """Takes as long as ``clock`` takes, and says what ``speaker`` said the first time it was asked the same."""

    def __init__(self, clock: Engine, speaker: Engine) -> None:
        self._clock, self._speaker = clock, speaker
        self._said: dict[tuple[str, int], tuple[Hypothesis, ...]] = {}
        self.signature, self.placeholders = clock.signature, speaker.placeholders

    def translate(self, texts: Sequence[str], *, hypotheses: int = 4) -> tuple[tuple[Hypothesis, ...], ...]:
        """Ask the clock, and the speaker what it was not asked yet."""
        self._clock.translate(texts, hypotheses=hypotheses)
        new = [text for text in texts if (text, hypotheses) not in self._said]
        for text, said in zip(new, self._speaker.translate(new, hypotheses=hypotheses), strict=True):
            self._said[text, hypotheses] = said
        return tuple(self._said[text, hypotheses] for text in texts)


@contextmanager
def forced_length() -> Iterator[None]:
    """Let every Translator that is made here write as many pieces as it reads, however it is asked."""
    made = ctranslate2.Translator
    ctranslate2.Translator = _Forced
    try:
        yield
    finally:
        ctranslate2.Translator = made


class _Forced:
    def __init__(self, *arguments: Any, make: Any = ctranslate2.Translator, **settings: Any) -> None:
        self._translator = make(*arguments, **settings)

    def translate_batch(self, batch: Sequence[Sequence[str]], **settings: Any) -> Any:
        """Translate with a length that is forced; a limit of a few steps, which the caller sets, holds."""
        mean = max(1, round(sum(map(len, batch)) / max(1, len(batch))))
        limit = settings.pop("max_decoding_length", POSITIONS)
        length = limit if limit <= FEW else min(mean, limit)
        return self._translator.translate_batch(batch, max_decoding_length=length, min_decoding_length=length,
                                                **settings)


def write(path: Path, like: Path) -> Path:
    """Write the package; tokenizer and first pieces are those of the package ``like``, other pieces are made up."""
    with zipfile.ZipFile(like) as archive:
        inside = {name.split("/", 1)[1]: archive.read(name) for name in archive.namelist()}
    about = json.loads(inside["metadata.json"]) | {"name": "timing model, weights by chance", "package_version": "0.0"}
    spec = _specification(*(json.loads(inside[f"model/{side}_vocabulary.json"]) for side in ("source", "target")))
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(path, "w") as archive:
        spec.save(folder)
        archive.writestr(f"{path.stem}/metadata.json", json.dumps(about))
        archive.writestr(f"{path.stem}/sentencepiece.model", inside["sentencepiece.model"])
        for file in sorted(Path(folder).iterdir()):
            archive.write(file, f"{path.stem}/model/{file.name}")
    return path


def _specification(source: list[str], target: list[str]) -> Any:
    spec = TransformerSpec.from_config(LAYERS, HEADS, pre_norm=True, activation=common_spec.Activation.RELU)
    chance = np.random.default_rng(SEED)
    shared = _weights(chance, PIECES, WIDTH)
    embeddings = spec.encoder.embeddings
    (embeddings[0] if isinstance(embeddings, list) else embeddings).weight = shared
    spec.decoder.embeddings.weight = spec.decoder.projection.weight = shared
    spec.decoder.projection.bias = np.zeros(PIECES, np.float32)
    for side in (spec.encoder, spec.decoder):
        side.position_encodings.encodings = _weights(chance, POSITIONS, WIDTH)
        _norm(side.layer_norm)
        for layer in side.layer:
            _layer(layer, chance, decoder=side is spec.decoder)
    spec.register_source_vocabulary(_padded(source))
    spec.register_target_vocabulary(_padded(target))
    spec.validate()
    spec.optimize(quantization="int8")
    return spec


def _layer(layer: Any, chance: np.random.Generator, *, decoder: bool) -> None:
    linears = {(3 * WIDTH, WIDTH): layer.self_attention.linear[0], (WIDTH, WIDTH): layer.self_attention.linear[1],
               (INNER, WIDTH): layer.ffn.linear_0, (WIDTH, INNER): layer.ffn.linear_1}
    for (out, into), linear in linears.items():
        _fill(linear, chance, out, into)
    if decoder:
        for linear, out in zip(layer.attention.linear, (WIDTH, 2 * WIDTH, WIDTH), strict=True):
            _fill(linear, chance, out, WIDTH)
    for part in (layer.self_attention, layer.ffn, *([layer.attention] if decoder else [])):
        _norm(part.layer_norm)


def _padded(pieces: list[str]) -> list[str]:
    return [*pieces, *(f"▁{number}#" for number in range(PIECES - len(pieces)))]


def _weights(chance: np.random.Generator, *shape: int) -> Any:
    return (chance.standard_normal(shape, dtype=np.float32) / np.float32(WIDTH ** 0.5)).astype(np.float32)


def _fill(linear: Any, chance: np.random.Generator, out: int, into: int) -> None:
    linear.weight, linear.bias = _weights(chance, out, into), np.zeros(out, np.float32)


def _norm(norm: Any) -> None:
    norm.gamma, norm.beta = np.ones(WIDTH, np.float32), np.zeros(WIDTH, np.float32)
