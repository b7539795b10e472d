"""Turns a checkpoint into one int8 `.argosmodel` package a language.

    convert.py RUN OUT --version 0.4 [--scores scores.json]

The model card inside is `card.md` with the figures that `evaluate.py --json` measured, if given.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import sentencepiece
import torch
from ctranslate2.specs import TransformerSpec, common_spec

from card import card
from network import LANGUAGES, MAX_POSITIONS, Shape, positions

NAMES = {"ko": "Korean", "zh": "Chinese"}
ARGOS_VERSION = "1.9.0"
FIXED_TIME = (2026, 1, 1, 0, 0, 0)
Weights = dict[str, Any]


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--version", required=True, help="below 1: a starter model")
    parser.add_argument("--scores", type=Path, help="what `evaluate.py --json` wrote, for the model card")
    return parser.parse_args()


def copy_linear(spec: Any, weights: Weights, *names: str) -> None:
    """Fills a linear layer; several names are stacked, as CTranslate2 fuses query, key and value."""
    spec.weight = np.concatenate([weights[f"{name}.weight"] for name in names])
    spec.bias = np.concatenate([weights[f"{name}.bias"] for name in names])


def copy_norm(spec: Any, weights: Weights, name: str) -> None:
    """Fills a layer normalisation."""
    spec.gamma, spec.beta = weights[f"{name}.weight"], weights[f"{name}.bias"]


def copy_layer(spec: Any, weights: Weights, name: str, *, decoder: bool) -> None:
    """Fills one layer of the encoder or of a decoder."""
    own = f"{name}.self_attention"
    copy_norm(spec.self_attention.layer_norm, weights, f"{name}.self_norm")
    copy_linear(spec.self_attention.linear[0], weights, f"{own}.query", f"{own}.key", f"{own}.value")
    copy_linear(spec.self_attention.linear[1], weights, f"{own}.output")
    if decoder:
        cross = f"{name}.cross_attention"
        copy_norm(spec.attention.layer_norm, weights, f"{name}.cross_norm")
        copy_linear(spec.attention.linear[0], weights, f"{cross}.query")
        copy_linear(spec.attention.linear[1], weights, f"{cross}.key", f"{cross}.value")
        copy_linear(spec.attention.linear[2], weights, f"{cross}.output")
    copy_norm(spec.ffn.layer_norm, weights, f"{name}.inner_norm")
    copy_linear(spec.ffn.linear_0, weights, f"{name}.inner")
    copy_linear(spec.ffn.linear_1, weights, f"{name}.outer")


def specification(state: dict[str, Any], code: str, pieces: dict[str, list[str]]) -> Any:
    """The network of one language as CTranslate2 knows it, in int8.

    The arrays are copied for every language: the conversion changes them in place.
    """
    shape = Shape(**state["shape"])
    weights = {name: tensor.float().numpy().copy() for name, tensor in state["network"].items()}
    spec = TransformerSpec.from_config(
        (shape.encoder_layers, shape.decoder_layers),
        shape.heads,
        pre_norm=True,
        activation=common_spec.Activation.RELU,
    )
    encodings = positions(MAX_POSITIONS, shape.width).numpy()
    embeddings = spec.encoder.embeddings
    source = embeddings[0] if isinstance(embeddings, list) else embeddings
    source.weight = weights["embeddings.en.weight"]
    spec.encoder.position_encodings.encodings = encodings
    copy_norm(spec.encoder.layer_norm, weights, "encoder_norm")
    for number, layer in enumerate(spec.encoder.layer):
        copy_layer(layer, weights, f"encoder.{number}", decoder=False)
    target = weights[f"embeddings.{code}.weight"]
    spec.decoder.embeddings.weight = target
    spec.decoder.projection.weight = target
    spec.decoder.projection.bias = np.zeros(len(target), np.float32)
    spec.decoder.position_encodings.encodings = encodings
    copy_norm(spec.decoder.layer_norm, weights, f"decoder_norms.{code}")
    for number, layer in enumerate(spec.decoder.layer):
        copy_layer(layer, weights, f"decoders.{code}.{number}", decoder=True)
    spec.register_source_vocabulary(pieces["en"])
    spec.register_target_vocabulary(pieces[code])
    spec.validate()
    spec.optimize(quantization="int8")
    return spec


def metadata(code: str, version: str) -> dict[str, Any]:
    """What the package says of itself."""
    return {
        "package_version": version,
        "argos_version": ARGOS_VERSION,
        "from_code": "en",
        "from_name": "English",
        "to_code": code,
        "to_name": NAMES[code],
        "type": "translate",
        "links": [],
        "starter": True,
        "name": f"English to {NAMES[code]} (starter model)",
    }


def write_package(path: Path, files: dict[str, bytes]) -> None:
    """Zips the files into one folder named like the package; the same files give the same bytes."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(f"{path.stem}/{name}", FIXED_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)


def main() -> None:
    """Converts every language."""
    args = arguments()
    args.out.mkdir(parents=True, exist_ok=True)
    state = torch.load(args.run / "checkpoint.pt", map_location="cpu", weights_only=True)
    tokenizer = args.run / "sentencepiece.model"
    processor = sentencepiece.SentencePieceProcessor(model_file=str(tokenizer))
    kept = json.loads((args.run / "vocabulary.json").read_text())
    pieces = {code: [processor.id_to_piece(number) for number in numbers] for code, numbers in kept.items()}
    scores = json.loads(args.scores.read_text()) if args.scores else {}
    for code in LANGUAGES:
        path = args.out / f"translate-en_{code}-{args.version.replace('.', '_')}.argosmodel"
        with tempfile.TemporaryDirectory() as folder:
            specification(state, code, pieces).save(folder)
            model = {f"model/{file.name}": file.read_bytes() for file in sorted(Path(folder).iterdir())}
        about = json.dumps(metadata(code, args.version), indent=1, ensure_ascii=False)
        text = card(NAMES[code], args.version, state["step"], scores.get(code))
        files = {"metadata.json": about.encode(), "README.md": text.encode()}
        write_package(path, {**files, "sentencepiece.model": tokenizer.read_bytes(), **model})
        print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
