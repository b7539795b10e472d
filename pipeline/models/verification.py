"""Are the packages on the disk the ones that models.toml trusts, byte by byte."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import ModelError
from pipeline.model.package import Package
from pipeline.models.archive import INSTALLED, SUFFIX, inspect
from pipeline.models.records import FILE, Record, Register, entry, file_name, read_register


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was found of one package: its file, whether it is good, what there is to say; and the package itself.

    ``package`` is None for a recorded package that is not there, and for a file that is no package.
    """

    file: str
    good: bool
    message: str
    package: Package | None = None


def verify(folder: Path) -> tuple[Verdict, ...]:
    """Compare every bundled and installed package with models.toml, and say which recorded ones are not there.

    Raises ConfigError when models.toml cannot be used.
    """
    register = read_register(folder)
    places = [path for place in (folder, folder / INSTALLED) for path in sorted(place.glob(f"*{SUFFIX}"))]
    verdicts = [_verdict(path, f"{path.relative_to(folder)}", register) for path in places]
    there = {(verdict.package.name, verdict.package.version) for verdict in verdicts if verdict.package}
    for record in register.records:
        name = file_name(record.name, record.version)
        if (record.name, record.version) not in there and name not in {path.name for path in places}:
            verdicts.append(Verdict(
                file=name if record.starter else f"{INSTALLED}/{name}", good=not record.starter,
                message="missing; it comes with the project" if record.starter
                else "recorded, not installed; `localize models install` fetches it"))
    return tuple(verdicts)


def _verdict(path: Path, file: str, register: Register) -> Verdict:
    try:
        package = inspect(path, name=path.name).package
    except ModelError as error:
        return Verdict(file=file, good=False, message=error.message.removeprefix(f"{path.name}: "))
    record = register.get(package.name, package.version)
    if record is None:
        wanted = entry(Record(name=package.name, version=package.version, sha256=package.sha256,
                              starter=package.starter))
        message = f"not in {FILE}; if you trust it, add:\n\n{wanted}"
        return Verdict(file=file, good=False, message=message, package=package)
    if record.sha256 != package.sha256:
        message = (f"differs from {FILE}\n  sha256 now      {package.sha256}\n"
                   f"  sha256 recorded {record.sha256}")
        return Verdict(file=file, good=False, message=message, package=package)
    return Verdict(file=file, good=True, message=f"{package.name} {package.version}, as recorded", package=package)
