"""Trains the network on two CPU processes, or on one CUDA GPU when there is one; resumes where it stopped.

    train.py RUN --until 18:30 --decay-minutes 60

The learning rate rises for a hundred steps, stays constant, and falls linearly to zero over the last
`--decay-minutes`. While it runs: a line `HH:MM MINUTES` in `RUN/until` moves the end (UTC) and the length
of the decay, the file `RUN/stop` saves and stops, and a new `RUN/train.json` is read at the next epoch.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime
import json
import os
import random
import shutil
import time
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, distributed, multiprocessing

from batches import Row, epoch_batches, padded
from loss import smoothed_cross_entropy
from muon import Muon
from network import BEGIN, END, LANGUAGES, Shape, Translator

WARMUP_STEPS = 100
REPORT_SECONDS = 30
LABEL_SMOOTHING = 0.1


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path, help="the folder `prepare.py` wrote")
    end = parser.add_mutually_exclusive_group(required=True)
    end.add_argument("--until", help="HH:MM in UTC")
    end.add_argument("--minutes", type=float)
    parser.add_argument("--decay-minutes", type=float, default=60.0)
    parser.add_argument("--checkpoint-minutes", type=float, default=10.0)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--tokens", type=int, default=2000, help="padded pieces a process and step")
    parser.add_argument("--encoder-layers", type=int, default=4)
    parser.add_argument("--decoder-layers", type=int, default=2)
    parser.add_argument("--width", type=int, default=256)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--rate", type=float, default=0.02, help="Muon, for matrices")
    parser.add_argument("--rate-adam", type=float, default=0.003, help="AdamW, for the rest")
    parser.add_argument("--float32", action="store_true", help="instead of bfloat16")
    parser.add_argument("--port", type=int, default=29511)
    return parser.parse_args()


def clock_time(text: str) -> float:
    """The next time the UTC clock shows HH:MM, in seconds since 1970."""
    hours, minutes = map(int, text.split(":"))
    now = datetime.datetime.now(datetime.UTC)
    end = now.replace(hour=hours, minute=minutes, second=0, microsecond=0)
    # a time that passed less than half a day ago is over, not tomorrow's
    if end < now - datetime.timedelta(hours=12):
        end += datetime.timedelta(days=1)
    elif end > now + datetime.timedelta(hours=12):
        end -= datetime.timedelta(days=1)
    return end.timestamp()


@dataclasses.dataclass(slots=True, kw_only=True)
class Schedule:
    """When to stop and over how many seconds the learning rate falls to zero."""

    folder: Path
    end: float
    decay_seconds: float

    def scale(self, step: int) -> float:
        """The factor on the learning rate now; negative when it is time to stop."""
        control = self.folder / "until"
        if step % 20 == 0 and control.exists():
            when, minutes = control.read_text().split()
            self.end, self.decay_seconds = clock_time(when), float(minutes) * 60
        left = self.end - time.time()
        if left <= 0 or (self.folder / "stop").exists():
            return -1.0
        return min(1.0, (step + 1) / WARMUP_STEPS, left / max(1.0, self.decay_seconds))


def table(network: Translator, code: str) -> Tensor:
    """The embeddings of a language, which are its output matrix too."""
    embedding: Any = network.embeddings[code]
    weight: Tensor = embedding.weight
    return weight


def losses(network: Translator, rows: list[Row], device: str, smoothing: float) -> dict[str, tuple[Tensor, int]]:
    """For each language the summed cross entropy over its pieces, and how many they are."""
    source, real = padded([row[0] for row in rows], device)
    mask = real[:, None, None, :]
    memory = network.encode(source, mask)
    result = {}
    for code in LANGUAGES:
        sides = [row[1] if code == "ko" else row[2] for row in rows]
        chosen = [(number, pieces) for number, pieces in enumerate(sides) if pieces]
        if not chosen:
            continue
        index = torch.tensor([number for number, _ in chosen], device=device)
        history, _ = padded([[BEGIN, *pieces] for _, pieces in chosen], device)
        wanted, counted = padded([[*pieces, END] for _, pieces in chosen], device)
        states = network.decode(code, history, memory[index], mask[index])[counted]
        result[code] = (smoothed_cross_entropy(states, table(network, code), wanted[counted], smoothing), len(states))
    return result


class Trainer:
    """Network, optimizers and progress of one process."""

    def __init__(self, args: argparse.Namespace, rank: int, device: str, world: int) -> None:
        self.args, self.rank, self.device, self.world = args, rank, device, world
        kept = json.loads((args.run / "vocabulary.json").read_text())
        shape = Shape(
            pieces={code: len(pieces) for code, pieces in kept.items()},
            width=args.width,
            heads=args.width // 64,
            inner=args.width * 4,
            encoder_layers=args.encoder_layers,
            decoder_layers=args.decoder_layers,
        )
        torch.manual_seed(1)
        self.network = Translator(shape, args.dropout).to(device)
        torch.manual_seed(rank + int(time.time()))
        named = list(self.network.named_parameters())
        matrices = [p for name, p in named if p.dim() == 2 and not name.startswith("embeddings")]
        self.others = [p for name, p in named if p.dim() < 2 or name.startswith("embeddings")]
        self.muon = Muon(matrices, rank, world)
        self.adam = torch.optim.AdamW(self.others, lr=0.0, betas=(0.9, 0.98), weight_decay=0.0, fused=True)
        self.gradients = torch.zeros(sum(p.numel() for _, p in named), device=device)
        for (_, parameter), part in zip(named, torch.split(self.gradients, [p.numel() for _, p in named]), strict=True):
            parameter.grad = part.view_as(parameter)
        self.step = self.epoch = 0
        self.sums: dict[str, list[float]] = {}

    @property
    def checkpoint(self) -> Path:
        """Where the state is kept."""
        return Path(self.args.run, "checkpoint.pt")

    def resume(self) -> None:
        """Goes on from the checkpoint, if there is one, with the optimizers' state."""
        if not self.checkpoint.exists():
            return
        state = torch.load(self.checkpoint, map_location=self.device, weights_only=True)
        self.network.load_state_dict(state["network"])
        self.adam.load_state_dict(state["adam"])
        self.muon.load(state["muon"])
        self.step, self.epoch = state["step"], state["epoch"]

    def save(self) -> None:
        """Writes the checkpoint in one move."""
        state = {
            "network": self.network.state_dict(),
            "shape": dataclasses.asdict(self.network.shape),
            "adam": self.adam.state_dict(),
            "muon": self.muon.momenta,
            "step": self.step,
            "epoch": self.epoch,
        }
        temporary = self.checkpoint.with_suffix(".tmp")
        torch.save(state, temporary)
        temporary.replace(self.checkpoint)

    def autocast(self) -> Any:
        """bfloat16 where it is wanted."""
        return torch.autocast(self.device, dtype=torch.bfloat16, enabled=not self.args.float32)

    def update(self, rows: list[Row], scale: float) -> None:
        """One step on this process's part of a batch."""
        self.gradients.zero_()
        with self.autocast():
            parts = losses(self.network, rows, self.device, LABEL_SMOOTHING)
        pieces = sum(count for _, count in parts.values())
        torch.stack([loss / pieces for loss, _ in parts.values()]).sum().backward()  # type: ignore[no-untyped-call]
        for code, (loss, count) in parts.items():
            self.sums.setdefault(code, [0.0, 0.0])
            self.sums[code] = [self.sums[code][0] + loss.item(), self.sums[code][1] + count]
        self.sums.setdefault("en", [0.0, 0.0])[1] += sum(len(row[0]) for row in rows)
        if self.world > 1:
            distributed.all_reduce(self.gradients)
            self.gradients.div_(self.world)
        torch.nn.utils.clip_grad_norm_(self.others, 1.0)
        self.adam.param_groups[0]["lr"] = self.args.rate_adam * scale
        self.adam.step()
        self.muon.step(self.args.rate * scale)
        self.step += 1

    def development(self) -> str:
        """Cross entropy a piece on the held-out rows, without smoothing."""
        self.network.eval()
        texts = []
        with torch.no_grad(), self.autocast():
            for name in ("lecture", "IoT"):
                rows = json.loads(Path(self.args.run, f"dev-{name}.json").read_text())
                sums = {code: [0.0, 0.0] for code in LANGUAGES}
                for start in range(0, len(rows), 40):
                    for code, (loss, count) in losses(self.network, rows[start : start + 40], self.device, 0.0).items():
                        sums[code] = [sums[code][0] + loss.item(), sums[code][1] + count]
                texts += [f"{name} {code} {loss / max(1, count):.3f}" for code, (loss, count) in sums.items()]
        self.network.train()
        return "dev " + ", ".join(texts)

    def agree(self, number: float) -> float:
        """What the first process says, in all processes."""
        shared = torch.tensor([number])
        if self.world > 1:
            distributed.broadcast(shared, 0)
        return shared.item()

    def read_rows(self) -> list[Row]:
        """The rows of this epoch, the same in all processes though `prepare.py` may replace the file meanwhile."""
        snapshot = Path(self.args.run, "epoch.json")
        if self.rank == 0:
            shutil.copyfile(Path(self.args.run, "train.json"), snapshot)
        self.agree(0.0)
        rows: list[Row] = json.loads(snapshot.read_text())
        return rows

    def train(self, schedule: Schedule) -> None:
        """Epoch after epoch until the schedule says stop."""
        reported = saved = time.time()
        while True:
            self.epoch += 1
            rows = self.read_rows()
            for batch in epoch_batches(rows, self.args.tokens * self.world, random.Random(self.epoch)):
                if len(batch) < self.world:
                    continue
                scale = self.agree(schedule.scale(self.step))
                if scale < 0:
                    if self.rank == 0:
                        self.save()
                        print(self.development(), f"step {self.step} stopped", flush=True)
                    return
                self.update(batch[self.rank :: self.world], scale)
                now = time.time()
                if self.rank == 0 and now - reported > REPORT_SECONDS:
                    self.report(now - reported, scale)
                    reported = now
                if self.rank == 0 and now - saved > self.args.checkpoint_minutes * 60:
                    self.save()
                    print(self.development(), f"step {self.step} saved", flush=True)
                    saved = now

    def report(self, seconds: float, scale: float) -> None:
        """One line of progress."""
        parts = [f"{code} {loss / count:.3f}" for code, (loss, count) in self.sums.items() if code != "en"]
        speed = self.sums["en"][1] * self.world / seconds
        clock = time.strftime("%H:%M:%S", time.gmtime())
        print(
            clock,
            f"epoch {self.epoch} step {self.step}",
            *parts,
            f"{speed:.0f} pieces/s rate x{scale:.2f}",
            flush=True,
        )
        self.sums = {}


def work(rank: int, args: argparse.Namespace) -> None:
    """What each process does."""
    cuda = torch.cuda.is_available()
    world = 1 if cuda else args.processes
    if world > 1:
        torch.set_num_threads(1)
        os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT=str(args.port))
        distributed.init_process_group("gloo", rank=rank, world_size=world)
    end = clock_time(args.until) if args.until else time.time() + args.minutes * 60
    trainer = Trainer(args, rank, "cuda" if cuda else "cpu", world)
    trainer.resume()
    if rank == 0:
        print(f"parameters {trainer.gradients.numel()}, step {trainer.step}, processes {world}", flush=True)
    trainer.train(Schedule(folder=args.run, end=end, decay_seconds=args.decay_minutes * 60))
    if world > 1:
        distributed.barrier()
        distributed.destroy_process_group()


if __name__ == "__main__":
    options = arguments()
    if torch.cuda.is_available() or options.processes == 1:
        work(0, options)
    else:
        multiprocessing.spawn(work, args=(options,), nprocs=options.processes)  # type: ignore[attr-defined, no-untyped-call]
